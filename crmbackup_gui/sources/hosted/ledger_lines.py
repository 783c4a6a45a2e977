"""Lines of a ledger (ledger.py): JSON, one thing that became known in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from crmbackup_gui.errors import RestoreUnfinished

_AT_ONCE = 20_000
"""Ids in a line that is written anew."""
PART_BYTES = 8 << 20
"""About the most that a part of a ledger takes."""


class Debt(msgspec.Struct):
    """References that a record lacks: field to value, in the point's ids."""

    key: list[str]
    values: dict[str, Any]


class Line(msgspec.Struct, omit_defaults=True):
    """One line; ledger.py says what the fields mean."""

    restore: str = ""
    ended: bool = False
    about: str = ""
    of: list[str] = []
    entity: str = ""
    origin: str = ""
    creating: list[str] = []
    at: datetime | None = None
    old: list[str] = []
    new: list[str] = []
    adopted: bool = False
    gone: list[str] = []
    owed: list[Debt] = []
    paid: list[list[str]] = []
    not_: list[str] = msgspec.field(name="not", default_factory=list)
    kept: str = ""
    within: str = ""


def encode(line: Line) -> bytes:
    """A line of the file, without its break."""
    return msgspec.json.encode(line)


def decode(content: bytes) -> list[Line]:
    """The lines in a file; where a process died, one may break off, and nothing depended on it yet."""
    decoder = msgspec.json.Decoder(Line)
    found: list[Line] = []
    for text in content.split(b"\n"):
        if not text:
            continue
        try:
            found.append(decoder.decode(text))
        except msgspec.MsgspecError:
            continue
    return found


def read_lines(place: str, path: Path | None) -> list[Line]:
    """The lines of a file that need not exist. Raises RestoreUnfinished when it cannot be read."""
    if path is None:
        return []
    try:
        return decode(path.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RestoreUnfinished(place, f"what became of restored records cannot be read ({error.strerror})") from error


def pairs_in_lines(entity: str, origin: str, pairs: list[tuple[str, str]], *, adopted: bool) -> Iterator[Line]:
    """Old and new ids, so many in a line that no line grows without end."""
    for at in range(0, len(pairs), _AT_ONCE):
        some = pairs[at : at + _AT_ONCE]
        old, new = [old for old, _ in some], [new for _, new in some]
        yield Line(entity=entity, origin=origin, old=old, new=new, adopted=adopted)


def in_parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines joined to parts that are not much larger than `PART_BYTES`."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line) + 1
        if size >= PART_BYTES:
            yield b"\n".join(part)
            part, size = [], 0
    if part:
        yield b"\n".join(part)
