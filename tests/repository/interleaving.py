"""Two programs on one repository, one of which stands still before a chosen operation while the other does all of its
work. Nothing is left to chance: the stores are in memory, every job works in one thread, and the clock is set by hand.
"""

from concurrent.futures import Future
from dataclasses import dataclass, field

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.repository import packs, stopwatch, view
from crmbackup_gui.repository import repository as repository_module
from crmbackup_gui.repository.repository import Repository
from tests.repository.faulty_store import FaultyStore
from tests.repository.histories import ID
from tests.repository.points_by_hand import MASTER


class Clock:
    """That of all machines and places."""

    def __init__(self):
        self.now = 1_900_000_000.0

    def later(self, hours):
        self.now += hours * 3600


class Turn:
    """Counts the operations of one program, and lets others work before the one of number `at`."""

    def __init__(self, at=None, meanwhile=lambda: None):
        self._at, self._meanwhile = at, meanwhile
        self.done = []

    def reached(self, what):
        self.done.append(what)
        if len(self.done) - 1 == self._at:
            self._meanwhile()


@dataclass
class Place:
    """What is where a repository or its copy lives."""

    name: str
    clock: Clock
    objects: dict = field(default_factory=dict)


class SharedStore(FaultyStore):
    """One program's way to a place."""

    def __init__(self, place, turn):
        super().__init__()
        self.location, self.objects = place.name, place.objects
        self.clock, self._turn = place.clock, turn

    @property
    def now(self):
        return self.clock.now

    @now.setter
    def now(self, _):
        """It is that of the place."""

    def _begin(self, operation, name):
        self._turn.reached(f"{operation} {self.location}/{name.split('/')[0]}")

    def _end(self):
        pass


class World:
    """A repository and the place of its copy."""

    def __init__(self, clock):
        self.clock = clock
        self.here, self.there = Place("here", clock), Place("there", clock)

    def copied(self):
        other = World(self.clock)
        other.here.objects.update(self.here.objects)
        other.there.objects.update(self.there.objects)
        return other

    def program(self, turn=None):
        turn = turn or Turn()
        here, there = (Repository(SharedStore(place, turn), ID, MASTER) for place in (self.here, self.there))
        return Program(here, there)


@dataclass
class Program:
    """What one program has of a world: the repository, and its copy, which need not be there."""

    here: Repository
    there: Repository


class _Executor:
    """Does at once what another one would do in a thread."""

    def __init__(self, *_, **__):
        pass

    def submit(self, work, *arguments):
        done = Future()
        try:
            done.set_result(work(*arguments))
        except CrmBackupError as error:
            done.set_exception(error)
        return done

    def shutdown(self, **_):
        pass


def by_one_thread(monkeypatch, clock):
    """From now on jobs ask their stores for the same in the same order each time, at that clock's time."""

    def one_after_another(work, items, *_):
        return [work(item) for item in items]

    monkeypatch.setattr(packs, "ThreadPoolExecutor", _Executor)
    monkeypatch.setattr(view, "prefetch_now", lambda items, *_, **__: items)
    monkeypatch.setattr(view, "side_by_side", one_after_another)
    monkeypatch.setattr(repository_module, "side_by_side", one_after_another)
    monkeypatch.setattr(stopwatch, "clocks", lambda: (clock.now, clock.now))
