"""The fake's associations: types of both directions, labels, primary companies, limits."""

import pytest

AT = "/crm/v4/associations"
PLAIN = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}
PRIMARY = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}


@pytest.fixture
def contact(hubspot):
    return hubspot.account.add("contacts", email="ada@example.org")


@pytest.fixture
def company(hubspot):
    return hubspot.account.add("companies", name="Analytical Engines")


def link(client, one, one_id, other, other_id, *types):
    body = {"inputs": [{"from": {"id": one_id}, "to": {"id": other_id}, "types": list(types)}]}
    return client.post(f"{AT}/{one}/{other}/batch/create", json=body)


def linked(client, one, one_id, other):
    """(id, type ids) of what a record is linked with."""
    answer = client.post(f"{AT}/{one}/{other}/batch/read", json={"inputs": [{"id": one_id}]}).json()
    return [
        (str(target["toObjectId"]), [kind["typeId"] for kind in target["associationTypes"]])
        for result in answer["results"]
        for target in result["to"]
    ]


def test_a_link_is_seen_from_both_sides_and_a_label_brings_the_plain_type(client, contact, company):
    assert link(client, "contacts", contact, "companies", company, PRIMARY).status_code == 201
    assert linked(client, "contacts", contact, "companies") == [(company, [279, 1])]
    assert linked(client, "companies", company, "contacts") == [(contact, [280, 2])]


def test_a_record_has_one_primary_company(hubspot, client, contact, company):
    other = hubspot.account.add("companies", name="Difference Engines")
    for each in (company, other):
        link(client, "contacts", contact, "companies", each, PRIMARY)
    assert linked(client, "contacts", contact, "companies") == [(company, [279]), (other, [279, 1])]


def test_labels_of_the_customer_are_listed_and_set(hubspot, client, contact, company):
    type_id = hubspot.account.links.define_label("contacts", "companies", "Adviser", "Advised by")
    labels = client.get(f"{AT}/contacts/companies/labels").json()["results"]
    assert {"category": "USER_DEFINED", "typeId": type_id, "label": "Adviser"} in labels
    back = client.get(f"{AT}/companies/contacts/labels").json()["results"]
    assert "Advised by" in [label["label"] for label in back]
    spec = {"associationCategory": "USER_DEFINED", "associationTypeId": type_id}
    assert link(client, "contacts", contact, "companies", company, spec).json()["results"][0]["labels"] == ["Adviser"]
    assert linked(client, "contacts", contact, "companies") == [(company, [279, type_id])]
    body = {"inputs": [{"from": {"id": contact}, "to": {"id": company}, "types": [spec]}]}
    assert client.post(f"{AT}/contacts/companies/batch/labels/archive", json=body).status_code == 204
    assert linked(client, "contacts", contact, "companies") == [(company, [279])]


def test_a_record_without_links_is_an_error_in_a_207(client, contact):
    answer = client.post(f"{AT}/contacts/companies/batch/read", json={"inputs": [{"id": contact}]})
    assert answer.status_code == 207
    assert answer.json()["errors"][0]["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"


def test_links_to_nobody_and_of_unknown_types_are_refused_each_for_itself(client, contact, company):
    good = {"from": {"id": contact}, "to": {"id": company}, "types": [PLAIN]}
    nobody = {"from": {"id": contact}, "to": {"id": "9"}, "types": [PLAIN]}
    unknown = {**good, "types": [{**PLAIN, "associationTypeId": 280}]}
    answer = client.post(f"{AT}/contacts/companies/batch/create", json={"inputs": [good, nobody, unknown]})
    assert answer.status_code == 207
    assert len(answer.json()["results"]) == 1
    assert [error["category"] for error in answer.json()["errors"]] == ["OBJECT_NOT_FOUND", "VALIDATION_ERROR"]


def test_archiving_a_record_ends_its_links_and_archiving_a_link_ends_it_alone(hubspot, client, contact, company):
    other = hubspot.account.add("companies", name="Difference Engines")
    for each in (company, other):
        link(client, "contacts", contact, "companies", each, PLAIN)
    body = {"inputs": [{"from": {"id": contact}, "to": [{"id": company}]}]}
    assert client.post(f"{AT}/contacts/companies/batch/archive", json=body).status_code == 204
    assert linked(client, "contacts", contact, "companies") == [(other, [279])]
    client.delete(f"/crm/v3/objects/contacts/{contact}")
    assert linked(client, "companies", other, "contacts") == []


def test_a_record_with_many_links_is_read_in_pages(hubspot, client, company):
    account = hubspot.account
    for at in range(1_100):
        contact = account.add("contacts", lastname=f"P{at}")
        account.links.add(account.kinds["contacts"], contact, account.kinds["companies"], company, [])
    found, after = [], None
    for _ in range(4):
        body = {"inputs": [{"id": company, **({"after": after} if after else {})}]}
        (result,) = client.post(f"{AT}/companies/contacts/batch/read", json=body).json()["results"]
        found += [target["toObjectId"] for target in result["to"]]
        after = result.get("paging", {}).get("next", {}).get("after")
        if after is None:
            break
    assert len(found) == len(set(found)) == 1_100


@pytest.mark.parametrize(("what", "most"), [("read", 1_000), ("create", 2_000)])
def test_batches_have_their_own_limits(client, what, most):
    rows = [{"id": "1", "from": {"id": "1"}, "to": {"id": "2"}, "types": [PLAIN]}]
    at = f"{AT}/contacts/companies/batch/{what}"
    assert client.post(at, json={"inputs": rows * most}).status_code == 207
    assert client.post(at, json={"inputs": rows * (most + 1)}).status_code == 400


def test_what_is_counted_of_links_is_a_property_that_changes(hubspot, client, contact, company):
    hubspot.clock.advance(hours=1)
    link(client, "contacts", contact, "companies", company, PLAIN)
    found = client.get(f"/crm/v3/objects/companies/{company}", params={"properties": "num_associated_contacts"}).json()
    assert found["properties"]["num_associated_contacts"] == "1"
    assert found["updatedAt"] > found["createdAt"]


def test_a_record_may_be_made_with_its_links(client, company):
    body = {"properties": {"lastname": "Bo"}, "associations": [{"to": {"id": company}, "types": [PRIMARY]}]}
    made = client.post("/crm/v3/objects/contacts", json=body).json()
    assert linked(client, "companies", company, "contacts") == [(made["id"], [280, 2])]
