"""What tests of reading PostgreSQL do all the time."""

import contextlib
from contextlib import closing

import adbc_driver_postgresql.dbapi
import pyarrow as pa

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.sources.base import TypesChanged
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql.login import login_of
from crmbackup_gui.sources.sql.postgresql.snapshot import open_snapshot


def login(url, password=None):
    return login_of(parse_location(url), lambda name: password if name == "password" else None)


@contextlib.contextmanager
def snapshot_of(database, user="postgres"):
    with open_snapshot(login(database.url(user))) as snapshot:
        yield snapshot


def settled(snapshot, name, known=None):
    """The records of an entity as `records` has them, and the entity as read: begun again as often as types change."""
    entity = snapshot.catalog.entity(name)
    while True:
        try:
            stream = snapshot.read(entity, known)
            return stream.entity, list(rows_of(stream))
        except TypesChanged:
            continue


def rows_of(stream):
    """Every record as a tuple, values that came apart from it in their places."""
    for records in stream.records:
        columns = [cells(column) for column in records.batch.columns]
        for large in records.large:
            content = b"".join(large.read())
            columns[large.field][large.row] = content.decode() if large.is_text else content
        yield from zip(*columns, strict=True)


def cells(column):
    """Python values; of times and dates what they are counted in, since Python has not all of them."""
    if pa.types.is_temporal(column.type):
        column = column.view(pa.int32() if pa.types.is_date32(column.type) else pa.int64())
    return column.to_pylist()


def read(database, name, user="postgres"):
    with snapshot_of(database, user) as snapshot:
        return settled(snapshot, name)


def refusal(database, user="postgres"):
    """The error with which a snapshot is refused."""
    try:
        with snapshot_of(database, user):
            return None
    except CrmBackupError as error:
        return error


def ingest(database, batches):
    """New tables of Arrow's types with these batches in them, by the driver alone."""
    conninfo = database.server.conninfo(database.name)
    with (
        closing(adbc_driver_postgresql.dbapi.connect(conninfo, autocommit=True)) as connection,
        closing(connection.cursor()) as cursor,
    ):
        for table, batch in batches.items():
            cursor.adbc_ingest(table, batch, mode="create")
