"""A source that keeps track of its changes: only those are read, and they are not taken on trust."""

import dataclasses
import json
from contextlib import contextmanager
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.engine.storing import LARGEST_TRACKED
from crmbackup_gui.engine.tracked import ChangesUntrue, by_all_keys, by_deleted_keys, where_nothing_is_gone
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.sources.base import Changes, Records
from crmbackup_gui.sources.keys import keys_of_stream
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import back_up, new_repository, read_all, view_of
from tests.engine.sqlite_state import opened

MANY = 400


class TrackingSource:
    """A SQLite database whose table `contact` has a column `version` that its CRM raises with every change.

    Its position is the highest version; `forget` are keys that it fails to report as changed, `invent` ones that it
    reports without having them, `says_deleted` the keys that it reports as deleted (None: it cannot tell).
    """

    def __init__(self, path):
        self.source = SqliteSource(path)
        self.asked, self.read_whole = [], []
        self.forget, self.invent, self.says_deleted = (), (), None

    url = property(lambda self: self.source.url)
    name = property(lambda self: self.source.name)

    @contextmanager
    def snapshot(self):
        with self.source.snapshot() as snapshot:
            yield TrackingSnapshot(self, snapshot)


class TrackingSnapshot:
    def __init__(self, crm, snapshot):
        self.crm, self.snapshot = crm, snapshot

    catalog = property(lambda self: self.snapshot.catalog)
    consistent_as_of = property(lambda self: self.snapshot.consistent_as_of)
    warnings = property(lambda self: self.snapshot.warnings)

    @property
    def position(self):
        batches = [records.batch for records in self.snapshot.read(self.catalog.entities[0]).records]
        return json.dumps(max(pc.max(batch.column(2)).as_py() for batch in batches)).encode()

    def read(self, entity, known=None):
        self.crm.read_whole.append(entity.name)
        return self.snapshot.read(entity, known)

    def changes(self, entity, since, known):
        self.crm.asked.append((entity.name, since))
        if entity.name != "contact":
            return None
        stream = self.snapshot.read(entity, known)
        gone = None
        if self.crm.says_deleted is not None:
            keys = keys_of_stream(stream)
            batch = pa.RecordBatch.from_arrays([pa.array(self.crm.says_deleted, pa.int64())], names=["id"])
            gone = dataclasses.replace(keys, records=iter([Records(batch)]))
        return Changes(dataclasses.replace(stream, records=self._changed(stream, json.loads(since))), lambda: gone)

    def _changed(self, stream, since):
        for records in stream.records:
            ids, versions = records.batch.column(0), records.batch.column(2)
            changed = pc.and_(
                pc.greater(versions, since), pc.invert(pc.is_in(ids, pa.array(self.crm.forget, pa.int64())))
            )
            yield Records(records.batch.filter(changed))
        for key in self.crm.invent:
            values = {"id": [key], "name": ["nobody"], "version": [since + 1]}
            yield Records(pa.RecordBatch.from_pydict(values, schema=records.batch.schema))

    def open_content(self, entity, key):
        return self.snapshot.open_content(entity, key)

    def keys(self, entity):
        return keys_of_stream(self.snapshot.read(entity))


@pytest.fixture
def crm(tmp_path):
    path = tmp_path / "crm.db"
    with opened(path) as connection:
        connection.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT, version INTEGER)")
        connection.executemany("INSERT INTO contact VALUES (?, ?, 1)", [(n, f"name {n}") for n in range(1, MANY + 1)])
        connection.execute("CREATE TABLE note (body TEXT)")
    source, repository = TrackingSource(path), new_repository()
    back_up(source, repository)
    source.read_whole.clear()

    def edit(*statements):
        with opened(path) as connection:
            for statement in statements:
                connection.execute(statement)

    return SimpleNamespace(source=source, repository=repository, edit=edit, path=path)


def edited(crm):
    crm.edit(
        "UPDATE contact SET name = 'changed', version = 2 WHERE id IN (5, 250)",
        "INSERT INTO contact VALUES (1000, 'new', 2), (-3, 'before all', 2)",
        "DELETE FROM contact WHERE id IN (17, 400)",
    )


def shows_the_crm(crm, point):
    """Whether the point reads as a full backup taken now."""
    full = back_up(crm.source, crm.repository, Strategy.FULL)
    return read_all(view_of(crm.repository, point.sequence)) == read_all(view_of(crm.repository, full.sequence))


def counts(point):
    return point.records, point.records_added, point.records_changed, point.records_deleted


@pytest.mark.parametrize("deleted", [None, (17, 400, 999)])
def test_only_what_changed_is_read(crm, deleted):
    edited(crm)
    crm.source.says_deleted = deleted
    point = back_up(crm.source, crm.repository)
    assert crm.source.asked == [("contact", b"1"), ("note", b"1")]
    assert crm.source.read_whole == ["note"]
    assert counts(point) == (MANY, 2, 2, 2)
    assert shows_the_crm(crm, point)


def test_a_differential_asks_for_what_changed_since_the_full(crm):
    edited(crm)
    back_up(crm.source, crm.repository)
    crm.edit("UPDATE contact SET name = 'again', version = 3 WHERE id = 9")
    point = back_up(crm.source, crm.repository, Strategy.DIFFERENTIAL)
    assert crm.source.asked[-2:] == [("contact", b"1"), ("note", b"1")]
    assert counts(point) == (MANY, 2, 3, 2)
    assert shows_the_crm(crm, point)


def test_nothing_changed_stores_nothing(crm):
    point = back_up(crm.source, crm.repository)
    assert counts(point) == (MANY, 0, 0, 0)
    assert not view_of(crm.repository, point.sequence).manifest.state("contact").upserts


def test_a_new_record_that_was_not_reported_makes_all_be_compared(crm):
    edited(crm)
    crm.source.forget = (1000,)
    point = back_up(crm.source, crm.repository)
    assert crm.source.read_whole == ["contact", "note"]
    assert counts(point) == (MANY, 2, 2, 2)
    assert shows_the_crm(crm, point)


@pytest.mark.parametrize("deleted", [None, (17, 400, 2000)])
def test_a_change_of_a_record_that_is_not_there_makes_all_be_compared(crm, deleted):
    edited(crm)
    crm.source.invent, crm.source.says_deleted = (2000,), deleted
    point = back_up(crm.source, crm.repository)
    assert crm.source.read_whole == ["contact", "note"]
    assert shows_the_crm(crm, point)


@pytest.mark.parametrize(
    "statement", ["UPDATE contact SET version = 2 WHERE id <= {many}", "DELETE FROM contact WHERE id <= {many}"]
)
def test_when_much_changed_all_records_are_compared(crm, statement):
    crm.edit(statement.format(many=int(MANY * LARGEST_TRACKED) + 1))
    point = back_up(crm.source, crm.repository)
    assert crm.source.read_whole == ["contact", "note"]
    assert shows_the_crm(crm, point)


def test_a_changed_structure_is_read_anew(crm):
    crm.edit("ALTER TABLE contact ADD COLUMN phone TEXT", "UPDATE contact SET version = 2 WHERE id = 1")
    point = back_up(crm.source, crm.repository)
    assert view_of(crm.repository, point.sequence).manifest.state("contact").anew
    assert shows_the_crm(crm, point)


# Keys

KEYS = st.sets(st.integers(-6, 30))


def runs(keys, size):
    """Runs of so many keys each."""
    ordered = pa.array(sorted(keys), pa.int64())
    for start in range(0, len(ordered), size):
        part = ordered.slice(start, size)
        yield Run(part, pa.RecordBatch.from_arrays([part], names=["id"]))


@given(KEYS, KEYS, KEYS, st.integers(1, 5), st.integers(1, 5))
def test_keys_tell_what_was_added_and_deleted_whatever_the_runs(before, now, changed, old_size, new_size):
    changed = (changed & now) | (now - before)
    found = by_all_keys(runs(before, old_size), runs(now, new_size), pa.array(sorted(changed), pa.int64()))
    gone = [key for batch in found.gone for key in batch.column(0).to_pylist()]
    assert (found.records, found.added, gone) == (len(now), len(now - before), sorted(before - now))
    told = by_deleted_keys(runs(before, old_size), runs(before - now, new_size), pa.array(sorted(changed), pa.int64()))
    assert (told.records, told.added, told.deleted) == (found.records, found.added, found.deleted)


@given(KEYS, KEYS, KEYS, st.integers(1, 5))
def test_changes_that_cannot_be_true_are_found(before, now, changed, size):
    honest = changed <= now and (now - before) <= changed
    try:
        by_all_keys(runs(before, size), runs(now, size + 1), pa.array(sorted(changed), pa.int64()))
    except ChangesUntrue:
        assert not honest
    else:
        assert honest


@given(KEYS, KEYS, KEYS, st.integers(1, 5))
def test_where_nothing_is_gone_the_same_is_found_without_the_keys(before, now, changed, size):
    changed = (changed & now) | (now - before)

    def holds_exactly(keys):
        handed = [key for some in keys for key in some.to_pylist()]
        assert len(handed) == len(set(handed))
        return set(handed) == now

    ordered = pa.array(sorted(changed), pa.int64())
    found = where_nothing_is_gone(runs(before, size), ordered, holds_exactly)
    assert (found is None) == bool(before - now)
    assert found is None or found == by_all_keys(runs(before, size), runs(now, size), ordered)
