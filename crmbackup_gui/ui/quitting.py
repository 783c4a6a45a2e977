"""How the program ends: nothing new begins, running jobs stop safely, and only then the event loop does."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QObject, QSocketNotifier, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.session import Session

LOGOUT_SECONDS = 20
"""How long a log-out is held up for jobs to stop; then the system may end the program. A backup that is ended so
leaves no recovery point, and a restore changes nothing."""

LOOK_UP_SECONDS = 5.0
"""How long the end of the program waits for a look-up, which writes nothing, when no job runs any more: a drive that
is gone, or a keyring that asks, may keep its thread for minutes."""


class Quitting(QObject):
    """One way out for the window, the tray, the system and Ctrl-C.

    Signals:
        quit_now(): the last job has ended; the window may go.
    """

    quit_now = Signal()

    def __init__(self, session: Session, window: QWidget, stays: Callable[[], bool]) -> None:
        super().__init__(window)
        self._session, self._window, self._stays = session, window, stays
        self._told: QMessageBox | None = None
        self._asked: QMessageBox | None = None
        self._stopping = self._over = False
        self._patience = QTimer(self, singleShot=True, interval=round(LOOK_UP_SECONDS * 1000))
        self._patience.timeout.connect(self._leave_look_ups)

    @Slot()
    def close_window(self) -> None:
        """The window was closed: the program stays in the tray if it may, otherwise it ends."""
        if self._stays():
            self._window.hide()
        else:
            self.quit()

    @Slot()
    def quit(self) -> None:
        """End the program; asks first when a job would be cut short."""
        if self._stopping:
            return
        if not self._session.jobs.busy:
            self.stop()
            return
        if self._asked is None:
            self._ask()

    @Slot()
    def stop(self) -> None:
        """End the program without asking: jobs stop at their next batch, and `quit_now` follows."""
        if self._stopping:
            return
        self._stopping = True
        jobs = self._session.jobs
        jobs.idle.connect(self._idle, Qt.ConnectionType.QueuedConnection)
        jobs.changed.connect(self._wait_for_look_ups)
        self._wait_for_look_ups()
        if jobs.busy and self._window.isVisible():
            self._tell()
        jobs.shut_down()

    @Slot()
    def _wait_for_look_ups(self) -> None:
        if not self._session.jobs.busy:
            self._patience.start()

    @Slot()
    def _leave_look_ups(self) -> None:
        if not self._session.jobs.busy:
            self._idle()

    @Slot()
    def _idle(self) -> None:
        """However it came, the end is told once."""
        jobs = self._session.jobs
        if not self._over:
            self._over = True
            self._patience.stop()
            jobs.changed.disconnect(self._wait_for_look_ups)
            self.quit_now.emit()

    def watch_system(self) -> None:
        """Also end in good order when the person logs out, or the process is asked to terminate."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._log_out, Qt.ConnectionType.DirectConnection)
        self._signals = _Signals(self)
        self._signals.caught.connect(self.stop)

    def _ask(self) -> None:
        if not self._window.isVisible():
            self._window.show()
        self._asked = ask(
            self._window,
            self.tr("{job} is not finished.").format(job=self._session.jobs.heavy[0].title),
            self.tr(
                "If you quit now it is stopped safely: earlier recovery points stay as they are, and a restore that is "
                "not finished changes nothing."
            ),
            self.tr("Stop safely and quit"),
            self.stop,
            self.tr("Keep running"),
        )
        self._asked.finished.connect(self._answered)

    @Slot()
    def _answered(self) -> None:
        self._asked = None

    def _tell(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Finishing safely"))
        box.setText(self.tr("Finishing safely…"))
        box.setInformativeText(self.tr("The running job stops at the next safe place. This takes a few seconds."))
        box.setStandardButtons(QMessageBox.StandardButton.NoButton)
        box.open()
        self._told = box
        self._session.jobs.idle.connect(self._all_ended)

    @Slot()
    def _all_ended(self) -> None:
        if self._told is not None:
            self._told.done(0)
            self._told.deleteLater()
            self._told = None

    @Slot(QSessionManager)
    def _log_out(self, _manager: QSessionManager) -> None:
        """The system waits while this runs, so it must not return before the threads have ended."""
        jobs = self._session.jobs
        waiting = QEventLoop()
        patience = QTimer(waiting)
        patience.setSingleShot(True)
        patience.timeout.connect(waiting.quit)
        jobs.idle.connect(waiting.quit)
        patience.start(LOGOUT_SECONDS * 1000)
        QTimer.singleShot(0, self, self.stop)
        waiting.exec()
        patience.stop()


class _Signals(QObject):
    """Turns SIGINT and SIGTERM into a Qt signal.

    Python runs its handlers only when it runs Python, which a waiting event loop does not; the byte that the runtime
    writes into the socket for each signal wakes it.
    """

    caught = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.settimeout(0)
        self._before = {which: signal.signal(which, self._handle) for which in (signal.SIGINT, signal.SIGTERM)}
        self._wakeup = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    @Slot()
    def close(self) -> None:
        """Give the signals back to whoever had them."""
        if self._notifier.isEnabled():
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(self._wakeup)
            for which, handler in self._before.items():
                signal.signal(which, handler)
            self._read.close()
            self._write.close()

    def _handle(self, _signal: int, _frame: object) -> None:
        self.caught.emit()

    @Slot()
    def _woken(self) -> None:
        self._read.recv(64)
