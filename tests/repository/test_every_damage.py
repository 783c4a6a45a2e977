"""Every object of a small repository, damaged in every way: the answer names exactly what no longer reads as it did.

What is harmed is found out by reading: every point, every entity, every large value, beside what was there before.
"""

import pytest

from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository import pack_reader, packs
from crmbackup_gui.repository import repository as repository_module
from crmbackup_gui.repository.blobs import BlobIndex
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.keys import add_recovery_code, damaged_slots
from crmbackup_gui.repository.manifest import CheckResult, RestoreRun
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.packs import pack_name
from crmbackup_gui.repository.prune import drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.sealing import FRAME
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    MASTER,
    OTHER_CRM,
    Heads,
    Layer,
    contacts,
    names_of,
    photos,
    take,
)

DAY = 24 * 3600.0


def open_repository(store, heads=None):
    return Repository(store, "a" * 32, MASTER, heads)


def large(number):
    """Two frames of what cannot be compressed."""
    return b"".join((number * 7919 + i).to_bytes(8, "little") for i in range(FRAME // 4))


def take_history(repository):
    """Chains, a differential, a safety point, large values that points share, two CRMs, notes, and a pruned point."""
    shared = b"shared" * 30
    gone = take(repository, contacts(7))
    full = take(repository, contacts(1, 2, 5, photos={(1,): shared, (5,): large(5)}), Layer(LINK, {(1, "a"): "old"}))
    second = take(repository, contacts(2, name="new", photos={(2,): b"own"}), Layer(LINK, records=1), parent=full)
    third = take(repository, Layer(CONTACT, records=3), Layer(LINK, {(2, "b"): "anew"}, anew=True), parent=second)
    take(repository, contacts(3, deleted=((1,),)), parent=full, strategy=Strategy.DIFFERENTIAL)
    take(repository, contacts(2, name="saved"), kind=PointKind.SAFETY, strategy=Strategy.INCREMENTAL)
    take(repository, contacts(9, photos={(9,): shared}), Layer(LINK, records=1), parent=third)
    take(repository, contacts(1, photos={(1,): shared}), crm=OTHER_CRM)
    repository.record_check(CRM, CheckResult(checked_at="", intact=(1,), damaged=()))
    repository.record_restore(CRM, RestoreRun(sequence=1, finished_at="", bytes_read=1, records=1, seconds=1.0))
    add_recovery_code(repository.store, repository.id, MASTER)
    drop(repository, CRM, [gone.sequence], "retention")
    repository.store.now += 4 * DAY
    sweep(repository, "retention")
    take(repository, contacts(8), Layer(LINK, {(8, "z"): "z"}))
    drop(repository, CRM, [5], "retention")  # a mark that is still there


class History:
    """Objects of a history, and what every point and entity reads as."""

    def __init__(self, patch, *, pack_bytes, small_bytes):
        patch.setattr(packs, "PACK_BYTES", pack_bytes)
        patch.setattr(pack_reader, "SMALL_BYTES", small_bytes)
        patch.setattr(repository_module, "SUMMARY_EVERY", 4)
        # A value that only another point's index knows counts as lost: that point may be pruned.
        patch.setattr(Repository, "_usable_blobs", lambda _: BlobIndex([]))
        self.store = FaultyStore()
        take_history(open_repository(self.store))
        self.objects = dict(self.store.objects)
        self.manifests = [name for name in self.objects if name.startswith("points/")]
        self.whole = self.read()

    @property
    def repository(self):
        return open_repository(self.store)

    def read(self):
        """By point: records and values by entity, or None where they do not read; or None for the whole point."""
        found = {}
        for name in self.manifests:
            crm, sequence = name.split("/")[1], int(name.split("/")[2])
            repository = self.repository
            try:
                view = repository.view(crm, sequence)
            except DamagedRepository:
                found[crm, sequence] = None
                continue
            found[crm, sequence] = {e.name: self._content(repository, view, e) for e in view.entities()}
        return found

    @staticmethod
    def _content(repository, view, entity):
        try:
            return names_of(entity, view.read(entity.name)), photos(repository, view.point, entity)
        except DamagedRepository:
            return None

    def harmed(self):
        """Points and entities that do not read as they did. What does read must be what it was."""
        points, entities = set(), set()
        for point, now in self.read().items():
            before = self.whole[point]
            lost = {name for name in before if now is None or now.get(name) is None}
            assert all(now[name] == before[name] for name in before.keys() - lost), point
            if lost:
                points.add(point)
                # The entities of a point whose own manifest is lost are nobody's knowledge any more.
                entities |= lost if self._has_manifest(point) else set()
        return points, entities

    def _has_manifest(self, point):
        try:
            self.repository.manifest(*point)
        except DamagedRepository:
            return False
        return True

    def mend(self):
        self.store.objects = dict(self.objects)


LAYOUTS = {
    "a pack for every entry": {"pack_bytes": 1, "small_bytes": 1 << 20},
    "a pack for every run": {"pack_bytes": 16 << 20, "small_bytes": 1 << 20},
    "packs read in parts": {"pack_bytes": 16 << 20, "small_bytes": 64},
}


@pytest.fixture(scope="module", params=LAYOUTS, ids=lambda name: name.replace(" ", "-"))
def whole(request):
    with pytest.MonkeyPatch.context() as patch:
        yield History(patch, **LAYOUTS[request.param])


@pytest.fixture
def history(whole):
    yield whole
    whole.mend()


def flips(content):
    """One bit in the header, in the salt, in the first and last byte of each frame, and in each tag."""
    ends = range(40, len(content), FRAME + 16)
    places = {0, 4, 7, 8, 39, len(content) // 2, len(content) - 1}
    places |= {at + step for at in ends for step in (0, 1, -1, -16, -17)}
    for at in sorted(place for place in places if 0 <= place < len(content)):
        yield f"bit of byte {at}", content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]


def cuts(content):
    """Cut to nothing, to the header, at and beside each frame, by a byte; and made longer."""
    lengths = {0, 1, 39, 40, 41, len(content) // 2, len(content) - 1, len(content) - 16}
    lengths |= {40 + n * (FRAME + 16) + step for n in range(1, len(content) // FRAME + 1) for step in (0, 1)}
    for length in sorted(length for length in lengths if 0 <= length < len(content)):
        yield f"cut to {length}", content[:length]
    yield "one byte longer", content + b"\0"
    yield "twice", content + content


def every_byte(content):
    return [(f"byte {at}", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]) for at in range(len(content))]


QUICK_OR_ALL = [pytest.param(False, id="some"), pytest.param(True, marks=pytest.mark.soak, id="all")]
"""A part that is another one for each object, or every damage of every object."""


def named(report):
    return {item.name: item for item in report.damaged}


def check_answer(history, names, what):
    """The report names these objects, and harm exactly where reading finds it."""
    report = check(history.repository)
    points, entities = history.harmed()
    assert set(named(report)) == set(names), what
    ids = {history.repository.point_id(*point): point for point in history.whole}
    assert {ids[point] for item in report.damaged for point in item.points} == points, what
    assert {entity for item in report.damaged for entity in item.entities} == entities, what
    present = {p for p in history.whole if point_name(*p) in history.store.objects}
    marked = {(crm, s) for crm, sequences in report.harmed.items() for s in sequences}
    assert marked == points & present, what
    assert {(crm, s) for crm, sequences in report.intact.items() for s in sequences} == present - points, what


def test_nothing_is_named_while_nothing_is_damaged(history):
    report = check(history.repository)
    assert report.sound
    assert report.objects_checked == len(history.objects)


@pytest.mark.parametrize("every", QUICK_OR_ALL)
def test_any_damage_inside_of_any_object_is_named_with_all_that_it_harms_and_no_more(history, every):
    for number, (name, (content, modified)) in enumerate(history.objects.items()):
        damages = [*flips(content), *cuts(content)]
        for what, other in damages if every else damages[number % 19 :: 19]:
            history.store.objects[name] = (other, modified)
            check_answer(history, [name], f"{name}: {what}")
        history.store.objects[name] = (content, modified)


def test_any_byte_of_a_key_that_changed_is_noticed(history):
    names = [name for name in history.objects if name.startswith("keys/")]
    for name in names:
        content, modified = history.objects[name]
        for what, other in every_byte(content):
            history.store.objects[name] = (other, modified)
            assert list(damaged_slots(history.store, history.repository.id)) == [name], what
    assert names


@pytest.mark.parametrize("every", QUICK_OR_ALL)
def test_objects_in_each_other_s_place_are_named_both(history, every):
    names = sorted(history.objects)
    for number, one in enumerate(names):
        for other in names[number + 1 :: 1 if every else 23]:
            history.store.objects[one], history.store.objects[other] = history.objects[other], history.objects[one]
            check_answer(history, [one, other], f"{one} and {other}")
            history.mend()


@pytest.mark.parametrize("every", QUICK_OR_ALL)
def test_another_object_in_the_place_of_one_is_named(history, every):
    for number, name in enumerate(history.objects):
        for other in list(history.objects)[0 if every else number % 29 :: 1 if every else 29]:
            if other != name:
                history.store.objects[name] = history.objects[other]
                check_answer(history, [name], f"{other} as {name}")
        history.mend()


SAID_BY_NOBODY = ("checks/", "holds/", "keys/", "marks/", "restores/", "summaries/")
"""What can be missing without being missed: extras, and what FORMAT.md says that nobody can notice."""


def test_an_object_that_is_gone_is_named_whichever_it_is(history):
    last = {f"points/{CRM}/{max(s for c, s in history.whole if c == CRM):010d}", point_name(OTHER_CRM, 1)}
    listed = {pack for point in history.whole for pack in history.repository.manifest(*point).packs}
    nobodys = {name for name in history.objects if name.startswith("packs/")} - {pack_name(pack) for pack in listed}
    for name in history.objects:
        del history.store.objects[name]
        if name.startswith("log/"):
            assert "before number 2 is gone" in check(history.repository).history[0]
        elif name in last or name in nobodys or name.startswith(SAID_BY_NOBODY):
            assert check(history.repository).sound, name
        else:
            check_answer(history, [name], name)
        history.mend()


def test_the_newest_point_that_is_gone_is_named_by_whoever_saw_it(history):
    heads = Heads()
    for crm in (CRM, OTHER_CRM):
        open_repository(history.store, heads).timeline(crm)
    for crm in (CRM, OTHER_CRM):
        newest = max(sequence for of, sequence in history.whole if of == crm)
        del history.store.objects[point_name(crm, newest)]
        report = check(open_repository(history.store, heads))
        (item,) = report.damaged
        assert (item.name, item.problem) == (point_name(crm, newest), "it is gone")
        assert item.points == (history.repository.point_id(crm, newest),)
        assert check(open_repository(history.store)).sound
        history.mend()
