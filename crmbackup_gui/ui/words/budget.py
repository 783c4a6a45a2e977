"""What a service on the internet grants and what this account may not read, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.model.budget import BudgetFacts, Forecast
from crmbackup_gui.model.outcome import Progress
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.ui.words import telling

_MOMENT = timedelta(seconds=5)
"""A pause that is shorter need not be told."""


def calls_left(budget: BudgetFacts) -> str:
    """How many calls are used, and how many of the others this program takes at most; empty while nobody knows."""
    usage, left = budget.usage, budget.left
    if usage is None or left is None:
        return ""
    return QCoreApplication.translate(
        "Budget", "{used} of {limit} calls are used; this program may take {left} more, and leaves {free} % free."
    ).format(
        used=telling.number(usage.used),
        limit=telling.number(usage.limit),
        left=telling.number(left),
        free=telling.number(budget.free),
    )


def calls_shortly(budget: BudgetFacts) -> str:
    """What is left, for a line that changes while a job runs; what was used, where nobody knows of more."""
    if budget.left is None:
        return QCoreApplication.translate("Budget", "{calls} calls").format(calls=telling.number(budget.calls))
    return QCoreApplication.translate("Budget", "{left} calls left").format(left=telling.number(budget.left))


def pause_sentence(progress: Progress) -> str | None:
    """That a job waits for the CRM on purpose, and until when; None while it does not, or only for a moment."""
    until = progress.paused_until
    if until is None or until - datetime.now(UTC) < _MOMENT:
        return None
    return QCoreApplication.translate("Budget", "Waits until {time}").format(time=telling.told(until))


def foreseen(forecast: Forecast, *, restoring: bool = False) -> str:
    """What a backup or a restore will take, and whether that fits; empty where it does nothing."""
    if not forecast.entities:
        return ""
    if restoring:
        takes = QCoreApplication.translate("Budget", "The restore will take about %Ln call(s).", "", forecast.calls)
    elif forecast.untold:
        takes = QCoreApplication.translate("Budget", "The backup will take at least %Ln call(s).", "", forecast.calls)
    else:
        takes = QCoreApplication.translate("Budget", "The backup will take about %Ln call(s).", "", forecast.calls)
    left = calls_left(forecast.budget)
    if forecast.fits is False:
        too_many = QCoreApplication.translate("Budget", "That is more than are left: it will wait for new ones.")
        return f"{takes}\n{too_many}\n{left}"
    return f"{takes}\n{left}" if left else takes


def of_entities(forecast: Forecast, names: Collection[str]) -> Forecast:
    """The same for these entities alone."""
    wanted = set(names)
    return replace(forecast, entities=tuple(cost for cost in forecast.entities if cost.entity in wanted))


def hidden_told(hidden: Sequence[Hidden]) -> str:
    """How much of the CRM this account may not read."""
    parts = sum(not each.fields for each in hidden)
    fields = sum(len(each.fields) for each in hidden)
    told = []
    if parts:
        told.append(QCoreApplication.translate("Budget", "%n part(s)", "", parts))
    if fields:
        told.append(QCoreApplication.translate("Budget", "%n field(s)", "", fields))
    both = QCoreApplication.translate("Budget", " and ").join(told)
    return QCoreApplication.translate(
        "Budget", "This account may not read {what}, so they are not backed up. “What it may read” lists them."
    ).format(what=both)
