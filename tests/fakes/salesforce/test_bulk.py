"""The fake's Bulk API 2.0, by plain HTTP and by simple-salesforce, and its SOAP calls."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from simple_salesforce import Salesforce, SalesforceAuthenticationFailed, SalesforceExpiredSession

from tests.fakes.salesforce.clients import led_to, signed_in
from tests.fakes.salesforce.service import FakeSalesforce


@pytest.fixture
def fake():
    with FakeSalesforce() as fake:
        yield fake


@pytest.fixture
def client(fake):
    with signed_in(fake) as client:
        yield client


@pytest.fixture
def library(fake):
    return Salesforce(
        session=led_to(fake),
        username=fake.username,
        password=fake.password,
        security_token=fake.security_token,
        version="62.0",
    )


def job(client, **content):
    return client.post("jobs/query", json={"operation": "query", **content})


def done(client, kind, key):
    for _ in range(10):
        told = client.get(f"jobs/{kind}/{key}").json()
        if told["state"] in ("JobComplete", "Failed"):
            return told
    raise AssertionError("the job does not end")


def ingest(client, kind, operation, text, **more):
    made = client.post("jobs/ingest", json={"object": kind, "operation": operation, **more}).raise_for_status().json()
    client.put(
        f"jobs/ingest/{made['id']}/batches", content=text.encode(), headers={"Content-Type": "text/csv"}
    ).raise_for_status()
    client.patch(f"jobs/ingest/{made['id']}", json={"state": "UploadComplete"}).raise_for_status()
    told = done(client, "ingest", made["id"])
    return told, [
        rows(client.get(f"jobs/ingest/{made['id']}/{part}"))
        for part in ("successfulResults", "failedResults", "unprocessedrecords")
    ]


def rows(response):
    return list(csv.DictReader(io.StringIO(response.text)))


def test_a_query_job_gives_pages_of_csv_in_no_order_until_it_expires(fake, client):
    keys = [fake.org.seed("Account", Name=f"A\n{number}, x", Credit_Limit__c=number) for number in range(2_500)]
    key = job(client, query="SELECT Id, Name, Credit_Limit__c, IsDeleted, CreatedDate FROM Account").json()["id"]
    assert client.get(f"jobs/query/{key}/results").status_code == 400
    assert done(client, "query", key)["numberRecordsProcessed"] == 2_500
    seen, locator = [], ""
    while locator != "null":
        page = client.get(
            f"jobs/query/{key}/results", params={"maxRecords": 1_000, **({"locator": locator} if locator else {})}
        )
        locator = page.headers["Sforce-Locator"]
        assert int(page.headers["Sforce-NumberOfRecords"]) == len(rows(page))
        seen += rows(page)
    assert sorted(row["Id"] for row in seen) == sorted(keys)
    assert [row["Id"] for row in seen] != keys
    assert seen[0]["Name"].startswith("A\n")
    assert seen[0]["CreatedDate"] == "2026-11-02T08:00:00.000Z"
    fake.clock.advance(days=8)
    client.headers["Authorization"] = f"Bearer {fake.issue()}"
    assert client.get(f"jobs/query/{key}/results").status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT Id, BillingAddress FROM Account", "API_ERROR"),
        ("SELECT VersionData FROM ContentVersion", "API_ERROR"),
        ("SELECT Id FROM CaseStatus", "INVALIDENTITY"),
        ("SELECT COUNT() FROM Account", "API_ERROR"),
        ("SELECT Nothing__c FROM Account", "INVALID_FIELD"),
    ],
)
def test_a_query_job_refuses_what_bulk_cannot_read(client, query, code):
    answer = job(client, query=query)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)


def test_an_ingest_job_tells_what_went_well_what_failed_and_why(client):
    told, (good, bad, left) = ingest(
        client, "Account", "insert", 'Name,Rating,Is_Partner__c\n"A, B",Hot,true\nC,Warmish,false\n'
    )
    assert (told["state"], told["numberRecordsProcessed"], told["numberRecordsFailed"]) == ("JobComplete", 2, 1)
    assert [(row["Name"], row["sf__Created"]) for row in good] == [("A, B", "true")]
    assert bad[0]["sf__Error"].startswith("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:")
    assert left == []


def test_an_empty_cell_changes_nothing_and_a_mark_empties_the_field(fake, client):
    key = fake.org.seed("Account", Name="A", Phone="1", Website="w")
    ingest(client, "Account", "update", f"Id,Phone,Website\n{key},,#N/A\n")
    row = fake.org.rows["Account"][key]
    assert (row["Phone"], row["Website"]) == ("1", None)


def test_upsert_and_delete_jobs_know_records_by_external_id_and_by_id(fake, client):
    key = fake.org.seed("Account", Name="A", Customer_Number__c="7")
    _, (good, _, _) = ingest(
        client, "Account", "upsert", "Customer_Number__c,Name\n7,B\n8,C\n", externalIdFieldName="Customer_Number__c"
    )
    assert sorted(row["sf__Created"] for row in good) == ["false", "true"]
    _, (good, bad, _) = ingest(client, "Account", "delete", f"Id\n{key}\n001Fk0000000099\n")
    assert [row["sf__Id"] for row in good] == [key]
    assert len(bad) == 1


def test_a_job_that_fails_leaves_records_unprocessed(fake, client):
    fake.bulk_batch, fake.bulk_fails_after = 2, 1
    told, (good, bad, left) = ingest(client, "Account", "insert", "Name\nA\nB\nC\n")
    assert told["state"] == "Failed"
    assert (len(good), len(bad), [row["Name"] for row in left]) == (2, 0, ["C"])


def test_a_job_belongs_to_the_version_that_made_it(client, fake):
    key = job(client, query="SELECT Id FROM Account").json()["id"]
    other = httpx.get(f"{fake.url}/services/data/v61.0/jobs/query/{key}", headers=client.headers)
    assert other.status_code == 409


def test_the_library_signs_in_reads_and_writes(fake, library):
    assert "Account" in [one["name"] for one in library.describe()["sobjects"]]
    made = library.Account.create({"Name": "From the library"})
    assert library.query_all("SELECT Name FROM Account")["records"][0]["Name"] == "From the library"
    library.Account.update(made["id"], {"Phone": "+49 1"})
    assert library.Account.get(made["id"])["Phone"] == "+49 1"
    outcome = library.bulk2.Account.insert(records=[{"Name": "One"}, {"Name": "Two"}], wait=0.01)
    assert outcome[0]["numberRecordsProcessed"] == 2
    pages = list(library.bulk2.Account.query("SELECT Id, Name FROM Account", wait=0.01))
    assert "One" in "".join(pages)
    library.limits()
    assert library.api_usage["api-usage"].used == fake.calls_used()


def test_the_library_signs_in_by_client_credentials_and_is_told_when_a_session_ended(fake):
    one = Salesforce(
        session=led_to(fake),
        consumer_key=fake.client_id,
        consumer_secret=fake.client_secret,
        domain="acme.my",
        version="62.0",
    )
    two = Salesforce(session=led_to(fake), session_id="nonsense", instance="acme.my.salesforce.com", version="62.0")
    assert one.limits()["DailyApiRequests"]["Max"] == 100_000
    with pytest.raises(SalesforceExpiredSession):
        two.limits()
    with pytest.raises(SalesforceAuthenticationFailed, match="INVALID_LOGIN"):
        Salesforce(session=led_to(fake), username="x", password="y", security_token="z")


def test_undeleting_brings_back_the_record_with_what_went_along_and_its_lookups(fake):
    account = fake.org.seed("Account", Name="A")
    contact = fake.org.seed("Contact", LastName="C", AccountId=account)
    child = fake.org.seed("Account", Name="B", ParentId=account)
    never = fake.org.seed("Account", Name="Still here")
    fake.org.delete(account)
    answer = undelete(fake, account, never)
    assert answer.text.count("<success>true</success>") == 1
    assert "UNDELETE_FAILED" in answer.text
    assert not fake.org.rows["Contact"][contact]["IsDeleted"]
    assert fake.org.rows["Account"][child]["ParentId"] == account


def test_an_empty_recycle_bin_brings_nothing_back(fake):
    account = fake.org.seed("Account", Name="A")
    fake.org.delete(account)
    fake.org.empty_recycle_bin()
    assert "INVALID_CROSS_REFERENCE_KEY" in undelete(fake, account).text


def test_a_call_without_a_session_is_a_fault(fake):
    answer = undelete(fake, "001", session="nonsense")
    assert answer.status_code == 500
    assert "sf:INVALID_SESSION_ID" in answer.text


def undelete(fake, *keys, session=None):
    ids = "".join(f"<urn:ids>{key}</urn:ids>" for key in keys)
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">'
        f"<e:Header><urn:SessionHeader><urn:sessionId>{session or fake.issue()}</urn:sessionId></urn:SessionHeader>"
        f"</e:Header><e:Body><urn:undelete>{ids}</urn:undelete></e:Body></e:Envelope>"
    )
    headers = {"SOAPAction": '""', "Content-Type": "text/xml"}
    return httpx.post(f"{fake.url}/services/Soap/u/62.0", content=body, headers=headers)
