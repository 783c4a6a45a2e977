"""What the service of Salesforce does with answers: jobs, feeds, files, sign-in, budget."""

from datetime import timedelta

import pytest

from crmbackup_gui.errors import AccessExpired, LoginRefused, PasswordMissing
from crmbackup_gui.sources.hosted.service import Content, Fate, Order, Since
from crmbackup_gui.sources.salesforce.signing_in import Way
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.serving import Trouble, on_path
from tests.sources.salesforce.orgs import module, service_of


@pytest.fixture
def service(fake):
    service = service_of(fake)
    yield service
    service.wire.close()


def rows(pages):
    return [row for page in pages for row in (page.rows if isinstance(page.rows, list) else page.rows.to_pylist())]


def written(service, kind, order, values):
    return [result for some in service.write(module(service, kind), order, values) for result in some]


def test_many_records_are_read_by_a_job_in_a_few_calls_and_few_by_rest(fake, service):
    for at in range(7_000):
        fake.org.seed("Contact", LastName=f"C{at}")
    contacts, accounts = module(service, "Contact"), module(service, "Account")
    fake.forget_requests()
    assert len(rows(service.read(contacts).pages)) == 7_000
    assert fake.calls("/jobs/query") == fake.calls() <= 6
    fake.forget_requests()
    assert rows(service.read(accounts).pages) == []
    assert fake.calls() == fake.calls("/query") == 1


def test_an_object_that_bulk_refuses_is_read_by_rest(fake, service):
    for at in range(3):
        fake.org.seed("CaseStatus", MasterLabel=f"S{at}")
    statuses = module(service, "CaseStatus")
    service._counts.clear()
    assert len(rows(service.read(statuses).pages)) == 3


def test_describing_takes_one_call_for_many_objects_and_tells_hidden_fields(fake, service):
    fake.org.hidden.add(("Account", "AnnualRevenue"))
    told = service.describe()
    assert fake.calls("/describe") == 0
    assert fake.calls("/composite$") == 1
    assert [(each.entity, each.fields) for each in told.hidden] == [("Account", ("AnnualRevenue",))]
    account = next(each for each in told.modules if each.entity.name == "Account").entity
    names = [field.name for field in account.fields]
    assert "BillingAddress" not in names
    assert "BillingCity" in names
    assert account.fields[account.index("Score__c")].generated
    assert account.fields[account.index("Rating")].choices == ("Hot", "Warm", "Cold")


def test_two_thousand_records_go_by_a_job_and_each_has_its_own_result(fake, service):
    values = [{"Name": f"A {at}", "Rating": "Wrong" if at % 1_000 == 7 else "Hot"} for at in range(2_500)]
    results = written(service, "Account", Order.CREATE, values)
    assert fake.calls("/jobs/ingest$", "POST") == 1
    for value, result in zip(values, results, strict=True):
        assert result.fate is (Fate.REFUSED if value["Rating"] == "Wrong" else Fate.DONE)
        if result.fate is Fate.DONE:
            assert fake.org.rows["Account"][result.key[0]]["Name"] == value["Name"]
        else:
            assert "restricted picklist" in result.words


def test_what_a_job_never_came_to_is_told_as_such(fake, service):
    fake.bulk_batch, fake.bulk_fails_after = 1_000, 2
    results = written(service, "Account", Order.CREATE, [{"Name": f"A {at}"} for at in range(2_500)])
    assert [result.fate for result in results] == [Fate.DONE] * 2_000 + [Fate.REFUSED] * 500
    assert "Retried more than 20 times" in results[-1].words


def test_lost_answers_of_uploads_write_nothing_twice(fake, service):
    fake.faults.plan(Trouble.ANSWER_LOST, on_path("/batches$", "PUT"))
    fake.faults.plan(Trouble.ANSWER_LOST, on_path("/jobs/ingest/", "PATCH"))
    results = written(service, "Account", Order.CREATE, [{"Name": f"A {at}"} for at in range(2_000)])
    assert {result.fate for result in results} == {Fate.DONE}
    assert len(list(fake.org.records("Account"))) == 2_000


def test_a_lost_answer_of_a_collection_is_unknown_and_a_lock_is_waited_for(fake, service):
    fake.faults.plan(Trouble.ANSWER_LOST, on_path("/composite/sobjects$", "POST"))
    assert written(service, "Account", Order.CREATE, [{"Name": "A"}])[0].fate is Fate.UNKNOWN
    locks = iter([Refused("UNABLE_TO_LOCK_ROW", "locked"), None])
    fake.org.row_trouble = lambda *_: next(locks)
    assert written(service, "Account", Order.CREATE, [{"Name": "B"}])[0].fate is Fate.DONE


def test_the_feed_of_deletions_is_halved_where_it_is_too_long(fake, service):
    start = fake.clock.now()
    gone = [fake.org.seed("Account", Name=f"A{at}") for at in range(8)]
    for key in gone:
        fake.clock.advance(minutes=10)
        fake.org.delete(key)
    fake.clock.advance(minutes=10)
    fake.org.undelete(gone[3])
    fake.most_deleted_ids = 3
    accounts = module(service, "Account")
    told = service.deleted(accounts, Since(start))
    assert {row["Id"] for row in rows(told.pages)} == set(gone) - {gone[3]}
    assert told.covered_until <= fake.clock.now()


def test_a_feed_that_does_not_reach_back_far_enough_cannot_tell(fake, service):
    accounts = module(service, "Account")
    assert service.deleted(accounts, Since(fake.clock.now() - timedelta(days=20))) is None
    fake.log_purged_before = fake.clock.now() - timedelta(hours=1)
    assert service.deleted(accounts, Since(fake.clock.now() - timedelta(hours=2))) is None
    assert service.deleted(module(service, "AccountHistory"), Since(fake.clock.now())) is None


def test_a_file_goes_in_and_comes_out_as_it_was(service):
    content = bytes(range(256)) * 300
    values = {
        "Title": "Plan",
        "PathOnClient": 'pl"an.bin',
        "VersionData": Content(len(content), lambda: iter([content])),
    }
    key = written(service, "ContentVersion", Order.CREATE, [values])[0].key
    versions = module(service, "ContentVersion")
    assert b"".join(service.content(versions, key)) == content
    assert rows(service.read(versions).pages)[0]["size"] == len(content)
    assert len(rows(service.read(module(service, "ContentDocumentLink")).pages)) == 1


def test_a_deleted_record_can_be_brought_back_until_the_bin_is_emptied(fake, service):
    first, second = (fake.org.seed("Account", Name=name) for name in "AB")
    fake.org.delete(first)
    accounts = module(service, "Account")
    assert service.undeletable(accounts, [(first,), (second,)]) == {(first,)}
    assert [each.fate for each in written(service, "Account", Order.UNDELETE, [{"Id": first}, {"Id": second}])] == [
        Fate.DONE,
        Fate.REFUSED,
    ]


def test_a_record_is_brought_back_with_the_session_that_followed_the_one_that_ended(fake, service):
    first = fake.org.seed("Account", Name="A")
    fake.org.delete(first)
    ended = iter([fake.expire])

    def end_session_on_the_way(request):
        if b"u:undelete" in request.body:
            next(ended, lambda: None)()
        return False

    fake.faults.plan(Trouble.ANSWER_LOST, end_session_on_the_way)
    assert [each.fate for each in written(service, "Account", Order.UNDELETE, [{"Id": first}])] == [Fate.DONE]


def test_each_way_of_signing_in_works_and_says_what_is_missing(fake):
    known = {"client_secret": fake.client_secret, "refresh_token": "5Aep"}
    fake.oauth.refresh_tokens.append("5Aep")
    for way, secrets in ((Way.APP, known), (Way.BROWSER, known)):
        service = service_of(fake, secrets.get, way=way, client=fake.client_id)
        assert service.describe().label == "Acme"
        fake.expire()
        assert service.describe().label == "Acme"
        service.wire.close()
    fake.oauth.refresh_tokens.clear()
    for way, secrets, trouble in (
        (Way.BROWSER, {}, AccessExpired),
        (Way.BROWSER, known, AccessExpired),
        (Way.BROWSER, {**known, "client_secret": "wrong"}, LoginRefused),
        (Way.APP, {}, PasswordMissing),
        (Way.APP, {"client_secret": "wrong"}, LoginRefused),
    ):
        service = service_of(fake, secrets.get, way=way, client=fake.client_id)
        with pytest.raises(trouble):
            service.describe()
        service.wire.close()
    service = service_of(fake, {"password": "wrong"}.get)
    with pytest.raises(LoginRefused, match="Invalid username"):
        service.describe()
    service.wire.close()
