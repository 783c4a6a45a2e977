import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from crmbackup_gui.errors import SourceBusy, SourceChanged, SourceUnreadable
from crmbackup_gui.sources.sql.sqlite import one_library, private_copy, snapshot
from crmbackup_gui.sources.sql.sqlite.connection import Access, Connection
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.sources.sqlite_databases import build, query, rows

as_nobody = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can become somebody without rights"
)


@contextmanager
def writer(path, program):
    """Another process with a connection `c`. It has begun when it prints, and ends when its input does."""
    code = textwrap.dedent(f"""
        import sqlite3, sys
        c = sqlite3.connect({str(path)!r}, isolation_level=None, timeout=30)
    """) + textwrap.dedent(program)
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout.readline()
            yield process
        finally:
            process.stdin.close()
            process.wait(30)


def crash(path, program):
    """Another process that dies without closing its connection."""
    with writer(path, textwrap.dedent(program) + "\nprint('x', flush=True)\nimport os; os._exit(0)"):
        pass


def counted(reader):
    return [len(rows(reader, entity)) for entity in reader.catalog.entities]


@pytest.mark.parametrize("journal", ["wal", "delete", "truncate", "persist"])
def test_a_snapshot_stays_one_moment_while_the_crm_goes_on_writing(tmp_path, journal):
    path = build(
        tmp_path / "crm.db", f"PRAGMA journal_mode={journal}", "CREATE TABLE a (x INT)", "CREATE TABLE b (x INT)"
    )
    program = f"""
        c.execute("PRAGMA journal_mode={journal}")
        def write():
            c.execute("BEGIN IMMEDIATE")
            c.execute("INSERT INTO a VALUES (1)")
            c.execute("INSERT INTO b VALUES (1)")
            c.execute("COMMIT")
        write()
        print("begun", flush=True)
        for line in sys.stdin:
            for _ in range(20):
                write()
            print("written", flush=True)
    """
    with writer(path, program) as process, SqliteSource(path).snapshot() as moment:
        counts = []
        for _ in range(3):
            process.stdin.write("more\n")
            process.stdin.flush()
            # The writer is not kept waiting by the snapshot: it answers.
            assert process.stdout.readline() == "written\n"
            counts.append(counted(moment))
        assert counts == [[1, 1]] * 3
    assert query(path, "SELECT count(*) FROM a") == [(61,)]


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_snapshot_leaves_the_database_as_it_was(tmp_path, journal):
    path = build(
        tmp_path / "crm.db", f"PRAGMA journal_mode={journal}", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)"
    )
    before = path.read_bytes()
    with SqliteSource(path).snapshot() as moment:
        assert counted(moment) == [1]
        assert moment.catalog.properties["journal_mode"] == journal
    assert path.read_bytes() == before


def test_the_moment_is_when_the_snapshot_was_taken_and_knows_its_zone(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)")
    with SqliteSource(path).snapshot() as first, SqliteSource(path).snapshot() as second:
        assert first.consistent_as_of < second.consistent_as_of
        assert first.consistent_as_of.utcoffset().total_seconds() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in their folders")
def test_the_private_copy_lies_in_no_folder_while_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)")
    with SqliteSource(path).snapshot() as moment:
        assert counted(moment) == [0]
        (folder,) = (tmp_path / "temporary").iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(folder.iterdir()) == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_without_room_for_a_copy_the_database_is_read_where_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "has_room", lambda *_: False)
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    with SqliteSource(path).snapshot() as moment:
        assert counted(moment) == [1]
        with closing_in_other_process(path) as locked:
            assert locked


@contextmanager
def closing_in_other_process(path):
    """Whether another process is kept from writing."""
    program = """
        c.execute("PRAGMA busy_timeout=0")
        try:
            c.execute("BEGIN EXCLUSIVE")
            print("free", flush=True)
        except sqlite3.OperationalError:
            print("locked", flush=True)
    """
    code = f"import sqlite3\nc = sqlite3.connect({str(path)!r}, isolation_level=None)" + textwrap.dedent(program)
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    yield answer.stdout == "locked\n"


def test_a_second_snapshot_in_the_same_process_is_read_beside_the_first(tmp_path, monkeypatch):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    with monkeypatch.context() as full:
        full.setattr(snapshot, "has_room", lambda *_: False)
        first = SqliteSource(path).snapshot()
        opened = first.__enter__()
    with SqliteSource(path).snapshot() as second:
        assert counted(opened) == counted(second) == [1]
    first.__exit__(None, None, None)


def test_a_copy_is_refused_while_the_driver_has_the_file_open(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)")
    with Connection(path, Access.READ, "here"), pytest.raises(SourceBusy):
        private_copy.copy_database(path, tmp_path / "copy", "here", 1)
    private_copy.copy_database(path, tmp_path / "copy", "here", 1)


def test_a_file_counts_as_open_under_each_of_its_names(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)")
    (tmp_path / "link.db").symlink_to(path)
    with Connection(path, Access.READ, "here"), one_library.without_driver(tmp_path / "link.db") as free:
        assert not free


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_database_that_stays_locked_is_busy(tmp_path, journal):
    path = build(tmp_path / "crm.db", f"PRAGMA journal_mode={journal}", "CREATE TABLE t (x)")
    lock = """
        c.execute("PRAGMA locking_mode=EXCLUSIVE")
        c.execute("BEGIN EXCLUSIVE")
        c.execute("INSERT INTO t VALUES (1)")
        print("locked", flush=True)
        sys.stdin.read()
    """
    source = SqliteSource(path, busy_timeout=0.05)
    with writer(path, lock):
        with pytest.raises(SourceBusy):
            source.snapshot().__enter__()
        with pytest.raises(SourceBusy):
            source.target().__enter__()


def test_a_copy_waits_no_longer_than_it_is_told_for_a_lock(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)")
    lock = "c.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); sys.stdin.read()"
    with writer(path, lock), pytest.raises(SourceBusy):
        private_copy.copy_database(path, tmp_path / "copy", "here", 0.05)


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_what_was_committed_before_a_crash_is_read_and_nothing_else(tmp_path, journal):
    path = build(tmp_path / "crm.db", f"PRAGMA journal_mode={journal}", "CREATE TABLE t (x)")
    crash(
        path,
        """
        c.execute("PRAGMA cache_size=5")
        c.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
        c.execute("BEGIN")
        c.execute("UPDATE t SET x = 'y' || x")
        c.execute("DELETE FROM t WHERE rowid < 50")
        """,
    )
    with SqliteSource(path).snapshot() as moment:
        found = rows(moment, moment.catalog.entities[0])
    assert [len(found), {row[1][0] for row in found}] == [100, {"x"}]


@as_nobody
@pytest.mark.parametrize("state", ["wal", "wal, crashed", "delete", "delete, crashed"])
def test_a_database_in_a_folder_that_cannot_be_written_is_read(tmp_path, state):
    journal = state.split(",")[0]
    folder = tmp_path / "read only"
    folder.mkdir()
    path = build(folder / "crm.db", f"PRAGMA journal_mode={journal}", "CREATE TABLE t (x)")
    program = """
        c.execute("PRAGMA cache_size=5")
        c.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
    """
    if "crashed" in state:
        crash(path, program + "\n        c.execute('BEGIN'); c.execute('DELETE FROM t')\n")
    else:
        with writer(path, textwrap.dedent(program) + "\nc.close()\nprint('x', flush=True)"):
            pass
    (folder / "crm.db-shm").unlink(missing_ok=True)
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    for parent in (tmp_path, *tmp_path.parents):
        if Path(tempfile.gettempdir()) in parent.parents:
            parent.chmod(parent.stat().st_mode | 0o055)
    code = textwrap.dedent(f"""
        import os, tempfile
        from pathlib import Path
        from tests.sources.sqlite_databases import build, rows
        from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
        home = tempfile.mkdtemp()
        first = build(Path(home, "first.db"), "CREATE TABLE t (x)")
        SqliteSource(first).catalog()  # loads the driver and what ships with the program
        tempfile.tempdir = home
        os.chown(home, 65534, 65534)
        os.setgid(65534)
        os.setuid(65534)
        with SqliteSource(Path({str(path)!r})).snapshot() as moment:
            print(moment.catalog.properties["journal_mode"], len(rows(moment, moment.catalog.entities[0])))
    """)
    answer = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=Path.cwd())
    assert (answer.stdout, answer.stderr) == (f"{journal} 100\n", "")


def test_a_database_read_without_locks_must_not_change_meanwhile(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)")
    with pytest.raises(SourceChanged), snapshot._unchanged(path, "here"):
        build(path, "INSERT INTO t VALUES (1)")


def test_damage_found_while_reading_is_said(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x TEXT)")
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 1000)
        connection.commit()
    data = bytearray(path.read_bytes())
    data[4096 * 40 : 4096 * 45] = b"\xff" * (4096 * 5)
    path.write_bytes(data)
    with SqliteSource(path).snapshot() as moment, pytest.raises(SourceUnreadable, match="malformed"):
        rows(moment, moment.catalog.entities[0])


def test_a_schema_that_is_not_text_is_unreadable(tmp_path):
    path = build(
        tmp_path / "crm.db",
        "CREATE TABLE t (x)",
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_schema SET sql = CAST(x'435245415445205441424c45207428ff29' AS TEXT)",
    )
    with pytest.raises(SourceUnreadable):
        SqliteSource(path).catalog()


def test_a_database_copied_elsewhere_reads_the_same(tmp_path):
    path = build(tmp_path / "crm.db", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    shutil.copy(path, tmp_path / "ümlaut %41 #?.db")
    with SqliteSource(path).snapshot() as one, SqliteSource(tmp_path / "ümlaut %41 #?.db").snapshot() as other:
        assert counted(one) == counted(other) == [1]
