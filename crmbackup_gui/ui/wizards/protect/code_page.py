"""The recovery code, which is shown here and nowhere else."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QLabel

from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.recovery_sheet import NewCode
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.code_sheet import CodeSheet
from crmbackup_gui.ui.wizards.protect.page import ProtectPage


class CodePage(ProtectPage):
    """Copy, print, save; on with a tick."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.CODE)
        self.setTitle(self.tr("Keep the recovery code"))
        self.setSubTitle(self.tr("It opens the repository when the passphrase is forgotten. It is shown only now."))
        words = QLabel(self.tr("Print it or write it down. Keep it where you keep passports, not on this computer."))
        words.setWordWrap(True)
        self.sheet = CodeSheet(self.asking, self.notice)
        self.kept = QCheckBox(self.tr("I &have kept the recovery code"))
        self.kept.setAccessibleName(self.kept.text().replace("&", ""))
        for part in (words, self.sheet, self.kept):
            self.body.addWidget(part)
        self.doing(self.tr("Saving the sheet…"))
        self.kept.toggled.connect(self._kept_toggled)

    def initializePage(self) -> None:
        made = self.state.repository_made
        assert made is not None
        self.sheet.show_code(NewCode(self.state.location, made.repository_id, made.code))
        self.kept.setChecked(self.state.location in self.state.code_kept)
        if made.wanted_here and not made.kept_here:
            self.notice.say(
                Tone.WARN,
                self.tr("The keyring of this computer could not keep the key."),
                self.tr("The passphrase will be asked for at every start, and backups wait for it."),
            )
        else:
            self.notice.clear()

    def ready(self) -> bool:
        return self.kept.isChecked()

    @Slot(bool)
    def _kept_toggled(self, kept: bool) -> None:  # noqa: FBT001 - Qt's argument
        if kept:
            self.state.code_kept.add(self.state.location)
        else:
            self.state.code_kept.discard(self.state.location)
        self.completeChanged.emit()
