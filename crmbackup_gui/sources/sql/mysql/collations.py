"""Collations that only servers of another make or version know."""

from __future__ import annotations

import re
from collections.abc import Collection

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.sql.mysql.connection import Connection

_QUOTED = r"""`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*\""""
_COLLATION = re.compile(rf"({_QUOTED})|(\bCOLLATE[ =]\s*)(\w+)", re.DOTALL | re.IGNORECASE)

_NEXT_OF_KIN = (
    # Unicode 9 of MySQL and Unicode 14 of MariaDB tell nearly the same characters apart.
    (
        re.compile(r"utf8mb4_(?:[a-z]+_)*0900_ai_ci"),
        ("utf8mb4_uca1400_ai_ci", "utf8mb4_unicode_520_ci", "utf8mb4_unicode_ci"),
    ),
    (
        re.compile(r"utf8mb4_(?:[a-z]+_)*0900_as_ci"),
        ("utf8mb4_uca1400_as_ci", "utf8mb4_unicode_520_ci", "utf8mb4_unicode_ci"),
    ),
    (re.compile(r"utf8mb4_(?:[a-z]+_)*0900_(?:as_cs\w*|bin)"), ("utf8mb4_uca1400_as_cs", "utf8mb4_bin")),
    (
        re.compile(r"utf8mb4_uca1400_(?:\w+_)?ai_c[is]"),
        ("utf8mb4_0900_ai_ci", "utf8mb4_unicode_520_ci", "utf8mb4_unicode_ci"),
    ),
    (
        re.compile(r"utf8mb4_uca1400_(?:\w+_)?as_ci"),
        ("utf8mb4_0900_as_ci", "utf8mb4_unicode_520_ci", "utf8mb4_unicode_ci"),
    ),
    (re.compile(r"utf8mb4_uca1400_(?:\w+_)?as_cs"), ("utf8mb4_0900_as_cs", "utf8mb4_bin")),
    (re.compile(r"utf8mb3_uca1400_(?:\w+_)?a[is]_ci"), ("utf8mb3_unicode_520_ci", "utf8_unicode_520_ci")),
    (re.compile(r"utf8mb3_uca1400_(?:\w+_)?as_cs"), ("utf8mb3_bin", "utf8_bin")),
)


class Collations:
    """The collations that a server knows, and what takes the place of others."""

    def __init__(self, connection: Connection) -> None:
        self._known = _known(connection)
        self.replaced: dict[str, str] = {}
        """Collations that the server does not know, and what took their place."""

    def fitted(self, statement: str, name: str) -> str:
        """The statement that makes `name`, with collations that the server knows.

        Raises RestoreRefused for one that nothing comes close to.
        """
        return _COLLATION.sub(
            lambda match: match[0] if match[1] else match[2] + self._known_one(match[3], name), statement
        )

    def _known_one(self, collation: str, name: str) -> str:
        lower = collation.lower()
        if lower in self._known:
            return collation
        for pattern, candidates in _NEXT_OF_KIN:
            if pattern.fullmatch(lower):
                for candidate in candidates:
                    if candidate in self._known:
                        self.replaced[collation] = candidate
                        return candidate
        raise RestoreRefused(
            f"The server does not know the collation '{collation}' of '{name}'.", action=Action.CHECK_SOURCE
        )


def _known(connection: Connection) -> Collection[str]:
    names = {
        str(name).lower() for (name,) in connection.rows("SELECT COLLATION_NAME FROM information_schema.COLLATIONS")
    }
    table = "information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
    columns = {str(row[0]).upper() for row in connection.rows(f"SHOW COLUMNS FROM {table}")}
    if "FULL_COLLATION_NAME" in columns:
        # MariaDB lists those of several character sets under what their names have in common.
        names |= {str(name).lower() for (name,) in connection.rows(f"SELECT FULL_COLLATION_NAME FROM {table}")}
    return names
