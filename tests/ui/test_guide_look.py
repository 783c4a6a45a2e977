"""The look of guides: what a page asks stands over it, and the way beside it."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWizard, QWizardPage

from crmbackup_gui.ui.widgets.guide_look import dress_guide
from crmbackup_gui.ui.widgets.step_list import StepList


class Late(QWizardPage):
    """Finds its words when it is reached."""

    def initializePage(self):  # noqa: N802 - Qt's name
        self.setTitle("And then?")
        self.setSubTitle("Two <b>things</b>.")


@pytest.fixture
def guide(qtbot):
    guide = QWizard()
    first = QWizardPage()
    first.setTitle("What first?")
    first.setSubTitle("One thing.")
    for page in (first, Late()):
        QVBoxLayout(page).addWidget(QLabel("what stands on the page"))
        guide.addPage(page)
    dress_guide(guide, StepList())
    qtbot.addWidget(guide)
    guide.show()
    return guide


def shown(guide):
    """Texts from top to bottom, with how far in they stand."""
    labels = [label for label in guide.findChildren(QLabel) if label.isVisible() and label.text()]
    places = {label: label.mapTo(guide, label.contentsRect().topLeft()) for label in labels}
    return [
        (label.text(), places[label].x() + max(0, label.indent()))
        for label in sorted(labels, key=lambda label: places[label].y())
    ]


def test_the_question_and_a_sentence_to_it_stand_over_each_page_and_equally_far_in(guide):
    assert [text for text, _ in shown(guide)] == ["What first?", "One thing.", "what stands on the page"]
    assert len({left for _, left in shown(guide)}) == 1


def test_words_that_a_page_finds_only_when_it_is_reached_are_shown_as_they_are(guide):
    guide.next()
    assert [text for text, _ in shown(guide)] == ["And then?", "Two <b>things</b>.", "what stands on the page"]


def test_the_list_of_steps_is_wide_enough_for_every_name_in_bold(qtbot):
    steps = StepList()
    qtbot.addWidget(steps)
    steps.show_steps(["Begin"], 0)
    before = steps.width()
    name = "A step whose name is rather long"
    steps.show_steps(["Begin", name], 1)
    steps.show()
    label = next(label for label in steps.findChildren(QLabel) if label.text() == name)
    assert label.width() >= QFontMetrics(label.font()).horizontalAdvance(name)
    assert steps.width() > before
    assert label.font().bold()


def test_a_step_that_is_done_takes_no_more_room_than_before(qtbot):
    steps = StepList()
    qtbot.addWidget(steps)
    steps.show()
    steps.show_steps(["One", "Two", "Three"], 0)
    last = next(label for label in steps.findChildren(QLabel) if label.text() == "Three")
    qtbot.wait(1)
    before = last.y()
    steps.show_steps(["One", "Two", "Three"], 2)
    qtbot.wait(1)
    assert last.y() == before
