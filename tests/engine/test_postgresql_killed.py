"""Whatever ends a restore, at whatever step, leaves a PostgreSQL database as it was, or the restore done."""

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
import time
from itertools import count
from pathlib import Path

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import OutcomeUnknown, SourceUnreachable
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql import committing
from crmbackup_gui.sources.sql.postgresql import connection as driver
from crmbackup_gui.sources.sql.postgresql.source import open_postgresql
from tests.engine import dying_postgresql
from tests.engine.postgresql_crm import PostgresCrm, same, state
from tests.engine.setting import new_repository, view_of
from tests.servers.postgresql import PASSWORD, PostgresServer

PROJECT = Path(__file__).resolve().parents[2]
OURS = "application_name = 'crmbackup' AND datname = current_database()"
CONNECTED = f"SELECT count(*) FROM pg_stat_activity WHERE {OURS}"
COMMIT = b"Q\0\0\0\x0bCOMMIT\0"
"""How a client says it (postgresql.org/docs/current/protocol-message-formats.html, "Query")."""
MADE = (
    "CREATE TABLE company (id serial PRIMARY KEY, name text UNIQUE, parent int REFERENCES company)",
    "CREATE TABLE contact (id int PRIMARY KEY, company int REFERENCES company, n numeric, tags text[])",
    "CREATE TABLE gone (id int)",
    "CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER plain AFTER INSERT ON contact FOR EACH ROW EXECUTE FUNCTION told()",
    "INSERT INTO company (name, parent) SELECT 'company ' || g, nullif(g / 2, 0) FROM generate_series(1, 9) g",
    "INSERT INTO contact SELECT g, 1 + g % 9, g / 10.0, ARRAY['x'] FROM generate_series(1, 30) g",
)
CHANGED = (
    "ALTER TABLE contact DROP COLUMN n",
    "UPDATE company SET name = name || '!' WHERE id > 5",
    "INSERT INTO company (name) VALUES ('new')",
    "DELETE FROM contact WHERE id < 5",
    "DROP TABLE gone",
    "CREATE TABLE more (id int PRIMARY KEY)",
    "SELECT nextval('company_id_seq')",
)


class Changed:
    """A database that has changed since its only recovery point, in a repository on disk."""

    def __init__(self, database, folder):
        database.run(*MADE)
        self.database, self.folder = database, folder
        crm = PostgresCrm(database, new_repository(folder, dying_postgresql.MASTER))
        self.then = crm.state()
        crm.back_up()
        database.run(*CHANGED)
        self.now = crm.state()

    def restore(self, url=None, password=None):
        repository = new_repository(self.folder, dying_postgresql.MASTER)
        source = open_postgresql(parse_location(url or self.database.url()), lambda _: password)
        request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True, safety_point=False)
        return run_restore(repository, view_of(repository, 1), source, request)

    def state(self):
        """What is there when everything that was connected is gone."""
        while self.database.query(CONNECTED) != [(0,)]:
            time.sleep(0.02)
        return state(self.database)


@pytest.fixture
def changed(pg, tmp_path):
    return Changed(pg(), tmp_path / "repository")


@contextlib.contextmanager
def interrupted(act, number):
    """Have something done before the act of that number; yields a list that then has an element."""
    done, left, monkeypatch = [], number, pytest.MonkeyPatch()

    def counted(connection):
        nonlocal left
        if left == 0:
            done.append(True)
            act(connection)
        left -= 1

    for name in dying_postgresql.ACTS:
        monkeypatch.setattr(driver.Connection, name, getattr(driver.Connection, name))
    dying_postgresql.before_each_act(counted)
    try:
        yield done
    finally:
        monkeypatch.undo()


def kill_at(changed, step):
    """Kill the process at every so manyth of its acts, until it has none left to be killed at; how many it had."""
    command = [sys.executable, "-m", "tests.engine.dying_postgresql", changed.database.url(), str(changed.folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as dying:
        for number in count(step=step):
            dying.stdin.write(f"{number}\n")
            dying.stdin.flush()
            code = int(dying.stdout.readline())
            if code == 0:
                break
            assert code == -9
            found = changed.state()
            if found != changed.then:  # killed after all was done
                same(found, changed.now)
        dying.stdin.close()
    same(changed.state(), changed.then)
    return number


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")
def test_a_process_that_is_killed_leaves_the_database_as_it_was(changed):
    assert kill_at(changed, 23) > 50


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")
def test_a_process_that_is_killed_at_each_act_leaves_the_database_as_it_was(changed):
    assert kill_at(changed, 1) > 50


def test_a_connection_that_is_ended_leaves_the_database_as_it_was(changed):
    ended = 0

    def end(_):
        changed.database.query(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {OURS}")

    for number in count(start=1, step=19):
        with interrupted(end, number) as done:
            try:
                changed.restore()
            except SourceUnreachable:
                ended += 1
                same(changed.state(), changed.now)
                continue
        # The last acts are after the end: there is nothing to lose any more.
        if not done:
            break
        same(changed.state(), changed.then)
        changed.database.run("DROP TABLE gone, contact, company CASCADE", "DROP FUNCTION told")
        changed.database.run(*MADE, *CHANGED)
    assert ended > 3
    same(changed.state(), changed.then)


def test_a_server_that_is_killed_leaves_the_database_as_it_was(tmp_path):
    server = PostgresServer(18)
    try:
        server.start()
        changed = Changed(server.new_database(), tmp_path / "repository")
        server.run("postgres", "CHECKPOINT")
        killed = 0
        for number in count(start=2, step=47):
            with interrupted(lambda _: server.kill(), number) as done:
                try:
                    changed.restore()
                except SourceUnreachable:
                    killed += 1
            if not done:
                break
            server.launch()
            same(changed.state(), changed.now)
        assert killed > 2
        same(changed.state(), changed.then)
    finally:
        server.stop()


# The last moment


class Proxy:
    """Stands between a client and a server, and cuts the line once the client has said a word.

    The server hears the word; the client never hears an answer. Afterwards new connections get through, unless
    `for_good`.
    """

    def __init__(self, port, word, *, for_good=False):
        self._word, self._for_good, self._port = word, for_good, port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.cut = False
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _accept(self):
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            if self.cut and self._for_good:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._port))
            thread = threading.Thread(target=self._pass_on, args=(client, server))
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, client, server):
        with client, server:
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(65_536)
                    if not data:
                        return
                    (server if ready is client else client).sendall(data)
                    if ready is client and self._word in data and not self.cut:
                        self.cut = True
                        server.recv(1)  # the server has done what it was told
                        return


def through(proxy, database):
    return f"postgresql://postgres@127.0.0.1:{proxy.port}/{database.name}"


def test_a_connection_lost_while_it_commits_is_asked_about_and_the_restore_is_done(changed):
    with Proxy(changed.database.server.port, COMMIT) as proxy:
        report = changed.restore(through(proxy, changed.database), PASSWORD)
        assert proxy.cut
    assert report.verified
    same(changed.state(), changed.then)


def test_a_server_that_never_tells_whether_it_committed_is_said_to_be_unknown(changed, monkeypatch):
    monkeypatch.setattr(committing, "PATIENCE", 0.2)
    with Proxy(changed.database.server.port, COMMIT, for_good=True) as proxy, pytest.raises(OutcomeUnknown):
        changed.restore(through(proxy, changed.database), PASSWORD)
    same(changed.state(), changed.then)


def test_a_connection_lost_before_it_commits_has_changed_nothing(changed, monkeypatch):
    commit = driver.Connection.commit

    def lost(self):
        changed.database.query(f"SELECT pg_terminate_backend({self.value('SELECT pg_backend_pid()')}, 5000)")
        commit(self)

    monkeypatch.setattr(driver.Connection, "commit", lost)
    with pytest.raises(SourceUnreachable):
        changed.restore()
    same(changed.state(), changed.now)
