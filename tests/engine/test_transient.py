"""Tables that a CRM fills by itself: their structure is kept, their records only where somebody names them."""

import pytest

from crmbackup_gui.engine.compare import compare
from crmbackup_gui.engine.find import find_records
from crmbackup_gui.engine.open_files.export import run_export
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.errors import EntityNotFound, InvalidRequest, RestoreRefused
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.sources.sql.sqlite import schema
from tests.engine.setting import EditedCrm, back_up, restored, view_of
from tests.engine.sqlite_state import opened
from tests.engine.suite_crm import SUITE

EXACT = {"mode": RestoreMode.EXACT, "create_schema": True}


@pytest.fixture
def suite(tmp_path):
    return EditedCrm(tmp_path / "crm.db", *SUITE)


def names(view):
    return {entity.name for entity in view.entities()}


def test_their_records_are_not_read(suite):
    point = suite.back_up()
    view = view_of(suite.repository, 1)
    assert not names(view) & {"tracker", "job_queue"}
    assert view.catalog.entity("tracker").transient
    assert point.entities == len(view.entities())
    with pytest.raises(EntityNotFound):
        view.entity("tracker")


def test_a_scope_that_names_one_keeps_its_records(suite):
    point = back_up(suite.source, suite.repository, entities=("tracker", "accounts"))
    assert names(view_of(suite.repository, point.sequence)) == {"tracker", "accounts"}
    assert point.records == 5


@pytest.mark.parametrize("scope", [{"entities": ("accounts",)}, {"exclude": ("tracker",)}])
def test_a_scope_that_leaves_one_out_leaves_out_its_structure_too(suite, scope):
    back_up(suite.source, suite.repository, **scope)
    assert view_of(suite.repository, 1).catalog.entity("tracker") is None


def test_every_strategy_leaves_them_out_and_the_points_stay_whole(suite):
    for strategy in (Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL):
        suite.run("INSERT INTO tracker VALUES (hex(randomblob(8)))", "UPDATE accounts SET name = name || '!'")
        point = suite.back_up(strategy)
        assert (point.kind, point.strategy, point.warnings) == (PointKind.REGULAR, strategy, ())
        assert (point.records_added, point.records_deleted) == ((point.records, 0) if point.sequence == 1 else (0, 0))
    third = view_of(suite.repository, 3)
    assert third.catalog == view_of(suite.repository, 2).catalog


def test_a_new_crm_gets_them_empty_with_all_that_belongs_to_them(suite, tmp_path):
    before = suite.state()
    suite.back_up()
    after = restored(suite.repository, 1, tmp_path / "new.db")
    assert after.schema == before.schema
    assert (before.tables["tracker"].rows.total(), after.tables["tracker"].rows.total()) == (2, 0)
    del before.tables["tracker"], after.tables["tracker"]
    assert after.tables == before.tables


@pytest.mark.parametrize("mode", RestoreMode)
def test_a_restore_never_empties_them_in_a_living_crm(suite, mode):
    suite.back_up()
    suite.run("DELETE FROM accounts", "INSERT INTO tracker VALUES ('new')", "INSERT INTO job_queue VALUES ('new')")
    suite.restore(mode=mode, create_schema=True)
    assert suite.rows("SELECT id FROM tracker") == [(b"1",), (b"2",), (b"new",)]
    assert suite.rows("SELECT id FROM job_queue") == [(b"new",)]
    assert len(suite.rows("SELECT id FROM accounts")) == 3


def test_an_exact_restore_neither_drops_nor_changes_them(suite):
    suite.run("DROP TABLE job_queue")
    suite.back_up()
    suite.run(
        "CREATE TABLE vcals (id TEXT PRIMARY KEY, content)",
        "CREATE INDEX by_content ON vcals (content)",
        "INSERT INTO vcals VALUES ('1', 'busy')",
        "ALTER TABLE tracker ADD COLUMN more",
        "CREATE INDEX by_more ON tracker (more)",
        "CREATE TABLE machine (id)",
    )
    with_new, report = suite.state(), suite.restore(**EXACT)
    after = suite.state()
    for name in ("vcals", "tracker"):
        assert after.tables[name] == with_new.tables[name]
    assert "machine" not in after.tables
    assert {row[1] for row in after.schema} >= {"by_content", "by_more", "by_item"}
    suite.undo(report)
    assert suite.state() == with_new


def test_a_restore_that_names_one_writes_it(suite):
    back_up(suite.source, suite.repository, entities=("tracker",))
    suite.run("DELETE FROM tracker", "INSERT INTO tracker VALUES ('new')")
    suite.restore(mode=RestoreMode.EXACT, entities=("tracker",))
    assert suite.rows("SELECT id FROM tracker") == [(b"1",), (b"2",)]


def test_a_point_of_nothing_else_says_that_it_must_be_named(suite):
    back_up(suite.source, suite.repository, entities=("tracker",))
    with pytest.raises(InvalidRequest, match="name it to put it back"):
        suite.restore()


def test_open_files_get_whatever_the_point_holds(suite, tmp_path):
    back_up(suite.source, suite.repository, entities=("tracker", "Customers"))
    report = run_export(view_of(suite.repository, 1), tmp_path / "open", FileFormat.CSV)
    assert "tracker" in {entity.name for entity in report.entities}
    again = run_export(
        view_of(suite.repository, 1), tmp_path / "some", FileFormat.CSV, RecoveryScope(records={"客户": ("a1",)})
    )
    assert [(entity.name, entity.records) for entity in again.entities] == [("accounts", 1)]


def test_a_point_that_holds_one_gives_it_to_a_crm_that_lacks_it(suite, tmp_path):
    back_up(suite.source, suite.repository, entities=("tracker",))
    assert restored(suite.repository, 1, tmp_path / "new.db").tables["tracker"].rows.total() == 2


def test_a_point_from_before_the_crm_was_recognised_does_not_undo_what_it_did_since(suite, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(schema, "with_profile", lambda catalog: catalog)
        suite.back_up()
        assert "tracker" in names(view_of(suite.repository, 1))
    suite.run("DELETE FROM accounts", "INSERT INTO tracker VALUES ('new')")
    suite.restore(**EXACT)
    assert len(suite.rows("SELECT id FROM tracker")) == 3
    assert len(suite.rows("SELECT id FROM accounts")) == 3


def test_recognising_a_crm_makes_no_backup_partial(suite, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(schema, "with_profile", lambda catalog: catalog)
        suite.back_up()
    point = suite.back_up()
    assert (point.kind, point.strategy, point.warnings) == (PointKind.REGULAR, Strategy.INCREMENTAL, ())
    assert "tracker" not in names(view_of(suite.repository, 2))


def test_they_are_compared_and_searched_only_where_they_are_named(suite):
    suite.back_up()
    view = view_of(suite.repository, 1)
    with suite.source.snapshot() as snapshot:
        every = compare(suite.repository, view, snapshot)
        (named,) = compare(suite.repository, view, snapshot, entities=("tracker",))
    assert all(one.same for one in every)
    assert "tracker" not in {one.name for one in every}
    assert (named.name, named.added) == ("tracker", 2)
    assert find_records(view, "1").rows


def test_records_of_them_that_would_be_left_without_what_they_refer_to_go_with_it(tmp_path):
    session = "CREATE TABLE tracker2 (id TEXT PRIMARY KEY, user TEXT REFERENCES users)"
    suite = EditedCrm(
        tmp_path / "crm.db",
        *(statement for statement in SUITE if "tracker" not in statement),
        "CREATE TABLE tracker (id TEXT PRIMARY KEY, user TEXT REFERENCES users, opener TEXT REFERENCES tracker)",
        "CREATE TABLE email_cache (id TEXT PRIMARY KEY, seen TEXT REFERENCES tracker)",
        session,
    )
    suite.back_up()
    suite.run(
        "INSERT INTO users (id) VALUES ('u2')",
        "INSERT INTO tracker VALUES ('t1', 'u1', NULL), ('t2', 'u2', NULL), ('t3', NULL, 't1'), "
        "('t4', 'u1', 't2'), ('t5', 'u1', 't4')",
        "INSERT INTO email_cache VALUES ('m1', 't1'), ('m2', 't2'), ('m3', 't5')",
    )
    before = suite.state()
    report = suite.restore(**EXACT)
    assert suite.rows("SELECT id FROM users") == [(b"u1",)]
    assert suite.rows("SELECT id FROM tracker") == [(b"t1",), (b"t3",)]
    assert suite.rows("SELECT id FROM email_cache") == [(b"m1",)]
    assert report.total("failed") == 0
    suite.undo(report)
    assert suite.state() == before
    # What is no cache is not touched: the restore is refused instead.
    suite.run("INSERT INTO tracker2 VALUES ('x', 'u2')")
    with pytest.raises(RestoreRefused):
        suite.restore(mode=RestoreMode.EXACT, entities=("users",))
    with opened(suite.path) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (2,)
