"""The wall clock of this computer, whatever zone it is set to."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crmbackup_gui.model.schedule import Rule, Schedule, next_runs
from crmbackup_gui.services.local_time import LOCAL

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of this system cannot be set for a test")

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")


@pytest.fixture(params=ZONES)
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


def test_it_has_the_wall_clock_of_the_zone_all_year_round(zone):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment.year == 2026:
        here, there = moment.astimezone(LOCAL), moment.astimezone(zone)
        assert (here.replace(tzinfo=None), here.fold) == (there.replace(tzinfo=None), there.fold)
        assert here.utcoffset() == there.utcoffset()
        assert here.tzname() == there.tzname()
        assert here.astimezone(UTC) == moment
        moment += timedelta(minutes=150)


def test_schedules_stand_on_it(zone):
    schedule = Schedule((Rule(at=("02:30",), every_minutes=90),))
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    assert next_runs(schedule, begin, LOCAL, 1_000) == next_runs(schedule, begin, zone, 1_000)
