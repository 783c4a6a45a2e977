"""A restore that was read from a copy, while the drive of the repository was away, is undone by what that copy kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QMessageBox

from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.main_window import MainWindow

WAIT = 20_000


@pytest.fixture
def copied(demo, tmp_path):
    """The demo with a copy of its repository, which is unplugged."""
    place = demo.only.repository
    demo.program.settings.change(lambda known: replace(known, copies={place: (str(tmp_path / "copy"),)}))
    assert demo.program.copy_everywhere(demo.only, [str(tmp_path / "copy")]).outcome is Outcome.OK
    unplug(demo)
    return demo


def unplug(demo):
    place = Path(demo.only.repository)
    place.rename(place.with_name("unplugged"))


def plug_in(demo):
    place = Path(demo.only.repository)
    place.with_name("unplugged").rename(place)


def write(demo, name):
    """Another name for the first contact."""
    with closing(sqlite3.connect(demo.folder / "living" / "crm.db")) as connection:
        connection.execute("UPDATE contact SET last_name = ? WHERE id = (SELECT min(id) FROM contact)", [name])
        connection.commit()


def written(demo):
    with closing(sqlite3.connect(demo.folder / "living" / "crm.db")) as connection:
        return connection.execute("SELECT last_name FROM contact ORDER BY id LIMIT 1").fetchone()[0]


def restore(demo):
    return demo.program.restore(demo.only, 1, demo.only.source, RestoreRequest())


def agree(qtbot, demo, parent):
    """Say yes to the question, and wait for the undo."""
    (box,) = parent.findChildren(QMessageBox)
    (do,) = (b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
    with qtbot.waitSignal(demo.restored, timeout=WAIT) as got:
        do.click()
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    return got.args[1].run


def test_a_proof_undoes_its_own_restore_and_not_another_whose_safety_point_has_the_same_number(qtbot, copied):
    write(copied, "before the first")
    first = restore(copied)
    plug_in(copied)
    write(copied, "before the second")
    second = restore(copied)
    assert first.report.safety_point.sequence == second.report.safety_point.sequence
    for restored, before in ((first, "before the first"), (second, "before the second")):
        dialog = ProofDialog(copied, copied.only.id, restored.run, restored.report)
        qtbot.addWidget(dialog)
        dialog.ask_undo()
        assert agree(qtbot, copied, dialog).outcome is Outcome.OK
        assert written(copied) == before
        restore(copied)


def test_a_safety_point_of_the_timeline_is_undone_in_the_copy_that_the_timeline_shows(qtbot, copied):
    write(copied, "before the first")
    restore(copied)
    window = MainWindow(copied)
    qtbot.addWidget(window)
    window.may_close = True
    qtbot.waitUntil(lambda: copied.overview(copied.only.id) is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: not copied.jobs.active, timeout=WAIT)
    (safety,) = (p for p in copied.overview(copied.only.id).points if p.kind is PointKind.SAFETY)
    window.timeline.undo_wanted.emit(copied.only.id, safety.sequence)
    assert agree(qtbot, copied, window).outcome is Outcome.OK
    assert written(copied) == "before the first"
