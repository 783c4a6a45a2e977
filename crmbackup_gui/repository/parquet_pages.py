"""Looking at the pages of a Parquet file before they are decoded: a few bytes can stand for gigabytes.

Arrow believes the headers of pages. A short dictionary with one long text, named by every record, or texts that are
told by what they share with the one before, decode to thousands of times their size; so what a batch of records can
come to is reckoned from the headers first (parquet.apache.org/docs/file-format, and Thrift's compact protocol).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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


_Fields = dict[int, object]


class UnsafePages(ValueError):
    """The pages cannot be decoded in bounded memory, or are none. A signal; segments.py makes an error of it."""


def safe_rows(content: memoryview, wanted: int) -> int:
    """How many records of a Parquet file may be decoded at once, at most `wanted`. Raises UnsafePages.

    Nothing of it is asked of Arrow, which ends the whole process over some descriptions of columns.
    """
    groups = _row_groups(content)
    if len(groups) > _MOST_GROUPS:
        raise UnsafePages("it has more row groups than any can have")
    largest = 0
    for group in groups:
        dictionaries = whole = 0
        for begin, length, text in map(_chunk, _list(_fields(group).get(1))):
            for kind, size, encoding in _pages(content[begin : begin + length]):
                whole += size
                if whole > _GROUP_LIMIT:
                    raise UnsafePages("its pages are larger than any can be")
                if kind == _DICTIONARY:
                    dictionaries += size if text else 0
                elif text and encoding not in {_PLAIN, *_DICTIONARIES}:
                    raise UnsafePages("texts are encoded in a way that is unknown here")
        largest = max(largest, dictionaries)
    return max(_LEAST_ROWS, min(wanted, BATCH_BYTES // largest)) if largest else wanted


def _row_groups(content: memoryview) -> list[object]:
    """The descriptions of the row groups in the footer."""
    size = int.from_bytes(content[-8:-4], "little")
    begin = len(content) - 8 - size
    if begin < 0:
        raise UnsafePages("it has no footer")
    return _list(_Compact(content[:-8], begin).struct()[0].get(4))


def _chunk(column: object) -> tuple[int, int, bool]:
    """Where the pages of a column lie, and whether they hold texts or bytes."""
    fields = _fields(_fields(column).get(3))
    length, begin = _number(fields.get(7)), _number(fields.get(9))
    if 11 in fields:
        begin = min(begin, _number(fields[11]))
    if begin < 0 or length < 0:
        raise UnsafePages("a column lies outside of it")
    return begin, length, _number(fields.get(1)) in _TEXTS


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


class _Compact:
    """Reads one struct of Thrift's compact protocol: field number to integer, struct, list, or None for all else."""

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

    def _value(self, kind: int, depth: int) -> object:  # noqa: PLR0911 - a case for each kind
        match kind:
            case 1 | 2:
                return None
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._integer()
            case 7:
                self._skip(8)
                return None
            case 8:
                self._skip(self._unsigned())
                return None
            case 9 | 10:
                return self._elements(depth)
            case self._STRUCT:
                return self.struct(depth + 1)[0]
        raise UnsafePages("a page's header has a field of an unknown kind")

    def _elements(self, depth: int) -> list[object]:
        head = self._byte()
        count, kind = head >> 4, head & 15
        if count == 15:
            count = self._unsigned()
        if kind in (1, 2):
            self._skip(count)
            return []
        if depth > self._DEEPEST or count > len(self._data):
            raise UnsafePages("a list has no end")
        return [self._value(kind, depth + 1) for _ in range(count)]

    def _integer(self) -> int:
        return _zigzag(self._unsigned())

    def _unsigned(self) -> int:
        first = self._byte()
        if first < 128:
            return first
        value = first & 127
        for shift in range(7, 70, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise UnsafePages("a page's header has a number without end")

    def _byte(self) -> int:
        at = self._at
        self._at = at + 1
        try:
            return self._data[at]
        except IndexError as error:
            raise UnsafePages("a page's header is cut off") from error

    def _skip(self, count: int) -> None:
        self._at += count
        if self._at > len(self._data):
            raise UnsafePages("a page's header is cut off")
