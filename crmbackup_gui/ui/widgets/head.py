"""The head of a CRM's pages: its name, how well it is protected, and the two things that people come for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from crmbackup_gui.model.health import Concern
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.hosted_addresses import is_hosted
from crmbackup_gui.ui.look.buttons import make_primary
from crmbackup_gui.ui.look.icons import icon, pixmap
from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.words.health import sentence, state_icon, state_name, state_tone

_MINUTE_MS = 60_000
_BADGE = 24


class Head(QWidget):
    """Shows the session's current CRM.

    Signals:
        restore_wanted(): "Restore..." was clicked.
        choose_backup_wanted(): a backup of chosen parts was asked for.
        password_wanted(str): somebody wants to enter the password of that CRM, which its server asks for.
    """

    restore_wanted = Signal()
    choose_backup_wanted = Signal()
    password_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._connection_id: str | None = None
        self._name = QLabel()
        font = self._name.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        self._name.setFont(font)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._badge = QLabel()
        self._badge.setFixedSize(_BADGE, _BADGE)
        self._health = QLabel()
        self._health.setTextFormat(Qt.TextFormat.PlainText)
        self._health.setWordWrap(True)
        self._health.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.enter_password = QPushButton(icon("key"), self.tr("Enter the password…"))
        self.enter_password.setAccessibleName(self.tr("Enter the password…"))
        self.enter_password.clicked.connect(self._enter_password)
        self.back_up = self._back_up_button()
        self.restore = QPushButton(icon("restore"), self.tr("Restore…"))
        self.restore.setAccessibleName(self.tr("Restore…"))
        self.restore.clicked.connect(self.restore_wanted)
        for button in (self.back_up, self.restore):
            button.setMinimumHeight(36)
            button.setIconSize(QSize(20, 20))
        self._lay_out()
        session.overview_changed.connect(self._overview_changed)
        session.jobs.changed.connect(self._jobs_changed)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self._tell)
        self._clock.start()

    def show_connection(self, connection_id: str | None) -> None:
        """Show another CRM."""
        self._connection_id = connection_id
        self._tell()
        self._jobs_changed()

    def _back_up_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(self.tr("Back up now"))
        button.setIcon(icon("backup", Tone.ON_ACCENT))
        make_primary(button)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setAccessibleName(self.tr("Back up now"))
        button.setShortcut("Ctrl+B")
        button.setToolTip(self.tr("Take a recovery point now (Ctrl+B)"))
        button.clicked.connect(partial(self._start, None))
        menu = QMenu(button)
        for strategy, text in (
            (None, self.tr("Whatever fits best")),
            (Strategy.INCREMENTAL, self.tr("Incremental: what changed since the newest recovery point")),
            (Strategy.DIFFERENTIAL, self.tr("Differential: what changed since the newest full one")),
            (Strategy.FULL, self.tr("Full: everything")),
        ):
            action = QAction(text, menu)
            action.triggered.connect(partial(self._start, strategy))
            menu.addAction(action)
        menu.addSeparator()
        some = QAction(self.tr("Only some parts of the CRM…"), menu)
        some.triggered.connect(self.choose_backup_wanted)
        menu.addAction(some)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        health = QHBoxLayout()
        health.setSpacing(SPACE)
        health.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        health.addWidget(self._health, 1)
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addWidget(self._name)
        words.addLayout(health)
        words.addSpacing(SPACE // 2)
        words.addWidget(self.enter_password, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addLayout(words, 1)
        row.addWidget(self.back_up, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignTop)

    def _start(self, strategy: Strategy | None, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
        if self._connection_id is not None:
            self._session.back_up(self._connection_id, strategy)

    @Slot()
    def _enter_password(self) -> None:
        if self._connection_id is not None:
            self.password_wanted.emit(self._connection_id)

    @Slot(object)
    def _overview_changed(self, connection_id: object) -> None:
        if connection_id == self._connection_id:
            self._tell()

    @Slot()
    def _jobs_changed(self) -> None:
        busy = self._connection_id is not None and self._session.is_busy(self._connection_id)
        self.back_up.setEnabled(not busy)

    @Slot()
    def _tell(self) -> None:
        connection = self._session.connection(self._connection_id) if self._connection_id else None
        self._name.setText(connection.name if connection else "")
        self._name.setToolTip(connection.source if connection else "")
        overview = self._session.overview(connection.id) if connection else None
        self.restore.setEnabled(overview is not None and bool(overview.points))
        health = self._session.health(connection.id) if connection else None
        self.enter_password.setVisible(health is not None and Concern.PASSWORD in health.concerns)
        if connection is not None:
            hosted = is_hosted(connection.source)
            self.enter_password.setText(self.tr("Sign in again…") if hosted else self.tr("Enter the password…"))
            self.enter_password.setAccessibleName(self.enter_password.text())
        if health is None:
            self._badge.clear()
            self._health.setText(self.tr("Looking at the recovery points…") if connection else "")
            return
        colour = tone(state_tone(health.state), self.palette())
        self._badge.setPixmap(pixmap(state_icon(health.state), _BADGE, colour, self.devicePixelRatioF()))
        self._badge.setAccessibleName(state_name(health.state))
        self._health.setText(sentence(health))

    def changeEvent(self, event: object) -> None:
        super().changeEvent(event)  # type: ignore[arg-type]
        if hasattr(self, "_health"):
            self._tell()
