"""A MariaDB database written as one unit of work: what is refused, what is kept quiet, what is put back."""

import hashlib
import re
from contextlib import contextmanager
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from crmbackup_gui.errors import (
    EntityNotFound,
    InvalidRequest,
    RestoreRefused,
    RestoreUnfinished,
    SourceBusy,
    SourceChanged,
    SourceMissing,
)
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Catalog, Entity, Field, ObjectKind, SchemaObject, ValueType
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.sources.base import EntityPlan, LargeValue, Operation, Records, Refusal, TargetPlan, Violation
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.secrets import no_secrets
from crmbackup_gui.sources.sql.mysql import inserting, journal
from crmbackup_gui.sources.sql.mysql.journal import JOURNAL, Ending
from crmbackup_gui.sources.sql.mysql.restructuring import Restructuring
from crmbackup_gui.sources.sql.mysql.server import server_of
from crmbackup_gui.sources.sql.mysql.source import open_mysql
from crmbackup_gui.sources.sql.mysql.target import open_target
from tests.engine.mysql_crm import MysqlCrm, same


@contextmanager
def opened(crm, user="root", *, rehearsal=False, create=False):
    url = crm.server.url(crm.database).replace("root@", f"{user}@")
    with open_target(server_of(parse_location(url)), no_secrets, rehearsal=rehearsal, create=create) as target:
        yield target


@pytest.fixture
def new(mariadb):
    """Makes a database from a script."""

    def make(script, name="target"):
        return MysqlCrm(mariadb, name, script)

    return make


def plan_of(target, name, fields=(), **plan):
    entity = stored_form(target.catalog.entity(name))
    names = tuple(f.name for f in entity.fields if not f.generated)
    if fields:
        kept = tuple(f for f in entity.fields if f.name in fields)
        entity = entity.__class__(name=name, fields=kept, key=entity.key)
        names = tuple(f.name for f in kept)
    return EntityPlan(entity, names, **plan)


def prepared(target, *names, **plan):
    target.prepare(TargetPlan(catalog=target.catalog, entities=tuple(plan_of(target, name) for name in names), **plan))


def write(target, operation, name, *rows, fields=(), large=()):
    plan = plan_of(target, name, fields)
    schema = arrow_schema(plan.stored)
    arrays = [pa.array(column, f.type) for column, f in zip(zip(*rows, strict=True), schema, strict=True)]
    return target.apply(plan, operation, Records(pa.RecordBatch.from_arrays(arrays, schema=schema), large))


def large(row, field, value, *, is_text=True, piece=100_000):
    def read():
        for start in range(0, len(value), piece):
            yield value[start : start + piece]

    return LargeValue(row, field, is_text, read)


CONTACT = """CREATE TABLE contact (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(20) UNIQUE, age int,
    CONSTRAINT grown CHECK (age > 17)) DEFAULT CHARSET=utf8mb4;
    INSERT INTO contact VALUES (1, 'Ann', 30), (2, 'Bob', 40), (3, 'Cid', 50);"""
ALL = "SELECT * FROM contact ORDER BY id"


# Refusals


def test_records_are_created_updated_and_deleted(new):
    crm = new(CONTACT)
    with opened(crm) as target:
        prepared(target, "contact")
        assert write(target, Operation.CREATE, "contact", (9, "Dan", 18), (-1, None, None)) == []
        assert write(target, Operation.UPDATE, "contact", (1, "Änn", 31)) == []
        assert write(target, Operation.DELETE, "contact", (2, "whoever", None)) == []
        assert target.settle().violations == []
        target.commit()
    assert crm.run(ALL) == "-1\tNULL\tNULL\n1\tÄnn\t31\n3\tCid\t50\n9\tDan\t18\n"


@pytest.mark.parametrize("rehearsal", [True, False])
def test_without_commit_nothing_was_changed_counters_included(new, rehearsal):
    crm = new(CONTACT)
    before = crm.state()
    with opened(crm, rehearsal=rehearsal) as target:
        prepared(target, "contact")
        write(target, Operation.CREATE, "contact", (90, "Dan", 18))
        write(target, Operation.DELETE, "contact", (1, None, None))
    same(crm.state(), before)


def test_exactly_the_refused_records_are_found_and_all_others_are_written(new):
    crm = new(CONTACT)
    rows = [(n, "Ann" if n == 107 else f"n{n}", 5 if n in (104, 150) else 20) for n in range(100, 200)]
    with opened(crm) as target:
        prepared(target, "contact")
        assert write(target, Operation.CREATE, "contact", *rows, (3, "again", None)) == [
            Refusal(4, "it breaks the rule grown"),
            Refusal(7, "another record already has this value of name"),
            Refusal(50, "it breaks the rule grown"),
            Refusal(100, "another record already has this value of PRIMARY"),
        ]
        target.settle()
        target.commit()
    assert crm.run("SELECT COUNT(*), MIN(name) FROM contact") == "100\tAnn\n"


def test_two_records_may_exchange_values_that_are_unique(new):
    crm = new(CONTACT)
    with opened(crm) as target:
        prepared(target, "contact")
        assert write(target, Operation.UPDATE, "contact", (1, "Bob", 30), (2, "Ann", 40)) == []
        target.settle()
        target.commit()
    assert crm.run(ALL) == "1\tBob\t30\n2\tAnn\t40\n3\tCid\t50\n"


def test_some_fields_are_updated_and_the_others_stay_even_where_the_server_would_set_them(new):
    crm = new(
        """CREATE TABLE contact (id int PRIMARY KEY, name varchar(20), at timestamp NULL DEFAULT NULL
        ON UPDATE current_timestamp(), n int AS (id + 1), note longtext);
        INSERT INTO contact (id, name, at, note) VALUES (1, 'Ann', '2001-01-01', REPEAT('x', 100000)),
        (2, 'Bob', NULL, '')
        """
    )
    with opened(crm) as target:
        prepared(target, "contact")
        assert write(target, Operation.UPDATE, "contact", (1, "Änn"), (2, None), fields=("id", "name")) == []
        target.settle()
        target.commit()
    assert crm.run("SELECT id, name, at, n, LENGTH(note) FROM contact") == (
        "1\tÄnn\t2001-01-01 00:00:00\t2\t100000\n2\tNULL\tNULL\t3\t0\n"
    )


def test_a_refused_update_leaves_the_old_record_and_whatever_needs_its_value_is_refused_too(new):
    crm = new(CONTACT)
    with opened(crm) as target:
        prepared(target, "contact")
        refused = write(
            target,
            Operation.UPDATE,
            "contact",
            (1, "new", 5),
            (2, "Ann", 40),
            (3, "Bob", 50),
            fields=("id", "name", "age"),
        )
        assert refused == [
            Refusal(0, "it breaks the rule grown"),
            Refusal(1, "another record already has this value of name"),
            Refusal(2, "another record already has this value of name"),
        ]
        target.settle()
        target.commit()
    assert crm.run(ALL) == "1\tAnn\t30\n2\tBob\t40\n3\tCid\t50\n"


@pytest.mark.parametrize(
    ("declared", "value", "reason"),
    [
        ("varchar(3) CHARACTER SET latin1", "Ω", "v cannot hold every character of the value in its character set"),
        ("varchar(3) CHARACTER SET utf8mb3", "😀", "v cannot hold every character of the value in its character set"),
        ("varchar(3)", "long", "the value is too long for v"),
        ("varchar(3) NOT NULL", None, "v must not be empty"),
        ("tinyint", 300, "the value is out of the range of v"),
        ("enum('a','b')", "c", "v does not take this value"),
        ("varchar(9) CHECK (v <> 'no')", "no", "it breaks the rule t.v"),
        ("longtext CHECK (json_valid(v))", "{", "it breaks the rule t.v"),
        ("year", 1800, "the value is out of the range of v"),
    ],
)
def test_a_refusal_says_which_rule_is_broken(new, declared, value, reason):
    crm = new(f"CREATE TABLE t (id int NOT NULL PRIMARY KEY, v {declared}) DEFAULT CHARSET=utf8mb4")
    with opened(crm) as target:
        prepared(target, "t")
        assert write(target, Operation.CREATE, "t", (1, value)) == [Refusal(0, reason)]


def test_a_record_that_no_partition_is_for_is_refused(new):
    crm = new("CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (10))")
    with opened(crm) as target:
        prepared(target, "t")
        refusals = write(target, Operation.CREATE, "t", (1,), (10,), (2,))
    assert refusals == [Refusal(1, "no part of its table is for a record like it")]


# Keys


def test_keys_that_differ_only_by_case_accent_or_spaces_are_told_apart(new):
    crm = new(
        """CREATE TABLE word (w varchar(9) COLLATE utf8mb4_nopad_bin PRIMARY KEY, n int) DEFAULT CHARSET=utf8mb4;
        CREATE TABLE loose (w varchar(9) COLLATE utf8mb4_unicode_ci PRIMARY KEY, n int) DEFAULT CHARSET=utf8mb4;
        INSERT INTO word VALUES ('a', 1), ('A', 2), ('á', 3), ('a ', 4);
        INSERT INTO loose VALUES ('Ann', 1), ('bob', 2);"""
    )
    with opened(crm) as target:
        prepared(target, "word", "loose")
        write(target, Operation.DELETE, "word", ("A", None))
        write(target, Operation.UPDATE, "word", ("á", 33), ("a ", 44))
        write(target, Operation.DELETE, "loose", ("ann", None), ("bob", None))
        assert write(target, Operation.CREATE, "loose", ("ANN", 9)) == [
            Refusal(0, "another record already has this value of PRIMARY")
        ]
        target.settle()
        target.commit()
    assert crm.run("SELECT CONCAT('<', w, '>'), n FROM word ORDER BY n") == "<a>\t1\n<á>\t33\n<a >\t44\n"
    assert crm.run("SELECT w FROM loose") == "Ann\n"


def test_equal_records_without_a_key_are_counted(new):
    crm = new(
        """CREATE TABLE note (a varchar(9), b double) DEFAULT CHARSET=utf8mb4;
        INSERT INTO note VALUES ('x', 0), ('x', 0), ('x', 0), ('x', 0), ('X', 0), (NULL, NULL), (NULL, NULL)"""
    )
    digest = b"d" * 32
    with opened(crm) as target:
        prepared(target, "note")
        write(
            target, Operation.DELETE, "note", ("x", 0.0, digest, 2), (None, None, digest, 1), ("gone", 1.0, digest, 1)
        )
        write(target, Operation.CREATE, "note", ("y", None, digest, 3))
        target.settle()
        target.commit()
    assert crm.run(
        "SELECT a, b, COUNT(*) FROM note GROUP BY BINARY a, CAST(b AS CHAR) ORDER BY BINARY a, CAST(b AS CHAR)"
    ) == ("NULL\tNULL\t1\nX\t0\t1\nx\t0\t2\ny\tNULL\t3\n")


def test_records_without_a_key_are_found_by_times_that_the_server_sets_when_it_updates(new):
    crm = new(
        """CREATE TABLE visit (at timestamp NULL ON UPDATE current_timestamp(),
        day datetime(3) ON UPDATE current_timestamp(3));
        INSERT INTO visit VALUES ('2001-01-01', '2002-02-02 02:02:02.002'),
        ('2001-01-01', '2002-02-02 02:02:02.002'), ('2003-03-03', NULL)"""
    )
    at, day = datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, 2, 2, 2, 2000)  # noqa: DTZ001 - it has no zone
    with opened(crm) as target:
        prepared(target, "visit")
        write(target, Operation.DELETE, "visit", (at, day, b"d" * 32, 1))
        target.settle()
        target.commit()
    assert crm.run("SELECT * FROM visit ORDER BY at") == (
        "2001-01-01 00:00:00\t2002-02-02 02:02:02.002\n2003-03-03 00:00:00\tNULL\n"
    )


def test_records_without_a_key_that_only_large_values_tell_apart_are_not_guessed(new):
    crm = new(
        """CREATE TABLE note (a int, b longtext) DEFAULT CHARSET=utf8mb4;
        INSERT INTO note VALUES (1, REPEAT('x', 70000)), (1, REPEAT('y', 70000)), (2, REPEAT('z', 70000))"""
    )
    digest = b"d" * 32
    with opened(crm) as target:
        prepared(target, "note")
        write(target, Operation.DELETE, "note", (2, None, digest, 1))
        with pytest.raises(RestoreRefused, match="large values cannot be told apart"):
            write(target, Operation.DELETE, "note", (1, None, digest, 1))


# Large values


@pytest.fixture
def small_packets(mariadb):
    before = mariadb.run("SELECT @@max_allowed_packet").strip()
    mariadb.run("SET GLOBAL max_allowed_packet = 1048576")
    yield
    mariadb.run(f"SET GLOBAL max_allowed_packet = {before}")


@pytest.mark.usefixtures("small_packets")
def test_large_values_are_written_in_pieces_and_those_that_the_server_cannot_take_are_refused(new):
    crm = new("CREATE TABLE file (id int PRIMARY KEY, t longtext, b longblob) DEFAULT CHARSET=utf8mb4")
    text, data = ("ä'\\" * 250_000).encode(), b"'\\\x00\xff" * 250_000
    too_long = b"x" * 1_100_000
    values = (
        large(0, 1, text),
        large(0, 2, data, is_text=False),
        large(1, 1, too_long),
        large(2, 2, b"'" * 70_000, is_text=False),
    )
    with opened(crm) as target:
        prepared(target, "file")
        (refusal,) = write(
            target, Operation.CREATE, "file", (1, None, None), (2, None, None), (3, "'" * 60_000, None), large=values
        )
        assert refusal.row == 1
        assert refusal.reason.startswith("the value of t is larger than the ")
        assert write(target, Operation.UPDATE, "file", (3, None, b"new"), large=(large(0, 1, text),)) == []
        target.settle()
        target.commit()
    found = crm.run("SELECT id, MD5(t), MD5(b) FROM file ORDER BY id").splitlines()
    assert found == [f"1\t{_md5(text)}\t{_md5(data)}", f"3\t{_md5(text)}\t{_md5(b'new')}"]


@pytest.mark.usefixtures("small_packets")
def test_a_record_of_many_values_that_is_too_long_for_one_statement_is_put_together(new):
    columns = ", ".join(f"c{n} mediumtext" for n in range(40))
    crm = new(f"CREATE TABLE wide (id int PRIMARY KEY, {columns}) DEFAULT CHARSET=utf8mb4")
    record = (1, *("'" * 60_000 for _ in range(40)))
    with opened(crm) as target:
        prepared(target, "wide")
        assert write(target, Operation.CREATE, "wide", record, (2, *("x" for _ in range(40)))) == []
        target.settle()
        target.commit()
    assert crm.run("SELECT id, LENGTH(c0), LENGTH(c39) FROM wide") == "1\t60000\t60000\n2\t1\t1\n"


def test_a_large_value_is_never_in_memory_as_a_whole(new, monkeypatch):
    crm = new("CREATE TABLE file (id int PRIMARY KEY, b longblob)")
    sent = []
    original = inserting.Inserter._put_aside

    def watched(self, column, pieces, variables):
        run = self._connection.run
        monkeypatch.setattr(
            self._connection, "run", lambda sql, *a: (sent.append(len(sql)), run(sql, *a))[1], raising=False
        )
        return original(self, column, pieces, variables)

    monkeypatch.setattr(inserting.Inserter, "_put_aside", watched)
    with opened(crm) as target:
        prepared(target, "file")
        write(target, Operation.CREATE, "file", (1, None), large=(large(0, 1, b"x" * 9_000_000, is_text=False),))
        target.settle()
        target.commit()
    assert crm.run("SELECT LENGTH(b) FROM file") == "9000000\n"
    assert len(sent) > 9
    assert max(sent) < 2_200_000


def _md5(data):
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


# What acts on its own

FAMILY = """CREATE TABLE account (id int PRIMARY KEY, name varchar(20)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE contact (id int PRIMARY KEY, account int, CONSTRAINT a FOREIGN KEY (account) REFERENCES account (id)
  ON DELETE CASCADE) DEFAULT CHARSET=utf8mb4;
CREATE TABLE log (n int NOT NULL AUTO_INCREMENT PRIMARY KEY, what varchar(99)) DEFAULT CHARSET=utf8mb4;
INSERT INTO account VALUES (1, 'one'), (2, 'two'); INSERT INTO contact VALUES (10, 1), (20, 2);
CREATE TRIGGER z AFTER UPDATE ON account FOR EACH ROW INSERT INTO log (what) VALUES ('z');
CREATE TRIGGER a AFTER UPDATE ON account FOR EACH ROW FOLLOWS z INSERT INTO log (what) VALUES ('a');
CREATE TRIGGER target.d BEFORE DELETE ON account FOR EACH ROW INSERT INTO log (what) VALUES ('d');"""


def test_triggers_and_cascades_are_quiet_and_all_is_put_back_as_it_was(new):
    crm = new(FAMILY)
    before = crm.server.dump("target", "--no-data")
    with opened(crm) as target:
        prepared(target, "account", "contact")
        assert write(target, Operation.DELETE, "account", (1, "one")) == []
        assert write(target, Operation.CREATE, "account", (1, "ONE")) == []
        assert write(target, Operation.UPDATE, "account", (2, "TWO")) == []
        assert target.settle().violations == []
        target.commit()
    assert crm.server.dump("target", "--no-data") == before
    assert (
        crm.run("SELECT name FROM account; SELECT COUNT(*) FROM contact; SELECT COUNT(*) FROM log")
        == "ONE\nTWO\n2\n0\n"
    )


def test_references_that_would_lead_nowhere_are_counted_and_those_that_did_before_are_not(new):
    crm = new(FAMILY + "SET foreign_key_checks = 0; INSERT INTO contact VALUES (30, 7)")
    with opened(crm) as target:
        prepared(target, "account", "contact")
        write(target, Operation.DELETE, "account", (1, "one"))
        write(target, Operation.CREATE, "contact", (40, 8), (50, None), (60, 9))
        assert target.settle().violations == [Violation("contact", "account", 3)]


@pytest.fixture
def user(mariadb):
    """An account that may do whatever is granted to it."""
    made = []

    def make(rights, name="crmuser"):
        mariadb.run(f"CREATE OR REPLACE USER {name}@localhost; GRANT {rights} ON target.* TO {name}@localhost")
        made.append(name)
        return name

    yield make
    for name in made:
        mariadb.run(f"DROP USER {name}@localhost")


def test_a_trigger_that_could_not_be_put_back_is_refused_before_anything_changes(new, user):
    crm = new(FAMILY)
    before = crm.state()
    with (
        opened(crm, user("ALL")) as target,
        pytest.raises(RestoreRefused, match="'z' must be quiet meanwhile, and nobody"),
    ):
        prepared(target, "account")
    same(crm.state(), before)


RECORDS_ONLY = "SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES, TRIGGER"


def test_an_account_that_may_only_write_records_writes_them_where_nothing_else_is_needed(new, user):
    crm = new(FAMILY + "CREATE TABLE old (id int PRIMARY KEY) ENGINE=MyISAM;")
    name = user(RECORDS_ONLY)
    with opened(crm, name) as target:
        prepared(target, "contact")
        write(target, Operation.CREATE, "contact", (30, 1))
        target.settle()
        target.commit()
    assert crm.run("SELECT COUNT(*) FROM contact") == "3\n"
    for table in ("account", "old"):
        with opened(crm, name) as target, pytest.raises(RestoreRefused, match=f"To write '{table}', the account must"):
            prepared(target, table)


# Structure that comes from elsewhere


def planned(target, *definitions, **plan):
    """A plan that creates objects of a catalog of these definitions."""
    objects = tuple(
        SchemaObject(kind=kind, name=n, entity=entity, definition=text) for kind, n, entity, text in definitions
    )
    entity = Entity(
        name="t", key=("id",), fields=(Field(name="id", type=ValueType.INT32), Field(name="v", type=ValueType.TEXT))
    )
    properties = {"character_set": plan.pop("charset", ""), "collation": plan.pop("collation", "")}
    catalog = Catalog(entities=(entity,), objects=objects, properties=properties)
    entities = (EntityPlan(entity, ("id", "v"), whole=True),)
    target.prepare(TargetPlan(catalog=catalog, entities=entities, create=("t",), **plan))
    return entities[0]


def table_of(collation):
    return (
        ObjectKind.TABLE,
        "t",
        "t",
        (
            f"CREATE TABLE `t` (\n  `id` int NOT NULL,\n  `v` varchar(20) COLLATE {collation} DEFAULT 'COLLATE x_ci',\n"
            f"  PRIMARY KEY (`id`)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE={collation}"
        ),
    )


@pytest.mark.parametrize("rehearsal", [True, False])
def test_a_collation_of_another_make_of_server_gives_way_to_its_next_of_kin_and_is_told_of(new, rehearsal):
    crm = new("CREATE TABLE other (id int PRIMARY KEY)")
    with opened(crm, rehearsal=rehearsal) as target:
        plan = planned(target, table_of("utf8mb4_0900_ai_ci"))
        schema = arrow_schema(plan.stored)
        batch = pa.RecordBatch.from_arrays([pa.array([1], pa.int32()), pa.array(["ä"])], schema=schema)
        assert target.apply(plan, Operation.CREATE, Records(batch)) == []
        (warning,) = target.settle().warnings
        assert warning.startswith("The server does not know the collation 'utf8mb4_0900_ai_ci': 'utf8mb4_")
        if not rehearsal:
            target.commit()
    if not rehearsal:
        assert "DEFAULT 'COLLATE x_ci'" in crm.run("SHOW CREATE TABLE t")


def test_a_collation_that_nothing_comes_close_to_is_refused_by_name(new):
    crm = new("CREATE TABLE other (id int PRIMARY KEY)")
    with opened(crm) as target, pytest.raises(RestoreRefused, match="collation 'klingon_ci' of 't'"):
        planned(target, table_of("klingon_ci"))
    assert crm.run("SHOW TABLES") == "other\n"


def test_an_engine_that_the_server_has_not_is_refused_by_name(new):
    crm = new("CREATE TABLE other (id int PRIMARY KEY)")
    definition = "CREATE TABLE `t` (\n  `id` int NOT NULL,\n  `v` text,\n  PRIMARY KEY (`id`)\n) ENGINE=NoSuch"
    with opened(crm) as target, pytest.raises(RestoreRefused, match="no engine 'nosuch' for 't'"):
        planned(target, (ObjectKind.TABLE, "t", "t", definition))


def test_what_belongs_to_an_account_that_is_missing_becomes_ours_and_a_view_that_cannot_be_made_is_told_of(new):
    crm = new("CREATE TABLE other (id int PRIMARY KEY)")
    crm.server.create("elsewhere")
    crm.server.run("CREATE TABLE t (id int PRIMARY KEY, v text)", "elsewhere")
    owner = "DEFINER=`nobody`@`nowhere`"
    with opened(crm) as target:
        planned(
            target,
            table_of("utf8mb4_bin"),
            (
                ObjectKind.VIEW,
                "v",
                "",
                f"CREATE ALGORITHM=UNDEFINED {owner} SQL SECURITY DEFINER VIEW `v` AS select 1 AS `a`",
            ),
            (ObjectKind.VIEW, "w", "", "CREATE VIEW `w` AS select `x` from `missing`"),
            (ObjectKind.ROUTINE, "function f", "", f"CREATE {owner} FUNCTION `f`() RETURNS int\nRETURN 1"),
            (
                ObjectKind.TRIGGER,
                "g",
                "t",
                f"CREATE {owner} TRIGGER elsewhere.g BEFORE INSERT ON elsewhere.`t` FOR EACH ROW SET @a = 1",
            ),
            exact_schema=True,
        )
        settlement = target.settle()
        target.commit()
    warnings = sorted(settlement.warnings)
    assert sum("belongs to the account `nobody`@`nowhere`" in warning for warning in warnings) == 3
    assert warnings[-1].startswith("'w' could not be made: ")
    assert len(warnings) == 4
    assert crm.run("SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'target'") == "root@localhost\n"
    assert "root@localhost" in crm.run(
        "SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'target'"
    )


def test_what_the_server_refuses_in_the_end_is_told_of_where_the_records_do_not_need_it(new):
    crm = new("CREATE TABLE other (id int PRIMARY KEY)")
    with opened(crm) as target:
        planned(target, table_of("utf8mb4_bin"), exact_schema=True, charset="klingon", collation="utf8mb4_bin")
        settlement = target.settle()
        target.commit()
    (warning,) = settlement.warnings
    assert warning.startswith("The restore could not do everything: ")
    assert "klingon" in warning
    assert crm.run("SHOW TABLES") == "other\nt\n"


# Others at work


def test_who_writes_what_was_read_waits_for_the_end_and_readers_do_not(new):
    crm = new(CONTACT)
    with opened(crm) as target:
        list(target.read(target.catalog.entity("contact")).records)
        for statement in ("UPDATE contact SET age = 99", "INSERT INTO contact VALUES (7, 'x', 20)"):
            with pytest.raises(AssertionError, match="Lock wait timeout"):
                crm.run(f"SET innodb_lock_wait_timeout = 1; {statement}")
        assert crm.run("SELECT COUNT(*) FROM contact") == "3\n"


def test_a_rehearsal_lets_others_write_and_does_not_see_it(new):
    crm = new(CONTACT)
    with opened(crm, rehearsal=True) as target:
        entity = target.catalog.entity("contact")
        before = [r.batch.to_pylist() for r in target.read(entity).records]
        crm.run(
            "SET innodb_lock_wait_timeout = 1; UPDATE contact SET age = 99; INSERT INTO contact VALUES (7, 'x', 20)"
        )
        assert [r.batch.to_pylist() for r in target.read(entity).records] == before


def test_what_changes_while_triggers_are_put_away_is_noticed(new, monkeypatch):
    crm = new(FAMILY)
    hush = Restructuring.hush

    def interrupted(self):
        crm.run("UPDATE account SET name = 'changed' WHERE id = 2")
        hush(self)

    monkeypatch.setattr(Restructuring, "hush", interrupted)
    with opened(crm) as target, pytest.raises(SourceChanged, match="'account'"):
        prepared(target, "account")
    triggers = "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'target'"
    assert sorted(crm.run(triggers).split()) == ["a", "d", "z"]


def test_a_table_without_transactions_that_changes_meanwhile_is_noticed(new):
    crm = new("CREATE TABLE old (id int PRIMARY KEY) ENGINE=MyISAM; INSERT INTO old VALUES (1)")
    with opened(crm) as target:
        list(target.read(target.catalog.entity("old")).records)
        prepared(target, "old")
        write(target, Operation.CREATE, "old", (2,))
        crm.run("INSERT INTO old VALUES (3)")
        target.settle()
        with pytest.raises(SourceChanged, match="'old'"):
            target.commit()
    assert crm.run("SELECT id FROM old; SHOW TABLES") == "1\n3\nold\n"


def test_two_restores_into_one_database_do_not_mix(new, monkeypatch):
    monkeypatch.setattr(journal, "_WAIT", 0)
    crm = new(CONTACT)
    with opened(crm) as target:
        prepared(target, "contact")
        with pytest.raises(SourceBusy), opened(crm):
            pass
        with pytest.raises(SourceBusy), crm.source.snapshot():
            pass
        target.settle()
        target.commit()


# Interrupted


def interrupted(crm, **head):
    """As a restore leaves it that dies after it has made a table."""
    entry = '{"format":1,"began":"2026-01-01T00:00:00+00:00","decided":false,"made_database":false,"goes_back":false}'
    for name, value in head.items():
        entry = re.sub(rf'"{name}":\w+', f'"{name}":{value}', entry)
    crm.run(
        f"CREATE TABLE `{JOURNAL}` (number INT PRIMARY KEY, entry LONGTEXT); CREATE TABLE half (id int PRIMARY KEY);"
        f"INSERT INTO `{JOURNAL}` VALUES (0, '{entry}'), (1, '" + '{"type":"DropTable","name":"half"}' + "')"
    )


def test_an_interrupted_restore_is_told_of_by_who_finishes_it(new):
    crm = new(CONTACT)
    interrupted(crm)
    with opened(crm) as target:
        prepared(target, "contact")
        assert target.settle().warnings == [Ending.WENT_BACK.value]
    assert crm.run("SHOW TABLES") == "contact\n"
    interrupted(crm)
    with crm.source.snapshot() as snapshot:
        assert Ending.WENT_BACK.value in snapshot.warnings
        assert [entity.name for entity in snapshot.catalog.entities] == ["contact"]


def test_an_account_that_cannot_finish_an_interrupted_restore_says_so(new, user):
    crm = new(CONTACT)
    interrupted(crm)
    url = crm.server.url("target").replace("root@", f"{user('SELECT, UPDATE')}@")
    with pytest.raises(RestoreUnfinished, match="DROP command denied"), open_mysql(parse_location(url)).snapshot():
        pass
    with crm.source.snapshot():
        assert crm.run("SHOW TABLES") == "contact\n"


def test_an_interrupted_restore_of_a_newer_program_is_left_to_it(new):
    crm = new(CONTACT)
    interrupted(crm, format=2)
    with pytest.raises(RestoreUnfinished, match="a newer version"), crm.source.snapshot():
        pass
    assert crm.run(f"SELECT COUNT(*) FROM `{JOURNAL}`") == "2\n"


# Places


def test_a_missing_target_is_missing_unless_it_may_be_created_and_without_a_commit_it_is_not(mariadb):
    mariadb.run("DROP DATABASE IF EXISTS nowhere")
    crm = MysqlCrm(mariadb, "nowhere")
    with pytest.raises(SourceMissing), opened(crm):
        pass
    with opened(crm, create=True) as target:
        assert target.catalog.entities == ()
        planned(target, table_of("utf8mb4_bin"))
        assert mariadb.run("SHOW TABLES IN nowhere") == f"{JOURNAL}\nt\n"
    assert mariadb.run("SHOW DATABASES LIKE 'nowhere'") == ""


def test_an_account_that_may_not_create_the_database_is_refused(mariadb, user):
    mariadb.run("DROP DATABASE IF EXISTS target2")
    crm = MysqlCrm(mariadb, "target2")
    mariadb.create("target")
    with opened(crm, user("ALL"), create=True) as target, pytest.raises(RestoreRefused, match="no database 'target2'"):
        planned(target, table_of("utf8mb4_bin"))


def test_a_target_that_was_not_prepared_cannot_be_settled(new):
    with opened(new(CONTACT)) as target, pytest.raises(InvalidRequest, match="not prepared"):
        target.settle()


def test_what_the_target_does_not_have_is_not_found_and_nothing_has_content(new):
    with opened(new(CONTACT)) as target:
        with pytest.raises(EntityNotFound):
            target.read(Entity(name="nothing", fields=(), key=()))
        with pytest.raises(InvalidRequest):
            target.open_content(target.catalog.entity("contact"), ["1"])
