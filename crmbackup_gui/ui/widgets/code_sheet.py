"""A recovery code that is shown once: in large type, with what takes it away from this screen."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPalette, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.recovery_sheet import NewCode, as_pdf, in_lines, sheet
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.words.errors import said

_LARGER = 1.35


class CodeSheet(QWidget):
    """Copy, print, save as PDF. What came of it is said in `notice`, which whoever shows this has put somewhere."""

    def __init__(self, asking: Asking, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking, self._notice = asking, notice
        self._new: NewCode | None = None
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
        self.copy = QPushButton(icon("copy"), self.tr("&Copy"))
        self.print = QPushButton(icon("print"), self.tr("&Print sheet…"))
        self.save = QPushButton(icon("save"), self.tr("&Save sheet as PDF…"))
        buttons = QHBoxLayout()
        for button, clicked in ((self.copy, self._copy), (self.print, self._print), (self.save, self._choose_file)):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setAutoDefault(False)
            button.clicked.connect(clicked)
            buttons.addWidget(button)
        buttons.addStretch(1)
        sheet_ = QFrame()
        sheet_.setFrameShape(QFrame.Shape.StyledPanel)
        sheet_.setAutoFillBackground(True)
        sheet_.setBackgroundRole(QPalette.ColorRole.Base)
        inner = QVBoxLayout(sheet_)
        inner.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        inner.addWidget(self.code)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        column.addWidget(sheet_)
        column.addLayout(buttons)

    def show_code(self, new: NewCode) -> None:
        """That, until another is shown."""
        self._new = new
        self.code.setText(in_lines(new.code))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._shown.code)
        self._notice.say(Tone.GOOD, self.tr("Copied. Paste it into a password manager, not into a note or an e-mail."))

    @Slot()
    def _print(self) -> None:
        dialog = QPrintDialog(self)  # a printer of its own, which lives as long as it does
        dialog.accepted.connect(self._send_to_printer)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    @Slot()
    def _send_to_printer(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, QPrintDialog)
        printer = dialog.printer()
        printer.setFullPage(True)  # the sheet brings its own margins, as for the PDF
        self._sheet().print_(printer)
        if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            self._notice.say(
                Tone.BAD, self.tr("The sheet could not be printed."), self.tr("Save it as PDF, or write the code down.")
            )
        else:
            self._notice.say(Tone.GOOD, self.tr("Sent to the printer."))

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
        self._notice.clear()
        self._asking.ask(partial(_write, path, as_pdf(self._sheet())), self._saved, self._not_saved)

    def _sheet(self) -> QTextDocument:
        return sheet(self._shown, datetime.now().astimezone())

    @property
    def _shown(self) -> NewCode:
        assert self._new is not None
        return self._new

    def _saved(self, path: str) -> None:
        self._notice.say(
            Tone.GOOD, self.tr("Saved as {file}.").format(file=path), self.tr("Move it off this computer.")
        )

    def _not_saved(self, error: BaseException) -> None:
        words = said(error)
        self._notice.say(Tone.BAD, words.what, words.advice)


def _write(path: str, content: bytes) -> str:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise StoreFailed(path, error.strerror or str(error)) from error
    return path
