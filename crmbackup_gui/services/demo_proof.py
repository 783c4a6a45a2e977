"""Reading the demo CRM without the product, to prove what a restore did.

Only Python's own SQLite and file system are used. As in demo_crm.py, the database must not be open in this process
meanwhile.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.services.demo_crm import ATTACHMENTS

Contents = Counter[tuple[str, str]]
"""Records as entity and values, exact to type and byte; entities without a key hold equal records several times."""


@dataclass(frozen=True)
class Proof:
    """How many records had to be restored, and how many of them are exactly as they should be.

    Records that should not be there, or that were lost although nothing was to be done to them, count as wanted too.
    """

    wanted: int
    verified: int


def contents(database: Path) -> Contents:
    """Every record of a demo CRM: its tables, without the index that SQLite keeps by itself, and its attachments."""
    found: Contents = Counter()
    with closing(sqlite3.connect(database)) as connection:
        # Text as bytes, marked as text: a text and a blob of the same bytes are different values.
        connection.text_factory = lambda raw: ("text", raw)
        tables = connection.execute("PRAGMA table_list").fetchall()
        for (_, schema), (_, name), (_, kind), _, without_rowid, _ in tables:
            table = name.decode()
            if schema == b"main" and kind == b"table" and not table.startswith("sqlite_"):
                columns = "*" if without_rowid else "rowid, *"
                rows = connection.execute(f'SELECT {columns} FROM "{table}"')
                found.update((table, repr(row)) for row in rows)
    folder = database.parent / ATTACHMENTS
    found.update(("files", _attachment(folder, path)) for path in folder.rglob("*"))
    return found


def prove(before: Contents, wanted: Contents, found: Contents) -> Proof:
    """What a restore had to write to turn `before` into `wanted`, held against what it left."""
    to_restore = wanted - before
    strange = (found - wanted) + ((wanted & before) - found)
    return Proof((to_restore + strange).total(), (to_restore & found).total())


def _attachment(folder: Path, path: Path) -> str:
    about = path.lstat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
    return repr((path.relative_to(folder).as_posix(), about.st_mode, about.st_mtime_ns, digest))
