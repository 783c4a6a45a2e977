"""Retention deletes what no rule keeps, and nothing else, whatever happens meanwhile and wherever it is cut short."""

import contextlib
import os
from collections import Counter
from datetime import UTC, datetime

import pytest

from crmbackup_gui.engine.consolidate import consolidate, rebase
from crmbackup_gui.engine.retention import apply_retention, plan_retention
from crmbackup_gui.errors import CommitRefused, DamagedRepository, HistoryBroken, StoreFailed
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.retention import Reason, RetentionPolicy
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.holds import hold, release
from crmbackup_gui.repository.manifest import CheckResult, HoldKind
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from tests.repository import stranger
from tests.repository.faulty_store import WRITES, FaultyStore, Killed, faults
from tests.repository.make_golden import PASSPHRASE, new_repository
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    OTHER_CRM,
    Heads,
    Layer,
    contacts,
    open_repository,
    photos,
    read,
    take,
)

NOW = datetime(2030, 1, 1, tzinfo=UTC)
HOUR = 3600.0
LATER = SWEEP_AFTER + HOUR


def take_history(repository):
    """Two chains that share photos, a safety point, and another CRM with a photo of the first."""
    shared = b"shared" * 200
    full = take(
        repository, contacts(*range(9), photos={(1,): shared, (2,): b"first" * 200}), Layer(LINK, {(1, "a"): "o"})
    )
    second = take(repository, contacts(1, name="new", records=9), Layer(LINK, records=1), parent=full)
    third = take(
        repository,
        contacts(3, name="third", photos={(3,): shared}, deleted=((4,),), records=8),
        Layer(LINK, {(2, "b"): "anew"}, anew=True),
        parent=second,
    )
    take(repository, contacts(2), kind=PointKind.SAFETY, strategy=Strategy.INCREMENTAL)
    take(repository, contacts(5, name="last", records=8), Layer(LINK, records=1), parent=third)
    take(repository, contacts(1, photos={(1,): shared}), crm=OTHER_CRM)


@pytest.fixture
def store():
    return FaultyStore()


@pytest.fixture
def repository(store):
    opened = open_repository(store)
    take_history(opened)
    store.now += 48 * HOUR
    return opened


def contents(repository):
    """What every point that can be found, dropped ones included, reads as."""
    found = {}
    for crm in (CRM, OTHER_CRM):
        for sequence in repository.sequences(crm):
            point = repository.manifest(crm, sequence).point
            view = repository.view(crm, sequence)
            entities = [entity for entity in (CONTACT, LINK) if view.manifest.state(entity.name)]
            found[crm, sequence] = [read(repository, point, entity) for entity in entities], photos(repository, point)
    return found


def visible(repository, crm=CRM):
    return [point.sequence for point in repository.timeline(crm).points]


def apply(repository, crm=CRM, **rules):
    rules = {"other_kinds": 0, **(rules or {"last": 2})}
    return apply_retention(repository, crm, plan_retention(repository, crm, RetentionPolicy(**rules), NOW, UTC))


def kinds(store, kind):
    return sorted(name for name in store.objects if name.startswith(f"{kind}/"))


# What it does


def test_what_no_rule_keeps_is_hidden_at_once_and_gone_after_72_hours(repository, store):
    before = contents(repository)

    first = apply(repository)

    assert (first.outcome, [p.sequence for p in first.dropped], first.spared) == (Outcome.OK, [1, 2, 4], ())
    assert [p.sequence for p in first.stored_anew] == [3, 5]
    assert visible(repository) == [3, 5]
    assert [p.sequence for p in repository.timeline(CRM).dropped] == [1, 2, 4]
    assert contents(repository) == before

    store.now += SWEEP_AFTER - 1
    assert apply(repository).swept.points == ()
    assert contents(repository) == before

    store.now += 2
    last = apply(repository)
    assert len(last.swept.points) == 3
    assert repository.sequences(CRM) == [3, 5]
    assert contents(repository) == {which: before[which] for which in ((CRM, 3), (CRM, 5), (OTHER_CRM, 1))}
    assert check(repository).sound


def test_a_pack_goes_when_nobody_has_needed_it_for_72_hours_and_its_space_is_told(repository, store):
    def needed():
        manifests = [repository.manifest(CRM, 3), repository.manifest(CRM, 5), repository.manifest(OTHER_CRM, 1)]
        return {pack.hex() for manifest in manifests for pack in (*manifest.packs, *manifest.reused)}

    apply(repository)
    before = kinds(store, "packs")
    store.now += LATER
    swept = apply(repository).swept
    assert {name.rpartition("/")[2] for name in kinds(store, "packs")} == needed()
    assert swept.packs == len(before) - len(needed()) > 0
    assert swept.bytes_freed > 0
    assert kinds(store, "marks") == []
    assert check(repository).sound


def test_doing_it_again_changes_nothing_but_claims_that_are_done_with(repository, store):
    for _ in range(3):
        apply(repository)
        store.now += LATER
    before = {name: content for name, (content, _) in store.objects.items()}
    report = apply(repository)
    assert (report.dropped, report.stored_anew, report.swept.packs) == ((), (), 0)
    assert {name: content for name, (content, _) in store.objects.items()} == before
    assert kinds(store, "claims") == []


def test_a_point_that_goes_is_never_the_parent_of_a_new_one(repository):
    drop(repository, CRM, {3}, "a test")
    apply(repository, last=1)
    assert visible(repository) == [5]


def test_the_timeline_of_64_points_has_its_summary_again(store):
    repository = open_repository(store)
    full = take(repository, contacts(1))
    second = take(repository, contacts(2, records=2), parent=full)
    third = take(repository, contacts(3, records=3), parent=second)
    for _ in range(62):
        take(repository, contacts(1))
    hold(repository, CRM, HoldKind.PIN, sequence=third.sequence)
    apply(repository, last=1)
    assert len(kinds(store, "summaries")) == 1
    store.done.clear()
    assert repository.timeline(CRM).points[0].chain == ()
    assert Counter(operation for operation, _ in store.done)["get"] == 2  # the summary, and the newest


# What it leaves alone


@pytest.mark.parametrize("kind", list(HoldKind))
def test_a_point_that_is_held_stays_until_it_is_released(repository, kind):
    hold(repository, CRM, kind, sequence=1)
    report = apply(repository)
    reasons = {HoldKind.PIN: Reason.PINNED, HoldKind.LEGAL: Reason.LEGAL_HOLD}
    assert report.plan.decisions[0].reasons == (reasons[kind],)
    assert visible(repository) == [1, 3, 5]

    assert release(repository, CRM, kind, sequence=1)
    assert not release(repository, CRM, kind, sequence=1)
    apply(repository)
    assert visible(repository) == [3, 5]


def test_an_entity_under_legal_hold_keeps_every_point_that_has_it(repository):
    hold(repository, CRM, HoldKind.LEGAL, entity="link")
    assert [d.point.sequence for d in apply(repository).plan.dropped] == [4]  # a safety point of contacts alone
    release(repository, CRM, HoldKind.LEGAL, entity="link")
    hold(repository, CRM, HoldKind.LEGAL, entity="contact")
    assert apply(repository).dropped == ()


def test_a_hold_that_comes_after_the_preview_counts(repository):
    plan = plan_retention(repository, CRM, RetentionPolicy(last=2, other_kinds=0), NOW, UTC)
    hold(repository, CRM, HoldKind.LEGAL, sequence=2)
    report = apply_retention(repository, CRM, plan)
    assert [p.sequence for p in report.spared] == [1, 2]
    assert visible(repository) == [1, 2, 3, 5]


def test_a_hold_brings_back_a_point_that_was_about_to_go_with_what_it_needs(repository, store):
    before = contents(repository)
    apply(repository)
    hold(repository, CRM, HoldKind.LEGAL, sequence=2)
    store.now += LATER
    swept = sweep(repository, "a test")
    assert swept.restored == tuple(repository.point_id(CRM, sequence) for sequence in (1, 2))
    assert visible(repository) == [1, 2, 3, 5]
    store.now += LATER
    sweep(repository, "a test")
    assert contents(repository) == {which: before[which] for which in before if which != (CRM, 4)}
    assert check(repository).sound


def test_nothing_is_planned_while_a_hold_cannot_be_read(repository, store):
    hold(repository, CRM, HoldKind.LEGAL, sequence=1)
    (name,) = kinds(store, "holds")
    store.objects[name] = (store.objects[name][0][:-1], store.now)
    with pytest.raises(DamagedRepository):
        apply(repository)
    with pytest.raises(DamagedRepository):
        drop(repository, CRM, {1}, "a test")
    assert [damaged.name for damaged in check(repository).damaged] == [name]


def test_nothing_is_planned_while_a_point_cannot_be_read(repository, store):
    del store.objects[point_name(CRM, 3)]
    store.objects[point_name(CRM, 3)] = (b"nothing", store.now)
    with pytest.raises(DamagedRepository):
        apply(repository)


@pytest.mark.usefixtures("repository")
def test_nothing_is_planned_where_points_have_vanished_that_this_machine_has_seen(store):
    mine = open_repository(store, Heads())
    mine.timeline(CRM)
    del store.objects[point_name(CRM, 5)]
    with pytest.raises(HistoryBroken):
        apply(mine)


def test_a_damaged_manifest_of_any_crm_keeps_every_pack(repository, store):
    apply(repository)
    store.objects[point_name(OTHER_CRM, 1)] = (b"nothing", store.now)
    packs = kinds(store, "packs")
    store.now += LATER
    report = apply(repository)
    assert report.outcome is Outcome.WARNINGS
    assert report.swept.unreadable == 1
    assert kinds(store, "packs") == packs


def test_a_point_that_cannot_be_stored_anew_keeps_what_it_needs(repository, store):
    lost = repository.manifest(CRM, 3).state("contact").upserts[0].place.pack.hex()
    store.objects[f"packs/{lost[:2]}/{lost}"] = (b"damaged", store.now)
    report = apply(open_repository(store))
    assert report.outcome is Outcome.WARNINGS
    assert [p.sequence for p in report.spared] == [1, 2]
    assert visible(repository) == [1, 2, 3, 5]
    assert len(report.warnings) == 2


def test_what_a_check_found_damaged_takes_no_place_of_an_intact_point(repository):
    repository.record_check(CRM, CheckResult(checked_at="2029-01-01", intact=(), damaged=(5,)))
    report = apply(repository, last=1)
    assert [d.point.sequence for d in report.plan.kept] == [1, 2, 3, 5]
    assert report.stored_anew == ()


def test_packs_of_a_backup_that_runs_are_not_marked(repository, store):
    with repository.new_point(CRM) as writer:
        writer.store_blob(b"new" * 90_000)
        writer._packs.flush()
        store.now += 23 * HOUR
        assert sweep(repository, "a test").packs_marked == 0
        store.now += 2 * HOUR
        assert sweep(repository, "a test").packs_marked == 1
    store.now += LATER
    assert sweep(repository, "a test").packs == 1


def test_a_sweep_that_slept_deletes_nothing_of_what_it_saw_before(repository, store, monkeypatch):
    apply(repository)
    store.now += LATER
    before = set(store.objects)
    clock = iter([(0.0, 0.0)])
    monkeypatch.setattr("crmbackup_gui.repository.stopwatch.clocks", lambda: next(clock, (1.0, 90_000.0)))
    swept = sweep(repository, "a test")
    assert (swept.points, swept.packs) == ((), 0)
    assert set(store.objects) == before


# What happens meanwhile


def test_a_reader_that_began_before_reads_to_the_end(repository, store):
    views = {s: repository.view(CRM, s) for s in repository.sequences(CRM)}
    runs = {s: list(view.read("contact")) for s, view in views.items()}
    apply(repository)
    store.now += SWEEP_AFTER - 1
    apply(repository)
    for sequence, view in views.items():
        again = list(view.read("contact"))
        assert [run.batch for run in again] == [run.batch for run in runs[sequence]]


def test_a_backup_on_a_point_that_was_stored_anew_meanwhile_is_whole(repository, store):
    parent = repository.manifest(CRM, 5).point
    with repository.new_point(CRM):
        apply(repository)
    later = take(repository, contacts(6, name="later", records=8), Layer(LINK, records=1), parent=parent)
    store.now += LATER
    apply(repository, last=1)
    store.now += LATER
    apply(repository, last=1)
    assert repository.sequences(CRM) == [6]
    assert read(repository, later)[6,] == "later 6"
    assert check(repository).sound


def test_a_backup_on_a_point_that_goes_is_refused(repository):
    parent = repository.manifest(CRM, 2).point
    apply(repository)
    with pytest.raises(CommitRefused, match="about to be cleaned up"):
        take(repository, contacts(6, records=9), Layer(LINK, records=1), parent=parent)


def test_a_backup_on_a_point_that_goes_is_refused_also_where_that_point_has_no_pack_of_its_own(store):
    repository = open_repository(store)
    full = take(repository, contacts(1))
    same = repository.manifest(CRM, 1).catalog
    parent = take(repository, Layer(CONTACT, records=1), parent=full, same_catalog=same)
    take(repository, contacts(1))
    hold(repository, CRM, HoldKind.PIN, sequence=1)
    apply(repository, last=1)
    assert visible(repository) == [1, 3]
    with pytest.raises(CommitRefused, match="about to be cleaned up"):
        take(repository, contacts(6, records=2), parent=parent)


def test_a_point_that_slipped_in_just_before_the_mark_keeps_what_it_needs(repository, store):
    parent = repository.manifest(CRM, 2).point
    before = contents(repository)
    marks = repository.marks
    repository.marks = dict  # as if the backup had looked before there was a mark
    apply(open_repository(store))
    later = take(repository, contacts(6, name="later", records=9), Layer(LINK, records=1), parent=parent)
    repository.marks = marks
    for _ in range(3):
        store.now += LATER
        sweep(open_repository(store), "a test")
    assert repository.sequences(CRM) == [1, 2, 3, 5, 6]
    found = contents(repository)
    assert all(found[CRM, s] == before[CRM, s] for s in (1, 2, 3, 5))
    assert read(repository, later)[6,] == "later 6"
    assert check(repository).sound


def test_a_point_that_slipped_in_and_goes_too_has_what_it_needs_until_it_is_gone(repository, store):
    parent = repository.manifest(CRM, 2).point
    marks = repository.marks
    repository.marks = dict
    apply(open_repository(store))
    later = take(repository, contacts(6, name="later", records=9), Layer(LINK, records=1), parent=parent)
    repository.marks = marks
    take(repository, contacts(1))
    store.now += HOUR
    drop(repository, CRM, {later.sequence}, "a test")
    store.now += SWEEP_AFTER - 1
    sweep(repository, "a test")
    assert read(repository, later)[6,] == "later 6"
    store.now += 2
    sweep(repository, "a test")
    assert repository.sequences(CRM) == [3, 5, 7]
    assert check(repository).sound


def test_a_blob_whose_pack_is_marked_is_stored_again(repository, store):
    apply(repository)
    point = take(repository, contacts(7, photos={(7,): b"first" * 200}))
    store.now += LATER
    apply(repository, last=1)
    assert photos(repository, point) == {(7,): b"first" * 200}
    assert check(repository).sound


def test_a_stranger_reads_what_retention_leaves_and_finds_every_gap_explained(tmp_path):
    repository, _ = new_repository(tmp_path)
    take_history(repository)
    before = contents(repository)
    for _ in range(2):
        apply(repository)
        for mark in (tmp_path / "marks").iterdir():
            os.utime(mark, (1, 1))
    made = consolidate(repository, CRM).point
    assert repository.sequences(CRM) == [3, 5, made.sequence]

    reader = stranger.Repository(tmp_path, "passphrase", {"passphrase": PASSPHRASE})
    assert reader.unexplained(CRM) == []
    for sequence, like in ((3, 3), (5, 5), (6, 5)):
        found = {(row[1],): row[0] for row in reader.records(CRM, sequence, "contact")}
        assert found == before[CRM, like][0][0]
    assert reader.manifest(CRM, 6)["point"]["made_from"] == 5


# Cut short, and at the same time


def rounds(store):
    """The whole life of a drop, as a program that does it every three days would go through it."""
    repository = open_repository(store)
    for _ in range(3):
        apply(repository)
        store.now += LATER
    consolidate(repository, CRM)


@pytest.fixture
def history():
    store = FaultyStore()
    take_history(open_repository(store))
    store.now += 48 * HOUR
    return store, contents(open_repository(store))


def expect_whole(store, before, staying=(3, 5)):
    repository = open_repository(store)
    found = contents(repository)
    assert {*((CRM, sequence) for sequence in staying), (OTHER_CRM, 1)} <= found.keys()
    for which, content in found.items():
        assert content == before[(CRM, 5) if which == (CRM, 6) else which]
    report = check(repository)
    assert report.sound, report


def finished(store):
    rounds(store)
    store.now += LATER
    rounds(store)
    names = {name for name in store.objects if not name.startswith(("log/", "packs/"))}
    return names, open_repository(store).sequences(CRM)


@pytest.mark.parametrize(
    "every", [pytest.param(False, id="kill"), pytest.param(True, marks=pytest.mark.soak, id="all")]
)
def test_cut_short_at_any_operation_every_point_is_whole_and_the_next_run_ends_the_same(history, every):
    """A program that is killed while it reads leaves what the one leaves that is killed before its next write."""
    store, before = history
    uncut = store.copy()
    rounds(uncut)
    wanted = finished(store.copy())
    walked = Counter()
    for fault in faults(uncut.done):
        writing = uncut.done[fault.at][0] in WRITES
        if not every and (fault.failing or not writing):
            continue
        cut = store.copy(fault)
        try:
            rounds(cut)
        except (Killed, StoreFailed):
            walked["ended"] += 1
        cut.fault = None
        walked["cut"] += 1
        expect_whole(cut, before)
        if writing:
            cut.now += LATER
            assert finished(cut) == wanted
    writes = sum(operation in WRITES for operation, _ in uncut.done)
    assert walked["cut"] == (2 * (len(uncut.done) + writes) if every else 2 * writes)
    assert walked["ended"] > 0.9 * walked["cut"]


@pytest.mark.parametrize(
    "every", [pytest.param(False, id="writes"), pytest.param(True, marks=pytest.mark.soak, id="all")]
)
def test_another_program_may_do_the_same_between_any_two_operations(history, every):
    store, before = history
    uncut = store.copy()
    rounds(uncut)
    refused = 0
    for at, (operation, _) in enumerate(uncut.done):
        if not every and operation not in WRITES:
            continue
        both = Interrupted(store, at)
        try:
            rounds(both)
        except CommitRefused:
            refused += 1
        expect_whole(both, before)
        both.now += LATER
        rounds(both)
        expect_whole(both, before, staying=(5,))
    assert refused < len(uncut.done) / 4


class Interrupted(FaultyStore):
    """Another program with other wishes does its whole work just before one operation of the first."""

    def __init__(self, store, at):
        super().__init__(store.objects, store.now)
        self._at = at

    def _begin(self, operation, name):
        if len(self.done) == self._at:
            self._at = -1
            done, self.done = self.done, []
            other = open_repository(self)
            apply(other, last=2, other_kinds=90_000)
            with contextlib.suppress(CommitRefused):
                rebase(other, CRM, 5, None, "another program")
            sweep(other, "another program")
            self.done = done
        super()._begin(operation, name)


def test_a_point_that_is_deleted_while_the_timeline_is_read_is_not_called_damaged(repository, store):
    class Deleting(FaultyStore):
        def _begin(self, operation, name):
            super()._begin(operation, name)
            if operation == "get" and name.startswith(f"points/{CRM}"):
                self.objects.pop(point_name(CRM, 1), None)

    timeline = open_repository(Deleting(store.objects, store.now)).timeline(CRM)
    assert [point.sequence for point in timeline.points] == [2, 3, 4, 5]
    assert timeline.unreadable == {}
    assert len(repository.timeline(CRM).points) == 5


class BackedUp(FaultyStore):
    """A backup that began before, on the newest point of then, commits just before one operation of the first."""

    def __init__(self, store, at, parent):
        super().__init__(store.objects, store.now)
        self._at = at
        self._parent = parent
        self._until = store.now + 24 * HOUR
        self.refused = False
        self.point = None

    def _begin(self, operation, name):
        if len(self.done) == self._at:
            self._at = -1
            done, self.done = self.done, []
            self._commit(open_repository(self))
            self.done = done
        super()._begin(operation, name)

    def _commit(self, repository):
        parent = self._parent if self.now < self._until else repository.timeline(CRM).points[-1]
        photo = {(6,): b"first" * 200}
        layers = contacts(6, name="later", photos=photo, records=parent.records - 1), Layer(LINK, records=1)
        try:
            self.point = take(repository, *layers, parent=parent)
        except CommitRefused:
            self.refused = True


@pytest.mark.parametrize("parent", [2, 5])
@pytest.mark.parametrize(
    "every", [pytest.param(False, id="writes"), pytest.param(True, marks=pytest.mark.soak, id="all")]
)
def test_a_backup_may_commit_between_any_two_operations_or_is_refused(history, every, parent):
    store, _ = history
    began_on = open_repository(store).manifest(CRM, parent).point
    uncut = store.copy()
    rounds(uncut)
    kept = {2: "name 5", 5: "last 5"}
    outcomes = Counter()
    for at, (operation, _) in enumerate(uncut.done):
        if not every and operation not in WRITES:
            continue
        both = BackedUp(store, at, began_on)
        with contextlib.suppress(CommitRefused):  # a consolidation that a backup overtook
            rounds(both)
        outcomes["refused" if both.refused else "committed"] += 1
        for _ in range(2):
            both.now += LATER
            with contextlib.suppress(CommitRefused):
                rounds(both)
            repository = open_repository(both)
            assert check(repository).sound
            if both.point is not None and both.point.sequence in repository.sequences(CRM):
                found = read(repository, both.point)
                assert (found[6,], found[5,]) == ("later 6", kept.get(both.point.parent, "last 5"))
                assert photos(repository, both.point)[6,] == b"first" * 200
        assert repository.timeline(CRM).points[-1].sequence >= (both.point.sequence if both.point else 5)
    assert outcomes["committed"] > 0
    assert (outcomes["refused"] > 0) == (parent == 2)
