"""Where scenes are set up: the window on a demo CRM, and how to wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget, QWizard

from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.services.demo_past import open_demo_with_past
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.session import Session

CONTACTS = 2_000
_PATIENCE = 60.0
_MOMENT = 0.1
_STILL, _LOOKS = 3, 100
"""After so many looks without any move nothing moves any more; and so often somebody looks at most."""

Shown = tuple[str, QWidget]
"""The name of a picture, and what it shows."""


class Stage:
    """The window on a demo CRM of its own below an empty folder, in the language and the palette of the moment."""

    def __init__(self, folder: Path, contacts: int = CONTACTS) -> None:
        self.folder = folder
        demo = folder / "demo"
        demo.mkdir()
        self.session = Session(open_demo_with_past(demo, contacts))
        (self.connection,) = self.session.connections()
        self.window = MainWindow(self.session)
        self.window.show()
        self.settle()

    @property
    def points(self) -> tuple[RecoveryPoint, ...]:
        """What the demo's timeline has, oldest first."""
        overview = self.session.overview(self.connection.id)
        return overview.points if overview else ()

    def settle(self) -> None:
        """Wait until nothing runs any more and everything that was asked for is on the screen."""
        settle(self.session)

    def draw(self) -> None:
        """Let the widgets draw what changed, whatever runs."""
        over = time.monotonic() + _MOMENT
        until(lambda: time.monotonic() > over)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that happens while a job runs."""
        until(condition)

    def end(self) -> None:
        """Close the window, and end every thread."""
        self.window.may_close = True
        end(self.window, self.session)


def settle(session: Session) -> None:
    """Wait until no job of the session has run for a moment, in which widgets may ask for more after what they got."""
    quiet = time.monotonic()

    def at_rest() -> bool:
        nonlocal quiet
        if session.jobs.active:
            quiet = time.monotonic()
        return time.monotonic() - quiet > _MOMENT

    until(at_rest)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def until(condition: Callable[[], bool]) -> None:
    """Let the event loop run until the condition holds. Raises TimeoutError when it does not."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.005)


def end(window: QWidget, session: Session) -> None:
    """Close a window and end its session, as quitting does."""
    session.jobs.shut_down()
    settle(session)
    window.close()
    window.deleteLater()
    end_session(session)


def end_session(session: Session) -> None:
    """End a session whose windows are closed."""
    session.jobs.shut_down()
    settle(session)
    session.deleteLater()
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def open_dialog(session: Session, dialog: QDialog) -> None:
    """Show it, with all that it asks for."""
    dialog.show()
    settle(session)


def next_page(session: Session, wizard: QWizard) -> None:
    """Go on in a guide. Raises RuntimeError when that does not go on."""
    here = wizard.currentId()
    wizard.next()
    settle(session)
    if wizard.currentId() == here:
        raise RuntimeError(f"the guide stays on page {here}")


def close_dialog(session: Session, dialog: QDialog) -> None:
    """Take it away."""
    dialog.done(QDialog.DialogCode.Rejected)
    dialog.deleteLater()
    settle(session)


def keep_still(widget: QWidget) -> None:
    """Wait until everything in it has its place: layouts find theirs in turns, and a busy machine takes its time."""
    still, before = 0, None
    for _ in range(_LOOKS):
        QApplication.processEvents()
        now = [part.geometry() for part in (widget, *widget.findChildren(QWidget)) if part.isVisible()]
        still = still + 1 if now == before else 0
        if still == _STILL:
            return
        before = now
