"""Segments: runs of records in key order, each a file of its own, mostly Parquet (FORMAT.md, "Segments").

In memory, stored records are a batch of the entity's fields (model/arrow.py) and a last column `BLOBS`; a run of
deleted keys has the key fields only. On disk the columns are named by their position, because names may hold
characters that Parquet readers take for paths.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.repository.arrow_messages import check_uncompressed
from crmbackup_gui.repository.contents import Part, PartFile
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.parquet_pages import UnsafePages, safe_rows

if TYPE_CHECKING:
    from typing_extensions import Buffer

BLOBS = "crmbackup:blobs"
"""Last column of stored records: which fields of a record live in blobs (repository/blobs.py), mostly null."""

SEGMENT_ROWS = 131_072
SEGMENT_BYTES = 32 << 20
"""A segment has no more of either, counted before compression, unless a single record has."""

READ_ROWS = 16_384
SMALL_BYTES = 2 << 20
"""A segment up to this size, counted before compression, is compressed as a whole: Parquet's own compression costs
40 microseconds a column, and a dictionary as much again, which is most of the work of reading the many small change
sets of a long chain."""

TINY_BYTES = 512 << 10
"""A segment up to this size, counted before compression, is an Arrow stream, compressed as a whole. Parquet takes a
third of a millisecond to read 20 columns however few records there are, and as much again to look at its footer first;
the stream a twentieth of that. It is larger by some 3 KB, or by a quarter where that is more."""

_MOST_ROWS = 1 << 20
_MOST_BYTES = 256 << 20
"""No honest segment has more of either, unless a single record has, and a few bytes can stand for any number."""

_MOST_BUFFERS = 16
"""No column has more: one that holds values of any type has eleven (model/arrow.py)."""

_PAGE_BYTES = 256 << 10
"""A reader holds a page of every column: of 18 columns 6 MB, where Arrow's 1 MiB takes 9 MB. It also reads faster by a
quarter, and the segment grows by 0.4 %."""

_ZSTD_LEVEL = 1
_STREAM_LEVEL = 3
"""A twelfth smaller than at level 1, for half a millisecond more of writing and none of reading."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_PARQUET_MAGIC = b"PAR1"
_SMALL_LIMIT = 8 * SMALL_BYTES
_local = threading.local()
_SAMPLE_ROWS = 8_192


def stored_schema(entity: Entity) -> pa.Schema:
    """Columns of stored records: the fields of the entity, then `BLOBS`."""
    return arrow_schema(entity).append(pa.field(BLOBS, pa.binary()))


def tombstone_schema(entity: Entity) -> pa.Schema:
    """Columns of deleted keys: the key fields in key order."""
    fields = arrow_schema(entity)
    return pa.schema([fields.field(entity.index(name)) for name in entity.key])


@dataclass(frozen=True)
class EncodedSegment:
    """A finished segment: its bytes, its number of records, its first and last canonical key."""

    data: pa.Buffer
    rows: int
    first: bytes
    last: bytes


class SegmentEncoder:
    """Cuts increasing records of one entity into segments. One thread at a time.

    `keys_only` encodes tombstones. Feed batches with `add`, which yields the segments that are full, and end with
    `finish`, which yields the rest.
    """

    def __init__(self, entity: Entity, *, keys_only: bool = False) -> None:
        schema = tombstone_schema(entity) if keys_only else stored_schema(entity)
        self._order = KeyOrder(entity)
        self._key_columns = range(len(entity.key)) if keys_only else self._order.positions
        self._disk = pa.schema([field.with_name(str(i)) for i, field in enumerate(schema)])
        self._pending: list[pa.RecordBatch] = []
        self._rows = 0
        self._bytes = 0
        self._dictionary: list[str] | None = None

    def add(self, batch: pa.RecordBatch) -> Iterator[EncodedSegment]:
        """Take records that come after all taken before."""
        while batch.num_rows:
            part = _fitting(batch.slice(0, SEGMENT_ROWS - self._rows))
            if self._rows and self._bytes + part.nbytes > SEGMENT_BYTES:
                yield self._encode()
                continue
            batch = batch.slice(part.num_rows)
            self._pending.append(part)
            self._rows += part.num_rows
            self._bytes += part.nbytes
            if self._rows >= SEGMENT_ROWS or self._bytes >= SEGMENT_BYTES:
                yield self._encode()

    def finish(self) -> Iterator[EncodedSegment]:
        """Yield what is left."""
        if self._rows:
            yield self._encode()

    def _encode(self) -> EncodedSegment:
        pending, self._pending, self._rows, self._bytes = self._pending, [], 0, 0
        table = pa.Table.from_batches([pa.RecordBatch.from_arrays(b.columns, schema=self._disk) for b in pending])
        small = table.nbytes <= SMALL_BYTES
        tiny = small and table.nbytes <= TINY_BYTES
        data = self._stream(table) if tiny else self._file(table, small=small)
        if small:
            level = _STREAM_LEVEL if tiny else _ZSTD_LEVEL
            data = pa.py_buffer(zstandard.ZstdCompressor(level=level).compress(data))
        return EncodedSegment(data, table.num_rows, self._key(pending[0], 0), self._key(pending[-1], -1))

    def _stream(self, table: pa.Table) -> pa.Buffer:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_batch(table.combine_chunks().to_batches()[0])
        return sink.getvalue()

    def _file(self, table: pa.Table, *, small: bool) -> pa.Buffer:
        if self._dictionary is None and not small:
            self._dictionary = _repetitive(table)
        sink = pa.BufferOutputStream()
        pq.write_table(
            table,
            sink,
            compression="none" if small else "zstd",
            compression_level=None if small else _ZSTD_LEVEL,
            use_dictionary=(not small and self._dictionary) or False,
            write_statistics=False,
            store_schema=False,
            row_group_size=SEGMENT_ROWS,
            data_page_size=_PAGE_BYTES,
        )
        return sink.getvalue()

    def _key(self, batch: pa.RecordBatch, row: int) -> bytes:
        row %= batch.num_rows
        keys = self._order.keys([batch.column(i).slice(row, 1) for i in self._key_columns])
        return self._order.to_bytes(keys[0].as_py())


def decode_segment(
    name: str,
    data: bytes | pa.Buffer | Part,
    schema: pa.Schema,
    rows: int = READ_ROWS,
    columns: Sequence[int] | None = None,
    *,
    entity: str = "",
) -> Iterator[pa.RecordBatch]:
    """Batches of at most `rows` records of a segment, which must have exactly the columns of `schema`.

    `entity` is named in what is said of a segment that is damaged. With `columns`, only those at these positions are
    decoded, and given in that order; of a large segment that is a Part no more is read than that takes. Raises
    ObjectDamaged, with `name` as the object's name, when the bytes are not such a segment.
    """
    of = f" of '{entity}'" if entity else ""
    try:
        beginning = data.read(0, 4) if isinstance(data, Part) else bytes(memoryview(data)[:4])
        small = beginning == _ZSTD_MAGIC
        content = _expanded(data.whole() if isinstance(data, Part) else data) if small else data
        kept = range(len(schema)) if columns is None else columns
        selected = pa.schema([schema.field(position) for position in kept])
        if isinstance(content, bytes) and small and content[:4] != _PARQUET_MAGIC:
            stream = pa.ipc.open_stream(content)
            _check_columns(name, of, stream.schema, schema)
            for batch in _of_stream(name, of, content, stream, rows):
                yield pa.RecordBatch.from_arrays([batch.column(position) for position in kept], schema=selected)
            return
        read, size, source = _opened(content)
        at_once = safe_rows(read, size, rows, columns)
        file = pq.ParquetFile(source)
        _check_columns(name, of, file.schema_arrow, schema)
        wanted = None if columns is None else [str(position) for position in columns]
        whole = small and file.metadata.num_rows <= at_once
        batches = (
            file.read(wanted, use_threads=False).to_batches(rows)
            if whole
            else file.iter_batches(at_once, columns=wanted, use_threads=not isinstance(content, Part))
        )
        for batch in _of_file(name, of, batches):
            yield pa.RecordBatch.from_arrays([batch.column(str(position)) for position in kept], schema=selected)
    except (pa.ArrowException, OSError, RuntimeError, UnicodeDecodeError, UnsafePages, zstandard.ZstdError) as error:
        # Arrow gives what its Parquet reader throws as it is: a RuntimeError.
        raise ObjectDamaged(name, f"a segment{of} cannot be read: {error}") from error


def _of_stream(
    name: str, of: str, content: bytes, stream: pa.RecordBatchStreamReader, rows: int
) -> Iterator[pa.RecordBatch]:
    """Batches of an Arrow stream, which believes everything of its offsets and texts until it is asked."""
    check_uncompressed(content)
    table = stream.read_all()
    # A buffer lies within the stream, but several may lie in the same place. Counting them takes as long as opening.
    at_most = len(content) * table.num_columns * _MOST_BUFFERS
    if at_most > _MOST_BYTES:
        table.validate()  # counting goes by what is said of the buffers, also outside of them
        at_most = table.nbytes
    _check_size(name, of, table.num_rows, at_most)
    table.validate(full=True)
    yield from table.to_batches(rows)


def _of_file(name: str, of: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Batches of a Parquet file, of which what reads it believes that texts are UTF-8."""
    found = size = 0
    for batch in batches:
        found, size = found + batch.num_rows, size + batch.nbytes
        _check_size(name, of, found, size)
        for column in batch.columns:
            if pa.types.is_string(column.type) and not _is_ascii(column):
                column.validate(full=True)
        yield batch


def _check_size(name: str, of: str, rows: int, size: int) -> None:
    if rows > _MOST_ROWS or (size > _MOST_BYTES and rows > 1):
        raise ObjectDamaged(name, f"a segment{of} has more records than any can have")


def _opened(content: bytes | pa.Buffer | Part) -> tuple[Callable[[int, int], Buffer], int, pa.NativeFile]:
    """What gives bytes of a file, how many it has, and the file for Arrow."""
    if isinstance(content, Part):
        return content.read, content.size, pa.PythonFile(PartFile(content), "r")
    view = memoryview(content).cast("B")
    return (lambda start, length: view[start : start + length]), len(view), pa.BufferReader(content)


def _check_columns(name: str, of: str, found: pa.Schema, expected: pa.Schema) -> None:
    """Before anything is decoded: of another schema's values nobody knows how large they become."""
    if (found.types, found.names) != (expected.types, [str(position) for position in range(len(expected))]):
        raise ObjectDamaged(name, f"the columns of a segment{of} are not those of its entity")


def _is_ascii(column: pa.Array) -> bool:
    """Whether all of the column's text is: looking at each text by itself takes as long as decoding them."""
    text = column.buffers()[2]
    return text is None or text.to_pybytes().isascii()


def _fitting(batch: pa.RecordBatch) -> pa.RecordBatch:
    """As many of the first rows as a segment can hold, at least one."""
    while batch.num_rows > 1 and batch.nbytes > SEGMENT_BYTES:
        batch = batch.slice(0, batch.num_rows // 2)
    return batch


def _expanded(data: bytes | pa.Buffer) -> bytes:
    """The file in a small segment, which cannot be made to fill the memory."""
    if zstandard.frame_content_size(data) > _SMALL_LIMIT:
        raise zstandard.ZstdError("larger than any small segment")
    return _decompressor().decompress(data, max_output_size=_SMALL_LIMIT)


def _decompressor() -> zstandard.ZstdDecompressor:
    """One for each thread: making one costs as much as decompressing a small segment."""
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    return _local.decompressor


def _repetitive(table: pa.Table) -> list[str]:
    """Names of the columns whose values repeat enough for a dictionary to pay."""
    sample = table.slice(0, _SAMPLE_ROWS)
    names = []
    for field in sample.schema:
        if pa.types.is_binary(field.type) or pa.types.is_string(field.type):
            column = sample.column(field.name)
            if pc.count_distinct(column).as_py() <= sample.num_rows // 4:
                names.append(field.name)
        elif pa.types.is_integer(field.type) and pc.count_distinct(sample.column(field.name)).as_py() <= 256:
            names.append(field.name)
    return names
