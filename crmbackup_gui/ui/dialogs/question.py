"""One question before something that is not taken back with a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from crmbackup_gui.ui.dialogs.box_look import dress_box
from crmbackup_gui.ui.look.theme import Tone


def ask(
    parent: QWidget, question: str, meaning: str, do: str, then: Callable[[], object], leave: str | None = None
) -> QMessageBox:
    """Open the question and return at once; `then` is called when the button `do` is clicked.

    Leaving things as they are is the answer that Enter and Escape give; `leave` names it where "Leave it" says too
    little. The box deletes itself when it is closed.
    """
    box = QMessageBox(parent)
    # Names come from CRMs and repositories, which anybody may have written.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(question)
    box.setText(question)
    box.setInformativeText(meaning)
    dress_box(box, "help", Tone.ACCENT, strong=True)
    go = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    stay = leave or QCoreApplication.translate("Question", "Leave it")
    keep = box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
    for button in (go, keep):
        button.setAccessibleName(button.text())
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    go.clicked.connect(then)
    box.open()
    return box
