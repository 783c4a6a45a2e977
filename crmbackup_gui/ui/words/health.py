"""The health of a CRM in words, for the head of the window, the list of CRMs and the tray.

A `now` that is given also gives the zone; without it both are this machine's.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.model.health import NO_ATTENTION, Concern, Health, HealthState
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.words.telling import ago, sentences, told

_ICONS = {HealthState.PROTECTED: "good", HealthState.ATTENTION: "warn", HealthState.UNPROTECTED: "bad"}
_TONES = {HealthState.PROTECTED: Tone.GOOD, HealthState.ATTENTION: Tone.WARN, HealthState.UNPROTECTED: Tone.BAD}


def state_name(state: HealthState) -> str:
    """The state in a word or two."""
    return {
        HealthState.PROTECTED: QCoreApplication.translate("Health", "Protected"),
        HealthState.ATTENTION: QCoreApplication.translate("Health", "Needs attention"),
        HealthState.UNPROTECTED: QCoreApplication.translate("Health", "Not protected"),
    }[state]


def state_icon(state: HealthState) -> str:
    """The name of the drawing for it; every state has a shape of its own."""
    return _ICONS[state]


def state_tone(state: HealthState) -> Tone:
    """The tone of its colour."""
    return _TONES[state]


def sentence(health: Health, now: datetime | None = None) -> str:
    """Everything about the health in one line: the state, the gravest concern, the newest good point, what comes.

    A password that is missing is told beside a graver concern: it is what somebody can do about that.

    'Protected. Last good recovery point 2 hours ago, checked yesterday. Next: today 18:00'
    """
    now = now or datetime.now().astimezone()
    parts = [QCoreApplication.translate("Health", "{state}.").format(state=state_name(health.state))]
    gravest = next((found for found in health.concerns if found not in NO_ATTENTION), None)
    if gravest is not None:
        parts.append(concern(gravest))
        if gravest is not Concern.PASSWORD and Concern.PASSWORD in health.concerns:
            parts.append(concern(Concern.PASSWORD))
    if health.last_good is not None:
        parts.append(_newest(health, health.last_good, now))
    parts.append(coming(health, now))
    return sentences(parts)


def coming(health: Health, now: datetime | None = None) -> str:
    """When the next backup begins by itself."""
    if health.next_run is None:
        return QCoreApplication.translate("Health", "No schedule.")
    when = told(health.next_run, now or datetime.now().astimezone())
    if Concern.PAUSED in health.concerns:
        return QCoreApplication.translate("Health", "Paused. Next: {when}").format(when=when)
    return QCoreApplication.translate("Health", "Next: {when}").format(when=when)


def concern(what: Concern) -> str:
    """One thing that a user should know, as a sentence."""
    return {
        Concern.NEVER_BACKED_UP: QCoreApplication.translate("Health", "It was never backed up."),
        Concern.POINTS_VANISHED: QCoreApplication.translate("Health", "Newer recovery points have vanished."),
        Concern.DAMAGED: QCoreApplication.translate("Health", "A recovery point is damaged; take a full backup."),
        Concern.DRILL_FAILED: QCoreApplication.translate(
            "Health", "The last restore drill failed: a recovery point did not come back as it was."
        ),
        Concern.NOT_REACHABLE: QCoreApplication.translate(
            "Health", "The CRM, or the place of its recovery points, could not be reached."
        ),
        Concern.LOCKED: QCoreApplication.translate("Health", "The passphrase is needed."),
        Concern.PASSWORD: QCoreApplication.translate(
            "Health", "The CRM does not let the program in; its password or a new sign-in is needed."
        ),
        Concern.LAST_RUN_FAILED: QCoreApplication.translate("Health", "The last backup failed."),
        Concern.TOO_OLD: QCoreApplication.translate("Health", "A backup is overdue."),
        Concern.WARNINGS: QCoreApplication.translate("Health", "The last backup gave warnings."),
        Concern.NO_SCHEDULE: QCoreApplication.translate("Health", "Backups are only made when you ask for one."),
        Concern.PAUSED: QCoreApplication.translate("Health", "The schedule is paused."),
    }[what]


def _newest(health: Health, last_good: datetime, now: datetime) -> str:
    age = ago(last_good, now)
    if health.last_check is None:
        text = QCoreApplication.translate("Health", "Last good recovery point {age}, not checked yet.")
        return text.format(age=age)
    text = QCoreApplication.translate("Health", "Last good recovery point {age}, checked {day}.")
    return text.format(age=age, day=_day(health.last_check, now))


def _day(when: datetime, now: datetime) -> str:
    """By the calendar of the place: what was before midnight was yesterday."""
    days = (now.date() - when.astimezone(now.tzinfo).date()).days
    if days <= 0:
        return QCoreApplication.translate("Health", "today")
    if days == 1:
        return QCoreApplication.translate("Health", "yesterday")
    return QCoreApplication.translate("Health", "%n day(s) ago", "", days)
