"""Whatever is damaged in a repository, a check names what it harms, and jobs go on with what is left."""

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.points import choose_point
from crmbackup_gui.errors import DamagedRepository, PointNotFound
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.note import NOTE
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening_remote import open_memory
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import REPOSITORY_ID, back_up, edit_crm, make_crm, read_all, restored
from tests.engine.sqlite_state import state_of

MASTER = b"m" * 32
STRATEGIES = (
    Strategy.FULL,
    Strategy.INCREMENTAL,
    Strategy.INCREMENTAL,
    Strategy.DIFFERENTIAL,
    Strategy.FULL,
    Strategy.INCREMENTAL,
)


class History:
    """Six points of a CRM, whose objects can be damaged and mended again."""

    def __init__(self, folder):
        self.path = make_crm(folder / "crm.db")
        self.source = SqliteSource(self.path)
        self.store = open_memory()
        self.moments = {}
        for number, strategy in enumerate(STRATEGIES):
            point = back_up(self.source, self.repository, strategy)
            self.crm = point.crm
            self.moments[point.sequence] = read_all(self.repository.view(self.crm, point.sequence))
            edit_crm(self.path, number + 1)
        self.store.delete([NOTE])  # it is for people, and no part of what is checked
        self.objects = {info.name: self.store.get(info.name) for info in self.store.list()}

    @property
    def repository(self):
        """Opened anew, so that nothing is remembered of what was read before."""
        return Repository(self.store, REPOSITORY_ID, MASTER)

    def damage(self, name, how):
        content = self.objects[name]
        if how == "gone":
            self.store.delete([name])
        elif how == "cut":
            self.store.put(name, content[: len(content) // 2])
        else:
            at = {"begin": 3, "middle": len(content) // 2, "end": len(content) - 1}[how]
            self.store.put(name, content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :])

    def mend(self):
        self.store.delete([info.name for info in self.store.list() if info.name not in self.objects])
        for name, content in self.objects.items():
            self.store.put(name, content)

    def unreadable(self):
        """Points that do not read, with the entities of each that fail (all of them where the point cannot be opened).

        Whatever does read must be exact.
        """
        found = {}
        for sequence, wanted in self.moments.items():
            try:
                view = self.repository.view(self.crm, sequence)
            except DamagedRepository:
                found[sequence] = set(wanted)
                continue
            failing = {name for name in wanted if not self._reads(view, name, wanted[name])}
            if failing:
                found[sequence] = failing
        return found

    @staticmethod
    def _reads(view, name, wanted):
        class OnlyOne:
            read, value = view.read, view.value

            @staticmethod
            def entities():
                return [view.entity(name)]

        try:
            assert read_all(OnlyOne)[name] == wanted
        except DamagedRepository:
            return False
        return True


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return History(tmp_path_factory.mktemp("history"))


@pytest.fixture
def history(whole):
    yield whole
    whole.mend()


@pytest.mark.parametrize("how", ["gone", "cut", "begin", "middle", "end"])
def test_a_check_names_the_damaged_object_and_exactly_the_points_it_harms(history, how):
    ids = {history.repository.point_id(history.crm, sequence): sequence for sequence in history.moments}
    for name in history.objects:
        history.damage(name, how)
        report, left = check(history.repository), history.repository.sequences(history.crm)
        unreadable = set(history.unreadable()) & set(left)
        assert set(report.harmed.get(history.crm, ())) == unreadable, name
        assert set(report.intact.get(history.crm, ())) == set(left) - unreadable
        named = {ids[point] for item in report.damaged if item.name == name for point in item.points}
        assert named & set(left) == unreadable
        # That the newest point itself is gone, only those know who saw it.
        assert report.sound == (6 not in left)
        history.mend()
    assert check(history.repository).sound


@pytest.mark.parametrize("how", ["gone", "middle"])
def test_a_check_names_the_entities_that_a_damaged_pack_harms(history, how):
    for name in [name for name in history.objects if name.startswith("packs/")]:
        history.damage(name, how)
        failing = set().union(*history.unreadable().values())
        (damaged,) = [item for item in check(history.repository).damaged if item.name == name]
        assert set(damaged.entities) == failing
        history.mend()


@pytest.mark.parametrize("how", ["gone", "middle"])
def test_the_latest_intact_point_passes_over_exactly_the_damaged_ones(history, how):
    for name in history.objects:
        history.damage(name, how)
        harmed = set(history.unreadable())
        left = set(history.moments) - harmed
        if left:
            chosen = choose_point(history.repository, history.crm, latest_intact=True)
            newest = max(left)
            passed_over = [s for s in sorted(harmed) if s > newest and not is_gone(history, s)]
            assert chosen.point.sequence == newest
            assert chosen.skipped == tuple(history.repository.point_id(history.crm, s) for s in passed_over)
            assert bool(chosen.note) == bool(passed_over)
        else:
            with pytest.raises(PointNotFound):
                choose_point(history.repository, history.crm, latest_intact=True)
        history.mend()


def is_gone(history, sequence):
    return sequence not in history.repository.sequences(history.crm)


def chain_of_newest(history):
    """The pack of the full that the newest point begins with."""
    manifest = history.repository.manifest(history.crm, 5)
    return f"packs/{manifest.packs[0].hex()[:2]}/{manifest.packs[0].hex()}"


@pytest.mark.parametrize("how", ["gone", "middle"])
def test_an_automatic_backup_over_a_damaged_chain_is_a_full_that_says_why(history, tmp_path, how):
    history.damage(chain_of_newest(history), how)
    report = run_backup(history.source, history.repository)
    assert report.point.strategy is Strategy.FULL
    assert report.outcome is Outcome.WARNINGS
    assert "could not be read" in report.warnings[0]
    view = history.repository.view(history.crm, report.point.sequence)
    assert restored(history.repository, view, tmp_path / "restored.db") == state_of(history.path)


@pytest.mark.parametrize("how", ["gone", "middle"])
def test_an_explicit_increment_over_a_damaged_chain_is_refused(history, how):
    history.damage(chain_of_newest(history), how)
    before = history.repository.sequences(history.crm)
    with pytest.raises(DamagedRepository):
        run_backup(history.source, history.repository, BackupRequest(Strategy.INCREMENTAL))
    assert history.repository.sequences(history.crm) == before


def test_a_full_over_a_damaged_history_does_not_rely_on_damaged_blobs(history, tmp_path):
    for name in [name for name in history.objects if name.startswith("packs/")]:
        history.store.delete([name])
    report = run_backup(history.source, history.repository, BackupRequest(Strategy.FULL))
    view = history.repository.view(history.crm, report.point.sequence)
    assert restored(history.repository, view, tmp_path / "restored.db") == state_of(history.path)
