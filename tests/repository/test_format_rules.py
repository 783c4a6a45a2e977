"""What FORMAT.md demands beyond the form of bytes: which objects a point may rely on, and what a reader passes over."""

from datetime import UTC, datetime

import msgspec
import pyarrow as pa
import pytest

from crmbackup_gui.errors import CommitRefused
from crmbackup_gui.model.catalog import Catalog, Entity, Field, ValueType
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.manifest import LogEntry, Manifest
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.packs import EntryKind, pack_name, read_table
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.sealing import seal
from crmbackup_gui.repository.segments import stored_schema
from crmbackup_gui.repository.stores.opening_remote import open_memory

CRM = "c" * 32
LETTER = b"Dear customer, " * 6_000
ENTITY = Entity(
    name="letter",
    key=("id",),
    fields=(Field(name="id", type=ValueType.INT64), Field(name="body", type=ValueType.BYTES)),
)


@pytest.fixture
def repository():
    return Repository(open_memory(), "r" * 32, bytes(32))


def draft():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return RecoveryPoint(
        id="",
        crm=CRM,
        crm_name="letters",
        url="made:///up",
        sequence=0,
        kind=PointKind.REGULAR,
        strategy=Strategy.FULL,
        taken_at=now,
        consistent_as_of=now,
    )


def take_full(repository, content=LETTER, before_commit=lambda: None):
    """A full point of one record whose body is a blob; its manifest."""
    with repository.new_point(CRM) as writer:
        cell = writer.store_value(1, iter([content]), is_text=False).encode()
        layer = writer.layer(ENTITY)
        columns = [pa.array([1], pa.int64()), pa.nulls(1, pa.binary()), pa.array([cell], pa.binary())]
        layer.upsert(pa.RecordBatch.from_arrays(columns, schema=stored_schema(ENTITY)))
        state = layer.finish(records=1, anew=True, added=1, changed=0, deleted=0)
        before_commit()
        point = writer.commit(draft(), Catalog(entities=(ENTITY,)), [state])
    return repository.manifest(CRM, point.sequence)


def body(repository, sequence):
    view = repository.view(CRM, sequence)
    (run,) = view.read("letter")
    (value,) = decode_outside(run.batch.column(-1)[0].as_py(), "test")
    return b"".join(view.value(value))


def mark(repository, pack):
    repository._save(f"marks/{pack.hex()}", msgspec.defstruct("Mark", [])())


def rewrite(repository, manifest, run):
    """As an erasure: the reason first, then the manifest under its old name; its new digest."""
    sequence = manifest.point.sequence
    name = point_name(CRM, sequence)
    sealed = seal(repository._key, name, stored.encode(msgspec.structs.replace(manifest, run=run)))
    log(repository, sequence, stored.digest(sealed))
    repository.store.put(name, sealed)


def log(repository, sequence, new):
    old = repository.manifest_digest(CRM, sequence)
    repository._note("log", CRM, LogEntry(sequence=sequence, old=old, new=new, reason="test"))


def test_a_value_is_stored_once_and_its_second_point_says_whose_pack_it_uses(repository):
    first, second = take_full(repository), take_full(repository)
    assert second.reused == first.packs
    assert (first.reused, body(repository, 2)) == ((), LETTER)


def test_a_point_finds_reused_blobs_without_the_point_that_stored_them(repository):
    first, _ = take_full(repository), take_full(repository)
    log(repository, 1, None)
    repository.store.delete([point_name(CRM, first.point.sequence)])
    assert body(repository, 2) == LETTER
    assert check(repository).sound


def test_a_value_whose_first_point_is_gone_is_not_stored_again(repository):
    first, _ = take_full(repository), take_full(repository)
    repository.store.delete([point_name(CRM, 1)])
    assert take_full(repository).reused == first.packs


def test_a_value_in_a_pack_that_is_about_to_go_is_stored_again(repository):
    first = take_full(repository)
    mark(repository, first.packs[0])
    assert take_full(repository).reused == ()


def test_a_point_is_refused_when_a_pack_that_it_reuses_was_marked_meanwhile(repository):
    first = take_full(repository)
    with pytest.raises(CommitRefused, match="about to be cleaned up"):
        take_full(repository, before_commit=lambda: mark(repository, first.packs[0]))


def test_a_point_is_refused_when_a_pack_that_it_reuses_vanished_meanwhile(repository):
    first = take_full(repository)
    with pytest.raises(CommitRefused, match="is gone"):
        take_full(repository, before_commit=lambda: repository.store.delete([pack_name(first.packs[0])]))


def test_entries_of_the_log_explain_each_other(repository):
    first, _ = take_full(repository), take_full(repository)
    rewrite(repository, first, "once")
    rewrite(repository, first, "twice")
    assert check(repository).history == ()
    log(repository, 1, None)
    repository.store.delete([point_name(CRM, 1)])
    assert check(repository).history == ()


def test_a_rewritten_point_that_no_entry_of_the_log_explains_is_reported(repository):
    first, _ = take_full(repository), take_full(repository)
    rewrite(repository, first, "once")
    name = point_name(CRM, 1)
    repository.store.put(name, seal(repository._key, name, stored.encode(first)))
    assert len(check(repository).history) == 1


def test_objects_whose_names_are_not_those_of_points_are_not_seen(repository):
    take_full(repository)
    for name in (f"points/{CRM}/1", f"points/{CRM}/00000000002", "points/x", f"points/{CRM}/0000000003/more"):
        repository.store.put(name, b"strange")
    assert repository.sequences(CRM) == [1]
    assert repository.crm_ids() == [CRM]
    assert take_full(repository).point.sequence == 2


def test_keys_of_maps_that_a_later_program_added_are_ignored(repository):
    class Later(Manifest, frozen=True, kw_only=True):
        invented: int = 7

    first = take_full(repository)
    name = point_name(CRM, 1)
    later = Later(**{field: getattr(first, field) for field in Manifest.__struct_fields__})
    repository.store.put(name, seal(repository._key, name, stored.encode(later)))
    assert repository.manifest(CRM, 1) == first


def test_the_packs_of_a_run_say_what_they_were_to_become(repository):
    manifest = take_full(repository)
    name = pack_name(manifest.packs[-1])
    content = repository.read_object(name)
    entry = read_table(name, content).entries[-1]

    draft_manifest = stored.decode(name, content[entry.offset : entry.offset + entry.length], Manifest)

    assert entry.kind == EntryKind.DRAFT
    assert draft_manifest.entities == manifest.entities
    assert (draft_manifest.catalog, draft_manifest.blobs) == (manifest.catalog, manifest.blobs)
    assert (draft_manifest.run, draft_manifest.packs) == (manifest.run, manifest.packs)


def test_a_head_that_was_exchanged_is_noticed_by_a_machine_that_saw_it():
    memory = {}

    class Heads:
        def recall(self, repository, crm):
            return memory.get((repository, crm))

        def remember(self, repository, crm, head):
            memory[repository, crm] = head

        def crms(self, repository):
            return [crm for of, crm in memory if of == repository]

    store = open_memory()
    here = Repository(store, "r" * 32, bytes(32), Heads())
    take_full(here)
    store.delete([point_name(CRM, 1)])
    take_full(Repository(store, "r" * 32, bytes(32)), b"another" * 20_000)

    (sentence,) = check(here).history
    assert "not the one that this machine has seen" in sentence
    assert check(Repository(store, "r" * 32, bytes(32))).history == ()
