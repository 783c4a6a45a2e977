"""How message boxes look: our own drawings, and lines that are long enough to be read."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QMessageBox

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import Tone

_ICON = 40
_WIDTH = 420
_FIRST, _SECOND = "qt_msgbox_label", "qt_msgbox_informativelabel"


def dress_box(box: QMessageBox, drawing: str, meaning: Tone, *, strong: bool = False) -> None:
    """To be called when the box has its texts; the drawing is an icon by name, `strong` puts the first text in bold."""
    box.setIconPixmap(icon(drawing, meaning).pixmap(QSize(_ICON, _ICON), box.devicePixelRatioF()))
    for name in (_FIRST, _SECOND):
        label = box.findChild(QLabel, name)
        if label is not None:
            label.setMinimumWidth(_WIDTH)
            font = label.font()
            font.setBold(strong and name == _FIRST)
            label.setFont(font)
