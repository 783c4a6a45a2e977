"""What the fake of HubSpot does with CRM objects, asked over plain HTTP as the documentation says."""

import httpx
import pytest

from tests.fakes.hubspot.kinds import Property
from tests.fakes.hubspot.server import HubSpot

CONTACTS = "/crm/v3/objects/contacts"


def batch(*rows, traced=True):
    return {
        "inputs": [
            {"properties": properties, **({"objectWriteTraceId": f"row {at}"} if traced else {})}
            for at, properties in enumerate(rows)
        ]
    }


def pages(client, path, **query):
    after = None
    while True:
        answer = client.get(path, params={**query, **({"after": after} if after else {})}).json()
        yield answer["results"]
        after = answer.get("paging", {}).get("next", {}).get("after")
        if after is None:
            return


def test_a_list_comes_in_pages_of_at_most_100_and_each_record_once(hubspot, client):
    ids = [hubspot.account.add("contacts", email=f"p{at}@example.org") for at in range(250)]
    found = list(pages(client, CONTACTS, limit=100))
    assert [len(page) for page in found] == [100, 100, 50]
    assert [record["id"] for page in found for record in page] == ids
    assert client.get(CONTACTS, params={"limit": 101}).status_code == 400


def test_only_default_properties_are_told_unless_others_are_named(hubspot, client):
    hubspot.account.add("contacts", email="ada@example.org", city="Oslo")
    default = client.get(CONTACTS).json()["results"][0]["properties"]
    assert set(default) == {"email", "firstname", "lastname", "createdate", "lastmodifieddate", "hs_object_id"}
    named = client.get(CONTACTS, params={"properties": "city,phone,never_heard"}).json()["results"][0]["properties"]
    assert set(named) == {"city", "phone", "createdate", "lastmodifieddate", "hs_object_id"}
    assert named["city"] == "Oslo"
    assert named["phone"] is None


def test_archived_records_are_in_the_archived_list_alone_and_their_modified_date_stays(hubspot, client):
    record_id = hubspot.account.add("contacts", email="ada@example.org")
    before = client.get(f"{CONTACTS}/{record_id}").json()["updatedAt"]
    hubspot.clock.advance(hours=1)
    assert client.delete(f"{CONTACTS}/{record_id}").status_code == 204
    assert client.get(f"{CONTACTS}/{record_id}").status_code == 404
    assert client.get(CONTACTS).json()["results"] == []
    (archived,) = client.get(CONTACTS, params={"archived": "true"}).json()["results"]
    assert (archived["archived"], archived["updatedAt"]) == (True, before)
    assert archived["archivedAt"] > before
    assert client.get(f"{CONTACTS}/{record_id}", params={"archived": "true"}).json()["id"] == record_id
    hubspot.clock.advance(days=91)
    hubspot.account.purge()
    assert client.get(CONTACTS, params={"archived": "true"}).json()["results"] == []


def test_an_archived_record_cannot_be_written_and_its_e_mail_address_is_free(hubspot, client):
    record_id = hubspot.account.add("contacts", email="ada@example.org")
    client.delete(f"{CONTACTS}/{record_id}")
    assert client.patch(f"{CONTACTS}/{record_id}", json={"properties": {"city": "Oslo"}}).status_code == 404
    made = client.post(CONTACTS, json={"properties": {"email": "ada@example.org"}})
    assert made.status_code == 201
    assert made.json()["id"] != record_id


def test_an_e_mail_address_that_is_taken_is_a_conflict_that_names_the_record(hubspot, client):
    record_id = hubspot.account.add("contacts", email="ada@example.org")
    answer = client.post(CONTACTS, json={"properties": {"email": "Ada@Example.org"}})
    assert answer.status_code == 409
    assert answer.json()["message"] == f"Contact already exists. Existing ID: {record_id}"
    assert answer.json()["category"] == "CONFLICT"


def test_a_traced_batch_says_of_each_row_what_became_of_it(hubspot, client):
    taken = hubspot.account.add("contacts", email="ada@example.org")
    rows = [{"email": "ada@example.org"}, {"firstname": "Bo"}, {"nothing": "1"}, {"lastname": "Cy"}]
    answer = client.post(f"{CONTACTS}/batch/create", json=batch(*rows))
    assert answer.status_code == 207
    told = answer.json()
    assert {r["objectWriteTraceId"]: r["properties"].get("firstname") for r in told["results"]} == {
        "row 1": "Bo",
        "row 3": None,
    }
    errors = {error["context"]["objectWriteTraceId"][0]: error for error in told["errors"]}
    assert told["numErrors"] == 2
    assert errors["row 0"]["context"]["existingId"] == [taken]
    assert "PROPERTY_DOESNT_EXIST" in errors["row 2"]["message"]


def test_a_batch_without_trace_ids_is_refused_as_a_whole(client):
    answer = client.post(f"{CONTACTS}/batch/create", json=batch({"firstname": "Bo"}, {"nothing": "1"}, traced=False))
    assert answer.status_code == 400
    assert client.get(CONTACTS).json()["results"] == []
    good = client.post(f"{CONTACTS}/batch/create", json=batch({"firstname": "Bo"}, traced=False))
    assert good.status_code == 201


def test_trace_ids_that_are_not_unique_are_refused(client):
    rows = batch({"firstname": "Bo"}, {"firstname": "Cy"})
    rows["inputs"][1]["objectWriteTraceId"] = "row 0"
    assert client.post(f"{CONTACTS}/batch/create", json=rows).status_code == 400


@pytest.mark.parametrize("what", ["read", "create", "update", "archive"])
def test_a_batch_has_at_most_100_rows(client, what):
    rows = {"inputs": [{"id": str(at), "properties": {"city": "Oslo"}} for at in range(101)]}
    answer = client.post(f"{CONTACTS}/batch/{what}", json=rows)
    assert answer.status_code == 400
    assert "100" in answer.json()["message"]


def test_a_batch_update_tells_of_records_that_are_not_there_and_does_the_others(hubspot, client):
    record_id = hubspot.account.add("contacts", email="ada@example.org")
    rows = [{"id": record_id, "properties": {"city": "Oslo"}}, {"id": "7", "properties": {"city": "Oslo"}}]
    answer = client.post(f"{CONTACTS}/batch/update", json={"inputs": rows})
    assert answer.status_code == 207
    assert [r["id"] for r in answer.json()["results"]] == [record_id]
    assert answer.json()["errors"][0]["context"]["ids"] == ["7"]


def test_a_batch_update_with_one_wrong_value_changes_nothing(hubspot, client):
    first, second = (hubspot.account.add("contacts", email=f"{name}@example.org") for name in "ab")
    rows = [{"id": first, "properties": {"city": "Oslo"}}, {"id": second, "properties": {"annualrevenue": "much"}}]
    answer = client.post(f"{CONTACTS}/batch/update", json={"inputs": rows})
    assert answer.status_code == 400
    assert answer.json()["category"] == "VALIDATION_ERROR"
    assert hubspot.account.kinds["contacts"].records[first].properties.get("city") is None


def test_a_batch_read_gives_what_is_there_and_says_what_is_not(hubspot, client):
    ids = [hubspot.account.add("contacts", email=f"{name}@example.org") for name in "ab"]
    body = {"properties": ["email"], "inputs": [{"id": key} for key in [*ids, "9"]]}
    answer = client.post(f"{CONTACTS}/batch/read", json=body)
    assert answer.status_code == 207
    assert [r["properties"]["email"] for r in answer.json()["results"]] == ["a@example.org", "b@example.org"]
    by_email = {"properties": ["city"], "idProperty": "email", "inputs": [{"id": "B@example.org"}]}
    assert client.post(f"{CONTACTS}/batch/read", json=by_email).json()["results"][0]["id"] == ids[1]
    by_city = {"idProperty": "city", "inputs": [{"id": "Oslo"}]}
    assert client.post(f"{CONTACTS}/batch/read", json=by_city).status_code == 400


def test_archiving_in_a_batch_may_be_done_twice(hubspot, client):
    record_id = hubspot.account.add("contacts", email="ada@example.org")
    for _ in range(2):
        assert client.post(f"{CONTACTS}/batch/archive", json={"inputs": [{"id": record_id}]}).status_code == 204


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"hs_email_domain": "x"}, "READ_ONLY_VALUE"),
        ({"createdate": "2024-01-01"}, "READ_ONLY_VALUE"),
        ({"lifecyclestage": "friend"}, "INVALID_OPTION"),
        ({"favourite_fruit": "apple;stone"}, "INVALID_OPTION"),
        ({"newsletter": "perhaps"}, "INVALID_OPTION"),
        ({"annualrevenue": "much"}, "INVALID_INTEGER"),
        ({"contract_ends": "tomorrow"}, "INVALID_DATE"),
        ({"last_visit": "tomorrow"}, "INVALID_DATE"),
        ({"email": "nobody"}, "INVALID_EMAIL"),
        ({"hubspot_owner_id": "1"}, "INVALID_OPTION"),
        ({"city": "x" * 70_000}, "PROPERTY_VALUE_TOO_LONG"),
        ({"nobody_knows": "1"}, "PROPERTY_DOESNT_EXIST"),
    ],
)
def test_values_that_are_not_valid_are_refused_by_name(client, properties, code):
    answer = client.post(CONTACTS, json={"properties": {"lastname": "Bo", **properties}})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["code"] == code
    assert error["context"]["propertyName"] == list(properties)


@pytest.mark.parametrize(
    ("kind", "properties", "missing"),
    [
        ("tickets", {"subject": "?"}, ["hs_pipeline_stage"]),
        ("notes", {"hs_note_body": "?"}, ["hs_timestamp"]),
        ("deals", {"dealname": "?"}, ["dealstage"]),
        ("contacts", {"city": "Oslo"}, ["email", "firstname", "lastname"]),
    ],
)
def test_what_a_record_must_have_is_asked_for(client, kind, properties, missing):
    answer = client.post(f"/crm/v3/objects/{kind}", json={"properties": properties})
    assert answer.status_code == 400
    assert answer.json()["context"]["properties"] == missing


def test_values_are_kept_in_one_form_and_an_empty_text_takes_them_away(client):
    made = client.post(
        CONTACTS,
        json={
            "properties": {
                "lastname": "Bo",
                "annualrevenue": "12.50",
                "last_visit": "1572480000000",
                "contract_ends": "1572480000000",
                "city": "Oslo",
            }
        },
    ).json()
    kept = made["properties"]
    assert (kept["annualrevenue"], kept["last_visit"]) == ("12.50", "2019-10-31T00:00:00.000Z")
    assert kept["contract_ends"] == "2019-10-31"
    client.patch(f"{CONTACTS}/{made['id']}", json={"properties": {"city": ""}})
    assert client.get(f"{CONTACTS}/{made['id']}", params={"properties": "city"}).json()["properties"]["city"] is None
    assert client.patch(f"{CONTACTS}/{made['id']}", json={"properties": {"city": None}}).status_code == 400


def test_a_unique_property_of_ones_own_may_be_taken_once(hubspot, client):
    taken = hubspot.account.add("contacts", lastname="Bo", customer_number="K1")
    answer = client.post(CONTACTS, json={"properties": {"lastname": "Cy", "customer_number": "K1"}})
    assert answer.status_code == 400
    assert f"{taken} already has that value" in answer.json()["message"]


def test_a_stage_must_be_one_of_its_pipeline(client):
    made = client.post("/crm/v3/objects/deals", json={"properties": {"dealname": "D", "dealstage": "contractsent"}})
    assert made.status_code == 201
    assert made.json()["properties"]["pipeline"] == "default"
    wrong = client.post("/crm/v3/objects/deals", json={"properties": {"dealname": "D", "dealstage": "nowhere"}})
    assert wrong.json()["errors"][0]["code"] == "INVALID_OPTION"


def test_what_hubspot_computes_follows_what_was_written(client):
    deal = {"dealname": "D", "dealstage": "closedwon"}
    assert (
        client.post("/crm/v3/objects/deals", json={"properties": deal}).json()["properties"]["hs_is_closed"] == "true"
    )
    contact = client.post(CONTACTS, json={"properties": {"email": "ada@example.org"}}).json()
    assert contact["properties"]["hs_email_domain"] == "example.org"


def test_a_merge_leaves_one_record_that_names_the_other(hubspot, client):
    kept, lost = (hubspot.account.add("contacts", email=f"{name}@example.org") for name in "ab")
    hubspot.account.merge(hubspot.account.kinds["contacts"], kept, lost)
    assert client.get(f"{CONTACTS}/{lost}").status_code == 404
    found = client.get(f"{CONTACTS}/{kept}", params={"properties": "hs_merged_object_ids"}).json()
    assert found["properties"]["hs_merged_object_ids"] == lost


def test_a_custom_object_has_a_schema_and_is_found_by_its_names(hubspot, client):
    car = hubspot.account.add_custom("car", ("Car", "Cars"), [Property("vin"), Property("seats", "number")], ("vin",))
    (schema,) = client.get("/crm/v3/schemas").json()["results"]
    assert (schema["objectTypeId"], schema["labels"]["plural"]) == (car.type_id, "Cars")
    assert schema["requiredProperties"] == ["vin"]
    made = client.post(f"/crm/v3/objects/{schema['fullyQualifiedName']}", json={"properties": {"vin": "A1"}})
    assert made.status_code == 201
    assert client.get(f"/crm/v3/objects/{car.type_id}").json()["results"][0]["id"] == made.json()["id"]
    assert client.get("/crm/v3/objects/nothing").status_code == 400


def test_properties_are_described_with_what_may_be_done_with_them(client):
    described = {p["name"]: p for p in client.get("/crm/v3/properties/contacts").json()["results"]}
    assert described["hs_email_domain"]["calculated"]
    assert described["createdate"]["modificationMetadata"]["readOnlyValue"]
    assert described["email"]["hasUniqueValue"]
    assert [o["value"] for o in described["favourite_fruit"]["options"]] == ["apple", "pear", "plum"]
    assert described["hubspot_owner_id"]["referencedObjectType"] == "OWNER"


def test_owners_and_pipelines_are_listed(hubspot, client):
    owner = hubspot.account.add_owner("boss@example.org", "Ada", "Boss")
    gone = hubspot.account.add_owner("gone@example.org", archived=True)
    assert [o["id"] for o in client.get("/crm/v3/owners").json()["results"]] == [owner]
    assert [o["id"] for o in client.get("/crm/v3/owners", params={"archived": "true"}).json()["results"]] == [gone]
    stages = client.get("/crm/v3/pipelines/deals").json()["results"][0]["stages"]
    assert [stage["id"] for stage in stages][-1] == "closedlost"


def test_an_address_with_too_many_properties_is_too_long(client):
    names = ",".join(f"property_number_{at}" for at in range(500))
    assert client.get(CONTACTS, params={"properties": names}).status_code == 414


def test_what_is_not_there_is_said_in_json(client):
    assert client.get("/crm/v3/objects/contacts/1").json()["category"] == "OBJECT_NOT_FOUND"
    assert client.get("/nowhere").status_code == 404
    assert client.post(CONTACTS, content=b"not json").status_code == 400


def test_two_accounts_are_two(client):
    with HubSpot() as other:
        assert httpx.get(other.url + CONTACTS, headers=client.headers).status_code == 401
