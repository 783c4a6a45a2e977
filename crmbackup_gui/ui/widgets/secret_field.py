"""A field for a passphrase that can be shown while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from crmbackup_gui.ui.look.icons import icon

_LONGEST = 1_000


class SecretField(QWidget):
    """`name` is what a screen reader calls it.

    Signals:
        changed(): the text was edited.
    """

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST)
        self.edit.setAccessibleName(name)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.eye = QToolButton()
        self.eye.setCheckable(True)
        self.eye.setAutoRaise(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.eye)
        self.setFocusProxy(self.edit)
        self._show(wanted=False)
        self.edit.textChanged.connect(self.changed)
        self.eye.toggled.connect(self._eye_toggled)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.edit.text()

    def clear(self) -> None:
        """Forget it."""
        self.edit.clear()

    @Slot(bool)
    def _eye_toggled(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's argument
        self._show(wanted=wanted)

    def _show(self, *, wanted: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if wanted else QLineEdit.EchoMode.Password)
        self.eye.setIcon(icon("eye-off" if wanted else "eye"))
        words = self.tr("Hide what is typed") if wanted else self.tr("Show what is typed")
        self.eye.setToolTip(words)
        self.eye.setAccessibleName(words)
