"""Which CRM a catalog is taken for, and what is then known of its tables."""

import pytest

from crmbackup_gui.model.catalog import Catalog, TypeNames
from crmbackup_gui.model.conventions import FilePart, Removal
from crmbackup_gui.sources.sql.profile_files import profiles
from crmbackup_gui.sources.sql.profiles import with_profile
from tests.sources.crm_tables import (
    BOTTLECRM,
    DOLIBARR,
    ESPOCRM,
    KNOWN,
    ODOO,
    SUITECRM,
    TRYTON,
    VTIGER,
    catalog_of,
    pointing,
    table,
)

every_crm = pytest.mark.parametrize("name", KNOWN)


def business(catalog):
    return {one.id: one.entities for one in catalog.business}


def implied(catalog, name):
    return {(reference.fields, reference.target, reference.type_values) for reference in catalog.entity(name).implied}


@every_crm
def test_every_crm_is_recognised_by_its_tables(name):
    assert with_profile(catalog_of(*KNOWN[name])).crm == name


@every_crm
def test_a_crm_is_recognised_in_a_schema_of_its_own(name):
    catalog = with_profile(catalog_of(*KNOWN[name], prefix="crm."))
    assert catalog.crm == name
    assert all(entity.startswith("crm.") for one in catalog.business for entity in one.entities)


@every_crm
def test_every_table_is_in_exactly_one_business_entity_unless_it_is_transient(name):
    catalog = with_profile(catalog_of(*KNOWN[name]))
    grouped = [entity for one in catalog.business for entity in one.entities]
    assert sorted(grouped) == sorted(entity.name for entity in catalog.entities if not entity.transient)
    assert len({one.id for one in catalog.business}) == len(catalog.business)


@every_crm
def test_without_any_one_of_the_signs_that_it_needs_a_crm_is_not_recognised(name):
    (profile,) = (profile for profile in profiles() if profile.name == name)
    for sign in profile.detect.needs:
        lacking, _, field = sign.partition(".")
        tables = [one for one in catalog_of(*KNOWN[name]).entities if one.name != lacking]
        if field:
            (poorer,) = (one for one in catalog_of(*KNOWN[name]).entities if one.name == lacking)
            tables.append(table(lacking, *(f.name for f in poorer.fields if f.name != field), key=("own",)))
        assert with_profile(catalog_of(*tables)).crm == ""


def test_a_prefix_is_looked_for_only_where_installations_choose_one():
    assert with_profile(catalog_of(*SUITECRM, prefix="my_")).crm == ""


def test_a_foreign_database_is_not_taken_for_any_crm():
    shop = catalog_of(
        "users", "accounts", "contacts", "leads", "orders", "order_items", "session", "job_queue", "tracker"
    )
    catalog = with_profile(shop)
    assert catalog.crm == ""
    assert not any(entity.transient for entity in catalog.entities)
    assert business(catalog)["orders"] == ("orders", "order_items")


def test_an_empty_database_has_no_business_entities():
    assert with_profile(Catalog(entities=())).business == ()


def test_of_two_crms_in_one_database_the_one_with_more_of_its_tables_wins():
    both = catalog_of(*SUITECRM, prefix="old.").entities + catalog_of(*ESPOCRM[:12], prefix="new.").entities
    assert with_profile(Catalog(entities=both)).crm == "SuiteCRM"


def test_what_a_crm_does_not_know_forms_groups_of_its_own_behind_what_it_knows():
    catalog = with_profile(catalog_of(*SUITECRM))
    ids = [one.id for one in catalog.business]
    assert business(catalog)["abc_machines"] == ("abc_machines", "abc_machines_audit")
    assert ids.index("opportunities") < ids.index("abc_machines") < ids.index("users")


def test_a_customer_comes_with_what_belongs_to_it():
    catalog = with_profile(catalog_of(*SUITECRM))
    assert business(catalog)["customers"] == ("accounts", "accounts_cstm", "accounts_audit", "accounts_contacts")
    assert business(catalog)["contacts"] == ("contacts", "email_addresses", "email_addr_bean_rel")
    assert catalog.entity("accounts").label == "Customers"
    assert catalog.entity("accounts_audit").label == ""


def test_business_entities_answer_to_both_names_and_to_their_id():
    catalog = with_profile(catalog_of(*SUITECRM))
    wanted = next(one for one in catalog.business if one.id == "customers")
    for name in ("customers", "Customers", "CUSTOMERS", "客户", "@customers"):
        assert catalog.business_entity(name) is wanted
    assert catalog.business_entity("nobody") is None
    assert (wanted.name("en"), wanted.name("zh_CN")) == ("Customers", "客户")


def test_caches_and_queues_are_transient_and_in_no_business_entity():
    catalog = with_profile(catalog_of(*SUITECRM))
    assert {entity.name for entity in catalog.entities if entity.transient} == {"tracker", "job_queue"}


def test_fields_have_the_meaning_that_the_crm_gives_them():
    suite = with_profile(catalog_of(*SUITECRM))
    contacts = suite.entity("contacts").conventions
    assert contacts.title == ("first_name", "last_name")
    assert contacts.modified == "date_modified"
    assert contacts.removal == Removal(field="deleted", values=("1", "true"))
    assert suite.entity("accounts_contacts").conventions.modified == ""
    assert suite.entity("config").conventions.removal is None
    assert with_profile(catalog_of(*DOLIBARR)).entity("societe").conventions.modified == "tms"


def test_files_are_named_only_where_the_fields_for_it_are_there():
    (named,) = with_profile(catalog_of(*SUITECRM)).entity("notes").conventions.files
    assert named.parts == (FilePart(text="upload/"), FilePart(field="id"))
    assert named.present == ("filename",)
    without_name = [one for one in SUITECRM if getattr(one, "name", one) != "notes"]
    catalog = with_profile(catalog_of(*without_name, table("notes", "parent_id")))
    assert catalog.entity("notes").conventions.files == ()


def test_a_field_that_an_older_release_lacks_is_not_set():
    older = [one for one in VTIGER if getattr(one, "name", one) != "vtiger_attachments"]
    attachments = table("vtiger_attachments", "name", "path", key=("attachmentsid",))
    (named,) = with_profile(catalog_of(*older, attachments)).entity("vtiger_attachments").conventions.files
    assert [part.field for part in named.parts] == ["path", "attachmentsid", "", "name"]
    assert named.absent == ()
    both = with_profile(catalog_of(*VTIGER)).entity("vtiger_attachments").conventions.files
    assert [way.absent for way in both] == [(), ("storedname",)]


def test_what_is_above_several_tables_is_known_by_its_type():
    suite = with_profile(catalog_of(*SUITECRM))
    assert (("parent_id",), "accounts", ("Accounts",)) in implied(suite, "notes")
    assert (("bean_id",), "contacts", ("Contacts",)) in implied(suite, "email_addr_bean_rel")
    assert (("parent_id",), "accounts", ()) in implied(suite, "accounts_audit")
    assert not [r for r in suite.entity("contacts").implied if r.fields == ("created_by",)]
    espo = with_profile(catalog_of(*ESPOCRM))
    assert (("entity_id",), "contact", ("Contact",)) in implied(espo, "entity_email_address")
    odoo = with_profile(catalog_of(*ODOO))
    assert (("res_id",), "res_partner", ("res.partner",)) in implied(odoo, "mail_message")


def test_a_type_may_stand_before_the_key_in_one_field():
    references = with_profile(catalog_of(*TRYTON)).entity("ir_attachment").implied
    assert ("party.party,", "party_party") in {(reference.prefix, reference.target) for reference in references}


def test_a_type_may_be_a_record_itself():
    catalog = with_profile(catalog_of(*BOTTLECRM, prefix="crm."))
    reference = next(r for r in catalog.entity("crm.attachments").implied if r.target == "crm.contacts")
    assert reference.type_values == ("contacts.contact",)
    assert reference.type_names == TypeNames(entity="crm.django_content_type", key="id", fields=("app_label", "model"))


def test_a_record_does_not_go_with_who_wrote_it():
    catalog = with_profile(catalog_of(*ODOO))
    (written_by,) = catalog.entity("res_partner").references
    (partner,) = catalog.entity("res_users").references
    assert (written_by.belongs, partner.belongs) == (False, True)


def test_a_rule_of_the_database_is_not_said_twice():
    tables = [one for one in TRYTON if getattr(one, "name", one) != "party_address"]
    address = table("party_address", "party", references=(pointing("party", "party_party"),))
    catalog = with_profile(catalog_of(*tables, address))
    assert catalog.entity("party_address").implied == ()
    assert len(catalog.entity("party_address").references) == 1


def test_a_prefix_that_an_installation_chose_is_found():
    catalog = with_profile(catalog_of(*DOLIBARR, prefix="shop7_"))
    assert catalog.crm == "Dolibarr"
    assert business(catalog)["customers"] == ("shop7_societe", "shop7_societe_extrafields")
    assert "shop7_facture_extrafields" in business(catalog)["invoices"]
    assert catalog.entity("shop7_session").transient
    target = next(r for r in catalog.entity("shop7_socpeople").implied if r.fields == ("fk_soc",))
    assert (target.target, target.target_fields) == ("shop7_societe", ("rowid",))


def test_a_profile_changes_nothing_but_what_it_knows():
    plain = catalog_of(*SUITECRM)
    known = with_profile(plain)
    for before, after in zip(plain.entities, known.entities, strict=True):
        assert (before.name, before.fields, before.key, before.references) == (
            after.name, after.fields, after.key, after.references,
        )  # fmt: skip
