"""Where a PostgreSQL database is, and who asks for it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field, replace

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets

OPTIONS = ("host", "sslmode", "sslrootcert")
"""Options of a location that libpq takes as they are; `host` may be the folder of a socket."""

_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

_SYSTEM = "system"
"""Newer programs find by themselves what it stands for."""

KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 6}
"""Options of a connection, by which a server that is gone is noticed within two minutes, also by who only waits."""

_CONNECTING = {
    "application_name": "crmbackup",
    "client_encoding": "UTF8",
    "connect_timeout": "10",
    "keepalives_idle": str(KEEPALIVE["TCP_KEEPIDLE"]),
    "keepalives_interval": str(KEEPALIVE["TCP_KEEPINTVL"]),
    "keepalives_count": str(KEEPALIVE["TCP_KEEPCNT"]),
}


@dataclass(frozen=True)
class Login:
    """All that it takes to connect, the password excepted: that is asked for each time anew, and never kept.

    `parameters` are libpq's (postgresql.org/docs/current/libpq-connect.html, "Parameter Key Words").
    """

    url: str
    database: str
    parameters: tuple[tuple[str, str], ...]
    secrets: FindSecret = field(default=no_secrets, repr=False, compare=False)

    def conninfo(self, database: str | None = None) -> str:
        """A connection string without a password, which other programs may be given as an argument.

        `database` is another one on the same server.
        """
        return _conninfo(dict(self.parameters) | {"dbname": database or self.database} | _CONNECTING)

    def conninfo_with_password(self, database: str | None = None) -> str:
        """The same with the password, where there is one: to be handed to the driver, and to nobody else."""
        password = self.password()
        return self.conninfo(database) + (f" {_conninfo({'password': password})}" if password is not None else "")

    def password(self) -> str | None:
        """The password, or None where libpq finds its own, or none is needed."""
        return self.secrets("password")


def login_of(location: Location, secrets: FindSecret) -> Login:
    """Read a location. Raises InvalidLocation."""
    location.check_options(OPTIONS)
    if location.database is None:
        raise InvalidLocation(location.url, "it names no database; the form is postgresql://user@host/database")
    mode = location.options.get("sslmode")
    if mode is not None and mode not in _MODES:
        raise InvalidLocation(location.url, f"'sslmode' is one of {', '.join(_MODES)}")
    port = None if location.port is None else str(location.port)
    named = {"host": location.host, "port": port, "user": location.user} | _with_authorities(location.options)
    parameters = tuple((name, value) for name, value in named.items() if value)
    # Both schemes mean the same place.
    return Login(replace(location, scheme="postgresql").url, location.database, parameters, secrets)


def _with_authorities(options: dict[str, str]) -> dict[str, str]:
    """With the file of the authorities that the operating system trusts, which older programs must be told by name."""
    file = ssl.get_default_verify_paths().cafile
    if options.get("sslrootcert") != _SYSTEM or file is None:
        return options
    return options | {"sslrootcert": file}


def _conninfo(parameters: dict[str, str]) -> str:
    return " ".join(f"{name}={_escaped(value)}" for name, value in parameters.items())


def _escaped(value: str) -> str:
    backslashes = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{backslashes}'"
