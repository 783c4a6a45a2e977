import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import pytest

from crmbackup_gui.errors import (
    EntityNotFound,
    InvalidRequest,
    RestoreRefused,
    SourceBusy,
    SourceMissing,
    SourceUnreadable,
)
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.sources.base import LARGE_VALUE, LargeValue, Operation, Refusal, TargetPlan, Violation
from crmbackup_gui.sources.sql.sqlite import target as target_module
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.sources.sqlite_databases import apply, build, prepare, query, rows, schema_of

CREATE, UPDATE, DELETE = Operation.CREATE, Operation.UPDATE, Operation.DELETE

CONTACTS = (
    "CREATE TABLE contact (id INTEGER PRIMARY KEY, mail TEXT UNIQUE, age INT)",
    "INSERT INTO contact VALUES (1, 'ada@x', 30), (2, 'bob@x', 40), (3, 'cy@x', 50)",
)


@pytest.fixture
def crm(tmp_path):
    return build(tmp_path / "crm.db", *CONTACTS)


def change(path, entity, operation, changed, **options):
    """Write to one entity of the database, settle and commit. Returns the refusals and the settlement."""
    with SqliteSource(path).target() as target:
        (found,) = prepare(target, entity)
        refusals = apply(target, found, operation, changed, **options)
        settlement = target.settle()
        target.commit()
    return refusals, settlement


def contacts(path):
    return query(path, "SELECT id, mail, age FROM contact ORDER BY id")


def test_records_are_created_updated_and_deleted(crm):
    with SqliteSource(crm).target() as target:
        (contact,) = prepare(target, "contact")
        assert apply(target, contact, DELETE, [(1, None, None)]) == []
        assert apply(target, contact, UPDATE, [(2, "new@x", None)]) == []
        assert apply(target, contact, CREATE, [(9, "ida@x", -1)]) == []
        assert rows(target, contact) == [(2, "new@x", None), (3, "cy@x", 50), (9, "ida@x", -1)]
        target.settle()
        target.commit()
    assert contacts(crm) == [(2, b"new@x", None), (3, b"cy@x", 50), (9, b"ida@x", -1)]


@pytest.mark.parametrize("end", ["leave", "rollback", "fail"])
def test_without_commit_nothing_was_changed(crm, end):
    before = crm.read_bytes()
    with suppress(ZeroDivisionError), SqliteSource(crm).target() as target:
        (contact,) = prepare(target, "contact")
        apply(target, contact, DELETE, [(1, None, None)])
        target.settle()
        if end == "rollback":
            target.rollback()
        if end == "fail":
            raise ZeroDivisionError
    assert crm.read_bytes() == before
    assert [file.name for file in crm.parent.iterdir()] == ["crm.db"]


def test_the_target_is_locked_for_other_writers_at_once(crm):
    program = f"import sqlite3; sqlite3.connect({str(crm)!r}, timeout=0).execute('BEGIN IMMEDIATE')"
    with SqliteSource(crm).target():
        other = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert "database is locked" in other.stderr


def test_two_records_may_exchange_values_that_are_unique(crm):
    refusals, _ = change(crm, "contact", UPDATE, [(1, "bob@x", 1), (2, "ada@x", 2)])
    assert refusals == []
    assert contacts(crm)[:2] == [(1, b"bob@x", 1), (2, b"ada@x", 2)]


def test_some_fields_are_updated_and_the_others_stay(crm):
    refusals, _ = change(crm, "contact", UPDATE, [(1, "bob@x", 0), (2, "ada@x", 0)], fields=("mail",))
    assert refusals == []
    assert contacts(crm)[:2] == [(1, b"bob@x", 30), (2, b"ada@x", 40)]


def test_updating_some_fields_keeps_the_hidden_row_id_and_values_of_any_type(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (k TEXT PRIMARY KEY, v, x INT)",
        "INSERT INTO t(rowid, k, v, x) VALUES (77, 'a', x'01', 1)",
    )
    with SqliteSource(path).target() as target:
        (entity,) = prepare(target, "t")
        assert apply(target, entity, UPDATE, [(5, "a", None, 2)], fields=("k", "x")) == []
        target.commit()
    assert query(path, "SELECT rowid, k, v, x FROM t") == [(77, b"a", b"\1", 2)]


def test_exactly_the_refused_records_are_found_and_all_others_are_written(crm):
    new = [(id_, f"{id_}@x", None) for id_ in range(10, 400)]
    new[100] = (110, "ada@x", None)
    new[101] = (1, "one@x", None)
    new[350] = (360, "bob@x", None)
    refusals, _ = change(crm, "contact", CREATE, new)
    assert [refusal.row for refusal in refusals] == [100, 101, 350]
    assert refusals[0] == Refusal(100, "another record already has this value of contact.mail")
    assert len(contacts(crm)) == 3 + 390 - 3


def test_a_refused_update_leaves_the_old_record_and_whatever_needs_its_value_is_refused_too(crm):
    changed = [(1, "cy@x", 1), (2, "ada@x", 2)]
    refusals, _ = change(crm, "contact", UPDATE, changed)
    assert [refusal.row for refusal in refusals] == [0, 1]
    assert contacts(crm) == [(1, b"ada@x", 30), (2, b"bob@x", 40), (3, b"cy@x", 50)]


@pytest.mark.parametrize(
    ("declaration", "value", "reason"),
    [
        ("c TEXT NOT NULL", None, "t.c must not be empty"),
        ("c TEXT CONSTRAINT short CHECK (length(c) < 3)", "long", "it breaks the rule short"),
    ],
)
def test_a_refusal_says_which_rule_is_broken(tmp_path, declaration, value, reason):
    path = build(tmp_path / "crm.db", f"CREATE TABLE t (id INTEGER PRIMARY KEY, {declaration})")
    assert change(path, "t", CREATE, [(1, value)])[0] == [Refusal(0, reason)]


@pytest.mark.parametrize("operation", [CREATE, UPDATE])
def test_text_that_sqlite_would_turn_into_a_number_is_refused_instead_of_changed(tmp_path, operation):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, day DATETIME, note TEXT)")
    if operation is UPDATE:
        build(path, "INSERT INTO t VALUES (1, '', ''), (2, '', ''), (3, '', '')")
    texts = [(1, "3 x\0", "3\0"), (2, "-1.5e3 \0x", ""), (3, "0x10\0", "7\0")]
    refusals, _ = change(path, "t", operation, texts)
    assert refusals == [Refusal(1, "day is text that this version of SQLite would turn into a number")]
    kept = [(1, b"3 x\0", b"3\0"), *([(2, b"", b"")] if operation is UPDATE else []), (3, b"0x10\0", b"7\0")]
    assert query(path, "SELECT id, day, note FROM t ORDER BY id") == kept


def test_keys_are_matched_as_the_target_tells_them_apart(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY, v INT) WITHOUT ROWID",
        "INSERT INTO t VALUES ('Ada', 1)",
    )
    assert change(path, "t", UPDATE, [("ADA", 2)])[0] == []
    assert query(path, "SELECT * FROM t") == [(b"ADA", 2)]


def test_the_collation_of_the_key_counts_where_the_column_has_another(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (k TEXT, v INT, PRIMARY KEY (k COLLATE NOCASE)) WITHOUT ROWID",
        "INSERT INTO t VALUES ('Ada', 1)",
    )
    assert change(path, "t", UPDATE, [("ADA", 2)])[0] == []
    assert query(path, "SELECT * FROM t") == [(b"ADA", 2)]


def test_other_programs_notice_that_a_virtual_table_is_gone(crm):
    build(
        crm,
        "PRAGMA writable_schema=ON",
        "INSERT INTO sqlite_schema VALUES ('table', 'near', 'near', 0, 'CREATE VIRTUAL TABLE near USING nosuch(a)')",
    )
    before = query(crm, "PRAGMA schema_version")
    with SqliteSource(crm).target() as target:
        now = target.catalog
        left = tuple(o for o in now.objects if o.kind is not ObjectKind.VIRTUAL_TABLE)
        prepare(target, "contact", catalog=type(now)(entities=now.entities, objects=left), exact_schema=True)
        target.settle()
        target.commit()
    assert [name for _, name, _, _ in schema_of(crm)] == [b"contact"]
    assert query(crm, "PRAGMA schema_version") != before


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_triggers_do_not_fire_and_are_back_afterwards(crm, recursive):
    build(
        crm,
        "CREATE TABLE log (what)",
        "CREATE TRIGGER b AFTER INSERT ON contact BEGIN INSERT INTO log VALUES ('in'); END",
        "CREATE TRIGGER a AFTER DELETE ON contact BEGIN INSERT INTO log VALUES ('out'); END",
        f"PRAGMA recursive_triggers={recursive}",
    )
    before = schema_of(crm)
    with SqliteSource(crm).target() as target:
        (contact,) = prepare(target, "contact")
        assert ObjectKind.TRIGGER not in {o.kind for o in target.catalog.objects}
        apply(target, contact, UPDATE, [(1, "x", 1)])
        target.settle()
        assert [o.name for o in target.catalog.objects if o.kind is ObjectKind.TRIGGER] == ["b", "a"]
        target.commit()
    assert query(crm, "SELECT * FROM log") == []
    assert schema_of(crm) == before


def test_deleting_a_parent_deletes_no_children(crm):
    build(crm, "CREATE TABLE note (contact INT REFERENCES contact ON DELETE CASCADE)", "INSERT INTO note VALUES (1)")
    _, settlement = change(crm, "contact", UPDATE, [(1, "z@x", 1)])
    assert settlement.violations == []
    assert query(crm, "SELECT * FROM note") == [(1,)]


def test_references_that_were_broken_before_are_no_violations_and_new_ones_are(crm):
    build(crm, "CREATE TABLE note (contact INT REFERENCES Contact)", "INSERT INTO note VALUES (1), (7), (8)")
    _, settlement = change(crm, "contact", DELETE, [(1, None, None)])
    assert settlement.violations == [Violation("note", "contact", 1)]


def test_references_that_sqlite_cannot_check_are_warned_about(crm):
    build(crm, "CREATE TABLE note (age INT REFERENCES contact(age))", "INSERT INTO note VALUES (1)")
    _, settlement = change(crm, "contact", DELETE, [(1, None, None)])
    assert settlement.violations == []
    assert "'note'" in settlement.warnings[0]


def test_a_row_id_that_another_record_has_is_chosen_anew_in_a_merge(tmp_path):
    path = build(
        tmp_path / "crm.db", "CREATE TABLE t (k TEXT PRIMARY KEY)", "INSERT INTO t(rowid, k) VALUES (5, 'here')"
    )
    refusals, _ = change(path, "t", CREATE, [(5, "a"), (6, "b"), (1, "c")], whole=False)
    assert refusals == []
    assert query(path, "SELECT rowid, k FROM t ORDER BY k") == [(7, b"a"), (6, b"b"), (1, b"c"), (5, b"here")]


@pytest.mark.parametrize("highest", [6, 2**63 - 1])
def test_a_row_id_that_belongs_to_the_point_is_taken_back_in_an_exact_restore(tmp_path, highest):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (k TEXT PRIMARY KEY)",
        ("INSERT INTO t(rowid, k) VALUES (5, 'here'), (?, 'there')", (highest,)),
    )
    refusals, _ = change(path, "t", CREATE, [(5, "a"), (7, "b")])
    assert refusals == []
    found = dict(query(path, "SELECT k, rowid FROM t"))
    assert (found[b"a"], found[b"b"], len(set(found.values()))) == (5, 7, 4)


def test_generated_fields_are_computed_by_the_target(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, v AS (id * 2), s AS (id * 3) STORED)")
    assert change(path, "t", CREATE, [(2, b"99", b"99")])[0] == []
    assert query(path, "SELECT * FROM t") == [(2, 4, 6)]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_large_values_are_written_whole(tmp_path, encoding):
    text, data = "é" * LARGE_VALUE, b"\0\xff" * LARGE_VALUE
    path = build(
        tmp_path / "crm.db", f"PRAGMA encoding='{encoding}'", "CREATE TABLE t (id INTEGER PRIMARY KEY, c TEXT, d BLOB)"
    )
    large = [
        LargeValue(1, 1, is_text=True, read=lambda: iter([text.encode()[:1001], text.encode()[1001:]])),
        LargeValue(0, 2, is_text=False, read=lambda: iter([data])),
    ]
    assert change(path, "t", CREATE, [(1, "a", None), (2, None, b"x"), (3, None, None)], large=large)[0] == []
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT * FROM t").fetchall()
    assert found == [(1, "a", data), (2, text, b"x"), (3, None, None)]


def test_a_refused_record_does_not_cost_the_large_values_of_others(crm):
    text = "m" * (LARGE_VALUE + 1)
    large = [LargeValue(1, 1, is_text=True, read=iter([iter([text.encode()])]).__next__)]
    refusals, _ = change(crm, "contact", UPDATE, [(1, "cy@x", 0), (2, None, 0)], large=large)
    assert [refusal.row for refusal in refusals] == [0]
    assert contacts(crm)[1] == (2, text.encode(), 0)


def test_equal_records_without_a_key_are_counted(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (rowid, _rowid_ TEXT COLLATE NOCASE, oid)",
        "INSERT INTO t VALUES (1, 'a', 1), (1, 'a', 1), (1, 'a', 1), (1, 'A', 1), (1, 'a', 1.0)",
    )
    with SqliteSource(path).target() as target:
        (entity,) = prepare(target, "t")
        form = stored_form(target.read(entity).entity)
        one = {"integer": 1, "real": None, "text": None, "bytes": None}
        assert apply(target, form, DELETE, [(1, "a", one, b"digest", 2)]) == []
        assert apply(target, form, CREATE, [(1, "new", one, b"digest", 3)]) == []
        target.commit()
    left = query(
        path,
        "SELECT rowid, _rowid_, typeof(oid), count(*) FROM t GROUP BY 1, 2 COLLATE BINARY, 3 "
        "ORDER BY 2 COLLATE BINARY, 3",
    )
    assert left == [
        (1, b"A", b"integer", 1),
        (1, b"a", b"integer", 1),
        (1, b"a", b"real", 1),
        (1, b"new", b"integer", 3),
    ]


def test_counters_never_hand_out_a_key_that_was_used_before(tmp_path):
    path = build(
        tmp_path / "crm.db", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", "INSERT INTO t VALUES (5)"
    )
    for point, expected in ((3, 5), (9, 9)):
        with SqliteSource(path).target() as target:
            now = target.catalog
            point_catalog = type(now)(entities=now.entities, objects=now.objects, sequences={"t": point})
            prepare(target, "t", catalog=point_catalog)
            target.settle()
            target.commit()
        assert query(path, "SELECT seq FROM sqlite_sequence") == [(expected,)]


def test_an_exact_restore_hands_out_the_keys_that_the_point_would(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "INSERT INTO t VALUES (5)",
        "INSERT INTO u VALUES (6)",
    )
    with SqliteSource(path).target() as target:
        now = target.catalog
        catalog = type(now)(entities=now.entities, objects=now.objects, sequences={"t": 3})
        prepare(target, "t", catalog=catalog, exact_schema=True)
        target.settle()
        target.commit()
    assert query(path, "SELECT name, seq FROM sqlite_sequence") == [(b"t", 3)]


def test_a_database_in_wal_mode_is_written_while_it_is_read(crm):
    build(crm, "PRAGMA journal_mode=WAL")
    with SqliteSource(crm).snapshot() as before, SqliteSource(crm).target() as target:
        (contact,) = prepare(target, "contact")
        apply(target, contact, DELETE, [(1, None, None)])
        target.settle()
        target.commit()
        assert len(rows(before, contact)) == 3
    assert len(contacts(crm)) == 2


def test_a_commit_that_readers_keep_waiting_is_busy_and_can_be_tried_again(crm):
    code = f"""
import sqlite3, sys
c = sqlite3.connect({str(crm)!r}, isolation_level=None)
c.execute("BEGIN")
c.execute("SELECT count(*) FROM contact").fetchall()
print("reading", flush=True)
sys.stdin.read()
c.close()
"""
    with SqliteSource(crm, busy_timeout=0.05).target() as target:
        (contact,) = prepare(target, "contact")
        apply(target, contact, DELETE, [(1, None, None)])
        target.settle()
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
            assert reader.stdout.readline()
            with pytest.raises(SourceBusy):
                target.commit()
            reader.communicate()
        target.commit()
    assert len(contacts(crm)) == 2


def test_a_search_index_over_other_records_is_rebuilt_after_they_were_written(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)",
        "CREATE VIRTUAL TABLE found USING fts5(body, content='note', content_rowid=id)",
        "CREATE TRIGGER indexed AFTER INSERT ON note "
        "BEGIN INSERT INTO found(rowid, body) VALUES (new.id, new.body); END",
    )
    _, settlement = change(path, "note", CREATE, [(4, "hello world")])
    assert settlement.warnings == []
    assert query(path, "SELECT rowid FROM found WHERE found MATCH 'world'") == [(4,)]
    build(path, "INSERT INTO found(found, rank) VALUES ('integrity-check', 1)")


def test_an_index_that_needs_the_crms_program_is_warned_about(tmp_path):
    path = tmp_path / "crm.db"
    build(path, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
    with SqliteSource(path).target() as target:
        now = target.catalog
        index = SchemaObject(
            kind=ObjectKind.INDEX, name="i", entity="t", definition="CREATE INDEX i ON t(name COLLATE german)"
        )
        catalog = type(now)(entities=now.entities, objects=(*now.objects, index))
        prepare(target, "t", catalog=catalog, exact_schema=True)
        settlement = target.settle()
    assert "'i'" in settlement.warnings[0]


@pytest.mark.parametrize(
    ("kind", "name", "definition"),
    [
        (ObjectKind.VIEW, "v", "DROP TABLE contact"),
        (ObjectKind.VIEW, "v", "CREATE VIEW w AS SELECT 1"),
        (ObjectKind.INDEX, "sqlite_i", "CREATE INDEX sqlite_i ON contact(age)"),
        (ObjectKind.TRIGGER, "t", "CREATE TRIGGER t nonsense"),
    ],
)
def test_a_definition_that_is_not_what_it_says_is_refused(crm, kind, name, definition):
    with SqliteSource(crm).target() as target:
        now = target.catalog
        wanted = SchemaObject(kind=kind, name=name, entity="contact", definition=definition)
        prepare(
            target,
            "contact",
            catalog=type(now)(entities=now.entities, objects=(*now.objects, wanted)),
            exact_schema=True,
        )
        with pytest.raises(RestoreRefused):
            target.settle()
    assert contacts(crm)[0] == (1, b"ada@x", 30)


def test_only_the_first_statement_of_a_definition_is_run(crm):
    with SqliteSource(crm).target() as target:
        now = target.catalog
        wanted = SchemaObject(
            kind=ObjectKind.VIEW, name="v", entity="v", definition="CREATE VIEW v AS SELECT 1; DELETE FROM contact"
        )
        prepare(
            target,
            "contact",
            catalog=type(now)(entities=now.entities, objects=(*now.objects, wanted)),
            exact_schema=True,
        )
        target.settle()
        target.commit()
    assert len(contacts(crm)) == 3


def test_an_entity_whose_definition_differs_is_rebuilt_as_the_point_has_it(crm, tmp_path):
    point = build(
        tmp_path / "point.db",
        "CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE INDEX by_name ON contact(name)",
    )
    build(
        crm,
        "CREATE INDEX by_age ON contact(age)",
        "CREATE TABLE extra (x)",
        "CREATE VIEW elder AS SELECT age FROM contact",
    )
    catalog = SqliteSource(point).catalog()
    with SqliteSource(crm).target() as target:
        (contact,) = prepare(
            target, "contact", catalog=catalog, rebuild=("contact",), drop=("extra",), exact_schema=True
        )
        assert rows(target, contact) == []
        assert apply(target, contact, CREATE, [(1, "Ada")]) == []
        target.settle()
        target.commit()
    assert schema_of(crm) == schema_of(point)
    assert query(crm, "SELECT * FROM contact") == [(1, b"Ada")]


def test_creating_an_entity_brings_its_indexes_and_leaves_everything_else(crm, tmp_path):
    point = build(
        tmp_path / "point.db",
        "CREATE TABLE note (body)",
        "CREATE INDEX by_body ON note(body)",
        "CREATE VIEW v AS SELECT 1",
    )
    build(crm, "CREATE VIEW mine AS SELECT 2")
    with SqliteSource(crm).target() as target:
        prepare(target, "note", catalog=SqliteSource(point).catalog(), create=("note",))
        target.settle()
        target.commit()
    names = [name for _, name, _, _ in schema_of(crm)]
    assert sorted(names) == [b"by_body", b"contact", b"mine", b"note"]


def test_a_new_database_has_its_name_only_after_the_commit(tmp_path):
    path, source = tmp_path / "new.db", build(tmp_path / "point.db", "CREATE TABLE t (id INTEGER PRIMARY KEY)")
    (tmp_path / ".new.db.crmbackup-new").write_bytes(b"left by a restore that was interrupted")
    catalog = SqliteSource(source).catalog()
    with SqliteSource(path).target(create=True) as target:
        (entity,) = prepare(target, "t", catalog=catalog, create=("t",), exact_schema=True)
        apply(target, entity, CREATE, [(1,)])
        target.settle()
        assert not path.exists()
        target.commit()
    assert query(path, "SELECT * FROM t") == [(1,)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["new.db", "point.db"]


def test_a_new_database_that_is_not_committed_leaves_nothing(tmp_path):
    with SqliteSource(tmp_path / "new.db").target(create=True) as target:
        assert target.catalog.entities == ()
        target.prepare(TargetPlan(target.catalog, ()))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_somebody_took_meanwhile_is_not_overwritten(tmp_path):
    path = tmp_path / "new.db"
    with SqliteSource(path).target(create=True) as target:
        target.prepare(TargetPlan(target.catalog, ()))
        path.write_bytes(b"precious")
        with pytest.raises(RestoreRefused, match="somebody else"):
            target.commit()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("new.db", b"precious")]


def test_the_journal_of_a_lost_database_never_becomes_part_of_a_new_one(tmp_path):
    (tmp_path / "new.db-journal").write_bytes(b"x")
    with pytest.raises(RestoreRefused, match="journal"):
        SqliteSource(tmp_path / "new.db").target(create=True).__enter__()


def test_a_new_database_in_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RestoreRefused, match="cannot be created"):
        SqliteSource(tmp_path / "no" / "new.db").target(create=True).__enter__()


def test_a_missing_target_is_missing_unless_it_may_be_created(tmp_path):
    with pytest.raises(SourceMissing):
        SqliteSource(tmp_path / "crm.db").target().__enter__()


def test_a_target_that_is_no_database_is_unreadable(tmp_path):
    (tmp_path / "crm.db").write_bytes(b"no" * 5000)
    with pytest.raises(SourceUnreadable):
        SqliteSource(tmp_path / "crm.db").target().__enter__()


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_rehearsal_counts_as_the_run_does_and_changes_nothing(crm, journal):
    build(crm, f"PRAGMA journal_mode={journal}")
    before = crm.read_bytes()
    with SqliteSource(crm).target(rehearsal=True) as target:
        assert target.rehearses_contents
        (contact,) = prepare(target, "contact")
        assert len(apply(target, contact, CREATE, [(1, "new@x", 0), (9, "nine@x", 0)])) == 1
        assert len(rows(target, contact)) == 4
        target.settle()
        target.commit()
    assert crm.read_bytes() == before


def test_a_rehearsal_on_a_database_that_does_not_exist_creates_none(tmp_path):
    catalog = SqliteSource(build(tmp_path / "point.db", "CREATE TABLE t (x)")).catalog()
    with SqliteSource(tmp_path / "new.db").target(rehearsal=True, create=True) as target:
        prepare(target, "t", catalog=catalog, create=("t",), exact_schema=True)
        target.settle()
        target.commit()
    assert [file.name for file in tmp_path.iterdir()] == ["point.db"]


def test_a_rehearsal_without_room_for_a_copy_is_refused(crm, monkeypatch):
    monkeypatch.setattr(target_module, "has_room", lambda *_: False)
    with pytest.raises(RestoreRefused, match="room"):
        SqliteSource(crm).target(rehearsal=True).__enter__()


def test_text_of_another_encoding_is_refused_only_where_it_would_be_misread(crm, tmp_path):
    build(
        tmp_path / "wide.db", "PRAGMA encoding='UTF-16le'", "CREATE TABLE contact (id INTEGER PRIMARY KEY, c DECIMAL)"
    )
    build(crm, "CREATE TABLE rate (id INTEGER PRIMARY KEY, c DECIMAL)")
    catalog = SqliteSource(tmp_path / "wide.db").catalog()
    with SqliteSource(crm).target() as target:
        prepare(target, "contact", catalog=catalog)
        with pytest.raises(RestoreRefused, match="UTF-16le"):
            prepare(target, "rate", catalog=catalog)


def test_a_target_that_was_not_prepared_cannot_be_settled(crm):
    with SqliteSource(crm).target() as target, pytest.raises(InvalidRequest):
        target.settle()


def test_what_the_target_does_not_have_is_not_found(crm):
    with SqliteSource(crm).target() as target:
        (contact,) = prepare(target, "contact")
        with pytest.raises(EntityNotFound):
            apply(target, type(contact)(name="nope", fields=contact.fields, key=contact.key), CREATE, [])
        with pytest.raises(InvalidRequest):
            target.open_content(contact, (1,))
