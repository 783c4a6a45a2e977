"""Looking at an Arrow stream before it is decoded: FORMAT.md allows no compression inside of it.

Arrow would believe the size that a compressed buffer claims. The messages are FlatBuffers (flatbuffers.dev/internals),
of which only the one field is looked at.
"""

from __future__ import annotations

import struct

import pyarrow as pa

from crmbackup_gui.repository.parquet_pages import UnsafePages

_HEADER_TYPE, _HEADER = 1, 2
_RECORD_BATCH = 3
_COMPRESSION = 3
"""Slots of the tables `Message` and `RecordBatch`, and the kind of message, as Arrow's Message.fbs numbers them."""


def check_uncompressed(stream: bytes) -> None:
    """Raise UnsafePages for a stream that is compressed, or no stream of record batches."""
    for message in pa.ipc.MessageReader.open_stream(stream):
        content = memoryview(message.metadata)
        try:
            root = _follow(content, 0)
            kind = _slot(content, root, _HEADER_TYPE)
            if kind is None or content[kind] != _RECORD_BATCH:
                if message.type != "schema":
                    raise UnsafePages("a stream has other parts than records")
                continue
            header = _slot(content, root, _HEADER)
            if header is None or _slot(content, _follow(content, header), _COMPRESSION) is not None:
                raise UnsafePages("a stream is compressed inside")
        except (struct.error, IndexError) as error:
            raise UnsafePages("a stream's message is cut off") from error


def _follow(content: memoryview, at: int) -> int:
    offset: int = struct.unpack_from("<I", content, at)[0]
    return at + offset


def _slot(content: memoryview, table: int, number: int) -> int | None:
    """Where a field of a table lies, or None where it has its default."""
    vtable: int = table - struct.unpack_from("<i", content, table)[0]
    if vtable < 0:
        raise UnsafePages("a stream's message is cut off")
    (size,) = struct.unpack_from("<H", content, vtable)
    if 4 + 2 * number >= size:
        return None
    (offset,) = struct.unpack_from("<H", content, vtable + 4 + 2 * number)
    return table + offset if offset else None
