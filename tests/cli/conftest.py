"""The command line on small CRMs, in this process."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest

from crmbackup_gui.cli.app import main
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs

PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Ran:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def result(self):
        return self.lines[-1]


@pytest.fixture
def run(capsys):
    """Runs a command line."""

    def run_(*arguments):
        capsys.readouterr()
        code = main([os.fspath(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run_


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    """Trying a passphrase shall cost an attacker time, not every test."""
    cheap = Argon2Costs(memory_kib=128, iterations=1, lanes=1)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", cheap)


@pytest.fixture
def passphrase(monkeypatch):
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def repo(run, tmp_path, monkeypatch):
    """A repository that only the passphrase and a recovery code open."""
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", PASSPHRASE)
    place = tmp_path / "repository"
    assert run("init", place, "--no-keyring").code == 0
    return place


@pytest.fixture
def folder(tmp_path):
    """A folder of three records."""
    root = tmp_path / "crm"
    (root / "offers").mkdir(parents=True)
    (root / "a.txt").write_text("first")
    (root / "offers" / "b.txt").write_text("second")
    return root


@pytest.fixture
def crm(folder):
    return f"folder://{folder}"


@pytest.fixture
def backed_up(run, repo, crm):
    """The id of a full recovery point of the folder."""
    return run("backup", crm, "--repo", repo, "--json").result["point"]


@pytest.fixture
def database(tmp_path):
    """Two companies, three people at them, and a link with a key of two fields; closed."""
    path = tmp_path / "sales.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE person (
                id INTEGER PRIMARY KEY, company_id INTEGER REFERENCES company (id), name TEXT, city TEXT
            );
            CREATE TABLE link (kind TEXT, number INTEGER, PRIMARY KEY (kind, number)) WITHOUT ROWID;
            INSERT INTO company VALUES (1, 'Amber'), (2, 'Birch');
            INSERT INTO person VALUES (1, 1, 'Ann', 'Oslo'), (2, 1, 'Bo', 'Rome'), (3, 2, 'Cy', 'Bonn');
            INSERT INTO link VALUES ('a', 1), ('b', 2);
            """
        )
    return path


@pytest.fixture
def sql():
    """Runs a statement on a database that nobody has open, and closes it again."""

    def sql_(path, statement):
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(statement).fetchall()
            connection.commit()
        return rows

    return sql_


@pytest.fixture
def damage():
    """Flips a byte in the middle of the newest object below a part of the repository."""

    def damage_(repository, part):
        newest = max(
            (p for p in (repository / part).rglob("*") if p.is_file()), key=lambda p: (p.stat().st_mtime_ns, p)
        )
        content = bytearray(newest.read_bytes())
        content[len(content) // 2] ^= 1
        newest.write_bytes(content)
        return newest.relative_to(repository).as_posix()

    return damage_
