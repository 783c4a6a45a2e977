"""Whether the recovery points are sound: the last check, the last drill, and how often both happen by themselves."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QPushButton

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.proving import FOUND_DAMAGE
from crmbackup_gui.model.schedule import Extent
from crmbackup_gui.services.history import History, Run, Task
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.pages.storage.part import StoragePart
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.panel import line, text_label
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import said_by_name


class ProofPart(StoragePart):
    """What was never checked is not called sound."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, self.tr("Whether they can be restored"))
        self.checked, self.drilled = text_label(), text_label()
        self.words = text_label(
            self.tr(
                "A check reads everything that is stored. A drill restores the newest point into a throw-away CRM, "
                "reads every record back, and takes it away again; your CRM is not touched."
            ),
            quiet=True,
        )
        self.check = QPushButton(icon("check"), self.tr("Check everything now"))
        self.drill = QPushButton(icon("restore"), self.tr("Start a drill now"))
        for button in (self.check, self.drill):
            button.setAccessibleName(button.text())
        self.check_rhythm, self.drill_rhythm = QComboBox(), QComboBox()
        self.extent = QComboBox()
        for text, extent in (
            (self.tr("of everything"), Extent.ALL),
            (self.tr("of the newest recovery point"), Extent.NEWEST),
        ):
            self.extent.addItem(text, extent)
        self.extent.setAccessibleName(self.tr("What is checked"))
        self.extent.setToolTip(
            self.tr("In a cloud, reading everything may cost something. Older points are only proven by reading them.")
        )
        rhythms = QFormLayout()
        rhythms.setSpacing(SPACE)
        rhythms.addRow(
            self._rhythm(self.check_rhythm, self.tr("Automatic checks")), line(self.check_rhythm, self.extent)
        )
        rhythms.addRow(self._rhythm(self.drill_rhythm, self.tr("Automatic drills")), line(self.drill_rhythm))
        for at, part in enumerate((self.words, self.checked, self.drilled)):
            self.column.insertWidget(at, part)
        self.column.insertLayout(3, line(self.check, self.drill))
        self.column.insertLayout(4, rhythms)
        self.check.clicked.connect(self._check)
        self.drill.clicked.connect(self._drill)
        for choice in (self.check_rhythm, self.extent, self.drill_rhythm):
            choice.activated.connect(self._rhythm_chosen)

    def _rhythm(self, choice: QComboBox, name: str) -> QLabel:
        """Fill the choice; its label."""
        for text, days in (
            (self.tr("Only when I ask for one"), None),
            (self.tr("Every week"), 7),
            (self.tr("Every month"), 30),
            (self.tr("Every three months"), 90),
        ):
            choice.addItem(text, days)
        choice.setAccessibleName(name)
        label = QLabel(name)
        label.setBuddy(choice)
        return label

    def forget(self) -> None:
        self.checked.clear()
        self.drilled.clear()

    def read(self) -> None:
        assert self.connection is not None
        schedule = self.connection.schedule
        for choice, days in ((self.check_rhythm, schedule.check_days), (self.drill_rhythm, schedule.drill_days)):
            if choice.findData(days) < 0:
                choice.addItem(self.tr("Every %Ln day(s)", "", days or 0), days)
            choice.setCurrentIndex(choice.findData(days))
        self.extent.setCurrentIndex(self.extent.findData(schedule.check_extent))
        self.extent.setEnabled(schedule.check_days is not None)
        overview = self.session.overview(self.connection.id)
        checked = None if overview is None else overview.checked_at
        damaged = [] if overview is None else [s for s, intact in overview.verdicts.items() if not intact]
        if checked is None:
            self.checked.setText(self.tr("Never checked."))
        elif damaged:
            text = self.tr("Last checked {time}: %Ln recovery point(s) are damaged.", "", len(damaged))
            self.checked.setText(text.format(time=telling.told(checked)))
        else:
            self.checked.setText(
                self.tr("Last checked {time}: all of it is intact.").format(time=telling.told(checked))
            )
        look = partial(_last_proofs, self.session.program.history, self.connection.id)
        self.asking.ask(look, self._seen, self.say_error)

    @Slot()
    def show_ready(self) -> None:
        busy = self.connection is None or self.session.is_busy(self.connection.id)
        for button in (self.check, self.drill):
            button.setEnabled(not busy)
            button.setToolTip(self.tr("Another job of this CRM is still running.") if busy else "")

    def _seen(self, last: tuple[Run | None, Run | None]) -> None:
        check, drill = last
        self._tell_check(check)
        self._tell_drill(drill)

    def _tell_check(self, run: Run | None) -> None:
        """Only of one that learned nothing; what the others learned stands in the repository."""
        if run is not None and run.outcome is Outcome.FAILED and run.error not in FOUND_DAMAGE:
            text = self.tr("The check of {time} could not be finished: {why}")
            told = said_by_name(run.error, run.message, run.action)
            self.notice.say(Tone.WARN, text.format(time=telling.told(run.started_at), why=told.what), told.advice)

    def _tell_drill(self, run: Run | None) -> None:
        if run is None:
            self.drilled.setText(self.tr("No drill yet."))
            return
        when = telling.told(run.started_at)
        if run.outcome in (Outcome.OK, Outcome.WARNINGS):
            text = self.tr("Last drill {time}: %Ln record(s) came back, and every one matches.", "", _read(run))
            copy = str(run.report.get("copy") or "")
            of_copy = self.tr("That was of the copy in {place}, not of the repository itself.").format(place=copy)
            self.drilled.setText(telling.sentences([text.format(time=when), *([of_copy] if copy else [])]))
        elif run.outcome is Outcome.CANCELLED:
            self.drilled.setText(self.tr("Last drill {time}: it was stopped.").format(time=when))
        else:
            self.drilled.setText(self.tr("Last drill {time}: it failed.").format(time=when))
            self.notice.say(
                Tone.BAD,
                self.tr("The last drill failed."),
                self.tr("Activity says why. Check everything, then back up."),
            )

    @Slot()
    def _check(self) -> None:
        if self.connection is not None:
            self.session.check(self.connection.id)

    @Slot()
    def _drill(self) -> None:
        if self.connection is not None:
            self.notice.clear()
            self.session.drill(self.connection.id)

    @Slot(int)
    def _rhythm_chosen(self, _index: int) -> None:
        if self.connection is None:
            return
        schedule = msgspec.structs.replace(
            self.connection.schedule,
            check_days=self.check_rhythm.currentData(),
            check_extent=self.extent.currentData(),
            drill_days=self.drill_rhythm.currentData(),
        )
        if schedule != self.connection.schedule:
            self.session.change_connection(msgspec.structs.replace(self.connection, schedule=schedule))


def _last_proofs(history: History, connection: str) -> tuple[Run | None, Run | None]:
    return history.last(connection, Task.CHECK), history.last(connection, Task.DRILL)


def _read(run: Run) -> int:
    return run.counts.get("verified", 0)
