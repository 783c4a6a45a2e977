"""Points are numbered, linked and never lost without a trace, whoever commits at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import msgspec
import pytest
import zstandard

from crmbackup_gui.errors import CommitRefused, FormatNotSupported, ObjectDamaged, ObjectMissing, StoreFailed
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository import pack_reader, packs, sealed_notes, stopwatch
from crmbackup_gui.repository import repository as repository_module
from crmbackup_gui.repository.identity import new_crm_id
from crmbackup_gui.repository.manifest import FORMAT, CheckResult, LogEntry, Manifest, RestoreRun
from crmbackup_gui.repository.packs import Placed, pack_name
from crmbackup_gui.repository.repository import (
    OLDEST_COMMIT_SECONDS,
    SUMMARY_EVERY,
    CrmInfo,
    Head,
    point_name,
)
from crmbackup_gui.repository.sealing import seal
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import (
    CRM,
    OTHER_CRM,
    Heads,
    contacts,
    draft_of,
    listed,
    new_store,
    open_repository,
    read,
    take,
)


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def heads():
    return Heads()


@pytest.fixture
def repository(store, heads):
    return open_repository(store, heads)


def empty_point(repository, crm=CRM):
    with repository.new_point(crm) as writer:
        return writer.commit(draft_of(crm=crm), Catalog(entities=()), [])


def sequences(timeline):
    return [point.sequence for point in timeline.points]


def put_manifest(repository, manifest, name=None):
    """Put a manifest as somebody with the key could."""
    name = name or point_name(manifest.point.crm, manifest.point.sequence)
    repository.store.put(name, seal(repository._key, name, stored.encode(manifest)))


# Commits


def test_points_are_numbered_from_one_and_each_names_the_digest_of_the_one_before(repository):
    points = [empty_point(repository) for _ in range(4)]
    assert [point.sequence for point in points] == [1, 2, 3, 4]
    assert repository.manifest(CRM, 1).previous is None
    for point in points[1:]:
        before = repository.manifest_digest(CRM, point.sequence - 1)
        assert repository.manifest(CRM, point.sequence).previous == before


def test_the_id_of_a_point_can_be_told_without_its_manifest(repository, store):
    points = [empty_point(repository), empty_point(repository), empty_point(repository, OTHER_CRM)]
    assert [point.id for point in points] == [repository.point_id(point.crm, point.sequence) for point in points]
    assert len({point.id for point in points}) == 3
    assert open_repository(store, master=bytes(32)).point_id(CRM, 1) != points[0].id


def test_writers_that_commit_at_the_same_time_all_get_their_own_place_in_one_chain(store):
    count, each = 8, 3
    barrier = threading.Barrier(count)

    def commit(_):
        own = open_repository(store)
        barrier.wait()
        return [take(own, contacts(1)).sequence for _ in range(each)]

    with ThreadPoolExecutor(count) as pool:
        taken = [sequence for many in pool.map(commit, range(count)) for sequence in many]
    assert sorted(taken) == list(range(1, count * each + 1))
    repository = open_repository(store)
    for sequence in range(2, count * each + 1):
        assert repository.manifest(CRM, sequence).previous == repository.manifest_digest(CRM, sequence - 1)


def test_a_commit_that_always_loses_the_race_gives_up(repository, monkeypatch):
    empty_point(repository)
    monkeypatch.setattr(repository, "_next", lambda _: (1, None, None))
    with pytest.raises(CommitRefused):
        empty_point(repository)


def passes(monkeypatch, awake, asleep):
    """So many seconds after the clocks were read first, of which one stands still while the machine sleeps."""
    first = iter([(5.0, 5.0)])
    monkeypatch.setattr(stopwatch, "clocks", lambda: next(first, (5.0 + awake, 5.0 + awake + asleep)))


@pytest.mark.parametrize("asleep", [0.0, OLDEST_COMMIT_SECONDS])
@pytest.mark.parametrize(("seconds", "refused"), [(OLDEST_COMMIT_SECONDS, False), (OLDEST_COMMIT_SECONDS + 1, True)])
def test_a_backup_that_began_more_than_a_day_ago_is_not_committed(repository, monkeypatch, seconds, refused, asleep):
    passes(monkeypatch, seconds - asleep, asleep)
    if refused:
        with pytest.raises(CommitRefused):
            empty_point(repository)
    else:
        empty_point(repository)
    assert len(repository.sequences(CRM)) == (0 if refused else 1)


def test_a_point_that_others_rest_on_stays_when_its_machine_slept_as_it_was_put_there(monkeypatch):
    """A laptop is shut while the answer to its last request is on the way, and a server goes on with the point."""
    time, others = [1_000_000_000.0], []
    monkeypatch.setattr(stopwatch, "clocks", lambda: (time[0], time[0]))

    class Sleepy(FaultyStore):
        def put(self, name, data, *, create=False):
            super().put(name, data, create=create)
            if name == point_name(CRM, 1) and not others:
                time[0] += OLDEST_COMMIT_SECONDS + 1
                server = open_repository(self)
                (first,) = server.timeline(CRM).points
                others.append(take(server, contacts(2, records=2), parent=first))

    repository = open_repository(Sleepy())
    first = take(repository, contacts(1))
    assert [point.id for point in repository.timeline(CRM).points] == [first.id, others[0].id]
    assert read(repository, others[0]) == {(1,): "name 1", (2,): "name 2"}


def test_a_point_that_nothing_rests_on_goes_again_when_its_machine_slept_as_it_was_put_there(monkeypatch):
    """Nobody can tell whether all that it needs stays."""
    time = [1_000_000_000.0]
    monkeypatch.setattr(stopwatch, "clocks", lambda: (time[0], time[0]))

    class Sleepy(FaultyStore):
        def put(self, name, data, *, create=False):
            super().put(name, data, create=create)
            time[0] += (OLDEST_COMMIT_SECONDS + 1) * (name == point_name(CRM, 1))

    repository = open_repository(Sleepy())
    with pytest.raises(CommitRefused):
        take(repository, contacts(1))
    assert repository.timeline(CRM).points == ()


def test_behind_the_highest_number_that_there_can_be_nothing_is_committed(repository, store):
    """Somebody else's object of that name must not lead to a point that nobody would find."""
    take(repository, contacts(1))
    store.put(point_name(CRM, 9_999_999_999), b"not ours")
    before = listed(store, "points")
    with pytest.raises(CommitRefused):
        take(repository, contacts(1, 2))
    assert listed(store, "points") == before


def gone(store, pack):
    store.delete([pack_name(pack)])


def marked(store, pack):
    store.put(f"marks/{pack.hex()}", b"")


@pytest.mark.parametrize("happened", [gone, marked])
def test_a_point_is_refused_when_a_pack_of_its_chain_is_gone_or_about_to_go(repository, store, happened):
    first = take(repository, contacts(1))
    second = take(repository, contacts(2), parent=first)
    (pack,) = repository.manifest(CRM, 1).packs
    happened(store, pack)
    with pytest.raises(CommitRefused):
        take(repository, contacts(3), parent=second)
    assert take(repository, contacts(3)).sequence == 3


@pytest.mark.parametrize("happened", [gone, marked])
def test_a_point_is_refused_when_a_pack_of_its_own_is_gone_or_about_to_go(repository, store, happened, monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)
    with repository.new_point(CRM) as writer:
        writer._packs.add(packs.EntryKind.UPSERTS, b"x")
        writer._packs.flush()
        happened(store, writer._packs.packs[0])
        with pytest.raises(CommitRefused):
            writer.commit(draft_of(), Catalog(entities=()), [])
    assert repository.sequences(CRM) == []


@pytest.mark.parametrize("happened", [gone, marked])
def test_a_point_is_refused_when_the_catalog_that_it_shares_is_gone_or_about_to_go(repository, store, happened):
    take(repository, contacts(1))
    shared = repository.manifest(CRM, 1).catalog
    happened(store, shared.pack)
    with pytest.raises(CommitRefused):
        take(repository, contacts(2), same_catalog=shared)


def test_a_point_is_refused_when_a_manifest_of_its_chain_is_gone(repository, store):
    first = take(repository, contacts(1))
    second = take(repository, contacts(2), parent=first)
    store.delete([point_name(CRM, 1)])
    with pytest.raises(ObjectMissing):
        take(repository, contacts(3), parent=second)
    assert repository.sequences(CRM) == [2]


def test_the_store_refusing_a_pack_leaves_no_point(repository, store, monkeypatch):
    def refuse(*_, **__):
        raise StoreFailed("memory:", "it is full")

    with monkeypatch.context() as patch:
        patch.setattr(store, "put", refuse)
        with pytest.raises(StoreFailed):
            take(repository, contacts(1))
    assert listed(store) == []


# The timeline


def test_the_timeline_holds_the_points_of_one_crm_oldest_first(repository):
    mine = [empty_point(repository), empty_point(repository)]
    other = empty_point(repository, OTHER_CRM)
    assert repository.timeline(CRM).points == tuple(mine)
    assert repository.timeline(OTHER_CRM).points == (other,)
    assert repository.timeline("e" * 32).points == ()


def test_the_repository_knows_its_crms_by_their_newest_points(repository):
    assert repository.crms() == ()
    empty_point(repository, OTHER_CRM)
    empty_point(repository)
    renamed = msgspec.structs.replace(draft_of(crm=OTHER_CRM), crm_name="Leads", url="sqlite:///leads.db")
    with repository.new_point(OTHER_CRM) as writer:
        writer.commit(renamed, Catalog(entities=()), [])
    assert repository.crms() == (
        CrmInfo(OTHER_CRM, "Leads", "sqlite:///leads.db"),
        CrmInfo(CRM, "Sales", "sqlite:///crm.db"),
    )


def test_a_crm_whose_points_cannot_be_read_is_still_there(repository, store):
    empty_point(repository)
    store.put(point_name(CRM, 1), b"damaged")
    assert repository.crms() == (CrmInfo(CRM, CRM, ""),)


def test_points_that_cannot_be_read_are_named_beside_the_others(repository, store):
    for _ in range(3):
        empty_point(repository)
    store.put(point_name(CRM, 2), b"damaged")
    timeline = repository.timeline(CRM)
    assert sequences(timeline) == [1, 3]
    assert {sequence: error.name for sequence, error in timeline.unreadable.items()} == {2: point_name(CRM, 2)}


@pytest.mark.parametrize(
    "name", [f"points/{CRM}/notes", f"points/{CRM}/0000000001/copy", "points/notes", f"points/{CRM}"]
)
def test_objects_that_others_put_beside_manifests_are_not_seen(repository, store, name):
    point = empty_point(repository)
    store.put(name, b"something else")
    assert repository.crm_ids() == [CRM]
    assert repository.timeline(CRM).points == (point,)
    assert empty_point(repository).sequence == 2


def test_ids_of_crms_are_random():
    assert len(new_crm_id()) == 32
    assert new_crm_id() != new_crm_id()


# Summaries


class CountingStore:
    """Counts which manifests are read."""

    def __init__(self, store):
        self._store, self.read = store, []

    def __getattr__(self, name):
        return getattr(self._store, name)

    def get(self, name):
        self.read.append(name)
        return self._store.get(name)


def test_every_64th_commit_keeps_a_summary_and_the_timeline_is_the_same_without_it(repository, store):
    assert SUMMARY_EVERY == 64
    points = tuple(empty_point(repository) for _ in range(66))
    assert listed(store, "summaries") == [f"summaries/{CRM}/0000000064"]
    counting = CountingStore(store)
    assert open_repository(counting).timeline(CRM).points == points
    assert sorted(name for name in counting.read if name.startswith("points/")) == [
        point_name(CRM, n) for n in (65, 66)
    ]
    store.delete(listed(store, "summaries"))
    assert open_repository(store).timeline(CRM).points == points


@pytest.fixture
def every_third(monkeypatch):
    monkeypatch.setattr(repository_module, "SUMMARY_EVERY", 3)


@pytest.mark.usefixtures("every_third")
@pytest.mark.parametrize("content", [b"", b"damaged"])
def test_a_damaged_summary_changes_nothing(repository, store, content):
    points = tuple(empty_point(repository) for _ in range(7))
    store.put(listed(store, "summaries")[0], content)
    assert repository.timeline(CRM).points == points


@pytest.mark.usefixtures("every_third")
def test_a_summary_under_the_name_of_another_one_is_not_believed(repository, store):
    for _ in range(3):
        empty_point(repository)
    others = tuple(empty_point(repository, OTHER_CRM) for _ in range(3))
    store.put(f"summaries/{OTHER_CRM}/0000000003", store.get(f"summaries/{CRM}/0000000003"))
    assert repository.timeline(OTHER_CRM).points == others


@pytest.mark.usefixtures("every_third")
def test_the_newest_point_is_read_itself_though_a_summary_describes_it(repository, store):
    for _ in range(3):
        empty_point(repository)
    store.put(point_name(CRM, 3), b"damaged")
    onlooker = open_repository(store, Heads())
    assert list(onlooker.timeline(CRM).unreadable) == [3]
    assert onlooker.remembered_head(CRM) is None


@pytest.mark.usefixtures("every_third")
def test_points_that_a_summary_still_describes_are_gone_when_their_manifest_is(repository, store):
    for _ in range(4):
        empty_point(repository)
    store.delete([point_name(CRM, 2)])
    assert sequences(repository.timeline(CRM)) == [1, 3, 4]


def damage_a_manifest(store, _):
    store.put(point_name(CRM, 1), b"damaged")


def summarise_before(store, _):
    store.put(f"summaries/{CRM}/0000000003", b"somebody was faster")


def refuse_summaries(store, monkeypatch):
    put = store.put

    def refuse(name, data, *, create=False):
        if name.startswith("summaries/"):
            raise StoreFailed("memory:", "it is full")
        put(name, data, create=create)

    monkeypatch.setattr(store, "put", refuse)


@pytest.mark.usefixtures("every_third")
@pytest.mark.parametrize("happened", [damage_a_manifest, summarise_before, refuse_summaries])
def test_a_summary_that_cannot_be_kept_does_not_spoil_the_commit(repository, store, monkeypatch, happened):
    empty_point(repository)
    empty_point(repository)
    happened(store, monkeypatch)
    assert empty_point(repository).sequence == 3
    assert repository.sequences(CRM) == [1, 2, 3]


# Points that vanish


def test_newest_points_that_vanish_are_noticed_by_the_machine_that_committed_them(repository, store):
    for _ in range(3):
        empty_point(repository)
    newest = Head(3, repository.manifest_digest(CRM, 3))
    assert repository.timeline(CRM).lost_after is None
    store.delete([point_name(CRM, 2), point_name(CRM, 3)])
    assert repository.timeline(CRM).lost_after == newest
    assert open_repository(store).timeline(CRM).lost_after is None


@pytest.mark.parametrize("summaries", [False, True])
def test_newest_points_that_vanish_are_noticed_by_a_machine_that_only_looked(store, monkeypatch, summaries):
    monkeypatch.setattr(repository_module, "SUMMARY_EVERY", 2 if summaries else 64)
    other = open_repository(store)
    empty_point(other)
    empty_point(other)
    onlooker = open_repository(store, Heads())
    onlooker.timeline(CRM)
    newest = Head(2, other.manifest_digest(CRM, 2))
    store.delete([point_name(CRM, 2)])
    assert onlooker.timeline(CRM).lost_after == newest


def test_a_head_that_was_exchanged_is_not_forgotten_for_a_newer_one(repository, store, heads):
    empty_point(repository)
    seen = heads.recall(repository.id, CRM)
    store.delete([point_name(CRM, 1)])
    for _ in range(2):
        empty_point(open_repository(store))
    assert sequences(repository.timeline(CRM)) == [1, 2]
    assert heads.recall(repository.id, CRM) == seen


def test_a_newest_point_that_is_no_point_is_not_remembered(repository, store, heads):
    empty_point(repository)
    store.put(point_name(CRM, 9_999), b"made up")
    assert sequences(repository.timeline(CRM)) == [1]
    assert heads.recall(repository.id, CRM).sequence == 1


def test_a_sequence_that_was_seen_is_never_used_again(repository, store):
    for _ in range(3):
        empty_point(repository)
    lost = repository.manifest_digest(CRM, 3)
    store.delete([point_name(CRM, 2), point_name(CRM, 3)])
    assert empty_point(repository).sequence == 4
    assert repository.manifest(CRM, 4).previous == lost


def test_a_crm_whose_points_all_vanished_goes_on_behind_them(repository, store):
    empty_point(repository)
    store.delete([point_name(CRM, 1)])
    assert repository.timeline(CRM).lost_after.sequence == 1
    assert empty_point(repository).sequence == 2


# Manifests that are not what their place says


def test_a_manifest_of_a_newer_format_asks_for_a_newer_program(repository):
    empty_point(repository)
    newer = msgspec.structs.replace(repository.manifest(CRM, 1), format=FORMAT + 1)
    put_manifest(repository, newer)
    with pytest.raises(FormatNotSupported) as raised:
        repository.manifest(CRM, 1)
    assert raised.value.found == FORMAT + 1


def test_a_newer_format_is_told_before_anything_else_of_it_is_read(repository):
    name = point_name(CRM, 1)
    unknown = zstandard.ZstdCompressor().compress(msgspec.msgpack.encode({"format": 9, "point": "another shape"}))
    repository.store.put(name, seal(repository._key, name, unknown))
    with pytest.raises(FormatNotSupported):
        repository.manifest(CRM, 1)


@pytest.mark.parametrize(("crm", "sequence"), [(CRM, 2), (CRM, 3), (OTHER_CRM, 1)])
def test_a_manifest_played_back_under_another_name_is_refused(repository, store, crm, sequence):
    empty_point(repository)
    empty_point(repository)
    store.put(point_name(crm, sequence), store.get(point_name(CRM, 1)))
    with pytest.raises(ObjectDamaged) as raised:
        repository.manifest(crm, sequence)
    assert raised.value.name == point_name(crm, sequence)


@pytest.mark.parametrize(("crm", "sequence"), [(CRM, 2), (OTHER_CRM, 1)])
def test_a_manifest_that_describes_another_point_is_refused_whoever_sealed_it(repository, crm, sequence):
    empty_point(repository)
    put_manifest(repository, repository.manifest(CRM, 1), point_name(crm, sequence))
    with pytest.raises(ObjectDamaged):
        repository.manifest(crm, sequence)


def test_with_another_master_key_everything_is_damaged(repository, store):
    point = take(repository, contacts(1))
    stranger = open_repository(store, master=bytes(32))
    with pytest.raises(ObjectDamaged):
        stranger.manifest(CRM, point.sequence)
    with pytest.raises(ObjectDamaged):
        stranger.read_placed(repository.manifest(CRM, point.sequence).catalog)
    timeline = stranger.timeline(CRM)
    assert timeline.points == ()
    assert list(timeline.unreadable) == [point.sequence]


def test_a_manifest_that_is_not_there_is_missing(repository):
    with pytest.raises(ObjectMissing):
        repository.manifest(CRM, 1)


# Entries of packs


def test_an_entry_is_read_from_its_pack(repository):
    take(repository, contacts(1))
    manifest = repository.manifest(CRM, 1)
    whole = repository.read_object(pack_name(manifest.catalog.pack))
    place = manifest.catalog
    assert repository.read_placed(place) == whole[place.offset : place.offset + place.length]


@pytest.mark.parametrize("small_bytes", [0, pack_reader.SMALL_BYTES])
@pytest.mark.parametrize(("pack", "offset", "length"), [(b"", 0, 1), (b"\0" * 200, 0, 1), (None, -1, 1), (None, 0, -1)])
def test_a_place_that_no_entry_can_have_is_damage(repository, monkeypatch, small_bytes, pack, offset, length):
    monkeypatch.setattr(pack_reader, "SMALL_BYTES", small_bytes)
    take(repository, contacts(1))
    own = repository.manifest(CRM, 1).catalog.pack
    with pytest.raises(ObjectDamaged):
        repository.read_placed(Placed(own if pack is None else pack, offset, length))


@pytest.mark.parametrize("limits", [{"_KEPT_READERS": 2}, {"_KEPT_BYTES": 1}, {"_KEPT_READERS": 2, "SMALL_BYTES": 0}])
def test_more_packs_than_are_kept_open_are_read(repository, monkeypatch, limits):
    for name, limit in limits.items():
        monkeypatch.setattr(pack_reader, name, limit)
    points = [take(repository, contacts(number)) for number in range(5)]
    for _ in range(2):
        assert [list(read(repository, point)) for point in points] == [[(number,)] for number in range(5)]


@pytest.mark.parametrize("small_bytes", [0, pack_reader.SMALL_BYTES])
def test_many_threads_read_the_same_packs(repository, monkeypatch, small_bytes):
    monkeypatch.setattr(pack_reader, "SMALL_BYTES", small_bytes)
    points = [take(repository, contacts(number)) for number in range(4)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda point: list(read(repository, point)), points * 8))
    assert found == [[(number,)] for number in range(4)] * 8


# Notes


def test_the_newest_verdict_on_each_point_counts(repository):
    repository.record_check(CRM, CheckResult(checked_at="first", intact=(1, 2), damaged=()))
    repository.record_check(CRM, CheckResult(checked_at="second", intact=(3,), damaged=(2,)))
    assert repository.intact(CRM) == {1: True, 2: False, 3: True}
    assert repository.intact(OTHER_CRM) == {}


def test_restores_and_the_log_are_kept_in_order(repository):
    runs = [RestoreRun(sequence=n, finished_at="", bytes_read=n, records=n, seconds=1.0) for n in range(3)]
    for run in runs:
        repository.record_restore(CRM, run)
    assert repository.restores(CRM) == tuple(runs)
    entries = [LogEntry(sequence=n, old=b"o", new=None, reason="pruned") for n in range(3)]
    for entry in entries:
        repository._note("log", CRM, entry)
    assert repository.log(CRM) == tuple(entries)


def test_notes_of_the_same_moment_do_not_collide(repository, monkeypatch):
    monkeypatch.setattr(sealed_notes, "time", SimpleNamespace(time_ns=lambda: 0))
    for number in range(5):
        repository.record_check(CRM, CheckResult(checked_at="", intact=(number,), damaged=()))
    assert repository.intact(CRM) == dict.fromkeys(range(5), True)


def test_a_damaged_note_is_passed_over(repository, store):
    repository.record_check(CRM, CheckResult(checked_at="", intact=(1,), damaged=()))
    repository.record_check(CRM, CheckResult(checked_at="", intact=(2,), damaged=()))
    store.put(listed(store, "checks")[0], b"damaged")
    assert repository.intact(CRM) == {2: True}


def test_no_name_of_an_object_tells_what_is_in_it(repository, store):
    take(repository, contacts(1))
    repository.record_check(CRM, CheckResult(checked_at="", intact=(1,), damaged=()))
    assert not any(word in name for name in listed(store) for word in ("contact", "sales", "crm"))
    assert all(b"contact" not in store.get(name) for name in listed(store))
    assert isinstance(repository.manifest(CRM, 1), Manifest)
