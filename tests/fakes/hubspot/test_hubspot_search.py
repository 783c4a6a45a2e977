"""The fake's search endpoint: its limits, its lag, and its order."""

from datetime import UTC, datetime

import pytest

SEARCH = "/crm/v3/objects/companies/search"


def since(moment, **more):
    value = str(int(moment.timestamp() * 1000))
    condition = {"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": value}
    return {"filterGroups": [{"filters": [condition]}], "sorts": [ASCENDING], "limit": 200, **more}


ASCENDING = {"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}


def test_the_index_is_behind_and_then_it_is_not(hubspot, client):
    record_id = hubspot.account.add("companies", name="Old")
    assert client.post(SEARCH, json={}).json()["total"] == 0
    hubspot.clock.advance(seconds=11)
    assert client.post(SEARCH, json={}).json()["total"] == 1
    client.patch(f"/crm/v3/objects/companies/{record_id}", json={"properties": {"name": "New"}})
    assert client.post(SEARCH, json={}).json()["results"][0]["properties"]["name"] == "Old"
    client.delete(f"/crm/v3/objects/companies/{record_id}")
    assert client.post(SEARCH, json={}).json()["total"] == 1
    hubspot.clock.advance(seconds=11)
    assert client.post(SEARCH, json={}).json() == {"total": 0, "results": []}


def test_pages_reach_to_10_000_and_not_beyond(hubspot, client):
    for at in range(10_050):
        hubspot.account.add("companies", name=f"C{at}")
    hubspot.clock.advance(minutes=1)
    first = client.post(SEARCH, json=since(datetime(2026, 1, 1, tzinfo=UTC))).json()
    assert (first["total"], len(first["results"]), first["paging"]["next"]["after"]) == (10_050, 200, "200")
    assert len(client.post(SEARCH, json=since(datetime(2026, 1, 1, tzinfo=UTC), after="9800")).json()["results"]) == 200
    beyond = client.post(SEARCH, json=since(datetime(2026, 1, 1, tzinfo=UTC), after="10000"))
    assert beyond.status_code == 400


def test_records_changed_since_a_moment_come_oldest_first(hubspot, client):
    ids = []
    for at in range(5):
        ids.append(hubspot.account.add("companies", name=f"C{at}"))
        hubspot.clock.advance(seconds=1)
    client.patch(f"/crm/v3/objects/companies/{ids[2]}", json={"properties": {"city": "Oslo"}})
    middle = hubspot.account.kinds["companies"].records[ids[1]].updated_at
    hubspot.clock.advance(minutes=1)
    found = client.post(SEARCH, json=since(middle)).json()["results"]
    assert [record["id"] for record in found] == [ids[1], ids[3], ids[4], ids[2]]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (("numberofemployees", "GT", "9"), ["Big"]),
        (("name", "EQ", "big"), ["Big"]),
        (("city", "HAS_PROPERTY", None), ["Small"]),
        (("city", "NOT_HAS_PROPERTY", None), ["Big"]),
        (("hs_object_id", "LTE", "0"), []),
    ],
)
def test_filters_compare_by_type(hubspot, client, condition, names):
    hubspot.account.add("companies", name="Big", numberofemployees="100")
    hubspot.account.add("companies", name="Small", numberofemployees="9", city="Oslo")
    hubspot.clock.advance(minutes=1)
    name, operator, value = condition
    test = {"propertyName": name, "operator": operator, **({"value": value} if value else {})}
    found = client.post(SEARCH, json={"filterGroups": [{"filters": [test]}]}).json()["results"]
    assert [record["properties"]["name"] for record in found] == names


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"properties": [f"a_long_name_of_a_property_{at}" for at in range(120)]},
        {"filterGroups": [{"filters": [{"propertyName": "unheard", "operator": "EQ", "value": "1"}]}]},
        {"filterGroups": [{"filters": [{"propertyName": "name", "operator": "LOOKS_LIKE", "value": "1"}]}]},
        {"filterGroups": [{"filters": [{"propertyName": "hs_lastmodifieddate", "operator": "GT", "value": "soon"}]}]},
        {"filterGroups": [{"filters": []}] * 6},
        {"sorts": [ASCENDING, ASCENDING]},
        {"after": "ten"},
    ],
)
def test_what_the_documentation_forbids_is_refused(client, body):
    assert client.post(SEARCH, json=body).status_code == 400
