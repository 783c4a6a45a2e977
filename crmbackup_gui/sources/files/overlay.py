"""Rows laid over a folder's listing, in the order of path bytes, in a private database that spills to disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from crmbackup_gui.sources.files.entity import FileRow

GONE = "gone"
"""Kind of a row that hides whatever the folder has at its path."""

_COLUMNS = ", ".join(FileRow._fields)


class Overlay:
    """At most one row for each path. Used by one thread at a time."""

    def __init__(self) -> None:
        # An empty name is SQLite's word for a database of our own: in memory while small, else in a file without name.
        self._rows = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        columns = "path BLOB PRIMARY KEY, kind, size, modified_ns, mode, target, inode, changed_ns"
        self._rows.execute(f"CREATE TABLE applied ({columns}) WITHOUT ROWID")
        self._rows.execute("BEGIN")

    def close(self) -> None:
        """Forget everything."""
        self._rows.close()

    def put(self, row: FileRow) -> None:
        """Lay a row over its path."""
        marks = ", ".join("?" * len(row))
        self._rows.execute(f"INSERT OR REPLACE INTO applied ({_COLUMNS}) VALUES ({marks})", row)

    def hide(self, path: bytes) -> None:
        """Let nothing be at the path."""
        self.put(FileRow(path, GONE, None, None, None, None))

    def get(self, path: bytes) -> FileRow | None:
        """What was laid over that path, if anything."""
        found = self._rows.execute(f"SELECT {_COLUMNS} FROM applied WHERE path = ?", (path,)).fetchone()
        return FileRow(*found) if found else None

    def rows(self, folder: bytes = b"") -> Iterator[FileRow]:
        """All rows, or those in a folder and below, in the order of path bytes."""
        # In ASCII, 0 follows /.
        where, bounds = ("WHERE path > ? AND path < ?", (folder + b"/", folder + b"0")) if folder else ("", ())
        return map(FileRow._make, self._rows.execute(f"SELECT {_COLUMNS} FROM applied {where} ORDER BY path", bounds))
