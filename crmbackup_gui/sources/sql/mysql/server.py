"""Which server, account and database an address names, and how the way to it is protected."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import Enum
from getpass import getuser

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.location import Location

OPTIONS = ("socket", "ssl", "ssl-ca")
DEFAULT_PORT = 3306


class Encryption(Enum):
    """What a connection over the network must be. The value is the option's."""

    OFFERED = ""
    """Encrypted where the server can; what the server says it is goes unchecked."""
    OFF = "off"
    ON = "on"
    """Encrypted, or no connection."""
    VERIFY = "verify"
    """Encrypted, with a certificate that is trusted and names the host."""


@dataclass(frozen=True)
class Server:
    """Where to connect. `location` is how messages name the place. A `socket` stands for host and port."""

    location: str
    host: str
    port: int
    socket: str | None
    user: str
    database: str
    encryption: Encryption
    authorities: str | None
    """File of the certificates that vouch for the server's; None for those that the system trusts."""

    def tls(self) -> ssl.SSLContext | None:
        """How to encrypt; None for not at all. Raises InvalidLocation when the file of authorities is none."""
        if self.socket is not None or self.encryption is Encryption.OFF:
            return None
        try:
            context = ssl.create_default_context(cafile=self.authorities)
        except OSError as error:
            raise InvalidLocation(self.location, f"the file in 'ssl-ca=' cannot be used ({error.strerror})") from error
        if self.encryption is not Encryption.VERIFY:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def server_of(location: Location) -> Server:
    """Read an address. Raises InvalidLocation for one that names no database, and for options it does not know."""
    location.check_options(OPTIONS)
    if not location.database:
        raise InvalidLocation(location.url, "it names no database; the form is mysql://user@host/database")
    wanted = location.options.get("ssl", "")
    authorities = location.options.get("ssl-ca")
    try:
        encryption = Encryption(wanted or ("verify" if authorities else ""))
    except ValueError:
        raise InvalidLocation(location.url, "'ssl=' is one of off, on and verify") from None
    return Server(
        location=location.url,
        host=location.host or "localhost",
        port=location.port or DEFAULT_PORT,
        socket=location.options.get("socket"),
        user=location.user or getuser(),
        database=location.database,
        encryption=encryption,
        authorities=authorities,
    )
