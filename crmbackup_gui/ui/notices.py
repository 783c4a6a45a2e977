"""What the desktop tells while nobody looks at the window: how runs ended, and that a CRM goes without backups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, Signal, Slot

from crmbackup_gui.model.health import OLD_WITHOUT_SCHEDULE, Concern, Health
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.services.settings import Notify
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import said_by_name
from crmbackup_gui.ui.words.notes import translated

AGAIN_AFTER = timedelta(days=1)
"""How often the same CRM is told to go without backups."""

_DAY = timedelta(days=1)


def now_utc() -> datetime:
    """The clock of this computer."""
    return datetime.now(UTC)


class Notices(QObject):
    """Decides what is worth a notice, by the settings.

    Signals:
        told(title, text, problem): show it, if the desktop can.
    """

    told = Signal(str, str, bool)

    def __init__(
        self, session: Session, clock: Callable[[], datetime] = now_utc, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._clock = session, clock
        self._told_old: dict[str, datetime] = {}
        session.run_ended.connect(self._run_ended)
        session.overview_changed.connect(self.look_at_ages)

    @Slot(object)
    def _run_ended(self, run: Run) -> None:
        wanted = self._session.settings().notify
        quiet = run.outcome in (Outcome.CANCELLED, Outcome.SKIPPED)
        if quiet or wanted is Notify.NOTHING or (wanted is Notify.PROBLEMS and not run.problem):
            return
        #: Title of a notice: the name of a CRM, what was done, how it ended.
        title = self.tr("{crm}: {task} {outcome}").format(
            crm=run.crm_name, task=telling.task_name(run.task), outcome=telling.outcome_name(run.outcome)
        )
        self.told.emit(title, self._text(run), run.problem)

    @Slot()
    def look_at_ages(self, _: object = None) -> None:
        """Tell of CRMs whose last good recovery point is too old, each once a day."""
        if self._session.settings().notify is Notify.NOTHING:
            return
        now = self._clock()
        for connection in self._session.connections():
            health = self._session.health(connection.id)
            if health is None or not too_old(health, now):
                self._told_old.pop(connection.id, None)
            elif now - self._told_old.get(connection.id, now - AGAIN_AFTER) >= AGAIN_AFTER:
                self._told_old[connection.id] = now
                title = self.tr("No new backup of {crm}").format(crm=connection.name)
                self.told.emit(title, self._age(health, now), True)  # noqa: FBT003 - Qt's signals take no names

    def _age(self, health: Health, now: datetime) -> str:
        assert health.last_good is not None
        days = (now - health.last_good) // _DAY
        return self.tr("The last good recovery point is %n day(s) old.", "", days)

    def _text(self, run: Run) -> str:
        if run.outcome is Outcome.FAILED:
            said = said_by_name(run.error, run.message, run.action)
            return self.tr("{what} {advice}").format(what=said.what, advice=said.advice)
        if run.warnings:
            return translated(run.warnings[0])
        if run.task is Task.BACKUP:
            return self.tr("%Ln record(s) in the new recovery point.", "", run.counts.get("records", 0))
        return ""


def too_old(health: Health, now: datetime) -> bool:
    """Whether somebody should be told that there is no backup, although nothing has failed just now."""
    if health.last_good is None:
        return False
    age = now - health.last_good
    return age >= _DAY and (Concern.TOO_OLD in health.concerns or age >= OLD_WITHOUT_SCHEDULE)
