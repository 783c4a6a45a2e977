"""The files in `resources/profiles/`: what CRMs make of their tables, one file for each CRM.

A file is TOML of exactly the shape below; anything else in it is an error, and the tests read every file that ships.
Tables are named without the schema or prefix of an installation. In a list of tables a name may hold `*` for any
letters: that is for tables that a CRM makes while it runs, such as those of fields that users add.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from crmbackup_gui.model.conventions import FilePart, Removal
from crmbackup_gui.shipped import resource

GENERIC = "generic"
"""The file that knows no CRM, only what tables are often called."""

_PART = re.compile(r"\{(\w+)(?:\[(\d*):(\d*)\])?\}")


class Detection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a CRM is recognised. A sign is a table, or a field as `table.field`."""

    anchor: str
    """A table that is always there: what stands before its name is the schema or prefix of the installation."""
    needs: tuple[str, ...]
    """Signs without which it is another CRM."""
    signs: tuple[str, ...]
    """Signs of which most are there."""
    unlike: tuple[str, ...] = ()
    """Signs of other CRMs that look alike."""
    least: float = 0.6
    """The share of `signs` that must be there."""
    prefixed: bool = False
    """Whether an installation chooses a prefix for its tables, such as `llx_`."""


class BusinessRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A business entity. The first table is its main one."""

    id: str
    english: str
    chinese: str
    tables: tuple[str, ...]
    technical: bool = False


class ConventionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What fields mean, for the tables that have them."""

    tables: tuple[str, ...] = ("*",)
    title: tuple[str, ...] = ()
    modified: str = ""
    removal: Removal | None = None


class FileRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How records of a table name files: `{field}` in a path is a value, `{field[0:2]}` its first two characters."""

    table: str
    path: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    equal: dict[str, tuple[str, ...]] = {}

    @property
    def parts(self) -> tuple[FilePart, ...]:
        """The path taken apart."""
        parts, at = [], 0
        for found in _PART.finditer(self.path):
            if found.start() > at:
                parts.append(FilePart(text=self.path[at : found.start()]))
            stop = int(found[3]) if found[3] else None
            parts.append(FilePart(field=found[1], start=int(found[2] or 0), stop=stop))
            at = found.end()
        if at < len(self.path):
            parts.append(FilePart(text=self.path[at:]))
        return tuple(parts)


class ReferenceRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that points to another table, for the tables that have it.

    With `type_field` or `separator` it points to one of several: `targets` says to which by the value of the type
    field, or by the text before the separator in the field itself. `type_records` is `table.key` where the type field
    points to records that name the type in `type_fields`.
    """

    field: str
    tables: tuple[str, ...] = ("*",)
    target: str = ""
    target_field: str = "id"
    type_field: str = ""
    separator: str = ""
    targets: dict[str, str] = {}
    type_records: str = ""
    type_fields: tuple[str, ...] = ()


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is known of one CRM."""

    name: str
    detect: Detection
    business: tuple[BusinessRule, ...]
    transient: tuple[str, ...] = ()
    """Tables whose records the CRM makes anew by itself and that are not worth their place. Never one that a user or a
    record may need: they are not read unless somebody names them."""
    asides: tuple[str, ...] = ()
    """Fields that only say who wrote a record and the like: a record does not go with what they point to."""
    conventions: tuple[ConventionRule, ...] = ()
    files: tuple[FileRule, ...] = ()
    references: tuple[ReferenceRule, ...] = ()


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What tables of unknown CRMs are called: the name of a table, in the singular, to English and Chinese."""

    words: dict[str, tuple[str, str]]
    other: tuple[str, str]
    """What is left over."""


@cache
def profiles() -> tuple[Profile, ...]:
    """Every CRM that is known, by file name."""
    return tuple(read_profile(path) for path in sorted(_folder().glob("*.toml")) if path.stem != GENERIC)


@cache
def vocabulary() -> Vocabulary:
    """The words for CRMs that are not known."""
    return msgspec.toml.decode((_folder() / f"{GENERIC}.toml").read_bytes(), type=Vocabulary)


def read_profile(path: Path) -> Profile:
    """One file. Raises msgspec.ValidationError where it is not of the shape above."""
    return msgspec.toml.decode(path.read_bytes(), type=Profile)


@cache
def compiled(name: str) -> re.Pattern[str]:
    """What a name with `*` for any letters matches."""
    return re.compile(".*".join(map(re.escape, name.split("*"))), re.DOTALL)


def _folder() -> Path:
    return resource("profiles")
