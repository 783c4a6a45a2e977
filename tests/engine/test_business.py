"""Scopes may name what users know, and records bring what belongs to them though no database says so."""

import pytest

from crmbackup_gui.engine.compare import compare
from crmbackup_gui.engine.find import find_records
from crmbackup_gui.engine.scoping import entities_in_scope, resolved
from crmbackup_gui.engine.selection import key_text, select_records
from crmbackup_gui.errors import EntityNotFound
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.scope import RecoveryScope
from tests.engine.setting import EditedCrm, back_up, view_of
from tests.engine.suite_crm import SUITE, made_of
from tests.sources.crm_tables import BOTTLECRM, TRYTON

CUSTOMERS = ("accounts", "accounts_cstm", "accounts_audit", "accounts_contacts")


@pytest.fixture
def suite(tmp_path):
    return EditedCrm(tmp_path / "crm.db", *SUITE)


def chosen(view, **records):
    """Keys of the records that are chosen with their children, by entity."""
    found = {}
    for name, keys in select_records(view, records, with_children=True).items():
        entity = view.entity(name)
        found[name] = sorted(
            key_text(entity, run.batch, row) for run in view.read(name, keys) for row in range(len(run))
        )
    return found


# Names in scopes


@pytest.mark.parametrize("name", ["customers", "Customers", "客户", "@customers"])
def test_a_backup_of_a_business_entity_holds_its_tables(suite, name):
    point = back_up(suite.source, suite.repository, entities=(name,))
    assert tuple(sorted(e.name for e in view_of(suite.repository, 1).entities())) == tuple(sorted(CUSTOMERS))
    assert set(point.scope.entities) == set(CUSTOMERS)


def test_a_table_goes_before_a_business_entity_of_the_same_name(suite):
    assert view_names(suite, entities=("contacts",)) == {"contacts"}
    assert view_names(suite, entities=("@contacts",)) == {"contacts", "email_addresses", "email_addr_bean_rel"}


def view_names(suite, **scope):
    point = back_up(suite.source, suite.repository, **scope)
    return {entity.name for entity in view_of(suite.repository, point.sequence).entities()}


def test_a_business_entity_can_be_left_out(suite):
    assert not view_names(suite, exclude=("客户",)) & set(CUSTOMERS)


def test_a_name_that_nothing_has_is_refused_with_what_is_close_to_it(suite):
    with pytest.raises(EntityNotFound) as refusal:
        back_up(suite.source, suite.repository, entities=("Customer",))
    assert "Customers" in refusal.value.close


def test_a_restore_of_a_business_entity_writes_its_tables_alone(suite):
    suite.back_up()
    suite.run("DELETE FROM accounts", "DELETE FROM accounts_cstm", "DELETE FROM calls")
    report = suite.restore(entities=("客户",))
    assert {one.name for one in report.entities} == set(CUSTOMERS)
    assert report.total("created") == 5
    assert suite.rows("SELECT * FROM calls") == []


def test_a_business_entity_is_what_the_point_has_of_it(suite):
    back_up(suite.source, suite.repository, entities=("accounts",))
    view = view_of(suite.repository, 1)
    held = Catalog(entities=view.entities(), business=view.catalog.business)
    assert resolved(held, RecoveryScope(entities=("Customers",))).entities == ("accounts",)
    with pytest.raises(EntityNotFound):
        resolved(held, RecoveryScope(entities=("Calls",)))


def test_records_of_a_business_entity_are_those_of_its_main_table(suite):
    suite.back_up()
    suite.run("UPDATE accounts SET name = 'x'")
    report = suite.restore(records={"Customers": ("a1",)})
    assert report.total("updated") == 1
    assert suite.rows("SELECT id FROM accounts WHERE name = 'x'") == [(b"a2",), (b"a3",)]


def test_comparing_and_searching_take_them_too(suite):
    suite.back_up()
    view = view_of(suite.repository, 1)
    with suite.source.snapshot() as snapshot:
        compared = compare(suite.repository, view, snapshot, entities=("Customers",))
    assert {one.name for one in compared} == set(CUSTOMERS)
    assert {row.entity for row in find_records(view, "a1", entities=("Customers",)).rows} <= set(CUSTOMERS)


def test_what_is_resolved_is_resolved_once_and_for_all():
    entities = tuple(Entity(name=name, fields=(), key=()) for name in ("deal", "deal_line", "note"))
    business = BusinessEntity(id="note", english="Deals", chinese="交易", entities=("deal", "deal_line", "gone"))
    catalog = Catalog(entities=entities, business=(business,))
    once = resolved(catalog, RecoveryScope(entities=("Deals", "deal"), exclude=("@note",), records={"交易": ("1",)}))
    assert once == RecoveryScope(
        entities=("deal", "deal_line"), exclude=("deal", "deal_line"), records={"deal": ("1",)}
    )
    assert resolved(catalog, once) == once
    assert [e.name for e in entities_in_scope(catalog, RecoveryScope(entities=("note",)))] == ["note"]


# References that no database declares


def test_children_are_found_by_type_and_key(suite):
    suite.back_up()
    found = chosen(view_of(suite.repository, 1), accounts=("a1",))
    assert found == {
        "accounts": ["a1"],
        "accounts_contacts": ["1"],
        "accounts_cstm": ["a1"],
        "email_addr_bean_rel": ["2"],
        "notes": ["n1", "n2"],
    }


def test_a_record_brings_neither_who_wrote_it_nor_what_that_one_wrote(suite):
    suite.back_up()
    view = view_of(suite.repository, 1)
    assert chosen(view, users=("u1",)) == {"users": ["u1"]}
    assert chosen(view, contacts=("c1",)) == {
        "contacts": ["c1"], "accounts_contacts": ["1"], "email_addr_bean_rel": ["1"], "notes": ["n4"], "calls": ["k1"],
    }  # fmt: skip


def test_a_restore_with_children_puts_all_of_them_back(suite):
    suite.back_up()
    suite.run(*(f"DELETE FROM {name}" for name in ("accounts", "notes", "calls", "email_addr_bean_rel")))
    report = suite.restore(records={"accounts": ("a1",)}, with_children=True)
    assert report.total("created") == 4
    assert suite.rows("SELECT id FROM notes") == [(b"n1",), (b"n2",)]


def test_a_type_that_stands_before_the_key_is_told_apart(tmp_path):
    crm = EditedCrm(
        tmp_path / "crm.db",
        *made_of(*(one for one in TRYTON if getattr(one, "name", one) not in ("party_party", "party_address"))),
        "CREATE TABLE party_party (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE party_address (id INTEGER PRIMARY KEY, party INTEGER)",
        "INSERT INTO party_party VALUES (1, 'Ann'), (11, 'Bob')",
        "INSERT INTO party_address VALUES (7, 1), (8, 11)",
        "INSERT INTO ir_attachment (id, resource) VALUES ('1', 'party.party,1'), ('2', 'party.party,11'), "
        "('3', 'sale.opportunity,1'), ('4', NULL), ('5', 'party.party'), ('6', 'party.address,7'), ('7', '')",
    )
    crm.back_up()
    assert chosen(view_of(crm.repository, 1), party_party=("1",)) == {
        "party_party": ["1"], "party_address": ["7"], "ir_attachment": ["1", "6"],
    }  # fmt: skip


def test_a_type_that_is_a_record_is_looked_up(tmp_path):
    crm = EditedCrm(
        tmp_path / "crm.db",
        *made_of(*BOTTLECRM),
        "INSERT INTO django_content_type (id, app_label, model) VALUES "
        "('7', 'contacts', 'contact'), ('8', 'accounts', 'account')",
        "INSERT INTO contacts (id) VALUES ('c1')",
        "INSERT INTO accounts (id) VALUES ('c1')",
        "INSERT INTO attachments (id, content_type_id, object_id) VALUES ('1', '7', 'c1'), ('2', '8', 'c1'), "
        "('3', '9', 'c1'), ('4', NULL, 'c1'), ('5', '7', 'c2')",
    )
    crm.back_up()
    assert chosen(view_of(crm.repository, 1), contacts=("c1",)) == {"contacts": ["c1"], "attachments": ["1"]}
    # Without the table that names the types nobody can tell.
    back_up(crm.source, crm.repository, exclude=("django_content_type",))
    assert chosen(view_of(crm.repository, 2), contacts=("c1",)) == {"contacts": ["c1"]}


# What fields mean


def test_records_are_called_as_their_crm_calls_them_and_deleted_ones_are_told(suite):
    suite.back_up()
    view = view_of(suite.repository, 1)
    (ann,) = find_records(view, "Ash").rows
    assert (ann.title, ann.removed) == ("Ann Ash", False)
    (gone,) = find_records(view, "Gone").rows
    assert (gone.title, gone.removed) == ("Gone", True)


def test_what_a_crm_means_by_its_tables_is_stored_with_each_point(suite):
    suite.back_up()
    catalog = view_of(suite.repository, 1).catalog
    with suite.source.snapshot() as snapshot:
        assert (catalog.crm, catalog.business) == (snapshot.catalog.crm, snapshot.catalog.business)
        for entity in catalog.entities:
            assert entity.described_as(snapshot.catalog.entity(entity.name)) == entity
    assert catalog.crm == "SuiteCRM"


def test_an_entity_needs_what_it_points_to_but_not_what_may_be_anything(suite):
    catalog = suite.source.catalog()
    assert catalog.entity("notes").refers_to == ("contacts",)
    assert set(catalog.entity("accounts_contacts").refers_to) == {"accounts", "contacts"}
    assert catalog.entity("accounts").refers_to == ()
