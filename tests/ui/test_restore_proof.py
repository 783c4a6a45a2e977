"""The proof of a restore: what it claims, how it is undone, and its report."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.viewmodels.proof import Proof, Verdict, verdict_of
from crmbackup_gui.ui.viewmodels.proof_report import html_report

WAIT = 20_000


def a_run(**options):
    return Run(
        connection="c",
        crm_name="<b>Acme</b>",
        task=Task.RESTORE,
        started_at=datetime(2026, 3, 1, tzinfo=UTC),
        **options,
    )


def a_report(*entities, **options):
    made = {"outcome": Outcome.OK, "verified": True, "safety_point": None} | options
    return RestoreReport(entities=entities, **made)


OK = a_run(outcome=Outcome.OK)
TEN = EntityResult("contact", created=10, verified=10)


def table_state(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM contact ORDER BY id").fetchall()


@pytest.fixture
def restored(qtbot, demo):
    """An old point put back over the whole of the CRM, and the state before that."""
    database = demo.folder / "living" / "crm.db"
    before = table_state(database)
    ended = []
    # A test's own signals live as long as the session does.
    demo.restored.connect(lambda _connection, restored: ended.append(restored))
    demo.restore(demo.only.id, 1, demo.only.source, RestoreRequest(mode=RestoreMode.EXACT))
    qtbot.waitUntil(lambda: len(ended) == 1, timeout=WAIT)
    return database, before, ended


# What it claims


def test_that_every_record_matches_is_claimed_only_when_all_were_read_back_and_none_refused():
    assert verdict_of(OK, a_report(TEN)) is Verdict.MATCHES
    assert verdict_of(OK, a_report(TEN, verified=False)) is Verdict.NOT_PROVEN
    assert verdict_of(OK, a_report(TEN, dry_run=True)) is Verdict.NOT_PROVEN
    assert verdict_of(OK, a_report(TEN, EntityResult("deal", failed=1))) is Verdict.SOME_REFUSED
    assert verdict_of(a_run(outcome=Outcome.CANCELLED), None) is Verdict.CANCELLED
    assert verdict_of(a_run(outcome=Outcome.FAILED), None) is Verdict.FAILED


def test_records_that_differ_and_were_left_alone_are_no_match():
    report = a_report(TEN, EntityResult("deal", skipped=2, verified=2))
    proof = Proof(OK, report)
    assert (proof.verdict, proof.title) == (Verdict.SOME_LEFT, "Every restored record matches")
    assert "2 record(s) that differ or are missing were left alone" in proof.sentence
    index = EntityResult("search_index", skipped=3, verified=3, derived=True)
    assert verdict_of(OK, a_report(TEN, index)) is Verdict.MATCHES


def test_where_files_may_be_half_restored_it_is_not_said_that_nothing_was_changed():
    run = a_run(
        outcome=Outcome.FAILED,
        error="SourceUnreadable",
        message="'/files' cannot be read: not everything could be put back, see x (no space).",
    )
    assert Proof(run, None).title == "It failed"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_a_match_says_match(verdict):
    proof = Proof(a_run(outcome=Outcome.FAILED, message="It broke."), a_report(TEN))
    proof.verdict = verdict
    assert ("Every record matches" in proof.title) == (verdict is Verdict.MATCHES)


def test_a_failed_restore_says_why_and_what_to_do_and_offers_neither_undo_nor_report(qtbot, demo):
    run = a_run(
        outcome=Outcome.FAILED,
        error="SourceBusy",
        message="Another program keeps 'sqlite:////crm.db' locked.",
        action="TRY_LATER",
    )
    dialog = ProofDialog(demo, demo.only.id, run, None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.title.text() == "It failed. Nothing was changed"
    assert "'/crm.db'" in dialog.sentence.text()
    assert not dialog.undo.isVisible()
    assert not dialog.save.isVisible()


# Undo


def test_a_restore_is_undone_from_its_proof_after_one_question(qtbot, demo, restored):
    database, before, ended = restored
    assert table_state(database) != before
    dialog = ProofDialog(demo, demo.only.id, ended[0].run, ended[0].report)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.title.text() == "Every record matches"
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    box = dialog.findChild(QMessageBox)
    assert str(database) in box.informativeText()
    assert "will come back" in box.informativeText()
    (do,) = (b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
    qtbot.mouseClick(do, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=WAIT)
    assert table_state(database) == before
    again = ProofDialog(demo, demo.only.id, ended[1].run, ended[1].report)
    qtbot.addWidget(again)
    assert again.proof.is_undo
    assert again.title.text() == "Every record matches"
    assert again.undo.text() == "Undo this undo"


def test_leaving_it_undoes_nothing(qtbot, demo, restored):
    database, before, ended = restored
    dialog = ProofDialog(demo, demo.only.id, ended[0].run, ended[0].report)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.ask_undo()
    box = dialog.findChild(QMessageBox)
    (leave,) = (b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.RejectRole)
    assert box.defaultButton() is leave
    qtbot.mouseClick(leave, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert not demo.jobs.heavy
    assert table_state(database) != before


# The report


def test_the_report_escapes_what_comes_from_the_crm():
    refused = EntityResult("<script>", failed=1, refused=[("<img src=x>", "a & b")])
    page = html_report(Proof(OK, replace(a_report(TEN, refused), warnings=("<i>w</i>",))))
    assert "&lt;b&gt;Acme&lt;/b&gt;" in page
    assert "&lt;img src=x&gt;" in page
    assert "a &amp; b" in page
    for raw in ("<script>", "<img", "<i>", "<b>"):
        assert raw not in page


@pytest.mark.parametrize(("name", "start"), [("r.html", b"<!DOCTYPE html>"), ("r.pdf", b"%PDF-")])
def test_the_report_is_saved_as_a_page_and_as_a_pdf(qtbot, demo, restored, tmp_path, name, start):
    _, _, ended = restored
    dialog = ProofDialog(demo, demo.only.id, ended[0].run, ended[0].report)
    qtbot.addWidget(dialog)
    dialog.save_report(str(tmp_path / name))
    qtbot.waitUntil(dialog.save.isEnabled, timeout=WAIT)
    data = (tmp_path / name).read_bytes()
    assert data.startswith(start)
    assert len(data) > 1_000
    assert name in dialog.notice.text


@pytest.mark.parametrize("name", ["r.html", "r.pdf"])
def test_a_report_that_cannot_be_saved_says_so(qtbot, demo, tmp_path, name):
    dialog = ProofDialog(demo, demo.only.id, OK, a_report(TEN))
    qtbot.addWidget(dialog)
    dialog.save_report(str(tmp_path / "nowhere" / name))
    qtbot.waitUntil(dialog.save.isEnabled, timeout=WAIT)
    assert "could not be saved" in dialog.notice.text


def test_the_search_index_is_one_line_and_counts_as_nobodys_records(qtbot, demo, restored):
    _, _, ended = restored
    dialog = ProofDialog(demo, demo.only.id, ended[0].run, ended[0].report)
    qtbot.addWidget(dialog)
    names = [dialog.outcomes.counts.index(row, 0).data() for row in range(dialog.outcomes.counts.rowCount())]
    assert names[-1] == "Search index"
    assert not [name for name in names if name.startswith("note_search")]


def test_a_pdf_of_very_many_refusals_names_the_first_and_says_how_many_there_are(qtbot, demo, tmp_path):
    refused = EntityResult("tag", failed=3_000, refused=[(str(n), "no") for n in range(3_000)])
    dialog = ProofDialog(demo, demo.only.id, OK, a_report(refused))
    qtbot.addWidget(dialog)
    assert html_report(dialog.proof).count("<li>") == 3_000
    short = html_report(dialog.proof, 200)
    assert short.count("<li>") == 201
    assert "2800 more" in short.replace(",", "")
    # Qt warns of timers in a thread that has no loop for them, and a warning fails the test.
    dialog.save_report(str(tmp_path / "many.pdf"))
    qtbot.waitUntil(dialog.save.isEnabled, timeout=WAIT)
    assert (tmp_path / "many.pdf").read_bytes().startswith(b"%PDF-")
