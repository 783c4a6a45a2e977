"""The recovery code, which is shown here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPalette, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.recovery_sheet import as_pdf, in_lines, sheet
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.wizards.protect.page import ProtectPage

_LARGER = 1.35


class CodePage(ProtectPage):
    """Copy, print, save; on with a tick."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.CODE)
        self.setTitle(self.tr("Keep the recovery code"))
        self.setSubTitle(self.tr("It opens the repository when the passphrase is forgotten. It is shown only now."))
        self.code = QLabel()
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code.setAccessibleName(self.tr("Recovery code"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * _LARGER)
        font.setBold(True)
        self.code.setFont(font)
        words = QLabel(self.tr("Print it or write it down. Keep it where you keep passports, not on this computer."))
        words.setWordWrap(True)
        self.copy = QPushButton(icon("copy"), self.tr("&Copy"))
        self.print = QPushButton(icon("print"), self.tr("&Print sheet…"))
        self.save = QPushButton(icon("save"), self.tr("&Save sheet as PDF…"))
        self.kept = QCheckBox(self.tr("I &have kept the recovery code"))
        self.kept.setAccessibleName(self.kept.text().replace("&", ""))
        buttons = QHBoxLayout()
        for button, clicked in ((self.copy, self._copy), (self.print, self._print), (self.save, self._choose_file)):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setAutoDefault(False)
            button.clicked.connect(clicked)
            buttons.addWidget(button)
        buttons.addStretch(1)
        panel = QFrame()
        panel.setFrameShape(QFrame.Shape.StyledPanel)
        panel.setAutoFillBackground(True)
        panel.setBackgroundRole(QPalette.ColorRole.Base)
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        inner.addWidget(self.code)
        self.body.addWidget(words)
        self.body.addWidget(panel)
        self.body.addLayout(buttons)
        self.body.addWidget(self.kept)
        self.doing(self.tr("Saving the sheet…"))
        self.kept.toggled.connect(self._kept_toggled)

    def initializePage(self) -> None:
        made = self.state.repository_made
        assert made is not None
        self.code.setText(in_lines(made.code))
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

    @Slot()
    def _copy(self) -> None:
        made = self.state.repository_made
        assert made is not None
        QGuiApplication.clipboard().setText(made.code)
        self.notice.say(Tone.GOOD, self.tr("Copied. Paste it into a password manager, not into a note or an e-mail."))

    @Slot()
    def _print(self) -> None:
        dialog = QPrintDialog(QPrinter(), self)
        dialog.accepted.connect(self._send_to_printer)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    @Slot()
    def _send_to_printer(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, QPrintDialog)
        self._sheet().print_(dialog.printer())
        self.notice.say(Tone.GOOD, self.tr("Sent to the printer."))

    @Slot()
    def _choose_file(self) -> None:
        start = str(Path.home() / self.tr("crmbackup recovery sheet.pdf"))
        dialog = QFileDialog(self, self.tr("Save the recovery sheet"), start, self.tr("PDF (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the sheet."""
        self.notice.clear()
        self.asking.ask(partial(_write, path, as_pdf(self._sheet())), self._saved, self.say)

    def _sheet(self) -> QTextDocument:
        made = self.state.repository_made
        assert made is not None
        return sheet(self.state.location, made.code, datetime.now().astimezone())

    def _saved(self, path: str) -> None:
        self.notice.say(Tone.GOOD, self.tr("Saved as {file}.").format(file=path), self.tr("Move it off this computer."))


def _write(path: str, content: bytes) -> str:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise StoreFailed(path, error.strerror or str(error)) from error
    return path
