import pytest

from crmbackup_gui.errors import ToolMissing
from crmbackup_gui.model.catalog import Reference
from crmbackup_gui.sources.sql.postgresql import pg_dump
from tests.sources.postgresql_reading import read, snapshot_of


def catalog_of(database):
    with snapshot_of(database) as snapshot:
        return snapshot.catalog


def entity_of(database, name):
    return catalog_of(database).entity(name)


def test_tables_of_other_schemas_bear_their_schema_and_odd_names_are_kept_as_they_are(pg):
    database = pg(
        'CREATE SCHEMA "Crm ""x"""',
        'CREATE TABLE "Crm ""x"""."Kontakt ä" (id int PRIMARY KEY)',
        'CREATE TABLE "select" ("from" int PRIMARY KEY, "a.b" text)',
        "INSERT INTO \"select\" VALUES (1, 'x')",
    )
    names = [entity.name for entity in catalog_of(database).entities]
    assert names == ["select", 'Crm "x".Kontakt ä']
    assert read(database, "select")[1] == [(1, "x")]


def test_two_tables_whose_names_would_be_the_same_are_told_apart(pg):
    database = pg(
        "CREATE SCHEMA a",
        'CREATE SCHEMA "a.b"',
        'CREATE TABLE a."b.c" AS SELECT 1 AS x',
        'CREATE TABLE "a.b".c AS SELECT 2 AS x',
    )
    names = [entity.name for entity in catalog_of(database).entities]
    assert names == ["a.b.c", '"a.b"."c"']
    assert [read(database, name)[1] for name in names] == [[(1,)], [(2,)]]


def test_temporary_and_system_tables_and_views_are_no_entities(pg):
    database = pg("CREATE TABLE t (id int)", "CREATE VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW m AS SELECT 1")
    assert [entity.name for entity in catalog_of(database).entities] == ["t"]


KEYS = {
    "a int, b int, PRIMARY KEY (b, a)": ("b", "a"),
    "a int NOT NULL UNIQUE, b int": ("a",),
    "a int UNIQUE, b int": (),
    "a int NOT NULL, b int NOT NULL UNIQUE, UNIQUE (a, b)": ("b",),
    "a int PRIMARY KEY DEFERRABLE, b int": ("a",),
    "a int NOT NULL, b int, UNIQUE (a) INCLUDE (b)": ("a",),
    "a int, b int": (),
}


def test_the_key_is_the_primary_one_or_a_unique_one_that_is_never_null(pg):
    catalog = catalog_of(pg(*(f"CREATE TABLE t{number} ({columns})" for number, columns in enumerate(KEYS))))
    assert {columns: catalog.entity(f"t{number}").key for number, columns in enumerate(KEYS)} == KEYS


def test_an_index_over_some_records_or_over_an_expression_is_no_key(pg):
    database = pg(
        "CREATE TABLE t (a int NOT NULL, b text NOT NULL)",
        "CREATE UNIQUE INDEX ON t (a) WHERE a > 0",
        "CREATE UNIQUE INDEX ON t (lower(b))",
    )
    assert entity_of(database, "t").key == ()


def test_a_required_column_that_was_never_checked_is_no_key(pg):
    database = pg(
        "CREATE TABLE t (a int UNIQUE)",
        "INSERT INTO t VALUES (NULL), (NULL)",
        "ALTER TABLE t ADD CONSTRAINT required NOT NULL a NOT VALID",
    )
    assert entity_of(database, "t").key == ()


def test_references_name_their_fields_in_pairs_and_those_to_the_own_table_are_there(pg):
    database = pg(
        "CREATE TABLE parent (a int UNIQUE, b int, up int REFERENCES parent (a), PRIMARY KEY (a, b))",
        "CREATE TABLE child (y int, x int, FOREIGN KEY (x, y) REFERENCES parent (a, b))",
    )
    catalog = catalog_of(database)
    assert catalog.entity("parent").references == (Reference(fields=("up",), target="parent", target_fields=("a",)),)
    assert catalog.entity("child").references == (
        Reference(fields=("x", "y"), target="parent", target_fields=("a", "b")),
    )


PARTITIONS = (
    "CREATE TABLE event (id int, at date, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
    "CREATE TABLE event_old PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2024-01-01')",
    "CREATE TABLE event_new PARTITION OF event FOR VALUES FROM ('2024-01-01') TO (MAXVALUE) PARTITION BY LIST (id)",
    "CREATE TABLE event_new_rest (junk int, what text, at date NOT NULL, id int NOT NULL)",
    "ALTER TABLE event_new_rest DROP COLUMN junk",
    "ALTER TABLE event_new ATTACH PARTITION event_new_rest DEFAULT",
    "INSERT INTO event VALUES (2, '2023-05-05', 'call'), (1, '2024-05-05', 'visit'), (3, '2025-05-05', NULL)",
)


def test_a_partitioned_table_is_one_entity_with_the_records_of_all_its_partitions(pg):
    database = pg(*PARTITIONS)
    entity, rows = read(database, "event")
    assert [e.name for e in catalog_of(database).entities] == ["event"]
    assert entity.key == ("id", "at")
    assert sorted((row[0], row[2]) for row in rows) == [(1, "visit"), (2, "call"), (3, None)]


def test_what_belongs_to_a_partition_belongs_to_the_whole_table(pg):
    objects = [o for o in catalog_of(pg(*PARTITIONS)).objects if "event" in o.definition and o.kind.value != "owner"]
    assert {o.entity for o in objects} == {"event"}
    assert {o.name for o in objects if o.kind.value == "table"} == {"event", "event_old", "event_new", "event_new_rest"}


def test_tables_that_inherit_hold_only_their_own_records(pg):
    database = pg(
        "CREATE TABLE person (id int PRIMARY KEY, name text)",
        "CREATE TABLE employee (salary int) INHERITS (person)",
        "INSERT INTO person VALUES (1, 'only a person')",
        "INSERT INTO employee VALUES (2, 'employee', 5)",
    )
    assert read(database, "person")[1] == [(1, "only a person")]
    assert read(database, "employee")[1] == [(2, "employee", 5)]


def test_generated_columns_are_known_as_such_stored_or_not(pg):
    database = pg(
        "CREATE TABLE t (id int PRIMARY KEY, s int GENERATED ALWAYS AS (id * 2) STORED, "
        "v int GENERATED ALWAYS AS (id * 3) VIRTUAL)",
        "INSERT INTO t VALUES (1)",
    )
    entity, rows = read(database, "t")
    assert [field.generated for field in entity.fields] == [False, True, True]
    assert rows == [(1, 2, 3)]


FINGERPRINT = (
    "CREATE TYPE mood AS ENUM ('sad', 'happy')",
    "CREATE DOMAIN feeling AS mood",
    "CREATE TYPE pair AS (one feeling, other int)",
    "CREATE TABLE t (id int PRIMARY KEY, p pair[], v int GENERATED ALWAYS AS (id + 1) VIRTUAL)",
    "CREATE TABLE plain (id int PRIMARY KEY, a text DEFAULT 'x')",
)


CHANGES = (
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "ALTER TYPE mood ADD VALUE 'new'",
    "ALTER TYPE pair DROP ATTRIBUTE other",
    "ALTER TYPE pair ADD ATTRIBUTE more text",
    "ALTER TABLE t ALTER COLUMN v SET EXPRESSION AS (id + 2)",
)


def test_the_fingerprint_changes_when_records_read_differently_though_no_field_does(pg):
    database = pg(*FINGERPRINT)
    seen = [entity_of(database, "t")]
    for change in CHANGES:
        database.run(change)
        seen.append(entity_of(database, "t"))
    assert {entity.fields for entity in seen} == {seen[0].fields}
    assert len({entity.fingerprint for entity in seen}) == len(seen)


def test_the_fingerprint_is_the_same_in_a_database_made_anew_and_empty_where_nothing_can_read_differently(pg):
    one, other = pg(*FINGERPRINT), pg("CREATE TABLE first (a int)", *FINGERPRINT)
    assert entity_of(one, "t").fingerprint == entity_of(other, "t").fingerprint != ""
    assert entity_of(one, "plain").fingerprint == ""


def test_every_sequence_is_there_with_whether_its_value_was_handed_out(pg):
    database = pg(
        "CREATE SCHEMA crm",
        "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, s serial)",
        "CREATE SEQUENCE crm.lone START 100 INCREMENT -5 MINVALUE -1000 MAXVALUE 1000",
        'CREATE SEQUENCE "Never used" START 7',
        "INSERT INTO t DEFAULT VALUES",
        "SELECT nextval('crm.lone'), nextval('crm.lone')",
    )
    catalog = catalog_of(database)
    assert catalog.sequences == {"Never used": 7, "t_id_seq": 1, "t_s_seq": 1, "crm.lone": 95}
    assert catalog.unused == ("Never used",)


def test_settings_of_the_database_are_properties(pg):
    database = pg(options="ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    database.run(f"ALTER DATABASE {database.name} SET timezone = 'Asia/Shanghai'")
    properties = catalog_of(database).properties
    assert (properties["encoding"], properties["collation"], properties["ctype"]) == ("LATIN1", "C", "C")
    assert properties["setting:TimeZone"] == "Asia/Shanghai"


OBJECTS = (
    "CREATE TABLE t (id serial PRIMARY KEY, a int)",
    "COMMENT ON COLUMN t.a IS 'about a'",
    "CREATE INDEX ON t (a)",
    (
        "CREATE FUNCTION f(int, text) RETURNS void LANGUAGE sql AS "
        "$$ SELECT; -- \n-- Name: t; Type: TABLE; Schema: public\nDROP TABLE t; $$"
    ),
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
    "CREATE VIEW v AS SELECT * FROM t",
    "CREATE RULE r AS ON DELETE TO t DO ALSO SELECT 1",
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY p ON t USING (a > 0)",
    "CREATE STATISTICS st ON id, a FROM t",
    "GRANT SELECT ON t TO PUBLIC",
    "CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM t",
    "CREATE MATERIALIZED VIEW later AS SELECT 1 WITH NO DATA",
)


@pytest.fixture(scope="module")
def crm(postgres):
    """A database with these objects, which no test changes but by its records."""
    database = postgres.new_database(*OBJECTS)
    yield database
    database.drop()


@pytest.fixture(scope="module")
def crm_objects(crm):
    return catalog_of(crm).objects


def test_schema_objects_know_their_table_however_their_names_read(crm_objects):
    objects = {(o.kind.value, o.name): o for o in crm_objects}
    owned = {name for name, o in objects.items() if o.entity == "t"}
    assert owned == {
        ("table", "t"),
        ("owner", "TABLE t"),
        ("sequence", "t_id_seq"),
        ("owner", "SEQUENCE t_id_seq"),
        ("other", "SEQUENCE OWNED BY t_id_seq"),
        ("other", "DEFAULT t id"),
        ("constraint", "t t_pkey"),
        ("index", "t_a_idx"),
        ("comment", "COLUMN t.a"),
        ("trigger", "t tr"),
        ("rule", "t r"),
        ("policy", "ROW SECURITY t"),
        ("policy", "t p"),
        ("other", "STATISTICS st"),
        ("owner", "STATISTICS STATISTICS st"),
        ("grant", "ACL TABLE t"),
    }
    assert {("routine", "f()"), ("routine", "f(integer, text)"), ("view", "v"), ("view", "m")} <= set(objects)


def test_definitions_are_whole_and_say_nothing_of_counters(crm, crm_objects):
    crm.run("INSERT INTO t (a) VALUES (1), (2), (3)")
    assert catalog_of(crm).objects == crm_objects
    (function,) = (o for o in crm_objects if o.name == "f(integer, text)" and o.kind.value == "routine")
    assert "DROP TABLE t;" in function.definition
    assert function.definition.startswith("CREATE FUNCTION public.f(integer, text)")
    assert not any(line.startswith("\\") for o in crm_objects for line in o.definition.splitlines())


def test_what_follows_the_records_stands_behind_what_goes_before_them_and_views_are_filled_last(crm_objects):
    objects = crm_objects
    after = [o.after for o in objects]
    assert after == sorted(after)
    assert objects[-1].definition == 'REFRESH MATERIALIZED VIEW "public"."m";'
    assert [o.after for o in objects if o.kind.value in ("constraint", "index", "trigger", "grant")] == [True] * 4
    assert not any(o.after for o in objects if o.kind.value in ("table", "sequence", "routine"))


def test_the_definitions_make_the_same_schema_again(pg, crm, crm_objects):
    other = pg(*(o.definition for o in crm_objects))
    assert other.dump("--schema-only") == crm.dump("--schema-only")


def test_an_older_server_tells_the_same(older_postgres):
    one = older_postgres.new_database(*OBJECTS)
    other = older_postgres.new_database(*(o.definition for o in catalog_of(one).objects))
    assert other.dump("--schema-only") == one.dump("--schema-only")
    one.drop()
    other.drop()


def test_what_belongs_to_an_extension_comes_with_it(pg):
    database = pg(
        "CREATE EXTENSION vector",
        "CREATE TABLE t (id int PRIMARY KEY, v vector(2))",
        "INSERT INTO t VALUES (1, '[0.1,2]')",
    )
    entity, rows = read(database, "t")
    assert rows == [(1, "[0.1,2]")]
    assert entity.fields[1].native == "public.vector(2)"
    routines = [o for o in catalog_of(database).objects if o.kind.value == "routine"]
    assert routines == []


def test_a_pg_dump_that_is_older_than_the_server_is_not_taken(monkeypatch, postgres):
    pg_dump._major_version.cache_clear()
    monkeypatch.setattr(pg_dump, "_candidates", lambda: iter([postgres.programs / "pg_dump"]))
    assert pg_dump.find_pg_dump(postgres.version) == postgres.programs / "pg_dump"
    with pytest.raises(ToolMissing) as missing:
        pg_dump.find_pg_dump(postgres.version + 1)
    assert (missing.value.tool, missing.value.version) == ("pg_dump", str(postgres.version + 1))
