"""When a CRM is backed up, as a sentence that can be edited, and what comes of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.model.schedule import Schedule, next_runs
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.next_runs import NextRuns
from crmbackup_gui.ui.viewmodels.pausing import Pause, end_of
from crmbackup_gui.ui.viewmodels.schedule_draft import BATTERY_PERCENT, Preset, Row, ScheduleDraft
from crmbackup_gui.ui.viewmodels.schedule_words import preset_name, sentence
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.heading import heading
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.rule_row import RuleRow
from crmbackup_gui.ui.words.telling import by_the_clock

_RUNS = 10
_WIDE = 760
"""From so many pixels on, the next backups stand beside the sentence."""


class SchedulePage(QWidget):
    """Edits stay, also for other CRMs and while things are read again, until they are saved or discarded."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: str | None = None
        self._drafts: dict[str, tuple[Schedule, ScheduleDraft]] = {}
        """By connection: the saved schedule that the draft was made from, and the draft."""
        self._filling = False
        self.active = QCheckBox(self.tr("Back up automatically"))
        self.preset = QComboBox()
        self.pause = QPushButton(icon("pause"), self.tr("Pause"))
        self.resume = QPushButton(icon("running"), self.tr("Resume"))
        self.sentence = QLabel()
        self.notice = Notice()
        self.rows: list[RuleRow] = []
        self._rows = QVBoxLayout()
        self.add = QPushButton(icon("add"), self.tr("Add another time"))
        self.network = QCheckBox(self.tr("Only while there is a network"))
        self.metered = QCheckBox(self.tr("Not over a metered connection, such as a phone hotspot"))
        self.battery = QCheckBox(self.tr("Not on battery with less than"))
        self.percent = QSpinBox()
        self.runs = NextRuns(self)
        self.table = FittedTable(self.runs, 1)
        self.none = QLabel(self.tr("No backup happens by itself."))
        self.save = QPushButton(icon("save"), self.tr("Save"))
        self.discard = QPushButton(icon("undo"), self.tr("Discard"))
        self._prepare()
        self._lay_out()
        self._connect()
        self.show_connection(None)

    @property
    def changed(self) -> bool:
        """Whether there is anything to save of the CRM that is shown."""
        draft = self._draft
        return draft is not None and draft != ScheduleDraft.of(self._saved())

    @property
    def _draft(self) -> ScheduleDraft | None:
        return self._drafts[self._shown][1] if self._shown in self._drafts else None

    @Slot(object)
    def show_connection(self, connection_id: str | None) -> None:
        """Show another CRM, or the same one anew; what was edited stays."""
        connection = None if connection_id is None else self._session.connection(connection_id)
        self._shown = None if connection is None else connection.id
        self.setEnabled(connection is not None)
        if connection is not None:
            before = self._drafts.get(connection.id)
            edited = before is not None and before[1] != ScheduleDraft.of(before[0])
            draft = before[1] if before is not None and edited else ScheduleDraft.of(connection.schedule)
            self._drafts[connection.id] = (connection.schedule, draft)
        self._fill()

    # Building

    def _prepare(self) -> None:
        for preset in (*Preset, None):
            self.preset.addItem(preset_name(preset), preset)
        self.preset.setAccessibleName(self.tr("Rhythm"))
        menu = QMenu(self.pause)
        for pause, text in (
            (Pause.HOUR, self.tr("For an hour")),
            (Pause.FOUR_HOURS, self.tr("For four hours")),
            (Pause.TOMORROW, self.tr("Until tomorrow")),
        ):
            menu.addAction(text).triggered.connect(partial(self._pause, pause))
        self.pause.setMenu(menu)
        self.percent.setRange(5, 95)
        self.percent.setSingleStep(5)
        self.percent.setSuffix(self.tr(" %"))
        self.percent.setValue(BATTERY_PERCENT)
        self.percent.setAccessibleName(self.tr("Per cent of battery"))
        font = self.sentence.font()
        font.setBold(True)
        self.sentence.setFont(font)
        self.sentence.setWordWrap(True)
        self.table.setAccessibleName(self.tr("Next backups"))
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.save.setDefault(True)
        for control in (self.active, self.pause, self.resume, self.add, self.network, self.metered, self.battery):
            control.setAccessibleName(control.text())
        self.save.setAccessibleName(self.tr("Save the schedule"))
        self.discard.setAccessibleName(self.tr("Discard the changes"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for control in (self.active, self.preset):
            top.addWidget(control)
        top.addStretch(1)
        for button in (self.pause, self.resume):
            top.addWidget(button)
        adding, low = QHBoxLayout(), QHBoxLayout()
        adding.addWidget(self.add)
        low.addWidget(self.battery)
        low.addWidget(self.percent)
        for row in (adding, low):
            row.addStretch(1)
        missed = QLabel(
            self.tr(
                "When the computer is off or asleep at such a time, one backup is made as soon as it is on again. "
                "The later times stay as they are."
            )
        )
        missed.setWordWrap(True)
        missed.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._rows.setSpacing(SPACE)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(top)
        left.addWidget(self.notice)
        left.addWidget(self.sentence)
        left.addLayout(self._rows)
        left.addLayout(adding)
        for part in (heading(self.tr("Conditions")), self.network, self.metered):
            left.addWidget(part)
        left.addLayout(low)
        for below in (heading(self.tr("Next backups")), self.none, self.table, missed):
            right.addWidget(below)
        inner = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, inner)
        self._halves.setContentsMargins(0, 2 * SPACE, 0, SPACE)
        self._halves.setSpacing(3 * SPACE)
        for half in (left, right):
            half.setSpacing(SPACE + 4)
            half.addStretch(1)
            self._halves.addLayout(half, 3 if half is left else 2)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar = QFrame()
        buttons = QHBoxLayout(self._bar)
        buttons.setContentsMargins(0, SPACE, 0, SPACE)
        buttons.addWidget(QLabel(self.tr("There are changes that are not saved.")))
        buttons.addStretch(1)
        buttons.addWidget(self.discard)
        buttons.addWidget(self.save)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addWidget(self._bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= _WIDE
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)

    def _connect(self) -> None:
        self.active.toggled.connect(self._edited)
        self.preset.activated.connect(self._preset_chosen)
        self.add.clicked.connect(self._add_row)
        for condition in (self.network, self.metered, self.battery):
            condition.toggled.connect(self._edited)
        self.percent.valueChanged.connect(self._edited)
        self.save.clicked.connect(self._save)
        self.discard.clicked.connect(self._discard)
        self.resume.clicked.connect(self._resume)
        self._session.connections_changed.connect(self._read_again)
        self._session.settings_changed.connect(self._read_again)

    # Showing

    def _fill(self) -> None:
        """Show the draft."""
        draft = self._draft or ScheduleDraft()
        self._filling = True
        self.active.setChecked(draft.active)
        self.network.setChecked(draft.need_network)
        self.metered.setChecked(draft.avoid_metered)
        self.battery.setChecked(draft.avoid_battery_below is not None)
        if draft.avoid_battery_below is not None:
            self.percent.setValue(draft.avoid_battery_below)
        if [row.row for row in self.rows] != draft.rows:
            self._show_rows(draft.rows)
        self._filling = False
        self._tell()

    def _show_rows(self, rows: list[Row]) -> None:
        for old in self.rows:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = [RuleRow(row) for row in rows]
        for widget in self.rows:
            widget.changed.connect(self._edited)
            widget.removed.connect(self._row_removed)
            self._rows.addWidget(widget)

    def _tell(self) -> None:
        """Show what follows from the draft."""
        draft = self._draft or ScheduleDraft()
        self.sentence.setText(self.tr("{sentence}.").format(sentence=sentence(draft.rows)))
        self.preset.setCurrentIndex(self.preset.findData(draft.preset))
        self.percent.setEnabled(self.battery.isChecked())
        for part in (self.preset, self.sentence, self.add, *self.rows):
            part.setEnabled(draft.active)
        self._tell_next(draft)
        self._tell_pause(draft)
        changed = self.changed
        self._bar.setVisible(changed)
        self.save.setEnabled(changed and draft.problem is None)

    def _tell_next(self, draft: ScheduleDraft) -> None:
        zone = self._session.program.zone
        now = datetime.now(zone)
        schedule = Schedule()
        if draft.problem is None:
            pauses = [p for p in (self._saved().paused_until, self._session.settings().paused_until) if p is not None]
            schedule = msgspec.structs.replace(draft.schedule(self._saved()), paused_until=max(pauses, default=None))
        slots = next_runs(schedule, now, zone, _RUNS)
        self.runs.show_slots(slots, now)
        self.none.setVisible(not slots)
        self.table.setVisible(bool(slots))
        rows = self.table.verticalHeader().defaultSectionSize() * len(slots)
        self.table.setFixedHeight(self.table.horizontalHeader().height() + rows + 2 * self.table.frameWidth())

    def _tell_pause(self, draft: ScheduleDraft) -> None:
        now = datetime.now(self._session.program.zone)
        own, everywhere = self._saved().paused_until, self._session.settings().paused_until
        paused = own is not None and own > now
        self.pause.setVisible(not paused)
        self.pause.setEnabled(draft.active and bool(draft.rows))
        self.resume.setVisible(paused)
        if own is not None and paused:
            self.notice.say(Tone.WARN, self.tr("Paused until {time}.").format(time=by_the_clock(own, now)))
        elif everywhere is not None and everywhere > now:
            text = self.tr("All CRMs are paused until {time}.").format(time=by_the_clock(everywhere, now))
            self.notice.say(Tone.WARN, text)
        else:
            self.notice.clear()

    # What people do

    @Slot()
    def _edited(self) -> None:
        draft = self._draft
        if self._filling or draft is None:
            return
        draft.rows = [widget.row for widget in self.rows]
        draft.active = self.active.isChecked()
        draft.need_network = self.network.isChecked()
        draft.avoid_metered = self.metered.isChecked()
        draft.avoid_battery_below = self.percent.value() if self.battery.isChecked() else None
        self._tell()

    @Slot(int)
    def _preset_chosen(self, _index: int) -> None:
        preset, draft = self.preset.currentData(), self._draft
        if draft is not None and preset is not None:
            draft.take(preset)
            self._fill()
        else:
            self._tell()

    @Slot()
    def _add_row(self) -> None:
        if self._draft is not None:
            self._draft.rows.append(Row())
            self._fill()
            self.rows[-1].strategy.setFocus()

    @Slot()
    def _row_removed(self) -> None:
        gone, draft = self.sender(), self._draft
        if draft is not None:
            draft.rows = [widget.row for widget in self.rows if widget is not gone]
            self._fill()

    @Slot()
    def _save(self) -> None:
        draft = self._draft
        if draft is not None and draft.problem is None:
            self._change(draft.schedule(self._saved()))

    @Slot()
    def _discard(self) -> None:
        if self._shown is not None:
            self._drafts.pop(self._shown)
            self.show_connection(self._shown)

    def _pause(self, pause: Pause, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
        """At once, without the edits."""
        until = end_of(pause, datetime.now(self._session.program.zone))
        self._change(msgspec.structs.replace(self._saved(), paused_until=until))

    @Slot()
    def _resume(self) -> None:
        self._change(msgspec.structs.replace(self._saved(), paused_until=None))

    def _change(self, schedule: Schedule) -> None:
        connection = None if self._shown is None else self._session.connection(self._shown)
        if connection is None:
            return
        for control in (self.save, self.discard, self.pause, self.resume):
            control.setEnabled(False)
        self._session.change_connection(msgspec.structs.replace(connection, schedule=schedule), self._written)

    def _written(self, _settings: Settings) -> None:
        self._read_again()

    @Slot()
    def _read_again(self) -> None:
        """Also after a change that failed: the edits are still there."""
        self.discard.setEnabled(True)
        self.resume.setEnabled(True)
        self.show_connection(self._shown)

    def _saved(self) -> Schedule:
        connection = None if self._shown is None else self._session.connection(self._shown)
        return Schedule() if connection is None else connection.schedule
