"""Reading from HubSpot: everything once, what changed, what was archived, whatever the limits of the search are."""

from datetime import timedelta

import pytest

from crmbackup_gui.errors import LoginRefused
from crmbackup_gui.sources.hosted.service import Since
from crmbackup_gui.sources.hubspot.kinds import STANDARD
from crmbackup_gui.sources.hubspot.searching import changed_ids
from tests.fakes.hubspot.kinds import Property
from tests.fakes.hubspot.server import ALL_SCOPES
from tests.fakes.serving import answer_json, on_path
from tests.sources.hubspot.accounts import module, rows, service_of

CONTACTS = next(kind for kind in STANDARD if kind.name == "contacts")
COMPANIES = next(kind for kind in STANDARD if kind.name == "companies")


def ids(pages):
    return [row["hs_object_id"] for row in rows(pages)]


def make(hubspot, many, kind="companies"):
    return [hubspot.account.add(kind, name=f"Company {at}") for at in range(many)]


def test_every_record_is_read_once_with_all_its_fields(hubspot, service):
    made = make(hubspot, 250)
    hubspot.account.add("contacts", email="ada@example.org", annualrevenue="12.50", last_visit="2026-01-01T10:00:00Z")
    companies = module(service, "companies")
    hubspot.forget_requests()
    found = rows(service.read(companies).pages)
    assert [row["hs_object_id"] for row in found] == made
    assert {field.name for field in companies.entity.fields} == set(found[0])
    assert hubspot.calls("companies|0-2") == 4
    [contact] = rows(service.read(module(service, "contacts")).pages)
    assert (contact["annualrevenue"], contact["last_visit"]) == ("12.50", "2026-01-01T10:00:00.000Z")


def test_more_properties_than_an_address_holds_are_read_in_batches(hubspot, service):
    known = hubspot.account.kinds["companies"].properties
    for at in range(400):
        known[f"a_property_of_the_customer_{at}"] = Property(f"a_property_of_the_customer_{at}", own=True)
    made = make(hubspot, 250)
    hubspot.account.kinds["companies"].records[made[7]].properties["a_property_of_the_customer_399"] = "kept"
    found = rows(service.read(module(service, "companies")).pages)
    assert [row["hs_object_id"] for row in found] == made
    assert found[7]["a_property_of_the_customer_399"] == "kept"


def test_archived_records_are_not_read(hubspot, service):
    first, second = make(hubspot, 2)
    hubspot.account.archive(hubspot.account.kinds["companies"], first)
    assert ids(service.read(module(service, "companies")).pages) == [second]
    assert ids(service.keys(module(service, "companies"))) == [second]


def test_keys_cost_nothing_once_the_list_was_walked_through(hubspot, service):
    made = make(hubspot, 250)
    companies = module(service, "companies")
    assert ids(service.keys(companies)) == made
    hubspot.forget_requests()
    assert ids(service.keys(companies)) == made
    assert hubspot.calls() == 0


def test_records_are_fetched_by_id_and_by_what_is_unique(hubspot, service):
    made = [hubspot.account.add("contacts", email=f"p{at}@example.org") for at in range(150)]
    contacts = module(service, "contacts")
    assert ids(service.fetch(contacts, [(key,) for key in [*made, "7"]])) == made
    assert ids(service.find(contacts, ("email",), [("P3@example.org",), ("nobody@example.org",)])) == [made[3]]


def test_owners_are_read_fetched_and_found(hubspot, service):
    boss = hubspot.account.add_owner("boss@example.org", "Ada", "Boss")
    gone = hubspot.account.add_owner("gone@example.org", archived=True)
    owners = module(service, "owners")
    assert {row["id"]: row["archived"] for row in rows(service.read(owners).pages)} == {boss: False, gone: True}
    assert [row["email"] for row in rows(service.fetch(owners, [(boss,)]))] == ["boss@example.org"]
    assert [row["id"] for row in rows(service.find(owners, ("email",), [("Boss@example.org",)]))] == [boss]


def increment(service, before, *, mark=None, name="companies"):
    """Ids that changed and ids that were deleted since then (None: to be compared), and the next mark."""
    since = Since(before - service.overlap, mark)
    found = module(service, name)
    reading = service.changed(found, since)
    changed = set(ids(reading.pages))
    deletions = service.deleted(found, since)
    return changed, None if deletions is None else set(ids(deletions.pages)), reading.mark()


@pytest.mark.parametrize("compare_below", [0, 5_000])
def test_an_increment_has_what_was_made_and_changed_and_nothing_older(hubspot, compare_below):
    service = service_of(hubspot, compare_below=compare_below)
    old = make(hubspot, 250)
    mark = service.read(module(service, "companies")).mark()
    hubspot.clock.advance(hours=1)
    before = hubspot.clock.now()
    new = make(hubspot, 3)
    account = hubspot.account
    account.update(account.kinds["companies"], account.kinds["companies"].records[old[9]], {"city": "Oslo"})
    hubspot.clock.advance(minutes=1)
    changed, deleted, _ = increment(service, before, mark=mark)
    assert changed == {*new, old[9]}
    assert (deleted is None) is (compare_below > 0)
    service.wire.close()


def test_a_large_entity_is_asked_for_changes_and_deletions_in_a_few_calls(hubspot):
    service = service_of(hubspot, compare_below=100)
    made = make(hubspot, 500)
    companies = module(service, "companies")
    mark = service.read(companies).mark()
    hubspot.clock.advance(hours=1)
    before = hubspot.clock.now()
    kind = hubspot.account.kinds["companies"]
    hubspot.account.archive(kind, made[0])
    hubspot.account.merge(kind, made[1], made[2])
    hubspot.clock.advance(minutes=1)
    hubspot.forget_requests()
    changed, deleted, _ = increment(service, before, mark=mark)
    assert changed == {made[1]}
    assert deleted == {made[0], made[2]}
    assert hubspot.calls() <= 5
    service.wire.close()


def test_a_large_entity_is_compared_once_a_day(hubspot):
    service = service_of(hubspot, compare_below=100)
    make(hubspot, 200)
    mark = service.read(module(service, "companies")).mark()
    outcomes = []
    for _ in range(6):
        before = hubspot.clock.now()
        hubspot.clock.advance(hours=9)
        _, deleted, mark = increment(service, before, mark=mark)
        outcomes.append("compared" if deleted is None else "asked")
    assert outcomes == ["asked", "asked", "compared", "asked", "asked", "compared"]
    service.wire.close()


def test_a_mark_that_nobody_understands_leads_to_a_comparison(hubspot):
    service = service_of(hubspot, compare_below=0)
    make(hubspot, 3)
    hubspot.clock.advance(minutes=1)
    _, deleted, mark = increment(service, hubspot.clock.now(), mark="from another program")
    assert deleted is None
    _, deleted, _ = increment(service, hubspot.clock.now(), mark=mark)
    assert deleted is not None
    service.wire.close()


def searched(hubspot, service, kind, since):
    hubspot.clock.advance(minutes=1)
    return list(changed_ids(service._library, "hubspot://example", kind, since))


def test_a_search_finds_more_than_10_000_and_each_once(hubspot, service):
    begin = hubspot.clock.now()
    made = []
    for at in range(10_450):
        made.append(hubspot.account.add("companies", name=f"C{at}"))
        if at % 3 == 0:
            hubspot.clock.advance(milliseconds=1)
    found = searched(hubspot, service, COMPANIES, begin)
    assert sorted(found, key=int) == made
    assert len(found) == len(set(found))


def test_a_search_goes_through_an_import_of_one_millisecond_by_ids(hubspot, service):
    begin = hubspot.clock.now()
    make(hubspot, 3)
    hubspot.clock.advance(seconds=1)
    make(hubspot, 950)
    hubspot.clock.advance(seconds=1)
    last = make(hubspot, 450)
    hubspot.clock.advance(seconds=1)
    make(hubspot, 3)
    found = searched(hubspot, service, COMPANIES, begin)
    assert len(set(found)) == 1_406
    assert set(last) <= set(found)


def test_what_changes_while_it_is_searched_pushes_nothing_out_of_sight(hubspot, service):
    begin = hubspot.clock.now()
    made = []
    for at in range(900):
        made.append(hubspot.account.add("companies", name=f"C{at}"))
        hubspot.clock.advance(milliseconds=1)
    hubspot.clock.advance(minutes=1)
    kind, found = hubspot.account.kinds["companies"], []
    for at, key in enumerate(changed_ids(service._library, "hubspot://example", COMPANIES, begin)):
        found.append(key)
        if at % 100 == 50:
            for moved in made[at // 3 : at // 3 + 20]:
                hubspot.account.update(kind, kind.records[moved], {"city": f"Oslo {at}"})
            hubspot.clock.advance(seconds=20)
    assert set(found) == set(made)


def test_a_search_that_comes_in_another_order_is_not_believed(hubspot, service):
    begin = hubspot.clock.now() + timedelta(minutes=5)
    results = [
        {"id": "1", "properties": {"hs_lastmodifieddate": "2026-11-25T10:00:02.000Z"}},
        {"id": "2", "properties": {"hs_lastmodifieddate": "2026-11-25T10:00:01.000Z"}},
    ]
    service.describe()
    hubspot.faults.plan(answer_json({"total": 2, "results": results}), on_path("/search$"))
    with pytest.raises(Exception, match="order"):
        searched(hubspot, service, COMPANIES, begin)


def test_a_permission_that_is_taken_away_meanwhile_is_no_empty_list(hubspot):
    scopes = set(ALL_SCOPES)
    service = service_of(hubspot, scopes)
    companies = module(service, "companies")
    hubspot.faults.plan(
        answer_json({"status": "error", "message": "no more", "category": "MISSING_SCOPES"}, 403), on_path("0-2$")
    )
    with pytest.raises(LoginRefused, match="no more"):
        rows(service.read(companies).pages)
    service.wire.close()
