"""Several threads and processes use one repository at the same moment."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository.check import check
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import back_up, edit_crm, make_crm, new_repository, only_crm, restored
from tests.engine.sqlite_state import opened, state_of

PROJECT = Path(__file__).resolve().parents[2]

# In each of many new processes, all threads decode their first manifest at once.
FIRST_DECODES = """
import os, sys, threading
from crmbackup_gui.repository import manifest

def decode_all(stored):
    sys.setswitchinterval(1e-6)
    start = threading.Barrier(8)
    def decode():
        start.wait()
        manifest.decode("points/a/1", stored, manifest.Manifest)
    threads = [threading.Thread(target=decode) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

stored = open(sys.argv[1], "rb").read()
for _ in range(40):
    child = os.fork()
    if child == 0:
        decode_all(stored)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        sys.exit(f"died with {code}")
"""

BACKUP = """
import sys
from pathlib import Path
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import back_up, new_repository
print("ready", flush=True)
sys.stdin.readline()
back_up(SqliteSource(Path(sys.argv[1])), new_repository(sys.argv[2], bytes.fromhex(sys.argv[3])))
"""

# Moves amounts between two tables, so that the sum over both never changes; says so after the first, ends with stdin.
WRITER = """
import random, sqlite3, sys, threading
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
chance = random.Random(1)
number = 0
while not ended.wait(0.001):
    amount, number = chance.randrange(100), number + 1
    one, other = ("left", "right") if chance.random() < 0.5 else ("right", "left")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"UPDATE {one} SET amount = amount - ? WHERE id = ?", (amount, chance.randrange(50)))
    connection.execute(f"INSERT INTO {other} (amount) VALUES (?)", (amount,))
    connection.execute(f"UPDATE moves SET number = ?", (number,))
    connection.execute("COMMIT")
    if number == 20:
        print("writing", flush=True)
connection.close()
"""


def started(script, *arguments):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_threads_that_all_decode_their_first_manifest_do_not_crash(tmp_path):
    repository = new_repository()
    point = back_up(SqliteSource(make_crm(tmp_path / "crm.db")), repository)
    stored = tmp_path / "manifest"
    stored.write_bytes(repository.read_object(f"points/{point.crm}/{point.sequence:010d}"))
    done = subprocess.run([sys.executable, "-c", FIRST_DECODES, stored], cwd=PROJECT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_backups_of_several_processes_into_one_repository_all_become_points(tmp_path):
    repository = new_repository(tmp_path / "repo")
    path = make_crm(tmp_path / "crm.db")
    back_up(SqliteSource(path), repository)
    edit_crm(path, 1)
    master = b"\x07" * 32
    shared = new_repository(tmp_path / "shared", master)
    back_up(SqliteSource(path), shared)
    edit_crm(path, 2)
    now = state_of(path)
    jobs = [started(BACKUP, path, tmp_path / "shared", master.hex()) for _ in range(3)]
    for job in jobs:
        assert job.stdout.readline() == "ready\n"
    for job in jobs:
        job.stdin.write("\n")
        job.stdin.close()
    for job in jobs:
        job.stdout.close()
        assert job.wait() == 0
    assert shared.sequences(only_crm(shared)) == [1, 2, 3, 4]
    assert check(shared).sound
    for sequence in (2, 3, 4):
        assert restored(shared, sequence, tmp_path / "restored.db") == now


def test_backups_of_several_threads_into_one_repository_all_become_points(tmp_path):
    repository = new_repository()
    sources = [SqliteSource(make_crm(tmp_path / f"crm {n}.db", journal)) for n, journal in enumerate(("WAL", "DELETE"))]
    states = [state_of(tmp_path / f"crm {n}.db") for n in range(2)]
    start = threading.Barrier(4)

    def backed_up(source):
        start.wait()
        return back_up(source, repository)

    with ThreadPoolExecutor(4) as pool:
        points = list(pool.map(backed_up, [*sources, *sources]))
    assert check(repository).sound
    for point in points:
        found = restored(repository, repository.view(point.crm, point.sequence), tmp_path / "restored.db")
        assert found == states[0 if point.crm_name == "crm 0" else 1]


def test_after_first_backups_at_the_same_moment_every_later_one_continues_the_same_history(tmp_path):
    source = SqliteSource(make_crm(tmp_path / "crm.db"))
    repository = new_repository()
    start = threading.Barrier(2)

    class Waiting:
        """Holds the first reading until the other backup has begun as well."""

        url, name = source.url, source.name

        @staticmethod
        def snapshot():
            start.wait()
            return source.snapshot()

    with ThreadPoolExecutor(2) as pool:
        first = list(pool.map(lambda _: back_up(Waiting, repository), range(2)))
    assert len({point.crm for point in first}) == 2
    later = [back_up(source, repository) for _ in range(3)]
    assert len({point.crm for point in later}) == 1
    assert [point.sequence for point in later] == [2, 3, 4]


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_each_point_of_a_crm_that_is_writing_shows_one_moment(journal, tmp_path):
    path = tmp_path / "crm.db"
    with opened(path) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("CREATE TABLE left (id INTEGER PRIMARY KEY, amount INTEGER)")
        connection.execute("CREATE TABLE moves (number INTEGER)")
        connection.execute("CREATE TABLE right (id INTEGER PRIMARY KEY, amount INTEGER)")
        connection.execute("INSERT INTO moves VALUES (0)")
        for table in ("left", "right"):
            connection.executemany(f"INSERT INTO {table} VALUES (?, 100)", [(n,) for n in range(50)])
    repository, source = new_repository(), SqliteSource(path, busy_timeout=30)
    writer = started(WRITER, path)
    try:
        assert writer.stdout.readline() == "writing\n"
        strategies = [Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL, None, Strategy.INCREMENTAL] * 2
        points = [back_up(source, repository, strategy) for strategy in strategies]
        assert writer.poll() is None
    finally:
        writer.stdin.close()
        writer.stdout.close()
        writer.wait()
    moves = []
    for point in points:
        tables = restored(repository, point.sequence, tmp_path / "restored.db").tables
        amounts = [row[4] for name in ("left", "right") for row in tables[name].rows.elements()]
        ((moved,),) = [[row[2] for row in tables["moves"].rows]]
        assert sum(amounts) == 100 * 100
        assert len(amounts) == 100 + moved
        moves.append(moved)
    assert moves == sorted(moves)
    assert moves[0] < moves[-1]
