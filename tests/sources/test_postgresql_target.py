"""A PostgreSQL database written in one transaction: what is kept quiet, what is checked, what is put back."""

import re
from contextlib import contextmanager

import msgspec
import pyarrow as pa
import pytest

from crmbackup_gui.errors import RestoreRefused, SourceBusy
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.base import EntityPlan, Operation, Records, TargetPlan, Violation
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql.login import login_of
from crmbackup_gui.sources.sql.postgresql.target import open_target
from crmbackup_gui.sources.sql.postgresql.text_form import server_text
from tests.servers.postgresql import unique_name


@contextmanager
def opened(database, user="postgres"):
    login = login_of(parse_location(database.url(user)), lambda _: None)
    with open_target(login, rehearsal=False, create=False) as target:
        yield target


@pytest.fixture
def owner(postgres):
    """Somebody who owns tables and may do nothing else."""
    name = unique_name("owner")
    postgres.run("postgres", f"CREATE ROLE {name} LOGIN")
    return name


@pytest.fixture
def owned(pg, owner):
    """Makes a database that belongs to that role, with all that is in it."""

    def new(*statements):
        database = pg(options=f"OWNER {owner}")
        database.run("ALTER SCHEMA public OWNER TO " + owner)
        database.run(*statements, user=owner)
        return database

    return new


def prepared(target, *names, **plan):
    entities = [target.catalog.entity(name) for name in names]
    plans = [EntityPlan(e, tuple(f.name for f in e.fields if not f.generated)) for e in entities]
    target.prepare(TargetPlan(catalog=target.catalog, entities=tuple(plans), **plan))
    return plans


def records(entity, *rows):
    schema = arrow_schema(entity)
    arrays = [pa.array(column, f.type) for column, f in zip(zip(*rows, strict=True), schema, strict=True)]
    return Records(pa.RecordBatch.from_arrays(arrays, schema=schema))


def write(target, operation, name, *rows):
    entity = target.catalog.entity(name)
    plan = EntityPlan(entity, tuple(f.name for f in entity.fields if not f.generated))
    return target.apply(plan, operation, records(entity, *rows))


TELL = """CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO public.log VALUES (TG_NAME || ' ' || TG_OP); RETURN coalesce(NEW, OLD); END $$"""
FAMILY = (
    "CREATE TABLE company (id int PRIMARY KEY, name text, boss int)",
    "CREATE TABLE contact (id int PRIMARY KEY, company int REFERENCES company ON DELETE CASCADE, name text)",
    "ALTER TABLE company ADD CONSTRAINT boss FOREIGN KEY (boss) REFERENCES contact DEFERRABLE",
    "COMMENT ON CONSTRAINT boss ON company IS 'it''s mutual'",
    "CREATE TABLE log (what text)",
    TELL,
    "CREATE TRIGGER plain BEFORE INSERT OR UPDATE OR DELETE ON company FOR EACH ROW EXECUTE FUNCTION tell()",
    "CREATE TRIGGER always AFTER INSERT OR DELETE ON company FOR EACH ROW EXECUTE FUNCTION tell()",
    "ALTER TABLE company ENABLE ALWAYS TRIGGER always",
    "CREATE TRIGGER copies AFTER INSERT ON company FOR EACH ROW EXECUTE FUNCTION tell()",
    "ALTER TABLE company ENABLE REPLICA TRIGGER copies",
    "CREATE TRIGGER off AFTER INSERT ON company FOR EACH ROW EXECUTE FUNCTION tell()",
    "ALTER TABLE company DISABLE TRIGGER off",
    "CREATE RULE also AS ON INSERT TO contact DO ALSO INSERT INTO log VALUES ('rule')",
    "ALTER TABLE company DISABLE TRIGGER USER",
    "INSERT INTO company VALUES (1, 'one', NULL), (2, 'two', NULL)",
    "ALTER TABLE company ENABLE TRIGGER plain",
    "ALTER TABLE company ENABLE ALWAYS TRIGGER always",
    "ALTER TABLE company ENABLE REPLICA TRIGGER copies",
    "ALTER TABLE contact DISABLE RULE also",
    "INSERT INTO contact VALUES (10, 1, 'Ann'), (20, 2, 'Bob')",
    "ALTER TABLE contact ENABLE RULE also",
    "UPDATE company SET boss = 10 * id",
    "DELETE FROM log",
)


@pytest.fixture(params=["superuser", "owner"])
def family(request, pg, owned):
    """A database of a cycle, triggers and rules, and who restores into it."""
    if request.param == "superuser":
        return pg(*FAMILY), "postgres"
    database = owned(*FAMILY)
    return database, database.query("SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()")[
        0
    ][0]


def test_triggers_rules_and_cascades_are_quiet_and_all_is_put_back_as_it_was(family):
    database, user = family
    before = database.dump("--schema-only")
    with opened(database, user) as target:
        prepared(target, "company", "contact")
        # An update is a deletion and a creation, and what refers to the record must live through it.
        assert write(target, Operation.DELETE, "company", (1, "one", 10)) == []
        assert write(target, Operation.CREATE, "company", (1, "ONE", 20), (3, "three", 30)) == []
        assert write(target, Operation.CREATE, "contact", (30, 3, "Cid")) == []
        settled = target.settle()
        assert (settled.violations, settled.warnings) == ([], [])
        target.commit()
    assert database.query("SELECT * FROM public.company ORDER BY 1") == [
        (1, "ONE", 20),
        (2, "two", 20),
        (3, "three", 30),
    ]
    assert database.query("SELECT * FROM public.contact ORDER BY 1") == [(10, 1, "Ann"), (20, 2, "Bob"), (30, 3, "Cid")]
    assert database.query("SELECT * FROM public.log") == []
    assert database.dump("--schema-only") == before


def test_references_that_would_lead_nowhere_are_counted(family):
    database, user = family
    before = database.dump()
    with opened(database, user) as target:
        prepared(target, "contact", "company")
        write(target, Operation.DELETE, "company", (1, "one", 10))
        write(target, Operation.CREATE, "contact", (40, 7, "Dan"), (50, None, "Eve"))
        assert target.settle().violations == [Violation("contact", "company", 2)]
    assert database.dump() == before


def test_references_that_led_nowhere_before_are_not_counted(pg):
    database = pg(*FAMILY, "SET session_replication_role = replica", "DELETE FROM company WHERE id = 2")
    with opened(database) as target:
        prepared(target, "contact", "company")
        write(target, Operation.CREATE, "contact", (40, 7, "Dan"))
        assert target.settle().violations == [Violation("contact", "company", 1)]


def test_a_reference_of_several_columns_leads_nowhere_as_the_server_counts(pg):
    database = pg(
        "CREATE TABLE parent (a int, b text, PRIMARY KEY (a, b))",
        "CREATE TABLE simple (id int PRIMARY KEY, a int, b text, FOREIGN KEY (a, b) REFERENCES parent)",
        'CREATE TABLE "full" (id int PRIMARY KEY, a int, b text, FOREIGN KEY (a, b) REFERENCES parent MATCH FULL)',
        "INSERT INTO parent VALUES (1, 'x')",
    )
    rows = [(1, 1, "x"), (2, None, None), (3, 1, None), (4, 1, "y"), (5, None, "y")]
    with opened(database) as target:
        prepared(target, "simple", "full")
        write(target, Operation.CREATE, "simple", *rows)
        write(target, Operation.CREATE, "full", *rows)
        assert target.settle().violations == [Violation("full", "parent", 3), Violation("simple", "parent", 1)]


def test_rules_that_a_quiet_server_checks_late_are_checked(pg):
    database = pg(
        "CREATE TABLE a (id int PRIMARY KEY, n int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE b (id int PRIMARY KEY, lo int, hi int, "
        "EXCLUDE USING gist (int4range(lo, hi) WITH &&) WHERE (lo > 0) DEFERRABLE)",
    )
    with opened(database) as target:
        prepared(target, "a", "b")
        assert write(target, Operation.CREATE, "a", (1, 5), (2, None), (3, None), (4, 6)) == []
        assert write(target, Operation.CREATE, "b", (1, 1, 3), (2, 3, 5), (3, -1, 9), (4, -1, 9)) == []
        target.settle()
    for name, rows, rule in (
        ("a", [(1, 5), (2, 5)], "a_n_key"),
        ("b", [(1, 1, 3), (2, 2, 5)], "b_int4range_excl"),
    ):
        with opened(database) as target:
            prepared(target, "a", "b")
            assert write(target, Operation.CREATE, name, *rows) == []
            with pytest.raises(RestoreRefused, match=f"Records of '{name}' break the rule '{rule}'"):
                target.settle()


def test_an_owner_learns_at_once_which_record_breaks_a_rule_that_is_checked_late(owned, owner):
    database = owned("CREATE TABLE a (id int PRIMARY KEY, n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    with opened(database, owner) as target:
        prepared(target, "a")
        refused = write(target, Operation.CREATE, "a", (1, 5), (2, 5), (3, 6))
        assert [refusal.row for refusal in refused] == [1]
        target.settle()
        target.commit()
    assert database.query("SELECT id FROM public.a ORDER BY 1") == [(1,), (3,)]


def test_an_account_that_may_not_keep_triggers_quiet_is_refused(pg, owner):
    database = pg(*FAMILY)
    database.run(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {owner}")
    before = database.dump()
    with (
        opened(database, owner) as target,
        pytest.raises(RestoreRefused, match="may not keep triggers and references of 'company'"),
    ):
        prepared(target, "company")
    assert database.dump() == before


def test_a_table_that_somebody_else_keeps_locked_is_busy(pg):
    database = pg(*FAMILY)
    with opened(database) as first, opened(database) as second:
        list(first.read(first.catalog.entity("company")).records)
        second._work().connection.run_script("SET LOCAL lock_timeout = 100")
        with pytest.raises(SourceBusy):
            list(second.read(second.catalog.entity("company")).records)


def test_what_was_written_is_read_back_before_it_is_committed(pg):
    database = pg(*FAMILY)
    with opened(database) as target:
        prepared(target, "company")
        write(target, Operation.CREATE, "company", (3, "three", None))
        stream = target.read(target.catalog.entity("company"))
        assert sum(part.batch.num_rows for part in stream.records) == 3
        target.rollback()
    assert database.query("SELECT count(*) FROM public.company") == [(2,)]


def test_partitions_and_what_hangs_on_them_are_quiet_too(family):
    database, user = family
    database.run(
        "CREATE TABLE visit (id int, at date, company int REFERENCES company, PRIMARY KEY (id, at)) "
        "PARTITION BY RANGE (at)",
        "CREATE TABLE visit1 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE TABLE visit2 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "CREATE TRIGGER told AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION tell()",
        "CREATE TRIGGER told1 AFTER INSERT ON visit1 FOR EACH ROW EXECUTE FUNCTION tell()",
        user=user,
    )
    before = database.dump("--schema-only")
    with opened(database, user) as target:
        prepared(target, "visit")
        entity = target.catalog.entity("visit")
        days = [19_800, 20_200, 30_000]
        columns = [pa.array([1, 2, 3], pa.int32()), pa.array(days, pa.date32()), pa.array([1, 2, 1], pa.int32())]
        plan = EntityPlan(entity, ("id", "at", "company"))
        batch = pa.RecordBatch.from_arrays(columns, schema=arrow_schema(entity))
        refused = target.apply(plan, Operation.CREATE, Records(batch))
        assert [refusal.row for refusal in refused] == [2]
        assert target.apply(plan, Operation.DELETE, Records(batch.slice(0, 1))) == []
        assert target.settle().violations == []
        target.commit()
    assert database.query("SELECT id FROM public.visit") == [(2,)]
    assert database.query("SELECT * FROM public.log") == []
    assert database.dump("--schema-only") == before


SEQUENCES = (
    "CREATE TABLE a (id serial PRIMARY KEY)",
    "CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
    "CREATE SEQUENCE lone INCREMENT -5 MINVALUE -1000",
    'CREATE SEQUENCE "Odd Näme"',
)


def counters(database):
    return {
        name: database.query(f"SELECT last_value, is_called FROM public.{name}")[0]
        for name in ("a_id_seq", "b_id_seq", "lone", '"Odd Näme"')
    }


@pytest.mark.parametrize("exact", [True, False])
def test_counters_are_set_as_the_point_has_them_or_never_back(family, exact):
    database, user = family
    database.run(*SEQUENCES, "SELECT setval('a_id_seq', 50)", "SELECT setval('lone', -100)", user=user)
    with opened(database, user) as target:
        catalog = target.catalog
        point = msgspec.structs.replace(
            catalog,
            sequences={"a_id_seq": 7, "b_id_seq": 9, "lone": -200, "Odd Näme": 4},
            unused=("b_id_seq",),
        )
        plans = tuple(EntityPlan(catalog.entity(name), ("id",)) for name in ("a", "b"))
        target.prepare(TargetPlan(catalog=point, entities=plans, exact_schema=exact))
        target.settle()
        # Nothing is seen of it, and nothing stays, until it is committed.
        assert counters(database)["a_id_seq"] == (50, True)
        target.commit()
    if exact:
        wanted = {"a_id_seq": (7, True), "b_id_seq": (9, False), "lone": (-200, True), '"Odd Näme"': (4, True)}
    else:
        wanted = {"a_id_seq": (50, True), "b_id_seq": (9, False), "lone": (-100, True), '"Odd Näme"': (1, False)}
    assert counters(database) == wanted


def test_counters_that_were_set_are_set_back_by_a_rollback(pg):
    database = pg(*SEQUENCES, "SELECT setval('a_id_seq', 50)")
    before = counters(database)
    with opened(database) as target:
        catalog = target.catalog
        point = msgspec.structs.replace(catalog, sequences={"a_id_seq": 7, "lone": -7})
        target.prepare(TargetPlan(catalog=point, entities=(), exact_schema=True))
        target.settle()
    assert counters(database) == before


@pytest.mark.parametrize(
    ("kind", "definition", "words"),
    [
        (
            ObjectKind.EXTENSION,
            "CREATE EXTENSION IF NOT EXISTS nowhere WITH SCHEMA public;",
            'extension "nowhere" is not',
        ),
        (
            ObjectKind.VIEW,
            "CREATE VIEW public.v AS SELECT public.nothing();",
            "function public.nothing() does not exist",
        ),
    ],
)
def test_what_the_server_cannot_make_is_refused_and_nothing_is_half_done(pg, kind, definition, words):
    database = pg("CREATE TABLE kept (id int PRIMARY KEY)", "CREATE VIEW gone AS SELECT 1 AS one")
    before = database.dump()
    with opened(database) as target:
        (kept, *_) = target.catalog.objects
        wanted = SchemaObject(kind=kind, name="nowhere", entity="", definition=definition)
        point = msgspec.structs.replace(target.catalog, objects=(kept, wanted))
        with pytest.raises(RestoreRefused, match=re.escape(words)):
            target.prepare(TargetPlan(catalog=point, entities=(), exact_schema=True))
    assert database.dump() == before


def test_a_table_that_stays_never_loses_a_column_to_what_goes(pg):
    database = pg("CREATE TYPE mood AS ENUM ('a')", "CREATE TABLE kept (id int PRIMARY KEY, mood mood)")
    with opened(database) as target:
        stay = tuple(o for o in target.catalog.objects if o.kind is not ObjectKind.TYPE)
        changed = SchemaObject(
            kind=ObjectKind.TYPE, name="mood", entity="", definition="CREATE TYPE public.mood AS ENUM ('b');"
        )
        point = msgspec.structs.replace(target.catalog, objects=(changed, *stay))
        with pytest.raises(RestoreRefused, match="takes fields of 'kept' with it"):
            target.prepare(TargetPlan(catalog=point, entities=(), exact_schema=True))
    assert database.query("SELECT count(*) FROM public.kept WHERE mood IS NULL") == [(0,)]


@pytest.mark.parametrize(("native", "arrow"), [("float4", pa.float32()), ("float8", pa.float64())])
def test_numbers_become_the_text_that_the_server_makes_of_them(pg, native, arrow):
    powers = [float(f"{digits}e{power}") for digits in (1, -1, 1.25, -7.125) for power in range(-37, 38)]
    odd = [0.0, -0.0, *map(float, ("nan", "inf", "-inf")), 0.1, 123456.7, 16777216.0, 1e-38, 3e38]
    values = pa.array([*powers, *odd, None], arrow)
    literal = "{" + ",".join(str(value) for value in values.drop_null().to_pylist()) + "}"
    said = pg().query(f"SELECT v::text FROM unnest('{literal}'::{native}[]) WITH ORDINALITY AS u(v, n) ORDER BY n")
    assert server_text(values).to_pylist() == [*(text for (text,) in said), None]
