"""One part of a schedule's sentence, to be edited: what, on which days, when."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTime, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QTimeEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.viewmodels.schedule_draft import EVERY_DAY, WEEKEND, WORKDAYS, Row
from crmbackup_gui.ui.viewmodels.schedule_words import (
    days_word,
    interval_word,
    long_day,
    problem_words,
    short_day,
    strategy_word,
)

_INTERVALS = (15, 30, 60, 120, 180, 240, 360, 480, 720)
_DAYS = (EVERY_DAY, tuple(map(int, WORKDAYS)), tuple(map(int, WEEKEND)), *((day,) for day in EVERY_DAY))


class RuleRow(QFrame):
    """Signals tell what the user did; whoever made the row keeps `row`.

    Signals:
        changed(): `row` is another.
        removed(): the row is to go.
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.strategy = QComboBox()
        self.strategy.setAccessibleName(self.tr("Strategy"))
        for strategy in (Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL, None):
            word = strategy_word(strategy)
            self.strategy.addItem(word[:1].upper() + word[1:], strategy)
        self.days = QComboBox()
        self.days.setAccessibleName(self.tr("Days"))
        for days in _DAYS:
            self.days.addItem(
                days_word(days) if days == EVERY_DAY else self.tr("on {days}").format(days=days_word(days))
            )
        self.days.addItem(self.tr("on these days:"))
        self.interval = QComboBox()
        self.interval.setAccessibleName(self.tr("Once or several times a day"))
        self.interval.addItem(self.tr("at"), None)
        for minutes in sorted({*_INTERVALS, row.every_minutes or _INTERVALS[0]}):
            self.interval.addItem(self.tr("{interval} from").format(interval=interval_word(minutes)), minutes)
        self.first, self.last = QTimeEdit(), QTimeEdit()
        for edit, name in ((self.first, self.tr("First time")), (self.last, self.tr("Last time"))):
            edit.setDisplayFormat("HH:mm")
            edit.setAccessibleName(name)
        self.until = QLabel(self.tr("to"))
        self.remove = QToolButton()
        self.remove.setIcon(icon("trash"))
        self.remove.setAutoRaise(True)
        self.remove.setToolTip(self.tr("Remove this part"))
        self.remove.setAccessibleName(self.remove.toolTip())
        self.day_buttons = [self._day_button(day) for day in EVERY_DAY]
        self._problem = QLabel()
        self._lay_out()
        self._fill()
        self._connect()

    def _day_button(self, day: int) -> QToolButton:
        button = QToolButton()
        button.setText(short_day(day))
        button.setAccessibleName(long_day(day))
        button.setToolTip(long_day(day))
        button.setCheckable(True)
        return button

    def _lay_out(self) -> None:
        what, when, chosen = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self.strategy, self.days):
            what.addWidget(part)
        what.addStretch(1)
        what.addWidget(self.remove)
        for button in self.day_buttons:
            chosen.addWidget(button)
        chosen.addStretch(1)
        for edit in (self.interval, self.first, self.until, self.last):
            when.addWidget(edit)
        when.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + 4, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        for line in (what, chosen, when):
            line.setSpacing(SPACE)
            column.addLayout(line)
        column.addWidget(self._problem)

    def _fill(self) -> None:
        row = self.row
        self.strategy.setCurrentIndex(self.strategy.findData(row.strategy))
        known = row.days in _DAYS
        self.days.setCurrentIndex(_DAYS.index(row.days) if known else len(_DAYS))
        for day, button in enumerate(self.day_buttons):
            button.setChecked(day in row.days)
        self.interval.setCurrentIndex(self.interval.findData(row.every_minutes))
        self.first.setTime(QTime.fromString(row.first, "HH:mm"))
        self.last.setTime(QTime.fromString(row.last, "HH:mm"))
        self._show_parts()

    def _connect(self) -> None:
        self.strategy.activated.connect(self._edited)
        self.days.activated.connect(self._days_chosen)
        self.interval.activated.connect(self._edited)
        self.first.timeChanged.connect(self._edited)
        self.last.timeChanged.connect(self._edited)
        for button in self.day_buttons:
            button.clicked.connect(self._edited)
        self.remove.clicked.connect(self.removed)

    def _show_parts(self) -> None:
        chosen = self.days.currentIndex() == len(_DAYS)
        for button in self.day_buttons:
            button.setVisible(chosen)
        rhythm = self.interval.currentData() is not None
        self.until.setVisible(rhythm)
        self.last.setVisible(rhythm)
        problem = self.row.problem
        self._problem.setVisible(problem is not None)
        self._problem.setText("" if problem is None else problem_words(problem))
        palette = self._problem.palette()
        palette.setColor(QPalette.ColorRole.WindowText, tone(Tone.BAD, self.palette()))
        self._problem.setPalette(palette)

    @Slot(int)
    def _days_chosen(self, choice: int) -> None:
        if choice < len(_DAYS):
            for day, button in enumerate(self.day_buttons):
                button.setChecked(day in _DAYS[choice])
        self._edited()

    @Slot()
    def _edited(self) -> None:
        choice = self.days.currentIndex()
        ticked = tuple(day for day, button in enumerate(self.day_buttons) if button.isChecked())
        self.row = replace(
            self.row,
            strategy=self.strategy.currentData(),
            days=_DAYS[choice] if choice < len(_DAYS) else ticked,
            every_minutes=self.interval.currentData(),
            first=self.first.time().toString("HH:mm"),
            last=Row.last if self.interval.currentData() is None else self.last.time().toString("HH:mm"),
        )
        self._show_parts()
        self.changed.emit()
