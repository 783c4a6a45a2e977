"""The structure of a MySQL or MariaDB database, to the character."""

import pytest

from crmbackup_gui.errors import SourceIncomplete, SourceUnreadable
from crmbackup_gui.model.catalog import ObjectKind, Reference
from crmbackup_gui.sources.sql.mysql.definitions import Definition, parse_definition
from crmbackup_gui.sources.sql.mysql.objects import split_routine_name
from tests.sources.mysql_reading import snapshot_of

EVERYTHING = r"""
CREATE SEQUENCE numbers START WITH 5 INCREMENT BY 3;
CREATE TABLE parent (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, code varchar(9) NOT NULL DEFAULT 'it''s',
  UNIQUE KEY (code)) COMMENT='a\n) ENGINE=InnoDB AUTO_INCREMENT=7' AUTO_INCREMENT=41;
CREATE TABLE child (n int NOT NULL DEFAULT nextval(numbers), parent bigint unsigned, other char(2),
  changed timestamp NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  UNIQUE KEY named (n), KEY (parent), CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE SET NULL);
CREATE TABLE both_ways (a int, b int, PRIMARY KEY (b, a)) PARTITION BY HASH (b) PARTITIONS 3;
CREATE TABLE loose (a int, b text, UNIQUE KEY (a));
CREATE TABLE old (id int NOT NULL PRIMARY KEY) ENGINE=MyISAM;
CREATE TABLE merged (id int NOT NULL, KEY (id)) ENGINE=MRG_MyISAM UNION=(old);
CREATE TABLE history (id int PRIMARY KEY) WITH SYSTEM VERSIONING;
"""
PROGRAMS = r"""
CREATE VIEW b_view AS SELECT code, 'naïve 中' AS word FROM parent;
CREATE VIEW a_view AS SELECT * FROM b_view;
DELIMITER //
CREATE DEFINER=`some body`@`10.%` PROCEDURE work(IN a varchar(10)) COMMENT 'does; "it"'
  BEGIN -- naïve
    DELETE FROM loose; SELECT 'ä'; END//
CREATE FUNCTION work(a int) RETURNS int DETERMINISTIC RETURN a + 1//
SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'//
SET character_set_client = latin1, collation_connection = latin1_german1_ci//
CREATE TRIGGER second BEFORE INSERT ON parent FOR EACH ROW SET NEW.code = '\'//
SET NAMES utf8mb4//
CREATE TRIGGER first BEFORE INSERT ON parent FOR EACH ROW PRECEDES second SET @a = 1//
SET sql_mode = DEFAULT, time_zone = '+02:00'//
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2035-01-01 00:00:00' DISABLE DO DELETE FROM loose//
"""


@pytest.fixture(scope="module")
def catalog(mariadb):
    mariadb.create("catalog", "CHARACTER SET latin1 COLLATE latin1_german1_ci")
    mariadb.run(EVERYTHING, "catalog")
    mariadb.run(PROGRAMS, "catalog")
    mariadb.run("INSERT INTO parent (code) VALUES ('x'); SELECT nextval(numbers)", "catalog")
    with snapshot_of(mariadb.url("catalog")) as snapshot:
        return snapshot.catalog, snapshot.warnings


def definition(catalog, kind, name):
    return next(o.definition for o in catalog[0].objects if (o.kind, o.name) == (kind, name))


def test_tables_with_records_of_their_own_are_entities(catalog):
    names = [entity.name for entity in catalog[0].entities]
    assert names == ["both_ways", "child", "history", "loose", "old", "parent"]


def test_a_record_is_told_by_its_primary_key_else_by_an_index_without_null_else_by_nothing(catalog):
    keys = {entity.name: entity.key for entity in catalog[0].entities}
    assert keys["parent"] == ("id",)
    assert keys["both_ways"] == ("b", "a")
    assert keys["child"] == ("n",)
    assert keys["loose"] == ()


def test_references_name_what_they_point_to(catalog):
    assert catalog[0].entity("child").references == (
        Reference(fields=("parent",), target="parent", target_fields=("id",)),
    )


def test_the_statement_of_a_table_has_no_counter_and_loses_nothing_that_looks_like_one(catalog, mariadb):
    shown = mariadb.run("SHOW CREATE TABLE parent", "catalog").split("\t", 1)[1].strip()
    found = definition(catalog, ObjectKind.TABLE, "parent")
    assert " AUTO_INCREMENT=42 " in shown
    assert found.replace("\n", "\\n") == shown.replace(" AUTO_INCREMENT=42", "", 1).replace("\\\\", "\\")
    assert "AUTO_INCREMENT=7" in found


def test_counters_are_kept_beside_the_statements(catalog):
    assert catalog[0].sequences == {"parent": 42, "numbers": 3_005}
    assert set(catalog[0].unused) == {"parent", "numbers"}


def test_a_default_names_its_sequence_without_the_database(catalog):
    assert "DEFAULT nextval(`numbers`)" in definition(catalog, ObjectKind.TABLE, "child")


def test_objects_stand_in_an_order_in_which_an_empty_database_takes_them(catalog):
    objects = [(o.kind, o.name) for o in catalog[0].objects]
    kinds = list(dict.fromkeys(kind for kind, _ in objects))
    assert kinds == [
        ObjectKind.SEQUENCE,
        ObjectKind.TABLE,
        ObjectKind.ROUTINE,
        ObjectKind.VIEW,
        ObjectKind.TRIGGER,
        ObjectKind.EVENT,
    ]
    assert objects.index((ObjectKind.VIEW, "b_view")) < objects.index((ObjectKind.VIEW, "a_view"))
    assert objects.index((ObjectKind.TRIGGER, "first")) < objects.index((ObjectKind.TRIGGER, "second"))
    assert {o.name for o in catalog[0].objects if o.after} == {"first", "second", "nightly"}


def test_statements_come_with_the_settings_that_they_were_made_under(catalog):
    trigger = parse_definition(definition(catalog, ObjectKind.TRIGGER, "second"))
    assert trigger.statement.endswith("SET NEW.code = '\\'")
    assert trigger.settings == {
        "sql_mode": "ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
        "character_set_client": "latin1",
        "collation_connection": "latin1_german1_ci",
        "collation_database": "latin1_german1_ci",
    }
    event = parse_definition(definition(catalog, ObjectKind.EVENT, "nightly"))
    assert event.settings["time_zone"] == "+02:00"
    assert "STARTS '2035-01-01 00:00:00'" in event.statement


def test_definers_and_text_of_programs_are_kept_to_the_character(catalog):
    procedure = parse_definition(definition(catalog, ObjectKind.ROUTINE, "procedure work")).statement
    assert procedure.startswith("CREATE DEFINER=`some body`@`10.%` PROCEDURE `work`(IN a varchar(10))")
    assert "-- naïve\n    DELETE FROM loose; SELECT 'ä'; END" in procedure
    assert "'naïve 中'" in definition(catalog, ObjectKind.VIEW, "b_view")


def test_routines_of_one_name_are_told_apart_by_their_type(catalog):
    names = [o.name for o in catalog[0].objects if o.kind is ObjectKind.ROUTINE]
    assert [split_routine_name(name) for name in names] == [("FUNCTION", "work"), ("PROCEDURE", "work")]


def test_settings_of_the_database_are_properties(catalog):
    properties = catalog[0].properties
    assert (properties["character_set"], properties["collation"]) == ("latin1", "latin1_german1_ci")
    assert (properties["server"], properties["version"].split("-")[1]) == ("MariaDB", "MariaDB")


def test_what_cannot_be_vouched_for_is_said(catalog):
    assert catalog[1] == (
        "These tables know no transactions, so that they are not kept as of one moment: 'old'.",
        "These tables keep their records elsewhere, so that only their structure is kept: 'merged'.",
        "Of these tables only the present records are kept, not their earlier versions: 'history'.",
    )
    assert definition(catalog, ObjectKind.TABLE, "merged").startswith("CREATE TABLE `merged`")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"sql_mode": "", "collation_connection": "utf8mb4_bin"},
        {"sql_mode": "A,B", "time_zone": "it's \\ '; DROP", "character_set_client": "latin1"},
    ],
)
def test_a_definition_is_a_script_that_can_be_taken_apart_again(settings):
    made = Definition("CREATE VIEW v AS SELECT 'SET sql_mode = 1;\n'", settings)
    assert parse_definition(made.script) == made


def test_a_change_of_how_values_read_changes_the_fingerprint_and_an_index_does_not(mariadb):
    mariadb.create("marks")
    mariadb.run("CREATE TABLE t (id int PRIMARY KEY, e enum('a','b'))", "marks")
    marks = []
    for change in ("SELECT 1", "ALTER TABLE t ADD KEY (e)", "ALTER TABLE t MODIFY e enum('b','a')"):
        mariadb.run(change, "marks")
        with snapshot_of(mariadb.url("marks")) as snapshot:
            marks.append(snapshot.catalog.entity("t").fingerprint)
    assert marks[0] == marks[1] != marks[2]


RIGHTS = {
    "nothing but single tables": ("GRANT SELECT ON rights.t TO crm@127.0.0.1", None),
    "nothing but another database": (
        r"GRANT SELECT ON `r\_ghts`.* TO crm@127.0.0.1; GRANT INSERT ON rights.* TO crm@127.0.0.1",
        None,
    ),
    "no view": ("GRANT SELECT, TRIGGER, EVENT ON rights.* TO crm@127.0.0.1", "v"),
    "no routine": ("GRANT SELECT, TRIGGER, EVENT, SHOW VIEW, EXECUTE ON rights.* TO crm@127.0.0.1", "function f"),
}


@pytest.fixture
def rights(mariadb):
    mariadb.create("rights")
    mariadb.run(
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY); CREATE VIEW v AS SELECT * FROM t;"
        "CREATE FUNCTION f() RETURNS int RETURN 1; CREATE OR REPLACE USER crm@127.0.0.1; DROP ROLE IF EXISTS reader",
        "rights",
    )
    return mariadb.network_url("crm", "rights")


@pytest.mark.parametrize("case", RIGHTS)
def test_an_account_that_does_not_see_everything_backs_nothing_up(mariadb, rights, case):
    grant, hidden = RIGHTS[case]
    mariadb.run(grant)
    with pytest.raises(SourceIncomplete) as caught, snapshot_of(rights):
        pass
    assert caught.value.hidden == ((hidden or "rights").split()[-1],)


@pytest.mark.parametrize(
    "grant",
    [
        "GRANT ALL ON rights.* TO crm@127.0.0.1; GRANT SELECT ON mysql.proc TO crm@127.0.0.1",
        "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO crm@127.0.0.1",
        "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `r_ght%`.* TO crm@127.0.0.1",
        (
            "CREATE ROLE reader; GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON rights.* TO reader;"
            "GRANT reader TO crm@127.0.0.1; SET DEFAULT ROLE reader FOR crm@127.0.0.1"
        ),
    ],
)
def test_an_account_that_sees_everything_is_let_through_however_it_got_its_rights(mariadb, rights, grant):
    mariadb.run(grant)
    mariadb.run("DROP FUNCTION rights.f") if "ALL" not in grant else None
    with snapshot_of(rights) as snapshot:
        assert {entity.name for entity in snapshot.catalog.entities} == {"t", "u"}
        assert snapshot.warnings == ()


def test_rights_without_which_something_might_be_hidden_are_named(mariadb, rights):
    mariadb.run("DROP FUNCTION rights.f; GRANT SELECT, SHOW VIEW ON rights.* TO crm@127.0.0.1")
    with snapshot_of(rights) as snapshot:
        assert snapshot.warnings == (
            "This account may not see triggers: if the database has any, they are not kept.",
            "This account may not see events: if the database has any, they are not kept.",
        )


def test_databases_whose_names_differ_by_case_are_two(mariadb):
    for name, table in (("twin", "a"), ("TWIN", "b")):
        mariadb.create(name)
        mariadb.run(
            f"CREATE TABLE {table} (id int PRIMARY KEY); CREATE FUNCTION f_{table}() RETURNS int RETURN 1;"
            f"CREATE TRIGGER t_{table} BEFORE INSERT ON {table} FOR EACH ROW SET @a = 1;"
            f"CREATE EVENT e_{table} ON SCHEDULE EVERY 1 DAY DO SELECT 1; CREATE VIEW v_{table} AS SELECT 1",
            name,
        )
    mariadb.run("ALTER TABLE b ADD FOREIGN KEY (id) REFERENCES twin.a (id)", "TWIN")
    with snapshot_of(mariadb.url("TWIN")) as snapshot:
        names = [o.name for o in snapshot.catalog.objects]
        references = snapshot.catalog.entity("b").references
    mariadb.run("DROP DATABASE TWIN")
    assert names == ["b", "function f_b", "v_b", "t_b", "e_b"]
    assert [reference.target for reference in references] == ["twin.a"]


def test_a_table_that_is_broken_is_named(mariadb):
    mariadb.create("broken")
    mariadb.run(
        "CREATE TABLE one (id int) ENGINE=MyISAM; CREATE TABLE sum (id int) ENGINE=MRG_MyISAM UNION=(one)", "broken"
    )
    mariadb.run("DROP TABLE one", "broken")
    with pytest.raises(SourceUnreadable, match="'sum'"), snapshot_of(mariadb.url("broken")):
        pass
