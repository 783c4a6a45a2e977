"""A PostgreSQL database with most of what makes databases different, and how two of them are compared."""

import re

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql.source import open_postgresql
from tests.engine.setting import new_repository, view_of

_COPY = re.compile(r"COPY (.*?) \((.*)\) FROM stdin;")

OBJECTS = """
CREATE SCHEMA crm;
COMMENT ON SCHEMA crm IS 'it''s ours';
CREATE SCHEMA "Odd ""Schema"" one";
CREATE TYPE crm.mood AS ENUM ('sad', 'so-so', 'it''s fine');
CREATE DOMAIN crm.email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN crm.score AS numeric(5,2) DEFAULT 1.50 CHECK (VALUE >= 0);
CREATE TYPE crm.pair AS (a int, b text);
CREATE TYPE crm.span AS RANGE (subtype = float8);
CREATE FUNCTION crm.next(x int DEFAULT 3, "Y y" text[] = '{}') RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + 1; ';
CREATE FUNCTION crm.body(x int) RETURNS int IMMUTABLE BEGIN ATOMIC SELECT x * 2; END;
CREATE PROCEDURE act(INOUT a int) LANGUAGE plpgsql AS $$ BEGIN a := a + 1; END $$;
CREATE AGGREGATE crm.total(int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE OPERATOR crm.=== (leftarg = int, rightarg = int, function = int4eq);
CREATE COLLATION crm.bytewise FROM "C";
CREATE TEXT SEARCH CONFIGURATION crm.words (COPY = simple);
CREATE CAST (crm.pair AS text) WITH INOUT;
CREATE SEQUENCE lone START 5 INCREMENT -2 MAXVALUE 100 MINVALUE -1000 CYCLE;
CREATE SEQUENCE "Odd Sequence";

CREATE TABLE company (
    id serial PRIMARY KEY,
    name text NOT NULL DEFAULT 'new' UNIQUE,
    parent int REFERENCES company DEFERRABLE INITIALLY DEFERRED,
    boss bigint,
    mood crm.mood,
    twice int GENERATED ALWAYS AS (crm.next(id)) STORED,
    CONSTRAINT positive CHECK (id > 0),
    place int UNIQUE DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE crm.contact (
    id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 5) PRIMARY KEY,
    company int REFERENCES company ON DELETE CASCADE ON UPDATE CASCADE,
    email crm.email,
    score crm.score,
    pair crm.pair,
    tags text[],
    span crm.span,
    info jsonb,
    photo bytea,
    slot int4range,
    EXCLUDE USING gist (slot WITH &&)
);
ALTER TABLE company ADD CONSTRAINT "the boss" FOREIGN KEY (boss) REFERENCES crm.contact ON DELETE SET NULL;
CREATE TABLE "Odd ""Schema"" one"."Tab.le ""x"" y" ("Ke y" varchar(20), "selec't" date,
    PRIMARY KEY ("Ke y", "selec't"));
CREATE TABLE note (body text, at timestamptz);
CREATE TABLE visit (id int, at date NOT NULL, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE visit_2024 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE visit_2025 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (id);
CREATE TABLE visit_2025_odd PARTITION OF visit_2025 FOR VALUES IN (1, 3, 5);
CREATE TABLE visit_2025_even PARTITION OF visit_2025 DEFAULT;
CREATE INDEX ON visit (what);
CREATE TABLE partner (commission numeric) INHERITS (company);
CREATE UNLOGGED TABLE cache (k text PRIMARY KEY, v text) WITH (fillfactor = 70);
CREATE TABLE empty_one (id int PRIMARY KEY);

CREATE VIEW people AS SELECT c.id, c.email, m.name FROM crm.contact c LEFT JOIN company m ON m.id = c.company;
CREATE VIEW by_key AS SELECT id, name, count(*) AS n FROM company GROUP BY id;
CREATE MATERIALIZED VIEW summary AS SELECT name, id FROM company;
CREATE UNIQUE INDEX ON summary (id);
CREATE MATERIALIZED VIEW later AS SELECT 1 AS one WITH NO DATA;
CREATE FUNCTION crm.label(c company) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.name';
CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO public.note VALUES ('told of ' || TG_TABLE_NAME, now()); RETURN NEW; END $$;
CREATE TRIGGER plain BEFORE INSERT OR UPDATE ON company FOR EACH ROW EXECUTE FUNCTION told();
CREATE TRIGGER always AFTER UPDATE OF name, mood ON company FOR EACH ROW EXECUTE FUNCTION told();
ALTER TABLE company ENABLE ALWAYS TRIGGER always;
CREATE TRIGGER parts AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION told();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON crm.contact DEFERRABLE FOR EACH ROW EXECUTE FUNCTION told();
CREATE RULE also AS ON INSERT TO cache DO ALSO INSERT INTO note VALUES ('cached', now());
CREATE INDEX by_mood ON company (mood) WHERE parent IS NOT NULL;
CREATE INDEX by_lower ON company (lower(name) COLLATE "C" text_pattern_ops DESC);
CREATE STATISTICS both_of ON id, name FROM company;
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_it ON note USING (true);
COMMENT ON COLUMN company.name IS E'a name\\nof two lines; with ''quotes''';
COMMENT ON TABLE crm.contact IS 'people';
COMMENT ON CONSTRAINT "the boss" ON company IS 'mutual';
ALTER TABLE company CLUSTER ON company_pkey;
ALTER TABLE company REPLICA IDENTITY FULL;
ALTER TABLE company ALTER name SET STATISTICS 50;
ALTER TABLE crm.contact ALTER info SET STORAGE EXTERNAL;
"""

RECORDS = """
SET session_replication_role = replica;
INSERT INTO company (id, name, parent, boss, mood, place)
    SELECT g, 'company ' || g, nullif(g / 3, 0), 100 + 5 * (g % 7), (enum_range(NULL::crm.mood))[1 + g % 3], g
    FROM generate_series(1, 40) g;
UPDATE company SET parent = 40 WHERE id = 1;
INSERT INTO partner (id, name, commission) VALUES (90, 'partner', 1.10), (91, 'other', 'NaN');
INSERT INTO crm.contact (id, company, email, score, pair, tags, span, info, photo, slot) OVERRIDING SYSTEM VALUE
    SELECT 100 + 5 * g, 1 + g % 40, 'c' || g || '@example.org', g / 10.0, ROW(g, 'it''s "' || g)::crm.pair,
        ARRAY['a', NULL, 'b"' || g], crm.span(g, g + 0.5), jsonb_build_object('n', g, 'x', '1.50'::numeric),
        decode(repeat(lpad(to_hex(g), 4, '0'), CASE WHEN g % 9 = 0 THEN 50000 ELSE 3 END), 'hex'),
        int4range(g * 10, g * 10 + 5)
    FROM generate_series(0, 60) g;
INSERT INTO "Odd ""Schema"" one"."Tab.le ""x"" y" SELECT 'k' || g, date '2024-01-01' + g FROM generate_series(1, 9) g;
INSERT INTO note SELECT 'note ' || g % 5, timestamptz '2024-01-01 00:00+00' FROM generate_series(1, 20) g;
INSERT INTO note VALUES (repeat('large', 30000), NULL), (repeat('large', 30000), NULL), (NULL, 'infinity');
INSERT INTO visit SELECT g, date '2024-06-01' + g * 40, 'visit ' || g FROM generate_series(1, 14) g;
INSERT INTO cache VALUES ('a', 'b');
SELECT setval('company_id_seq', 77), setval('lone', -3), setval('crm.contact_id_seq', 2000, false);
SET session_replication_role = DEFAULT;
REFRESH MATERIALIZED VIEW summary;
"""

EDIT = """
SET session_replication_role = replica;
UPDATE company SET name = name || ' of round {n}', mood = NULL WHERE id % 4 = {n} % 4;
INSERT INTO company (id, name, place) VALUES (1000 + {n}, 'new in round {n}', 500 + {n});
DELETE FROM crm.contact WHERE id = 100 + 5 * (10 + {n});
UPDATE crm.contact SET photo = decode(repeat('ab{n}f', 60000), 'hex') WHERE id = 110;
UPDATE crm.contact SET info = info || '{{"round": {n}}}', slot = NULL WHERE company % 5 = {n} % 5;
INSERT INTO crm.contact (company, email) VALUES (3, 'new{n}@example.org');
DELETE FROM note WHERE ctid IN (SELECT ctid FROM note WHERE body = 'note 1' LIMIT 1);
INSERT INTO note VALUES ('note 2', '2024-01-01 00:00+00'), (repeat('round {n}', 20000), '-infinity');
UPDATE visit SET at = at + 200 WHERE id = {n} + 2;
INSERT INTO empty_one VALUES ({n});
SELECT nextval('lone'), nextval('company_id_seq');
"""


def edit(database, number):
    """Some of everything: new, changed and deleted records, also large ones and those without a key."""
    database.run(EDIT.format(n=number))


def state(database, *, data=True):
    """What pg_dump says of a database, the records of each table sorted, and their fields by name.

    The order of inherited columns depends on when they came, and nothing that pg_dump writes keeps it.
    """
    lines, block, order = [], None, []
    for line in database.dump(*([] if data else ["--schema-only"])):
        copy = _COPY.fullmatch(line)
        if copy is not None:
            names = copy[2].split(", ")
            order = sorted(range(len(names)), key=names.__getitem__)
            block = []
            lines.append(f"COPY {copy[1]} ({', '.join(sorted(names))}) FROM stdin;")
        elif block is None:
            lines.append(line)
        elif line == "\\.":
            lines += [*sorted(block), line]
            block = None
        else:
            cells = line.split("\t")
            block.append("\t".join(cells[place] for place in order))
    return lines


def difference(one, other):
    """The first lines that only one of two states has, for people."""
    gone, come = [line for line in one if line not in set(other)], [line for line in other if line not in set(one)]
    return [f"- {line[:160]}" for line in gone[:12]] + [f"+ {line[:160]}" for line in come[:12]]


def same(found, wanted):
    """Fails with the lines that differ."""
    if found != wanted:
        raise AssertionError("\n".join(difference(wanted, found)) or "the lines are in another order")


class PostgresCrm:
    """A database, its repository, and short ways to ask for things."""

    def __init__(self, database, repository=None, user="postgres"):
        self.database, self.user = database, user
        self.repository = repository or new_repository()
        self.source = source_of(database, user)

    def back_up(self, strategy=None, **scope):
        return run_backup(self.source, self.repository, BackupRequest(strategy, RecoveryScope(**scope))).point

    def restore(self, point=1, mode=RestoreMode.MERGE, target=None, **options):
        dry_run, create = options.pop("dry_run", False), options.pop("create_schema", False)
        safety = options.pop("safety_point", True)
        request = RestoreRequest(
            RecoveryScope(**options), mode, dry_run=dry_run, create_schema=create, safety_point=safety
        )
        source = self.source if target is None else source_of(target, self.user)
        return run_restore(self.repository, view_of(self.repository, point), source, request)

    def undo(self, report):
        view = view_of(self.repository, report.safety_point.sequence)
        return run_undo(self.repository, view, self.source)

    def state(self):
        return state(self.database)


def source_of(database, user="postgres"):
    return open_postgresql(parse_location(database.url(user)))
