"""How guides look: the way at the side, and over each page what it asks, large, and a sentence to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QStyle, QVBoxLayout, QWizard

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.step_list import StepList


def dress_guide(wizard: QWizard, steps: StepList) -> None:
    """To be called when the guide has its pages; the layout of each is a QVBoxLayout. `steps` goes to its side.

    Qt would put title and subtitle into a band of their own, small and one further in than the other.
    """
    wizard.setWizardStyle(QWizard.WizardStyle.ModernStyle)
    wizard.setOption(QWizard.WizardOption.IgnoreSubTitles)
    # Qt takes the list over only when the guide is first shown.
    steps.setParent(wizard)
    wizard.setSideWidget(steps)
    # As far in as Qt has the title.
    left = wizard.style().pixelMetric(QStyle.PixelMetric.PM_LayoutLeftMargin)
    for number in wizard.pageIds():
        layout = wizard.page(number).layout()
        assert isinstance(layout, QVBoxLayout)
        sentence = QLabel()
        sentence.setWordWrap(True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        sentence.setContentsMargins(0, 0, 0, SPACE)
        layout.setContentsMargins(left, 0, 2 * SPACE, SPACE)
        layout.insertWidget(0, sentence)
        # A page may find its words only when it is reached.
        wizard.currentIdChanged.connect(partial(_tell, wizard, number, sentence))


def _tell(wizard: QWizard, number: int, sentence: QLabel, reached: int) -> None:
    if reached == number:
        sentence.setText(wizard.page(number).subTitle())
