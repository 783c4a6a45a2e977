"""Schedules run in the program, window or not: every half minute it asks what is due, and runs that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

from crmbackup_gui.model.schedule import Conditions, Due, Wait
from crmbackup_gui.services.conditions import read_conditions
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import Run, Trigger
from crmbackup_gui.ui.session import Session

EVERY_MS = 30_000

ASLEEP = timedelta(seconds=90)
"""When the clock shows so much more than since the last look, the computer slept or its clock was put forward."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decisions:
    """What was decided of backups, and the CRMs whose check or drill is due."""

    backups: list[tuple[Connection, Due | Wait]]
    checks: list[Connection]
    drills: list[Connection]


def now_utc() -> datetime:
    """The clock of this computer."""
    return datetime.now(UTC)


class Scheduler(QObject):
    """Starts what is due. GUI thread; conditions and history are read on threads of the session.

    Why something did not run is noted by `Program.due`, once for each slot and reason.

    Signals:
        looked(): a look has ended, whether it started anything or not.
        resumed(): the computer seems to have slept.
    """

    looked = Signal()
    resumed = Signal()

    def __init__(
        self,
        session: Session,
        conditions: Callable[[], Conditions] = read_conditions,
        clock: Callable[[], datetime] = now_utc,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or session)
        self._session, self._conditions, self._clock = session, conditions, clock
        self._looking = self._again = False
        self._last: datetime | None = None
        self._worked_on: set[str] = set()
        """CRMs whose jobs may have ended since the look began: what it found out about them is old."""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tick)
        session.run_ended.connect(self._run_ended)
        self._network = QNetworkInformation.instance() if QNetworkInformation.loadDefaultBackend() else None

    @Slot()
    def start(self) -> None:
        """Look now, and from now on."""
        if self._timer.isActive():
            return
        if self._network is not None:
            self._network.reachabilityChanged.connect(self.look)
        self._session.settings_changed.connect(self.look)
        self._timer.start()
        self.tick()

    @Slot()
    def stop(self) -> None:
        """Start nothing any more."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        self._session.settings_changed.disconnect(self.look)
        if self._network is not None:
            self._network.reachabilityChanged.disconnect(self.look)

    @Slot()
    def tick(self) -> None:
        """Look, and notice a sleep: ages in the window are hours behind then."""
        now = self._clock()
        slept = self._last is not None and now - self._last > ASLEEP
        self._last = now
        if slept:
            self.resumed.emit()
            self._session.refresh_all()
        self.look()

    @Slot()
    def look(self, _: object = None) -> None:
        """Ask what is due. While a look is under way, another one follows it."""
        if self._session.jobs.closing:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._worked_on = {c.id for c in self._session.connections() if self._session.is_busy(c.id)}
        self._session.jobs.ask(partial(self._decide, self._of_network()), self._decided, self._failed)

    def _decide(self, network: Conditions) -> Decisions:
        """On a thread of its own: reading the power and the history takes its time."""
        program, conditions, now = self._session.program, _merged(self._conditions(), network), self._clock()
        return Decisions(
            program.due(conditions, now), program.due_checks(conditions, now), program.due_drills(conditions, now)
        )

    def _decided(self, decisions: Decisions) -> None:
        for connection, decision in decisions.backups:
            if isinstance(decision, Due):
                self._run(connection, decision)
        # After a backup that is due as well: it keeps the CRM busy until then. The same holds of a drill after a check.
        for connection in decisions.checks:
            if self._is_free(connection):
                self._session.check(connection.id, connection.schedule.check_extent, Trigger.SCHEDULE)
        for connection in decisions.drills:
            if self._is_free(connection):
                self._session.drill(connection.id, Trigger.SCHEDULE)
        self._looked()

    def _failed(self, error: BaseException) -> None:
        _LOG.error("nobody can tell what is due", exc_info=error)
        self._looked()

    def _run(self, connection: Connection, due: Due) -> None:
        if not self._is_free(connection):
            return
        trigger = Trigger.CATCH_UP if due.catch_up else Trigger.SCHEDULE
        self._session.back_up(connection.id, due.strategy, trigger=trigger, slot=due.slot)

    def _is_free(self, connection: Connection) -> bool:
        """Otherwise what is due stays due, and is looked at again after the job."""
        busy = connection.id in self._worked_on or self._session.is_busy(connection.id)
        return not busy and not self._session.jobs.closing

    @Slot(object)
    def _run_ended(self, run: Run) -> None:
        self._worked_on.add(run.connection)

    def _looked(self) -> None:
        self._looking = False
        self.looked.emit()
        if self._again:
            self._again = False
            self.look()

    def _of_network(self) -> Conditions:
        """What Qt knows of the network, which only the GUI thread may ask."""
        network = self._network
        if network is None:
            return Conditions()
        kind = QNetworkInformation.Reachability
        reachability = network.reachability()
        known = network.supports(QNetworkInformation.Feature.Reachability) and reachability is not kind.Unknown
        tells_cost = network.supports(QNetworkInformation.Feature.Metered)
        return Conditions(
            network=reachability is not kind.Disconnected if known else None,
            metered=network.isMetered() if tells_cost else None,
        )


def _merged(system: Conditions, network: Conditions) -> Conditions:
    """Qt follows the network by events where it can; what it cannot tell, the system may."""
    return replace(
        system,
        network=system.network if network.network is None else network.network,
        metered=system.metered if network.metered is None else network.metered or bool(system.metered),
    )
