"""Keeping one recovery point: a pin because somebody wishes so, a legal hold because somebody must."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crmbackup_gui.model.retention import Reason
from crmbackup_gui.repository.manifest import HoldKind
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.session import Session


class KeepButton(QPushButton):
    """Its menu says what holds the point, and changes that.

    Signals:
        changed(): the point is held otherwise now.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(icon("lock"), "", parent)
        self.setText(self.tr("Keep for good"))
        self.setAccessibleName(self.text())
        self.setMinimumHeight(32)
        self._session = session
        self._asking = Asking(session.jobs, self)
        self._connection: Connection | None = None
        self._sequence: int | None = None
        menu = QMenu(self)
        self.pin = self._action(menu, self.tr("Pin it: no rule lets it go"), HoldKind.PIN)
        self.legal = self._action(menu, self.tr("Legal hold: nothing removes it"), HoldKind.LEGAL)
        self.setMenu(menu)
        self.setEnabled(False)

    def show_point(self, connection: Connection | None, sequence: int | None) -> None:
        """Another point, of which nobody knows yet what holds it."""
        self._asking.drop()
        self._connection, self._sequence = connection, sequence
        self.setEnabled(False)

    def show_holds(self, held: Collection[Reason]) -> None:
        """What holds the point."""
        self.setEnabled(True)
        self.pin.setChecked(Reason.PINNED in held)
        self.legal.setChecked(Reason.LEGAL_HOLD in held)

    def _action(self, menu: QMenu, text: str, kind: HoldKind) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(partial(self._clicked, kind, action))
        return action

    def _clicked(self, kind: HoldKind, action: QAction) -> None:
        if self._connection is None or self._sequence is None:
            return
        wanted = action.isChecked()
        change = partial(self._change, self._connection, self._sequence, kind, wanted)
        if wanted or kind is HoldKind.PIN:
            change()
            return
        self.legal.setChecked(True)
        ask(
            self.window(),
            self.tr("Take the legal hold back?"),
            self.tr("From then on the rules may let this recovery point go."),
            self.tr("Take it back"),
            change,
            self.tr("Keep the hold"),
        )

    def _change(self, connection: Connection, sequence: int, kind: HoldKind, wanted: bool) -> None:  # noqa: FBT001
        work = partial(self._session.program.hold, connection, sequence, kind, wanted=wanted)
        self.setEnabled(False)
        self._asking.ask(work, self._done, self._not_done)

    def _done(self, _result: object) -> None:
        self.changed.emit()

    def _not_done(self, error: BaseException) -> None:
        self.changed.emit()
        self._session.explain(error)


def held_words(held: Collection[Reason]) -> list[str]:
    """What keeps a point, a sentence for each."""
    return [
        {
            Reason.PINNED: QCoreApplication.translate("KeepButton", "Pinned: no rule lets it go."),
            Reason.LEGAL_HOLD: QCoreApplication.translate("KeepButton", "Under legal hold: nothing removes it."),
            Reason.ENTITY_HELD: QCoreApplication.translate("KeepButton", "A part of it is under legal hold."),
        }[reason]
        for reason in held
    ]
