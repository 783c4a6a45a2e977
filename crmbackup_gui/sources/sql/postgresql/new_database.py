"""A database that is made for a restore, and gone again if nothing comes of it.

CREATE DATABASE cannot be part of a transaction, so the new one is there, empty, until the restore commits. One that a
killed restore left so is no CRM yet, and the next restore fills it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import LoginRefused, RestoreRefused, SourceIncomplete, SourceUnreadable
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.login import Login
from crmbackup_gui.sources.sql.postgresql.quoting import literal, quoted
from crmbackup_gui.sources.sql.postgresql.server_words import words_of

_MAINTENANCE = ("postgres", "template1")
"""Databases that servers have, to ask from while the one that is meant is not there."""

_NO_SUCH_LOCALE = frozenset({"22023", "42809", "0A000"})
"""invalid_parameter_value, wrong_object_type and feature_not_supported, as servers answer to a locale they lack."""

_WITH_PROVIDERS = 15
"""The first version whose databases may sort by another library than the system's."""

_NAME_BYTES = 63
_REHEARSAL = " crmbackup rehearsal"


class NewDatabase:
    """A database that does not exist yet. A rehearsal has one of another name, which never stays."""

    def __init__(self, login: Login, *, rehearsal: bool) -> None:
        self._login = login
        self.name = _rehearsal_name(login.database) if rehearsal else login.database
        self._rehearsal = rehearsal
        self._made = False

    def create(self, catalog: Catalog) -> list[str]:
        """Make it, with the properties of a recovery point's. The answer are warnings; raises RestoreRefused."""
        with self._elsewhere() as connection:
            if self._rehearsal:
                connection.run_script(f"DROP DATABASE IF EXISTS {quoted(self.name)}")
            warnings = _create(connection, self.name, catalog.properties)
        self._made = True
        return warnings

    def keep(self) -> None:
        """It has been filled."""
        self._made = False

    def drop_unless_kept(self) -> None:
        """Take it away again, all connections to it being closed."""
        if self._made:
            self._made = False
            with self._elsewhere() as connection:
                connection.run_script(f"DROP DATABASE IF EXISTS {quoted(self.name)}")

    @contextmanager
    def _elsewhere(self) -> Iterator[Connection]:
        """A connection to another database of the server."""
        for name in _MAINTENANCE:
            try:
                connection = Connection(self._login, database=name)
            except LoginRefused as refused:
                refusal = refused
                continue
            with connection:
                yield connection
                return
        raise RestoreRefused(
            f"The database '{self.name}' is not there, and this account may not make it: {refusal.reason}.",
            action=Action.WIDEN_RIGHTS,
        )


def _rehearsal_name(name: str) -> str:
    """Within the length that a server allows, which would cut off the end."""
    room = _NAME_BYTES - len(_REHEARSAL)
    return name.encode()[:room].decode(errors="ignore") + _REHEARSAL


def _create(connection: Connection, name: str, wanted: Mapping[str, str]) -> list[str]:
    version = int(connection.value("SELECT pg_catalog.current_setting('server_version_num')")) // 10_000
    base = f"CREATE DATABASE {quoted(name)} TEMPLATE template0"
    if "encoding" in wanted:
        base += f" ENCODING {literal(wanted['encoding'])}"
    for locale, warnings in _locales(wanted, version):
        try:
            connection.run_script(base + locale)
        except (SourceUnreadable, SourceIncomplete) as error:
            refused, words = error, words_of(error.__cause__ if isinstance(error.__cause__, Exception) else error)
            if words.code not in _NO_SUCH_LOCALE:
                break
        else:
            return warnings
    problem = f"The database '{name}' is not there and cannot be made: {words.text}."
    raise RestoreRefused(problem, action=Action.WIDEN_RIGHTS) from refused


def _locales(wanted: Mapping[str, str], version: int) -> Iterator[tuple[str, list[str]]]:
    """How the database may sort: as the point's, and where the server cannot do that, byte by byte."""
    collation, character_types = (wanted.get(name, "C") for name in ("collation", "ctype"))
    provider, locale = wanted.get("locale_provider", "libc"), wanted.get("locale", "")
    classes = f" LC_COLLATE {literal(collation)} LC_CTYPE {literal(character_types)}"
    if provider == "libc":
        yield classes + (" LOCALE_PROVIDER libc" if version >= _WITH_PROVIDERS else ""), []
    elif version >= _WITH_PROVIDERS:
        yield f"{classes} LOCALE_PROVIDER {provider} {provider.upper()}_LOCALE {literal(locale)}", []
    order = locale or collation
    warnings = [f"This server does not know the order '{order}', so text is sorted in another one."]
    yield " LOCALE 'C'", warnings
