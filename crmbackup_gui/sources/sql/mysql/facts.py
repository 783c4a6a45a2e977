"""What server a database is on, for a person who looks whether all is right."""

from __future__ import annotations

from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.server import ServerFacts, is_this_computer
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.server import Server

_SIZE = "SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = ?"


def facts_of(server: Server, find_secret: FindSecret) -> ServerFacts:
    """Connect and look. Raises as `Connection`."""
    with Connection(server, find_secret) as connection:
        size = connection.value(_SIZE, [server.database])
        cipher = connection.rows("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        inside = server.socket is not None or is_this_computer(server.host)
        return ServerFacts(
            product="MariaDB" if connection.is_mariadb else "MySQL",
            version=connection.version.partition("-")[0],
            size_bytes=None if size is None else int(size),
            encrypted=None if inside else any(value for _, value in cipher),
        )
