import sqlite3

import pytest

from crmbackup_gui.errors import SourceMissing, SourceUnreadable
from crmbackup_gui.model.catalog import Collation, ObjectKind, Reference, ValueType
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource, open_sqlite
from tests.sources.sqlite_databases import build


def catalog_of(tmp_path, *statements):
    return SqliteSource(build(tmp_path / "crm.db", *statements)).catalog()


def only(tmp_path, statement, *more):
    return catalog_of(tmp_path, statement, *more).entities[0]


def names(entity):
    return [field.name for field in entity.fields]


def test_a_source_is_named_after_its_file_and_says_where_it_is(tmp_path):
    source = open_sqlite(parse_location(f"sqlite:///{tmp_path}/my crm.db"))
    assert source.name == "my crm"
    assert source.url == f"sqlite:///{tmp_path}/my%20crm.db"
    assert not source.exists()


def test_a_missing_database_is_missing_and_is_not_created(tmp_path):
    with pytest.raises(SourceMissing):
        SqliteSource(tmp_path / "none.db").catalog()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_unreadable(tmp_path):
    (tmp_path / "crm.db").write_bytes(b"name,mail\n" * 1000)
    with pytest.raises(SourceUnreadable, match="not a database"):
        SqliteSource(tmp_path / "crm.db").catalog()


def test_an_empty_file_is_a_database_without_entities(tmp_path):
    (tmp_path / "crm.db").touch()
    assert SqliteSource(tmp_path / "crm.db").catalog().entities == ()


def test_an_integer_primary_key_is_the_row_id_and_no_hidden_field_is_added(tmp_path):
    entity = only(tmp_path, "CREATE TABLE contact (name TEXT, id INTEGER PRIMARY KEY)")
    assert (names(entity), entity.key) == (["name", "id"], ("id",))


def test_a_table_without_a_key_is_keyed_by_its_hidden_row_id_which_comes_first(tmp_path):
    entity = only(tmp_path, "CREATE TABLE note (body TEXT)")
    assert (names(entity), entity.key) == (["rowid", "body"], ("rowid",))
    assert entity.fields[0].hidden
    assert entity.fields[0].type is ValueType.INT64


@pytest.mark.parametrize(
    ("taken", "left"), [(("ROWID",), "_rowid_"), (("RowId", "_rowid_"), "oid"), (("oid",), "rowid")]
)
def test_the_hidden_row_id_has_the_first_name_that_no_column_takes(tmp_path, taken, left):
    assert only(tmp_path, f"CREATE TABLE note ({', '.join(taken)})").key == (left,)


def test_a_table_that_takes_all_names_of_the_row_id_has_no_key(tmp_path):
    entity = only(tmp_path, "CREATE TABLE note (rowid, _rowid_, oid)")
    assert (names(entity), entity.key) == (["rowid", "_rowid_", "oid"], ())


def test_a_primary_key_of_another_type_keeps_the_hidden_row_id_beside_it(tmp_path):
    entity = only(tmp_path, "CREATE TABLE contact (code TEXT PRIMARY KEY)")
    assert (names(entity), entity.key) == (["rowid", "code"], ("code",))


def test_an_integer_primary_key_that_is_descending_is_no_row_id(tmp_path):
    entity = only(tmp_path, "CREATE TABLE contact (id INTEGER PRIMARY KEY DESC)")
    assert (names(entity), entity.key) == (["rowid", "id"], ("id",))


def test_a_primary_key_that_holds_null_identifies_nothing_so_the_row_id_does(tmp_path):
    entity = only(
        tmp_path, "CREATE TABLE link (a TEXT, b TEXT, PRIMARY KEY (a, b))", "INSERT INTO link VALUES ('x', NULL)"
    )
    assert entity.key == ("rowid",)


def test_the_key_of_a_table_without_row_id_comes_in_the_order_of_the_key(tmp_path):
    entity = only(tmp_path, "CREATE TABLE link (a TEXT, b INT, c, PRIMARY KEY (b DESC, a)) WITHOUT ROWID")
    assert (names(entity), entity.key) == (["a", "b", "c"], ("b", "a"))


def test_collations_of_the_key_are_those_of_its_index(tmp_path):
    entity = only(
        tmp_path,
        "CREATE TABLE link (a TEXT COLLATE NOCASE, b TEXT, c TEXT COLLATE NOCASE, PRIMARY KEY (a, b COLLATE RTRIM))",
    )
    assert [field.collation for field in entity.fields] == [
        Collation.BINARY,
        Collation.NOCASE,
        Collation.RTRIM,
        Collation.BINARY,
    ]


def test_generated_fields_are_marked(tmp_path):
    entity = only(tmp_path, "CREATE TABLE p (a INT, v AS (a * 2), s AS (a * 3) STORED)")
    assert [(field.name, field.generated) for field in entity.fields[1:]] == [("a", False), ("v", True), ("s", True)]


def test_references_without_fields_point_to_the_primary_key_and_use_declared_names(tmp_path):
    catalog = catalog_of(
        tmp_path,
        "CREATE TABLE Account (Id INTEGER PRIMARY KEY)",
        "CREATE TABLE contact (id INTEGER PRIMARY KEY, account_id INT REFERENCES account, boss REFERENCES CONTACT(ID))",
    )
    assert set(catalog.entity("contact").references) == {
        Reference(fields=("account_id",), target="Account", target_fields=("Id",)),
        Reference(fields=("boss",), target="contact", target_fields=("id",)),
    }


def test_definitions_are_exact_to_the_character_and_in_the_schemas_order(tmp_path):
    statements = [
        'CREATE TABLE "odd ""name" (  a  TEXT /* why */, "b""c" )',
        'CREATE VIEW v AS SELECT 1 AS "x"',
        'CREATE UNIQUE INDEX  i ON "odd ""name"("b""c") WHERE a > 1',
        'CREATE TRIGGER t AFTER INSERT ON "odd ""name" BEGIN SELECT 1; END',
    ]
    catalog = catalog_of(tmp_path, *statements)
    assert [o.definition for o in catalog.objects] == [
        statements[0],
        statements[1],
        'CREATE UNIQUE INDEX i ON "odd ""name"("b""c") WHERE a > 1',
        statements[3],
    ]
    assert [o.kind for o in catalog.objects] == [
        ObjectKind.TABLE,
        ObjectKind.VIEW,
        ObjectKind.INDEX,
        ObjectKind.TRIGGER,
    ]
    assert catalog.objects[2].entity == 'odd "name'


def test_shadow_tables_are_derived_and_the_virtual_table_is_an_object(tmp_path):
    catalog = catalog_of(tmp_path, "CREATE VIRTUAL TABLE found USING fts5(body)")
    assert {entity.name for entity in catalog.entities if entity.derived} == {
        entity.name for entity in catalog.entities
    }
    assert catalog.entity("found") is None
    assert ObjectKind.VIRTUAL_TABLE in {o.kind for o in catalog.objects if o.name == "found"}


def test_a_virtual_table_whose_module_is_unknown_hides_nothing_else(tmp_path):
    catalog = catalog_of(
        tmp_path,
        "CREATE TABLE contact (id INTEGER PRIMARY KEY)",
        "PRAGMA writable_schema=ON",
        "INSERT INTO sqlite_schema VALUES ('table', 'near', 'near', 0, 'CREATE VIRTUAL TABLE near USING nosuch(a)')",
    )
    assert [entity.name for entity in catalog.entities] == ["contact"]
    assert catalog.objects[1].kind is ObjectKind.VIRTUAL_TABLE


def test_sequences_and_properties_are_part_of_the_catalog(tmp_path):
    catalog = catalog_of(
        tmp_path,
        "PRAGMA page_size=1024",
        "PRAGMA auto_vacuum=FULL",
        "PRAGMA user_version=-7",
        "PRAGMA application_id=42",
        "PRAGMA journal_mode=WAL",
        "CREATE TABLE contact (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "INSERT INTO contact VALUES (99)",
        "DELETE FROM contact",
    )
    assert catalog.sequences == {"contact": 99}
    assert catalog.properties == {
        "encoding": "UTF-8",
        "page_size": "1024",
        "auto_vacuum": "1",
        "user_version": "-7",
        "application_id": "42",
        "journal_mode": "wal",
    }
    assert [entity.name for entity in catalog.entities] == ["contact"]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("BIGINT", ValueType.INT64),
        ("VARCHAR(30)", ValueType.TEXT),
        ("DOUBLE PRECISION", ValueType.FLOAT64),
        ("DATETIME", ValueType.TEXT),
        ("BOOLEAN", ValueType.INT64),
        ("DECIMAL(12,2)", ValueType.ANY),
        ("CHARINT", ValueType.INT64),
    ],
)
def test_a_declared_type_is_expected_to_hold_what_its_affinity_makes_of_values(tmp_path, declared, expected):
    assert only(tmp_path, f"CREATE TABLE t (c {declared})").fields[1].type is expected


def test_a_key_sorted_by_rules_of_the_crms_program_is_warned_about(tmp_path):
    path = tmp_path / "crm.db"
    connection = sqlite3.connect(path)
    connection.create_collation("german", lambda a, b: (a > b) - (a < b))
    connection.execute("CREATE TABLE t (a TEXT COLLATE german PRIMARY KEY)")
    connection.close()
    with SqliteSource(path).snapshot() as snapshot:
        assert "'t'" in snapshot.warnings[0]
        assert not snapshot.read(snapshot.catalog.entities[0]).in_key_order
