"""The program in the tray: how well the CRMs are protected, and what people want of it without opening a window.

Some desktops have no tray. The program is whole without it: everything here can be done in the window too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from crmbackup_gui.model.health import Concern, Health, HealthState
from crmbackup_gui.services.local_time import LOCAL
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.notices import Notices
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.tray_icon import TrayState, tray_icon, tray_state
from crmbackup_gui.ui.viewmodels.pausing import Pause, end_of
from crmbackup_gui.ui.words.health import sentence
from crmbackup_gui.ui.words.telling import by_the_clock, told

_MINUTE_MS = 60_000
_NOTICE_MS = 10_000

_FAILED = frozenset({Concern.LAST_RUN_FAILED, Concern.DAMAGED, Concern.POINTS_VANISHED})
"""What the icon calls a failure, gravest of all; other concerns only want attention."""

_GRAVITY = (HealthState.PROTECTED, HealthState.ATTENTION, HealthState.UNPROTECTED)


class Tray(QObject):
    """The icon and its menu. Without a tray nothing is shown, and `available` says so.

    `open_window` shows the window. Ages are told anew every minute.

    Signals:
        quit_wanted(): "Quit" was chosen.
    """

    quit_wanted = Signal()

    def __init__(self, session: Session, open_window: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent or session)
        self._session, self._open_window = session, open_window
        self._drawn: tuple[TrayState, int] | None = None
        self.notices = Notices(session, parent=self)
        self.notices.told.connect(self._notify)
        self.menu = QMenu()
        self._health = self._told_action()
        self.menu.addSeparator()
        self.back_up = self.menu.addMenu(self.tr("Back up now"))
        self.pause = self._pause_menu()
        self.resume = self._action(self.tr("Resume the schedules"), self._resume)
        self._next = self._told_action()
        self.menu.addSeparator()
        self.open = self._action(self.tr("Open crmbackup"), self._open)
        self.quit = self._action(self.tr("Quit"), self.quit_wanted)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self._open)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self.tell)
        for signal in (
            session.overview_changed,
            session.connections_changed,
            session.settings_changed,
            session.jobs.changed,
        ):
            signal.connect(self.tell)
        self.menu.aboutToShow.connect(self.tell)
        self.menu.installEventFilter(self)
        self.tell()
        if self.available:
            self.icon.show()
            self._clock.start()

    @property
    def available(self) -> bool:
        """Whether this desktop has a tray, so that the program may go on without a window."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def state(self) -> TrayState:
        """What the icon says."""
        healths = self._healths()
        until = self._session.settings().paused_until
        return tray_state(
            max((health.state for health in healths), key=_GRAVITY.index, default=None),
            failed=any(not _FAILED.isdisjoint(health.concerns) for health in healths),
            busy=self._session.jobs.busy,
            paused=until is not None and until > datetime.now(UTC),
        )

    @Slot()
    def close(self) -> None:
        """Take the icon away."""
        self._clock.stop()
        self.icon.hide()
        self.menu.deleteLater()

    @Slot()
    def tell(self, _: object = None) -> None:
        """Show how things stand."""
        now = datetime.now(UTC)
        palette = QApplication.palette()
        drawn = (self.state, palette.cacheKey())
        if drawn != self._drawn:
            self._drawn = drawn
            self.icon.setIcon(tray_icon(self.state, palette))
        words = self._words(now)
        self._health.setText(words)
        self.icon.setToolTip(self.tr("crmbackup: {health}").format(health=words))
        self._tell_pause(now)
        self._tell_next(now)
        self._tell_crms()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The icon is drawn for one palette, and anew for another."""
        if event.type() == QEvent.Type.ApplicationPaletteChange or event.type() == QEvent.Type.PaletteChange:
            self.tell()
        return super().eventFilter(watched, event)

    # What it says

    def _healths(self) -> list[Health]:
        known = (self._session.health(connection.id) for connection in self._session.connections())
        return [health for health in known if health is not None]

    def _words(self, now: datetime) -> str:
        """The sentence of the only CRM, or of the one that is worst off, with its name."""
        connections = self._session.connections()
        if not connections:
            return self.tr("No CRM is protected yet.")
        known = [(c, health) for c in connections if (health := self._session.health(c.id)) is not None]
        if not known:
            return self.tr("Looking at the recovery points…")
        connection, health = max(known, key=lambda pair: _GRAVITY.index(pair[1].state))
        if len(connections) == 1:
            return sentence(health, now)
        if health.state is HealthState.PROTECTED:
            return self.tr("All %n CRM(s) are protected.", "", len(known))
        return self.tr("{crm}: {health}").format(crm=connection.name, health=sentence(health, now))

    def _tell_pause(self, now: datetime) -> None:
        until = self._session.settings().paused_until
        paused = until is not None and until > now
        self.resume.setVisible(paused)
        self.pause.menuAction().setVisible(bool(self._session.connections()))
        if paused and until is not None:
            self.pause.setTitle(self.tr("Paused until {when}").format(when=by_the_clock(until, now)))
        else:
            self.pause.setTitle(self.tr("Pause"))

    def _tell_next(self, now: datetime) -> None:
        coming = [health.next_run for health in self._healths() if health.next_run is not None]
        self._next.setVisible(bool(coming))
        if coming:
            self._next.setText(self.tr("Next backup: {when}").format(when=told(min(coming), now)))

    def _tell_crms(self) -> None:
        connections = self._session.connections()
        self.back_up.menuAction().setVisible(bool(connections))
        wanted = [(connection.id, connection.name) for connection in connections]
        if wanted != [(action.data(), action.toolTip()) for action in self.back_up.actions()]:
            self.back_up.clear()
            for connection in connections:
                # A "&" in a name would underline what follows it.
                action = QAction(connection.name.replace("&", "&&"), self.back_up)
                action.setData(connection.id)
                action.setToolTip(connection.name)
                action.triggered.connect(partial(self._back_up, connection.id))
                self.back_up.addAction(action)
        for action in self.back_up.actions():
            action.setEnabled(not self._session.is_busy(action.data()))

    # What people choose

    def _back_up(self, connection_id: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
        self._session.back_up(connection_id)

    def _pause(self, pause: Pause, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
        self._session.change_settings(partial(_paused, end_of(pause, datetime.now(LOCAL))), self._changed)

    @Slot()
    def _resume(self) -> None:
        self._session.change_settings(partial(_paused, None), self._changed)

    def _changed(self, _: Settings) -> None:
        # When the next run is, the overviews say.
        self._session.refresh_all()

    @Slot()
    def _open(self) -> None:
        self._open_window()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        kind = QSystemTrayIcon.ActivationReason
        if reason in (kind.Trigger, kind.DoubleClick):
            self._open_window()

    @Slot(str, str, bool)
    def _notify(self, title: str, text: str, problem: bool) -> None:  # noqa: FBT001 - a signal's argument
        kind = QSystemTrayIcon.MessageIcon
        # Who has the window before their eyes sees it there.
        looking = QApplication.activeWindow() is not None
        if not looking and self.available and QSystemTrayIcon.supportsMessages():
            self.icon.showMessage(title, text, kind.Warning if problem else kind.Information, _NOTICE_MS)

    # Inside

    def _pause_menu(self) -> QMenu:
        menu = self.menu.addMenu(self.tr("Pause"))
        for pause, text in (
            (Pause.HOUR, self.tr("For 1 hour")),
            (Pause.FOUR_HOURS, self.tr("For 4 hours")),
            (Pause.TOMORROW, self.tr("Until tomorrow morning")),
        ):
            action = QAction(text, menu)
            action.triggered.connect(partial(self._pause, pause))
            menu.addAction(action)
        return menu

    def _action(self, text: str, do: Callable[[], object] | SignalInstance) -> QAction:
        action = QAction(text, self.menu)
        action.triggered.connect(do)
        self.menu.addAction(action)
        return action

    def _told_action(self) -> QAction:
        """A line that only says something."""
        action = QAction(self.menu)
        action.setEnabled(False)
        self.menu.addAction(action)
        return action


def _paused(until: datetime | None, settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, paused_until=until)
