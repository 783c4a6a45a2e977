"""Settings that a database has for everybody who connects to it (ALTER DATABASE ... SET)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.sql.postgresql.catalog import SETTING
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import literal, quoted

_LISTS = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    }
)
"""Their values are lists of names, quoted where they must be (guc_tables.c, GUC_LIST_QUOTE)."""

_NAME = re.compile(r'\s*("(?:[^"]|"")*"|[^,]*?)\s*(?:,|$)')


def change_settings(connection: Connection, wanted: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Give the connection's database the settings of a recovery point's properties and no others.

    The answer are warnings about those that the account may not change, or the server does not know.
    """
    name = quoted(connection.value("SELECT pg_catalog.current_database()::text"))
    warnings = []
    for setting in sorted({key for key in (*wanted, *now) if key.startswith(SETTING)}):
        value = wanted.get(setting)
        if value == now.get(setting):
            continue
        bare = setting.removeprefix(SETTING)
        path = ".".join(quoted(part) for part in bare.split("."))
        change = f"RESET {path}" if value is None else f"SET {path} TO {_value(bare, value)}"
        try:
            with connection.savepoint():
                connection.run_script(f"ALTER DATABASE {name} {change}")
        except RestoreRefused as refusal:
            warnings.append(f"The setting '{bare}' of the database stays as it is: {refusal.problem}")
    return warnings


def _value(setting: str, value: str) -> str:
    if setting.lower() not in _LISTS:
        return literal(value)
    names = [found[1] for found in _NAME.finditer(value) if found[1]]
    plain = (name[1:-1].replace('""', '"') if name.startswith('"') else name for name in names)
    return ", ".join(literal(name) for name in plain) or "''"
