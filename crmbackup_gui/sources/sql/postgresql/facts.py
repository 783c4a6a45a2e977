"""What server a database is on, for a person who looks whether all is right."""

from __future__ import annotations

from crmbackup_gui.sources.server import ServerFacts, is_this_computer
from crmbackup_gui.sources.sql.postgresql.existing import connect
from crmbackup_gui.sources.sql.postgresql.login import Login

_FACTS = """
SELECT current_setting('server_version'), pg_database_size(current_database()),
       (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())
"""


def facts_of(login: Login) -> ServerFacts:
    """Connect and look. Raises as `connect`."""
    with connect(login) as connection:
        ((version, size, encrypted),) = connection.rows(_FACTS)
    host = dict(login.parameters).get("host", "")
    inside = not host or host.startswith("/") or is_this_computer(host)
    return ServerFacts("PostgreSQL", str(version).split(maxsplit=1)[0], size, None if inside else bool(encrypted))
