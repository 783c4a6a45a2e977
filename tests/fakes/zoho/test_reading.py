"""How the fake gives records, and what it refuses to give."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest

from tests.fakes.zoho.schema import FieldSpec
from tests.fakes.zoho.state import INDIA


@pytest.fixture
def leads(zoho):
    return [zoho.org.add("Leads", Last_Name=f"L{number}", Company="Zylker") for number in range(450)]


def code(answer):
    return answer.status_code, answer.json()["code"]


def ids(answer):
    return [row["id"] for row in answer.json()["data"]]


# Structure


def test_modules_say_what_kind_they_are_and_whether_the_api_takes_them(client):
    modules = {module["api_name"]: module for module in client.get("settings/modules").json()["modules"]}
    assert modules["Quoted_Items"]["generated_type"] == "subform"
    assert modules["Quoted_Items"]["parent_module"]["api_name"] == "Quotes"
    assert modules["Projects_X_Contacts"]["generated_type"] == "linking"
    assert modules["Home"]["api_supported"] is False
    assert code(client.get("Home", params={"fields": "id"})) == (400, "INVALID_MODULE")


def test_fields_say_type_length_choices_and_targets(client):
    fields = {field["api_name"]: field for field in client.get("settings/fields?module=Contacts").json()["fields"]}
    assert fields["Last_Name"]["system_mandatory"] is True
    assert fields["Account_Name"]["lookup"]["module"]["api_name"] == "Accounts"
    assert [one["actual_value"] for one in fields["Languages"]["pick_list_values"]][:2] == ["English", "中文"]
    assert fields["Full_Name"]["field_read_only"] is True


def test_what_a_profile_may_not_see_is_absent_without_a_word(zoho, client):
    spec = zoho.org.modules["Leads"]
    hidden = FieldSpec("Salary", "currency", custom=True, hidden_from=frozenset({"Standard"}))
    zoho.org.modules["Leads"] = type(spec)(**{**vars(spec), "fields": (*spec.fields, hidden)})
    zoho.org.add("Leads", Last_Name="L", Company="C", Salary=5)
    assert client.get("Leads?fields=Salary").json()["data"][0]["Salary"] == 5
    zoho.org.users[zoho.org.me].profile = "Standard"
    assert "Salary" not in client.get("Leads?fields=Salary").json()["data"][0]
    assert "Salary" not in [field["api_name"] for field in client.get("settings/fields?module=Leads").json()["fields"]]


def test_a_module_that_a_profile_may_not_see_is_forbidden(zoho, client):
    spec = zoho.org.modules["Deals"]
    zoho.org.modules["Deals"] = type(spec)(**{**vars(spec), "hidden_from": frozenset({"Standard"})})
    zoho.org.users[zoho.org.me].profile = "Standard"
    assert "Deals" not in [module["api_name"] for module in client.get("settings/modules").json()["modules"]]
    assert code(client.get("Deals?fields=Deal_Name")) == (403, "NO_PERMISSION")


def test_all_users_are_listed_and_the_active_ones_can_be_asked_for(client):
    assert len(client.get("users?type=AllUsers").json()["users"]) == 3
    assert {user["status"] for user in client.get("users?type=ActiveUsers").json()["users"]} == {"active"}


# Lists


def test_fields_have_to_be_named_and_fifty_are_the_most(client):
    assert code(client.get("Leads")) == (400, "REQUIRED_PARAM_MISSING")
    assert code(client.get("Leads", params={"fields": ",".join(["Company"] * 51)})) == (400, "LIMIT_EXCEEDED")


def test_pages_have_two_hundred_records_and_say_whether_there_are_more(client, leads):
    pages = [client.get(f"Leads?fields=Company&sort_by=id&sort_order=asc&page={page}").json() for page in (1, 2, 3)]
    assert [page["info"]["count"] for page in pages] == [200, 200, 50]
    assert [page["info"]["more_records"] for page in pages] == [True, True, False]
    assert [row["id"] for page in pages for row in page["data"]] == [lead.id for lead in leads]
    assert client.get("Leads?fields=Company&page=4").status_code == 204


def test_numbers_of_pages_end_at_two_thousand_and_tokens_go_on(zoho, client):
    for number in range(2_100):
        zoho.org.add("Leads", Last_Name=f"L{number}", Company="C")
    asked = {"fields": "Company", "sort_by": "id", "sort_order": "asc"}
    assert code(client.get("Leads", params={**asked, "page": 11})) == (400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED")
    last = client.get("Leads", params={**asked, "page": 10}).json()["info"]
    rest = client.get("Leads", params={**asked, "page_token": last["next_page_token"]}).json()
    assert (rest["info"]["count"], rest["info"]["more_records"]) == (100, False)


@pytest.mark.usefixtures("leads")
def test_a_token_belongs_to_what_was_asked_and_lives_for_a_day(zoho, client):
    asked = {"fields": "Company"}
    token = client.get("Leads", params=asked).json()["info"]["next_page_token"]
    both = client.get("Leads", params={**asked, "page_token": token, "page": 2})
    assert code(both) == (400, "AMBIGUITY_DURING_PROCESSING")
    other = client.get("Leads", params={"fields": "Last_Name", "page_token": token})
    assert code(other) == (400, "TOKEN_BOUND_DATA_MISMATCH")
    zoho.clock.advance(hours=24)
    client.headers["Authorization"] = f"Zoho-oauthtoken {zoho.access()}"
    assert code(client.get("Leads", params={**asked, "page_token": token})) == (400, "EXPIRED_VALUE")


@pytest.mark.usefixtures("leads")
def test_tokens_end_at_a_hundred_thousand_records(client, monkeypatch):
    monkeypatch.setattr("tests.fakes.zoho.reading.BY_TOKEN", 400)
    token = client.get("Leads?fields=id").json()["info"]["next_page_token"]
    token = client.get("Leads", params={"fields": "id", "page_token": token}).json()["info"]["next_page_token"]
    assert code(client.get("Leads", params={"fields": "id", "page_token": token})) == (400, "PAGINATION_LIMIT_EXCEEDED")


def test_a_record_that_is_deleted_between_two_pages_hides_another(zoho, client, leads):
    asked = {"fields": "id", "sort_by": "id", "sort_order": "asc"}
    first = ids(client.get("Leads", params=asked))
    zoho.org.delete(leads[0])
    second = ids(client.get("Leads", params={**asked, "page": 2}))
    assert leads[200].id not in first + second


def test_chosen_ids_are_given_a_hundred_at_a_time(client, leads):
    wanted = [lead.id for lead in leads[5:8]]
    assert sorted(ids(client.get("Leads", params={"fields": "id", "ids": ",".join([*wanted, "1"])}))) == wanted
    many = ",".join(lead.id for lead in leads[:101])
    assert code(client.get("Leads", params={"fields": "id", "ids": many})) == (400, "LIMIT_EXCEEDED")


def test_if_modified_since_gives_what_changed_after_it_and_304_for_nothing(zoho, client, leads):
    since = zoho.clock.now().isoformat()
    assert client.get("Leads?fields=id", headers={"If-Modified-Since": since}).status_code == 304
    zoho.clock.advance(seconds=1)
    zoho.org.edit(leads[3], Company="Other")
    assert ids(client.get("Leads?fields=id", headers={"If-Modified-Since": since})) == [leads[3].id]
    wrong = client.get("Leads?fields=id", headers={"If-Modified-Since": "yesterday"})
    assert code(wrong) == (400, "INVALID_DATA")


def test_what_changed_just_now_may_be_seen_late(zoho, client, leads):
    zoho.reading.lag = timedelta(seconds=30)
    since = {"If-Modified-Since": zoho.clock.now().isoformat()}
    zoho.clock.advance(seconds=1)
    zoho.org.edit(leads[0], Company="Other")
    assert client.get("Leads?fields=id", headers=since).status_code == 304
    zoho.clock.advance(seconds=30)
    assert len(ids(client.get("Leads?fields=id", headers=since))) == 1


def test_values_look_as_zoho_gives_them(zoho, client):
    account = zoho.org.add("Accounts", Account_Name="Zylker", Annual_Revenue=12.5)
    contact = zoho.org.add(
        "Contacts", First_Name="", Last_Name="Boyle", Account_Name=account.id, Languages=["中文"], Tag=["VIP"]
    )
    names = "First_Name,Last_Name,Full_Name,Account_Name,Languages,Tag,Owner,Created_Time,Date_of_Birth"
    row = client.get("Contacts", params={"fields": names}).json()["data"][0]
    assert row["First_Name"] is None
    assert row["Full_Name"] == "Boyle"
    assert row["Account_Name"] == {"name": "Zylker", "id": account.id}
    assert (row["Languages"], row["Tag"][0]["name"]) == (["中文"], "VIP")
    assert row["Owner"]["id"] == zoho.org.me
    assert row["Created_Time"] == contact.created.astimezone(INDIA).isoformat()
    zoho.org.delete(account)
    assert client.get("Contacts", params={"fields": names}).json()["data"][0]["Account_Name"] is None


def test_what_may_lead_to_several_modules_names_the_module(zoho, client):
    account = zoho.org.add("Accounts", Account_Name="Zylker")
    zoho.org.add("Tasks", Subject="Call", What_Id=account.id)
    zoho.org.add("Notes", Note_Content="Hello", Parent_Id=account.id)
    task = client.get("Tasks?fields=What_Id").json()["data"][0]
    assert (task["What_Id"]["id"], task["$se_module"]) == (account.id, "Accounts")
    note = client.get("Notes?fields=Parent_Id").json()["data"][0]
    assert (note["Parent_Id"]["module"]["api_name"], note["Parent_Id"]["id"]) == ("Accounts", account.id)


def test_rows_of_a_subform_are_in_their_module_and_in_the_single_record(zoho, client):
    quote = zoho.org.add("Quotes", Subject="Q")
    row = zoho.org.add("Quoted_Items", Parent_Id=quote.id, Item="Chair", Quantity=2, List_Price=4.5)
    one = client.get(f"Quotes/{quote.id}").json()["data"][0]
    assert (one["Quoted_Items"][0]["id"], one["Quoted_Items"][0]["Total"]) == (row.id, 9.0)
    assert "Quoted_Items" not in client.get("Quotes?fields=Quoted_Items").json()["data"][0]
    listed = client.get("Quoted_Items?fields=Item,Parent_Id").json()["data"][0]
    assert (listed["Item"], listed["Parent_Id"]["id"]) == ("Chair", quote.id)


@pytest.mark.usefixtures("leads")
def test_modules_are_counted_but_not_their_rows(client):
    assert client.get("Leads/actions/count").json() == {"count": 450}
    assert code(client.get("Quoted_Items/actions/count")) == (400, "NOT_SUPPORTED")


# What was deleted


def test_deleted_records_are_listed_until_they_are_gone_for_long(zoho, client, leads):
    zoho.org.delete(leads[0])
    zoho.org.delete(leads[1])
    zoho.org.erase("Leads", leads[1].id)
    told = {row["id"]: row for row in client.get("Leads/deleted").json()["data"]}
    assert (told[leads[0].id]["type"], told[leads[1].id]["type"]) == ("recycle", "permanent")
    assert told[leads[1].id]["deleted_by"] is None
    assert ids(client.get("Leads/deleted?type=recycle")) == [leads[0].id]
    zoho.clock.advance(days=61)
    client.headers["Authorization"] = f"Zoho-oauthtoken {zoho.access()}"
    assert ids(client.get("Leads/deleted?type=all")) == [leads[0].id]
    zoho.clock.advance(days=60)
    client.headers["Authorization"] = f"Zoho-oauthtoken {zoho.access()}"
    assert client.get("Leads/deleted").status_code == 204


def test_deletions_can_be_asked_for_from_a_time_on_and_page_by_page(zoho, client, leads):
    since = {"If-Modified-Since": zoho.clock.now().isoformat()}
    assert client.get("Leads/deleted", headers=since).status_code == 304
    zoho.clock.advance(seconds=1)
    for lead in leads[:201]:
        zoho.org.delete(lead)
    pages = [client.get("Leads/deleted", params={"page": page}, headers=since).json() for page in (1, 2)]
    assert [page["info"]["more_records"] for page in pages] == [True, False]
    assert {row["id"] for page in pages for row in page["data"]} == {lead.id for lead in leads[:201]}


def test_rows_have_no_list_of_what_was_deleted(client):
    assert code(client.get("Quoted_Items/deleted")) == (400, "INVALID_MODULE")


# Bulk


def at(client, path):
    return str(client.base_url.join(path))


def made(client, **query):
    return client.post(at(client, "/crm/bulk/v8/read"), json={"query": query})


def completed(client, job):
    for _ in range(5):
        told = client.get(at(client, f"/crm/bulk/v8/read/{job}")).json()["data"][0]
        if told["state"] not in ("ADDED", "QUEUED", "IN PROGRESS"):
            return told
    raise AssertionError("it is never ready")


def rows_of(answer, job):
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"{job}.csv"]
        return list(csv.DictReader(io.StringIO(archive.read(f"{job}.csv").decode())))


def test_a_bulk_job_gives_csv_in_a_zip_when_it_is_ready(zoho, client):
    account = zoho.org.add("Accounts", Account_Name='Says "hi",\nand more', Annual_Revenue=12.5, Tag=["a", "b"])
    zoho.org.add("Contacts", Last_Name="中文", Account_Name=account.id, Languages=["English", "Français; Québec"])
    job = made(client, module={"api_name": "Accounts"}).json()["data"][0]["details"]["id"]
    assert code(client.get(at(client, f"/crm/bulk/v8/read/{job}/result"))) == (404, "RESOURCE_NOT_FOUND")
    told = completed(client, job)
    assert (told["result"]["count"], told["result"]["more_records"]) == (1, False)
    row = rows_of(client.get(at(client, told["result"]["download_url"])), job)[0]
    assert (row["Account_Name"], row["Annual_Revenue"], row["Tag"]) == (account.values["Account_Name"], "12.5", "a,b")
    assert (row["Id"], row["Phone"]) == (account.id, "")
    job = made(client, module={"api_name": "Contacts"}, fields=["Languages", "Account_Name", "Last_Name"])
    job = job.json()["data"][0]["details"]["id"]
    completed(client, job)
    row = rows_of(client.get(at(client, f"/crm/bulk/v8/read/{job}/result")), job)[0]
    assert (row["Languages"], row["Account_Name"]) == ("English;Français; Québec", account.id)


def test_a_bulk_job_goes_on_with_a_token(zoho, client, leads):
    zoho.bulk.per_page = 200
    found, query = [], {"module": {"api_name": "Leads"}, "fields": ["Company"]}
    while query:
        job = made(client, **query).json()["data"][0]["details"]["id"]
        result = completed(client, job)["result"]
        found += [row["Id"] for row in rows_of(client.get(at(client, result["download_url"])), job)]
        query = {"page_token": result["next_page_token"]} if result["more_records"] else None
    assert found == [lead.id for lead in leads]


def test_bulk_refuses_fields_and_modules_and_names_them(client):
    refused = made(client, module={"api_name": "Projects"}, fields=["Name", "Plan"])
    assert code(refused) == (400, "FIELD_NOT_SUPPORTED")
    assert refused.json()["details"]["api_name"] == "Plan"
    assert code(made(client, module={"api_name": "Notes"})) == (400, "MODULE_NOT_SUPPORTED")


@pytest.mark.usefixtures("leads")
def test_only_ten_results_are_downloaded_in_a_minute(zoho, client):
    job = made(client, module={"api_name": "Leads"}).json()["data"][0]["details"]["id"]
    completed(client, job)
    answers = [client.get(at(client, f"/crm/bulk/v8/read/{job}/result")).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    zoho.clock.advance(minutes=1)
    assert client.get(at(client, f"/crm/bulk/v8/read/{job}/result")).status_code == 200


def test_a_bulk_job_may_fail(zoho, client):
    zoho.bulk.fail = 1
    job = made(client, module={"api_name": "Leads"}).json()["data"][0]["details"]["id"]
    assert completed(client, job)["state"] == "FAILURE"


# Queries


def query(client, text):
    return client.post("coql", json={"select_query": text})


def test_a_query_finds_by_value_and_goes_on_by_id(zoho, client, leads):
    zoho.org.edit(leads[7], Email="o'hara\\@example.com")
    quoted = "'O\\'Hara\\\\@example.com'"
    assert ids(query(client, f"select id from Leads where Email in ('x', {quoted}) limit 200")) == [leads[7].id]
    page = query(client, f"select id, Company from Leads where id > '{leads[9].id}' order by id asc limit 200").json()
    assert [row["id"] for row in page["data"]] == [lead.id for lead in leads[10:210]]
    assert page["info"]["more_records"] is True
    assert query(client, f"select id from Leads where id > '{leads[-1].id}'").status_code == 204
    assert query(client, "select id from Leads where Modified_Time >= '2030-01-01T00:00:00+00:00'").status_code == 204


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("select id from Leads", "SYNTAX_ERROR"),
        ("select id from Leads where Company = x", "SYNTAX_ERROR"),
        ("select id from Leads where Company = 'x' or id = '1'", "SYNTAX_ERROR"),
        ("select id from Leads where Nonsense = 'x'", "INVALID_QUERY"),
        ("select id from Leads where Company = 'x' limit 201", "LIMIT_EXCEEDED"),
        ("select id from Nonsense where Company = 'x'", "INVALID_MODULE"),
    ],
)
@pytest.mark.usefixtures("leads")
def test_a_query_that_is_wrong_is_refused(client, text, word):
    assert code(query(client, text)) == (400, word)


def test_converted_leads_are_listed_when_they_are_asked_for(client, leads):
    leads[0].converted = True
    chosen = {"fields": "id", "ids": leads[0].id}
    assert client.get("Leads", params=chosen).status_code == 204
    assert ids(client.get("Leads", params={**chosen, "converted": "both"})) == [leads[0].id]
