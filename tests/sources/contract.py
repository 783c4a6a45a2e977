"""What every source promises (sources/base.py), whatever CRM it is of.

A test module subclasses `SourceContract` and gives the fixture `crm`: a `Crm` of its kind with the records that its
docstring tells of. Nothing here knows more of it than that.
"""

from abc import ABC, abstractmethod
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crmbackup_gui.engine.incoming import incoming
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import CrmBackupError, EntityNotFound
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.order import KeyOrder, increasing
from crmbackup_gui.sources.base import BATCH_BYTES, BATCH_ROWS, TypesChanged
from crmbackup_gui.sources.keys import key_entity
from crmbackup_gui.sources.location import parse_location
from tests.engine.setting import back_up, new_repository, only_crm

PATIENCE = timedelta(minutes=1)
STRATEGIES = (Strategy.FULL, Strategy.INCREMENTAL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL, Strategy.FULL)


class Crm(ABC):
    """A CRM of some kind with at least three records in the entity `main`, and something else."""

    source = None
    main = ""
    """The entity that `edit` changes."""
    one_moment = True
    """Whether what happens after a snapshot was taken cannot be seen in it."""
    clears = False
    """Whether a restore must be told to empty what was empty."""
    comes_back = "created"
    """What a restore counts a record as that `edit` deleted."""

    @abstractmethod
    def edit(self):
        """Add one record to `main`, change one and delete one, each time others. Nothing else changes."""

    @abstractmethod
    def elsewhere(self):
        """A source of the same kind at a place where there is nothing yet."""

    def state(self):
        """All that it holds now, equal whenever a restore has made it as it was."""
        return state_of(self.source)

    def restored_from(self, repository, view, mode, **options):
        """What a restore of it says that makes it, in what the mode allows, as it was at one of its points."""
        return run_restore(repository, view, self.source, RestoreRequest(mode=mode, clears=self.clears, **options))


def settled(attempt):
    """What it gives when the types of a source have settled."""
    for _ in range(100):
        try:
            return attempt()
        except TypesChanged:
            continue
    raise AssertionError("types do not settle")


def records_of(snapshot, name):
    """All records of an entity as a multiset, each as the text of its values (large ones by name)."""
    return settled(lambda: _records_of(snapshot, name))


def taken(snapshot, entity, known=None):
    """A stream, and all batches of it."""

    def take():
        stream = snapshot.read(entity, known)
        return stream, [records.batch for records in stream.records]

    return settled(take)


def taken_keys(snapshot, entity):
    """As `taken`, for the keys alone."""

    def take():
        stream = snapshot.keys(entity)
        return stream, [records.batch for records in stream.records]

    return settled(take)


def _records_of(snapshot, name):
    entity = snapshot.catalog.entity(name)
    stream = snapshot.read(entity)
    keeper = BlobNamer(b"k" * 32)
    found = Counter()
    for run in incoming(stream, keeper):
        told = [field.fingerprint for field in stream.entity.fields] + [False] * 3
        for row in run.batch.to_pylist():
            values = [value for value, left_out in zip(row.values(), told, strict=False) if not left_out]
            found[repr(values)] += 1
    return found


def state_of(source):
    """All records of a CRM by entity, as of now."""
    with source.snapshot() as snapshot:
        return {entity.name: records_of(snapshot, entity.name) for entity in snapshot.catalog.entities}


def edited(before, after):
    """How many records only one of two states has."""
    return sum((before - after).values()), sum((after - before).values())


def counts_of(report):
    """What a restore did, by what it counts it as; only what it did at all, or did not manage."""
    kinds = ("created", "undeleted", "updated", "deleted", "failed")
    return {kind: report.total(kind) for kind in kinds if report.total(kind)}


def states_backed_up(crm, repository):
    """What a CRM was like at each of its points: one by every strategy in turn, and an edit behind each."""
    states = []
    for strategy in STRATEGIES:
        states.append(crm.state())
        back_up(crm.source, repository, strategy)
        crm.edit()
    return states


class SourceContract:
    """Subclass it as `Test...` and give the fixture `crm`."""

    # What it is

    def test_it_is_there_and_the_place_beside_it_is_not(self, crm):
        assert crm.source.exists()
        assert not crm.elsewhere().exists()

    def test_its_url_is_canonical_and_names_it(self, crm):
        assert parse_location(crm.source.url).url == crm.source.url
        assert crm.source.name

    def test_its_catalog_describes_every_entity_once(self, crm):
        catalog = crm.source.catalog()
        names = [entity.name for entity in catalog.entities]
        assert crm.main in names
        assert len(set(names)) == len(names)
        for entity in catalog.entities:
            fields = [field.name for field in entity.fields]
            assert len(set(fields)) == len(fields)
            assert set(entity.key) <= set(fields)
            assert all(set(reference.fields) <= set(fields) for reference in entity.references)

    def test_its_catalog_survives_being_stored(self, crm):
        catalog = crm.source.catalog()
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(catalog), type=type(catalog)) == catalog

    def test_its_catalog_is_the_same_when_asked_again(self, crm):
        assert crm.source.catalog() == crm.source.catalog()

    # Reading

    def test_the_moment_is_in_utc_and_about_now(self, crm):
        with crm.source.snapshot() as snapshot:
            assert snapshot.consistent_as_of.tzinfo is UTC
            assert abs(datetime.now(UTC) - snapshot.consistent_as_of) < PATIENCE

    def test_batches_have_the_shape_that_was_announced_and_a_bounded_size(self, crm):
        with crm.source.snapshot() as snapshot:
            for entity in snapshot.catalog.entities:
                stream, batches = taken(snapshot, entity)
                schema, order, last = arrow_schema(stream.entity), None, None
                if stream.entity.key and stream.in_key_order:
                    order = KeyOrder(stream.entity)
                rows = 0
                for batch in batches:
                    rows += batch.num_rows
                    assert batch.schema == schema
                    assert batch.num_rows <= BATCH_ROWS
                    assert batch.nbytes <= 2 * BATCH_BYTES
                    batch.validate(full=True)
                    if order is not None and batch.num_rows:
                        keys = order.keys_of(batch)
                        assert increasing(keys)
                        assert last is None or last < keys[0].as_py()
                        last = keys[-1].as_py()
                assert stream.rows in (None, rows)

    def test_reading_again_gives_the_same(self, crm):
        with crm.source.snapshot() as snapshot:
            assert records_of(snapshot, crm.main) == records_of(snapshot, crm.main)
            assert sum(records_of(snapshot, crm.main).values()) >= 3

    def test_types_that_are_known_are_kept(self, crm):
        with crm.source.snapshot() as snapshot:
            for entity in snapshot.catalog.entities:
                first, _ = taken(snapshot, entity)
                again, _ = taken(snapshot, entity, first.entity)
                assert again.entity == first.entity

    def test_keys_are_those_of_the_records(self, crm):
        with crm.source.snapshot() as snapshot:
            entity = snapshot.catalog.entity(crm.main)
            stream, batches = taken(snapshot, entity)
            places = [stream.entity.index(name) for name in stream.entity.key]
            of_records = Counter(
                row
                for batch in batches
                for row in zip(*(batch.column(place).to_pylist() for place in places), strict=True)
            )
            keys, of_keys = taken_keys(snapshot, entity)
            assert keys.entity.fields == key_entity(stream.entity).fields
            found = Counter()
            for batch in of_keys:
                found.update(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        assert found == of_records

    def test_what_happens_later_is_not_in_the_snapshot(self, crm):
        if not crm.one_moment:
            return
        before = state_of(crm.source)
        with crm.source.snapshot() as snapshot:
            crm.edit()
            assert {name: records_of(snapshot, name) for name in before} == before
        assert state_of(crm.source) != before

    def test_a_reading_that_is_not_taken_to_its_end_disturbs_nobody(self, crm):
        with crm.source.snapshot() as snapshot:
            entity = snapshot.catalog.entity(crm.main)
            settled(lambda: next(iter(snapshot.read(entity).records), None))
            assert sum(records_of(snapshot, crm.main).values()) >= 3

    def test_an_entity_that_is_not_there_is_not_found(self, crm):
        nobody = Entity(name="nobody knows", fields=(), key=())
        with crm.source.snapshot() as snapshot, pytest.raises(EntityNotFound):
            list(snapshot.read(nobody).records)

    def test_a_place_where_nothing_is_cannot_be_read(self, crm):
        with pytest.raises(CrmBackupError), crm.elsewhere().snapshot():
            pass

    # Points

    def test_every_strategy_shows_the_crm_of_its_moment(self, crm):
        repository = new_repository()
        for sequence, expected in enumerate(states_backed_up(crm, repository), 1):
            target = crm.elsewhere()
            view = repository.view(only_crm(repository), sequence)
            report = run_restore(repository, view, target, RestoreRequest(create_schema=True))
            assert report.verified
            assert report.total("failed") == 0
            assert state_of(target) == expected

    def test_an_incremental_stores_what_changed(self, crm):
        repository = new_repository()
        back_up(crm.source, repository)
        crm.edit()
        point = back_up(crm.source, repository)
        state = repository.view(only_crm(repository), point.sequence).manifest.state(crm.main)
        assert (state.added, state.changed, state.deleted) == (1, 1, 1)
        self.come_to_rest(crm, repository)
        still = back_up(crm.source, repository)
        assert (still.records_added, still.records_changed, still.records_deleted) == (0, 0, 0)

    def come_to_rest(self, crm, repository):
        """What must happen until a point stores nothing of a CRM that nobody edits: for most kinds, nothing."""

    # Restoring

    @pytest.fixture
    def restored(self, crm):
        """A CRM that was edited behind a recovery point, that point, and what it was like then and is now."""
        repository = new_repository()
        then = crm.state()
        back_up(crm.source, repository)
        crm.edit()
        view = repository.view(only_crm(repository), 1)
        return repository, view, then, crm.state()

    def test_an_exact_restore_makes_the_crm_as_it_was_and_undo_as_it_is(self, crm, restored):
        repository, view, then, now = restored
        report = crm.restored_from(repository, view, RestoreMode.EXACT)
        assert counts_of(report) == {crm.comes_back: 1, "updated": 1, "deleted": 1}
        assert crm.state() == then
        undo = repository.view(view.point.crm, report.safety_point.sequence)
        run_undo(repository, undo, crm.source)
        assert crm.state() == now

    @pytest.mark.parametrize(("mode", "created", "updated"), [(RestoreMode.MISSING, 1, 0), (RestoreMode.MERGE, 1, 1)])
    def test_a_milder_restore_deletes_nothing(self, crm, restored, mode, created, updated):
        repository, view, then, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode))
        assert (report.total("created"), report.total("updated"), report.total("deleted")) == (created, updated, 0)
        lost, come = edited(now[crm.main], state_of(crm.source)[crm.main])
        assert (lost, come) == (updated, created + updated)
        assert edited(then[crm.main], state_of(crm.source)[crm.main])[0] == 1 - updated

    @pytest.mark.parametrize("mode", RestoreMode)
    def test_a_dry_run_counts_what_the_run_then_does_and_changes_nothing(self, crm, restored, mode):
        repository, view, _, now = restored
        dry = crm.restored_from(repository, view, mode, dry_run=True)
        assert crm.state() == now
        report = crm.restored_from(repository, view, mode)
        for what in ("created", "undeleted", "updated", "deleted", "unchanged", "skipped", "failed"):
            assert dry.total(what) == report.total(what), what

    def test_a_dry_run_into_a_place_where_nothing_is_leaves_nothing_there(self, crm, restored):
        repository, view, _, _ = restored
        target = crm.elsewhere()
        run_restore(repository, view, target, RestoreRequest(create_schema=True, dry_run=True))
        assert not target.exists()

    def test_a_target_that_is_left_without_a_commit_is_as_it_was(self, crm, restored):
        _, _, _, now = restored
        with crm.source.target() as target:
            settled(lambda: list(target.read(target.catalog.entity(crm.main)).records))
        assert crm.state() == now

    def test_one_entity_is_restored_without_the_others(self, crm, restored):
        repository, view, then, now = restored
        scope = RecoveryScope(entities=(crm.main,))
        crm.restored_from(repository, view, RestoreMode.EXACT, scope=scope)
        assert crm.state() == now | {crm.main: then[crm.main]}
