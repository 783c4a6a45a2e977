"""A restore into MariaDB that is killed at any statement ends exact: it goes on, or back to what was."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from crmbackup_gui.errors import RestoreUnfinished, SourceUnreachable
from crmbackup_gui.sources.sql.mysql.journal import Ending
from tests.engine import dying_mysql
from tests.engine.mysql_crm import MysqlCrm, same
from tests.engine.setting import new_repository
from tests.servers.mariadb import mortal_server, short_folder

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")

EVERY = int(os.environ.get("CRMBACKUP_TEST_EVERY_STATEMENT") or 0)
"""At each so many statements one is killed; 0 for one statement of each kind."""

CHANGING = ("CREATE", "DROP", "ALTER", "RENAME", "INSERT", "UPDATE", "COMMIT", "DELETE")

TABLES = """
CREATE TABLE account (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(40), parent int, KEY p (parent),
  CONSTRAINT up FOREIGN KEY (parent) REFERENCES account (id)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE contact (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, account int, name varchar(40) UNIQUE, KEY a (account),
  CONSTRAINT acc FOREIGN KEY (account) REFERENCES account (id)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE lead (id int NOT NULL PRIMARY KEY, name varchar(40)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE old (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(40)) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;
CREATE TABLE log (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, what varchar(40)) DEFAULT CHARSET=utf8mb4;
CREATE VIEW named AS SELECT id, name FROM contact;
INSERT INTO account VALUES (1, 'one', NULL), (2, 'two', 1);
INSERT INTO contact VALUES (1, 1, 'a'), (2, 2, 'b'), (3, NULL, 'c');
INSERT INTO lead VALUES (1, 'l1'), (2, 'l2');
INSERT INTO old VALUES (1, 'o1'), (2, 'o2');
CREATE TRIGGER t1 AFTER UPDATE ON contact FOR EACH ROW INSERT INTO log (what) VALUES ('changed');
CREATE TRIGGER t2 AFTER UPDATE ON contact FOR EACH ROW FOLLOWS t1 INSERT INTO log (what) VALUES ('second');
CREATE TRIGGER t3 AFTER INSERT ON old FOR EACH ROW INSERT INTO log (what) VALUES ('old');
"""
LATER = """
UPDATE contact SET name = 'changed' WHERE id = 1; DELETE FROM contact WHERE id = 3;
INSERT INTO contact (account, name) VALUES (1, 'new');
UPDATE old SET name = 'O1' WHERE id = 1; INSERT INTO old (name) VALUES ('o3');
ALTER TABLE account ADD more int DEFAULT 3; DROP TABLE lead;
CREATE TABLE extra (id int NOT NULL PRIMARY KEY, a int, KEY a (a), CONSTRAINT x FOREIGN KEY (a)
  REFERENCES account (id));
INSERT INTO extra VALUES (1, 1); DROP TRIGGER t2; CREATE TRIGGER t4 BEFORE DELETE ON contact FOR EACH ROW SET @x = 1;
DROP VIEW named; CREATE VIEW other AS SELECT id FROM extra;
"""


class Dying:
    """A database with a point, and both of its states: `then` is the point's, `now` the one it is restored from."""

    def __init__(self, server, folder):
        self.folder = folder
        self.crm = MysqlCrm(server, "dying", TABLES, new_repository(folder, dying_mysql.MASTER))
        self.crm.back_up()
        self.then = self.crm.state()
        self.reset()
        self.now = self.crm.state()

    @property
    def url(self):
        return self.crm.source.url

    def reset(self):
        self.crm.server.create("dying")
        self.crm.run(TABLES + LATER)

    @contextmanager
    def deaths(self):
        """A function that restores (or just looks), dies at a statement, and gives the exit code."""
        command = [sys.executable, "-m", "tests.engine.dying_mysql", self.url, str(self.folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=PROJECT, **pipes) as process:

            def die(number, job="restore"):
                process.stdin.write(f"{job} {number}\n")
                process.stdin.flush()
                return int(process.stdout.readline())

            yield die
            process.stdin.close()

    def moments(self):
        """Numbers of the statements at which to kill."""
        with self.deaths() as die:
            assert die(-1) == 0
        same(self.crm.state(), self.then)
        statements = Path(f"{self.folder}.statements").read_text("utf-8").splitlines()
        assert len(statements) > 100
        if EVERY:
            return range(0, len(statements), EVERY)
        # The last of each kind that changes anything, told by how a statement begins.
        kinds = {}
        for number, statement in enumerate(statements):
            if statement.startswith(CHANGING):
                kinds[tuple(statement.split()[:2])] = number
        decided = statements.index("COMMIT")
        assert sum(number > decided for number in kinds.values()) > 3
        return sorted({decided, *kinds.values()})

    def found(self):
        """Which of both states there is, once somebody has opened it; nothing of a restore may be left."""
        with self.crm.source.snapshot() as snapshot:
            warnings = snapshot.warnings
        assert self.crm.run("SHOW TABLES LIKE 'crmbackup:%'") == ""
        state = self.crm.state()
        if state != self.now:
            same(state, self.then)
            assert Ending.WENT_BACK.value not in warnings
        else:
            assert Ending.WENT_ON.value not in warnings
        return state


@pytest.fixture
def dying(mariadb, tmp_path):
    return Dying(mariadb, tmp_path / "repository")


def test_a_process_that_is_killed_leaves_what_goes_on_or_back_when_it_is_opened_next(dying):
    found = []
    moments = dying.moments()
    with dying.deaths() as die:
        for number in moments:
            dying.reset()
            assert die(number) == -9
            found.append(dying.found())
    assert found[0] == dying.now
    assert found[-1] == dying.then
    # Before the decision everything goes back, and after it everything goes on.
    assert found == sorted(found, key=lambda state: state != dying.now)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_process_that_is_killed_at_each_statement_that_changes_anything_ends_exact(dying):
    dying.moments()
    statements = Path(f"{dying.folder}.statements").read_text("utf-8").splitlines()
    went_on = []
    with dying.deaths() as die:
        for number, statement in enumerate(statements):
            # Whatever changes something, and some of what only asks.
            if not statement.startswith(CHANGING) and number % 5:
                continue
            dying.reset()
            assert die(number) == -9
            went_on.append(dying.found() == dying.then)
    # Before the decision everything goes back, and after it everything goes on.
    assert went_on == sorted(went_on)
    assert set(went_on) == {False, True}


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_whoever_goes_on_or_back_may_be_killed_at_each_statement(dying):
    moments = dying.moments()
    with dying.deaths() as die:
        for number, wanted in ((moments[len(moments) // 3], dying.now), (moments[-3], dying.then)):
            for at in count():
                dying.reset()
                assert die(number) == -9
                code = die(at, "look")
                same(dying.found(), wanted)
                if code == 0:
                    break
                assert code == -9
            assert at > 10


def test_whoever_goes_on_or_back_may_be_killed_as_well(dying):
    moments = dying.moments()
    with dying.deaths() as die:
        for number, wanted in ((moments[len(moments) // 3], dying.now), (moments[-3], dying.then)):
            dying.reset()
            assert die(number) == -9
            deaths = 0
            while die(9 + 5 * deaths, "look") == -9:
                deaths += 1
                assert deaths < 200
            assert deaths > 2
            same(dying.found(), wanted)


def test_a_connection_that_is_killed_goes_on_or_back_at_once_and_an_error_means_back(dying):
    ends = set()
    for number in dying.moments()[::2]:
        dying.reset()
        left = number

        def act(session, _):
            nonlocal left
            if left == 0:
                dying.crm.run(f"KILL {session._session}")
                time.sleep(0.02)
            left -= 1

        undo = dying_mysql.before_each_statement(act)
        try:
            dying_mysql.restore(dying.url, dying.folder)
        except SourceUnreachable:
            wanted = dying.now
        else:
            wanted = dying.then
        finally:
            undo()
        ends.add(wanted == dying.now)
        assert dying.crm.run("SHOW TABLES LIKE 'crmbackup:%'") == ""
        same(dying.crm.state(), wanted)
    assert ends == {True, False}


def test_a_server_that_is_killed_goes_on_or_back_when_it_is_up_again(tmp_path, tmp_path_factory):
    folder = short_folder(tmp_path_factory, "mortal")
    # What it has committed it gives to the system at once, which lives on.
    with mortal_server(folder, "--innodb-flush-log-at-trx-commit=2") as mortal:
        dying = Dying(mortal.server, tmp_path / "repository")
        moments = dying.moments()
        ends = set()
        for number in moments if EVERY else moments[::4]:
            dying.reset()
            left = number

            def act(*_):
                nonlocal left
                if left == 0:
                    mortal.kill()
                left -= 1

            undo = dying_mysql.before_each_statement(act)
            try:
                with pytest.raises((SourceUnreachable, RestoreUnfinished)):
                    dying_mysql.restore(dying.url, dying.folder)
            finally:
                undo()
            mortal.start()
            ends.add(dying.found() == dying.now)
        assert ends == {True, False}
