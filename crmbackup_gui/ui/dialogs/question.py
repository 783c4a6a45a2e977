"""One question before something that is not taken back with a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask(parent: QWidget, question: str, meaning: str, do: str, then: Callable[[], object]) -> QMessageBox:
    """Open the question and return at once; `then` is called when the button `do` is clicked.

    Leaving things as they are is the answer that Enter and Escape give. The box deletes itself when it is closed.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(question)
    box.setText(question)
    box.setInformativeText(meaning)
    go = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton(QCoreApplication.translate("Question", "Leave it"), QMessageBox.ButtonRole.RejectRole)
    for button in (go, leave):
        button.setAccessibleName(button.text())
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    go.clicked.connect(then)
    box.open()
    return box
