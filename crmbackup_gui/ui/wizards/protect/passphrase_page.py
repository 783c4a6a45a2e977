"""The passphrase of a new repository, which is made when the page is left."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel

from crmbackup_gui.services.opening import Created
from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.passphrase import Strength, hint, strength
from crmbackup_gui.ui.viewmodels.protect_state import MadeRepository, ProtectState, Step
from crmbackup_gui.ui.widgets.secret_field import SecretField
from crmbackup_gui.ui.wizards.protect.page import ProtectPage

_TONES = {
    Strength.EMPTY: Tone.QUIET,
    Strength.TOO_SHORT: Tone.BAD,
    Strength.WEAK: Tone.BAD,
    Strength.FAIR: Tone.WARN,
    Strength.GOOD: Tone.GOOD,
    Strength.STRONG: Tone.GOOD,
}


class PassphrasePage(ProtectPage):
    """Twice, with a word on how good it is."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.PASSPHRASE)
        self.setTitle(self.tr("Choose a passphrase"))
        self.setSubTitle(self.tr("It encrypts the recovery points. Without it nobody can read them, not even we."))
        self.first = SecretField(self.tr("Passphrase"))
        self.second = SecretField(self.tr("The same again"))
        # Not wrapped: Qt would keep two lines for each.
        self.hint, self.same = QLabel(), QLabel()
        self.remember = QCheckBox(self.tr("&Remember on this computer, so that backups run by themselves"))
        self.remember.setAccessibleName(self.remember.text().replace("&", ""))
        self.remember.setChecked(True)
        self._made = QLabel(self.tr("The repository has been made with the passphrase that you chose."))
        self._made.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setSpacing(SPACE + 2)
        self._form.addRow(self.tr("&Passphrase"), self.first)
        self._form.addRow("", self.hint)
        self._form.addRow(self.tr("The same &again"), self.second)
        self._form.addRow("", self.same)
        self._form.addRow("", self.remember)
        self.body.addWidget(self._made)
        self.body.addLayout(self._form)
        self.doing(self.tr("Making the repository…"))
        self.first.changed.connect(self._edited)
        self.second.changed.connect(self._edited)

    def initializePage(self) -> None:
        self._show_made()
        self._edited()

    def ready(self) -> bool:
        if self.settled():
            return True
        return strength(self.first.text).value > Strength.TOO_SHORT.value and self.first.text == self.second.text

    def settled(self) -> bool:
        return self.state.repository_made is not None

    def settle(self) -> None:
        self.notice.clear()
        make = partial(
            self.session.program.create_repository,
            self.state.location,
            self.first.text,
            use_keyring=self.remember.isChecked(),
        )
        self.asking.ask(make, partial(self._created, self.state.location), self.say)

    def _created(self, location: str, created: Created) -> None:
        """`location` is the place that was chosen then; somebody may have gone back and chosen another."""
        self.state.made[location] = MadeRepository(
            created.unlocked.id, created.recovery_code, created.on_this_machine, self.remember.isChecked()
        )
        self.state.unlocked.add(location)
        self.first.clear()
        self.second.clear()
        self._show_made()
        self.go_on()

    def _show_made(self) -> None:
        made = self.settled()
        self._made.setVisible(made)
        for row in range(self._form.rowCount()):
            self._form.setRowVisible(row, not made)

    @Slot()
    def _edited(self) -> None:
        of = strength(self.first.text)
        self._say(self.hint, hint(of), _TONES[of])
        if not self.second.text:
            self._say(self.same, self.tr("Type it twice, because a typing error would lock you out."), Tone.QUIET)
        elif self.first.text == self.second.text:
            self._say(self.same, self.tr("Both are the same."), Tone.GOOD)
        else:
            self._say(self.same, self.tr("The two are not the same yet."), Tone.WARN)
        self.completeChanged.emit()

    def _say(self, label: QLabel, text: str, meaning: Tone) -> None:
        label.setText(text)
        palette = label.palette()
        # Which role a text is drawn in, the ground that the guide gives its pages decides.
        palette.setColor(label.foregroundRole(), tone(meaning, self.palette()))
        label.setPalette(palette)
