"""The fake Salesforce through plain HTTP: what it describes, finds, takes and refuses."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.fakes.salesforce.clients import signed_in
from tests.fakes.salesforce.org import DuplicateRule
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.service import FakeSalesforce


@pytest.fixture
def fake():
    with FakeSalesforce() as fake:
        yield fake


@pytest.fixture
def client(fake):
    with signed_in(fake) as client:
        yield client


def found(client, soql, path="query"):
    return client.get(path, params={"q": soql}).raise_for_status().json()["records"]


def create(client, kind, *rows, whole=False, headers=None):
    records = [{"attributes": {"type": kind}, **row} for row in rows]
    return (
        client.post("composite/sobjects", json={"allOrNone": whole, "records": records}, headers=headers)
        .raise_for_status()
        .json()
    )


def codes(results):
    return ["" if row["success"] else row["errors"][0]["statusCode"] for row in results]


def refused(response, status, code):
    assert response.status_code == status
    assert response.json()[0]["errorCode"] == code
    return True


# Sessions and limits


def test_a_session_that_ended_is_refused(fake, client):
    fake.clock.advance(hours=3)
    assert refused(client.get("limits"), 401, "INVALID_SESSION_ID")


def test_every_answer_tells_the_calls_used_and_the_last_one_is_refused(fake, client):
    fake.daily_limit = 2
    assert client.get("limits").headers["Sforce-Limit-Info"] == "api-usage=1/2"
    assert client.get("limits").headers["Sforce-Limit-Info"] == "api-usage=2/2"
    assert refused(client.get("limits"), 403, "REQUEST_LIMIT_EXCEEDED")
    fake.clock.advance(hours=25)
    client.headers["Authorization"] = f"Bearer {fake.issue()}"
    assert client.get("limits").status_code == 200


def test_signing_in_with_a_code_needs_the_verifier_of_its_challenge(fake):
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    asked = {
        "response_type": "code",
        "client_id": fake.client_id,
        "redirect_uri": "http://localhost:1717/callback",
        "code_challenge": challenge,
        "state": "s1",
    }

    def code():
        place = httpx.get(fake.url + "/services/oauth2/authorize", params=asked).headers["Location"]
        back = parse_qs(urlsplit(place).query)
        assert back["state"] == ["s1"]
        return back["code"][0]

    def token(**form):
        return httpx.post(fake.url + "/services/oauth2/token", data={"client_id": fake.client_id, **form})

    exchange = {"grant_type": "authorization_code", "redirect_uri": asked["redirect_uri"]}
    assert token(**exchange, code=code(), code_verifier="wrong").json()["error"] == "invalid_request"
    assert token(**exchange, code=code()).json()["error"] == "invalid_grant"
    granted = token(**exchange, code=code(), code_verifier=verifier).json()
    assert fake.accepts(granted["access_token"])
    fresh = token(grant_type="refresh_token", refresh_token=granted["refresh_token"]).json()
    assert fake.accepts(fresh["access_token"])
    httpx.post(fake.url + "/services/oauth2/revoke", data={"token": granted["refresh_token"]})
    assert token(grant_type="refresh_token", refresh_token=granted["refresh_token"]).status_code == 400


# Description


def test_describe_tells_compound_formula_long_text_and_reference_fields_apart(client):
    fields = {field["name"]: field for field in client.get("sobjects/Account/describe").json()["fields"]}
    assert fields["BillingAddress"]["type"] == "address"
    assert fields["BillingCity"]["compoundFieldName"] == "BillingAddress"
    assert fields["Score__c"]["calculated"]
    assert fields["Notes__c"]["length"] == 131_072
    assert fields["ParentId"]["referenceTo"] == ["Account"]
    assert fields["Rating"]["restrictedPicklist"]
    assert not fields["CreatedDate"]["createable"]
    types = client.get("sobjects/Account/describe").json()["recordTypeInfos"]
    assert [one["developerName"] for one in types] == ["Customer", "Supplier"]


def test_a_field_that_the_account_may_not_see_is_absent_everywhere(fake, client):
    fake.org.hidden.add(("Account", "AnnualRevenue"))
    assert "AnnualRevenue" not in [field["name"] for field in client.get("sobjects/Account/describe").json()["fields"]]
    assert refused(client.get("query", params={"q": "SELECT AnnualRevenue FROM Account"}), 400, "INVALID_FIELD")
    assert refused(client.post("sobjects/Account", json={"Name": "A", "AnnualRevenue": 1}), 400, "INVALID_FIELD")


# Queries


def test_a_query_pages_by_its_locator_until_the_locator_expires(fake, client):
    for number in range(450):
        fake.org.seed("Contact", LastName=f"C{number:03}")
    first = client.get(
        "query", params={"q": "SELECT Id, LastName FROM Contact"}, headers={"Sforce-Query-Options": "batchSize=200"}
    ).json()
    assert (first["totalSize"], first["done"], len(first["records"])) == (450, False, 200)
    second = client.get(fake.url + first["nextRecordsUrl"], headers={"Sforce-Query-Options": "batchSize=200"}).json()
    third = client.get(fake.url + second["nextRecordsUrl"], headers={"Sforce-Query-Options": "batchSize=200"}).json()
    assert third["done"]
    assert len({row["Id"] for part in (first, second, third) for row in part["records"]}) == 450
    fake.clock.advance(days=3)
    client.headers["Authorization"] = f"Bearer {fake.issue()}"
    assert refused(client.get(fake.url + first["nextRecordsUrl"]), 400, "INVALID_QUERY_LOCATOR")


def test_conditions_relationships_and_order_work_and_the_rest_is_refused(fake, client):
    parent = fake.org.seed("Account", Name="Müller & Söhne")
    fake.org.seed("Contact", LastName="B", AccountId=parent)
    fake.org.seed("Contact", LastName="A")
    fake.org.seed("Contact", LastName="O'Neil", Birthdate="1980-02-03")
    names = [row["LastName"] for row in found(client, "SELECT LastName FROM Contact ORDER BY LastName DESC LIMIT 2")]
    assert names == ["O'Neil", "B"]
    assert (
        len(
            found(
                client,
                "SELECT Id FROM Contact WHERE (AccountId = null AND Birthdate < 1990-01-01) OR LastName IN ('b')",
            )
        )
        == 2
    )
    assert found(client, r"SELECT LastName FROM Contact WHERE LastName = 'O\'Neil'")[0]["LastName"] == "O'Neil"
    assert (
        found(client, "SELECT Account.Name FROM Contact WHERE AccountId != null")[0]["Account"]["Name"]
        == "Müller & Söhne"
    )
    for wrong in ("SELECT Id Contact", "SELECT Id FROM Contact GROUP BY Id", "SELECT Id FROM Contact WHERE Id"):
        assert refused(client.get("query", params={"q": wrong}), 400, "MALFORMED_QUERY")
    assert refused(client.get("query", params={"q": "SELECT Id FROM Nothing__c"}), 400, "INVALID_TYPE")
    assert refused(
        client.get("query", params={"q": "SELECT Id FROM Account WHERE Notes__c = 'x'"}), 400, "INVALID_FIELD"
    )
    assert refused(client.get("query", params={"q": "SELECT Id FROM ContentDocumentLink"}), 400, "MALFORMED_QUERY")


def test_numbers_keep_their_digits_and_large_ones_come_with_an_exponent(client):
    create(client, "Account", {"Name": "A", "Credit_Limit__c": "1234567890123456.78", "Discount__c": 7.5})
    answer = client.get("query", params={"q": "SELECT Credit_Limit__c, Discount__c FROM Account"}).text
    assert "1.23456789012345678E15" in answer
    assert '"Discount__c":7.5' in answer


# Writing


def test_a_collection_of_more_than_200_is_refused_as_a_whole(client):
    rows = [{"attributes": {"type": "Account"}, "Name": str(number)} for number in range(201)]
    assert client.post("composite/sobjects", json={"records": rows}).status_code == 400
    assert not found(client, "SELECT Id FROM Account")


def test_each_record_of_a_collection_fails_for_itself_inside_a_success(fake, client):
    held = create(client, "Account", {"Name": "First", "Customer_Number__c": "7"})[0]["id"]
    inactive = fake.org.seed("User", Username="x", LastName="Gone", Email="g@x.example", Alias="g", IsActive=False)
    results = create(
        client,
        "Account",
        {"Name": "Good", "Industry": "Fishing"},
        {},
        {"Name": "x" * 256},
        {"Name": "A", "Rating": "Lukewarm"},
        {"Name": "A", "Customer_Number__c": "7"},
        {"Name": "A", "ParentId": "001000000000000AAA"},
        {"Name": "A", "ParentId": fake.org.me},
        {"Name": "A", "Score__c": 3},
        {"Name": "A", "CreatedDate": "2020-01-01T00:00:00Z"},
        {"Name": "A", "OwnerId": inactive},
        {"Name": "A", "Credit_Limit__c": 10**17},
        {"Name": "A", "Channels__c": "Shop;Radio"},
    )
    assert codes(results) == [
        "",
        "REQUIRED_FIELD_MISSING",
        "STRING_TOO_LONG",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "DUPLICATE_VALUE",
        "INVALID_CROSS_REFERENCE_KEY",
        "MALFORMED_ID",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "INACTIVE_OWNER_OR_USER",
        "NUMBER_OUTSIDE_VALID_RANGE",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    ]
    assert held[:15] in results[4]["errors"][0]["message"]
    assert len(found(client, "SELECT Id FROM Account")) == 2


def test_all_or_none_takes_back_what_went_well(client):
    results = create(client, "Account", {"Name": "A"}, {}, whole=True)
    assert codes(results) == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "REQUIRED_FIELD_MISSING"]
    assert not found(client, "SELECT Id FROM Account")


def test_validation_rules_duplicate_rules_and_automation_have_their_say(fake, client):
    fake.org.validation["Account"].append(
        ("Banks need a phone", lambda row: row["Industry"] == "Banking" and not row["Phone"])
    )
    fake.org.duplicates["Account"].append(DuplicateRule("Same name", ("Name",)))
    fake.org.automation["Account"].append(lambda row: row.update(Rating="Cold"))
    assert codes(create(client, "Account", {"Name": "Bank", "Industry": "Banking"})) == [
        "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    ]
    assert codes(create(client, "Account", {"Name": "A", "Rating": "Hot"})) == [""]
    assert codes(create(client, "Account", {"Name": "A"})) == ["DUPLICATES_DETECTED"]
    allowed = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
    assert codes(create(client, "Account", {"Name": "A"}, headers=allowed)) == [""]
    assert {row["Rating"] for row in found(client, "SELECT Rating FROM Account")} == {"Cold"}


def test_audit_fields_are_taken_on_insert_where_the_org_allows_it(fake, client):
    fake.org.audit_allowed = True
    fields = {field["name"]: field for field in client.get("sobjects/Account/describe").json()["fields"]}
    assert fields["CreatedDate"]["createable"]
    assert not fields["CreatedDate"]["updateable"]
    key = create(client, "Account", {"Name": "A", "CreatedDate": "2020-01-01T00:00:00Z"})[0]["id"]
    assert found(client, "SELECT CreatedDate FROM Account")[0]["CreatedDate"] == "2020-01-01T00:00:00.000+0000"
    again = client.patch(f"sobjects/Account/{key}", json={"CreatedDate": "2021-01-01T00:00:00Z"})
    assert refused(again, 400, "INVALID_FIELD_FOR_INSERT_UPDATE")


def test_an_update_moves_the_stamp_and_a_deleted_record_takes_none(fake, client):
    key = create(client, "Account", {"Name": "A"})[0]["id"]
    before = found(client, "SELECT SystemModstamp FROM Account")[0]["SystemModstamp"]
    fake.clock.advance(seconds=5)
    change = {"records": [{"attributes": {"type": "Account"}, "id": key, "Phone": "1"}]}
    assert codes(client.patch("composite/sobjects", json=change).json()) == [""]
    assert found(client, "SELECT SystemModstamp FROM Account")[0]["SystemModstamp"] > before
    assert codes(client.delete("composite/sobjects", params={"ids": key}).json()) == [""]
    assert codes(client.patch("composite/sobjects", json=change).json()) == ["ENTITY_IS_DELETED"]


def test_a_lock_refuses_one_row(fake, client):
    fake.org.row_trouble = lambda _, row: (
        Refused("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access") if row["Name"] == "L" else None
    )
    assert codes(create(client, "Account", {"Name": "L"}, {"Name": "M"})) == ["UNABLE_TO_LOCK_ROW", ""]


# Deleting


def test_deleting_takes_along_what_belongs_and_empties_lookups_without_a_trace(fake, client):
    account = fake.org.seed("Account", Name="A")
    other = fake.org.seed("Account", Name="B", ParentId=account)
    contact = fake.org.seed("Contact", LastName="C", AccountId=account)
    stamp = fake.org.rows["Account"][other]["SystemModstamp"]
    fake.clock.advance(minutes=1)
    client.delete(f"sobjects/Account/{account}").raise_for_status()
    assert not found(client, "SELECT Id FROM Contact")
    assert [row["Id"] for row in found(client, "SELECT Id FROM Contact WHERE IsDeleted = true", "queryAll")] == [
        contact
    ]
    left = fake.org.rows["Account"][other]
    assert (left["ParentId"], left["SystemModstamp"]) == (None, stamp)


def test_the_feed_tells_deletions_until_where_it_is_covered(fake, client):
    early = fake.org.seed("Account", Name="A")
    late = fake.org.seed("Account", Name="B")
    start = fake.clock.now()
    fake.clock.advance(minutes=2)
    fake.org.delete(early)
    fake.clock.advance(minutes=3)
    fake.org.delete(late)
    fake.unsettled = timedelta(minutes=2)
    fake.clock.advance(minutes=1)

    def feed(begin, end):
        return client.get("sobjects/Account/deleted/", params={"start": begin.isoformat(), "end": end.isoformat()})

    told = feed(start, fake.clock.now()).json()
    assert [row["id"] for row in told["deletedRecords"]] == [early]
    assert told["latestDateCovered"] == "2026-11-02T08:04:00.000+0000"
    assert told["earliestDateAvailable"] < told["latestDateCovered"]
    assert refused(feed(start, start), 400, "INVALID_REPLICATION_DATE")
    fake.most_deleted_ids = 1
    assert refused(feed(start, fake.clock.now()), 400, "EXCEEDED_ID_LIMIT")
    assert refused(client.get("sobjects/AccountHistory/deleted/?start=a&end=b"), 400, "INVALID_TYPE_FOR_OPERATION")


def test_the_recycle_bin_forgets_after_15_days(fake, client):
    key = fake.org.seed("Account", Name="A")
    fake.org.delete(key)
    fake.clock.advance(days=16)
    client.headers["Authorization"] = f"Bearer {fake.issue()}"
    assert not found(client, "SELECT Id FROM Account", "queryAll")


# Files


def test_a_file_is_a_version_of_a_document_linked_to_its_owner(fake, client):
    values = {"Title": "Plan", "PathOnClient": "plan.txt", "VersionData": base64.b64encode(b"first").decode()}
    key = client.post("sobjects/ContentVersion", json=values).json()["id"]
    row = found(client, "SELECT ContentDocumentId, ContentSize, IsLatest, VersionData FROM ContentVersion")[0]
    assert row["ContentSize"] == 5
    assert client.get(fake.url + row["VersionData"]).content == b"first"
    parts = {
        "entity_content": (
            None,
            b'{"Title": "Plan", "PathOnClient": "plan.txt", "ContentDocumentId": "%s"}'
            % row["ContentDocumentId"].encode(),
            "application/json",
        ),
        "VersionData": ("plan.txt", b"second\r\n\xff", "application/octet-stream"),
    }
    newer = client.post("sobjects/ContentVersion", files=parts).json()["id"]
    assert client.get(f"sobjects/ContentVersion/{newer}/VersionData").content == b"second\r\n\xff"
    latest = found(
        client, f"SELECT LatestPublishedVersionId FROM ContentDocument WHERE Id = '{row['ContentDocumentId']}'"
    )
    assert latest[0]["LatestPublishedVersionId"] == newer
    assert not fake.org.rows["ContentVersion"][key]["IsLatest"]
    links = found(
        client, f"SELECT LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = '{row['ContentDocumentId']}'"
    )
    assert [link["LinkedEntityId"] for link in links] == [fake.org.me]
