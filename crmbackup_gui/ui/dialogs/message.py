"""What went wrong and what to do about it, in two sentences and at most one thing to click."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.ui.dialogs.box_look import dress_box
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.words.errors import said


def show_problem(error: BaseException, retry: Callable[[], object] | None, parent: QWidget | None) -> QMessageBox:
    """Open the message and return at once; it deletes itself when it is closed.

    With `retry` it offers to try again. What the program itself got wrong comes with details that can be reported.
    """
    words = said(error)
    box = QMessageBox(parent)
    # Names come from CRMs and repositories, which anybody may have written.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(QCoreApplication.translate("Message", "Something went wrong"))
    box.setText(words.what)
    box.setInformativeText(words.advice)
    dress_box(box, "warn", Tone.WARN)
    if not isinstance(error, CrmBackupError):
        box.setDetailedText("".join(traceback.format_exception(error)))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.button(QMessageBox.StandardButton.Close).setText(QCoreApplication.translate("Message", "Close"))
    if retry is not None:
        again = box.addButton(QCoreApplication.translate("Message", "Try again"), QMessageBox.ButtonRole.AcceptRole)
        again.clicked.connect(retry)
        box.setDefaultButton(again)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
