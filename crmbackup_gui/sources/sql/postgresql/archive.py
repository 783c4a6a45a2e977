"""The table of contents of an archive that `pg_dump --format=custom` writes.

A plain dump cannot be taken apart safely: whatever its comments announce, the body of a function can announce as well.
The archive keeps each entry by itself, with lengths in front of its parts. Its layout is that of PostgreSQL's
`pg_backup_archiver.c` (ReadHead, ReadToc), whose version stands in the file; versions 1.12 to 1.16 were written by
releases 9 to 18. A later one is taken as long as it reads to its very end in the layout of 1.16.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

_MAGIC = b"PGDMP"
_CUSTOM = 1
_OLDEST = (1, 12)
_WITH_ACCESS_METHOD = (1, 14)
_WITH_COMPRESSION_BYTE = (1, 15)
_WITH_RELATION_KIND = (1, 16)
_TIME_PARTS = 7
_NO_STRING = -1


class Section(IntEnum):
    """When a restore takes an entry; NONE goes with what stands before it."""

    NONE = 1
    BEFORE_DATA = 2
    DATA = 3
    AFTER_DATA = 4


@dataclass(frozen=True)
class Entry:
    """One object of a schema. `identity` are the object ids of its system catalog and of itself, 0 where it has none.

    `tag` is its name for people, `kind` PostgreSQL's own word. `depends_on` are numbers of other entries.
    """

    number: int
    identity: tuple[int, int]
    tag: str
    kind: str
    section: Section
    definition: str
    drop: str
    schema: str
    access_method: str
    owner: str
    depends_on: tuple[int, ...]


class UnknownArchive(Exception):
    """The bytes are no archive in a layout that is known. Never leaves this package."""


def read_archive(data: bytes, encoding: str = "utf-8") -> list[Entry]:
    """The entries in their order. `data` is an archive without records. Raises UnknownArchive."""
    try:
        return _read(_Bytes(data, encoding))
    except (IndexError, ValueError, OverflowError) as error:
        raise UnknownArchive(str(error)) from error


class _Bytes:
    """Reads numbers and strings one after another."""

    def __init__(self, data: bytes, encoding: str) -> None:
        self._data, self._encoding = data, encoding
        self.at = 0
        self.number_bytes = 4

    @property
    def left(self) -> int:
        return len(self._data) - self.at

    def take(self, count: int) -> bytes:
        if count > self.left:
            raise ValueError("it ends too early")
        taken = self._data[self.at : self.at + count]
        self.at += count
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        negative = self.byte()
        value = int.from_bytes(self.take(self.number_bytes), "little")
        return -value if negative else value

    def string(self) -> str | None:
        length = self.number()
        if length == _NO_STRING:
            return None
        if length < 0:
            raise ValueError("a length is negative")
        return self.take(length).decode(self._encoding, "surrogateescape")

    def text(self) -> str:
        return self.string() or ""


def _read(source: _Bytes) -> list[Entry]:
    if source.take(len(_MAGIC)) != _MAGIC:
        raise ValueError("it does not begin as an archive")
    version = (source.byte(), source.byte())
    source.byte()  # revisions change nothing
    if version < _OLDEST:
        raise ValueError(f"its layout is {version[0]}.{version[1]}")
    source.number_bytes = source.byte()
    offset_bytes = source.byte()
    if source.byte() != _CUSTOM:
        raise ValueError("it is of another format")
    if version >= _WITH_COMPRESSION_BYTE:
        source.byte()
    else:
        source.number()
    for _ in range(_TIME_PARTS):
        source.number()
    for _ in range(3):  # the database, and the versions of server and program
        source.string()
    entries = [_entry(source, version, offset_bytes) for _ in range(source.number())]
    if source.left:
        raise ValueError("something follows its entries")
    return entries


def _entry(source: _Bytes, version: tuple[int, int], offset_bytes: int) -> Entry:
    number = source.number()
    source.number()  # whether it has records
    identity = (int(source.text()), int(source.text()))
    tag, kind, section = source.text(), source.text(), Section(source.number())
    definition, drop = source.text(), source.text()
    source.string()  # how its records are copied
    schema = source.text()
    source.string()  # where its server keeps it, which says nothing about another one
    access_method = source.text() if version >= _WITH_ACCESS_METHOD else ""
    if version >= _WITH_RELATION_KIND:
        source.number()
    owner = source.text()
    source.string()  # whether it has object ids, which no release knows any more
    depends_on = []
    while (dependency := source.string()) is not None:
        depends_on.append(int(dependency))
    source.take(1 + offset_bytes)  # where its records lie
    return Entry(
        number=number,
        identity=identity,
        tag=tag,
        kind=kind,
        section=section,
        definition=definition,
        drop=drop,
        schema=schema,
        access_method=access_method,
        owner=owner,
        depends_on=tuple(depends_on),
    )
