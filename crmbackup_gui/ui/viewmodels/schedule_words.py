"""A schedule in a sentence: "Full on Sundays at 02:00, incremental every hour from 08:00 to 20:00"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Weekday
from crmbackup_gui.ui.viewmodels.schedule_draft import EVERY_DAY, WEEKEND, WORKDAYS, Preset, Row, RowProblem

_HOUR = 60
_LAST_HOUR = "23:00"


def sentence(rows: Sequence[Row]) -> str:
    """All rows in one sentence, with a capital and no full stop."""
    if not rows:
        return QCoreApplication.translate("ScheduleWords", "Only when you choose Back up now")
    text = phrase(rows[0])
    for row in rows[1:]:
        text = QCoreApplication.translate("ScheduleWords", "{before}, {after}").format(before=text, after=phrase(row))
    return text[:1].upper() + text[1:]


def phrase(row: Row) -> str:
    """One row, as a part of the sentence."""
    strategy, first, last = strategy_word(row.strategy), row.first, row.last
    daily = len(row.days) == len(EVERY_DAY)
    if row.every_minutes is None:
        text = (
            QCoreApplication.translate("ScheduleWords", "{strategy} every day at {time}")
            if daily
            else QCoreApplication.translate("ScheduleWords", "{strategy} on {days} at {time}")
        )
        return text.format(strategy=strategy, days=days_word(row.days), time=first)
    if row.first == "00:00" and row.last >= _LAST_HOUR:
        text = (
            QCoreApplication.translate("ScheduleWords", "{strategy} {interval}")
            if daily
            else QCoreApplication.translate("ScheduleWords", "{strategy} {interval} on {days}")
        )
    elif daily:
        text = QCoreApplication.translate("ScheduleWords", "{strategy} {interval} from {first} to {last}")
    else:
        text = QCoreApplication.translate("ScheduleWords", "{strategy} {interval} from {first} to {last} on {days}")
    interval = interval_word(row.every_minutes)
    return text.format(strategy=strategy, interval=interval, first=first, last=last, days=days_word(row.days))


def strategy_word(strategy: Strategy | None) -> str:
    """In the middle of a sentence."""
    return {
        None: QCoreApplication.translate("ScheduleWords", "automatic"),
        Strategy.FULL: QCoreApplication.translate("ScheduleWords", "full"),
        Strategy.INCREMENTAL: QCoreApplication.translate("ScheduleWords", "incremental"),
        Strategy.DIFFERENTIAL: QCoreApplication.translate("ScheduleWords", "differential"),
    }[strategy]


def days_word(days: Sequence[int]) -> str:
    """`Sundays`, `Mondays to Fridays`, `weekends`; every day as it stands in a list of choices."""
    known = {
        EVERY_DAY: QCoreApplication.translate("ScheduleWords", "every day"),
        tuple(WORKDAYS): QCoreApplication.translate("ScheduleWords", "Mondays to Fridays"),
        tuple(WEEKEND): QCoreApplication.translate("ScheduleWords", "weekends"),
    }
    if tuple(days) in known:
        return known[tuple(days)]
    return (
        QLocale().createSeparatedList([_day_word(day) for day in days])
        if days
        else QCoreApplication.translate("ScheduleWords", "no day")
    )


def short_day(day: int) -> str:
    """The name on a small button."""
    return QLocale().standaloneDayName(day + 1, QLocale.FormatType.ShortFormat)


def long_day(day: int) -> str:
    """The whole name."""
    return QLocale().standaloneDayName(day + 1, QLocale.FormatType.LongFormat)


def interval_word(minutes: int) -> str:
    """`every hour`, `every 30 minutes`."""
    if minutes == _HOUR:
        return QCoreApplication.translate("ScheduleWords", "every hour")
    if minutes % _HOUR == 0:
        return QCoreApplication.translate("ScheduleWords", "every %n hour(s)", "", minutes // _HOUR)
    return QCoreApplication.translate("ScheduleWords", "every %n minute(s)", "", minutes)


def preset_name(preset: Preset | None) -> str:
    """What a rhythm is called; None is one that somebody made."""
    return {
        Preset.HOURLY: QCoreApplication.translate("ScheduleWords", "Every hour during the day"),
        Preset.DAILY: QCoreApplication.translate("ScheduleWords", "Every evening"),
        Preset.WEEKLY: QCoreApplication.translate("ScheduleWords", "Once a week"),
        Preset.BY_HAND: QCoreApplication.translate("ScheduleWords", "Only when I ask"),
        None: QCoreApplication.translate("ScheduleWords", "My own rhythm"),
    }[preset]


def preset_reason(preset: Preset) -> str:
    """Whom it suits."""
    return {
        Preset.HOURLY: QCoreApplication.translate(
            "ScheduleWords", "For a CRM that is worked in all day: at most an hour of work can be lost."
        ),
        Preset.DAILY: QCoreApplication.translate("ScheduleWords", "For most: at most a day of work can be lost."),
        Preset.WEEKLY: QCoreApplication.translate("ScheduleWords", "For records that seldom change."),
        Preset.BY_HAND: QCoreApplication.translate(
            "ScheduleWords", "Nothing happens by itself. You will be reminded when the last one is old."
        ),
    }[preset]


def problem_words(problem: RowProblem) -> str:
    """What to mend."""
    return {
        RowProblem.NO_DAY: QCoreApplication.translate("ScheduleWords", "Choose at least one day of the week."),
        RowProblem.BACKWARDS: QCoreApplication.translate(
            "ScheduleWords", "The first time must be before the last one."
        ),
    }[problem]


def _day_word(day: int) -> str:
    return {
        Weekday.MONDAY: QCoreApplication.translate("ScheduleWords", "Mondays"),
        Weekday.TUESDAY: QCoreApplication.translate("ScheduleWords", "Tuesdays"),
        Weekday.WEDNESDAY: QCoreApplication.translate("ScheduleWords", "Wednesdays"),
        Weekday.THURSDAY: QCoreApplication.translate("ScheduleWords", "Thursdays"),
        Weekday.FRIDAY: QCoreApplication.translate("ScheduleWords", "Fridays"),
        Weekday.SATURDAY: QCoreApplication.translate("ScheduleWords", "Saturdays"),
        Weekday.SUNDAY: QCoreApplication.translate("ScheduleWords", "Sundays"),
    }[Weekday(day)]
