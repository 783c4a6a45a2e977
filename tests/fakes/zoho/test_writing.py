"""How the fake takes records, and what it refuses to take."""

from __future__ import annotations

import pytest


def post(client, module, *rows, **more):
    return client.post(module, json={"data": list(rows), "trigger": [], **more})


def put(client, module, *rows, **more):
    return client.put(module, json={"data": list(rows), "trigger": [], **more})


def codes(answer, name="data"):
    return answer.status_code, [row["code"] for row in answer.json()[name]]


@pytest.fixture
def account(zoho):
    return zoho.org.add("Accounts", Account_Name="Zylker", Account_Number="A-1")


@pytest.fixture
def quote(zoho, account):
    quote = zoho.org.add("Quotes", Subject="Q", Account_Name=account.id)
    for item in ("Chair", "Table"):
        zoho.org.add("Quoted_Items", Parent_Id=quote.id, Item=item, Quantity=1, List_Price=2)
    return quote


def test_a_new_record_gets_an_id_and_its_times(zoho, client):
    answer = post(client, "Leads", {"Last_Name": "Boyle", "Company": "Zylker"})
    assert codes(answer) == (201, ["SUCCESS"])
    details = answer.json()["data"][0]["details"]
    record = zoho.org.records["Leads"][details["id"]]
    assert record.values["Last_Name"] == "Boyle"
    assert details["Created_Time"] == zoho.org.shown(record.created)


def test_each_row_has_a_result_and_the_status_tells_whether_all_went_well(client):
    good, bad = {"Last_Name": "Boyle", "Company": "Zylker"}, {"Last_Name": "Boyle"}
    assert codes(post(client, "Leads", good, bad)) == (207, ["SUCCESS", "MANDATORY_NOT_FOUND"])
    assert codes(post(client, "Leads", bad)) == (400, ["MANDATORY_NOT_FOUND"])


@pytest.mark.parametrize(
    ("module", "row"),
    [
        ("Leads", {"Lead_Status": "No such status"}),
        ("Leads", {"Email": "nobody"}),
        ("Leads", {"Last_Name": "x" * 81}),
        ("Leads", {"No_of_Employees": "5"}),
        ("Leads", {"No_of_Employees": True}),
        ("Leads", {"Nonsense": 1}),
        ("Leads", {"Created_Time": "2026-01-01T00:00:00Z"}),
        ("Leads", {"Owner": {"id": "1"}}),
        ("Contacts", {"Account_Name": {"id": "1"}}),
        ("Contacts", {"Full_Name": "Somebody"}),
        ("Contacts", {"Languages": ["Klingon"]}),
        ("Contacts", {"Legacy_Id": 5}),
        ("Contacts", {"Date_of_Birth": "yesterday"}),
        ("Deals", {"Next_Call": "2026-01-01T00:00:00"}),
        ("Projects", {"id": "5"}),
    ],
)
def test_what_does_not_fit_a_field_is_refused(client, module, row):
    whole = {
        "Leads": {"Last_Name": "L", "Company": "C"},
        "Contacts": {"Last_Name": "L"},
        "Deals": {"Deal_Name": "D", "Stage": "Proposal"},
        "Projects": {"Name": "P"},
    }[module]
    assert codes(post(client, module, {**whole, **row})) == (400, ["INVALID_DATA"])


def test_an_inactive_owner_is_refused(zoho, client):
    former = next(user for user in zoho.org.users.values() if user.status == "disabled")
    row = {"Last_Name": "L", "Company": "C", "Owner": {"id": former.id}}
    assert codes(post(client, "Leads", row)) == (400, ["INVALID_DATA"])


def test_a_unique_value_names_the_record_that_has_it(client, account):
    answer = post(client, "Accounts", {"Account_Name": "Other", "Account_Number": "a-1"})
    assert codes(answer) == (400, ["DUPLICATE_DATA"])
    assert answer.json()["data"][0]["details"]["duplicate_record"]["id"] == account.id


def test_money_is_rounded_to_the_places_of_its_field(zoho, client):
    answer = post(client, "Deals", {"Deal_Name": "D", "Stage": "Proposal", "Amount": 12.3449, "Probability": 50})
    record = zoho.org.records["Deals"][answer.json()["data"][0]["details"]["id"]]
    assert (record.values["Amount"], record.values["Expected_Revenue"]) == (12.34, 6.17)


def test_a_hundred_rows_are_the_most(client):
    row = {"Last_Name": "L", "Company": "C"}
    answer = post(client, "Leads", *([row] * 101))
    assert (answer.status_code, answer.json()["details"]["maximum_length"]) == (400, 100)


def test_an_update_changes_what_it_names_and_null_empties(zoho, client, account):
    zoho.clock.advance(seconds=5)
    assert codes(put(client, "Accounts", {"id": account.id, "Account_Number": None, "Phone": "1"})) == (
        200,
        ["SUCCESS"],
    )
    assert (account.values["Account_Number"], account.values["Phone"]) == (None, "1")
    assert account.values["Account_Name"] == "Zylker"
    assert account.modified > account.created
    answer = put(client, "Accounts", {"id": account.id, "Account_Name": None}, {"id": "1"}, {"Phone": "1"})
    assert codes(answer) == (400, ["MANDATORY_NOT_FOUND", "INVALID_DATA", "MANDATORY_NOT_FOUND"])


def test_a_locked_record_is_not_changed(client, account):
    account.locked = True
    assert codes(put(client, "Accounts", {"id": account.id, "Phone": "1"})) == (400, ["RECORD_LOCKED"])
    assert codes(client.delete(f"Accounts?ids={account.id}")) == (400, ["RECORD_LOCKED"])


def test_upsert_finds_by_the_fields_for_duplicates(zoho, client):
    contact = zoho.org.add("Contacts", Last_Name="Boyle", Email="p@example.com")
    rows = [{"Last_Name": "B", "Email": "P@example.com"}, {"Last_Name": "New", "Email": "n@example.com"}]
    answer = client.post("Contacts/upsert", json={"data": rows, "duplicate_check_fields": ["Email"]})
    assert codes(answer) == (200, ["SUCCESS", "SUCCESS"])
    assert [row["action"] for row in answer.json()["data"]] == ["update", "insert"]
    assert contact.values["Last_Name"] == "B"
    wrong = client.post("Contacts/upsert", json={"data": rows, "duplicate_check_fields": ["Last_Name"]})
    assert wrong.json()["code"] == "INVALID_DATA"


def test_automation_runs_unless_it_is_told_not_to(zoho, client):
    zoho.writing.workflow = lambda record: zoho.org.write(record, {"Lead_Status": "Contacted"})
    row = {"Last_Name": "L", "Company": "C"}
    quiet = post(client, "Leads", row).json()["data"][0]["details"]["id"]
    loud = client.post("Leads", json={"data": [row]}).json()["data"][0]["details"]["id"]
    statuses = [zoho.org.records["Leads"][one].values.get("Lead_Status") for one in (quiet, loud)]
    assert statuses == [None, "Contacted"]


def test_rows_of_a_subform_are_written_through_their_parent(zoho, client, quote):
    chair, table = zoho.org.rows_of(quote)
    rows = [{"id": chair.id, "Quantity": 5}, {"id": table.id, "_delete": None}, {"Item": "Lamp"}]
    assert codes(put(client, "Quotes", {"id": quote.id, "Quoted_Items": rows})) == (200, ["SUCCESS"])
    assert [(row.values["Item"], row.values.get("Quantity")) for row in zoho.org.rows_of(quote)] == [
        ("Chair", 5),
        ("Lamp", None),
    ]
    assert codes(put(client, "Quotes", {"id": quote.id, "Quoted_Items": [{"id": "1"}]})) == (400, ["INVALID_DATA"])
    assert put(client, "Quoted_Items", {"id": chair.id, "Quantity": 1}).json()["code"] == "INVALID_MODULE"
    put(client, "Quotes", {"id": quote.id, "Quoted_Items": []})
    assert zoho.org.rows_of(quote) == []


def test_a_bad_row_of_a_subform_leaves_its_parent_alone(client, quote):
    answer = put(client, "Quotes", {"id": quote.id, "Subject": "New", "Quoted_Items": [{"Quantity": 1}]})
    assert codes(answer) == (400, ["MANDATORY_NOT_FOUND"])
    assert quote.values["Subject"] == "Q"


def test_two_records_are_linked_once(zoho, client):
    project, contact = zoho.org.add("Projects", Name="P"), zoho.org.add("Contacts", Last_Name="L")
    row = {"Project": {"id": project.id}, "Member": {"id": contact.id}}
    assert codes(post(client, "Projects_X_Contacts", row)) == (201, ["SUCCESS"])
    assert codes(post(client, "Projects_X_Contacts", row)) == (400, ["DUPLICATE_LINKING_DATA"])


def test_a_note_and_a_task_say_in_which_module_their_record_is(client, account):
    note = {"Note_Content": "n", "Parent_Id": {"id": account.id}}
    assert codes(post(client, "Notes", note)) == (400, ["MANDATORY_NOT_FOUND"])
    note["Parent_Id"]["module"] = {"api_name": "Accounts"}
    assert codes(post(client, "Notes", note)) == (201, ["SUCCESS"])
    task = {"Subject": "s", "What_Id": {"id": account.id}}
    assert codes(post(client, "Tasks", task)) == (400, ["MANDATORY_NOT_FOUND"])
    assert codes(post(client, "Tasks", {**task, "$se_module": "Accounts"})) == (201, ["SUCCESS"])


# Deleting and bringing back


def test_what_is_deleted_takes_its_rows_notes_and_files_along_and_brings_them_back(zoho, client, quote):
    rows = zoho.org.rows_of(quote)
    zoho.org.add("Notes", Note_Content="n", Parent_Id=quote.id)
    zoho.files.add("Quotes", quote.id, "plan.pdf", b"plan")
    assert codes(client.delete(f"Quotes?ids={quote.id},1")) == (207, ["SUCCESS", "INVALID_DATA"])
    assert (zoho.org.records["Quoted_Items"], zoho.org.records["Notes"], zoho.org.files) == ({}, {}, {})
    assert [row["module"]["api_name"] for row in client.get("settings/recycle_bin").json()["recycle_bin"]] == [
        "Quotes",
        "Notes",
    ]
    answer = client.post("settings/recycle_bin/actions/restore", json={"ids": [quote.id, "1"]})
    assert codes(answer, "recycle_bin") == (207, ["SUCCESS", "INVALID_DATA"])
    assert zoho.org.rows_of(quote) == rows
    assert len(zoho.org.records["Notes"]) == len(zoho.org.files) == 1


def test_what_left_the_recycle_bin_does_not_come_back(zoho, client, account):
    zoho.org.delete(account)
    zoho.org.erase("Accounts", account.id)
    answer = client.post("settings/recycle_bin/actions/restore", json={"ids": [account.id]})
    assert codes(answer, "recycle_bin") == (400, ["INVALID_DATA"])
    assert client.post("settings/recycle_bin/actions/restore", json={}).json()["code"] == "EXPECTED_FIELD_MISSING"


def test_a_large_restore_is_done_later(zoho, client, quote):
    zoho.writing.at_once = 2
    zoho.org.delete(quote)
    answer = client.post("settings/recycle_bin/actions/restore", json={"ids": [quote.id]})
    assert codes(answer, "recycle_bin") == (202, ["SCHEDULED"])
    assert client.get(f"Quotes?fields=Subject&ids={quote.id}").status_code == 204
    assert client.get(f"Quotes?fields=Subject&ids={quote.id}").status_code == 200


# Files


def test_files_are_attached_listed_and_given_back(client, account):
    place = f"Accounts/{account.id}/Attachments"
    content = bytes(range(256)) * 10
    assert codes(client.post(place, files={"file": ("naïve 计划.pdf", content)})) == (200, ["SUCCESS"])
    assert codes(client.post(place, files={"attachmentUrl": (None, "https://example.com")})) == (200, ["SUCCESS"])
    assert client.get(place).json()["code"] == "REQUIRED_PARAM_MISSING"
    file, link = client.get(f"{place}?fields=id,File_Name,Size").json()["data"]
    assert (file["File_Name"], file["Size"], file["$type"]) == ("naïve 计划.pdf", "2560", "File")
    assert (link["$type"], link["$link_url"]) == ("Link URL", "https://example.com")
    assert client.get(f"{place}/{file['id']}").content == content
    assert client.get(f"{place}/{link['id']}").json()["code"] == "DOWNLOAD_NOT_ALLOWED"
    assert client.get(f"{place}/1").status_code == 204
    client.delete(f"{place}/{file['id']}")
    client.delete(f"{place}/{link['id']}")
    assert client.get(f"{place}?fields=id").status_code == 204


def test_a_file_that_is_too_large_is_refused(zoho, client, account):
    zoho.files.largest = 10
    answer = client.post(f"Accounts/{account.id}/Attachments", files={"file": ("a", b"x" * 11)})
    assert answer.status_code == 413


def test_there_is_no_list_of_all_attachments(client):
    assert client.get("Attachments?fields=File_Name").json()["code"] == "INVALID_MODULE"
