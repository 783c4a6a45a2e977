"""Restoring into open files through the real wizard, on the demo CRM."""

import csv

import pyarrow.parquet as pq
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.ui.viewmodels.proof import Proof, Verdict
from tests.ui.test_restore_wizard import Guide, rows


@pytest.fixture
def guide(qtbot, demo, tmp_path):
    guide = Guide(qtbot, demo)
    guide.folder = tmp_path / "for the accountant"
    return guide


def to_files(guide, kind="csv"):
    guide.to_what()
    guide.to_where()
    guide.where.files.click()
    guide.where.files_place.folder.set_path(str(guide.folder))
    guide.where.files_place.kind.setCurrentIndex(guide.where.files_place.kind.findData(kind))
    guide.to_check()


def test_every_record_is_counted_written_into_csv_read_back_and_proven(guide, demo):
    to_files(guide)
    assert not guide.folder.exists()
    restored = guide.restore()
    contacts = rows(demo.folder / "living" / "crm.db", "SELECT count(*) FROM contact")[0][0]
    with (guide.folder / "contact.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == contacts
    assert restored.report.total("verified") == restored.report.total("created") > contacts
    proof = Proof(restored.run, restored.report)
    assert proof.verdict is Verdict.MATCHES
    assert "from the files" in proof.sentence
    assert ("Written to", str(guide.folder)) in proof.facts
    assert proof.safety_point is None


def test_parquet_files_hold_the_same_records(guide):
    to_files(guide, "parquet")
    restored = guide.restore()
    assert restored.run.outcome is Outcome.WARNINGS
    counted = {entity.name: entity.created for entity in restored.report.entities}
    assert pq.read_metadata(guide.folder / "contact.parquet").num_rows == counted["contact"]


def test_attachments_are_said_to_be_left_out_before_anything_is_written(guide):
    to_files(guide)
    assert "are left out" in guide.check.trouble.notice.text
    assert not guide.folder.exists()


def test_a_file_that_is_there_is_not_replaced_and_the_button_stays_off(guide):
    guide.folder.mkdir()
    (guide.folder / "contact.csv").write_text("mine")
    to_files(guide)
    assert guide.check.report is None
    assert not guide.finish.isEnabled()
    assert "contact.csv" in guide.check.trouble.notice.text
    assert [path.name for path in guide.folder.iterdir()] == ["contact.csv"]


def test_no_files_go_into_the_repository(guide, demo):
    guide.folder = demo.folder / "repository" / "files"
    assert str(guide.folder.parent) == demo.only.repository
    to_files(guide)
    assert guide.check.report is None
    assert not guide.folder.exists()


def test_without_a_folder_there_is_no_way_on(guide):
    guide.to_what()
    guide.to_where()
    guide.where.files.click()
    guide.where.files_place.folder.set_path("")
    assert not guide.where.isComplete()
    assert not guide.where.create_missing.isVisible()
    guide.where.same.click()
    assert guide.where.create_missing.isVisible()
    assert guide.where.isComplete()


def test_single_fields_of_some_records_go_into_files_too(guide):
    guide.to_what()
    guide.wizard.change(some_fields=True, fields=("email",))
    guide.to_where()
    guide.where.files.click()
    guide.where.files_place.folder.set_path(str(guide.folder))
    guide.bot.mouseClick(guide.wizard.button(QWizard.WizardButton.NextButton), Qt.MouseButton.LeftButton)
    guide.rehearsed()
    guide.restore()
    with (guide.folder / "contact.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["id", "email"]
