"""What can be saved of a damaged point: counted in its dialog, restored by the guide."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.tasks import Left
from crmbackup_gui.ui.dialogs.chance import ChanceDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from tests.ui.test_damage_banner import harm
from tests.ui.test_restore_wizard import change

WAIT = 20_000


@pytest.fixture
def window(qtbot, demo):
    """On a CRM whose newest point needs one that a check found damaged, and which has lost its notes since."""
    window = MainWindow(demo)
    qtbot.addWidget(window)
    window.may_close = True
    window.show()
    qtbot.waitUntil(lambda: demo.overview(demo.only.id) is not None, timeout=WAIT)
    harm(demo, 4)
    with qtbot.waitSignal(demo.run_ended, timeout=WAIT):
        demo.check(demo.only.id)
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    window.timeline.table.choose(5)
    return window


def opened(qtbot, window):
    qtbot.waitUntil(window.timeline.detail.chance.isVisible, timeout=WAIT)
    qtbot.mouseClick(window.timeline.detail.chance, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(ChanceDialog)
    qtbot.waitUntil(lambda: not dialog.working.busy, timeout=WAIT)
    return dialog


def test_it_counts_what_comes_back_as_it_was_older_or_not_at_all(qtbot, demo, window):
    dialog = opened(qtbot, window)
    chance = demo.program.chance(demo.only, 5)
    assert not chance.whole
    assert f"Of {chance.total('records'):,} records" in dialog.summary.text()
    parts = [dialog.model.index(row, 0).data() for row in range(dialog.model.rowCount())]
    assert len(parts) == len(set(parts)) <= len(chance.entities)
    told = [dialog.model.index(row, 1).data().replace(",", "") for row in range(len(parts))]
    assert sum(int(count) for count in told if count.isdigit()) == chance.total("records")
    assert dialog.go.isEnabled()
    dialog.reject()


def test_what_is_left_goes_through_the_guide_and_nothing_is_ever_removed_by_it(qtbot, demo, window):
    dialog = opened(qtbot, window)
    chance = demo.program.chance(demo.only, 5)
    change(demo.folder / "living" / "crm.db", "DELETE FROM setting")
    dialog.older.setChecked(True)
    dialog.go.click()
    (wizard,) = window.findChildren(RestoreWizard)
    assert wizard.state.left is Left.OLDER
    assert wizard.point.sequence == 5
    following = wizard.button(QWizard.WizardButton.NextButton)
    following.click()
    qtbot.waitUntil(lambda: wizard.contents is not None, timeout=WAIT)
    following.click()
    assert not wizard.where.remove_newer.isEnabled()
    following.click()
    qtbot.waitUntil(lambda: not wizard.check.working.busy and wizard.check.report is not None, timeout=WAIT)
    with qtbot.waitSignal(demo.restored, timeout=WAIT) as got:
        wizard.button(QWizard.WizardButton.FinishButton).click()
    restored = got.args[1]
    assert restored.run.outcome in (Outcome.OK, Outcome.WARNINGS)
    assert restored.report.total("deleted") == 0
    (settings,) = (e for e in restored.report.entities if e.name == "setting")
    (lost,) = (e for e in chance.entities if e.name == "setting")
    assert settings.created == lost.records - lost.lost > 0
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)


def test_a_whole_point_offers_nothing_of_the_kind(qtbot, window):
    window.timeline.table.choose(1)
    qtbot.waitUntil(window.timeline.detail.restore.isVisible, timeout=WAIT)
    assert not window.timeline.detail.chance.isVisible()
