"""Reading Zoho: all of it, what changed and what was deleted, whatever goes on meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crmbackup_gui.errors import SourceIncomplete, SourceUnreadable
from crmbackup_gui.sources.hosted.columns import to_records
from crmbackup_gui.sources.hosted.service import Page, Since
from tests.fakes.serving import Response, Trouble, on_path
from tests.fakes.zoho.schema import FieldSpec
from tests.sources.zoho.setting import by_id


def leads(zoho, count):
    return [zoho.org.add("Leads", Last_Name=f"L{number}", Company="Zylker") for number in range(count)]


def every(records):
    return {record.id for record in records}


def later(zoho, **how_far):
    """A moment, and a little time after it."""
    moment = zoho.clock.now()
    zoho.clock.advance(**(how_far or {"seconds": 30}))
    return moment


def at_page(zoho, number, happens):
    """Something happens before the n-th page of Leads is given."""
    count = 0

    def watched(request):
        nonlocal count
        if request.path == "/crm/v8/Leads" and request.method == "GET" and "ids" not in request.query:
            count += 1
            if count == number:
                happens()
        return False

    zoho.faults.plan(Response(500), watched)


# All


def test_all_records_are_read_page_by_page(zoho, opened):
    found = leads(zoho, 450)
    assert set(opened.rows("Leads")) == every(found)
    assert opened.keys("Leads") == every(found)


def test_values_are_those_that_rows_have(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="Zylker", Annual_Revenue=1200.5)
    contact = zoho.org.add(
        "Contacts", Last_Name="Boyle", Account_Name=account.id, Languages=["中文"], Tag=["b", "a"], Legacy_Id="12"
    )
    row = opened.rows("Contacts")[contact.id]
    assert (row["Account_Name"], row["Languages"], row["Tag"]) == (account.id, ["中文"], ["a", "b"])
    assert (row["Owner"], row["Legacy_Id"], row["First_Name"]) == (zoho.org.me, "12", None)
    task = zoho.org.add("Tasks", Subject="Call", What_Id=account.id)
    row = opened.rows("Tasks")[task.id]
    assert (row["What_Id"], row["What_Id.module"]) == (account.id, "Accounts")
    note = zoho.org.add("Notes", Note_Content="n", Parent_Id=account.id)
    row = opened.rows("Notes")[note.id]
    assert (row["Parent_Id"], row["Parent_Id.module"]) == (account.id, "Accounts")


def test_rows_of_subforms_and_links_are_read_like_records(zoho, opened):
    quote, project = zoho.org.add("Quotes", Subject="Q"), zoho.org.add("Projects", Name="P")
    contact = zoho.org.add("Contacts", Last_Name="L")
    row = zoho.org.add("Quoted_Items", Parent_Id=quote.id, Item="Chair", Quantity=2, List_Price=3)
    link = zoho.org.add("Projects_X_Contacts", Project=project.id, Member=contact.id)
    assert opened.rows("Quoted_Items")[row.id]["Parent_Id"] == quote.id
    found = opened.rows("Projects_X_Contacts")[link.id]
    assert (found["Project"], found["Member"]) == (project.id, contact.id)


def test_users_are_read_former_ones_too(zoho, opened):
    assert set(opened.rows("Users")) == set(zoho.org.users)


def test_converted_leads_are_still_records(zoho, opened):
    found = leads(zoho, 3)
    found[1].converted = True
    assert set(opened.rows("Leads")) == every(found)
    assert opened.keys("Leads") == every(found)


@pytest.mark.parametrize("deleted", [1, 3, 200])
def test_records_that_are_deleted_while_others_are_read_hide_none(zoho, opened, deleted):
    found = leads(zoho, 700)
    at_page(zoho, 2, lambda: [zoho.org.delete(lead) for lead in found[:deleted]])
    assert every(found[deleted:]) <= set(opened.rows("Leads"))


def test_keys_are_complete_too_when_records_are_deleted_meanwhile(zoho, opened):
    found = leads(zoho, 500)
    at_page(zoho, 2, lambda: zoho.org.delete(found[0]))
    assert every(found[1:]) <= opened.keys("Leads")


def test_what_is_changed_and_added_meanwhile_hides_nothing(zoho, opened):
    found = leads(zoho, 500)

    def work():
        found.append(zoho.org.add("Leads", Last_Name="New", Company="C"))
        zoho.org.edit(found[0], Company="Other")

    at_page(zoho, 2, work)
    assert every(found) <= set(opened.rows("Leads"))


def test_where_no_list_of_deletions_is_kept_the_ids_are_walked_until_they_agree(zoho, opened):
    quote = zoho.org.add("Quotes", Subject="Q")
    rows = [zoho.org.add("Quoted_Items", Parent_Id=quote.id, Item=f"I{number}") for number in range(450)]
    count = 0

    def watched(request):
        nonlocal count
        if request.path == "/crm/v8/Quoted_Items":
            count += 1
            if count == 3:
                zoho.org.delete(rows[0])
        return False

    zoho.faults.plan(Response(500), watched)
    assert every(rows[1:]) <= set(opened.rows("Quoted_Items"))


def test_an_organisation_that_never_stops_deleting_is_told_to_be_unreadable(zoho, opened):
    found = leads(zoho, 700)

    def watched(request):
        if request.path == "/crm/v8/Leads" and found:
            zoho.org.delete(found.pop())
        return False

    zoho.faults.plan(Response(500), watched)
    with pytest.raises(SourceUnreadable, match="are deleted faster"):
        opened.rows("Leads")


def test_beyond_a_hundred_thousand_records_ids_are_asked_for_by_a_query(zoho, opened, monkeypatch):
    monkeypatch.setattr("tests.fakes.zoho.reading.BY_TOKEN", 400)
    account = zoho.org.add("Accounts", Account_Name="A")
    notes = [zoho.org.add("Notes", Note_Content=str(number), Parent_Id=account.id) for number in range(900)]
    assert set(opened.rows("Notes")) == every(notes)
    assert opened.keys("Notes") == every(notes)
    assert zoho.calls("/coql") > 0


def test_beyond_a_hundred_thousand_leads_converted_ones_are_not_forgotten(zoho, opened, monkeypatch):
    monkeypatch.setattr("tests.fakes.zoho.reading.BY_TOKEN", 400)
    found = leads(zoho, 900)
    for lead in found[600:610]:
        lead.converted = True
    assert set(opened.rows("Leads")) == every(found)


def test_a_reading_that_pauses_for_a_day_goes_on_where_it_was(zoho, opened):
    found = leads(zoho, 900)
    at_page(zoho, 3, lambda: zoho.clock.advance(hours=30))
    assert set(opened.rows("Leads")) == every(found)


def test_more_than_fifty_fields_are_put_together(zoho, opening):
    spec = zoho.org.modules["Leads"]
    wide = tuple(FieldSpec(f"Extra_{number:03d}", custom=True) for number in range(120))
    zoho.org.modules["Leads"] = replace(spec, fields=(*spec.fields, *wide))
    found = leads(zoho, 250)
    for number, lead in enumerate(found):
        zoho.org.write(lead, {"Extra_000": f"a{number}", "Extra_119": f"z{number}"})
    rows = opening().rows("Leads")
    assert len(rows) == 250
    assert (rows[found[7].id]["Extra_000"], rows[found[7].id]["Extra_119"]) == ("a7", "z7")


def test_a_module_that_is_closed_while_it_is_read_is_told(zoho, opened):
    leads(zoho, 3)
    zoho.org.modules["Leads"] = replace(zoho.org.modules["Leads"], hidden_from=frozenset({"Administrator"}))
    with pytest.raises(SourceIncomplete, match="permission denied"):
        opened.rows("Leads")


def test_a_record_without_an_id_is_refused(zoho, opened):
    zoho.faults.plan(
        Response(200, b'{"data": [{"id": "1 or 1=1", "Company": "x"}], "info": {}}', {}),
        lambda request: request.path == "/crm/v8/Leads" and "page_token" not in request.query,
    )
    with pytest.raises(SourceUnreadable, match="no id"):
        opened.rows("Leads")


# In bulk


@pytest.fixture
def bulk(zoho, monkeypatch):
    """Bulk jobs are worth while from a hundred records on, and are made indeed."""
    monkeypatch.setattr("crmbackup_gui.sources.zoho.service.PER_PAGE", 2)
    yield
    assert zoho.calls("/crm/bulk/v8/read$", "POST")


def comparable(rows, fields):
    """Rows as the shared part tells them, whichever way they came."""
    found = [row for records in to_records(*fields, Page(list(rows.values()))) for row in records.batch.to_pylist()]
    return {row["id"]: row for row in found}


@pytest.mark.usefixtures("bulk")
def test_a_bulk_job_gives_the_same_as_pages_do(zoho, opened, monkeypatch):
    account = zoho.org.add("Accounts", Account_Name='Says "hi",\r\nand more', Annual_Revenue=12.50, Tag=["b", "a"])
    for number in range(150):
        zoho.org.add(
            "Contacts",
            First_Name="" if number % 2 else "名",
            Last_Name=f"L{number}; {'x' * number}",
            Email_Opt_Out=bool(number % 3),
            Account_Name=account.id if number % 4 else None,
            Languages=["Français; Québec", "English"] if number % 5 else None,
            Date_of_Birth="1999-12-31",
            Score=number / 7,
            Legacy_Id=str(10**17 + number),
            Tag=["VIP", "a b"] if number % 6 else None,
        )
    in_bulk = opened.rows("Contacts")
    assert zoho.calls("/crm/bulk/v8/read$", "POST") == 1
    monkeypatch.undo()
    paged = opened.rows("Contacts")
    module = opened.modules["Contacts"]
    shape = (module.entity, dict(module.forms))
    assert comparable(in_bulk, shape) == comparable(paged, shape)
    assert len(paged) == 150


@pytest.mark.usefixtures("bulk")
def test_a_module_that_says_nothing_of_its_size_changes_to_a_bulk_job_on_the_way(zoho, opened):
    quote = zoho.org.add("Quotes", Subject="Q")
    rows = [zoho.org.add("Quoted_Items", Parent_Id=quote.id, Item=f"I{number}") for number in range(600)]
    assert set(opened.rows("Quoted_Items")) == every(rows)
    assert zoho.calls("/crm/bulk/v8/read$", "POST") == 1


@pytest.mark.usefixtures("bulk")
def test_many_bulk_jobs_follow_each_other(zoho, opened):
    zoho.bulk.per_page = 100
    accounts = [zoho.org.add("Accounts", Account_Name=f"A{number}") for number in range(350)]
    assert set(opened.rows("Accounts")) == every(accounts)
    assert opened.keys("Accounts") == every(accounts)


@pytest.mark.usefixtures("bulk")
def test_a_record_that_a_deletion_hides_between_two_jobs_is_found(zoho, opened):
    zoho.bulk.per_page = 100
    accounts = [zoho.org.add("Accounts", Account_Name=f"A{number}") for number in range(350)]
    made = 0

    def watched(request):
        nonlocal made
        made += request.path == "/crm/bulk/v8/read"
        if made == 2 and accounts[0].id in zoho.org.records["Accounts"]:
            zoho.org.delete(accounts[0])
        return False

    zoho.faults.plan(Response(500), watched)
    assert every(accounts[1:]) <= set(opened.rows("Accounts"))


@pytest.mark.usefixtures("bulk")
@pytest.mark.parametrize("how", ["fails", "fails for good", "refuses a field", "forgets a column"])
def test_where_bulk_does_not_do_pages_do(zoho, opened, how, monkeypatch):
    accounts = [zoho.org.add("Accounts", Account_Name=f"A{number}") for number in range(150)]
    if how == "fails":
        zoho.bulk.fail = 1
    elif how == "fails for good":
        zoho.bulk.fail = 100
    elif how == "refuses a field":
        monkeypatch.setattr("tests.fakes.zoho.bulk.NOT_IN_BULK", {"currency"})
    else:
        written = zoho.bulk._zipped
        monkeypatch.setattr(zoho.bulk, "_zipped", lambda job, one: written(job, replace(one, names=["id", "Phone"])))
    rows = opened.rows("Accounts")
    assert set(rows) == every(accounts)
    assert rows[accounts[3].id]["Account_Name"] == "A3"


@pytest.mark.usefixtures("bulk")
@pytest.mark.parametrize("trouble", list(Trouble))
def test_a_download_that_breaks_off_begins_again(zoho, opened, trouble):
    accounts = [zoho.org.add("Accounts", Account_Name=f"A{number}") for number in range(150)]
    zoho.faults.plan(trouble, on_path("/result$"), times=2)
    assert set(opened.rows("Accounts")) == every(accounts)
    assert zoho.calls("/result$") == 3
    assert zoho.calls("/crm/v8/Accounts$") == 1


@pytest.mark.usefixtures("bulk")
def test_an_export_with_too_few_records_is_not_believed(zoho, opened, monkeypatch):
    for number in range(150):
        zoho.org.add("Accounts", Account_Name=f"A{number}")
    written = zoho.bulk._zipped
    monkeypatch.setattr(zoho.bulk, "_zipped", lambda job, one: (written(job, one)[0], 151))
    with pytest.raises(SourceUnreadable, match="names 151 records and gives 150"):
        opened.rows("Accounts")


# Changes and deletions


def test_changes_are_those_since_the_moment(zoho, opened):
    found = leads(zoho, 300)
    since = later(zoho)
    zoho.org.edit(found[5], Company="Other")
    new = zoho.org.add("Leads", Last_Name="New", Company="C")
    changed, _ = opened.changed("Leads", since)
    assert set(changed) == {found[5].id, new.id}
    assert opened.changed("Leads", later(zoho))[0] == {}


def test_many_changes_are_walked_whatever_is_deleted_meanwhile(zoho, opened):
    found = leads(zoho, 700)
    since = later(zoho)
    for lead in found:
        zoho.org.edit(lead, Company="Other")
    at_page(zoho, 2, lambda: zoho.org.delete(found[0]))
    assert every(found[1:]) <= set(opened.changed("Leads", since)[0])


def test_deletions_are_those_since_the_moment_and_the_permanent_ones_too(zoho, opened):
    found = leads(zoho, 5)
    zoho.org.delete(found[0])
    since = later(zoho)
    zoho.org.delete(found[1])
    zoho.org.delete(found[2])
    zoho.org.erase("Leads", found[2].id)
    assert opened.deleted("Leads", since) == {found[1].id, found[2].id}


def test_a_list_of_deletions_of_many_pages_is_complete_though_it_shifts(zoho, opened):
    found = leads(zoho, 500)
    since = later(zoho)
    for lead in found[:450]:
        zoho.org.delete(lead)
    count = 0

    def watched(request):
        nonlocal count
        if request.path.endswith("/deleted"):
            count += 1
            if count == 2:
                zoho.org.restore("Leads", found[440].id)
        return False

    zoho.faults.plan(Response(500), watched)
    assert opened.deleted("Leads", since) == every(found[:450]) - {found[440].id}


def test_the_service_cannot_tell_what_was_deleted_long_ago_or_where_no_list_is_kept(zoho, opened):
    assert opened.deleted("Leads", zoho.clock.now() - timedelta(days=61)) is None
    assert opened.deleted("Quoted_Items", zoho.clock.now()) is None
    assert opened.deleted("Attachments", zoho.clock.now()) is None


def test_a_record_that_comes_back_from_the_recycle_bin_is_a_change(zoho, opened):
    found = leads(zoho, 3)
    zoho.org.delete(found[0])
    _, mark = opened.reading("Leads")
    since = later(zoho, hours=1)
    zoho.org.restore("Leads", found[0].id)
    changed, mark = opened.changed("Leads", since, mark)
    assert set(changed) == {found[0].id}
    assert opened.changed("Leads", since, mark)[0] == {}


def test_what_was_deleted_while_it_was_read_and_comes_back_later_is_a_change(zoho, opened):
    found = leads(zoho, 500)
    at_page(zoho, 2, lambda: zoho.org.delete(found[450]))
    rows, mark = opened.reading("Leads")
    assert found[450].id not in rows
    since = later(zoho, hours=1)
    zoho.org.restore("Leads", found[450].id)
    assert found[450].id in opened.changed("Leads", since, mark)[0]


def test_too_full_a_recycle_bin_makes_the_service_unable_to_tell(zoho, opened, monkeypatch):
    monkeypatch.setattr("crmbackup_gui.sources.zoho.deletions._MOST_IN_A_MARK", 2)
    for lead in leads(zoho, 3):
        zoho.org.delete(lead)
    _, mark = opened.reading("Leads")
    assert opened.changed("Leads", zoho.clock.now(), mark) is None


# By key and by value


def test_records_are_fetched_by_their_keys(zoho, opened):
    found = leads(zoho, 150)
    keys = [(lead.id,) for lead in found[:120]] + [("1",)]
    assert set(by_id(opened.service.fetch(opened.modules["Leads"], keys))) == every(found[:120])
    users = list(zoho.org.users)
    assert set(by_id(opened.service.fetch(opened.modules["Users"], [(users[1],)]))) == {users[1]}


def test_records_are_found_by_what_they_say(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="A", Account_Number="it's \\ 7")
    zoho.org.add("Accounts", Account_Name="B", Account_Number="8")
    found = opened.service.find(opened.modules["Accounts"], ("Account_Number",), [("it's \\ 7",), ("9",)])
    assert set(by_id(found)) == {account.id}
    user = next(iter(zoho.org.users.values()))
    found = opened.service.find(opened.modules["Users"], ("email",), [(user.email,)])
    assert set(by_id(found)) == {user.id}


def test_what_can_be_brought_back_is_told(zoho, opened):
    found = leads(zoho, 3)
    zoho.org.delete(found[0])
    zoho.org.delete(found[1])
    zoho.org.erase("Leads", found[1].id)
    keys = [(lead.id,) for lead in found]
    assert opened.service.undeletable(opened.modules["Leads"], keys) == {(found[0].id,)}


# Files


def test_files_and_links_are_read_with_the_record_that_they_belong_to(zoho, opened):
    account = zoho.org.add("Accounts", Account_Name="A")
    file = zoho.files.add("Accounts", account.id, "plan.pdf", bytes(300_000))
    link = zoho.files.add("Accounts", account.id, "https://example.com", b"", link="https://example.com")
    rows = opened.rows("Attachments")
    one = rows[f"Accounts/{account.id}/{file.id}"]
    assert (one["File_Name"], one["size"], one["Parent_Id"], one["Parent_Id.module"], one["link"]) == (
        "plan.pdf",
        300_000,
        account.id,
        "Accounts",
        None,
    )
    assert rows[f"Accounts/{account.id}/{link.id}"]["link"] == "https://example.com"
    module = opened.modules["Attachments"]
    assert b"".join(opened.service.content(module, (one["id"],))) == bytes(300_000)
    assert b"".join(opened.service.content(module, (f"Accounts/{account.id}/{link.id}",))) == b""
    assert set(by_id(opened.service.fetch(module, [(one["id"],), ("Accounts/1/2",)]))) == {one["id"]}


def test_a_record_that_goes_while_its_files_are_looked_for_has_none(zoho, opened):
    found = leads(zoho, 3)
    zoho.faults.plan(
        Response(500),
        lambda request: request.path.endswith("Attachments") and zoho.org.records["Leads"].pop(found[2].id, None) == 1,
    )
    assert opened.rows("Attachments") == {}


# The budget


def test_calls_are_counted_as_zoho_counts_credits(zoho, opened):
    leads(zoho, 450)
    before, spent = opened.service.wire.budget.calls, zoho.spent
    opened.rows("Leads")
    opened.deleted("Leads", zoho.clock.now())
    assert opened.service.wire.budget.calls - before == zoho.spent - spent


def test_a_mark_is_asked_for_once(zoho, opened):
    leads(zoho, 3)
    reading = opened.service.changed(opened.modules["Leads"], Since(zoho.clock.now() - timedelta(minutes=10)))
    assert set(by_id(reading.pages)) == set(zoho.org.records["Leads"])
    assert reading.mark() == ""
