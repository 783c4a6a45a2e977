"""Whether a table has exactly the records of certain keys, told by a digest of them.

The server goes through its keys in a third of the time that it takes to send them. The digest is the exclusive or of a
keyed hash of each key, which order does not change; with a key that nobody knows before, two different sets of as many
keys have the same digest once in 2^64 times.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import quoted
from crmbackup_gui.sources.sql.postgresql.schema import Table

_WITH_BIT_XOR = 14
_INTEGERS = (ValueType.INT16, ValueType.INT32, ValueType.INT64)

# Bob Jenkins' lookup3, as PostgreSQL's hash_bytes_uint32_extended (hashfn.c) uses it for one word.
_BEGIN = 0x9E3779B9 + 4 + 3_923_095
_MIX = (4, 6, 8, 16, 19, 4)
_FINAL = (14, 11, 25, 16, 4, 14, 24)
_WORD = 0xFFFFFFFF


def can_digest(connection: Connection, entity: Entity) -> bool:
    """Whether the server can, and the key is one integer."""
    fields = entity.key_fields
    return connection.major_version >= _WITH_BIT_XOR and len(fields) == 1 and fields[0].type in _INTEGERS


def holds_exactly(connection: Connection, table: Table, entity: Entity, keys: Iterator[pa.Array]) -> bool:
    """Whether the records of a table are those of the keys (int64, none twice), and no others.

    False also where the server should hash in another way than is known here; whoever asks then compares all keys.
    """
    seed = secrets.randbits(62) + 1
    count = digest = 0
    for some in keys:
        count += len(some)
        digest ^= digest_of(np.asarray(some), seed)
    key = f"r.{quoted(entity.key[0])}::bigint"
    ((found, digested),) = connection.rows(
        f"SELECT count(*), coalesce(pg_catalog.bit_xor(pg_catalog.hashint8extended({key} & {_WORD}, "
        f"pg_catalog.hashint8extended({key} >> 32, {seed}))), 0) FROM {table.sql_source} AS r"
    )
    return (found, digested % 2**64) == (count, digest)


def digest_of(keys: np.ndarray, seed: int) -> int:
    """The exclusive or of the hashes of 64-bit integers: of the lower half, seeded with that of the upper half."""
    if not len(keys):
        return 0
    upper = (keys >> 32).astype(np.uint32)
    if (upper == upper[0]).all():
        upper = upper[:1]
    seeds = _hashed(upper, np.full(1, seed, np.uint64))
    return int(np.bitwise_xor.reduce(_hashed(keys.astype(np.uint32), seeds)))


def _hashed(words: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """64 bits of each 32. A seed must not be zero, which the server would not mix in."""
    begin = np.uint32(_BEGIN & _WORD)
    a = begin + (seeds >> np.uint64(32)).astype(np.uint32)
    b = begin + seeds.astype(np.uint32)
    c = np.full_like(a, begin)
    for bits in _MIX:
        a, b, c = b, c + b, (a - c) ^ _rotated(c, bits)
    a = a + words
    for bits in _FINAL:
        a, b, c = b, (c ^ b) - _rotated(b, bits), a
    return a.astype(np.uint64) << np.uint64(32) | b


def _rotated(words: np.ndarray, bits: int) -> np.ndarray:
    return words << np.uint32(bits) | words >> np.uint32(32 - bits)
