"""Any history of backups, consolidations, prunes, erasures and copies: what remains reads as it was, and nothing else.

Both hold for the repository and for its copy.
"""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from crmbackup_gui.engine.consolidate import consolidate, rebase
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.errors import CommitRefused
from crmbackup_gui.model.recovery import newest
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.prune import drop, sweep
from crmbackup_gui.repository.rewriting import rewrite
from tests.engine.unsealing import contents
from tests.repository.faulty_store import Fault, FaultyStore, Killed
from tests.repository.points_by_hand import CONTACT as ENTITY
from tests.repository.points_by_hand import CRM, MASTER, Layer, contacts, open_repository, photos, read, take

ID = "ab" * 16
KEYS = st.integers(1, 9)


def of(store):
    repository = open_repository(store)
    repository.id = ID
    return repository


class AnyCopyAndErase(RuleBasedStateMachine):
    """`moments` is what each point holds; every value ever written is another one, so that it can be looked for."""

    def __init__(self):
        super().__init__()
        self.store, self.place = FaultyStore(), FaultyStore()
        keys.add_passphrase(self.store, ID, MASTER, "passphrase", costs=keys.Argon2Costs(128, 1, 1))
        write_config(self.store, ID, MASTER)
        self.repository = of(self.store)
        self.moments, self.pictures, self.crm = {}, {}, {}
        self.values, self.gone = {}, set()
        self.written = 0

    def value(self):
        self.written += 1
        return f"value-{self.written:05d}-"

    @initialize(numbers=st.sets(KEYS, min_size=1))
    def first(self, numbers):
        self.full(numbers)

    @rule(numbers=st.sets(KEYS, min_size=1))
    def full(self, numbers):
        self.store_point(numbers, None, ())

    @rule(numbers=st.sets(KEYS, max_size=3), deleted=st.sets(KEYS, max_size=2))
    def increment(self, numbers, deleted):
        parent = newest(self.repository.timeline(CRM).points)
        before = self.moments[parent.sequence]
        deleted = {n for n in deleted if (n,) in before} - numbers
        if numbers or deleted:
            self.store_point(numbers, parent, deleted)

    def store_point(self, numbers, parent, deleted):
        base = self.value()
        layer = contacts(*numbers, name=base, deleted=tuple((n,) for n in deleted))
        layer.photos = {(n,): f"{base}picture {n % 3}".encode() * 4_000 for n in numbers if n % 2}
        if not numbers:
            layer = Layer(ENTITY, deleted=tuple((n,) for n in deleted))
        after = dict(self.moments[parent.sequence]) if parent else {}
        seen = dict(self.pictures[parent.sequence]) if parent else {}
        for n in (*numbers, *deleted):
            after.pop((n,), None)
            seen.pop((n,), None)
        after |= layer.names
        seen |= layer.photos
        layer.records = len(after)
        point = take(self.repository, layer, parent=parent)
        self.moments[point.sequence], self.pictures[point.sequence] = after, seen
        for n in numbers:
            self.values.setdefault(n, set()).add(f"{base} {n}")

    @rule()
    def consolidate(self):
        report = consolidate(self.repository, CRM)
        self.moments[report.point.sequence] = dict(self.moments[report.made_from.sequence])
        self.pictures[report.point.sequence] = dict(self.pictures[report.made_from.sequence])

    @rule(number=st.integers(0, 20))
    def store_anew(self, number):
        points = [p for p in self.repository.timeline(CRM).points if p.chain]
        with suppress(CommitRefused):  # while records are being erased from it
            for point in points[number % len(points) :][:1] if points else ():
                rebase(self.repository, CRM, point.sequence, None, "a test wants it")

    @rule(number=st.integers(0, 20))
    def drop_some(self, number):
        points = self.repository.timeline(CRM).points
        for sequence in drop(self.repository, CRM, {points[number % len(points)].sequence}, "no rule keeps it"):
            if sequence in self.moments:
                self.moments.pop(sequence)
                self.pictures.pop(sequence)

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours):
        self.store.now += hours * 3600.0
        self.place.now = self.store.now
        sweep(self.repository, "nothing needs it")

    @rule(number=KEYS, at_once=st.booleans(), stopped=st.none() | st.integers(0, 60))
    def erase(self, number, at_once, stopped):
        there = [s for s in self.repository.sequences(CRM) if (number,) in self.moments.get(s, {})]
        if not there:
            return
        self.store.fault = None
        if stopped is not None:
            self.store.fault = Fault(len(self.store.done) + stopped)
        try:
            erase(self.repository, CRM, {"contact": (str(number),)}, at_once=at_once)
        except Killed:
            self.store.fault = None
            if number not in self.erased_now():
                return  # it was stopped before it was noted: nothing is erased
        finally:
            self.store.fault = None
        for moments in (self.moments, self.pictures):
            for found in moments.values():
                found.pop((number,), None)
        self.gone |= self.values.pop(number, set())

    def erased_now(self):
        """Keys that no point shows any more."""
        shown = {key for s in self.moments for key in read(self.repository, self.repository.manifest(CRM, s).point)}
        return {n for n in range(1, 10) if (n,) not in shown}

    @rule()
    def copy(self):
        copy_repository(self.repository, self.place)

    @precondition(lambda self: "repository" in self.place.objects)
    @rule(stopped=st.integers(0, 80))
    def copy_until_it_is_stopped(self, stopped):
        self.place.fault = Fault(len(self.place.done) + stopped)
        try:
            copy_repository(self.repository, self.place)
        except Killed:
            pass
        finally:
            self.place.fault = None
        assert check(of(self.place)).sound

    def teardown(self):
        if not self.moments:
            return
        rewrite(self.repository)
        self.reads_as_it_was(self.repository)
        copy_repository(self.repository, self.place)
        copied = of(self.place)
        assert copied.sequences(CRM) == self.repository.sequences(CRM)
        self.reads_as_it_was(copied)
        for _ in range(3):
            self.time_passes(100)
            rewrite(self.repository)  # what was stopped when a manifest was claimed goes on three days later
            copy_repository(self.repository, self.place)
        for repository in (self.repository, copied):
            self.reads_as_it_was(repository)
            held = b"\n".join(content for _, content in contents(repository))
            assert not [value for value in self.gone if value.encode() in held]

    def reads_as_it_was(self, repository):
        for sequence, wanted in self.moments.items():
            point = repository.manifest(CRM, sequence).point
            assert read(repository, point) == wanted
            assert photos(repository, point) == self.pictures[sequence]
        assert check(repository).sound


def check_histories(examples, steps):
    run_state_machine_as_test(
        AnyCopyAndErase,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )


def test_what_remains_of_any_history_reads_as_it_was_and_what_is_erased_is_nowhere():
    check_histories(examples=15, steps=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_long_histories_of_copies_and_erasures():
    check_histories(examples=300, steps=40)
