"""What an account may see of a database: tables that it may not read do not even show up in the server's lists."""

from __future__ import annotations

import re

from crmbackup_gui.sources.sql.mysql.connection import Connection

_GRANT = re.compile(r"(GRANT|REVOKE) (.+?) ON (\*|`(?:[^`]|``)*`)\.\* (?:TO|FROM) ", re.DOTALL)


def rights_on(connection: Connection, database: str) -> frozenset[str]:
    """The rights on all of the database, such as `SELECT`; `ALL` stands for all of them."""
    rights: set[str] = set()
    for (line,) in connection.rows(_listing(connection)):
        grant = _GRANT.match(line)
        if grant is None or not _covers(grant[3], database):
            continue
        listed = {right.strip().upper() for right in grant[2].split(",")}
        if "ALL PRIVILEGES" in listed:
            listed.add("ALL")
        # MySQL 8 can take a right on one database back from an account that has it on all of them.
        rights = rights | listed if grant[1] == "GRANT" else _without(rights, listed)
    return frozenset(rights)


def may(rights: frozenset[str], right: str) -> bool:
    """Whether `right` is among them."""
    return right in rights or "ALL" in rights


def _listing(connection: Connection) -> str:
    if connection.is_mariadb:
        return "SHOW GRANTS"
    has_roles = int(connection.version.split(".")[0]) >= 8
    roles = connection.value("SELECT CURRENT_ROLE()") if has_roles else "NONE"
    return "SHOW GRANTS" if roles == "NONE" else f"SHOW GRANTS FOR CURRENT_USER() USING {roles}"


def _covers(pattern: str, database: str) -> bool:
    """Names of databases in grants are patterns, where a backslash takes the meaning from `_` and `%`."""
    if pattern == "*":
        return True
    parts = re.findall(r"\\.|.", pattern[1:-1].replace("``", "`"), re.DOTALL)
    regular = "".join(
        "." if part == "_" else ".*" if part == "%" else re.escape(part[-1] if len(part) == 2 else part)
        for part in parts
    )
    return re.fullmatch(regular, database, re.DOTALL | re.IGNORECASE) is not None


def _without(rights: set[str], taken: set[str]) -> set[str]:
    return set() if "ALL" in rights or "ALL" in taken else rights - taken
