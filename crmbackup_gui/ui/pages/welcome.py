"""What the window shows while no CRM is protected: what the program does, and how to begin."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.buttons import make_primary
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone

_PICTURE = 96
_WIDTH = 440


class WelcomePage(QWidget):
    """One sentence and one button.

    Signals:
        add_wanted(): the guide that protects a CRM is asked for.
    """

    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icon("app").pixmap(QSize(_PICTURE, _PICTURE), self.devicePixelRatioF()))
        title = QLabel(self.tr("Protect the data of your customers"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        title.setFont(font)
        words = QLabel(
            self.tr(
                "crmbackup keeps recovery points of your CRM, so that you can bring back all of it, or a single "
                "customer, as it was at any of them. It reads every record back before it says that it is done."
            )
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # An aligned item of a layout gets the height of its hint, which wraps elsewhere.
        words.setFixedSize(_WIDTH, words.heightForWidth(_WIDTH))
        self.begin = QPushButton(icon("add", Tone.ON_ACCENT), self.tr("Protect a CRM…"))
        self.begin.setAccessibleName(self.tr("Protect a CRM…"))
        make_primary(self.begin)
        self.begin.setMinimumHeight(40)
        self.begin.setMinimumWidth(200)
        self.begin.clicked.connect(self.add_wanted)
        hint = QLabel(self.tr("You already have a repository? The guide opens it, too."))
        hint.setEnabled(False)
        column = QVBoxLayout(self)
        column.setSpacing(2 * SPACE)
        column.addStretch(2)
        for part in (picture, title, words, self.begin, hint):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
