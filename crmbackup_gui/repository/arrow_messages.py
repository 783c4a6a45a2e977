"""Looking at an Arrow stream before it is decoded: FORMAT.md allows no compression inside of it.

Arrow would believe the size that a compressed buffer claims. Each message is FF FF FF FF, the length of its description
(4 bytes), the description and its body; the description is a FlatBuffer (flatbuffers.dev/internals), of which only what
is needed is looked at. Arrow's own reader of messages takes three times as long, which long chains of small segments
would feel.
"""

from __future__ import annotations

import struct

from crmbackup_gui.repository.parquet_pages import UnsafePages

_HEADER_TYPE, _HEADER, _BODY_LENGTH = 1, 2, 3
_SCHEMA, _RECORD_BATCH = 1, 3
_COMPRESSION = 3
"""Slots of the tables `Message` and `RecordBatch`, and kinds of messages, as Arrow's Message.fbs numbers them."""

_PREFIX = struct.Struct("<II")
_MARK = 0xFFFF_FFFF
_OFFSET = struct.Struct("<I")
_SIGNED = struct.Struct("<i")
_SHORT = struct.Struct("<H")
_LONG = struct.Struct("<q")


def check_uncompressed(stream: bytes) -> None:
    """Raise UnsafePages for a stream that is compressed, or no stream of a schema and record batches."""
    try:
        at, end = 0, len(stream)
        while at < end:
            mark, length = _PREFIX.unpack_from(stream, at)
            if mark != _MARK:
                raise UnsafePages("a stream has a message without a beginning")
            if length == 0:
                return
            at += _PREFIX.size
            at += length + _checked_body(stream[at : at + length])
    except (struct.error, IndexError) as error:
        raise UnsafePages("a stream's message is cut off") from error


def _checked_body(message: bytes) -> int:
    """The length of the body of a message that may be decoded."""
    root = _OFFSET.unpack_from(message)[0]
    kind = _slot(message, root, _HEADER_TYPE)
    if kind is None or message[kind] not in (_SCHEMA, _RECORD_BATCH):
        raise UnsafePages("a stream has other parts than records")
    if message[kind] == _RECORD_BATCH:
        header = _slot(message, root, _HEADER)
        if header is None or _slot(message, header + _OFFSET.unpack_from(message, header)[0], _COMPRESSION) is not None:
            raise UnsafePages("a stream is compressed inside")
    body = _slot(message, root, _BODY_LENGTH)
    length: int = 0 if body is None else _LONG.unpack_from(message, body)[0]
    if length < 0:
        raise UnsafePages("a stream's message is cut off")
    return length


def _slot(message: bytes, table: int, number: int) -> int | None:
    """Where a field of a table lies, or None where it has its default."""
    vtable = table - _SIGNED.unpack_from(message, table)[0]
    if vtable < 0:
        raise UnsafePages("a stream's message is cut off")
    if 4 + 2 * number >= _SHORT.unpack_from(message, vtable)[0]:
        return None
    offset: int = _SHORT.unpack_from(message, vtable + 4 + 2 * number)[0]
    return table + offset if offset else None
