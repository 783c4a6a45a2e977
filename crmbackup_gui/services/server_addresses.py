"""What a form asks about a CRM on a database server, as the address of the CRM, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from crmbackup_gui.errors import UnsupportedLocation
from crmbackup_gui.sources.location import Location, parse_location


class ServerKind(Enum):
    """The kinds of server that have a form. The value is the scheme of their addresses."""

    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    """MariaDB too."""

    @property
    def schemes(self) -> tuple[str, ...]:
        """What addresses of it may begin with; the first is the one that is written."""
        return ("postgresql", "postgres") if self is ServerKind.POSTGRESQL else ("mysql", "mariadb")

    @property
    def port(self) -> int:
        """The port that such a server has unless somebody chose another one."""
        return 5432 if self is ServerKind.POSTGRESQL else 3306


_KINDS = {scheme: kind for kind in ServerKind for scheme in kind.schemes}


class Encryption(Enum):
    """How the way to the server is protected."""

    OFFERED = "offered"
    """Encrypted where the server can."""
    ALWAYS = "always"
    VERIFIED = "verified"
    """Encrypted, and the server proves that it is the one that it is taken for."""
    NEVER = "never"


@dataclass(frozen=True)
class _Spelling:
    """How the addresses of a kind say what a form asks. The first value of an encryption is the one that is written."""

    encryption: str
    authorities: str
    socket: str
    values: dict[Encryption, tuple[str, ...]]


_SPELLINGS = {
    ServerKind.POSTGRESQL: _Spelling(
        "sslmode",
        "sslrootcert",
        "host",
        {
            Encryption.OFFERED: ("", "prefer", "allow"),
            Encryption.ALWAYS: ("require",),
            Encryption.VERIFIED: ("verify-full", "verify-ca"),
            Encryption.NEVER: ("disable",),
        },
    ),
    ServerKind.MYSQL: _Spelling(
        "ssl",
        "ssl-ca",
        "socket",
        {
            Encryption.OFFERED: ("",),
            Encryption.ALWAYS: ("on",),
            Encryption.VERIFIED: ("verify",),
            Encryption.NEVER: ("off",),
        },
    ),
}

_SYSTEM = "system"
"""Stands for the authorities that the operating system trusts, which PostgreSQL asks only when told to."""


@dataclass(frozen=True)
class ServerAddress:
    """The answers. A `socket` takes the place of host and port; paths are absolute.

    For PostgreSQL the socket is the folder that it is in, for MySQL the socket itself. `spelled` is how an address said
    the encryption, `scheme` how it began, and `more` are its options that no form shows: all stay as they were.
    """

    kind: ServerKind
    host: str = ""
    port: int | None = None
    database: str = ""
    user: str = ""
    socket: str = ""
    encryption: Encryption = Encryption.OFFERED
    authorities: str = ""
    """A file of certificates that vouch for the server's; empty for those that the operating system trusts."""
    files: str = ""
    """The folder of attachments."""
    spelled: str = ""
    scheme: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it leads to a database."""
        return bool(self.database and self.user and (self.host or self.socket))

    @property
    def url(self) -> str:
        """The address in its canonical form. Raises leaves of InvalidRequest for what cannot be in one."""
        spelling = _SPELLINGS[self.kind]
        said = spelling.values[self.encryption]
        options = dict(self.more)
        options[spelling.encryption] = self.spelled if self.spelled in said else said[0]
        options[spelling.socket] = self.socket
        options["files"] = Path(self.files).absolute().as_posix() if self.files else ""
        if self.encryption is Encryption.VERIFIED:
            system = _SYSTEM if self.kind is ServerKind.POSTGRESQL else ""
            options[spelling.authorities] = self.authorities or system
        location = Location(
            self.scheme or self.kind.schemes[0],
            host=None if self.socket else self.host,
            port=None if self.socket else self.port,
            user=self.user,
            database=self.database,
            options={name: value for name, value in options.items() if value},
        )
        return parse_location(location.url).url


def server_address(url: str) -> ServerAddress:
    """The answers that lead to that address. Raises UnsupportedLocation for a CRM that is on no such server."""
    location = parse_location(url)
    kind = _KINDS.get(location.scheme)
    if kind is None:
        raise UnsupportedLocation(location.scheme, sorted(_KINDS))
    spelling = _SPELLINGS[kind]
    options = dict(location.options)
    spelled = options.pop(spelling.encryption, "")
    authorities = options.pop(spelling.authorities, "")
    socket = options.pop(spelling.socket, "")
    files = options.pop("files", "")
    encryption = next((e for e, said in spelling.values.items() if spelled in said), Encryption.OFFERED)
    if authorities and not spelled:
        encryption = Encryption.VERIFIED
    return ServerAddress(
        kind=kind,
        host=location.host or "",
        port=location.port,
        database=location.database or "",
        user=location.user or "",
        socket=socket,
        encryption=encryption,
        authorities="" if authorities == _SYSTEM else authorities,
        files=files,
        spelled=spelled,
        scheme="" if location.scheme == kind.schemes[0] else location.scheme,
        more=tuple(sorted(options.items())),
    )


def is_on_server(url: str) -> bool:
    """Whether the CRM is on a server that has a form. Raises leaves of InvalidRequest."""
    return parse_location(url).scheme in _KINDS


def same_database(one: str, other: str) -> bool:
    """Whether two addresses lead to one database, however they get there. Raises leaves of InvalidRequest."""
    return database_of(one) == database_of(other)


def account_of(url: str) -> str:
    """The address of a server and of who reads it, without the database. Raises leaves of InvalidRequest."""
    location = parse_location(database_of(url))
    return replace(location, user=parse_location(url).user, database=None).url


def database_of(url: str) -> str:
    """The address of a database without what does not matter for which one it is: who reads it, and how.

    Any other address as it is, in its canonical form. Raises leaves of InvalidRequest.
    """
    location = parse_location(url)
    kind = _KINDS.get(location.scheme)
    if kind is None:
        return location.url
    option = _SPELLINGS[kind].socket
    socket = location.options.get(option, "")
    port = None if socket or location.port == kind.port else location.port
    host = None if socket else location.host
    options = {option: socket} if socket else {}
    return replace(location, scheme=kind.schemes[0], host=host, port=port, user=None, options=options).url
