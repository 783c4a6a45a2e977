"""What a restore does to single records: refused ones, chosen ones, their children, single fields, equal ones."""

import pytest

from crmbackup_gui.engine.compare import compare
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import InvalidRequest, ReadBackDiffers
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from crmbackup_gui.sources.sql.sqlite.target import SqliteTarget
from tests.engine.setting import FAMILY, read_all, restored, view_of
from tests.engine.sqlite_state import exact

# Refused records

LARGE = "x" * 100_000
OTHER_LARGE = b"\x01y" * 50_000


def refusing(crm):
    """A point with a record whose unique value somebody else has taken since; its large values have changed too."""
    made = crm(
        "CREATE TABLE contact (id INTEGER PRIMARY KEY, mail TEXT UNIQUE, note, picture)",
        ("INSERT INTO contact VALUES (1, 'a', 'small', ?), (2, 'b', 'note', 3)", (OTHER_LARGE,)),
    )
    made.back_up()
    made.run(
        ("UPDATE contact SET mail = 'c', note = ? WHERE id = 1", (LARGE,)),
        "UPDATE contact SET note = 'changed' WHERE id = 2",
        "INSERT INTO contact VALUES (9, 'a', 'has it now', NULL)",
    )
    return made


@pytest.mark.parametrize("options", [{}, {"safety_point": False}, {"dry_run": True}])
def test_a_record_that_the_target_refuses_stays_as_it_was_large_values_included(crm, options):
    made = refusing(crm)
    before = made.rows("SELECT * FROM contact WHERE id <> 2")
    report = made.restore(**options)
    (result,) = report.entities
    assert report.outcome is Outcome.WARNINGS
    assert (result.updated, result.failed, result.created, result.deleted) == (1, 1, 0, 0)
    assert [key for key, _ in result.refused] == ["1"]
    assert result.refused[0][1] == "another record already has this value of contact.mail"
    assert made.rows("SELECT * FROM contact WHERE id <> 2") == before
    assert made.rows("SELECT note FROM contact WHERE id = 2") == [(b"changed" if options.get("dry_run") else b"note",)]


def test_undoing_a_restore_with_refused_records_brings_the_rest_back(crm):
    made = refusing(crm)
    before = made.state()
    report = made.restore()
    made.undo(report)
    assert made.state() == before


def test_records_may_exchange_values_that_must_be_unique(crm):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE)", "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    point = made.back_up()
    wanted = made.state()
    made.run("UPDATE t SET u = u || '!'", "UPDATE t SET u = char(97 + id % 3)")
    report = made.restore(point.sequence)
    assert report.total("updated") == 3
    assert made.state() == wanted


# What is interrupted


def test_a_restore_that_does_not_read_back_changes_nothing(crm, monkeypatch):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    made.back_up()
    made.run("DELETE FROM t")
    before = made.state()
    monkeypatch.setattr(SqliteTarget, "apply", lambda *_: [])
    with pytest.raises(ReadBackDiffers):
        made.restore()
    assert made.state() == before


# Equal records


def test_equal_records_without_a_key_come_back_as_often_as_they_were(crm):
    made = crm("CREATE TABLE log (rowid, oid, _rowid_)", "INSERT INTO log VALUES (1, 1, 1), (1, 1, 1), (2, 2, 2)")
    made.back_up()
    made.run("DELETE FROM log", "INSERT INTO log VALUES (1, 1, 1), (2, 2, 2), (2, 2, 2), (3, 3, 3)")
    before = made.state()
    for mode in (RestoreMode.MERGE, RestoreMode.MISSING):
        report = made.restore(mode=mode)
        # One copy more of the first; nobody asked to take away one of the second.
        assert made.rows("SELECT rowid FROM log") == [(1,), (1,), (2,), (2,), (3,)]
        assert (report.total("updated"), report.total("unchanged")) == (1, 1)
        made.undo(report)
        assert made.state() == before
    made.restore(mode=RestoreMode.EXACT)
    assert made.rows("SELECT rowid FROM log") == [(1,), (1,), (2,)]


def test_records_without_a_key_are_known_again_when_a_field_takes_another_type(crm):
    made = crm("CREATE TABLE log (rowid INTEGER, oid TEXT, _rowid_)", "INSERT INTO log VALUES (1, 'a', 2.5)")
    made.back_up()
    made.run("INSERT INTO log VALUES ('odd', x'00', 'text')")
    before = made.state()
    assert made.restore().total("unchanged") == 1
    assert made.state() == before
    second = made.back_up(Strategy.INCREMENTAL)
    (found,) = compare(made.repository, view_of(made.repository, 1), view_of(made.repository, second.sequence))
    assert (found.added, found.changed, found.deleted) == (1, 0, 0)


def test_hidden_row_ids_come_back_in_mode_exact(crm):
    made = crm("CREATE TABLE t (k TEXT PRIMARY KEY, v)", "INSERT INTO t (rowid, k, v) VALUES (7, 'a', 1), (3, 'b', 2)")
    made.back_up()
    wanted = made.state()
    made.run("UPDATE t SET rowid = rowid + 1", "UPDATE t SET rowid = 3 WHERE k = 'a'")
    assert made.restore().total("unchanged") == 2
    made.restore(mode=RestoreMode.EXACT)
    assert made.state() == wanted


# Single fields


def test_single_fields_are_put_back_and_the_others_stay(crm):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)", "INSERT INTO t VALUES (1, 'a', 'b'), (2, 'c', 'd')")
    made.back_up()
    made.run("UPDATE t SET a = 'x', b = 'y'", "DELETE FROM t WHERE id = 2")
    report = made.restore(fields=("a",))
    assert made.rows("SELECT * FROM t") == [(1, b"a", b"y")]
    assert (report.total("updated"), report.total("skipped"), report.total("created")) == (1, 1, 0)


def test_single_fields_cannot_be_restored_in_mode_exact(crm):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")
    made.back_up()
    with pytest.raises(InvalidRequest):
        made.restore(mode=RestoreMode.EXACT, fields=("a",))


def test_large_fields_are_put_back_beside_large_ones_that_stay(crm):
    made = crm(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)", ("INSERT INTO t VALUES (1, ?, ?)", (LARGE, OTHER_LARGE))
    )
    made.back_up()
    made.run(("UPDATE t SET a = ?, b = ?", ("new " * 30_000, b"new " * 30_000)))
    before = made.state()
    report = made.restore(fields=("a",))
    assert made.rows("SELECT * FROM t") == [(1, LARGE.encode(), b"new " * 30_000)]
    made.undo(report)
    assert made.state() == before


# Dry runs and structure


@pytest.mark.parametrize("mode", RestoreMode)
def test_a_dry_run_changes_nothing_and_counts_what_the_run_then_does(crm, mode):
    made = refusing(crm)
    before = made.state()
    rehearsed = made.restore(mode=mode, dry_run=True)
    assert made.state() == before
    assert rehearsed.safety_point is None
    assert [vars(result) for result in made.restore(mode=mode).entities] == [vars(r) for r in rehearsed.entities]


def test_a_dry_run_into_a_place_where_nothing_is_leaves_nothing_there(crm, tmp_path):
    made = crm(*FAMILY)
    made.back_up()
    request = RestoreRequest(dry_run=True, create_schema=True)
    report = run_restore(
        made.repository, view_of(made.repository, 1), SqliteSource(tmp_path / "new" / ".." / "new.db"), request
    )
    assert report.total("created") == 12
    assert [path.name for path in tmp_path.iterdir()] == ["crm.db"]


def test_a_default_that_a_strict_table_took_against_its_own_rules_is_kept_and_refused_in_a_new_one(crm, tmp_path):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT", "INSERT INTO t VALUES (1)")
    made.run("ALTER TABLE t ADD COLUMN n INTEGER DEFAULT 'q'", "INSERT INTO t VALUES (2, 5)")
    made.back_up()
    ((first, _), (second, _)) = read_all(view_of(made.repository, 1))["t"]
    assert first[1] == {"integer": None, "real": None, "text": b"q", "bytes": None}
    assert second[1]["integer"] == 5
    request = RestoreRequest(create_schema=True)
    report = run_restore(made.repository, view_of(made.repository, 1), SqliteSource(tmp_path / "new.db"), request)
    assert (report.total("created"), report.total("failed")) == (1, 1)
    assert report.entities[0].refused == [("1", "t.n takes INTEGER, not TEXT")]


def test_the_sign_of_zero_and_the_type_of_a_value_are_differences(crm, tmp_path):
    made = crm("CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "INSERT INTO t VALUES (1, -0.0), (2, 1), (3, 'a')")
    made.back_up()
    made.run("UPDATE t SET v = CASE id WHEN 1 THEN 0.0 WHEN 2 THEN 1.0 ELSE CAST('a' AS BLOB) END")
    assert made.restore().total("updated") == 3
    assert [exact(value) for _, value in made.rows("SELECT * FROM t")] == [exact(-0.0), 1, b"a"]
    assert restored(made.repository, 1, tmp_path / "new.db") == made.state()
