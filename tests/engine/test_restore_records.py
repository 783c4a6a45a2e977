"""What a restore does to single records: refused ones, chosen ones, their children, single fields, equal ones."""

import pytest

from crmbackup_gui.engine.compare import compare
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import InvalidRequest, ReadBackDiffers, RecordNotFound, RestoreRefused
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from crmbackup_gui.sources.sql.sqlite.target import SqliteTarget
from tests.engine.setting import back_up, new_repository, read_all, restored, view_of
from tests.engine.sqlite_crm import exact, opened, state_of


class Crm:
    """A database, its repository, and short ways to ask for things."""

    def __init__(self, path, *statements):
        self.path, self.source, self.repository = path, SqliteSource(path), new_repository()
        self.run(*statements)

    def run(self, *statements):
        with opened(self.path) as connection:
            for statement in statements:
                sql, parameters = (statement, ()) if isinstance(statement, str) else statement
                connection.execute(sql, parameters)

    def rows(self, sql):
        with opened(self.path) as connection:
            return sorted(connection.execute(sql).fetchall(), key=repr)

    def state(self):
        return state_of(self.path)

    def back_up(self, strategy=None):
        return back_up(self.source, self.repository, strategy)

    def restore(self, point=1, mode=RestoreMode.MERGE, **options):
        safety_point = options.pop("safety_point", True)
        dry_run, create = options.pop("dry_run", False), options.pop("create_schema", False)
        request = RestoreRequest(
            RecoveryScope(**options), mode, dry_run=dry_run, create_schema=create, safety_point=safety_point
        )
        return run_restore(self.repository, view_of(self.repository, point), self.source, request)

    def undo(self, report):
        return run_undo(self.repository, view_of(self.repository, report.safety_point.sequence), self.source)


@pytest.fixture
def crm(tmp_path):
    def made(*statements):
        return Crm(tmp_path / "crm.db", *statements)

    return made


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


# Chosen records

FAMILY = (
    "CREATE TABLE account (id INTEGER PRIMARY KEY, name, parent REFERENCES account)",
    "CREATE TABLE contact (code TEXT PRIMARY KEY COLLATE NOCASE, account REFERENCES account)",
    "CREATE TABLE call (id INTEGER PRIMARY KEY, contact REFERENCES contact, first INTEGER REFERENCES account)",
    "CREATE TABLE unrelated (id INTEGER PRIMARY KEY)",
    "INSERT INTO account VALUES (1, 'root', NULL), (2, 'child', 1), (3, 'grandchild', 2), (4, 'other', NULL)",
    "INSERT INTO contact VALUES ('A', 1), ('b', 3), ('c', 4)",
    "INSERT INTO call VALUES (1, 'A', NULL), (2, 'c', 3), (3, 'c', 4), (4, NULL, NULL)",
    "INSERT INTO unrelated VALUES (1)",
)
EMPTY = ("DELETE FROM call", "DELETE FROM contact", "DELETE FROM account", "DELETE FROM unrelated")


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
