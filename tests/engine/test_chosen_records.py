"""Single records with what refers to them, and points from which entities were left out."""

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import RecordNotFound, RestoreRefused
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import EMPTY, FAMILY, back_up, view_of
from tests.engine.sqlite_state import state_of


def test_a_record_comes_back_alone(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run(*EMPTY)
    report = made.restore(records={"account": ("4",)})
    assert report.total("created") == 1
    assert made.rows("SELECT id FROM account") == [(4,)]


def test_a_record_comes_back_with_what_refers_to_it_and_so_on_down(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run(
        "DELETE FROM call WHERE id <> 3", "DELETE FROM contact WHERE code <> 'c'", "DELETE FROM account WHERE id < 4"
    )
    made.restore(records={"account": ("1",)}, with_children=True)
    assert made.rows("SELECT id FROM account") == [(1,), (2,), (3,), (4,)]
    assert made.rows("SELECT code FROM contact") == [(b"A",), (b"b",), (b"c",)]
    assert made.rows("SELECT id FROM call") == [(1,), (2,), (3,)]


def test_a_record_is_found_by_its_key_as_its_collation_sees_it(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run("DELETE FROM contact WHERE code = 'a'")
    made.restore(records={"contact": ("a",)})
    assert made.rows("SELECT code FROM contact WHERE code = 'A'") == [(b"A",)]


def test_a_record_that_would_lack_its_parent_is_refused_and_nothing_changes(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run(*EMPTY)
    before = made.state()
    with pytest.raises(RestoreRefused, match="would refer to 'account'"):
        made.restore(records={"contact": ("A",)})
    assert made.state() == before


def test_what_was_broken_at_the_point_may_be_broken_again(crm):
    made = crm(*FAMILY, "INSERT INTO contact VALUES ('lost', 77)")
    made.back_up()
    made.run("DELETE FROM contact WHERE code = 'lost'")
    assert made.restore(records={"contact": ("lost",)}).total("created") == 1


BROKEN = "INSERT INTO call VALUES (9, 'nobody', 77), (10, NULL, NULL), (11, 'n' || hex(zeroblob(50000)), NULL)"


def test_undoing_brings_records_back_that_lacked_their_parents_before(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run(BROKEN)
    before = made.state()
    for scope in ({}, {"entities": ("call",)}):
        report = made.restore(mode=RestoreMode.EXACT, **scope)
        assert report.total("deleted") == 3
        made.undo(report)
        assert made.state() == before


def test_undoing_takes_away_parents_that_the_restore_brought_back_and_says_who_lacks_them(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run("DELETE FROM account WHERE id = 4")
    before = made.state()
    report = made.restore(entities=("account",))
    undone = made.undo(report)
    assert made.state() == before
    assert undone.warnings == (
        "1 of 'call' refer to 'account' that are not there.",
        "1 of 'contact' refer to 'account' that are not there.",
    )


def test_references_to_nothing_do_not_excuse_broken_ones(crm):
    made = crm(*FAMILY, "UPDATE call SET contact = NULL, first = NULL WHERE id <> 1")
    made.back_up()
    made.run(*EMPTY)
    with pytest.raises(RestoreRefused, match="1 of 'call' would refer to 'contact'"):
        made.restore(entities=("call",))


def test_what_refers_to_a_table_that_was_not_there_comes_back(crm):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, n REFERENCES nowhere)", "INSERT INTO t VALUES (1, 5)")
    made.back_up()
    made.run("DELETE FROM t")
    assert made.restore().total("created") == 1


def test_children_are_found_as_the_collation_of_their_parents_key_sees_them(crm):
    made = crm(*FAMILY, "UPDATE call SET contact = 'C' WHERE id = 2")
    made.back_up()
    made.run(*EMPTY[:1])
    made.restore(records={"contact": ("c",)}, with_children=True)
    assert made.rows("SELECT id FROM call") == [(2,), (3,)]


def test_children_of_a_record_that_has_no_value_to_refer_to_are_none(crm):
    made = crm(
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT UNIQUE)",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, code REFERENCES parent (code))",
        "INSERT INTO parent VALUES (1, NULL)",
        "INSERT INTO child VALUES (1, NULL)",
    )
    made.back_up()
    made.run("DELETE FROM parent", "DELETE FROM child")
    made.restore(records={"parent": ("1",)}, with_children=True)
    assert (made.rows("SELECT id FROM parent"), made.rows("SELECT id FROM child")) == ([(1,)], [])


def test_references_to_fields_that_are_not_there_lead_to_no_children(crm):
    made = crm(
        "CREATE TABLE parent (rowid, oid, _rowid_)",
        "CREATE TABLE other (id INTEGER PRIMARY KEY, up REFERENCES other)",
        "CREATE TABLE child (id INTEGER PRIMARY KEY, a REFERENCES parent, b REFERENCES other (nowhere))",
        "INSERT INTO other VALUES (1, NULL), (2, 1)",
        "INSERT INTO child VALUES (1, 1, 1)",
    )
    made.back_up()
    made.run("DELETE FROM other", "DELETE FROM child")
    made.restore(records={"other": ("1",)}, with_children=True)
    assert (made.rows("SELECT id FROM other"), made.rows("SELECT id FROM child")) == ([(1,), (2,)], [])


def test_a_record_that_the_point_does_not_have_is_not_found(crm):
    made = crm(*FAMILY)
    made.back_up()
    with pytest.raises(RecordNotFound):
        made.restore(records={"account": ("99",)})


def test_mode_exact_of_single_records_deletes_no_other(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run("INSERT INTO account VALUES (50, 'new', NULL)", "UPDATE account SET name = 'changed'")
    made.restore(mode=RestoreMode.EXACT, records={"account": ("2",)})
    assert made.rows("SELECT name FROM account WHERE id IN (2, 50)") == [(b"changed",), (b"child",)]


# What was left out of a point

BESIDE = (
    "CREATE TABLE log (t)",
    "INSERT INTO log VALUES ('kept')",
    "CREATE VIEW seen AS SELECT id, t FROM account, log",
)


def test_a_partial_point_drops_nothing_that_was_left_out_of_it(crm):
    made = crm(*FAMILY, *BESIDE)
    made.back_up()
    back_up(made.source, made.repository, entities=("account", "contact", "call"))
    before = made.state()
    made.run("UPDATE account SET name = 'changed'")
    made.restore(2, mode=RestoreMode.EXACT, create_schema=True)
    assert made.state() == before


def test_a_first_point_of_some_entities_drops_nothing_either(crm):
    made = crm(*FAMILY, *BESIDE)
    back_up(made.source, made.repository, entities=("account",))
    before = made.state()
    made.restore(mode=RestoreMode.EXACT, create_schema=True)
    assert made.state() == before


def test_a_partial_point_makes_a_new_database_of_what_it_has(crm, tmp_path):
    made = crm(
        *FAMILY,
        *BESIDE,
        "CREATE INDEX by_account ON contact (account)",
        "CREATE INDEX by_t ON log (t)",
        "CREATE TRIGGER on_log AFTER INSERT ON log BEGIN DELETE FROM log; END",
        "CREATE TRIGGER on_seen INSTEAD OF INSERT ON seen BEGIN DELETE FROM log; END",
    )
    made.back_up()
    back_up(made.source, made.repository, entities=("contact",))
    path = tmp_path / "new.db"
    request = RestoreRequest(create_schema=True)
    report = run_restore(made.repository, view_of(made.repository, 2), SqliteSource(path), request)
    assert report.outcome is Outcome.OK
    found = state_of(path)
    assert found.tables == {"contact": made.state().tables["contact"]}
    others = {name for kind, name, *_ in found.schema if kind != "table"}
    assert others == {"by_account", "sqlite_autoindex_contact_1", "seen", "on_seen"}


def test_a_safety_point_that_is_restored_by_name_drops_nothing(crm):
    made = crm(*FAMILY, *BESIDE)
    made.back_up()
    made.run("UPDATE account SET name = 'changed' WHERE id = 1")
    report = made.restore(entities=("account",))
    before = made.state()
    made.restore(report.safety_point.sequence, mode=RestoreMode.EXACT, create_schema=True, records={"account": ("1",)})
    assert made.rows("SELECT name FROM account WHERE id = 1") == [(b"changed",)]
    assert set(made.state().tables) == set(before.tables)


def test_single_records_in_mode_exact_leave_a_table_of_another_structure_to_its_other_records(crm):
    made = crm(*FAMILY)
    made.back_up()
    made.run("ALTER TABLE account ADD COLUMN extra DEFAULT 'e'", "UPDATE account SET name = 'changed'")
    made.restore(mode=RestoreMode.EXACT, create_schema=True, records={"account": ("2",)})
    assert made.rows("SELECT id, name, extra FROM account") == [
        (1, b"changed", b"e"), (2, b"child", b"e"), (3, b"changed", b"e"), (4, b"changed", b"e")
    ]  # fmt: skip
