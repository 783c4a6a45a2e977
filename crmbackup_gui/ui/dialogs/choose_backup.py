"""A backup of chosen parts of a CRM, with a chosen strategy."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.part_choice import PartChoice, choosable
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.part_list import PartList
from crmbackup_gui.ui.widgets.trouble import Asked, Trouble
from crmbackup_gui.ui.words.budget import foreseen, of_entities


class ChooseBackupDialog(QDialog):
    """Reads the CRM's parts when it opens, and starts the backup when it is accepted.

    Of a CRM that counts calls it says what the backup will take of them, as soon as that is known.
    """

    def __init__(self, session: Session, connection_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._connection_id = session, connection_id
        self._asking, self._foreseeing = Asking(session.jobs, self), Asking(session.jobs, self)
        self._facts: SourceFacts | None = None
        self._forecast: Forecast | None = None
        self.cost = Notice()
        self.setWindowTitle(self.tr("Back up some parts"))
        self.resize(640, 520)
        connection = session.connection(connection_id)
        self.trouble = Trouble(session, "" if connection is None else connection.repository)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.entities = PartChoice(self)
        self.list = PartList(self.entities)
        self.list.setEnabled(False)
        self.strategy = QComboBox()
        self.strategy.setAccessibleName(self.tr("What to store"))
        for text, strategy in (
            (self.tr("Whatever fits best"), None),
            (self.tr("What changed since the newest recovery point (incremental)"), Strategy.INCREMENTAL),
            (self.tr("What changed since the newest full one (differential)"), Strategy.DIFFERENTIAL),
            (self.tr("Everything in the chosen parts (full)"), Strategy.FULL),
        ):
            self.strategy.addItem(text, strategy)
        label = QLabel(self.tr("What to store"))
        label.setBuddy(self.strategy)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._start = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._start.setText(self.tr("Back up now"))
        self._start.setEnabled(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        for part in (self._words, self.trouble, self.list, label, self.strategy, self.cost, self.buttons):
            column.addWidget(part, 1 if part is self.list else 0)
        column.insertSpacing(column.indexOf(self.buttons), SPACE)
        self.entities.chosen_changed.connect(self._chosen_changed)
        self.strategy.currentIndexChanged.connect(self._foresee)
        self._read()

    def accept(self) -> None:
        """Start the backup."""
        scope = RecoveryScope() if self.entities.all_chosen else RecoveryScope(entities=self.entities.chosen)
        self._session.back_up(self._connection_id, self.strategy.currentData(), scope)
        super().accept()

    def _read(self) -> None:
        connection = self._session.connection(self._connection_id)
        if connection is not None:
            self._words.setText(self.tr("Reading what the CRM consists of…"))
            look = partial(self._session.program.look_at_source, connection.source)
            self._asking.ask(look, self._got, self._failed)

    def _got(self, facts: SourceFacts) -> None:
        self._words.setText(
            self.tr(
                "Choose what the recovery point shall hold. A point of some parts stands beside the others: it is "
                "restored when you choose it, and never taken for the newest."
            )
        )
        self.entities.set_parts(choosable(facts), facts.business)
        self.list.setEnabled(True)
        self._facts = facts
        self._chosen_changed()
        self._foresee()

    @Slot()
    def _foresee(self) -> None:
        connection = self._session.connection(self._connection_id)
        if connection is None or self._facts is None or self._facts.budget is None:
            return
        strategy: Strategy | None = self.strategy.currentData()
        foresee = self._session.program.foresee_backup
        work = partial(foresee, connection, strategy=strategy, scope=RecoveryScope())
        self._foreseeing.ask(work, self._foreseen, self._untold)

    def _foreseen(self, forecast: Forecast | None) -> None:
        self._forecast = forecast
        if forecast is not None and self._facts is not None:
            counted = choosable(self._facts, forecast)
            self.entities.set_parts(counted, self._facts.business, self.entities.chosen)

    def _untold(self, _error: BaseException) -> None:
        """Figures alone are missing; the backup meets the same and tells it."""
        self._forecast = None
        self.cost.clear()

    def _failed(self, error: BaseException) -> None:
        connection = self._session.connection(self._connection_id)
        crm = None if connection is None else Asked(connection.name, connection.source)
        self._words.clear()
        self.trouble.show_error(error, self._read, crm)

    @Slot()
    def _chosen_changed(self) -> None:
        self._start.setEnabled(self.list.isEnabled() and bool(self.entities.chosen))
        if self._forecast is not None:
            chosen = of_entities(self._forecast, self.entities.chosen_entities)
            self.cost.say(Tone.WARN if chosen.fits is False else Tone.QUIET, foreseen(chosen))
