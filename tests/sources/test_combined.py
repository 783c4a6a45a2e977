from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import pytest

from crmbackup_gui.model.catalog import Catalog, Entity, Field, ValueType
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.sources.base import EntityPlan, Operation, RecordStream, Refusal, Settlement, TargetPlan, Violation
from crmbackup_gui.sources.combined import CombinedSource
from crmbackup_gui.sources.files.entity import FILES
from crmbackup_gui.sources.files.source import FolderSource
from tests.sources.folders import WRITTEN, file_row, records_of, rows_of, state

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def table(name):
    return Entity(name=name, fields=(Field(name="id", type=ValueType.INT64),), key=("id",))


ATTACHMENTS = msgspec.structs.replace(FILES, name="attachments.files")


class Database:
    """A database that notes what it is told: snapshot, target and source in one."""

    url = "sqlite:////data/crm%20one.db?mode=ro"
    name = "crm one"
    consistent_as_of = MOMENT
    position = b"42"
    warnings = ("the database says",)

    def __init__(self, *names):
        self.catalog_now = Catalog(entities=tuple(table(name) for name in names), sequences={"contact": 7})
        self.told = []
        self.plan = None
        self.fails = None
        self.there = True

    def exists(self):
        return self.there

    @contextmanager
    def snapshot(self):
        self.told.append("snapshot")
        yield Snapshot(self)

    @contextmanager
    def target(self, *, rehearsal=False, create=False):
        self.told.append(("target", rehearsal, create))
        yield Target(self)
        self.told.append("left")

    def catalog(self):
        return self.catalog_now


class Snapshot:
    consistent_as_of = MOMENT
    position = b"42"
    warnings = ("the database says",)

    def __init__(self, database):
        self.database = database
        self.catalog = database.catalog_now

    def read(self, entity, known=None):  # noqa: ARG002 - the protocol's
        self.database.told.append(("read", entity.name))
        return RecordStream(entity, iter(()), in_key_order=True)

    def changes(self, entity, since, _known):
        return ("changes", entity.name, since)

    def open_content(self, entity, key):
        return iter([f"{entity.name}{key}".encode()])


class Target(Snapshot):
    rehearses_contents = True

    def makes_anew(self, entity):
        return entity == "index"

    def replaces(self, _):
        return True

    def prepare(self, plan):
        self.database.plan = plan

    def apply(self, plan, operation, records):  # noqa: ARG002 - the protocol's
        self.database.told.append((plan.stored.name, operation))
        return [Refusal(0, "the database refuses")]

    def settle(self):
        return Settlement([Violation("deal", "contact", 2)], ["the database warns"])

    def commit(self):
        if self.database.fails:
            raise self.database.fails
        self.database.told.append("commit")

    def rollback(self):
        self.database.told.append("rollback")


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "papers & more"
    root.mkdir()
    (root / "offer").write_bytes(b"offer")
    return root


@pytest.fixture
def database():
    return Database("contact", "deal")


@pytest.fixture
def source(database, root):
    return CombinedSource(database, FolderSource(root))


def names(catalog):
    return [entity.name for entity in catalog.entities]


def plan_for(*entities, **more):
    plans = tuple(EntityPlan(entity, WRITTEN, whole=True) for entity in entities)
    return TargetPlan(catalog=Catalog(entities=entities), entities=plans, **more)


def put(target, entity, *rows, contents=None):
    return target.apply(EntityPlan(entity, WRITTEN), Operation.CREATE, records_of(list(rows), contents or {}))


def test_the_catalog_is_the_databases_with_the_files(source):
    assert names(source.catalog()) == ["contact", "deal", "files"]
    assert source.catalog().sequences == {"contact": 7}


def test_a_table_called_files_keeps_its_name(root):
    source = CombinedSource(Database("files"), FolderSource(root))
    assert names(source.catalog()) == ["files", "attachments.files"]


def test_the_files_are_a_part_of_the_crm_before_what_it_keeps_for_itself(source, database):
    assert source.catalog().business == ()
    users = BusinessEntity(id="users", english="Users", chinese="用户", entities=("user",), technical=True)
    deals = BusinessEntity(id="deals", english="Deals", chinese="交易", entities=("deal",))
    database.catalog_now = msgspec.structs.replace(database.catalog_now, business=(deals, users))
    business = source.catalog().business
    assert [one.english for one in business] == ["Deals", "Files", "Users"]
    assert business[1].entities == ("files",)


def test_the_url_has_the_folder_as_an_option(source, root):
    folder = root.as_posix().replace(" ", "%20").replace("&", "%26")
    assert source.url == f"sqlite:////data/crm%20one.db?files={folder}&mode=ro"
    assert source.name == "crm one"


def test_it_exists_when_the_database_does(source, database, root):
    root.rename(root.with_name("moved"))
    assert source.exists()
    database.there = False
    assert not source.exists()


def test_a_lost_folder_is_made_beside_a_database_that_is_there(source, root):
    root.rename(root.with_name("moved"))
    with source.target() as target:
        target.prepare(plan_for(FILES))
        put(target, FILES, file_row(b"new"))
        target.commit()
    assert [path.name for path in root.iterdir()] == ["new"]


def test_only_the_database_may_replace_records_by_new_ones(source):
    with source.target() as target:
        assert target.replaces("contact")
        assert not target.replaces("files")
        assert target.makes_anew("index")
        assert not target.makes_anew("files")
        assert target.rehearses_contents


def test_contents_are_rehearsed_only_when_both_do(source):
    with source.target(rehearsal=True) as target:
        assert not target.rehearses_contents


def test_the_snapshot_has_the_databases_moment_and_both_warnings(source, root):
    (root / ".crmbackup-restore").touch()
    with source.snapshot() as snapshot:
        assert (snapshot.consistent_as_of, snapshot.position) == (MOMENT, b"42")
        assert snapshot.warnings[0] == "the database says"
        assert "interrupted" in snapshot.warnings[1]


def test_files_are_listed_after_the_database_is_held(source, database, root):
    with source.snapshot() as snapshot:
        assert database.told == ["snapshot"]
        (root / "offer-2").touch()
        stream = snapshot.read(snapshot.catalog.entity("files"))
        assert [row.path for row in rows_of(stream)] == [b"offer", b"offer-2"]


def test_each_entity_is_read_where_it_is(root):
    database = Database("files")
    with CombinedSource(database, FolderSource(root)).snapshot() as snapshot:
        assert snapshot.read(table("files")).entity == table("files")
        stream = snapshot.read(ATTACHMENTS)
        assert stream.entity == ATTACHMENTS
        assert [row.path for row in rows_of(stream)] == [b"offer"]
        assert b"".join(snapshot.open_content(ATTACHMENTS, (b"offer",))) == b"offer"
        assert b"".join(snapshot.open_content(table("files"), (1,))) == b"files(1,)"
        assert snapshot.changes(table("files"), b"41", table("files")) == ("changes", "files", b"41")
        assert snapshot.changes(ATTACHMENTS, b"41", ATTACHMENTS) is None


def test_both_targets_learn_how_they_are_entered(source, database):
    with source.target(rehearsal=True, create=True) as target:
        assert names(target.catalog) == ["contact", "deal", "files"]
    assert database.told[0] == ("target", True, True)


def test_the_database_is_prepared_for_its_own_entities_only(source, database):
    with source.target() as target:
        target.prepare(plan_for(table("contact"), FILES, create=("deal",), exact_schema=True))
    assert names(database.plan.catalog) == ["contact"]
    assert [entity.stored.name for entity in database.plan.entities] == ["contact"]
    assert (database.plan.create, database.plan.exact_schema) == (("deal",), True)


def test_the_folder_is_never_dropped(source, database, root):
    with source.target() as target:
        target.prepare(plan_for(table("contact"), drop=("deal", "files")))
        target.commit()
    assert database.plan.drop == ("deal",)
    assert (root / "offer").exists()


@pytest.mark.parametrize("rebuild", [(), ("files",)])
def test_a_point_with_a_table_called_files_restores_into_a_database_without_it(root, rebuild):
    database = Database()
    with CombinedSource(database, FolderSource(root)).target() as target:
        assert names(target.catalog) == ["files"]
        target.prepare(plan_for(table("files"), ATTACHMENTS, create=("attachments.files",), rebuild=rebuild))
        assert put(target, ATTACHMENTS, file_row(b"new")) == []
        assert put(target, table("files"), file_row(b"x")) == [Refusal(0, "the database refuses")]
        assert [row.path for row in rows_of(target.read(ATTACHMENTS))] == [b"new", b"offer"]
        target.commit()
    assert (database.plan.create, database.plan.rebuild) == (("files",), ())
    assert (root / "new").exists()


def test_what_both_say_at_the_end_is_one_settlement(source):
    with source.target() as target:
        target.prepare(plan_for(table("contact"), FILES))
        settlement = target.settle()
    assert settlement == Settlement([Violation("deal", "contact", 2)], ["the database warns"])


def test_committing_makes_both_permanent(source, database, root):
    with source.target() as target:
        target.prepare(plan_for(FILES))
        put(target, FILES, file_row(b"new", b"x"), contents={b"new": b"x"})
        assert b"".join(target.open_content(FILES, (b"new",))) == b"x"
        assert b"".join(target.open_content(table("deal"), (1,))) == b"deal(1,)"
        assert target.read(table("deal")).entity.name == "deal"
        target.commit()
    assert "commit" in database.told
    assert sorted(path.name for path in root.iterdir()) == ["new", "offer"]


def test_when_the_database_does_not_commit_the_files_are_put_back(source, database, root):
    before = state(root)
    database.fails = RuntimeError("no space")
    with source.target() as target:
        target.prepare(plan_for(FILES))
        put(target, FILES, file_row(b"offer"), file_row(b"new"))
        with pytest.raises(RuntimeError, match="no space"):
            target.commit()
    assert state(root) == before


def test_rolling_back_undoes_both(source, database, root):
    before = state(root)
    with source.target() as target:
        target.prepare(plan_for(FILES))
        put(target, FILES, file_row(b"offer"), file_row(b"new"))
        target.rollback()
        assert state(root) == before
    assert "rollback" in database.told


def test_leaving_without_commit_undoes_the_files(source, root):
    before = state(root)
    with source.target() as target:
        target.prepare(plan_for(FILES))
        put(target, FILES, file_row(b"offer"))
    assert state(root) == before
