"""Who can open the repository: the passphrases, recovery codes and computers, and how they are changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton

from crmbackup_gui.errors import KeyProblem, KeyringTrouble, KeyringUnavailable
from crmbackup_gui.repository.keys import Slot as Key
from crmbackup_gui.repository.keys import SlotKind
from crmbackup_gui.services import own_keys
from crmbackup_gui.ui.dialogs.new_code import NewCodeDialog
from crmbackup_gui.ui.dialogs.new_passphrase import NewPassphraseDialog
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.pages.storage.part import StoragePart
from crmbackup_gui.ui.recovery_sheet import NewCode
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.key_list import KeyList, key_name
from crmbackup_gui.ui.viewmodels.key_trouble import key_words, not_kept
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.panel import line, text_label

_LEAST, _ROWS = 2, 5


class KeysPart(StoragePart):
    """Nothing is encrypted anew when keys change. The last key that a person holds stays."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Who can open it"))
        self.model = KeyList(self)
        self.table = FittedTable(self.model, 2)
        self.table.setAccessibleName(self.tr("Keys of the repository"))
        self.add = QPushButton(icon("add"), self.tr("Add a passphrase…"))
        self.change = QPushButton(icon("edit"), self.tr("Change the passphrase…"))
        self.code = QPushButton(icon("print"), self.tr("New recovery code and sheet…"))
        self.remove = QPushButton(icon("trash"), self.tr("Remove…"))
        self.remember = QPushButton(icon("key"), self.tr("Let this computer open it by itself"))
        self.open = QPushButton(icon("unlock"), self.tr("Open the repository…"))
        for button in (self.add, self.change, self.code, self.remove, self.remember, self.open):
            button.setAccessibleName(button.text())
        self.words = text_label(
            self.tr(
                "Each of these opens all recovery points in this place. Whoever has copied the repository can still "
                "open that copy with a key that you remove."
            ),
            quiet=True,
        )
        self.model.modelReset.connect(self._fit)
        self._fit()
        for at, part in enumerate((self.words, self.table)):
            self.column.insertWidget(at, part)
        self.column.insertLayout(2, line(self.add, self.change, self.remove))
        self.column.insertLayout(3, line(self.code, self.remember, self.open))
        self.table.selectionModel().currentRowChanged.connect(self.show_ready)
        self.add.clicked.connect(self._add)
        self.change.clicked.connect(self._change)
        self.code.clicked.connect(self._new_code)
        self.remove.clicked.connect(self._ask_remove)
        self.remember.clicked.connect(self._remember)
        self.open.clicked.connect(self._unlock)
        self.open.hide()

    # Showing

    def forget(self) -> None:
        self.model.show(own_keys.Keys(()))

    @Slot()
    def _fit(self) -> None:
        """As high as its keys, up to where it scrolls."""
        rows = max(_LEAST, min(_ROWS, self.model.rowCount())) * self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(rows + self.table.horizontalHeader().height() + 2 * self.table.frameWidth())

    def read(self) -> None:
        if self.connection is not None and not self.asking.busy:
            look = partial(own_keys.read_keys, self.session.program, self.connection.repository)
            self.asking.ask(look, self._seen, self._not_seen)

    @Slot()
    def show_ready(self) -> None:
        there = self.model.rowCount() > 0 and not self.asking.busy
        chosen = self._chosen()
        for button in (self.add, self.code, self.remember):
            button.setEnabled(there)
        self.change.setEnabled(there and self._to_change() is not None)
        self.remove.setEnabled(there and chosen is not None)

    def _seen(self, keys: own_keys.Keys) -> None:
        chosen = self._chosen()
        self.model.show(keys)
        self.open.hide()
        self.remember.setVisible(keys.here is None)
        if keys.trouble is not None and keys.trouble is not KeyringTrouble.MISSING:
            self._say_keyring(keys.trouble)
        row = next((row for row, slot in enumerate(keys.slots) if chosen is not None and slot.id == chosen.id), -1)
        if row >= 0:
            self.table.selectRow(row)
        self.show_ready()

    def _say_keyring(self, trouble: KeyringTrouble) -> None:
        words = key_words(KeyringUnavailable("", trouble))
        assert words is not None
        self.notice.say(Tone.WARN, words.what, words.advice)

    def _not_seen(self, error: BaseException) -> None:
        self.forget()
        self.open.setVisible(isinstance(error, KeyProblem))
        self.say_error(error)
        self.show_ready()

    def _chosen(self) -> Key | None:
        return self.model.slot(self.table.currentIndex().row())

    def _to_change(self) -> Key | None:
        """The chosen passphrase, or the only one."""
        chosen = self._chosen()
        if chosen is not None and chosen.kind is SlotKind.PASSPHRASE:
            return chosen
        slots = [self.model.slot(row) for row in range(self.model.rowCount())]
        known = [slot for slot in slots if slot is not None and slot.kind is SlotKind.PASSPHRASE]
        return known[0] if len(known) == 1 else None

    # What people do

    @Slot()
    def _add(self) -> None:
        self._ask_passphrase(
            self.tr("Add a passphrase"),
            self.tr("It opens the repository beside the keys that are there, for example for a second person."),
            self.tr("Add it"),
            partial(self._with_passphrase, None),
        )

    @Slot()
    def _change(self) -> None:
        old = self._to_change()
        if old is not None:
            self._ask_passphrase(
                self.tr("Change the passphrase"),
                self.tr("The new one takes the place of the old one, which no longer opens the repository."),
                self.tr("Change it"),
                partial(self._with_passphrase, old.id),
            )

    def _ask_passphrase(self, title: str, words: str, do: str, then: Callable[[str], object]) -> None:
        dialog = NewPassphraseDialog(title, words, do, self)
        dialog.wanted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _with_passphrase(self, replaced: str | None, passphrase: str) -> None:
        if self.connection is None:
            return
        program, location = self.session.program, self.connection.repository
        if replaced is None:
            work = partial(own_keys.add_passphrase, program, location, passphrase)
            done = self.tr("The passphrase was added.")
        else:
            work = partial(own_keys.change_passphrase, program, location, replaced, passphrase)
            done = self.tr("The passphrase was changed.")
        self.asking.ask(work, partial(self._done, done), self.say_error)

    @Slot()
    def _new_code(self) -> None:
        if self.connection is not None:
            location = self.connection.repository
            work = partial(own_keys.add_recovery_code, self.session.program, location)
            self.asking.ask(work, partial(self._show_code, location), self.say_error)

    def _show_code(self, location: str, made: own_keys.MadeCode) -> None:
        new = NewCode(location, made.repository_id, made.code)
        dialog = NewCodeDialog(self.session, new, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._code_kept)
        dialog.open()

    @Slot()
    def _code_kept(self) -> None:
        self._done(
            self.tr("The new recovery code opens the repository. Older ones do too until you remove them."), None
        )

    @Slot()
    def _ask_remove(self) -> None:
        slot = self._chosen()
        if slot is None or self.connection is None:
            return
        ask(
            self,
            self.tr("Remove this key?"),
            self.tr("{key} no longer opens the repository. This cannot be taken back.").format(key=key_name(slot.kind)),
            self.tr("Remove the key"),
            partial(self._remove, self.connection.repository, slot.id),
            self.tr("Keep it"),
        )

    def _remove(self, location: str, slot_id: str) -> None:
        work = partial(own_keys.remove_key, self.session.program, location, slot_id)
        self.asking.ask(work, partial(self._done, self.tr("The key was removed.")), self.say_error)

    @Slot()
    def _remember(self) -> None:
        if self.connection is not None:
            work = partial(self.session.program.unlock, self.connection.repository, remember=True)
            done = partial(self._done, self.tr("This computer opens the repository by itself from now on."))
            self.asking.ask(work, done, self._not_remembered)

    def _not_remembered(self, error: BaseException) -> None:
        if isinstance(error, KeyringUnavailable):
            words = not_kept(error)
            self.notice.say(Tone.WARN, words.what, words.advice)
        else:
            self.say_error(error)

    @Slot()
    def _unlock(self) -> None:
        if self.connection is not None:
            trouble = self.session.trouble(self.connection.id)
            again = partial(self.session.refresh, self.connection.id)
            if trouble is not None:
                self.session.explain(trouble, again)
            else:
                again()

    def _done(self, words: str, _result: object) -> None:
        self.notice.say(Tone.GOOD, words)
        self.read()
