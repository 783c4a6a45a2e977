"""The entity `files`: what a folder's records look like.

A path is relative to the folder, its parts joined by `/`, in the bytes of the file system (UTF-8 on Windows); the
canonical order is that of these bytes. Times are nanoseconds since 1970 and are brought to the limits of 64 bits
(years 1677 to 2262). Two hard links to one file are two records. Owners, extended attributes and access control
lists are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from crmbackup_gui.errors import EntityNotFound
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Catalog, Entity, Field, ValueType
from crmbackup_gui.sources.base import BATCH_BYTES, Records

FILE, FOLDER, LINK = "file", "folder", "link"

FILES = Entity(
    name="files",
    label="Files",
    key=("path",),
    fields=(
        Field(name="path", type=ValueType.BYTES, nullable=False),
        Field(name="kind", type=ValueType.TEXT, nullable=False),
        Field(name="size", type=ValueType.INT64),
        Field(name="modified_ns", type=ValueType.INT64),
        Field(name="mode", type=ValueType.INT64),
        Field(name="target", type=ValueType.BYTES),
        Field(name="inode", type=ValueType.INT64, fingerprint=True),
        Field(name="changed_ns", type=ValueType.INT64, fingerprint=True),
        Field(name="content", type=ValueType.CONTENT),
    ),
)

CATALOG = Catalog(entities=(FILES,))

CONTENT = FILES.index("content")

_SCHEMA = arrow_schema(FILES)


class FileRow(NamedTuple):
    """One record without its content. `size` is set for files only, `mode` not for links, `target` for links only."""

    path: bytes
    kind: str
    size: int | None
    modified_ns: int | None
    mode: int | None
    target: bytes | None
    inode: int | None = None
    changed_ns: int | None = None


_ROWS = 16_384
"""Of a batch: rows are built one by one, and a few batches of them are remembered while contents are read."""

_NAMED = 5
_LIMIT = (1 << 63) - 1


def in_64_bits(nanoseconds: int) -> int:
    """A time brought to the limits of its field."""
    return nanoseconds if -_LIMIT <= nanoseconds <= _LIMIT else _LIMIT if nanoseconds > 0 else -_LIMIT


def check_entity(entity: Entity) -> None:
    """Raise EntityNotFound for anything but `files`."""
    if entity.name != FILES.name:
        raise EntityNotFound(entity.name, close=(FILES.name,))


def batches(rows: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    """Cut a stream of rows into pieces that fit one Arrow batch each."""
    pending: list[FileRow] = []
    size = 0
    for row in rows:
        pending.append(row)
        size += 64 + len(row.path) + (len(row.target) if row.target else 0)
        if len(pending) >= _ROWS or size >= BATCH_BYTES:
            yield pending
            pending, size = [], 0
    if pending:
        yield pending


def to_records(rows: list[FileRow]) -> Records:
    """One batch; `content` is null throughout."""
    columns = [pa.array(column, cell.type) for column, cell in zip(zip(*rows, strict=True), _SCHEMA, strict=False)]
    columns.append(pa.nulls(len(rows), _SCHEMA.field(CONTENT).type))
    return Records(pa.RecordBatch.from_arrays(columns, schema=_SCHEMA))


@dataclass
class LeftOut:
    """Paths that something was not done for: how many, and the first few."""

    count: int = 0
    first: list[bytes] = field(default_factory=list)

    def add(self, path: bytes) -> None:
        """Count one more."""
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(path)

    def named(self) -> str:
        """The first few, for a sentence."""
        more = ", ..." if self.count > len(self.first) else ""
        return ", ".join(f"'{shown(path)}'" for path in self.first) + more


def shown(path: bytes) -> str:
    """A path in a sentence: what is not text or cannot be printed stands as an escape."""
    text = path.decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
