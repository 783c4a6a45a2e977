"""What a CRM makes of its own tables: how users call them, and what their fields mean.

A database does not say this; a profile of the CRM does (sources/sql/profiles.py). It is stored with the catalog of a
recovery point (FORMAT.md, "Catalog"), so that a point means the same wherever it is opened.
"""

from __future__ import annotations

import msgspec


class BusinessEntity(msgspec.Struct, frozen=True, kw_only=True):
    """Entities that users know as one thing, such as a customer with addresses; the main one comes first."""

    id: str
    """Stays the same from release to release. It may be the name of an entity as well; `scope_name` never is."""
    english: str
    chinese: str
    entities: tuple[str, ...]
    technical: bool = False
    """What the CRM keeps for itself, such as rights, translations and forms."""

    @property
    def scope_name(self) -> str:
        """What a `RecoveryScope` calls it, beyond doubt."""
        return f"@{self.id}"

    def name(self, language: str) -> str:
        """What users of that language (`en`, `zh_CN`, ...) call it."""
        return self.chinese if language.lower().startswith("zh") else self.english

    def answers_to(self, name: str) -> bool:
        """Whether a user who writes that name may mean it."""
        return name == self.scope_name or name.casefold() in (self.id, self.english.casefold(), self.chinese.casefold())


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """How a record says that its CRM counts it as deleted, or put away, although it is still there."""

    field: str
    values: tuple[str, ...]
    """The values that say so, as texts: of a truth value `true` or `false`."""


class FilePart(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a path: a text as it is, or bytes `start` to `stop` of the value of a field as text in UTF-8."""

    text: str = ""
    field: str = ""
    start: int = 0
    stop: int | None = None


class FileName(msgspec.Struct, frozen=True, kw_only=True):
    """How records name a file below the CRM's folder of attachments: the parts one behind another, `/` between folders.

    A record names none unless every field of the parts is set and not empty, and the conditions hold.
    """

    parts: tuple[FilePart, ...]
    present: tuple[str, ...] = ()
    """Other fields that must be set and not empty."""
    absent: tuple[str, ...] = ()
    """Fields that must not be set, or must be empty."""
    equal: dict[str, tuple[str, ...]] = {}
    """Fields that must have one of these values, as texts."""


class Conventions(msgspec.Struct, frozen=True, kw_only=True):
    """What fields of an entity mean to its CRM."""

    title: tuple[str, ...] = ()
    """The fields that make up what people call a record."""
    modified: str = ""
    """The time of the last change, which the CRM itself sets with every change; empty where it cannot be trusted."""
    removal: Removal | None = None
    files: tuple[FileName, ...] = ()
