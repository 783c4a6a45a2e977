"""Writing to Zoho: one result for each row, whatever it says and whatever gets lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crmbackup_gui.sources.hosted.service import Content, Fate, Order
from tests.fakes.serving import Response, Trouble, on_path

DONE, REFUSED, UNKNOWN = Fate.DONE, Fate.REFUSED, Fate.UNKNOWN


def fates(results):
    return [one.fate for one in results]


def lead(number=0, **more):
    return {"Last_Name": f"L{number}", "Company": "Zylker", **more}


def record(zoho, module, result):
    return zoho.org.records[module][result.key[0]]


@pytest.fixture
def quote(zoho):
    quote = zoho.org.add("Quotes", Subject="Q")
    zoho.org.add("Quoted_Items", Parent_Id=quote.id, Item="Chair", Quantity=1)
    return quote


def test_records_are_created_a_hundred_at_a_time(zoho, opened):
    results = opened.write("Leads", Order.CREATE, *(lead(number) for number in range(250)))
    assert fates(results) == [DONE] * 250
    assert [record(zoho, "Leads", one).values["Last_Name"] for one in results] == [f"L{n}" for n in range(250)]
    assert zoho.calls("/crm/v8/Leads$", "POST") == 3


def test_values_arrive_as_zoho_takes_them(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="A")
    (contact,) = opened.write(
        "Contacts",
        Order.CREATE,
        {
            "Last_Name": "Boyle",
            "Account_Name": account.id,
            "Languages": ["中文", "Français; Québec"],
            "Tag": ["VIP"],
            "Email_Opt_Out": True,
            "Date_of_Birth": "1999-12-31",
            "Score": Decimal("0.123456789"),
            "Legacy_Id": "123456789012345678",
            "Owner": zoho.org.me,
        },
    )
    values = record(zoho, "Contacts", contact).values
    assert values["Languages"] == ["中文", "Français; Québec"]
    assert (values["Tag"], values["Score"], values["Account_Name"]) == (["VIP"], 0.123456789, account.id)
    (deal,) = opened.write(
        "Deals",
        Order.CREATE,
        {"Deal_Name": "D", "Stage": "Proposal", "Amount": Decimal("12.10"), "Next_Call": "2026-11-02T08:30:00.5Z"},
    )
    values = record(zoho, "Deals", deal).values
    assert (values["Amount"], values["Next_Call"]) == (12.1, "2026-11-02T14:00:00+05:30")


def test_what_leads_into_several_modules_says_which(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="A")
    (task,) = opened.write("Tasks", Order.CREATE, {"Subject": "s", "What_Id": account.id, "What_Id.module": "Accounts"})
    (note,) = opened.write(
        "Notes", Order.CREATE, {"Note_Content": "n", "Parent_Id": account.id, "Parent_Id.module": "Accounts"}
    )
    assert record(zoho, "Tasks", task).values["What_Id"] == account.id
    assert record(zoho, "Notes", note).values["Parent_Id"] == account.id
    assert fates(opened.write("Tasks", Order.UPDATE, {"id": task.key[0], "What_Id": None})) == [DONE]
    assert record(zoho, "Tasks", task).values["What_Id"] is None


def test_automation_stays_quiet(zoho, opened):
    zoho.writing.workflow = lambda one: zoho.org.write(one, {"Company": "changed by automation"})
    (created,) = opened.write("Leads", Order.CREATE, lead())
    opened.write("Leads", Order.UPDATE, {"id": created.key[0], "Last_Name": "N"})
    assert record(zoho, "Leads", created).values["Company"] == "Zylker"


def test_refusals_have_zohos_own_words_and_name_the_field(opened):
    results = opened.write(
        "Leads", Order.CREATE, lead(), {"Last_Name": "L"}, lead(Lead_Status="Nonsense"), lead(Email="nobody")
    )
    assert fates(results) == [DONE, REFUSED, REFUSED, REFUSED]
    assert [one.words for one in results[1:]] == [
        "MANDATORY_NOT_FOUND: required field not found (Company)",
        "INVALID_DATA: invalid data (Lead_Status)",
        "INVALID_DATA: invalid data (Email)",
    ]


def test_a_unique_value_names_what_is_in_the_way(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="A", Account_Number="7")
    (result,) = opened.write("Accounts", Order.CREATE, {"Account_Name": "B", "Account_Number": "7"})
    assert (result.fate, result.code, result.conflict) == (REFUSED, "DUPLICATE_DATA", (account.id,))


def test_an_owner_who_has_left_is_replaced_by_whom_zoho_chooses(zoho, opened):
    former = next(user.id for user in zoho.org.users.values() if user.status == "disabled")
    results = opened.write("Leads", Order.CREATE, lead(1), lead(2, Owner=former))
    assert fates(results) == [DONE, DONE]
    assert record(zoho, "Leads", results[1]).owner == zoho.org.me


def test_an_update_changes_what_it_names(zoho, opened):
    one = zoho.org.add("Leads", Last_Name="L", Company="C", Email="a@example.com")
    results = opened.write(
        "Leads", Order.UPDATE, {"id": one.id, "Email": None, "Company": "D"}, {"id": "1", "Company": "D"}
    )
    assert fates(results) == [DONE, REFUSED]
    assert (one.values["Email"], one.values["Company"], one.values["Last_Name"]) == (None, "D", "L")


def test_what_is_deleted_can_be_brought_back(zoho, opened):
    one = zoho.org.add("Leads", Last_Name="L", Company="C")
    assert fates(opened.write("Leads", Order.DELETE, {"id": one.id})) == [DONE]
    results = opened.write("Leads", Order.UNDELETE, {"id": one.id}, {"id": "1"})
    assert fates(results) == [DONE, REFUSED]
    assert results[0].key == (one.id,)
    assert one.id in zoho.org.records["Leads"]


def test_a_restore_that_zoho_puts_off_is_waited_for(zoho, opened):
    zoho.writing.at_once = 2
    found = [zoho.org.add("Leads", Last_Name=f"L{number}", Company="C") for number in range(5)]
    for one in found:
        zoho.org.delete(one)
    assert fates(opened.write("Leads", Order.UNDELETE, *({"id": one.id} for one in found))) == [DONE] * 5


def test_a_module_that_may_not_be_written_refuses_each_row(zoho, opening):
    opened = opening(refresh=zoho.grant("ZohoCRM.modules.READ", "ZohoCRM.settings.ALL", "ZohoCRM.org.READ"))
    results = opened.write("Leads", Order.CREATE, lead(1), lead(2))
    assert fates(results) == [REFUSED, REFUSED]
    assert results[0].code == "OAUTH_SCOPE_MISMATCH"


# Lost


def test_of_a_creation_whose_answer_is_lost_nobody_knows(zoho, opened):
    zoho.faults.plan(Trouble.ANSWER_LOST, on_path("/Leads$", "POST"))
    assert fates(opened.write("Leads", Order.CREATE, lead())) == [UNKNOWN]
    assert len(zoho.org.records["Leads"]) == 1


def test_an_update_whose_answer_is_lost_is_sent_again(zoho, opened):
    one = zoho.org.add("Leads", Last_Name="L", Company="C")
    zoho.faults.plan(Trouble.ANSWER_LOST, on_path("/Leads$", "PUT"))
    assert fates(opened.write("Leads", Order.UPDATE, {"id": one.id, "Company": "D"})) == [DONE]


def test_what_a_lost_call_brought_back_or_deleted_is_known_to_be_so(zoho, opened):
    one = zoho.org.add("Leads", Last_Name="L", Company="C")
    zoho.org.delete(one)
    zoho.faults.plan(Trouble.ANSWER_LOST, on_path("restore$"))
    assert fates(opened.write("Leads", Order.UNDELETE, {"id": one.id})) == [DONE]
    zoho.faults.plan(Trouble.NOT_RECEIVED, on_path("restore$"))
    assert fates(opened.write("Leads", Order.UNDELETE, {"id": "1"})) == [UNKNOWN]
    zoho.faults.plan(Trouble.ANSWER_LOST, on_path("/Leads$", "DELETE"))
    assert fates(opened.write("Leads", Order.DELETE, {"id": one.id})) == [UNKNOWN]
    assert fates(opened.write("Leads", Order.DELETE, {"id": one.id})) == [DONE]
    one.locked = True
    zoho.org.restore("Leads", one.id)
    assert fates(opened.write("Leads", Order.DELETE, {"id": one.id})) == [REFUSED]


def test_too_many_requests_are_waited_out(zoho, opened):
    zoho.faults.plan(Response(429, b'{"code": "TOO_MANY_REQUESTS"}'), on_path("/Leads$", "POST"), times=3)
    assert fates(opened.write("Leads", Order.CREATE, lead())) == [DONE]
    assert len(zoho.org.records["Leads"]) == 1


def test_an_expired_token_is_renewed_in_between(zoho, opened):
    zoho.end_sessions()
    assert fates(opened.write("Leads", Order.CREATE, lead())) == [DONE]


# Rows of subforms


def test_rows_are_written_through_their_records(zoho, opened, quote):
    other = zoho.org.add("Quotes", Subject="Other")
    results = opened.write(
        "Quoted_Items",
        Order.CREATE,
        {"Parent_Id": quote.id, "Item": "Table", "Quantity": Decimal("1.5")},
        {"Parent_Id": other.id, "Item": "Lamp"},
        {"Parent_Id": quote.id, "Item": "Shelf"},
    )
    assert fates(results) == [DONE] * 3
    assert [record(zoho, "Quoted_Items", one).values["Item"] for one in results] == ["Table", "Lamp", "Shelf"]
    key = results[2].key[0]
    assert fates(opened.write("Quoted_Items", Order.UPDATE, {"id": key, "Item": "Rack"}, {"id": "1", "Item": "x"})) == [
        DONE,
        REFUSED,
    ]
    assert record(zoho, "Quoted_Items", results[2]).values["Item"] == "Rack"
    assert fates(opened.write("Quoted_Items", Order.DELETE, {"id": key})) == [DONE]
    assert [row.values["Item"] for row in zoho.org.rows_of(quote)] == ["Chair", "Table"]


def test_a_bad_row_does_not_take_the_others_of_its_record_along(zoho, opened, quote):
    results = opened.write(
        "Quoted_Items",
        Order.CREATE,
        {"Parent_Id": quote.id, "Item": "Table"},
        {"Parent_Id": quote.id, "Quantity": Decimal(1)},
        {"Parent_Id": quote.id, "Item": "Shelf"},
        {"Parent_Id": "1", "Item": "Shelf"},
    )
    assert fates(results) == [DONE, REFUSED, DONE, REFUSED]
    assert [row.values["Item"] for row in zoho.org.rows_of(quote)] == ["Chair", "Table", "Shelf"]


@pytest.mark.parametrize(
    "lost",
    [(Trouble.ANSWER_LOST, 1, DONE), (Trouble.NOT_RECEIVED, 1, DONE), (Trouble.NOT_RECEIVED, 3, REFUSED)],
)
def test_new_rows_whose_answer_is_lost_are_looked_for(zoho, opened, quote, lost):
    trouble, times, fate = lost
    zoho.faults.plan(trouble, on_path("/Quotes$", "PUT"), times=times)
    rows = [{"Parent_Id": quote.id, "Item": item} for item in ("Table", "Shelf")]
    assert fates(opened.write("Quoted_Items", Order.CREATE, *rows)) == [fate, fate]
    items = ["Chair", "Table", "Shelf"] if fate is DONE else ["Chair"]
    assert [row.values["Item"] for row in zoho.org.rows_of(quote)] == items


# Links and files


def test_a_link_that_is_there_is_named(zoho, opened):
    project, contact = zoho.org.add("Projects", Name="P"), zoho.org.add("Contacts", Last_Name="L")
    row = {"Project": project.id, "Member": contact.id}
    (first,) = opened.write("Projects_X_Contacts", Order.CREATE, row)
    (second,) = opened.write("Projects_X_Contacts", Order.CREATE, row)
    assert (second.fate, second.conflict) == (REFUSED, first.key)


def attachment(parent, content=b"", name="plan.pdf", link=None):
    row = {"Parent_Id": parent.id, "Parent_Id.module": "Accounts", "File_Name": name, "link": link}
    pieces = [content[i : i + 1000] for i in range(0, len(content), 1000)]
    return {**row, "content": Content(len(content), lambda: iter(pieces))}


def test_files_are_sent_as_they_are_read_and_can_be_deleted(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="A")
    content = bytes(range(256)) * 300
    results = opened.write(
        "Attachments",
        Order.CREATE,
        attachment(account, content, 'naïve "计划".pdf'),
        attachment(account, link="https://example.com/x", name="https://example.com/x"),
    )
    assert fates(results) == [DONE, DONE]
    stored = {f"Accounts/{account.id}/{one.id}": one for one in zoho.org.files.values()}
    file, link = (stored[one.key[0]] for one in results)
    assert (file.name, file.content, file.link) == ('naïve "计划".pdf', content, "")
    assert link.link == "https://example.com/x"
    assert fates(opened.write("Attachments", Order.DELETE, {"id": results[0].key[0]})) == [DONE]
    assert list(zoho.org.files.values()) == [link]


@pytest.mark.parametrize(("trouble", "fate"), [(Trouble.ANSWER_LOST, DONE), (Trouble.NOT_RECEIVED, REFUSED)])
def test_a_file_whose_answer_is_lost_is_looked_for(zoho, opened, trouble, fate):
    account = zoho.org.add("Accounts", Account_Name="A")
    zoho.faults.plan(trouble, on_path("/Attachments$", "POST"))
    assert fates(opened.write("Attachments", Order.CREATE, attachment(account, b"x"))) == [fate]
    assert len(zoho.org.files) == (fate is DONE)


@pytest.mark.parametrize("status", [401, 429])
def test_a_file_is_sent_again_when_the_service_did_not_look_at_it(zoho, opened, status):
    account = zoho.org.add("Accounts", Account_Name="A")
    zoho.faults.plan(Response(status, b"{}"), on_path("/Attachments$", "POST"))
    assert fates(opened.write("Attachments", Order.CREATE, attachment(account, b"x" * 3000))) == [DONE]
    assert [one.content for one in zoho.org.files.values()] == [b"x" * 3000]


def test_a_file_that_is_too_large_is_refused(zoho, opened):
    zoho.files.largest = 5
    account = zoho.org.add("Accounts", Account_Name="A")
    assert fates(opened.write("Attachments", Order.CREATE, attachment(account, b"123456"))) == [REFUSED]


def test_writing_costs_what_is_foretold(zoho, opened):
    module, before = opened.modules["Leads"], zoho.spent
    opened.write("Leads", Order.CREATE, *(lead(number) for number in range(120)))
    assert zoho.spent - before == opened.service.cost(module, Order.CREATE, 120)
