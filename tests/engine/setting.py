"""A CRM, a repository, and what the tests of the engine do with them all the time."""

import secrets

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.sqlite_state import opened, state_of

REPOSITORY_ID = "r" * 32

FAMILY = (
    "CREATE TABLE account (id INTEGER PRIMARY KEY, name, parent REFERENCES account)",
    "CREATE TABLE contact (code TEXT PRIMARY KEY COLLATE NOCASE, account REFERENCES account)",
    "CREATE TABLE call (id INTEGER PRIMARY KEY, contact REFERENCES contact, first INTEGER REFERENCES account)",
    "CREATE TABLE unrelated (id INTEGER PRIMARY KEY)",
    "INSERT INTO account VALUES (1, 'root', NULL), (2, 'child', 1), (3, 'grandchild', 2), (4, 'other', NULL)",
    "INSERT INTO contact VALUES ('A', 1), ('b', 3), ('c', 4)",
    "INSERT INTO call VALUES (1, 'A', NULL), (2, 'c', 3), (3, 'c', 4), (4, NULL, NULL)",
    "INSERT INTO unrelated VALUES (1)",
)
EMPTY = ("DELETE FROM call", "DELETE FROM contact", "DELETE FROM account", "DELETE FROM unrelated")


def new_repository(location="memory:", master=None):
    return Repository(open_store(str(location)), REPOSITORY_ID, master or secrets.token_bytes(32))


def make_crm(path, journal="WAL"):
    """A small CRM with most of what makes tables different, closed again."""
    with opened(path) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        for statement in (
            "CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, parent REFERENCES account)",
            "CREATE TABLE contact (id TEXT PRIMARY KEY COLLATE NOCASE, account INTEGER REFERENCES account, note) ",
            "CREATE TABLE link (a REFERENCES account, c TEXT REFERENCES contact, PRIMARY KEY (a, c)) WITHOUT ROWID",
            "CREATE TABLE log (rowid TEXT, oid, _rowid_)",
            "CREATE TABLE note (body)",
            "CREATE INDEX by_account ON contact (account)",
            "CREATE TRIGGER log_contact AFTER INSERT ON contact BEGIN INSERT INTO log VALUES ('new', NEW.id, 1); END",
        ):
            connection.execute(statement)
        accounts = [(n, f"account {n}", n // 3 or None) for n in range(1, 13)]
        contacts = [(f"c{n}", n % 12 + 1, [None, n, n / 3, f"ä{n}", b"\x00\xff"][n % 5]) for n in range(40)]
        connection.executemany("INSERT INTO account VALUES (?, ?, ?)", accounts)
        connection.executemany("INSERT INTO contact VALUES (?, ?, ?)", contacts)
        connection.executemany("INSERT INTO link VALUES (?, ?)", [(n % 12 + 1, f"c{n}") for n in range(0, 40, 3)])
        connection.executemany("INSERT INTO note VALUES (?)", [("large " * 20_000,), (b"\x01" * 70_000,), (1,), (1,)])
    return path


def edit_crm(path, round_):
    """Some of everything: new, changed and deleted records, also large ones."""
    with opened(path) as connection:
        connection.execute("INSERT INTO account (name) VALUES (?)", (f"new in round {round_}",))
        connection.execute("UPDATE account SET name = name || ? WHERE id % 5 = ?", (f" {round_}", round_ % 5))
        connection.execute("INSERT INTO contact VALUES (?, 1, ?)", (f"n{round_}", round_))
        connection.execute("DELETE FROM link WHERE c = ?", (f"c{3 * round_}",))
        connection.execute("DELETE FROM contact WHERE id = ?", (f"c{3 * round_}",))
        connection.execute("INSERT INTO note VALUES (?)", (f"round {round_} " * 9_000,))


def back_up(source, repository, strategy=None, **scope):
    return run_backup(source, repository, BackupRequest(strategy, RecoveryScope(**scope))).point


def only_crm(repository):
    (crm,) = repository.crms()
    return crm.id


def view_of(repository, sequence):
    return repository.view(only_crm(repository), sequence)


def restored(repository, point, path):
    """The state of a new database that holds the point (or view of one), which is removed again."""
    view = view_of(repository, point) if isinstance(point, int) else point
    report = run_restore(repository, view, SqliteSource(path), RestoreRequest(create_schema=True))
    assert report.total("failed") == 0
    state = state_of(path)
    path.unlink()
    return state


def read_all(view):
    """Every record of a point as Python values, with what it keeps in blobs."""
    return {entity.name: list(_rows(view, entity)) for entity in view.entities()}


def _rows(view, entity):
    for run in view.read(entity.name):
        for row in run.batch.to_pylist():
            *values, cell = row.values()
            outside = [] if cell is None else decode_outside(cell, entity.name)
            yield values, [(value.field, b"".join(view.value(value))) for value in outside]


class EditedCrm:
    """A database, its repository, and short ways to ask for things."""

    def __init__(self, path, *statements):
        self.path, self.source, self.repository = path, SqliteSource(path), new_repository()
        self.run(*statements)

    def run(self, *statements):
        with opened(self.path) as connection:
            for statement in statements:
                sql, parameters = (statement, ()) if isinstance(statement, str) else statement
                connection.execute(sql, parameters)

    def rows(self, sql):
        with opened(self.path) as connection:
            return sorted(connection.execute(sql).fetchall(), key=repr)

    def state(self):
        return state_of(self.path)

    def back_up(self, strategy=None):
        return back_up(self.source, self.repository, strategy)

    def restore(self, point=1, mode=RestoreMode.MERGE, **options):
        safety_point = options.pop("safety_point", True)
        dry_run, create = options.pop("dry_run", False), options.pop("create_schema", False)
        request = RestoreRequest(
            RecoveryScope(**options), mode, dry_run=dry_run, create_schema=create, safety_point=safety_point
        )
        return run_restore(self.repository, view_of(self.repository, point), self.source, request)

    def undo(self, report):
        return run_undo(self.repository, view_of(self.repository, report.safety_point.sequence), self.source)
