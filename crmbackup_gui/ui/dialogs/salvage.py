"""What is left of a damaged repository becomes a repository again: asked where, and proven when it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from crmbackup_gui.errors import KeyProblem
from crmbackup_gui.services.care import SalvageRun
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.moving import with_repository_at
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.dialogs.place import PlaceDialog, PlaceErrand
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.key_trouble import key_words
from crmbackup_gui.ui.viewmodels.salvaged import SalvagedTable, salvaged_words
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.widgets.secret_field import SecretField
from crmbackup_gui.ui.words.errors import said_by_name


class SalvageDialog(PlaceDialog):
    """Asks for an empty place, and for a key where this computer has none. Accepted when the job has begun."""

    def __init__(self, session: Session, connection: Connection, parent: QWidget | None = None) -> None:
        self._connection = connection
        self.key = SecretField("")
        self._secret: str | None = None
        super().__init__(session, self._errand_for(connection), parent)
        self.key.edit.setAccessibleName(self.tr("Passphrase or recovery code"))
        self.key_form = QFormLayout()
        self.key_form.addRow(self.tr("&Passphrase or recovery code"), self.key)
        self.column.insertLayout(1, self.key_form)
        self._show_key(wanted=False)
        self.key.changed.connect(self._key_edited)
        self._opening = Asking(session.jobs, self)
        self.accepted.connect(self._begin_salvage)
        self._opening.ask(partial(session.program.open_damaged, connection), self._opened, self._locked)

    def _errand_for(self, connection: Connection) -> PlaceErrand:
        return PlaceErrand(
            self.tr("Rebuild what is left"),
            self.tr(
                "Everything that can still be read goes to an empty place, and becomes a repository there that the "
                "same keys open. The damaged one is only read. "
                "Then every part is read back, and you are told what is whole."
            ),
            self.tr("Rebuild there"),
            source=connection.source,
            repository=connection.repository,
            empty=True,
        )

    def taking(self) -> Callable[[], RepositoryPlace]:
        # What is tried is what the job gets: the key may be another by then.
        self._secret = self.key.text or None
        return partial(_opened_and_taken, self._session.program, self._connection, self._secret, super().taking())

    def say(self, error: BaseException) -> None:
        words = key_words(error) if isinstance(error, KeyProblem) and self.key.isVisible() else None
        if words is None:
            super().say(error)
        else:
            self.notice.say(Tone.BAD, words.what, words.advice)
            self.key.setFocus()

    def ready(self) -> bool:
        return super().ready() and (not self.key.isVisible() or bool(self.key.text))

    def _opened(self, _nothing: None) -> None:
        """A key is at hand."""

    def _locked(self, error: BaseException) -> None:
        if isinstance(error, KeyProblem):
            self._show_key(wanted=True)
            self._show_busy()
        self.say(error)

    def _show_key(self, *, wanted: bool) -> None:
        self.key_form.setRowVisible(self.key, wanted)

    @Slot()
    def _key_edited(self) -> None:
        self.notice.clear()
        self._show_busy()

    @Slot()
    def _begin_salvage(self) -> None:
        assert self.place is not None
        self._session.salvage(self._connection.id, self.place.location, self._secret)


def _opened_and_taken(
    program: Program, connection: Connection, secret: str | None, take: Callable[[], RepositoryPlace]
) -> RepositoryPlace:
    if secret is not None:
        program.open_damaged(connection, secret)
    return take()


class SalvagedDialog(QDialog):
    """The proof, and the way on: the CRMs of the damaged repository may go on in the rebuilt one."""

    def __init__(self, session: Session, connection_id: str, done: SalvageRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, done
        connection = session.connection(connection_id)
        self._before = "" if connection is None else connection.repository
        self.setWindowTitle(self.tr("What was rebuilt"))
        self.resize(720, 480)
        self.notice = Notice()
        self.place = text_label(quiet=True)
        self.model = SalvagedTable(self)
        self.table = FittedTable(self.model, 3)
        self.table.setAccessibleName(self.tr("Recovery points of the rebuilt repository"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Close)
        self.go_on = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.go_on.setIcon(icon("good"))
        self.go_on.setText(self.tr("Go on with the rebuilt repository"))
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        for button in (self.go_on, close):
            button.setAccessibleName(button.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        for part in (self.notice, self.place, self.table, self.buttons):
            column.addWidget(part, 1 if part is self.table else 0)
        self.buttons.accepted.connect(self._go_on)
        self.buttons.rejected.connect(self.reject)
        self._tell()

    def _tell(self) -> None:
        salvaged, run = self._run.salvaged, self._run.run
        self.table.setVisible(salvaged is not None)
        self.go_on.setVisible(salvaged is not None and bool(salvaged.points) and bool(self._before))
        if salvaged is None:
            words = said_by_name(run.error, run.message, run.action)
            self.notice.say(Tone.BAD, words.what, words.advice)
            text = self.tr("Nothing was rebuilt in {place}. If parts are left there, choose another empty place.")
            self.place.setText(text.format(place=self._run.location))
            return
        self.model.show(salvaged)
        whole = all(point.intact for point in salvaged.points) and not salvaged.lost_objects
        self.notice.say(Tone.GOOD if whole else Tone.WARN, salvaged_words(salvaged))
        self.place.setText(
            self.tr("It is in {place}. If you go on with it, new recovery points are kept there, too.").format(
                place=self._run.location
            )
        )

    @Slot()
    def _go_on(self) -> None:
        self.go_on.setEnabled(False)
        move = partial(_moved, self._before, self._run.location)
        self._session.change_settings(move, self._gone_on)

    def _gone_on(self, _settings: Settings) -> None:
        self.accept()


def _moved(before: str, now: str, settings: Settings) -> Settings:
    return with_repository_at(settings, before, now)
