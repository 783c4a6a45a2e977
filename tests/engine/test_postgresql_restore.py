"""Recovery points of PostgreSQL databases, restored so that pg_dump sees no difference."""

import pytest

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.postgresql_crm import OBJECTS, RECORDS, PostgresCrm, edit, same, state


@pytest.fixture
def crm(pg):
    return PostgresCrm(pg(OBJECTS, RECORDS))


def test_a_database_of_everything_restores_into_an_empty_one_at_every_strategy(pg, crm):
    moments = [crm.state()]
    crm.back_up(Strategy.FULL)
    for number, strategy in enumerate((Strategy.INCREMENTAL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL)):
        edit(crm.database, number)
        moments.append(crm.state())
        crm.back_up(strategy)
    for sequence, moment in enumerate(moments, 1):
        target = pg()
        report = crm.restore(sequence, target=target, create_schema=True)
        assert report.verified
        assert (report.total("failed"), report.warnings) == (0, ())
        same(state(target), moment)


def test_an_exact_restore_makes_a_living_database_as_it_was_and_undo_as_it_is(crm):
    then = crm.state()
    crm.back_up()
    edit(crm.database, 1)
    now = crm.state()
    dry = crm.restore(mode=RestoreMode.EXACT, create_schema=True, dry_run=True)
    same(crm.state(), now)
    report = crm.restore(mode=RestoreMode.EXACT, create_schema=True)
    same(crm.state(), then)
    for what in ("created", "updated", "deleted", "unchanged", "failed"):
        assert dry.total(what) == report.total(what)
    crm.undo(report)
    same(crm.state(), now)


CHANGES = {
    "columns": """
        ALTER TABLE company ADD extra int DEFAULT 7;
        ALTER TABLE crm.contact DROP COLUMN tags;
        ALTER TABLE crm.contact ALTER score TYPE numeric(8,3);
        ALTER TABLE company RENAME place TO "Pla ce";
        ALTER TABLE company ALTER name SET DEFAULT 'x', ALTER id DROP DEFAULT;
        ALTER TABLE crm.contact ALTER id DROP IDENTITY;
        ALTER TABLE cache ADD computed text GENERATED ALWAYS AS (k || v) STORED;
    """,
    "keys and constraints": """
        ALTER TABLE cache DROP CONSTRAINT cache_pkey;
        ALTER TABLE cache ADD PRIMARY KEY (k, v);
        ALTER TABLE empty_one DROP CONSTRAINT empty_one_pkey;
        DROP INDEX by_mood;
        CREATE INDEX more ON company (place);
        DROP INDEX by_lower;
        CREATE INDEX by_lower ON company (lower(name));
        ALTER TABLE company DROP CONSTRAINT positive, DROP CONSTRAINT company_name_key, DROP CONSTRAINT "the boss",
            ADD CONSTRAINT small CHECK (id < 100000), ADD CONSTRAINT pairs UNIQUE (parent, place);
    """,
    "tables": """
        DROP TABLE crm.contact CASCADE;
        CREATE TABLE extra (id int PRIMARY KEY, company int REFERENCES company);
        INSERT INTO extra VALUES (1, 5);
        CREATE VIEW extra_view AS SELECT * FROM extra;
        DROP SCHEMA "Odd ""Schema"" one" CASCADE;
        CREATE SCHEMA more;
        CREATE TABLE more.t (a int);
        INSERT INTO more.t VALUES (1), (1);
    """,
    "types": """
        ALTER TYPE crm.mood RENAME VALUE 'so-so' TO 'middling';
        ALTER TYPE crm.pair ADD ATTRIBUTE c date CASCADE;
        ALTER DOMAIN crm.email DROP CONSTRAINT email_check;
        CREATE TYPE crm.extra AS (x int);
        CREATE FUNCTION uses(crm.extra) RETURNS int LANGUAGE sql AS 'SELECT 1';
    """,
    "routines": """
        CREATE OR REPLACE FUNCTION crm.next(x int DEFAULT 3, "Y y" text[] = '{}') RETURNS int
            LANGUAGE sql IMMUTABLE AS 'SELECT x + 2';
        DROP FUNCTION crm.label, told CASCADE;
        CREATE FUNCTION more(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
        DROP AGGREGATE crm.total(int);
        CREATE AGGREGATE crm.total(bigint) (sfunc = int8pl, stype = bigint);
        DROP CAST (crm.pair AS text);
        DROP OPERATOR crm.=== (int, int);
        DROP COLLATION crm.bytewise;
        CREATE COLLATION crm.more FROM "C";
        ALTER TEXT SEARCH CONFIGURATION crm.words DROP MAPPING FOR word;
    """,
    "views": """
        DROP VIEW people, by_key;
        DROP MATERIALIZED VIEW summary;
        CREATE VIEW people AS SELECT 1 AS one;
        CREATE MATERIALIZED VIEW more AS SELECT * FROM company;
        CREATE VIEW much AS SELECT * FROM more;
        REFRESH MATERIALIZED VIEW later;
    """,
    "triggers, rules and policies": """
        DROP TRIGGER plain ON company;
        ALTER TABLE company DISABLE TRIGGER always;
        CREATE TRIGGER more AFTER DELETE ON crm.contact FOR EACH ROW EXECUTE FUNCTION told();
        DROP RULE also ON cache;
        CREATE RULE r AS ON DELETE TO note DO ALSO NOTHING;
        DROP POLICY all_of_it ON note;
        ALTER TABLE note DISABLE ROW LEVEL SECURITY;
        ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON visit USING (false);
    """,
    "comments, counters and settings": """
        COMMENT ON TABLE crm.contact IS 'x';
        COMMENT ON COLUMN company.name IS NULL;
        COMMENT ON VIEW people IS 'a '' IS ''b''';
        COMMENT ON SCHEMA crm IS NULL;
        DROP SEQUENCE lone;
        ALTER SEQUENCE "Odd Sequence" INCREMENT 7 MAXVALUE 1000;
        CREATE SEQUENCE more;
        ALTER SEQUENCE company_id_seq OWNED BY NONE;
        DROP STATISTICS both_of;
        CREATE STATISTICS more ON id, place FROM company;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO crm, "it''s me"', current_database()); END $$;
    """,
    "partitions and storage": """
        CREATE TABLE visit_2026 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        INSERT INTO visit VALUES (77, '2026-05-05', 'later');
        ALTER TABLE visit DETACH PARTITION visit_2024;
        DROP TABLE visit_2025_odd;
        ALTER TABLE company SET (fillfactor = 50);
        ALTER TABLE company SET WITHOUT CLUSTER;
        ALTER TABLE company REPLICA IDENTITY DEFAULT;
        ALTER TABLE cache SET LOGGED;
    """,
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_exact_restore_brings_back_every_schema_object_and_undo_what_was_there(crm, change):
    then = crm.state()
    crm.back_up()
    crm.database.run(CHANGES[change])
    now = crm.state()
    report = crm.restore(mode=RestoreMode.EXACT, create_schema=True)
    same(crm.state(), then)
    assert report.warnings == ()
    crm.undo(report)
    same(crm.state(), now)
