"""One program stands still before any of its operations while another one does all of its work, for every two jobs.

Whatever comes in between: a job either says that it was refused, or what it said is done stays done; all else is as it
was, now and when everything that is due has been cleaned up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from crmbackup_gui.engine.consolidate import rebase
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.engine.holding import hold_entity, hold_point
from crmbackup_gui.engine.retention import apply_retention, plan_retention
from crmbackup_gui.errors import CommitRefused, EraseRefused, LastKey, NothingFound, PointBusy, PointNotFound, WrongKey
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.repository import keys, packs
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.keys import Argon2Costs, Passphrase
from crmbackup_gui.repository.manifest import HoldKind
from tests.engine import unsealing
from tests.repository.histories import BASE, DUE, ID, NEWEST, back_up, contents, fill, make_full, opens
from tests.repository.interleaving import Clock, Turn, World, by_one_thread
from tests.repository.points_by_hand import CRM, MASTER

THREE_DAYS = 73
ERASED = {"contact": (2,)}
VALUES = (b"name 2", b"new 2")
LAST = RetentionPolicy(last=1, other_kinds=0)


@dataclass
class Job:
    """Something that a program does, and what must be so afterwards when it says that it is done."""

    name: str
    run: Callable
    proof: Callable = lambda _, __: None
    refusals: tuple = (CommitRefused,)
    drops: bool = False
    """Whether it may delete points that nobody holds."""
    lasting: bool = False
    """Whether its proof stands for ever; a point that was taken need not be kept."""


# Jobs


def backing_up(key):
    def proof(end, point):
        names, _ = end.here[point.sequence, "contact"]
        assert names[(key,)] == f"by hand {key}"

    return Job(f"backup-{key}", lambda program: back_up(program.here, key, "by hand"), proof)


def retain(program):
    now = datetime.fromtimestamp(program.here.store.now, UTC)
    plan = plan_retention(program.here, CRM, LAST, now, UTC)
    return apply_retention(program.here, CRM, plan)


def clean_for_days(program):
    """What nothing keeps is deleted while another program stands still, on a computer that sleeps."""
    for _ in range(2):
        retain(program)
        program.here.store.clock.later(THREE_DAYS)
    return retain(program)


def full_is_there(end, report):
    """The full that was made, or the point that needs no other one, holds what the one had that it is made from."""
    if report.outcome is Outcome.OK and (report.made_from.sequence, "contact") in end.here:
        assert end.here[report.point.sequence, "contact"] == end.here[report.made_from.sequence, "contact"]


def is_sound(_, report):
    assert report.sound, report


def copy_is_there(end, report):
    assert report.location == "there"
    assert end.there


def is_erased(end, _):
    assert "contact" in end.erased
    for names, _ in (content for (_, entity), content in end.here.items() if entity == "contact"):
        assert ERASED["contact"] not in names


def change(program, new="new"):
    _, slot = keys.open_slot(program.here.store, ID, Passphrase("old"))
    keys.change_passphrase(program.here.store, ID, MASTER, new, slot)


def new_opens(end, _):
    assert opens(end.store, "new")
    assert not opens(end.store, "old")


def removing(passphrase):
    def remove(program):
        _, slot = keys.open_slot(program.here.store, ID, Passphrase(passphrase))
        keys.remove_slot(program.here.store, ID, slot.id, MASTER)

    def proof(end, _):
        assert not opens(end.store, passphrase)

    return Job(f"remove-{passphrase}", remove, proof, (LastKey, NothingFound, WrongKey), lasting=True)


def holding(sequence, name):
    def run(program):
        hold_point(program.here, CRM, program.here.point_id(CRM, sequence), HoldKind.LEGAL)

    def proof(end, _):
        assert sequence in end.sequences

    return Job(name, run, proof, (PointNotFound, PointBusy), lasting=True)


def hold_contacts(program):
    hold_entity(program.here, CRM, "contact")
    return set(program.here.sequences(CRM))


def all_are_there(end, held):
    assert held <= end.sequences


JOBS = [
    backing_up(3),
    Job("retention", retain, drops=True),
    Job("consolidate", lambda program: make_full(program.here), full_is_there),
    Job("rebase", lambda program: rebase(program.here, CRM, NEWEST, None, "a test wants it")),
    Job("copy", lambda program: copy_repository(program.here, program.there.store), copy_is_there),
    Job(
        "erase",
        lambda program: erase(program.here, CRM, {"contact": ("2",)}),
        is_erased,
        (EraseRefused, CommitRefused),
        lasting=True,
    ),
    Job("check", lambda program: check(program.here), is_sound),
    Job("change-key", change, new_opens, (WrongKey,), lasting=True),
    removing("old"),
    holding(DUE, "hold-due"),
    holding(BASE, "hold-base"),
    Job("hold-entity", hold_contacts, all_are_there, (PointBusy,), lasting=True),
]
OTHERS = {"backup-3": backing_up(4), "remove-old": removing("second")}
"""What another program does at the same time where it can hardly be just the same."""


@dataclass
class End:
    """What is there in the end."""

    store: object
    here: dict
    there: dict
    sequences: set
    erased: set = field(default_factory=set)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(packs, "PACK_BYTES", 400)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    by_one_thread(monkeypatch, clock)
    return clock


@pytest.fixture
def world(clock):
    """The history, of which a part may go at once, a second passphrase, and an older copy."""
    made = World(clock)
    program = made.program()
    fill(program.here)
    keys.add_passphrase(program.here.store, ID, MASTER, "second")
    copy_repository(program.here, program.there.store)
    back_up(program.here, 7, "newest")
    clock.later(THREE_DAYS)
    return made


def end_of(world):
    program = world.program()
    erased = {erasure.entity for erasure in program.here.erasures(CRM).values()}
    sequences = set(program.here.sequences(CRM))
    return End(program.here.store, contents(program.here), contents(program.there), sequences, erased)


def attempt(job, world, turn=None):
    """What the job answers, or None where it says that it was refused."""
    try:
        return (job.run(world.program(turn)),)
    except job.refusals:
        return None


def operations(job, world):
    """What the job asks of the stores where nothing disturbs it."""
    turn = Turn()
    assert attempt(job, world.copied(), turn) is not None
    return turn.done


def without(found, erased):
    return {
        (sequence, entity): tuple(
            {key: value for key, value in part.items() if entity not in erased or key != ERASED[entity]}
            for part in parts
        )
        for (sequence, entity), parts in found.items()
    }


def expect_sound(world, before, jobs, answers):
    """Every point is as it was, or gone where that may be; what was said to be done is done."""
    end = end_of(world)
    program = world.program()
    for repository in (program.here, program.there):
        report = check(repository)
        assert report.sound, report
    kept = without(before, end.erased)
    assert {which: end.here[which] for which in kept.keys() & end.here.keys()} == {
        which: content for which, content in kept.items() if which in end.here
    }
    if not any(job.drops for job in jobs):
        assert kept.keys() <= end.here.keys()
    assert max(end.sequences) >= max(before)[0]
    assert any(opens(program.here.store, passphrase) for passphrase in ("old", "new", "second"))
    for job, answer in zip(jobs, answers, strict=True):
        if answer is not None:
            job.proof(end, *answer)
    return end


def clean_up(world):
    """Days later everything that is due goes, and the copy follows."""
    for _ in range(3):
        world.clock.later(THREE_DAYS)
        program = world.program()
        assert retain(program).swept.unreadable == 0
        assert copy_repository(program.here, program.there.store).warnings == ()


def interleaved(world, jobs, at):
    """Both answers: of the first job, which stands still before that operation, and of the other one.

    Where the first has ended by then, for it draws names by chance and looks at them in their order, the other follows.
    """
    other = []
    turn = Turn(at, lambda: other.append(attempt(jobs[1], world)))
    first = attempt(jobs[0], world, turn)
    return first, other[0] if other else attempt(jobs[1], world)


def is_last_word(done, at):
    """Whether the operation replaces a manifest.

    A program looks just before it whether all is as it must be. A machine that falls asleep inside of this very request
    and sends it after days, when another one has claimed the manifest anew, is what the format does not cover.
    """
    return done[at] == "put here/points" and done[at - 1] == "delete here/summaries"


EVERY = pytest.mark.parametrize(
    "every", [pytest.param(False, id="some"), pytest.param(True, marks=pytest.mark.soak, id="all")]
)
DAYS = Job("days-of-retention", clean_for_days, drops=True)
PAIRS = [(one, OTHERS.get(other.name, other)) for one in JOBS for other in (*JOBS, DAYS)]


@EVERY
@pytest.mark.parametrize("jobs", PAIRS, ids=lambda jobs: "+".join(job.name for job in jobs))
def test_whatever_another_program_does_meanwhile_what_either_said_is_done_is_done(world, jobs, every):
    before = contents(world.program().here)
    done = operations(jobs[0], world)
    count = len(done)
    start = world.clock.now
    for at in range(count) if every else range(PAIRS.index(jobs) % (count // 2), count, count // 2):
        if jobs[1] is DAYS and is_last_word(done, at):
            continue
        world.clock.now = start
        place = world.copied()
        answers = interleaved(place, jobs, at)
        expect_sound(place, before, jobs, answers)
        clean_up(place)
        lasting = [(job, answer) for job, answer in zip(jobs, answers, strict=True) if job.lasting]
        end = expect_sound(place, before, *zip((Job("clean-up", retain, drops=True), None), *lasting, strict=True))
        for repository in (place.program().here, place.program().there) if end.erased else ():
            held = b"\n".join(content for _, content in unsealing.contents(repository))
            assert not [value for value in VALUES if value in held]
