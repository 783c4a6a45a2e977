"""Recovery points as files for other programs: every record is in them, and was read back from there."""

import csv
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmbackup_gui.engine.open_files import export
from crmbackup_gui.engine.open_files.export import rehearse_export, run_export
from crmbackup_gui.engine.open_files.file_names import file_names
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.errors import Cancelled, ReadBackDiffers, RecordNotFound, RestoreRefused
from crmbackup_gui.model.outcome import CancelToken, Outcome
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.sources.combined import CombinedSource
from crmbackup_gui.sources.files.source import FolderSource
from tests.engine.setting import FAMILY, EditedCrm, view_of

BOM = "\ufeff"


@pytest.fixture
def family(tmp_path):
    made = EditedCrm(tmp_path / "crm.db", *FAMILY)
    made.back_up()
    return SimpleNamespace(crm=made, view=view_of(made.repository, 1), folder=tmp_path / "out")


def rows_of(path):
    """What a spreadsheet sees."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(params=[0, 1 << 20], ids=["read again", "kept"], autouse=True)
def _kept(request, monkeypatch):
    """What a file is compared with comes from memory or from the recovery point."""
    monkeypatch.setattr(export, "_KEPT_BYTES", request.param)


@pytest.mark.parametrize("file_format", FileFormat)
def test_each_entity_becomes_a_file_of_all_its_records(family, file_format):
    report = run_export(family.view, family.folder, file_format)
    assert report.outcome is Outcome.OK
    assert {e.name: e.records for e in report.entities} == {"account": 4, "contact": 3, "call": 4, "unrelated": 1}
    assert {path.name for path in family.folder.iterdir()} == {f"{e.name}.{file_format.value}" for e in report.entities}


def test_a_spreadsheet_reads_what_the_crm_had(family):
    run_export(family.view, family.folder, FileFormat.CSV)
    assert rows_of(family.folder / "account.csv") == [
        ["id", "name", "parent"],
        ["1", "root", ""],
        ["2", "child", "1"],
        ["3", "grandchild", "2"],
        ["4", "other", ""],
    ]


def test_a_spreadsheet_is_told_that_the_text_is_utf_8(family):
    run_export(family.view, family.folder, FileFormat.CSV)
    assert (family.folder / "account.csv").read_text(encoding="utf-8").startswith(BOM)


def test_single_records_come_with_what_refers_to_them(family):
    scope = RecoveryScope(records={"account": ("4",)}, with_children=True)
    report = run_export(family.view, family.folder, FileFormat.CSV, scope)
    assert {e.name: e.records for e in report.entities} == {"account": 1, "contact": 1, "call": 2}


def test_single_fields_come_with_the_key(family):
    run_export(family.view, family.folder, FileFormat.CSV, RecoveryScope(entities=("account",), fields=("name",)))
    assert rows_of(family.folder / "account.csv")[:2] == [["id", "name"], ["1", "root"]]


def test_a_table_without_any_of_the_single_fields_becomes_no_file(tmp_path):
    crm = EditedCrm(tmp_path / "crm.db", "CREATE TABLE a (id INTEGER PRIMARY KEY, name)", "CREATE TABLE log (line)")
    crm.run("INSERT INTO a VALUES (1, 'x')", "INSERT INTO log VALUES ('y')")
    crm.back_up()
    run_export(view_of(crm.repository, 1), tmp_path / "out", FileFormat.CSV, RecoveryScope(fields=("name",)))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    "scope", [RecoveryScope(), RecoveryScope(records={"account": ("4",)}, with_children=True)], ids=["all", "some"]
)
def test_a_rehearsal_counts_what_the_export_then_makes_and_writes_nothing(family, scope):
    planned = rehearse_export(family.view, family.folder, FileFormat.CSV, scope)
    assert not family.folder.exists()
    assert run_export(family.view, family.folder, FileFormat.CSV, scope).entities == planned.entities
    with pytest.raises(RestoreRefused):
        rehearse_export(family.view, family.folder, FileFormat.CSV, scope)


def test_a_record_that_is_not_there_makes_no_file(family):
    with pytest.raises(RecordNotFound):
        run_export(family.view, family.folder, FileFormat.CSV, RecoveryScope(records={"account": ("99",)}))
    assert not family.folder.exists()


def test_a_file_that_is_there_stays_and_nothing_is_written(family):
    family.folder.mkdir()
    kept = family.folder / "contact.csv"
    kept.write_text("mine")
    with pytest.raises(RestoreRefused, match="there already"):
        run_export(family.view, family.folder, FileFormat.CSV)
    assert [path.read_text() for path in family.folder.iterdir()] == ["mine"]


def test_a_cancelled_export_leaves_no_file(family):
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        run_export(family.view, family.folder, FileFormat.CSV, None, lambda _: cancel.cancel(), cancel)
    assert list(family.folder.iterdir()) == []


def test_a_file_that_reads_back_otherwise_is_not_kept(family, monkeypatch):
    real = export.read_texts

    def damaged(*arguments):
        for columns in real(*arguments):
            yield [column.take([0] * len(column)) for column in columns]

    monkeypatch.setattr(export, "read_texts", damaged)
    with pytest.raises(ReadBackDiffers, match="3 records of 'account'"):
        run_export(family.view, family.folder, FileFormat.CSV)
    assert list(family.folder.iterdir()) == []


def test_a_file_that_lacks_records_is_not_kept(family, monkeypatch):
    monkeypatch.setattr(export, "read_texts", lambda *_: iter(()))
    with pytest.raises(ReadBackDiffers, match="4 records of 'account'"):
        run_export(family.view, family.folder, FileFormat.CSV)


def test_records_without_a_key_come_as_often_as_they_are_there(tmp_path):
    made = EditedCrm(tmp_path / "crm.db", "CREATE VIEW v AS SELECT 1", "CREATE TABLE log (rowid, oid, _rowid_)")
    made.run("INSERT INTO log VALUES (1, 'a', NULL), (1, 'a', NULL), (2, 'b', 3)")
    made.back_up()
    report = run_export(view_of(made.repository, 1), tmp_path / "out", FileFormat.CSV)
    assert report.records == 3
    assert sorted(rows_of(tmp_path / "out" / "log.csv")[1:]) == [["1", "a", ""], ["1", "a", ""], ["2", "b", "3"]]


def test_large_values_are_whole_in_the_file(tmp_path):
    made = EditedCrm(tmp_path / "crm.db", "CREATE TABLE note (id INTEGER PRIMARY KEY, body)")
    text, blob = "ä," * 3_000_000, b"\x00\xff" * 100_000
    made.run(("INSERT INTO note VALUES (1, ?), (2, ?), (3, 'small')", (text, blob)))
    made.back_up()
    run_export(view_of(made.repository, 1), tmp_path / "out", FileFormat.CSV)
    csv.field_size_limit(1 << 30)
    assert rows_of(tmp_path / "out" / "note.csv")[1:] == [["1", text], ["2", blob.hex()], ["3", "small"]]


def test_attached_files_are_left_out_and_that_is_said(tmp_path):
    made = EditedCrm(tmp_path / "crm.db", "CREATE TABLE note (id INTEGER PRIMARY KEY)")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("paper")
    made.source = CombinedSource(made.source, FolderSource(tmp_path / "papers"))
    made.back_up()
    report = run_export(view_of(made.repository, 1), tmp_path / "out", FileFormat.CSV)
    assert report.outcome is Outcome.WARNINGS
    assert report.warnings == ("The files in 'files' were left out: restore them into a folder.",)
    assert [entity.name for entity in report.entities] == ["note"]


def test_parquet_keeps_types(tmp_path):
    made = EditedCrm(tmp_path / "crm.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL)")
    made.run("INSERT INTO t VALUES (1, 0.1), (2, -0.0)")
    made.back_up()
    run_export(view_of(made.repository, 1), tmp_path / "out", FileFormat.PARQUET)
    table = pq.read_table(tmp_path / "out" / "t.parquet")
    assert [str(kind) for kind in table.schema.types] == ["int64", "double"]
    assert table.column("x").to_pylist() == [0.1, -0.0]


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(codec="utf-8"), max_size=6),
    st.sampled_from(['"', "\r\n", ",", "", "NULL", '""', "\n", "\ufeff", "\0"]),
    st.binary(max_size=4),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(VALUES, VALUES), max_size=8), name=st.sampled_from(["a", 'q"u,o', "n\nl", "中"]))
def test_any_value_reads_back_from_any_file(tmp_path_factory, rows, name):
    folder = tmp_path_factory.mktemp("any")
    quoted = name.replace('"', '""')
    made = EditedCrm(folder / "crm.db", f'CREATE TABLE t ("{quoted}", b TEXT)')
    made.run(*(("INSERT INTO t VALUES (?, ?)", row) for row in rows))
    made.back_up()
    for file_format in FileFormat:
        report = run_export(view_of(made.repository, 1), folder / file_format.value, file_format)
        assert report.records == len(rows)


def test_files_are_named_so_that_every_system_takes_them():
    names = file_names(["contact", "Contact", "a/b", "con", "sales.order", "", "CON.x", "." * 3], "csv")
    assert list(names.values()) == [
        "contact.csv",
        "Contact (2).csv",
        "a_b.csv",
        "con_.csv",
        "sales.order.csv",
        "_.csv",
        "CON.x_.csv",
        "_._.csv",
    ]
