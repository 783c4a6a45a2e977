"""PostgreSQL databases as targets: who restores, into what, and how much of it."""

import pytest

from crmbackup_gui.errors import RestoreRefused, SourceMissing
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.postgresql_crm import OBJECTS, RECORDS, PostgresCrm, edit, same, source_of, state
from tests.servers.postgresql import Database, unique_name

LACKING = "it has characters that the encoding of the database lacks"


@pytest.fixture
def owner(postgres):
    """Somebody who owns databases and may do nothing else."""
    name = unique_name("owner")
    postgres.run("postgres", f"CREATE ROLE {name} LOGIN")
    return name


@pytest.fixture
def crm(pg):
    return PostgresCrm(pg(OBJECTS, RECORDS))


@pytest.fixture
def small(pg):
    """A database of three tables that refer to one another, and things around them."""
    return PostgresCrm(
        pg(
            "CREATE TYPE mood AS ENUM ('sad', 'fine')",
            "CREATE SEQUENCE numbers",
            "CREATE FUNCTION next_number() RETURNS bigint LANGUAGE sql AS $$SELECT nextval('public.numbers')$$",
            "CREATE TABLE company (id int PRIMARY KEY, name text, place int UNIQUE)",
            "CREATE TABLE contact (id serial PRIMARY KEY, company int REFERENCES company, mood mood, "
            "number bigint DEFAULT next_number())",
            "CREATE TABLE call (id int PRIMARY KEY, contact int REFERENCES contact ON DELETE CASCADE, what text)",
            "CREATE VIEW people AS SELECT * FROM contact",
            "CREATE INDEX by_company ON contact (company)",
            "INSERT INTO company SELECT g, 'company ' || g, g FROM generate_series(1, 5) g",
            "INSERT INTO contact (company, mood) SELECT g, 'fine' FROM generate_series(1, 5) g",
            "INSERT INTO call SELECT g, g, 'call ' || g FROM generate_series(1, 5) g",
        )
    )


@pytest.fixture
def missing(postgres):
    """A database that is not there yet, and is gone after the test."""
    database = Database(postgres, unique_name("Missing crm"))
    yield database
    postgres.run("postgres", f'DROP DATABASE IF EXISTS "{database.name}"')


def names(postgres):
    return {name for (name,) in postgres.query("postgres", "SELECT datname::text FROM pg_database")}


# Who


def test_an_owner_without_further_rights_restores_everything(pg, owner):
    crm = PostgresCrm(pg(options=f"OWNER {owner}"), user=owner)
    crm.database.run(OBJECTS, user=owner)
    crm.database.run(RECORDS)
    then = crm.state()
    crm.back_up()
    target = pg(options=f"OWNER {owner}")
    assert crm.restore(target=target, create_schema=True).warnings == ()
    same(state(target), then)
    edit(crm.database, 1)
    crm.database.run("ALTER TABLE company ADD extra int DEFAULT 7", user=owner)
    now = crm.state()
    report = crm.restore(mode=RestoreMode.EXACT, create_schema=True)
    same(crm.state(), then)
    crm.undo(report)
    same(crm.state(), now)


def test_times_that_no_other_program_knows_stay_beside_those_of_the_point(pg):
    crm = PostgresCrm(
        pg(
            "CREATE TABLE visit (id int PRIMARY KEY, day date, hour time(3), at timestamp, moment timestamptz)",
            "INSERT INTO visit VALUES (1, '2020-01-01', '10:20:30', '2020-01-01', '2020-01-01 01:02:03.5Z'), "
            "(2, NULL, '10:20:30.12', '2020-01-01 10:20:30.000001', '2020-01-01Z')",
        )
    )
    crm.back_up()
    crm.database.run(
        "UPDATE visit SET hour = '00:00' WHERE id = 1",
        "INSERT INTO visit VALUES (3, 'infinity', '24:00', '-infinity', '0044-03-15 BC')",
    )
    report = crm.restore()
    assert (report.total("updated"), report.total("unchanged"), report.total("created")) == (1, 1, 0)
    assert crm.database.query("SELECT hour::text FROM visit ORDER BY id") == [
        ("10:20:30",),
        ("10:20:30.12",),
        ("24:00:00",),
    ]


@pytest.mark.parametrize("key", ["", "PRIMARY KEY"])
def test_records_are_known_again_where_the_type_of_what_tells_them_apart_became_text(pg, key):
    crm = PostgresCrm(
        pg(
            f"CREATE TABLE rate (id int {key}, factor float8)",
            "INSERT INTO rate VALUES (2, 'NaN'), (9, 1e-7), (10, 1e20), (100, '-0')",
            "" if key else "INSERT INTO rate SELECT * FROM rate",
        )
    )
    crm.back_up()
    crm.database.run("DELETE FROM rate WHERE id = 10", "ALTER TABLE rate ALTER factor TYPE text, ALTER id TYPE text")
    report = crm.restore(mode=RestoreMode.EXACT)
    copies = 1 if key else 2
    assert (report.total("created"), report.total("unchanged"), report.total("deleted")) == (1, 3, 0)
    assert crm.database.query("SELECT id, factor FROM rate ORDER BY id") == [
        pair for pair in [("10", "1e+20"), ("100", "-0"), ("2", "NaN"), ("9", "1e-07")] for _ in range(copies)
    ]


def test_owners_and_grants_of_roles_that_are_not_there_become_a_warning(pg, older_postgres, owner):
    crm = PostgresCrm(
        pg(
            "CREATE TABLE contact (id int PRIMARY KEY)",
            f"ALTER TABLE contact OWNER TO {owner}",
            "CREATE TABLE note (id int PRIMARY KEY)",
            f"GRANT SELECT, INSERT ON note TO {owner} WITH GRANT OPTION",
            "GRANT SELECT ON note TO PUBLIC",
        )
    )
    crm.back_up()
    target = older_postgres.new_database()
    report = crm.restore(target=target, create_schema=True)
    (warning,) = report.warnings
    assert warning.startswith(f"The account '{owner}' does not own or may not do what it did at the point: ")
    assert "GRANT SELECT ON TABLE public.note TO PUBLIC;" in target.dump()
    target.drop()


def test_what_extensions_bring_comes_back(pg):
    crm = PostgresCrm(
        pg(
            "CREATE EXTENSION vector",
            "CREATE TABLE thing (id int PRIMARY KEY, at vector(3))",
            "INSERT INTO thing VALUES (1, '[1,2.5,-3]'), (2, NULL)",
            "CREATE INDEX near ON thing USING hnsw (at vector_l2_ops)",
        )
    )
    crm.back_up()
    target = pg()
    assert crm.restore(target=target, create_schema=True).warnings == ()
    same(state(target), crm.state())


# Into what


def test_another_version_of_the_server_takes_everything(crm, older_postgres):
    crm.back_up()
    target = older_postgres.new_database()
    report = crm.restore(target=target, create_schema=True)
    assert (report.total("failed"), report.warnings) == (0, ())
    again = PostgresCrm(target)
    again.back_up()
    copy = older_postgres.new_database()
    again.restore(target=copy, create_schema=True)
    same(state(copy), state(target))
    counted = "SELECT count(*), sum(hashtext(c::text)) FROM crm.contact c"
    assert target.query(counted) == crm.database.query(counted)
    target.drop()
    copy.drop()


def test_a_database_that_is_missing_is_made_and_one_of_a_rehearsal_is_gone(postgres, small, missing):
    then = small.state()
    small.back_up()
    before = names(postgres)
    with pytest.raises(RestoreRefused):
        small.restore(target=missing)
    dry = small.restore(target=missing, create_schema=True, dry_run=True)
    assert names(postgres) == before
    report = small.restore(target=missing, create_schema=True)
    assert (dry.total("created"), report.total("created")) == (15, 15)
    same(state(missing), then)


def test_a_restore_that_fails_leaves_no_new_database(postgres, small, missing, monkeypatch):
    small.back_up()
    before = names(postgres)
    monkeypatch.setattr("crmbackup_gui.engine.restore_entity.EntityRestore.read_back", fail)
    with pytest.raises(ZeroDivisionError):
        small.restore(target=missing, create_schema=True)
    assert names(postgres) == before


def fail(_):
    raise ZeroDivisionError


def test_a_new_database_has_the_encoding_of_the_point(pg, missing):
    crm = PostgresCrm(
        pg("CREATE TABLE a (t text)", "INSERT INTO a VALUES ('ä')", options="ENCODING 'LATIN1' LOCALE 'C'")
    )
    crm.back_up()
    crm.restore(target=missing, create_schema=True)
    assert missing.query("SELECT pg_encoding_to_char(encoding)::text, datcollate::text FROM pg_database "
                         "WHERE datname = current_database()") == [("LATIN1", "C")]  # fmt: skip
    same(state(missing), crm.state())


def test_nobody_may_make_a_database_without_the_right_to(postgres, small, owner):
    small.back_up()
    small.user = owner
    before = names(postgres)
    with pytest.raises(RestoreRefused, match="is not there and cannot be made: permission denied"):
        small.restore(target=Database(postgres, "never"), create_schema=True)
    assert names(postgres) == before


def test_a_target_that_is_not_there_is_missing(postgres):
    with pytest.raises(SourceMissing), source_of(Database(postgres, "nowhere")).target():
        pass


def test_characters_that_the_encoding_of_the_target_lacks_are_said_before_and_refused_one_by_one(pg):
    crm = PostgresCrm(
        pg(
            "CREATE TABLE contact (id int PRIMARY KEY, name text)",
            "INSERT INTO contact VALUES (1, 'ä'), (2, '😀'), (3, 'plain')",
        )
    )
    crm.back_up()
    target = pg("CREATE TABLE contact (id int PRIMARY KEY, name text)", options="ENCODING 'LATIN1' LOCALE 'C'")
    for dry_run in (True, False):
        report = crm.restore(target=target, dry_run=dry_run)
        (result,) = report.entities
        assert (result.created, result.failed, result.refused) == (2, 1, [("2", LACKING)])
        assert report.warnings == (
            "The database keeps text as LATIN1, and not as UTF8: records with characters it lacks are refused.",
        )
    assert target.query("SELECT id FROM public.contact ORDER BY 1") == [(1,), (3,)]


# How much


@pytest.mark.parametrize("mode", RestoreMode)
def test_the_modes_create_update_and_delete_as_they_say(small, mode):
    then = small.state()
    small.back_up()
    small.database.run(
        "DELETE FROM call WHERE id = 1",
        "UPDATE company SET place = NULL",
        "UPDATE company SET place = 6 - id",  # values that are unique, exchanged
        "INSERT INTO company VALUES (9, 'new', 9)",
        "UPDATE contact SET company = 9 WHERE id = 2",
        "SELECT nextval('contact_id_seq'), nextval('numbers')",
    )
    now = small.state()
    dry = small.restore(mode=mode, dry_run=True)
    same(small.state(), now)
    report = small.restore(mode=mode)
    counts = {RestoreMode.MISSING: (1, 0, 0), RestoreMode.MERGE: (1, 5, 0), RestoreMode.EXACT: (1, 5, 1)}[mode]
    for one in (dry, report):
        assert (one.total("created"), one.total("updated"), one.total("deleted")) == counts
    companies = small.database.query("SELECT id, place FROM public.company ORDER BY 1")
    if mode is RestoreMode.MISSING:
        assert companies == [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1), (9, 9)]
    elif mode is RestoreMode.MERGE:
        assert companies == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (9, 9)]
    else:
        # Counters never go back but where the whole structure is the point's.
        same([line for line in small.state() if "setval" not in line], [line for line in then if "setval" not in line])
        assert small.database.query("SELECT last_value FROM public.contact_id_seq") == [(6,)]
    small.undo(report)
    same(small.state(), now)


def test_a_table_that_is_gone_comes_back_with_what_it_needs_and_nothing_else(pg, small):
    small.back_up()
    target = pg("CREATE TABLE company (id int PRIMARY KEY, name text, place int UNIQUE)", "CREATE TABLE own (a int)")
    report = small.restore(target=target, create_schema=True, entities=("company", "contact"))
    assert (report.total("created"), report.warnings) == (10, ())
    found = state(target)
    for line in (
        "CREATE TABLE public.own (",
        "CREATE TYPE public.mood AS ENUM (",
        "CREATE FUNCTION public.next_number() RETURNS bigint",
        "ALTER TABLE ONLY public.contact ALTER COLUMN id SET DEFAULT nextval('public.contact_id_seq'::regclass);",
        "SELECT pg_catalog.setval('public.contact_id_seq', 5, true);",
        "    ADD CONSTRAINT contact_company_fkey FOREIGN KEY (company) REFERENCES public.company(id);",
        "CREATE INDEX by_company ON public.contact USING btree (company);",
    ):
        assert line in found
    assert not [line for line in found if "call" in line or "people" in line]


def test_a_table_that_differs_is_made_anew_and_what_depends_on_it_comes_back(small):
    then = small.state()
    small.back_up()
    small.database.run(
        "DROP VIEW people",
        "ALTER TABLE company ADD extra int DEFAULT 7",
        "CREATE VIEW people AS SELECT c.*, m.name FROM contact c JOIN company m ON m.id = c.company",
        "CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM company",
        "UPDATE contact SET mood = 'sad'",
    )
    changed = small.state()
    report = small.restore(mode=RestoreMode.EXACT, create_schema=True, entities=("company",))
    found = small.state()
    assert small.database.query("SELECT count(*) FROM public.people WHERE mood = 'sad'") == [(5,)]
    assert [line for line in found if line not in changed and line not in then] == []
    assert "    extra integer DEFAULT 7" not in found
    assert "    ADD CONSTRAINT contact_company_fkey FOREIGN KEY (company) REFERENCES public.company(id);" in found
    assert small.database.query("SELECT n FROM public.kept") == [(5,)]
    small.undo(report)
    same(small.state(), changed)


def test_columns_that_only_one_side_has_are_matched_by_name_and_reported(small):
    small.back_up()
    small.database.run(
        "ALTER TABLE company ADD vip bool NOT NULL DEFAULT false",
        "UPDATE company SET name = 'x', place = place + 100, vip = true WHERE id < 3",
        "ALTER TABLE call DROP COLUMN what",
        "DELETE FROM call WHERE id = 4",
    )
    report = small.restore()
    assert report.total("failed") == 0
    assert sorted(report.warnings) == [
        "'call' has no such fields any more, so their values were left out: what.",
        "'company' has fields that the point does not know; they stay as they are: vip.",
    ]
    assert small.database.query("SELECT id, name, place, vip FROM public.company WHERE id < 4 ORDER BY 1") == [
        (1, "company 1", 1, True),
        (2, "company 2", 2, True),
        (3, "company 3", 3, False),
    ]
    small.undo(report)
    assert small.database.query("SELECT name, place FROM public.company WHERE id = 1") == [("x", 101)]


def test_single_records_come_back_with_what_refers_to_them(small):
    small.back_up()
    small.database.run("DELETE FROM call WHERE id IN (1, 2)", "DELETE FROM contact WHERE id IN (1, 2)")
    report = small.restore(records={"contact": ("1",)}, with_children=True)
    assert report.total("created") == 2
    assert small.database.query("SELECT id FROM public.call ORDER BY 1") == [(1,), (3,), (4,), (5,)]


def test_records_that_would_lack_what_they_refer_to_are_refused(small):
    small.back_up()
    small.database.run("TRUNCATE company, contact, call")
    before = small.state()
    with pytest.raises(RestoreRefused, match="5 of 'call' would refer to 'contact'"):
        small.restore(entities=("call",))
    same(small.state(), before)


def test_references_that_were_broken_at_the_point_come_back_unchecked(pg, small):
    small.database.run("SET session_replication_role = replica", "DELETE FROM company WHERE id = 3")
    small.back_up()
    target = pg()
    report = small.restore(target=target, create_schema=True)
    assert report.warnings == (
        "The reference 'contact contact_company_fkey' is not checked for the records that are there.",
    )
    assert target.query("SELECT count(*) FROM public.contact WHERE company = 3") == [(1,)]


@pytest.mark.parametrize("mode", [RestoreMode.MERGE, RestoreMode.EXACT])
def test_bytes_whose_column_became_text_come_back_as_the_server_converts_them(pg, mode):
    crm = PostgresCrm(
        pg(
            "CREATE TABLE photo (id int PRIMARY KEY, v bytea)",
            r"INSERT INTO photo VALUES (1, 'A'), (2, '\x00ff'), (3, ''), (4, NULL)",
        )
    )
    crm.back_up()
    crm.database.run("ALTER TABLE photo ALTER v TYPE text")
    wanted = crm.database.query("SELECT id, v FROM photo ORDER BY id")
    assert wanted[0] == (1, r"\x41")
    assert crm.restore(mode=mode).total("unchanged") == 4
    crm.database.run("DELETE FROM photo WHERE id < 3", "UPDATE photo SET v = 'other'")
    assert crm.restore(mode=mode).verified
    assert crm.database.query("SELECT id, v FROM photo ORDER BY id") == wanted
