"""One run in full: why it ended as it did, what to do, and what it proves."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.services.history import Run
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.table_look import tabular
from crmbackup_gui.ui.words import runs

_HEIGHT = 148
_LOWEST = 120
_FACTS_SHOWN = 60
"""Of a long list of refused records or damaged objects; the rest is counted."""


class RunDetail(QScrollArea):
    """Shows one run, or nothing.

    Signals:
        seen_wanted(Run): it is to be marked as seen.
    """

    seen_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(_LOWEST)
        self.setAccessibleName(self.tr("Details of the run"))
        self.title = _label(bold=True)
        self.when = _label()
        self.when.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.reason = Notice()
        self.warnings = Notice()
        self.seen = QPushButton(icon("eye"), self.tr("Mark as seen"))
        self.seen.setAccessibleName(self.seen.text())
        self.seen.clicked.connect(self._seen)
        self._inside = QWidget()
        self._facts = QWidget()
        self._lay_out()
        self.show_run(None)

    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_run(self, run: Run | None) -> None:
        """Show another run, or nothing."""
        if run is None or self._run is None or run.id != self._run.id:
            self.verticalScrollBar().setValue(0)
        self._run = run
        self._inside.setVisible(run is not None)
        if run is None:
            return
        self.title.setText(runs.title(run))
        self.when.setText(runs.when_and_why(run))
        why = runs.reason(run)
        if why is None:
            self.reason.clear()
        else:
            self.reason.say(Tone.BAD, why.what, why.advice)
        self.warnings.say(Tone.WARN, "\n".join(runs.warnings(run)))
        self.seen.setVisible(run.problem)
        self.seen.setEnabled(not run.seen)
        self.seen.setText(self.tr("Seen") if run.seen else self.tr("Mark as seen"))
        self._show_facts(run)
        self._fit()

    def _fit(self) -> None:
        """As high as its wrapped lines are at this width; by itself Qt takes them as narrow as they can be."""
        self._column.activate()
        # Without a wrapped line there is no such height, which Qt says as -1.
        self._inside.setMinimumHeight(max(0, self._column.totalHeightForWidth(self.viewport().width())))

    def _show_facts(self, run: Run) -> None:
        facts = runs.facts(run)
        left = len(facts) - _FACTS_SHOWN
        if left > 0:
            facts = [*facts[:_FACTS_SHOWN], ("", self.tr("and %Ln more", "", left))]
        new = QWidget()
        form = QFormLayout(new)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * SPACE)
        form.setVerticalSpacing(SPACE // 2)
        for name, value in facts:
            quiet = QLabel(name)
            quiet.setTextFormat(Qt.TextFormat.PlainText)
            quiet.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            said = _label()
            said.setFont(tabular(said.font()))
            said.setText(value)
            form.addRow(quiet, said)
        self._column.replaceWidget(self._facts, new)
        self._facts.deleteLater()
        self._facts = new
        new.setVisible(bool(facts))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addWidget(self.title)
        words.addWidget(self.when)
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addLayout(words, 1)
        top.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, SPACE, 0, SPACE)
        self._column.setSpacing(SPACE)
        self._column.addLayout(top)
        self._column.addWidget(self.reason)
        self._column.addWidget(self.warnings)
        self._column.addWidget(self._facts)
        self._column.addStretch()
        self.setWidget(self._inside)
        # The scroll area stands on the page, not on a sheet of its own.
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)

    @Slot()
    def _seen(self) -> None:
        if self._run is not None:
            self.seen_wanted.emit(self._run)


def _label(*, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label
