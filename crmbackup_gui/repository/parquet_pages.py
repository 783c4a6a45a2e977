"""Looking at the pages of a Parquet file before they are decoded: a few bytes can stand for gigabytes.

Arrow believes the headers of pages. A short dictionary with one long text, named by every record, or texts that are
told by what they share with the one before, decode to thousands of times their size; so what a batch of records can
come to is reckoned from the headers and dictionaries first (parquet.apache.org/docs/file-format, and Thrift's compact
protocol).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from typing_extensions import Buffer

BATCH_BYTES = 64 << 20
"""What texts and bytes of one batch may come to."""

_GROUP_LIMIT = 256 << 20
"""What the pages of a row group may come to when decompressed; a segment has 32 MiB, unless a record is larger."""

_MOST_GROUPS = 1_024

_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
_PLAIN = 0
_DICTIONARIES = frozenset({2, 8})
_LEAST_ROWS = 1
_TEXTS = frozenset({6, 7})
_UNCOMPRESSED, _ZSTD = 0, 6
_LENGTH = struct.Struct("<I")

_FOOTER_END = 8
"""The length of the footer and the magic behind it."""

_Fields = dict[int, object]
Read = Callable[[int, int], "Buffer"]


class UnsafePages(ValueError):
    """The pages cannot be decoded in bounded memory, or are none. A signal; segments.py makes an error of it."""


def safe_rows(read: Read, size: int, wanted: int, columns: Collection[int] | None = None) -> int:
    """How many records of a Parquet file may be decoded at once, at most `wanted`. Raises UnsafePages.

    `read(start, length)` gives bytes of the file, which has `size` of them. With `columns`, only those at these
    positions are looked at, and no others may be decoded. Nothing of it is asked of Arrow, which ends the whole process
    over some descriptions of columns.
    """
    footer = _footer(read, size)
    columns_of = _columns_of_chunks(_list(footer.get(2)))
    groups = _list(footer.get(4))
    if len(groups) > _MOST_GROUPS:
        raise UnsafePages("it has more row groups than any can have")
    few = BATCH_BYTES // wanted
    largest = max((_record_bytes(read, size, group, columns_of, columns, few) for group in groups), default=0)
    return max(_LEAST_ROWS, min(wanted, BATCH_BYTES // largest)) if largest else wanted


def _record_bytes(
    read: Read, size: int, group: object, columns_of: list[int], columns: Collection[int] | None, few: int
) -> int:
    """What the texts that a record names in dictionaries come to at most, in a row group whose pages may be decoded.

    Entries are looked at only where all together are more than `few` bytes. Raises UnsafePages.
    """
    chunks = _list(_fields(group).get(1))
    if len(chunks) != len(columns_of):
        raise UnsafePages("a row group has other columns than the file")
    dictionaries: list[_Dictionary] = []
    whole = 0
    for column, chunk in zip(columns_of, chunks, strict=True):
        begin, length, text, codec = _chunk(chunk)
        if begin + length > size:
            raise UnsafePages("a column lies outside of it")
        if columns is not None and column not in columns:
            continue
        for kind, page_bytes, encoding, content in _pages(memoryview(read(begin, length)).cast("B")):
            whole += page_bytes
            if whole > _GROUP_LIMIT:
                raise UnsafePages("its pages are larger than any can be")
            if kind == _DICTIONARY:
                if text:
                    dictionaries.append(_Dictionary(content, page_bytes, codec))
            elif text and encoding not in {_PLAIN, *_DICTIONARIES}:
                raise UnsafePages("texts are encoded in a way that is unknown here")
    most = sum(dictionary.size for dictionary in dictionaries)
    return most if most <= few else sum(dictionary.longest() for dictionary in dictionaries)


@dataclass(frozen=True)
class _Dictionary:
    """The texts that the records of a column name by number."""

    content: memoryview
    size: int
    codec: int

    def longest(self) -> int:
        """Bytes of the longest text. Raises UnsafePages."""
        if self.codec not in {_UNCOMPRESSED, _ZSTD}:
            return self.size
        texts = self.content if self.codec == _UNCOMPRESSED else memoryview(self._decompressed())
        if len(texts) != self.size:
            raise UnsafePages("a dictionary has another size than it says")
        longest = at = 0
        while at < len(texts):
            if at + 4 > len(texts):
                raise UnsafePages("a text of a dictionary is cut off")
            length = _LENGTH.unpack_from(texts, at)[0]
            at += 4 + length
            longest = max(longest, length)
        if at > len(texts):
            raise UnsafePages("a text of a dictionary is cut off")
        return longest

    def _decompressed(self) -> bytes:
        try:
            if zstandard.frame_content_size(self.content) > self.size:
                raise UnsafePages("a dictionary has another size than it says")
            return zstandard.ZstdDecompressor().decompress(self.content, max_output_size=self.size)
        except zstandard.ZstdError as error:
            raise UnsafePages("a dictionary cannot be decompressed") from error


def _footer(read: Read, size: int) -> _Fields:
    if size < _FOOTER_END:
        raise UnsafePages("it has no footer")
    length = int.from_bytes(bytes(read(size - _FOOTER_END, 4)), "little")
    begin = size - _FOOTER_END - length
    if begin < 0:
        raise UnsafePages("it has no footer")
    return _struct(bytes(read(begin, length)), 0)[0]


def _columns_of_chunks(schema: list[object]) -> list[int]:
    """The column that each chunk of a row group belongs to: one that is a struct has a chunk for each of its parts."""
    columns: list[int] = []
    column = -1
    parts_left: list[int] = []
    for element in schema[1:]:
        if not parts_left:
            column += 1
        parts = _fields(element).get(5)
        if isinstance(parts, int) and parts > 0:
            parts_left.append(parts)
            continue
        columns.append(column)
        while parts_left:
            parts_left[-1] -= 1
            if parts_left[-1]:
                break
            parts_left.pop()
    return columns


def _chunk(chunk: object) -> tuple[int, int, bool, int]:
    """Where the pages of a chunk lie, whether they hold texts or bytes, and how they are compressed."""
    fields = _fields(_fields(chunk).get(3))
    length, begin = _number(fields.get(7)), _number(fields.get(9))
    if 11 in fields:
        begin = min(begin, _number(fields[11]))
    if begin < 0 or length < 0:
        raise UnsafePages("a column lies outside of it")
    return begin, length, _number(fields.get(1)) in _TEXTS, _number(fields.get(4))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _fields(value: object) -> _Fields:
    if not isinstance(value, dict):
        raise UnsafePages("a column has no description")
    return value


_VARINT = rb"([\x80-\xff]{0,4}[\x00-\x7f])"
_USUAL = re.compile(
    rb"\x15([\x00\x04])\x15" + _VARINT + rb"\x15" + _VARINT + rb"(?:\x2c|\x4c)\x15[\x80-\xff]{0,4}[\x00-\x7f]"
    rb"\x15([\x00-\x7f])(?:\x15.\x15.(?:\x1c\x00)?|[\x11\x12])?\x00\x00",
    re.DOTALL,
)
"""The header of a page as Arrow writes it without statistics: read so, it costs a tenth."""


def _pages(chunk: memoryview) -> Iterator[tuple[int, int, int, memoryview]]:
    """Kind, decompressed size, encoding and stored content of each page of a column."""
    at = 0
    while at < len(chunk):
        usual = _USUAL.match(chunk, at)
        if usual is not None:
            kind, size, stored, encoding = (_zigzag(_unsigned(part)) for part in usual.groups())
            at = usual.end()
            if size < 0 or stored < 0 or at + stored > len(chunk):
                raise UnsafePages("a page lies outside of its column")
            at += stored
            yield kind, size, encoding, chunk[at - stored : at]
            continue
        fields, at = _struct(chunk, at)
        kind, size, stored = (_number(fields.get(number)) for number in (1, 2, 3))
        if size < 0 or stored < 0 or at + stored > len(chunk):
            raise UnsafePages("a page lies outside of its column")
        header = fields.get({_DATA: 5, _DICTIONARY: 7, _DATA_2: 8}.get(kind, 0))
        if not isinstance(header, dict):
            raise UnsafePages("a page has no header of its kind")
        at += stored
        yield kind, size, _number(header.get(4 if kind == _DATA_2 else 2)), chunk[at - stored : at]


def _unsigned(varint: bytes) -> int:
    value = 0
    for place, byte in enumerate(varint):
        value |= (byte & 127) << 7 * place
    return value


def _zigzag(coded: int) -> int:
    return (coded >> 1) ^ -(coded & 1)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise UnsafePages("a page has no size")
    return value


def _struct(data: bytes | memoryview, at: int) -> tuple[_Fields, int]:
    """One struct of Thrift's compact protocol, and where it ends. Raises UnsafePages.

    Field number to integer, struct, list, or None for all else. Byte for byte in one loop: a footer has thousands.
    """
    try:
        return _fields_at(data, at, 0)
    except IndexError as error:
        raise UnsafePages("a page's header is cut off") from error


_DEEPEST = 8
_BOOLEANS, _BYTE, _INTEGERS, _DOUBLE, _BINARY, _LISTS, _STRUCT = (1, 2), 3, (4, 5, 6), 7, 8, (9, 10), 12
"""Kinds of values; the protocol's numbers of them."""


def _fields_at(data: bytes | memoryview, at: int, depth: int) -> tuple[_Fields, int]:
    if depth > _DEEPEST:
        raise UnsafePages("a page's header has no end")
    fields: _Fields = {}
    number = 0
    while True:
        head = data[at]
        at += 1
        if head == 0:
            return fields, at
        if head >> 4:
            number += head >> 4
        else:
            number, at = _varint(data, at)
            number = _zigzag(number)
        kind = head & 15
        if kind in _INTEGERS:
            coded = data[at]
            at += 1
            if coded > 127:
                coded, at = _varint(data, at - 1)
            fields[number] = (coded >> 1) ^ -(coded & 1)
        else:
            fields[number], at = _value(data, at, kind, depth)


def _value(data: bytes | memoryview, at: int, kind: int, depth: int) -> tuple[object, int]:  # noqa: PLR0911 - a case for each kind
    """A value that is no integer of a struct, and where it ends."""
    if kind == _STRUCT:
        return _fields_at(data, at, depth + 1)
    if kind in _LISTS:
        return _elements(data, at, depth)
    if kind == _BINARY:
        length, at = _varint(data, at)
        return None, at + length
    if kind in _INTEGERS:
        coded, at = _varint(data, at)
        return _zigzag(coded), at
    if kind in _BOOLEANS:
        return None, at
    if kind == _BYTE:
        return data[at], at + 1
    if kind == _DOUBLE:
        return None, at + 8
    raise UnsafePages("a page's header has a field of an unknown kind")


def _elements(data: bytes | memoryview, at: int, depth: int) -> tuple[list[object], int]:
    head = data[at]
    count, kind = head >> 4, head & 15
    at += 1
    if count == 15:
        count, at = _varint(data, at)
    if kind in _BOOLEANS:
        return [], at + count
    if depth > _DEEPEST or count > len(data):
        raise UnsafePages("a list has no end")
    elements: list[object] = []
    for _ in range(count):
        element, at = _fields_at(data, at, depth + 2) if kind == _STRUCT else _value(data, at, kind, depth + 1)
        elements.append(element)
    return elements, at


def _varint(data: bytes | memoryview, at: int) -> tuple[int, int]:
    """An unsigned number, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise UnsafePages("a page's header has a number without end")
