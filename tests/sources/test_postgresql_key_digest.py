"""That nothing was deleted is told without sending the keys."""

import numpy as np
import pyarrow as pa
import pytest

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.sql.postgresql import key_digest
from crmbackup_gui.sources.sql.postgresql.connection import Access, Connection
from crmbackup_gui.sources.sql.postgresql.snapshot import PostgresSnapshot
from tests.engine.setting import back_up, new_repository, read_all, view_of
from tests.sources.postgresql_reading import login, snapshot_of

EDGES = [0, 1, -1, 2**31, 2**32 - 1, 2**32, -(2**32), -(2**32) - 1, 2**63 - 1, -(2**63), 5, 2**32 + 4]


@pytest.mark.parametrize("seed", [1, 4711, 2**62])
def test_keys_have_the_digest_that_the_server_gives_them(pg, seed):
    random = np.random.default_rng(seed)
    keys = np.concatenate([np.array(EDGES), random.integers(-(2**63), 2**63, 500), random.integers(-900, 900, 500)])
    with Connection(login(pg().url())) as connection:
        connection.begin(Access.READ)
        listed = ",".join(map(str, keys.tolist()))
        told = connection.value(
            f"SELECT bit_xor(hashint8extended(k & 4294967295, hashint8extended(k >> 32, {seed}))) "
            f"FROM unnest('{{{listed}}}'::bigint[]) k"
        )
    assert key_digest.digest_of(keys, seed) == told % 2**64


@pytest.mark.parametrize("kind", ["smallint", "int", "bigint"])
@pytest.mark.parametrize(
    ("keys", "same"),
    [
        ([[-3, 1], [2, 9]], True),
        ([[9, 2, 1, -3]], True),
        ([[-3, 1, 2]], False),
        ([[-3, 1, 2, 9, 10]], False),
        ([[-3, 1, 2, 8]], False),
        ([], False),
    ],
)
def test_a_table_holds_exactly_some_keys_or_it_does_not(pg, kind, keys, same):
    database = pg(f"CREATE TABLE t (id {kind} PRIMARY KEY)", "INSERT INTO t VALUES (9), (-3), (1), (2)")
    with snapshot_of(database) as snapshot:
        table = snapshot._structure.tables["t"]
        handed = (pa.array(some, pa.int64()) for some in keys)
        assert key_digest.holds_exactly(snapshot._connection, table, table.entity, handed) is same


def test_an_empty_table_holds_no_keys(pg):
    with snapshot_of(pg("CREATE TABLE t (id int PRIMARY KEY)")) as snapshot:
        table = snapshot._structure.tables["t"]
        assert key_digest.holds_exactly(snapshot._connection, table, table.entity, iter([]))


def test_only_where_something_was_deleted_an_incremental_asks_for_all_keys(pg, monkeypatch):
    database = pg(
        "CREATE TABLE t (id bigint PRIMARY KEY, v text)",
        "INSERT INTO t SELECT n, n::text FROM generate_series(1, 500) n",
    )
    asked = []
    keys = PostgresSnapshot.keys
    monkeypatch.setattr(PostgresSnapshot, "keys", lambda self, entity: asked.append(entity.name) or keys(self, entity))
    source, repository = open_source(database.url()), new_repository()
    back_up(source, repository)

    database.run("UPDATE t SET v = 'other' WHERE id = 7", "INSERT INTO t VALUES (1000, 'new')")
    second = back_up(source, repository, Strategy.INCREMENTAL)
    assert (second.records_added, second.records_changed, second.records_deleted, asked) == (1, 1, 0, [])

    database.run("DELETE FROM t WHERE id = 8", "INSERT INTO t VALUES (1001, 'new')")
    third = back_up(source, repository, Strategy.INCREMENTAL)
    assert (third.records_added, third.records_changed, third.records_deleted, asked) == (1, 0, 1, ["t"])
    assert len(read_all(view_of(repository, third.sequence))["t"]) == 501
