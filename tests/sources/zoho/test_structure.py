"""What Zoho says of its modules, as the shared part sees it."""

from __future__ import annotations

from dataclasses import replace

from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.sources.hosted.service import Form
from tests.fakes.zoho.schema import FieldSpec


def field(opened, module, name):
    entity = opened.modules[module].entity
    return entity.fields[entity.index(name)]


def test_the_account_is_the_organisation(opened):
    assert (opened.described.account, opened.described.label) == ("6092001", "Zylker")
    assert opened.described.product == "Zoho CRM"


def test_modules_without_records_are_left_out(opened):
    assert set(opened.modules) == {
        "Users",
        "Accounts",
        "Contacts",
        "Leads",
        "Deals",
        "Quotes",
        "Quoted_Items",
        "Projects",
        "Projects_X_Contacts",
        "Tasks",
        "Notes",
        "Attachments",
    }
    assert opened.described.hidden == ()


def test_fields_have_the_types_and_rules_that_zoho_gives_them(opened):
    assert field(opened, "Deals", "Amount").type is ValueType.TEXT
    assert opened.modules["Deals"].forms["Amount"] is Form.DECIMAL
    assert field(opened, "Deals", "Closing_Date").type is ValueType.DATE
    assert field(opened, "Deals", "Next_Call").type is ValueType.TIMESTAMP_TZ
    assert field(opened, "Deals", "Stage").choices == ("Qualification", "Proposal", "Closed Won")
    assert field(opened, "Deals", "Deal_Name").required
    assert field(opened, "Accounts", "Account_Number").unique
    assert field(opened, "Contacts", "Email_Opt_Out").type is ValueType.BOOL
    assert opened.modules["Contacts"].forms["Languages"] is Form.JSON
    for module, name in (
        ("Deals", "Expected_Revenue"),
        ("Deals", "Created_Time"),
        ("Quotes", "Quote_Number"),
        ("Contacts", "Full_Name"),
    ):
        assert field(opened, module, name).generated


def test_lookups_lead_to_the_other_module_and_owners_only_say_who(opened):
    references = {reference.fields: reference for reference in opened.modules["Contacts"].entity.references}
    assert references["Account_Name",].target == "Accounts"
    assert references["Reporting_To",].target == "Contacts"
    assert references["Owner",].target == "Users"
    assert not references["Owner",].belongs


def test_a_lookup_into_several_modules_says_which(opened):
    entity = opened.modules["Tasks"].entity
    found = {reference.target: reference for reference in entity.references if reference.fields == ("What_Id",)}
    assert set(found) == {"Accounts", "Deals", "Quotes", "Projects"}
    assert found["Deals"].type_field == "What_Id.module"
    assert found["Deals"].type_values == ("Deals",)


def test_rows_of_a_subform_belong_to_their_record_for_good(opened):
    rows = opened.modules["Quoted_Items"]
    assert rows.part_of == "Quotes"
    assert rows.modified is None
    assert not rows.undeletes
    parent = field(opened, "Quoted_Items", "Parent_Id")
    assert (parent.required, parent.create_only) == (True, True)
    assert "Quoted_Items" not in [one.name for one in opened.modules["Quotes"].entity.fields]


def test_a_module_that_the_account_may_not_see_is_told_with_zohos_words(zoho, opening):
    zoho.org.modules["Deals"] = replace(zoho.org.modules["Deals"], hidden_from=frozenset({"Standard"}))
    described = zoho._modules
    zoho.org.users[zoho.org.me].profile = "Standard"
    zoho.org.may_see = lambda _: True
    everything = described(None)
    del zoho.org.may_see
    zoho._modules = lambda _: everything
    zoho._routes = [(m, p, e, (zoho._modules if p.endswith("settings/modules") else h)) for m, p, e, h in zoho._routes]
    opened = opening()
    assert "Deals" not in opened.modules
    assert [(hidden.entity, hidden.reason) for hidden in opened.described.hidden] == [
        ("Deals", "NO_PERMISSION: permission denied")
    ]


def test_fields_that_are_there_but_withheld_are_told(zoho, opening):
    spec = zoho.org.modules["Leads"]
    zoho.org.modules["Leads"] = replace(spec, fields=(*spec.fields, FieldSpec("Salary", "currency", withheld=True)))
    opened = opening()
    assert [(hidden.entity, hidden.fields) for hidden in opened.described.hidden] == [("Leads", ("Salary",))]
    assert "Salary" not in [one.name for one in opened.modules["Leads"].entity.fields]


def test_attachments_can_be_left_out(opening):
    assert "Attachments" not in opening(attachments=False).modules


def test_users_are_found_by_their_address(opened):
    assert opened.modules["Users"].matched_by == (("email",),)
    assert not opened.modules["Users"].creates
    assert opened.modules["Accounts"].matched_by == (("Account_Number",),)
