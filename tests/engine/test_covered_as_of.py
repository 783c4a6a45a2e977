"""A backup whose service grants no more calls keeps what it has read, and says of the rest as of when it is there."""

from datetime import timedelta

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import BudgetSpent
from crmbackup_gui.model.health import assess
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.schedule import Schedule
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.check import check
from tests.engine.setting import new_repository
from tests.sources.hosted.office import Office, source_of

FULL = BackupRequest(strategy=Strategy.FULL)


@pytest.fixture
def office():
    office = Office()
    company = office.add("company", name="Acme")
    for number in range(8):
        office.add("contact", name=f"Person {number}", company=company)
    return office


class Kept:
    """The office as a source, and its backups. `grant` lets so many more calls through today."""

    def __init__(self, office, folder):
        self.office, self.source = office, source_of(office, folder)
        self.repository = new_repository()

    def grant(self, calls):
        self.office.granted, self.source._budget.free = self.office.used + calls, 0
        self.source._budget._told = None

    def back_up(self, request=None):
        self.office.tick(hours=1)
        return run_backup(self.source, self.repository, request).point

    def names(self, point, entity="contact"):
        view = self.repository.view(point.crm, point.sequence)
        entities = {each.name: each for each in view.entities()}
        if entity not in entities:
            return None
        place = entities[entity].index("name")
        return sorted(name for run in view.read(entity) for name in run.batch.column(place).to_pylist())

    def differs(self, point):
        view = self.repository.view(point.crm, point.sequence)
        asked = RestoreRequest(mode=RestoreMode.EXACT, clears=True, dry_run=True)
        report = run_restore(self.repository, view, self.source, asked)
        return {
            each.name
            for each in report.entities
            if each.created or each.updated or each.deleted or each.undeleted or each.failed
        }


@pytest.fixture
def kept(office, tmp_path):
    return Kept(office, tmp_path)


def test_an_increment_keeps_what_was_read_and_shows_the_rest_as_the_point_before_has_it(kept, office):
    first = kept.back_up()
    office.add("company", name="Bolt")
    office.add("contact", name="New")
    kept.grant(5)  # enough for users and companies, two calls each
    second = kept.back_up()
    assert second.kind is PointKind.REGULAR
    assert second.behind == {"contact": first.consistent_as_of, "membership": first.consistent_as_of}
    assert second.whole_as_of == first.consistent_as_of < second.consistent_as_of
    assert kept.names(second, "company") == ["Acme", "Bolt"]
    assert kept.names(second) == kept.names(first)
    [note] = [each for each in second.warnings if "granted" in each]
    assert note == (
        f"The service granted no more calls, so these are as of {first.consistent_as_of:%Y-%m-%d %H:%M} UTC: "
        "Contact, membership."
    )
    assert check(kept.repository).sound


def test_the_next_increment_begins_with_what_is_behind_and_reads_it_from_where_it_was(kept, office):
    kept.back_up()
    office.add("contact", name="New")
    kept.grant(5)
    behind = kept.back_up()
    office.calls.clear()
    kept.grant(4)
    third = kept.back_up()
    assert office.calls[0] == ("changed", "contact")
    assert ("read", "contact") not in office.calls
    assert "New" in kept.names(third)
    assert third.behind.keys() == {"user", "company"}
    assert third.behind["company"] == behind.consistent_as_of
    office.granted = None
    assert not kept.back_up().behind
    assert kept.differs(kept.back_up()) == set()


def test_what_no_point_has_yet_is_read_in_full_by_the_next_increment(kept, office):
    kept.grant(2)
    first = kept.back_up()
    assert (first.kind, first.strategy) == (PointKind.REGULAR, Strategy.FULL)
    assert first.behind == {"contact": None, "membership": None}
    assert kept.names(first) is None
    assert any(each.endswith("are not in this recovery point: Contact, membership.") for each in first.warnings)
    office.granted = None
    second = kept.back_up()
    assert second.strategy is Strategy.INCREMENTAL
    assert len(kept.names(second)) == 8
    assert kept.differs(second) == set()


def test_a_full_that_lacks_what_an_earlier_point_has_is_never_the_newest(kept):
    first = kept.back_up()
    kept.grant(2)
    second = kept.back_up(FULL)
    assert (second.kind, second.behind) == (PointKind.PARTIAL, {"contact": None, "membership": None})
    kept.office.granted = None
    assert kept.back_up().parent == first.sequence


def test_a_differential_does_not_show_what_is_older_than_the_newest_point(kept, office):
    kept.back_up()
    office.add("contact", name="New")
    newest = kept.back_up()
    kept.grant(5)
    point = kept.back_up(BackupRequest(strategy=Strategy.DIFFERENTIAL))
    assert point.kind is PointKind.PARTIAL
    office.granted = None
    assert kept.back_up().parent == newest.sequence


def test_an_entity_that_was_half_read_is_left_as_it_was(kept, office):
    first = kept.back_up()
    office.add("contact", name="New")
    spent = []

    def enough(name):
        if name == "contact":
            spent.append(name)
            raise BudgetSpent("office://here", "80 of 100", "2026-11-25 12:00 UTC")

    office.after_page = enough
    second = kept.back_up()
    assert spent
    assert second.behind.keys() == {"contact", "membership"}
    assert kept.names(second) == kept.names(first)
    office.after_page = lambda _: None
    assert "New" in kept.names(kept.back_up())


def take_all_calls(office, entity):
    """From now on an entity takes more than is granted, once its first call was let through."""

    def page(name):
        if name == entity and office.granted is not None:
            office.used = office.granted
            raise BudgetSpent("office://here", "80 of 100", "2026-11-25 12:00 UTC")

    office.after_page = page


@pytest.mark.parametrize("first_day", [6, 2], ids=["it was begun", "it was not begun"])
def test_an_entity_that_takes_more_than_is_ever_granted_keeps_no_other_from_being_read(kept, office, first_day):
    kept.grant(first_day)
    take_all_calls(office, "contact")
    kept.back_up()
    for day in range(4):
        office.add("company", name=f"Day {day}")
        for _ in range(2):
            kept.grant(8)
            newest = kept.back_up()
            assert newest.kind is PointKind.REGULAR
        assert f"Day {day}" in kept.names(newest, "company")


def test_an_increment_whose_first_entity_took_all_calls_lets_the_others_go_first_the_next_time(kept, office):
    first = kept.back_up()
    take_all_calls(office, "user")
    office.add("user", login="ada")
    office.add("company", name="Bolt")
    kept.grant(8)
    second = kept.back_up()
    assert (second.broke_off, set(second.behind.values())) == ("user", {first.consistent_as_of})
    kept.grant(8)
    third = kept.back_up()
    assert third.behind == {"user": first.consistent_as_of}
    assert kept.names(third, "company") == ["Acme", "Bolt"]
    assert check(kept.repository).sound


def test_a_crm_whose_full_takes_more_calls_than_are_granted_goes_on_by_increments(kept, office):
    for number in range(300):
        office.add("contact", name=f"More {number}")
    kept.grant(2)
    kept.back_up()  # a full without contacts, which are most of it
    points = []
    for day in range(9):
        office.add("contact", name=f"Day {day}")
        kept.grant(4)
        points.append(kept.back_up())
    assert sum(each.kind is PointKind.REGULAR for each in points) >= len(points) - 1
    office.granted = None
    last = kept.back_up()
    assert (last.kind, last.behind) == (PointKind.REGULAR, {})
    assert "Day 8" in kept.names(last)


def test_where_not_one_entity_could_be_read_there_is_no_point(kept):
    kept.grant(0)
    with pytest.raises(BudgetSpent):
        kept.back_up()
    assert kept.repository.crms() == ()


def test_health_counts_from_the_moment_as_of_which_everything_is_there(kept, office):
    first = kept.back_up()
    office.add("contact", name="New")
    kept.grant(5)
    second = kept.back_up()
    now = second.consistent_as_of + timedelta(hours=1)
    health = assess((first, second), {}, None, (), Schedule(), now, now.tzinfo)
    assert health.last_good == first.consistent_as_of


def test_a_share_that_is_met_is_waited_for_where_patience_reaches_so_far(kept):
    kept.source._patience = timedelta(hours=23)
    kept.grant(2)
    steps = []
    report = run_backup(kept.source, kept.repository, progress=steps.append)
    assert not report.point.behind
    assert any(step.paused_until for step in steps)
    assert report.outcome is Outcome.OK
