"""How screens say times, numbers, sizes and the names of things, in the user's language.

Times given are aware, and told on the clock of this machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.history import Task, Trigger

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_WEEK = 7


def told(when: datetime, now: datetime | None = None) -> str:
    """A moment as people tell it.

    `just now`, `5 minutes ago`, `today 14:05`, `yesterday 09:00`, `Monday 09:00` within a week, `3 Nov 14:05` in the
    same year, `3 Nov 2025 14:05` beyond; for the future `in 5 minutes`, `tomorrow 09:00` and so on likewise.
    """
    away = _away(when, now)
    if abs(away) < _HOUR:
        return _near(away)
    return by_the_clock(when, now)


def by_the_clock(when: datetime, now: datetime | None = None) -> str:
    """The same for what a sentence counts up to: `today 14:05` also where that is only minutes away."""
    local, today = when.astimezone(), (now or datetime.now(UTC)).astimezone().date()
    days = (local.date() - today).days
    if days == 0:
        return QCoreApplication.translate("Words", "today {time}").format(time=_clock(local))
    if days == -1:
        return QCoreApplication.translate("Words", "yesterday {time}").format(time=_clock(local))
    if days == 1:
        return QCoreApplication.translate("Words", "tomorrow {time}").format(time=_clock(local))
    if abs(days) < _WEEK:
        day = locale().standaloneDayName(local.isoweekday())
    elif local.year == today.year:
        #: A date within this year, in the letters of Qt's QDate formats.
        pattern = QCoreApplication.translate("Words", "d MMM")
        day = locale().toString(QDate(local.year, local.month, local.day), pattern)
    else:
        day = date(local)
    return QCoreApplication.translate("Words", "{day} {time}").format(day=day, time=_clock(local))


def ago(when: datetime, now: datetime | None = None) -> str:
    """How long since, in one unit: `just now`, `5 minutes ago`, `2 hours ago`, `9 days ago`."""
    seconds = max(0.0, _away(when, now))
    if seconds < _HOUR:
        return _near(seconds)
    if seconds < _DAY:
        return QCoreApplication.translate("Words", "%n hour(s) ago", "", int(seconds // _HOUR))
    return QCoreApplication.translate("Words", "%n day(s) ago", "", int(seconds // _DAY))


def exact(when: datetime) -> str:
    """The whole of a moment, for tooltips: `Tuesday, 3 Nov 2026 14:05:09`."""
    local = when.astimezone()
    return QCoreApplication.translate("Words", "{day}, {date} {time}").format(
        day=locale().standaloneDayName(local.isoweekday()),
        date=date(local),
        time=QTime(local.hour, local.minute, local.second).toString("HH:mm:ss"),
    )


def date(when: datetime) -> str:
    """The day alone: `3 Nov 2026`."""
    local = when.astimezone()
    return locale().toString(QDate(local.year, local.month, local.day), date_pattern())


def date_pattern() -> str:
    """How a date is written, in the letters of Qt's QDate formats."""
    #: How a date is written, in the letters of Qt's QDate formats.
    return QCoreApplication.translate("Words", "d MMM yyyy")


def day_and_time(when: datetime) -> str:
    """A moment that stays true when it is printed: `3 Nov 2026 14:05`."""
    return QCoreApplication.translate("Words", "{day} {time}").format(day=date(when), time=_clock(when.astimezone()))


def number(n: int) -> str:
    """Digits in the groups of the user's country."""
    return locale().toString(n)


def how_many(count: int, *, about: bool) -> str:
    """A number, which a guess is told as: with two digits that mean something."""
    if not about:
        return number(count)
    rounded = round(count, 2 - len(str(count)))
    #: A number that is only known roughly.
    return QCoreApplication.translate("Words", "about {number}").format(number=number(rounded))


def sentences(parts: Iterable[str]) -> str:
    """One behind another, with what stands between sentences in the user's language."""
    #: What stands between two sentences; nothing in Chinese.
    return QCoreApplication.translate("Words", " ").join(parts)


def listed(names: Iterable[str]) -> str:
    """Names behind one another: `Contacts, Deals`."""
    #: What stands between two names of a list.
    return QCoreApplication.translate("Words", ", ").join(names)


def size(count: float) -> str:
    """Bytes in decimal units: `0 bytes`, `900.0 kB`, `1.2 MB`."""
    return locale().formattedDataSize(round(count), 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def duration(seconds: float) -> str:
    """A span in at most two units: `less than a second`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 days`."""
    whole = round(seconds)
    if whole < 1:
        return QCoreApplication.translate("Words", "less than a second")
    if whole < _MINUTE:
        return QCoreApplication.translate("Words", "{seconds} s").format(seconds=whole)
    if whole < _HOUR:
        minutes, rest = divmod(whole, _MINUTE)
        return QCoreApplication.translate("Words", "{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    if whole < 2 * _DAY:
        hours, rest = divmod(whole, _HOUR)
        return QCoreApplication.translate("Words", "{hours} h {minutes} min").format(
            hours=hours, minutes=rest // _MINUTE
        )
    return QCoreApplication.translate("Words", "%n day(s)", "", whole // _DAY)


def short_duration(seconds: float) -> str:
    """The same for a cell of a table."""
    return QCoreApplication.translate("Words", "< 1 s") if round(seconds) < 1 else duration(seconds)


def rate(n: float) -> str:
    """Records in a second: `120,000 records/s`."""
    return QCoreApplication.translate("Words", "{count} records/s").format(count=number(round(n)))


def strategy_name(strategy: Strategy) -> str:
    """`full`, `incremental` or `differential`, for a cell or inside a sentence."""
    return {
        Strategy.FULL: QCoreApplication.translate("Words", "full"),
        Strategy.INCREMENTAL: QCoreApplication.translate("Words", "incremental"),
        Strategy.DIFFERENTIAL: QCoreApplication.translate("Words", "differential"),
    }[strategy]


def outcome_name(outcome: Outcome) -> str:
    """How a job ended."""
    return {
        Outcome.OK: QCoreApplication.translate("Words", "done"),
        Outcome.WARNINGS: QCoreApplication.translate("Words", "done, with warnings"),
        Outcome.FAILED: QCoreApplication.translate("Words", "failed"),
        Outcome.CANCELLED: QCoreApplication.translate("Words", "cancelled"),
        Outcome.SKIPPED: QCoreApplication.translate("Words", "skipped"),
    }[outcome]


def task_name(task: Task) -> str:
    """What a run did."""
    return {
        Task.BACKUP: QCoreApplication.translate("Words", "Backup"),
        Task.RESTORE: QCoreApplication.translate("Words", "Restore"),
        Task.UNDO: QCoreApplication.translate("Words", "Undo of a restore"),
        Task.CHECK: QCoreApplication.translate("Words", "Check"),
        Task.DRILL: QCoreApplication.translate("Words", "Restore drill"),
        Task.RETENTION: QCoreApplication.translate("Words", "Tidying up"),
        Task.COPY: QCoreApplication.translate("Words", "Copying"),
        Task.SALVAGE: QCoreApplication.translate("Words", "Rebuilding"),
        Task.CONSOLIDATE: QCoreApplication.translate("Words", "Fresh full point"),
    }[task]


def trigger_name(trigger: Trigger) -> str:
    """What began a run."""
    return {
        Trigger.MANUAL: QCoreApplication.translate("Words", "by hand"),
        Trigger.SCHEDULE: QCoreApplication.translate("Words", "on schedule"),
        Trigger.CATCH_UP: QCoreApplication.translate("Words", "to catch up"),
        Trigger.COMMAND_LINE: QCoreApplication.translate("Words", "from the command line"),
    }[trigger]


def locale() -> QLocale:
    """How the user's country writes numbers and days. The C locale of bare machines groups nothing."""
    default = QLocale()
    if default.language() is QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    return default


def _near(away: float) -> str:
    minutes = int(abs(away) // _MINUTE)
    if minutes == 0:
        if away < 0:
            return QCoreApplication.translate("Words", "in less than a minute")
        return QCoreApplication.translate("Words", "just now")
    if away < 0:
        return QCoreApplication.translate("Words", "in %n minute(s)", "", minutes)
    return QCoreApplication.translate("Words", "%n minute(s) ago", "", minutes)


def _away(when: datetime, now: datetime | None) -> float:
    return ((now or datetime.now(UTC)) - when).total_seconds()


def _clock(when: datetime) -> str:
    return QTime(when.hour, when.minute).toString("HH:mm")
