"""Values that do not fit into segments: cut into blobs, named by their content, stored once.

A blob is at most `BLOB_BYTES` of content. Its name is HMAC-SHA-256 under a sub-key, so that nobody without the key
can tell whether the repository holds a certain file. In a record, `BLOBS` lists the blobs of each field that lives
outside; the field itself is null there. FORMAT.md, "Blobs", has the bytes.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import zstandard

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.repository.segments import decode_segment, stored_schema

BLOB_BYTES = 8 << 20
NAME_BYTES = 32

_RAW, _ZSTD = b"\x00", b"\x01"
_HEAD = struct.Struct("<HBQI")

INDEX_ENTITY = Entity(
    name="",
    fields=(
        Field(name="name", type=ValueType.BYTES, nullable=False),
        Field(name="pack", type=ValueType.BYTES, nullable=False),
        Field(name="offset", type=ValueType.INT64, nullable=False),
        Field(name="length", type=ValueType.INT64, nullable=False),
    ),
    key=("name",),
)
"""A blob index is stored as segments of this shape: where each blob lies that a point added."""


@dataclass(frozen=True)
class OutsideValue:
    """A field of a record whose value lives in blobs. `size` is the value's length in bytes."""

    field: int
    is_text: bool
    size: int
    names: tuple[bytes, ...]

    def encode(self) -> bytes:
        """The bytes that `BLOBS` has for this field; those of all fields of a record follow one another."""
        return _HEAD.pack(self.field, self.is_text, self.size, len(self.names)) + b"".join(self.names)


def decode_outside(cell: bytes, where: str) -> tuple[OutsideValue, ...]:
    """The values listed in one cell of `BLOBS`. Raises ObjectDamaged, with `where` as the object's name."""
    values, at = [], 0
    while at < len(cell):
        if at + _HEAD.size > len(cell):
            raise ObjectDamaged(where, "a list of blobs is cut off")
        field, is_text, size, count = _HEAD.unpack_from(cell, at)
        at += _HEAD.size
        end = at + count * NAME_BYTES
        if end > len(cell):
            raise ObjectDamaged(where, "a list of blobs is cut off")
        names = tuple(cell[i : i + NAME_BYTES] for i in range(at, end, NAME_BYTES))
        values.append(OutsideValue(field, bool(is_text), size, names))
        at = end
    return tuple(values)


def names_in(cells: pa.Array, where: str) -> Iterator[bytes]:
    """Names of all blobs that a column `BLOBS` lists. Raises ObjectDamaged, with `where` as the object's name."""
    for cell in cells.drop_null().to_pylist():
        for value in decode_outside(cell, where):
            yield from value.names


def cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blobs: each of `BLOB_BYTES` but the last one, whatever the pieces were."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= BLOB_BYTES:
            yield bytes(buffer[:BLOB_BYTES])
            del buffer[:BLOB_BYTES]
    if buffer:
        yield bytes(buffer)


def blob_name(key: bytes, content: bytes) -> bytes:
    """The name of a blob under the repository's sub-key for names."""
    return hmac.digest(key, content, "sha256")


def encode_blob(content: bytes) -> bytes:
    """What a pack holds for a blob: one byte of how, then the content, compressed where that saves a tenth."""
    packed = zstandard.ZstdCompressor(level=1).compress(content)
    return _ZSTD + packed if len(packed) < 0.9 * len(content) else _RAW + content


def decode_blob(key: bytes, name: bytes, data: bytes, where: str) -> bytes:
    """The content of a blob, which must have that name. Raises ObjectDamaged, with `where` as the object's name."""
    how, body = data[:1], data[1:]
    if how == _ZSTD:
        try:
            if zstandard.frame_content_size(body) > BLOB_BYTES:
                raise ObjectDamaged(where, "a blob is larger than any can be")
            body = zstandard.ZstdDecompressor().decompress(body, max_output_size=BLOB_BYTES)
        except zstandard.ZstdError as error:
            raise ObjectDamaged(where, "a blob cannot be decompressed") from error
    if how not in (_RAW, _ZSTD) or not hmac.compare_digest(blob_name(key, body), name):
        raise ObjectDamaged(where, "a blob is not what its name says")
    return body


def decode_index(name: str, data: bytes) -> Iterator[pa.RecordBatch]:
    """Batches of a blob index, whose names increase. Raises ObjectDamaged, with `name` as the object's name."""
    last = pa.array([], pa.binary())
    for batch in decode_segment(name, data, stored_schema(INDEX_ENTITY)):
        if any(batch.column(field.name).null_count for field in INDEX_ENTITY.fields):
            raise ObjectDamaged(name, "an index of blobs has empty places")
        names = pa.concat_arrays([last, batch.column("name")])
        if not pc.all(pc.less(names[:-1], names[1:])).as_py() and len(names) > 1:
            raise ObjectDamaged(name, "an index of blobs is not in the order of their names")
        last = names[-1:]
        yield batch


@dataclass(frozen=True)
class BlobPlace:
    """Where a blob lies: the pack's id, and the part of the pack's content."""

    pack: bytes
    offset: int
    length: int


class BlobIndex:
    """Finds blobs by name among the indexes of many points, 60 bytes a blob. Read-only; any thread may use it."""

    def __init__(self, indexes: Sequence[pa.RecordBatch]) -> None:
        table = pa.Table.from_batches(indexes, stored_schema(INDEX_ENTITY))
        columns: dict[str, Any] = {field.name: table.column(field.name).combine_chunks() for field in table.schema}
        self._columns = columns
        joined = b"".join(name[:8] for name in columns["name"].to_pylist())
        heads = np.frombuffer(joined, dtype=">u8").astype(np.uint64)
        self._order = np.argsort(heads, kind="stable")
        self._heads = heads[self._order]

    def find(self, name: bytes) -> BlobPlace | None:
        """Where the blob of that name lies, in its newest place if there are several, or None."""
        head = np.uint64(int.from_bytes(name[:8], "big"))
        for at in range(int(np.searchsorted(self._heads, head, "right")) - 1, -1, -1):
            if self._heads[at] != head:
                return None
            row = int(self._order[at])
            if self._columns["name"][row].as_py() == name:
                return BlobPlace(*(self._columns[column][row].as_py() for column in ("pack", "offset", "length")))
        return None
