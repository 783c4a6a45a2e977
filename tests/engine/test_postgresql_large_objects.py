"""Large objects are part of a recovery point, and of everything that is done with one."""

import pytest

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.sources.registry import open_source
from tests.engine.setting import new_repository, view_of
from tests.servers.postgresql import unique_name

ENTITY = "pg_catalog.pg_largeobject"
MADE = (
    "CREATE TABLE paper (id int PRIMARY KEY, content oid)",
    "SELECT lo_from_bytea(1001, '')",
    "SELECT lo_from_bytea(1002, '\\x00ff')",
    "SELECT lo_from_bytea(1003, decode(repeat('ab', 70000), 'hex'))",
    "SELECT lo_from_bytea(4000000000, decode(repeat('0123456789abcdef', 1150000), 'hex'))",
    "INSERT INTO paper VALUES (1, 1001), (2, 4000000000)",
    "COMMENT ON LARGE OBJECT 1002 IS 'it''s a note'",
)
HELD = (
    "SELECT oid::bigint, md5(lo_get(oid)), obj_description(oid, 'pg_largeobject') "
    "FROM pg_largeobject_metadata ORDER BY 1"
)


@pytest.fixture
def crm(pg):
    return pg(*MADE)


def dumped(database):
    return [line for line in database.dump() if "Name: BLOBS" not in line]


def restored(repository, target, sequence=1, mode=RestoreMode.MERGE, **options):
    create = options.pop("create_schema", False)
    request = RestoreRequest(RecoveryScope(**options), mode, create_schema=create)
    return run_restore(repository, view_of(repository, sequence), open_source(target.url()), request)


def test_large_objects_restore_into_an_empty_database_as_pg_dump_sees_them(pg, crm):
    role = unique_name("keeper")
    crm.run(f"CREATE ROLE {role}")
    try:
        crm.run(f"ALTER LARGE OBJECT 1003 OWNER TO {role}", f"GRANT SELECT ON LARGE OBJECT 1002 TO {role}, PUBLIC")
        repository, target = new_repository(), pg()
        run_backup(open_source(crm.url()), repository)
        report = restored(repository, target, create_schema=True)
        assert report.warnings == ()
        assert dumped(target) == dumped(crm)
        target.drop()
        crm.run(f"DROP OWNED BY {role}")
    finally:
        crm.server.run(crm.name, f"REASSIGN OWNED BY {role} TO postgres; DROP ROLE {role}")


def test_an_incremental_notices_a_large_object_that_changed_came_or_went(pg, crm):
    repository, target = new_repository(), pg()
    run_backup(open_source(crm.url()), repository)
    crm.run("SELECT lo_put(1003, 5, 'other')", "SELECT lo_unlink(1001)", "SELECT lo_from_bytea(7, 'new')")
    point = run_backup(open_source(crm.url()), repository).point
    state = view_of(repository, point.sequence).manifest.state(ENTITY)
    assert (state.added, state.changed, state.deleted) == (1, 1, 1)
    restored(repository, target, 2, create_schema=True)
    assert target.query(HELD) == crm.query(HELD)


def test_an_exact_restore_puts_large_objects_back_and_undo_takes_that_back(crm):
    repository = new_repository()
    run_backup(open_source(crm.url()), repository)
    then = crm.query(HELD)
    crm.run("SELECT lo_put(1003, 5, 'other')", "SELECT lo_unlink(1001)", "SELECT lo_from_bytea(7, 'new')")
    now = crm.query(HELD)
    report = restored(repository, crm, mode=RestoreMode.EXACT)
    assert crm.query(HELD) == then
    run_undo(repository, view_of(repository, report.safety_point.sequence), open_source(crm.url()))
    assert crm.query(HELD) == now


def test_large_objects_that_a_point_does_not_have_go_with_an_exact_restore_of_the_schema(pg):
    crm = pg("CREATE TABLE paper (id int PRIMARY KEY)")
    repository = new_repository()
    run_backup(open_source(crm.url()), repository)
    crm.run("SELECT lo_from_bytea(7, 'new')")
    restored(repository, crm, mode=RestoreMode.EXACT, create_schema=True)
    assert crm.query(HELD) == []


def test_an_owner_that_the_server_does_not_know_is_told_of_and_the_content_is_there(pg, crm):
    role = unique_name("gone")
    crm.run(f"CREATE ROLE {role}", f"ALTER LARGE OBJECT 1003 OWNER TO {role}")
    repository, target = new_repository(), pg()
    run_backup(open_source(crm.url()), repository)
    crm.run("ALTER LARGE OBJECT 1003 OWNER TO postgres", f"DROP ROLE {role}")
    report = restored(repository, target, create_schema=True)
    assert report.warnings == ("The owner or the rights of 1 large objects could not be given back.",)
    assert target.query(HELD) == crm.query(HELD)
