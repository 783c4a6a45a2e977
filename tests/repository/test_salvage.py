"""What is left of a repository becomes a repository again, and what could be made again is said exactly."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crmbackup_gui.engine.consolidate import rebase
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.errors import Cancelled, RepositoryExists, StoreFailed
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository import packs
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.keys import add_recovery_code
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.packs import EntryKind, read_table
from crmbackup_gui.repository.prune import drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.salvage import Origin, salvage
from tests.repository import points_by_hand
from tests.repository.faulty_store import Fault, FaultyStore, Killed
from tests.repository.points_by_hand import CRM, LINK, MASTER, OTHER_CRM, Layer, contacts, names_of, photos

ID = "a" * 32


def open_repository(store):
    return Repository(store, ID, MASTER)


def take(repository, moment, *layers, parent=None, strategy=None, kind=PointKind.REGULAR, crm=CRM, **options):
    """A point of its own moment, as programs take them."""
    draft = points_by_hand.draft_of(parent, strategy, kind, crm)
    when = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(hours=moment)
    draft = msgspec.structs.replace(draft, taken_at=when, consistent_as_of=when)
    repository.store.now += 3600
    with repository.new_point(crm) as made:
        whole = parent is None and kind is not PointKind.SAFETY
        states = [points_by_hand._store(made, layer, anew=layer.anew or whole) for layer in layers]
        catalog = Catalog(entities=tuple(layer.entity for layer in layers))
        return made.commit(draft, catalog, states, **options)


@pytest.fixture(params=[1, 16 << 20], ids=["a pack for every entry", "a pack for every run"], autouse=True)
def pack_bytes(request, monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", request.param)
    return request.param


@pytest.fixture
def store():
    """A chain, a crashed run, a differential, a safety point, a pruned point, a second CRM."""
    made = FaultyStore()
    repository = open_repository(made)
    gone = take(repository, 0, contacts(99))
    full = take(repository, 1, contacts(1, 2, photos={(1,): b"one" * 9}), Layer(LINK, {(1, "a"): "old"}))
    crash(repository, full)
    second = take(repository, 3, contacts(2, 3, name="second", records=3), Layer(LINK, records=1), parent=full)
    take(repository, 4, contacts(2, name="saved"), kind=PointKind.SAFETY, strategy=Strategy.INCREMENTAL)
    anew = Layer(LINK, {(2, "b"): "anew"}, anew=True)
    take(repository, 5, contacts(3, deleted=((1,),), records=2), anew, parent=second)
    same = Layer(LINK, records=1)
    last = take(repository, 6, contacts(8, records=3), same, parent=full, strategy=Strategy.DIFFERENTIAL)
    take(repository, 7, contacts(1), crm=OTHER_CRM)
    take(repository, 8, contacts(4, photos={(4,): b"four" * 9}, records=4), Layer(LINK, records=1), parent=last)
    add_recovery_code(made, ID, MASTER)
    drop(repository, CRM, [gone.sequence], "retention")
    made.now += 4 * 24 * 3600
    sweep(repository, "retention")
    return made


def crash(repository, parent, moment=2):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Repository, "_commit", killed)
        with pytest.raises(Killed):
            take(repository, moment, contacts(2, name="crashed", records=2), Layer(LINK, records=1), parent=parent)


def killed(*_):
    raise Killed


def contents(store):
    repository = open_repository(store)
    found = {}
    for crm in repository.crm_ids():
        for sequence in repository.sequences(crm):
            view = repository.view(crm, sequence)
            found[view.point.id] = (
                view.point.taken_at,
                {e.name: (names_of(e, view.read(e.name)), photos(repository, view.point, e)) for e in view.entities()},
            )
    return found


def salvaged(store):
    there = FaultyStore(now=store.now)
    before = dict(store.objects)
    answer = salvage(store, ID, MASTER, there)
    assert store.objects == before
    return answer, there


def test_a_sound_repository_is_brought_over_as_it_is(store):
    answer, there = salvaged(store)
    assert contents(there) == contents(store)
    assert {point.origin for point in answer.points} == {Origin.MANIFEST}
    assert all(point.intact for point in answer.points)
    assert (answer.lost_objects, answer.unexplained) == ((), 2)
    assert check(open_repository(there)).sound


def manifests(store):
    return [name for name in store.objects if name.startswith("points/")]


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_any_manifest_alone_is_made_again_with_its_id_its_time_and_all_of_its_records(store, how):
    whole = contents(store)
    for name in manifests(store):
        broken = store.copy()
        spoil(broken, name, how)
        answer, there = salvaged(broken)
        assert contents(there) == whole, name
        assert [point.origin for point in answer.points].count(Origin.DRAFT) == 1
        assert answer.unexplained == 2
        assert check(open_repository(there)).sound, name


def spoil(store, name, how):
    content, modified = store.objects.pop(name)
    if how == "damaged":
        store.objects[name] = (content[:60] + bytes([content[60] ^ 1]) + content[61:], modified)


def test_all_manifests_are_made_again_from_their_drafts(store):
    whole = contents(store)
    for name in manifests(store):
        del store.objects[name]
    answer, there = salvaged(store)
    assert contents(there) == whole
    assert {point.origin for point in answer.points} == {Origin.DRAFT}
    assert check(open_repository(there)).sound


def test_without_the_log_points_that_were_pruned_and_are_still_there_come_back_too(store):
    whole = contents(store)
    for name in [name for name in store.objects if name.startswith(("points/", "log/"))]:
        del store.objects[name]
    answer, there = salvaged(store)
    read = contents(there)
    assert {id_: content for id_, content in read.items() if id_ in whole} == whole
    assert len(read) == len(whole) + 1
    assert answer.unexplained == 1


def test_a_crashed_run_never_becomes_a_point(store):
    for name in manifests(store):
        del store.objects[name]
    answer, there = salvaged(store)
    assert answer.unexplained == 2
    assert not any("crashed 2" in str(content) for content in contents(there).values())


def siblings(*, crashed_at, committed_at, anew=None):
    """Two runs on one full, of which one never became a point, and points that were taken on the other one since."""
    repository = open_repository(FaultyStore())
    full = take(repository, 1, contacts(1, 2))
    if crashed_at < committed_at:
        crash(repository, full, crashed_at)
    second = take(repository, committed_at, contacts(2, name="second", records=2), parent=full)
    if crashed_at > committed_at:
        crash(repository, full, crashed_at)
    third = take(repository, 5, contacts(3, records=3), parent=second)
    take(repository, 6, contacts(4, records=4), parent=third)
    if anew is not None:
        anew(repository)
        for _ in range(2):
            sweep(repository, "nothing needs it")
            repository.store.now += 4 * 24 * 3600
    return repository.store


def stand_alone(repository):
    rebase(repository, CRM, 2, None, "a test wants it")


def erase_one(repository):
    erase(repository, CRM, {"contact": ("1",)})


@pytest.mark.parametrize("anew", [None, stand_alone, erase_one])
@pytest.mark.parametrize(("crashed_at", "committed_at"), [(3, 2), (2, 3)])
@pytest.mark.parametrize("lost", [(2,), (2, 3), (1, 2, 3), (1, 2, 3, 4)])
def test_of_two_runs_on_one_point_the_one_that_others_were_taken_on_comes_back(crashed_at, committed_at, lost, anew):
    store = siblings(crashed_at=crashed_at, committed_at=committed_at, anew=anew)
    whole = contents(store)
    for sequence in lost:
        del store.objects[point_name(CRM, sequence)]
    answer, there = salvaged(store)
    assert contents(there) == whole
    assert all(point.intact for point in answer.points)
    assert check(open_repository(there)).sound


def test_a_point_names_its_run_and_those_of_the_point_before_and_of_its_parent(store):
    repository = open_repository(store)
    found = {sequence: repository.manifest(CRM, sequence) for sequence in repository.sequences(CRM)}
    assert len({manifest.run for manifest in found.values()}) == len(found)
    for sequence, manifest in found.items():
        if sequence - 1 in found:
            assert manifest.previous_run == found[sequence - 1].run
        if manifest.point.parent is not None:
            assert manifest.parent_run == found[manifest.point.parent].run


def test_without_manifest_and_draft_the_pieces_become_a_partial_point(store):
    whole = contents(store)
    repository = open_repository(store)
    newest = max(repository.sequences(CRM))
    run = repository.manifest(CRM, newest).run
    for name in [name for name in store.objects if name.startswith("packs/")]:
        table = read_table(name, repository.read_object(name))
        if table.run == run and any(entry.kind == EntryKind.DRAFT for entry in table.entries):
            with_others = len(table.entries) > 1
            del store.objects[name]
    del store.objects[point_name(CRM, newest)]
    answer, there = salvaged(store)
    pieces = [point for point in answer.points if point.origin is Origin.PIECES]
    if with_others:
        assert pieces == []  # the pack with the draft held everything
        return
    (point,) = pieces
    assert (point.point.kind, point.intact) == (PointKind.PARTIAL, True)
    read = contents(there)
    assert read[point.point.id][1]["contact"] == ({(4,): "name 4"}, {(4,): b"four" * 9})
    del read[point.point.id]
    assert read == {id_: content for id_, content in whole.items() if id_ in read}
    assert len(read) == len(whole) - 1


def test_what_a_damaged_pack_harms_is_said_and_the_rest_is_whole(store, pack_bytes):
    repository = open_repository(store)
    whole = contents(store)
    (segment,) = repository.manifest(CRM, 3).state("contact").upserts
    spoil(store, packs.pack_name(segment.place.pack), "damaged")
    for name in manifests(store):
        del store.objects[name]
    answer, there = salvaged(store)
    # The run of a pack that holds everything is nobody's knowledge any more, so nothing that was made again is certain.
    assert any(point.intact for point in answer.points) is (pack_bytes == 1)
    read = open_repository(there)
    for point in answer.points:
        if point.intact:
            view = read.view(point.point.crm, point.point.sequence)
            names = {e.name: names_of(e, view.read(e.name)) for e in view.entities()}
            assert names == {name: content[0] for name, content in whole[point.point.id][1].items()}


def test_nothing_is_salvaged_into_a_place_that_holds_anything(store):
    there = FaultyStore()
    there.put("packs/00/00", b"")
    with pytest.raises(RepositoryExists):
        salvage(store, ID, MASTER, there)
    assert list(there.objects) == ["packs/00/00"]


def test_the_keys_open_the_other_place(store):
    _, there = salvaged(store)
    assert [name for name in there.objects if name.startswith("keys/")] == [
        name for name in store.objects if name.startswith("keys/")
    ]
    assert "repository" in there.objects


def test_a_salvage_that_fails_at_any_write_leaves_nothing_and_one_that_is_killed_no_repository(store):
    whole = FaultyStore(now=store.now)
    salvage(store, ID, MASTER, whole)
    # The note for people follows when it is a repository, and stops nothing.
    writes = [n for n, (operation, name) in enumerate(whole.done) if operation == "put" and name != "readme"]
    for number in writes:
        failing = FaultyStore(now=store.now, fault=Fault(number, after=True, failing=True))
        with pytest.raises(StoreFailed):
            salvage(store, ID, MASTER, failing)
        assert failing.objects == {}
        killed = FaultyStore(now=store.now, fault=Fault(number))
        with pytest.raises(Killed):
            salvage(store, ID, MASTER, killed)
        assert "repository" not in killed.objects


def test_a_cancelled_salvage_leaves_nothing_though_what_it_wrote_with_stops_at_once(store):
    cancel, there = CancelToken(), FaultyStore(now=store.now)

    class Stopping(FaultyStore):
        """As the stores do that jobs are given: nothing goes through it any more once the job is cancelled."""

        def _begin(self, *_):
            cancel.check()

    place = Stopping(now=store.now)
    place.objects = there.objects
    told = []

    def stop(progress):
        told.append(progress)
        if len(told) == 7:
            cancel.cancel()

    with pytest.raises(Cancelled):
        salvage(store, ID, MASTER, place, stop, cancel, clearing=there)
    assert len(told) == 7
    assert there.objects == {}


def test_what_others_put_into_the_place_meanwhile_stays_when_a_salvage_fails(store):
    there = FaultyStore(now=store.now)

    def fail(_):
        there.objects["letter"] = (b"mine", 0.0)
        raise StoreFailed(there.location, "there is no room left")

    with pytest.raises(StoreFailed):
        salvage(store, ID, MASTER, there, fail)
    assert there.objects.keys() == {"letter"}


def test_a_repository_that_another_program_made_of_the_place_meanwhile_stays_whole(store):
    there = FaultyStore(now=store.now)

    def be_overtaken(progress):
        if progress.done == 3:
            salvage(store, ID, MASTER, other)

    other = FaultyStore(now=store.now)
    other.objects = there.objects
    # What is at the place while the other program looks is not yet there: both began at the same moment.
    listed = other.list
    other.list = lambda prefix="": listed(prefix) if prefix else iter(())
    with pytest.raises(RepositoryExists):
        salvage(store, ID, MASTER, there, be_overtaken)
    other.list = listed
    assert "repository" in there.objects
    assert check(open_repository(there)).sound


def test_keys_that_another_program_is_just_laying_down_in_the_place_stay_when_a_salvage_fails(store):
    there = FaultyStore(now=store.now)
    key = "keys/" + "5" * 16

    def fail(_):
        there.objects[key] = (b"of a repository that is just being made", 0.0)
        raise StoreFailed(there.location, "there is no room left")

    with pytest.raises(StoreFailed):
        salvage(store, ID, MASTER, there, fail)
    assert there.objects.keys() == {key}
