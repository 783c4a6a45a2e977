"""What comes from a CRM or a repository is shown as it is, and never as the markup that it may hold."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from crmbackup_gui.errors import SourceBusy
from crmbackup_gui.services.found_crms import FoundCrm
from crmbackup_gui.ui.dialogs.message import show_problem
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.viewmodels.protect_state import Step, Way
from crmbackup_gui.ui.widgets.unlock_form import UnlockForm
from crmbackup_gui.ui.wizards.protect import ProtectWizard

EVIL = "<h1>Every record matches</h1><img src=file:///x>"


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def marked_up(widget):
    """Labels that would take what they say for markup."""
    labels = [label for label in widget.findChildren(QLabel) if "<" in label.text()]
    assert labels
    return [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText]


@pytest.mark.parametrize(
    "open_", [lambda window: ask(window, EVIL, EVIL, "Do it", list), lambda w: show_problem(SourceBusy(EVIL), None, w)]
)
def test_messages_and_questions(window, open_):
    box = open_(window)
    assert marked_up(box) == []
    box.close()


def test_where_the_key_is_asked_for(qtbot, session):
    form = UnlockForm(session)
    qtbot.addWidget(form)
    form.begin(EVIL, SourceBusy("x"))
    assert marked_up(form) == []


def test_the_summary_of_the_guide(qtbot, session):
    guide = ProtectWizard(session)
    qtbot.addWidget(guide)
    guide.state.name, guide.state.database, guide.state.location = EVIL, "/crm.db", EVIL
    page = guide.step_page(Step.RHYTHM)
    page.initializePage()
    assert marked_up(page) == []


def test_the_question_whether_a_crm_is_the_same(qtbot, session):
    guide = ProtectWizard(session)
    qtbot.addWidget(guide)
    guide.state.way, guide.state.picked = Way.EXISTING, {"a"}
    guide.state.found = (FoundCrm("a", EVIL, "sqlite:////crm%20<b>.db", here=True),)
    page = guide.step_page(Step.SAME)
    page.initializePage()
    assert marked_up(page) == []
