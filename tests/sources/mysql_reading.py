"""What the tests of the MySQL source share: reading whole tables as plain Python values."""

from contextlib import contextmanager

from crmbackup_gui.sources.base import TypesChanged
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.secrets import no_secrets
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.server import server_of
from crmbackup_gui.sources.sql.mysql.snapshot import open_snapshot


@contextmanager
def connected(url, password=None):
    with Connection(server_of(parse_location(url)), lambda _: password) as connection:
        yield connection


@contextmanager
def snapshot_of(url, find_secret=no_secrets):
    with open_snapshot(server_of(parse_location(url)), find_secret) as snapshot:
        yield snapshot


def read_table(snapshot, name, known=None):
    """The entity as read, its records as lists of values with large ones put together, and how often it began."""
    for attempt in range(1, 10):
        stream = snapshot.read(snapshot.catalog.entity(name), known)
        try:
            return stream, records_of(stream), attempt
        except TypesChanged:
            continue
    raise AssertionError(name)


def records_of(stream):
    records = []
    for taken in stream.records:
        columns = [column.to_pylist() for column in taken.batch.columns]
        for large in taken.large:
            assert columns[large.field][large.row] is None
            value = b"".join(large.read())
            columns[large.field][large.row] = value.decode() if large.is_text else value
        records += [list(row) for row in zip(*columns, strict=True)]
    return records
