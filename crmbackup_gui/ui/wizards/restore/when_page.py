"""Which recovery point: from the list, as it was at a time, or the newest that is intact."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateTimeEdit,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWizardPage,
)

from crmbackup_gui.engine.points import ChosenPoint, unreadable_after
from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.ui.jobs import Ended
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.points import Points, Verdict
from crmbackup_gui.ui.viewmodels.restore_state import Obstacle, PointChoice
from crmbackup_gui.ui.viewmodels.timeline import TimelineModel
from crmbackup_gui.ui.widgets.point_table import PointTable
from crmbackup_gui.ui.widgets.trouble import Trouble
from crmbackup_gui.ui.wizards.restore.obstacle_words import UNSAID, obstacle_said
from crmbackup_gui.ui.wizards.restore.working import Working
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.notes import translated

if TYPE_CHECKING:
    from crmbackup_gui.ui.wizards.restore.wizard import RestoreWizard


class WhenPage(QWizardPage):
    """The first step."""

    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self._wizard = wizard
        self._session = wizard.session
        self._intact: ChosenPoint | None = None
        self._showing = False
        """Whether the list changes by itself: then nobody has chosen from it."""
        self.setTitle(self.tr("Back to when?"))
        self.setSubTitle(self.tr("Choose the recovery point to bring back."))
        self.model = TimelineModel(self)
        self.table = PointTable(self.model)
        self.from_list = QRadioButton(self.tr("A recovery point from the list"))
        self.at_a_time = QRadioButton(self.tr("As it was on"))
        self.newest_intact = QRadioButton(self.tr("The newest one that is intact"))
        self.time = QDateTimeEdit(QDateTime.currentDateTime())
        self.look = QPushButton(icon("search"), self.tr("Look for it"))
        self.working = Working(wizard.session.jobs)
        self.trouble = Trouble(wizard.session, wizard.connection.repository)
        self._answer = QLabel()
        self._dress()
        self._lay_out()
        self._connect()
        self._read()

    def _dress(self) -> None:
        for radio in (self.from_list, self.at_a_time, self.newest_intact):
            radio.setAccessibleName(radio.text())
        self.time.setCalendarPopup(True)
        self.time.setLocale(telling.locale())
        self.time.setDisplayFormat(f"{telling.date_pattern()} HH:mm")
        self.time.setMaximumDateTime(QDateTime.currentDateTime().addDays(1))
        self.time.setAccessibleName(self.tr("As it was on"))
        self.look.setAccessibleName(self.tr("Look for the newest intact recovery point"))
        self.look.setAutoDefault(False)
        self._answer.setWordWrap(True)
        self._answer.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self._answer.setMinimumHeight(2 * self._answer.fontMetrics().lineSpacing())
        self._answer.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self) -> None:
        time = QHBoxLayout()
        time.setSpacing(SPACE)
        time.addWidget(self.at_a_time)
        time.addWidget(self.time)
        time.addStretch(1)
        intact = QHBoxLayout()
        intact.setSpacing(SPACE)
        intact.addWidget(self.newest_intact)
        intact.addWidget(self.look)
        intact.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addWidget(self.trouble)
        column.addWidget(self.from_list)
        column.addWidget(self.table, 1)
        column.addLayout(time)
        column.addLayout(intact)
        column.addWidget(self.working)
        column.addWidget(self._answer)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for radio, choice in (
            (self.from_list, PointChoice.FROM_LIST),
            (self.at_a_time, PointChoice.AT_A_TIME),
            (self.newest_intact, PointChoice.NEWEST_INTACT),
        ):
            group.addButton(radio)
            radio.toggled.connect(partial(self._chosen, choice))
        self.from_list.setChecked(True)
        self.table.chosen_changed.connect(self._selected)
        self.table.doubleClicked.connect(self._next)
        self.time.dateTimeChanged.connect(self._time_set)
        self.look.clicked.connect(self._look)
        self.working.ended.connect(self._looked)
        self._session.overview_changed.connect(self._overview_changed)
        self._wizard.state_changed.connect(self._tell)

    # What the wizard asks

    def isComplete(self) -> bool:
        return isinstance(self._wizard.point, RecoveryPoint) and not self.working.busy

    def stop(self) -> None:
        """Want nothing more."""
        self.working.drop()

    # What changes

    @Slot(object)
    def _overview_changed(self, connection_id: object) -> None:
        if connection_id == self._wizard.connection.id:
            self._read()

    def _read(self) -> None:
        """Show what is known of the points now, and keep what is selected."""
        connection, overview = self._wizard.connection, self._wizard.overview
        error = self._session.trouble(connection.id)
        if error is not None:
            self.trouble.show_error(error, self._read_again)
        elif overview is None:
            self.trouble.say(Tone.QUIET, self.tr("Looking at the recovery points…"))
            self._session.refresh(connection.id)
        elif not overview.points:
            self.trouble.say(Tone.WARN, self.tr("There is no recovery point of this CRM yet. Back it up first."))
        else:
            self.trouble.clear()
        if overview is not None:
            self._showing = True
            self.model.show(Points.of(overview.points, overview.unreadable, overview.verdicts))
            self._select(self._wizard.state.listed)
            self._showing = False
        self._tell()

    def _read_again(self) -> None:
        self._session.refresh(self._wizard.connection.id)

    def _select(self, sequence: int | None) -> None:
        if self.model.row_of(sequence) is None and sequence is not None:
            # Asked for by name, so it is shown whatever kind it is.
            self.model.show_all_kinds(True)  # noqa: FBT003 - Qt's way with check boxes
        if not self.table.choose(sequence) and self.model.rowCount():
            self.table.choose(self.model.sequence(0))

    @Slot(object)
    def _selected(self, sequence: object) -> None:
        if sequence is not None and not self._showing:
            self.from_list.setChecked(True)
        self._wizard.change(listed=sequence)

    def _chosen(self, choice: PointChoice, checked: bool) -> None:  # noqa: FBT001 - Qt's argument
        if checked:
            self._wizard.change(choice=choice, at=self._moment())

    @Slot()
    def _time_set(self) -> None:
        self.at_a_time.setChecked(True)
        self._wizard.change(at=self._moment())

    def _moment(self) -> datetime:
        """To the end of the minute that is shown, so that a point of that minute counts."""
        shown = self.time.dateTime()
        moment = datetime.fromtimestamp(shown.toSecsSinceEpoch()).astimezone()
        return moment.replace(second=59, microsecond=999_999)

    @Slot()
    def _next(self) -> None:
        if self.isComplete():
            self._wizard.next()

    # The newest that is intact

    @Slot()
    def _look(self) -> None:
        self.newest_intact.setChecked(True)
        self.trouble.clear()
        program, connection = self._session.program, self._wizard.connection
        title = self.tr("Looking for the newest intact recovery point")
        self._intact = None
        self._wizard.change(intact=None)
        self.look.setEnabled(False)
        self.working.begin(title, partial(program.newest_intact, connection))
        self._tell()

    @Slot(object)
    def _looked(self, ended: Ended) -> None:
        self.look.setEnabled(True)
        if isinstance(ended.error, Cancelled):
            self.trouble.offer(Tone.QUIET, self.tr("Stopped."), "", self.tr("Look again"), self._look)
        elif ended.error is not None:
            self.trouble.show_error(ended.error, self._look)
        else:
            self._intact = ended.result
            self._wizard.change(intact=ended.result.point.sequence)
        self._tell()

    # Words

    @Slot()
    def _tell(self) -> None:
        """Say which point is meant, and what may be wrong with it."""
        state, point = self._wizard.state, self._wizard.point
        if isinstance(point, Obstacle):
            damaged = state.choice is PointChoice.FROM_LIST and state.listed is not None and self._wizard.overview
            if damaged:
                text = self.tr("This recovery point is damaged and cannot be read. Choose another one.")
            else:
                text = "" if point in UNSAID else obstacle_said(point)
        else:
            self._point_out(point)
            text = telling.sentences(part for part in (self._described(point), self._doubt(point)) if part)
        self._answer.setText(text)
        self._answer.setAccessibleName(text)
        self.completeChanged.emit()

    def _point_out(self, point: RecoveryPoint) -> None:
        """The list marks the point that is meant, whoever found it."""
        if self._wizard.state.choice is not PointChoice.FROM_LIST and not self._showing:
            self._showing = True
            self.table.choose(point.sequence)
            self._showing = False

    def _described(self, point: RecoveryPoint) -> str:
        return self.tr("Chosen: {when}, {strategy}, {records}.").format(
            when=self.model.told(point),
            strategy=telling.strategy_name(point.strategy),
            records=self.tr("%Ln record(s)", "", point.records),
        )

    def _doubt(self, point: RecoveryPoint) -> str:
        choice, overview = self._wizard.state.choice, self._wizard.overview
        assert overview is not None
        if choice is PointChoice.NEWEST_INTACT:
            if self._intact is not None and self._intact.note:
                return translated(self._intact.note)
            return self.tr("Everything that it needs was read just now, and is intact. Nothing newer is lost.")
        if choice is PointChoice.AT_A_TIME:
            return translated(unreadable_after(point, overview.points, overview.unreadable))
        row = self.model.points.row_of(point.sequence)
        if row is not None and self.model.points.verdicts[row] == Verdict.DAMAGED:
            return self.tr(
                "A check found it damaged, so that restoring it may fail. The newest one that is intact may help."
            )
        return ""
