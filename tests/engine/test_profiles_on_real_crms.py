"""What the profiles know of real CRMs, as their own databases and files have it."""

from collections import Counter

import pytest
import zstandard

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.engine.selection import key_text, select_records
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.registry import open_source
from tests.engine.setting import back_up, new_repository, view_of
from tests.engine.sqlite_state import opened
from tests.real_crm import unpack_tryton


def script(crm_data, name):
    packed = crm_data / name
    if not packed.exists():
        pytest.skip(f"tests on a real CRM: there is no {packed}")
    with packed.open("rb") as stream:
        return zstandard.ZstdDecompressor().stream_reader(stream).read().decode()


@pytest.fixture(scope="module")
def suitecrm(mariadb, crm_data):
    """The URL of SuiteCRM's database."""
    statements = script(crm_data, "suitecrm-mariadb.sql.zst")
    mariadb.create("suitecrm_known")
    mariadb.run(statements, "suitecrm_known")
    yield mariadb.url("suitecrm_known")
    mariadb.run("DROP DATABASE suitecrm_known")


@pytest.fixture(scope="module")
def tryton_on_postgresql(postgres, crm_data):
    """Tryton's database."""
    database = postgres.new_database()
    database.run(script(crm_data, "tryton-postgresql.sql.zst"))
    yield database
    database.drop()


@pytest.fixture(scope="module")
def tryton_on_sqlite(crm_data, tmp_path_factory):
    """A folder with Tryton's database and `files`."""
    folder = tmp_path_factory.mktemp("tryton")
    unpack_tryton(crm_data, folder)
    return folder


def catalog_of(url):
    return open_source(url).catalog()


def sizes(catalog):
    return {business.id: len(business.entities) for business in catalog.business}


def test_suitecrm_is_a_few_parts_and_not_222_tables(suitecrm):
    catalog = catalog_of(suitecrm)
    assert (catalog.crm, len(catalog.entities), len(catalog.business)) == ("SuiteCRM", 222, 29)
    grouped = [name for business in catalog.business for name in business.entities]
    transient = [entity.name for entity in catalog.entities if entity.transient]
    assert sorted([*grouped, *transient]) == sorted(entity.name for entity in catalog.entities)
    assert "job_queue" in transient


def test_tryton_is_the_same_parts_on_both_databases(tryton_on_postgresql, tryton_on_sqlite):
    on_sqlite = catalog_of(f"sqlite:///{tryton_on_sqlite / 'crm.db'}")
    on_postgresql = catalog_of(tryton_on_postgresql.url())
    assert on_sqlite.crm == on_postgresql.crm == "Tryton"
    assert sizes(on_sqlite) == sizes(on_postgresql)
    assert len(on_sqlite.business) == 16


def test_what_postgresql_does_not_declare_of_tryton_is_known(tryton_on_postgresql):
    catalog = catalog_of(tryton_on_postgresql.url())
    address = catalog.entity("party_address")
    assert ("party",) in {reference.fields for reference in address.references}
    assert ("party",) not in {reference.fields for reference in address.implied}
    prefixes = {reference.prefix for reference in catalog.entity("ir_attachment").implied}
    assert prefixes >= {"party.party,", "sale.opportunity,"}


def test_an_account_of_suitecrm_comes_with_all_that_points_to_it(suitecrm, mariadb):
    repository, source = new_repository(), open_source(suitecrm)
    point = back_up(source, repository)
    assert point.warnings == ()
    view = view_of(repository, point.sequence)
    asked = "SELECT account_id FROM suitecrm_known.accounts_contacts GROUP BY account_id ORDER BY count(*) DESC LIMIT 1"
    account = mariadb.run(asked).split()[-1]
    found = {}
    for name, keys in select_records(view, {"accounts": (account,)}, with_children=True).items():
        entity = view.entity(name)
        found[name] = {key_text(entity, run.batch, row) for run in view.read(name, keys) for row in range(len(run))}
    for name, condition in (
        ("accounts_contacts", "account_id = '{}'"),
        ("email_addr_bean_rel", "bean_module = 'Accounts' AND bean_id = '{}'"),
        ("notes", "parent_type = 'Accounts' AND parent_id = '{}'"),
        ("calls", "parent_type = 'Accounts' AND parent_id = '{}'"),
        ("cases", "account_id = '{}'"),
    ):
        printed = mariadb.run(f"SELECT id FROM suitecrm_known.{name} WHERE {condition.format(account)}").split()
        expected = {word for word in printed if word != "id"}
        assert expected <= found.get(name, set()), name
    assert len(found["accounts_contacts"]) >= 1
    assert "contacts" not in found


EXACT = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True)


def test_job_queues_of_suitecrm_come_back_empty_and_are_left_alone_where_they_live(suitecrm, mariadb):
    repository, source, known = new_repository(), open_source(suitecrm), "suitecrm_known"
    queued = "INSERT INTO job_queue (id, name) VALUES ('{}', 'mail'); INSERT INTO tracker (monitor_id) VALUES ('m')"
    mariadb.run(queued.format("j1"), known)
    view = view_of(repository, back_up(source, repository).sequence)
    new = open_source(mariadb.url("suitecrm_new"))
    assert run_restore(repository, view, new, RestoreRequest(create_schema=True)).total("failed") == 0
    mariadb.run("DELETE FROM job_queue; DELETE FROM tracker", known)
    assert mariadb.dump("suitecrm_new") == mariadb.dump(known)
    mariadb.run(f"{queued.format('j2')}; DELETE FROM accounts_contacts; DROP DATABASE suitecrm_new", known)
    before = mariadb.run("SHOW CREATE TABLE tracker; SELECT * FROM tracker; SELECT * FROM job_queue", known)
    run_restore(repository, view, source, EXACT)
    assert mariadb.run("SHOW CREATE TABLE tracker; SELECT * FROM tracker; SELECT * FROM job_queue", known) == before
    assert mariadb.run(f"SELECT count(*) FROM {known}.accounts_contacts").strip() != "0"


def test_job_queues_of_tryton_come_back_empty_and_are_left_alone_where_they_live(tryton_on_postgresql, postgres):
    repository, source, known = new_repository(), open_source(tryton_on_postgresql.url()), tryton_on_postgresql
    queued = "INSERT INTO ir_queue (name, data, enqueued_at) VALUES ('{}', '{{}}', now())"
    known.run(queued.format("first"))
    view = view_of(repository, back_up(source, repository).sequence)
    empty = postgres.new_database()
    report = run_restore(repository, view, open_source(empty.url()), RestoreRequest(create_schema=True))
    assert report.total("failed") == 0
    known.run("DELETE FROM ir_queue")
    assert Counter(empty.dump()) == Counter(known.dump())
    empty.drop()
    known.run(queued.format("second"), "DELETE FROM party_contact_mechanism")
    before = known.dump("--table=ir_queue")
    run_restore(repository, view, source, EXACT)
    assert known.dump("--table=ir_queue") == before
    assert known.query("SELECT count(*) FROM party_contact_mechanism") == [(4500,)]


def test_files_that_tryton_names_and_that_are_gone_are_found_out(tryton_on_sqlite):
    with opened(tryton_on_sqlite / "crm.db") as connection:
        rows = connection.execute("SELECT file_id FROM ir_attachment WHERE file_id IS NOT NULL").fetchall()
    names = [name.decode() for (name,) in rows]
    paths = {path.name for path in (tryton_on_sqlite / "files").rglob("*") if path.is_file()}
    lost = [f"{name[:2]}/{name[2:4]}/{name}" for name in names if name not in paths]
    url = f"sqlite:///{tryton_on_sqlite / 'crm.db'}?files={tryton_on_sqlite / 'files'}"
    (warning,) = back_up(open_source(url), new_repository()).warnings
    assert 0 < len(lost) < len(names)
    assert warning.endswith(f"({len(lost)}).")
    assert f"'{lost[0]}'" in warning
