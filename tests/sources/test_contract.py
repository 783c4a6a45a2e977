"""The contract of sources (contract.py), held by every kind that ships with the program."""

import itertools
import sqlite3
from contextlib import closing

import pytest

from crmbackup_gui.sources.combined import CombinedSource
from crmbackup_gui.sources.files.source import FolderSource
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.servers.postgresql import unique_name
from tests.sources.contract import Crm, SourceContract

TABLES = (
    "CREATE TABLE account (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL UNIQUE)",
    "CREATE TABLE contact (id VARCHAR(36) PRIMARY KEY, account INTEGER REFERENCES account (id), note TEXT)",
    "CREATE TABLE log (line VARCHAR(100))",
    "INSERT INTO account VALUES (1, 'Amber'), (2, 'Birch')",
    "INSERT INTO contact VALUES ('a', 1, 'x'), ('B', 2, NULL), ('c', NULL, ''), ('d', 1, 'y'), ('e', 1, 'z')",
    "INSERT INTO contact VALUES ('f', 1, '1'), ('g', 2, '2'), ('h', 2, '3'), ('i', 1, '4'), ('j', 1, '5')",
    "INSERT INTO contact VALUES ('k', 1, '6'), ('l', 1, '7')",
    "INSERT INTO log VALUES ('one'), ('one'), ('two'), (NULL)",
)
_FREE = "abcdefghijkl"


class SqlCrm(Crm):
    """The tables above in a database."""

    main = "contact"

    def __init__(self):
        self.edits = 0

    def edit(self):
        gone, changed = _FREE[2 * self.edits], _FREE[2 * self.edits + 1].replace("b", "B")
        self.edits += 1
        self.run(
            f"INSERT INTO contact VALUES ('new{self.edits}', 2, '{'long' * 30_000}')",
            f"UPDATE contact SET note = 'edit {self.edits}' WHERE id = '{changed}'",
            f"DELETE FROM contact WHERE id = '{gone}'",
        )


class SqliteCrm(SqlCrm):
    def __init__(self, folder):
        super().__init__()
        self.folder, self.path = folder, folder / "crm.db"
        self.source = SqliteSource(self.path)
        self.places = itertools.count()
        self.run(*TABLES)

    def run(self, *statements):
        with closing(sqlite3.connect(self.path)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    def elsewhere(self):
        return SqliteSource(self.folder / f"other{next(self.places)}.db")


class PostgresCrm(SqlCrm):
    def __init__(self, server):
        super().__init__()
        self.server, self.database = server, server.new_database(*TABLES)
        self.source = open_source(self.database.url())
        self.others = []

    def run(self, *statements):
        self.database.run("BEGIN", *statements, "COMMIT")

    def elsewhere(self):
        self.others.append(unique_name("other"))
        return open_source(self.server.url(self.others[-1]))

    def close(self):
        self.database.drop()
        for name in self.others:
            self.server.run("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class MariadbCrm(SqlCrm):
    def __init__(self, server):
        super().__init__()
        self.server, self.name = server, server.create("contract")
        server.run(";".join(TABLES).replace("note TEXT", "note MEDIUMTEXT"), self.name)
        self.source = open_source(server.url(self.name))
        self.others = []

    def run(self, *statements):
        self.server.run(";".join(["BEGIN", *statements, "COMMIT"]), self.name)

    def elsewhere(self):
        self.others.append(unique_name("other"))
        return open_source(self.server.url(self.others[-1]))

    def close(self):
        self.server.run(";".join(f"DROP DATABASE IF EXISTS {name}" for name in (self.name, *self.others)))


class FolderCrm(Crm):
    main = "files"
    one_moment = False

    def __init__(self, folder):
        self.folder, self.root = folder, folder / "crm"
        (self.root / "below").mkdir(parents=True)
        (self.root / "below" / "deep").write_text("deep")
        self.edits = 0
        self.places = itertools.count()
        for name in _FREE:
            (self.root / name).write_text(name * 3)
        self.source = FolderSource(self.root)

    def edit(self):
        (self.root / _FREE[2 * self.edits]).unlink()
        (self.root / _FREE[2 * self.edits + 1]).write_text(f"edit {self.edits}")
        self.edits += 1
        (self.root / f"new{self.edits}").write_text("new" * 50_000)

    def elsewhere(self):
        return FolderSource(self.folder / f"other{next(self.places)}")


class CombinedCrm(SqliteCrm):
    def __init__(self, folder):
        super().__init__(folder)
        (folder / "papers").mkdir()
        (folder / "papers" / "a").write_text("paper")
        self.source = CombinedSource(self.source, FolderSource(folder / "papers"))

    def elsewhere(self):
        return CombinedSource(super().elsewhere(), FolderSource(self.folder / f"papers{next(self.places)}"))


class TestSqlite(SourceContract):
    @pytest.fixture
    def crm(self, tmp_path):
        return SqliteCrm(tmp_path)


class TestPostgresql(SourceContract):
    @pytest.fixture
    def crm(self, postgres):
        made = PostgresCrm(postgres)
        yield made
        made.close()


class TestMariadb(SourceContract):
    @pytest.fixture
    def crm(self, mariadb):
        made = MariadbCrm(mariadb)
        yield made
        made.close()


class TestFolder(SourceContract):
    @pytest.fixture
    def crm(self, tmp_path):
        return FolderCrm(tmp_path)


class TestDatabaseAndFolder(SourceContract):
    @pytest.fixture
    def crm(self, tmp_path):
        return CombinedCrm(tmp_path)
