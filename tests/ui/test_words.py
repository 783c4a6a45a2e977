"""Times, numbers and names as people say them. `tests/ui/test_translation.py` looks at the Chinese ones."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.history import Task, Trigger
from crmbackup_gui.services.settings import Language
from crmbackup_gui.sources.hosted.consent import Gives, Need
from crmbackup_gui.ui.translation import install
from crmbackup_gui.ui.words import scopes, telling

NOW = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shanghai(monkeypatch, qapp, language_kept):  # noqa: ARG001 - it must note what there was before
    """A machine in Shanghai that speaks English; there it is Tuesday, 14:05."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    install(qapp, Language.ENGLISH)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=2), "today 12:05"),
        (timedelta(hours=20), "yesterday 18:05"),
        (timedelta(days=3), "Saturday 14:05"),
        (timedelta(days=21), "3 Nov 14:05"),
        (timedelta(days=400), "20 Oct 2025 14:05"),
        (timedelta(seconds=-20), "in less than a minute"),
        (timedelta(minutes=-5), "in 5 minutes"),
        (timedelta(hours=-4), "today 18:05"),
        (timedelta(hours=-12), "tomorrow 02:05"),
        (timedelta(days=-2), "Thursday 14:05"),
        (timedelta(days=-7), "1 Dec 14:05"),
    ],
)
def test_a_moment_is_told_as_people_tell_it(back, said):
    assert telling.told(NOW - back, NOW) == said


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(days=9, hours=5), "9 days ago"),
        (timedelta(minutes=-5), "just now"),
    ],
)
def test_an_age_has_one_unit(back, said):
    assert telling.ago(NOW - back, NOW) == said


def test_the_exact_time_is_on_the_clock_of_this_machine():
    assert telling.exact(NOW) == "Tuesday, 24 Nov 2026 14:05:00"
    assert telling.day_and_time(NOW) == "24 Nov 2026 14:05"


def test_numbers_are_grouped_also_where_the_system_has_no_locale():
    QLocale.setDefault(QLocale.c())
    assert telling.number(5_000_000_000) == "5,000,000,000"


def test_sizes_are_decimal():
    assert [telling.size(count) for count in (0, 900_000, 1_234_567)] == ["0 bytes", "900.0 kB", "1.2 MB"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "less than a second"),
        (12, "12 s"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
        (3 * 86_400, "3 days"),
    ],
)
def test_a_span_has_at_most_two_units(seconds, said):
    assert telling.duration(seconds) == said


def test_a_rate_counts_records():
    assert telling.rate(120_000.4) == "120,000 records/s"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (telling.strategy_name, Strategy),
        (telling.outcome_name, Outcome),
        (telling.task_name, Task),
        (telling.trigger_name, Trigger),
        (scopes.gives_name, Gives),
        (scopes.need_name, Need),
    ],
)
def test_every_value_has_a_name_of_its_own(name, values):
    names = [name(value) for value in values]
    assert all(names)
    assert len(set(names)) == len(names)
