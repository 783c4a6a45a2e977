"""Columns come out of the packets of a result as the rows went in, however the packets are cut."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.sources.sql.mysql.row_packets import MalformedPacket, RowScanner

CELLS = st.one_of(
    st.none(),
    st.binary(max_size=20),
    st.integers(200, 300).map(lambda size: b"x" * size),
    st.integers(65_500, 65_600).map(lambda size: b"y" * size),
)
END = b"\xfe\x00\x00\x02\x00\x00\x00"
LONGEST = 0xFFFFFF


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


def row(cells):
    return b"".join(b"\xfb" if cell is None else length(len(cell)) + cell for cell in cells)


def length(size):
    if size < 251:
        return bytes([size])
    tag, width = next((tag, width) for tag, width in ((0xFC, 2), (0xFD, 3), (0xFE, 8)) if size < 256**width)
    return bytes([tag]) + size.to_bytes(width, "little")


def scanned(pieces, columns, take_every=1):
    scanner, found = RowScanner(), [[] for _ in range(columns)]
    for number, piece in enumerate(pieces):
        scanner.add(piece)
        if number % take_every == 0 or scanner.ended:
            for rows in scanner.take().slices(3):
                for values, cells in zip(found, rows.cells(columns), strict=True):
                    values.extend(cells.array().to_pylist())
    return scanner, found


@given(
    data=st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=12)
    ),
    piece=st.integers(1, 70_000),
    take_every=st.integers(1, 5),
)
def test_every_row_comes_out_as_it_went_in(data, piece, take_every):
    stream = packets([*(row(cells) for cells in data), END])
    pieces = [stream[start : start + piece] for start in range(0, len(stream), piece)]
    if len(pieces) > 2_000:
        pieces = [stream]
    scanner, found = scanned(pieces, len(data[0]), take_every)
    assert scanner.ended
    assert scanner.error is None
    assert [list(cells) for cells in zip(*found, strict=True)] == data


@pytest.mark.parametrize("size", [LONGEST - 10, LONGEST - 9, LONGEST, 2 * LONGEST, 2 * LONGEST + 5])
def test_rows_that_were_split_are_put_together(size):
    data = [[b"a", b"before"], [b"z" * size, None], [b"b", b"after"]]
    stream = packets([*(row(cells) for cells in data), END])
    for piece in (len(stream), 1 << 20):
        scanner, found = scanned([stream[at : at + piece] for at in range(0, len(stream), piece)], 2)
        assert scanner.ended
        assert [list(cells) for cells in zip(*found, strict=True)] == data


def test_an_error_in_the_middle_ends_the_rows_before_it():
    error = b"\xff\x29\x05#70100Query execution was interrupted"
    scanner, found = scanned([packets([row([b"a"]), error])], 1)
    assert (scanner.ended, scanner.error, found) == (True, error, [[b"a"]])


def test_a_first_value_that_begins_like_an_end_is_a_value():
    data = [[b"\xfe" * 9], [b"\xff"]]
    _, found = scanned([packets([*(row(cells) for cells in data), END])], 1)
    assert found == [[b"\xfe" * 9, b"\xff"]]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x05abc",
        b"\x01a\x01b\x01c",
        b"\x01a",
        b"\xfc\xff\xffabc",
        b"\x01a\xfe\xff\xff\xff\xff\xff\xff\xff\xffabc",
        b"\x01a\xfe\xff\xff\xff\xff\xff\xff\xff\x7fabc",
        b"\x01a\xfd",
    ],
)
def test_what_is_no_row_of_that_many_cells_is_refused(payload):
    with pytest.raises(MalformedPacket):
        scanned([packets([payload, END])], 2)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_read_beyond_what_came(noise):
    scanner = RowScanner()
    try:
        scanner.add(noise)
        rows = scanner.take()
        for cells in rows.cells(2):
            assert ((cells.starts >= 0) & (cells.starts + cells.lengths <= len(noise))).all()
            assert isinstance(cells.array(), pa.BinaryArray)
    except MalformedPacket:
        pass


def test_cells_can_be_left_out():
    scanner = RowScanner()
    scanner.add(packets([row([cell]) for cell in (b"a", b"bb", None, b"c")] + [END]))
    (cells,) = scanner.take().cells(1)
    assert cells.array(np.array([False, True, False, False])).to_pylist() == [b"a", None, None, b"c"]
    assert cells.only(1).to_pylist() == [b"bb"]
    assert bytes(cells.one(1)) == b"bb"
