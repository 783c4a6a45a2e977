"""Columns come out of the packets of a result as the rows went in, however the packets are cut."""

import struct
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from asyncmy.constants import FIELD_TYPE
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.catalog import Field, ValueType
from crmbackup_gui.sources.sql.mysql.binary_rows import Block, wire_type
from crmbackup_gui.sources.sql.mysql.decoding import DoesNotFit, decoded
from crmbackup_gui.sources.sql.mysql.row_packets import MalformedPacket, RowScanner

TEXTS = st.one_of(
    st.binary(max_size=20),
    st.integers(200, 300).map(lambda size: b"x" * size),
    st.integers(65_500, 65_600).map(lambda size: b"y" * size),
)
END = b"\xfe\x00\x00\x02\x00\x00\x00"
LONGEST = 0xFFFFFF
BLOB = wire_type(FIELD_TYPE.BLOB, unsigned=False)


def length(size):
    if size < 251:
        return bytes([size])
    tag, width = next((tag, width) for tag, width in ((0xFC, 2), (0xFD, 3), (0xFE, 8)) if size < 256**width)
    return bytes([tag]) + size.to_bytes(width, "little")


def moment(value):
    if not isinstance(value, datetime):
        return b"\x04" + struct.pack("<HBB", value.year, value.month, value.day)
    parts = struct.pack("<HBBBBB", value.year, value.month, value.day, value.hour, value.minute, value.second)
    if value.microsecond:
        return b"\x0b" + parts + struct.pack("<I", value.microsecond)
    return b"\x07" + parts if any(parts[4:]) else b"\x04" + parts[:4]


# For each type of field: what the server calls it, its values, and how one is written.
KINDS = {
    ValueType.BYTES: ((FIELD_TYPE.BLOB, False), TEXTS, lambda v: length(len(v)) + v),
    ValueType.TEXT: (
        (FIELD_TYPE.VAR_STRING, False),
        st.text(max_size=90),
        lambda v: length(len(v.encode())) + v.encode(),
    ),
    ValueType.BOOL: ((FIELD_TYPE.LONGLONG, False), st.booleans(), lambda v: struct.pack("<q", v)),
    ValueType.INT16: ((FIELD_TYPE.TINY, False), st.integers(-128, 127), lambda v: struct.pack("<b", v)),
    ValueType.INT32: ((FIELD_TYPE.LONG, False), st.integers(-(2**31), 2**31 - 1), lambda v: struct.pack("<i", v)),
    ValueType.INT64: ((FIELD_TYPE.LONGLONG, True), st.integers(0, 2**63 - 1), lambda v: struct.pack("<Q", v)),
    ValueType.FLOAT32: (
        (FIELD_TYPE.FLOAT, False),
        st.floats(width=32, allow_nan=False),
        lambda v: struct.pack("<f", v),
    ),
    ValueType.FLOAT64: ((FIELD_TYPE.DOUBLE, False), st.floats(allow_nan=False), lambda v: struct.pack("<d", v)),
    ValueType.DATE: ((FIELD_TYPE.DATE, False), st.dates(), moment),
    ValueType.TIMESTAMP: ((FIELD_TYPE.DATETIME, False), st.datetimes().map(lambda v: v.replace(fold=0)), moment),
}


@st.composite
def tables(draw):
    """Some types, and rows of values of them."""
    types = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=12))
    values = st.tuples(*(st.none() | KINDS[kind][1] for kind in types))
    return types, draw(st.lists(values, min_size=1, max_size=12))


def packets(payloads):
    written = bytearray()
    number = 0
    for payload in payloads:
        rest = payload
        while True:
            part, rest = rest[:LONGEST], rest[LONGEST:]
            written += len(part).to_bytes(3, "little") + bytes([number % 256]) + part
            number += 1
            if len(part) < LONGEST:
                break
    return bytes(written)


def row(types, values):
    nulls = 0
    written = b""
    for position, (kind, value) in enumerate(zip(types, values, strict=True)):
        if value is None:
            nulls |= 1 << (position + 2)
        else:
            written += KINDS[kind][2](value)
    return b"\0" + nulls.to_bytes((len(types) + 9) // 8, "little") + written


def scanned(pieces, types, take_every=1):
    wires = tuple(wire_type(code, unsigned=unsigned) for code, unsigned in (KINDS[kind][0] for kind in types))
    scanner, found = RowScanner(), []
    for number, piece in enumerate(pieces):
        scanner.add(memoryview(bytearray(piece)))
        if number % take_every == 0 or scanner.ended:
            for columns in Block(scanner.take(), wires).cells(3):
                fields = [Field(name="f", type=kind) for kind in types]
                values = [decoded(field, cells).to_pylist() for field, cells in zip(fields, columns, strict=True)]
                found += zip(*values, strict=True)
    return scanner, found


@given(table=tables(), piece=st.integers(1, 70_000), take_every=st.integers(1, 5))
def test_every_row_comes_out_as_it_went_in(table, piece, take_every):
    types, rows = table
    stream = packets([*(row(types, values) for values in rows), END])
    piece = max(piece, len(stream) // 1_000)
    pieces = [stream[start : start + piece] for start in range(0, len(stream), piece)]
    scanner, found = scanned(pieces, types, take_every)
    assert (scanner.ended, scanner.error) == (True, None)
    assert repr(found) == repr(rows)


@pytest.mark.parametrize("size", [LONGEST - 10, LONGEST - 6, LONGEST, 2 * LONGEST, 2 * LONGEST + 5])
def test_rows_that_were_split_are_put_together(size):
    types = [ValueType.BYTES, ValueType.BYTES]
    rows = [(b"a", b"before"), (b"z" * size, None), (b"b", b"after")]
    stream = packets([*(row(types, values) for values in rows), END])
    for piece in (len(stream), 1 << 20):
        scanner, found = scanned([stream[at : at + piece] for at in range(0, len(stream), piece)], types)
        assert scanner.ended
        assert found == rows


def test_an_error_in_the_middle_ends_the_rows_before_it():
    error = b"\xff\x29\x05#70100Query execution was interrupted"
    scanner, found = scanned([packets([row([ValueType.BYTES], [b"a"]), error])], [ValueType.BYTES])
    assert (scanner.ended, scanner.error, found) == (True, error, [(b"a",)])


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\0",
        b"\0\0",
        b"\0\0\x05abc",
        b"\0\0\x01a\x01b\x01c",
        b"\0\0\x01a",
        b"\1\0\x01a\x01b",
        b"\0\x04\x01a\x01b",
        b"\0\0\xfc\xff\xffabc",
        b"\0\0\x01a\xfb",
        b"\0\0\x01a\xff",
        b"\0\0\x01a\xfe\xff\xff\xff\xff\xff\xff\xff\xffabc",
        b"\0\0\x01a\xfe\xff\xff\xff\xff\xff\xff\xff\x7fabc",
        b"\0\0\x01a\xfd",
    ],
)
def test_what_is_no_row_of_that_many_cells_is_refused(payload):
    with pytest.raises(MalformedPacket):
        scanned([packets([payload, END])], [ValueType.BYTES, ValueType.BYTES])


@pytest.mark.parametrize("code", [FIELD_TYPE.LONGLONG, FIELD_TYPE.DATETIME, FIELD_TYPE.BLOB, FIELD_TYPE.DOUBLE])
@given(noise=st.binary(max_size=300))
def test_no_bytes_make_it_read_beyond_what_came(code, noise):
    scanner, wire = RowScanner(), wire_type(code, unsigned=False)
    try:
        scanner.add(noise)
        for columns in Block(scanner.take(), (wire, BLOB)).cells(10):
            for cells in columns:
                ends = cells.starts + (wire.width if cells.lengths is None else cells.lengths)
                present = slice(None) if cells.nulls is None else ~cells.nulls
                assert ((cells.starts >= 0) & (ends <= len(noise)))[present].all()
            assert isinstance(columns[1].bytes(), pa.BinaryArray)
    except MalformedPacket:
        pass


def test_cells_can_be_left_out():
    scanner = RowScanner()
    scanner.add(packets([row([ValueType.BYTES], [cell]) for cell in (b"a", b"bb", None, b"c")] + [END]))
    ((cells,),) = Block(scanner.take(), (BLOB,)).cells(9)
    assert cells.bytes(np.array([False, True, False, False])).to_pylist() == [b"a", None, None, b"c"]
    assert cells.only(1).to_pylist() == [b"bb"]
    assert bytes(cells.one(1)) == b"bb"


@pytest.mark.parametrize(
    "written",
    [
        b"\0",
        struct.pack("<BHBB", 4, 2024, 0, 10),
        struct.pack("<BHBB", 4, 2023, 2, 29),
        struct.pack("<BHBB", 4, 0, 1, 1),
    ],
)
@pytest.mark.parametrize("kind", [ValueType.DATE, ValueType.TIMESTAMP])
def test_days_that_no_calendar_has_do_not_fit(kind, written):
    scanner = RowScanner()
    scanner.add(packets([b"\0\0" + moment(date(2024, 2, 29)), b"\0\0" + written, END]))
    code, unsigned = KINDS[kind][0]
    ((cells,),) = Block(scanner.take(), (wire_type(code, unsigned=unsigned),)).cells(9)
    with pytest.raises(DoesNotFit):
        decoded(Field(name="f", type=kind), cells)


def test_numbers_above_those_of_the_type_do_not_fit():
    scanner = RowScanner()
    scanner.add(packets([b"\0\0" + b"\xff" * 8, END]))
    ((cells,),) = Block(scanner.take(), (wire_type(FIELD_TYPE.LONGLONG, unsigned=True),)).cells(9)
    with pytest.raises(DoesNotFit):
        decoded(Field(name="f", type=ValueType.INT64), cells)
