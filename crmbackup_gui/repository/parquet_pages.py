"""Looking at the pages of a Parquet file before they are decoded: a few bytes can stand for gigabytes.

Arrow believes the headers of pages. A short dictionary with one long text, named by every record, or texts that are
told by what they share with the one before, decode to thousands of times their size; so what a batch of records can
come to is reckoned from the headers first (parquet.apache.org/docs/file-format, and Thrift's compact protocol).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow.parquet as pq

BATCH_BYTES = 64 << 20
"""What texts and bytes of one batch may come to."""

_GROUP_LIMIT = 256 << 20
"""What the pages of a row group may come to when decompressed; a segment has 32 MiB, unless a record is larger."""

_MOST_GROUPS = 1_024

_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3
_PLAIN = 0
_DICTIONARIES = frozenset({2, 8})
_LEAST_ROWS = 1


class UnsafePages(ValueError):
    """The pages cannot be decoded in bounded memory, or are none. A signal; segments.py makes an error of it."""


def safe_rows(file: pq.ParquetFile, content: memoryview, wanted: int) -> int:
    """How many records may be decoded at once, at most `wanted`. Raises UnsafePages."""
    metadata = file.metadata
    if metadata.num_row_groups > _MOST_GROUPS:
        raise UnsafePages("it has more row groups than any can have")
    largest = 0
    for group in range(metadata.num_row_groups):
        dictionaries = whole = 0
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            text = column.physical_type in ("BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY")
            begin = column.data_page_offset
            if column.has_dictionary_page:
                begin = min(begin, column.dictionary_page_offset)
            if begin < 0 or column.total_compressed_size < 0:
                raise UnsafePages("a column lies outside of it")
            for kind, size, encoding in _pages(content[begin : begin + column.total_compressed_size]):
                whole += size
                if whole > _GROUP_LIMIT:
                    raise UnsafePages("its pages are larger than any can be")
                if kind == _DICTIONARY:
                    dictionaries += size if text else 0
                elif text and encoding not in {_PLAIN, *_DICTIONARIES}:
                    raise UnsafePages("texts are encoded in a way that is unknown here")
        largest = max(largest, dictionaries)
    return max(_LEAST_ROWS, min(wanted, BATCH_BYTES // largest)) if largest else wanted


_VARINT = rb"([\x80-\xff]{0,4}[\x00-\x7f])"
_USUAL = re.compile(
    rb"\x15([\x00\x04])\x15" + _VARINT + rb"\x15" + _VARINT + rb"(?:\x2c|\x4c)\x15[\x80-\xff]{0,4}[\x00-\x7f]"
    rb"\x15([\x00-\x7f])(?:\x15.\x15.(?:\x1c\x00)?|[\x11\x12])?\x00\x00",
    re.DOTALL,
)
"""The header of a page as Arrow writes it without statistics: read so, it costs a tenth."""


def _pages(chunk: memoryview) -> Iterator[tuple[int, int, int]]:
    """Kind, decompressed size and encoding of each page of a column."""
    at = 0
    while at < len(chunk):
        usual = _USUAL.match(chunk, at)
        if usual is not None:
            kind, size, stored, encoding = (_zigzag(_unsigned(part)) for part in usual.groups())
            at = usual.end()
            if size < 0 or stored < 0 or at + stored > len(chunk):
                raise UnsafePages("a page lies outside of its column")
            at += stored
            yield kind, size, encoding
            continue
        fields, at = _Compact(chunk, at).struct()
        kind, size, stored = (_number(fields.get(number)) for number in (1, 2, 3))
        if size < 0 or stored < 0 or at + stored > len(chunk):
            raise UnsafePages("a page lies outside of its column")
        header = fields.get({_DATA: 5, _DICTIONARY: 7, _DATA_2: 8}.get(kind, 0))
        if not isinstance(header, dict):
            raise UnsafePages("a page has no header of its kind")
        yield kind, size, _number(header.get(4 if kind == _DATA_2 else 2))
        at += stored


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


_Fields = dict[int, object]


class _Compact:
    """Reads one struct of Thrift's compact protocol: field number to integer, struct, or None for all else."""

    _DEEPEST = 8
    _STRUCT = 12

    def __init__(self, data: memoryview, at: int) -> None:
        self._data, self._at = data, at

    def struct(self, depth: int = 0) -> tuple[_Fields, int]:
        """The struct, and where it ends. Raises UnsafePages."""
        if depth > self._DEEPEST:
            raise UnsafePages("a page's header has no end")
        fields: _Fields = {}
        number = 0
        while True:
            head = self._byte()
            if head == 0:
                return fields, self._at
            number = number + (head >> 4) if head >> 4 else self._integer()
            fields[number] = self._value(head & 15, depth)

    def _value(self, kind: int, depth: int) -> object:
        match kind:
            case 1 | 2:
                return None
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._integer()
            case 8:
                self._skip(self._unsigned())
                return None
            case self._STRUCT:
                return self.struct(depth + 1)[0]
        raise UnsafePages("a page's header has a field of an unknown kind")

    def _integer(self) -> int:
        return _zigzag(self._unsigned())

    def _unsigned(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise UnsafePages("a page's header has a number without end")

    def _byte(self) -> int:
        self._skip(1)
        return self._data[self._at - 1]

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._data):
            raise UnsafePages("a page's header is cut off")
