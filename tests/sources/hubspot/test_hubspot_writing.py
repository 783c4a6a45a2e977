"""Writing to HubSpot: one result for each row, whatever HubSpot does with the batch that it came in."""

from decimal import Decimal

import pytest

from crmbackup_gui.sources.hosted.service import Fate, Order
from crmbackup_gui.sources.hubspot.describing import Pair, _link_types
from tests.fakes.hubspot.server import READ_SCOPES
from tests.fakes.serving import Response, Trouble, on_path
from tests.sources.hubspot.accounts import module, rows, service_of


def write(service, name, order, *given):
    return [each for call in service.write(module(service, name), order, list(given)) for each in call]


def record(hubspot, kind, key):
    return hubspot.account.kinds[kind].records[key].properties


def test_records_are_created_with_values_of_every_type(hubspot, service):
    owner = hubspot.account.add_owner("boss@example.org")
    [made] = write(
        service,
        "contacts",
        Order.CREATE,
        {
            "email": "ada@example.org",
            "annualrevenue": Decimal("12.50"),
            "newsletter": True,
            "contract_ends": "2026-12-31",
            "last_visit": "2026-11-25T10:00:00.123000Z",
            "favourite_fruit": "apple;plum",
            "hubspot_owner_id": owner,
            "city": None,
        },
    )
    assert made.fate is Fate.DONE
    kept = record(hubspot, "contacts", made.key[0])
    assert (kept["annualrevenue"], kept["newsletter"]) == ("12.50", "true")
    assert (kept["contract_ends"], kept["last_visit"]) == ("2026-12-31", "2026-11-25T10:00:00.123Z")
    assert (kept["favourite_fruit"], kept["hubspot_owner_id"]) == ("apple;plum", owner)
    assert "city" not in kept


def test_of_250_rows_each_has_its_own_result_in_three_calls(hubspot, service):
    given = [
        {"name": f"Company {at}"} if at % 7 else {"name": f"Company {at}", "annualrevenue": "much"} for at in range(250)
    ]
    write(service, "companies", Order.CREATE, {"name": "warm"})
    hubspot.forget_requests()
    results = write(service, "companies", Order.CREATE, *given)
    assert hubspot.calls("batch/create") == 3
    for at, result in enumerate(results):
        assert result.fate is (Fate.DONE if at % 7 else Fate.REFUSED)
        if at % 7:
            assert record(hubspot, "companies", result.key[0])["name"] == f"Company {at}"
        else:
            assert "was not a valid number" in result.words
            assert result.code == "VALIDATION_ERROR"


def test_an_e_mail_address_that_is_taken_names_the_record_that_has_it(hubspot, service):
    taken = hubspot.account.add("contacts", email="ada@example.org", customer_number="K1")
    by_mail, by_number, good = write(
        service,
        "contacts",
        Order.CREATE,
        {"email": "ada@example.org"},
        {"lastname": "Bo", "customer_number": "K1"},
        {"lastname": "Cy"},
    )
    assert (by_mail.fate, by_mail.conflict) == (Fate.REFUSED, (taken,))
    assert (by_number.fate, by_number.conflict) == (Fate.REFUSED, (taken,))
    assert good.fate is Fate.DONE


def test_results_without_trace_ids_are_paired_by_what_they_hold(hubspot, service):
    def without_traces(request):
        answer = hubspot.handle(request)
        return Response(answer.status, answer.body.replace(b"objectWriteTraceId", b"forgotten"), answer.headers)

    hubspot.faults.plan(without_traces, on_path("batch/create"))
    results = write(service, "companies", Order.CREATE, *({"name": f"Company {at}"} for at in range(5)))
    assert [record(hubspot, "companies", each.key[0])["name"] for each in results] == [
        f"Company {at}" for at in range(5)
    ]


def test_a_lost_answer_leaves_all_rows_of_its_call_unknown_and_none_twice(hubspot, service):
    service.describe()
    hubspot.faults.plan(Trouble.ANSWER_LOST, on_path("batch/create"))
    results = write(service, "companies", Order.CREATE, *({"name": f"Company {at}"} for at in range(150)))
    assert [each.fate for each in results] == [Fate.UNKNOWN] * 100 + [Fate.DONE] * 50
    assert len(hubspot.account.kinds["companies"].records) == 150


def test_updates_change_what_is_named_and_empty_what_is_null(hubspot, service):
    key = hubspot.account.add("companies", name="One", city="Oslo", country="Norway")
    [result] = write(service, "companies", Order.UPDATE, {"hs_object_id": key, "city": None, "name": "Two"})
    assert result.fate is Fate.DONE
    kept = record(hubspot, "companies", key)
    assert (kept["name"], kept.get("city"), kept["country"]) == ("Two", None, "Norway")


def test_of_an_update_with_wrong_rows_the_good_ones_are_done(hubspot, service):
    keys = [hubspot.account.add("companies", name=f"Company {at}") for at in range(100)]
    wrong = {17, 50, 99}
    given = [
        {"hs_object_id": key, "annualrevenue": "much" if at in wrong else Decimal(at)} for at, key in enumerate(keys)
    ]
    results = write(service, "companies", Order.UPDATE, *given, {"hs_object_id": "7", "city": "Oslo"})
    assert {at for at, result in enumerate(results) if result.fate is Fate.REFUSED} == {*wrong, 100}
    assert "not a valid number" in results[17].words
    assert "may be deleted or not exist" in results[100].words
    assert record(hubspot, "companies", keys[98])["annualrevenue"] == "98"
    assert hubspot.calls("batch/update") <= 50


def test_a_lifecycle_stage_goes_back_to_what_it_was(hubspot, service):
    keys = [hubspot.account.add("contacts", lastname=name, lifecyclestage="customer") for name in "ab"]
    given = [
        {"hs_object_id": key, "lifecyclestage": stage} for key, stage in zip(keys, ("lead", "customer"), strict=True)
    ]
    results = write(service, "contacts", Order.UPDATE, *given)
    assert [each.fate for each in results] == [Fate.DONE, Fate.DONE]
    assert [record(hubspot, "contacts", key)["lifecyclestage"] for key in keys] == ["lead", "customer"]


def test_records_are_archived_and_twice_is_no_harm(hubspot, service):
    keys = [hubspot.account.add("companies", name=f"Company {at}") for at in range(150)]
    for _ in range(2):
        results = write(service, "companies", Order.DELETE, *({"hs_object_id": key} for key in keys))
        assert {each.fate for each in results} == {Fate.DONE}
    assert all(hubspot.account.kinds["companies"].records[key].archived_at for key in keys)


def test_what_the_token_may_not_write_is_refused_with_the_scope(hubspot):
    service = service_of(hubspot, READ_SCOPES)
    results = write(service, "companies", Order.CREATE, *({"name": f"Company {at}"} for at in range(3)))
    assert all(each.fate is Fate.REFUSED and "crm.objects.companies.write" in each.words for each in results)
    assert hubspot.calls("batch/create") == 1
    service.wire.close()


def test_keys_are_asked_for_anew_once_something_was_written(service):
    companies = module(service, "companies")
    assert rows(service.keys(companies)) == []
    write(service, "companies", Order.CREATE, {"name": "One"})
    assert len(rows(service.keys(companies))) == 1


# Associations


@pytest.fixture
def pair(hubspot):
    """A contact and two companies."""
    add = hubspot.account.add
    return add("contacts", lastname="Bo"), add("companies", name="One"), add("companies", name="Two")


def link(one, other, kind):
    return {"from_id": one, "to_id": other, "type": kind}


PLAIN, PRIMARY = "HUBSPOT_DEFINED:279", "HUBSPOT_DEFINED:1"


def links(hubspot, one):
    account = hubspot.account
    found = account.links.of(account.kinds["contacts"], one, account.kinds["companies"])
    return {company: {kind.label for kind in kinds} for company, kinds in found}


def test_associations_are_written_and_read_with_their_labels(hubspot, service, pair):
    contact, one, two = pair
    hubspot.account.links.define_label("contacts", "companies", "Adviser", "Advised by")
    given = [link(contact, one, PLAIN), link(contact, two, PLAIN), link(contact, two, PRIMARY)]
    given.append(link(contact, one, "USER_DEFINED:Adviser"))
    results = write(service, "contacts_companies", Order.CREATE, *given)
    assert [each.key for each in results] == [tuple(row.values()) for row in given]
    assert links(hubspot, contact) == {one: {None, "Adviser"}, two: {None, "Primary"}}
    found = rows(service.read(module(service, "contacts_companies")).pages)
    told = sorted((row["to_id"], row["type"], row["label"]) for row in found)
    assert told == sorted(
        [(one, PLAIN, None), (one, "USER_DEFINED:Adviser", "Adviser"), (two, PLAIN, None), (two, PRIMARY, "Primary")]
    )
    [page] = service.fetch(module(service, "contacts_companies"), [tuple(given[2].values()), (contact, "9", PLAIN)])
    assert [row["type"] for row in page.rows] == [PRIMARY]


def test_associations_that_cannot_be_are_refused_each_for_itself(service, pair):
    contact, one, _ = pair
    results = write(
        service,
        "contacts_companies",
        Order.CREATE,
        link(contact, one, PLAIN),
        link(contact, "999999", PLAIN),
        link(contact, one, "USER_DEFINED:Friend"),
    )
    assert [each.fate for each in results] == [Fate.DONE, Fate.REFUSED, Fate.REFUSED]
    assert "does not exist" in results[1].words
    assert "Friend" in results[2].words


def test_a_label_is_taken_away_and_the_association_stays(hubspot, service, pair):
    contact, one, two = pair
    for company in (one, two):
        write(service, "contacts_companies", Order.CREATE, link(contact, company, PRIMARY))
    assert links(hubspot, contact) == {one: {None}, two: {None, "Primary"}}
    write(service, "contacts_companies", Order.DELETE, link(contact, two, PRIMARY))
    assert links(hubspot, contact) == {one: {None}, two: {None}}
    write(service, "contacts_companies", Order.DELETE, link(contact, one, PLAIN), link(contact, two, PLAIN))
    assert links(hubspot, contact) == {}


def test_a_record_with_more_links_than_a_page_holds_is_read_to_the_end(hubspot, service):
    account = hubspot.account
    company = account.add("companies", name="Large")
    for at in range(1_100):
        note = account.add("notes", hs_timestamp="2026-01-01T00:00:00Z", hs_note_body=str(at))
        account.links.add(account.kinds["notes"], note, account.kinds["companies"], company, [])
    assert len(rows(service.read(module(service, "notes_companies")).pages)) == 1_100
    pages = service._linker.read(_turned(service, "notes_companies", "companies", "notes"), [company])
    assert len({row["to_id"] for row in rows(pages)}) == 1_100


def _turned(service, name, one, other):
    """The same pair from its other side, from which one record has many links."""
    kinds = service._described.kinds
    types = _link_types(service._library.labels(kinds[one].path, kinds[other].path).results)
    assert name in service._described.pairs
    return Pair(kinds[one], kinds[other], {each.name: each for each in types})


def test_associations_cost_a_call_for_a_thousand_records(hubspot, service):
    account = hubspot.account
    company = account.add("companies", name="One")
    for at in range(2_500):
        contact = account.add("contacts", lastname=f"P{at}")
        account.links.add(account.kinds["contacts"], contact, account.kinds["companies"], company, [])
    contacts = module(service, "contacts")
    rows(service.read(contacts).pages)
    hubspot.forget_requests()
    assert len(rows(service.read(module(service, "contacts_companies")).pages)) == 2_500
    assert hubspot.calls() == 3
