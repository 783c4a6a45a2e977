"""However a job ends, nothing that it began goes on: no thread reads a CRM whose connection is being closed."""

import threading

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.compare import compare
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import back_up, new_repository, view_of
from tests.engine.sqlite_state import opened

RECORDS = 200_000


@pytest.fixture
def large(tmp_path):
    """A database that takes many batches to read, and a repository with a point of it."""
    path = tmp_path / "crm.db"
    with opened(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT, note TEXT)")
        rows = ((number, f"name {number}", "note " * 20) for number in range(RECORDS))
        connection.executemany("INSERT INTO contact VALUES (?, ?, ?)", rows)
    source, repository = SqliteSource(path), new_repository(tmp_path / "repository")
    back_up(source, repository)
    return source, repository


def reading():
    """Names of the threads that read ahead."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("read-")]


class CancelsAtOnce:
    """A progress sink that cancels the job when the first records were read."""

    def __init__(self):
        self.token = CancelToken()
        self.was_reading = []

    def __call__(self, progress):
        if progress.done and not self.token.cancelled:
            self.was_reading = reading()
            self.token.cancel()


@pytest.mark.parametrize("strategy", [Strategy.FULL, Strategy.INCREMENTAL])
def test_a_cancelled_backup_reads_no_further_while_its_exception_is_on_its_way(large, strategy):
    source, repository = large
    sink = CancelsAtOnce()
    with pytest.raises(Cancelled):
        run_backup(source, repository, BackupRequest(strategy), sink, sink.token)
    assert "read-source" in sink.was_reading
    assert not reading()


def test_a_cancelled_restore_reads_no_further(large):
    source, repository = large
    sink = CancelsAtOnce()
    with pytest.raises(Cancelled):
        run_restore(
            repository, view_of(repository, 1), source, RestoreRequest(mode=RestoreMode.EXACT), sink, sink.token
        )
    assert "read-target" in sink.was_reading
    assert not reading()


def test_a_cancelled_comparison_reads_no_further(large):
    source, repository = large
    token = CancelToken()
    with source.snapshot() as snapshot, pytest.raises(Cancelled):
        # Progress is told before an entity is begun, so its first window is what finds that the job is cancelled.
        compare(repository, view_of(repository, 1), snapshot, progress=lambda _: token.cancel(), cancel=token)
    assert not reading()
