"""Values outside of segments are cut, named, found and checked."""

import hmac
import os
import tracemalloc
from unittest import mock

import pyarrow as pa
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.repository import blobs
from crmbackup_gui.repository.blobs import (
    BLOB_BYTES,
    INDEX_ENTITY,
    NAME_BYTES,
    BlobIndex,
    BlobPlace,
    OutsideValue,
    blob_name,
    cut,
    decode_blob,
    decode_outside,
    encode_blob,
    names_in,
)
from crmbackup_gui.repository.segments import stored_schema

KEY = bytes(range(32))
WHERE = "packs/3f/3f09"

blob_names = st.binary(min_size=NAME_BYTES, max_size=NAME_BYTES)
outside_values = st.builds(
    OutsideValue,
    field=st.integers(0, 2**16 - 1),
    is_text=st.booleans(),
    size=st.integers(0, 2**64 - 1),
    names=st.lists(blob_names, max_size=3).map(tuple),
)


@given(st.lists(st.binary(max_size=12), max_size=8), st.integers(1, 10))
def test_pieces_of_any_size_are_cut_into_blobs_of_one_size(pieces, limit):
    with mock.patch.object(blobs, "BLOB_BYTES", limit):
        found = list(cut(pieces))
    assert b"".join(found) == b"".join(pieces)
    assert all(len(blob) == limit for blob in found[:-1])
    assert all(0 < len(blob) <= limit for blob in found[-1:])


def test_a_value_of_exactly_one_blob_is_one_blob():
    assert [len(blob) for blob in cut([bytes(BLOB_BYTES)])] == [BLOB_BYTES]


def test_an_empty_value_has_no_blobs():
    assert list(cut([])) == list(cut([b""])) == []


def test_a_blob_is_named_by_its_content_under_a_key():
    assert blob_name(KEY, b"content") == hmac.digest(KEY, b"content", "sha256")
    assert blob_name(bytes(32), b"content") != blob_name(KEY, b"content")


@pytest.mark.parametrize("content", [b"", b"x", bytes(100_000), os.urandom(100_000), os.urandom(10) * 50])
def test_a_blob_reads_back_as_it_was_stored(content):
    assert decode_blob(KEY, blob_name(KEY, content), encode_blob(content), WHERE) == content


def test_a_blob_of_the_largest_size_reads_back():
    content = bytes(BLOB_BYTES)
    assert decode_blob(KEY, blob_name(KEY, content), encode_blob(content), WHERE) == content


def test_what_compression_would_not_shorten_is_stored_as_it_is():
    content = os.urandom(10_000)
    assert encode_blob(content) == b"\0" + content
    assert len(encode_blob(bytes(10_000))) < 100


@given(st.binary(max_size=60))
def test_bytes_that_are_not_the_blob_are_refused(data):
    with pytest.raises(ObjectDamaged) as raised:
        decode_blob(KEY, blob_name(KEY, b"the blob"), data, WHERE)
    assert raised.value.name == WHERE


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_blob_with_flipped_bits_is_refused_or_still_the_same(at, flip):
    content = bytes(range(256)) * 40
    data = bytearray(encode_blob(content))
    data[at % len(data)] ^= flip
    try:
        found = decode_blob(KEY, blob_name(KEY, content), bytes(data), WHERE)
    except ObjectDamaged:
        return
    assert found == content


@pytest.mark.parametrize("declares_its_size", [True, False])
def test_a_blob_that_expands_without_end_is_refused_before_it_fills_the_memory(declares_its_size):
    bomb = zstandard.ZstdCompressor(write_content_size=declares_its_size).compress(bytes(64 << 20))
    tracemalloc.start()
    with pytest.raises(ObjectDamaged):
        decode_blob(KEY, blob_name(KEY, b""), b"\1" + bomb, WHERE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * BLOB_BYTES


# What records say of their blobs


@given(st.lists(outside_values, max_size=4))
def test_the_values_outside_a_record_read_back_as_they_were_listed(values):
    cell = b"".join(value.encode() for value in values)
    assert decode_outside(cell, WHERE) == tuple(values)


@given(outside_values, st.data())
def test_a_list_of_blobs_that_was_cut_off_is_refused(value, data):
    cell = value.encode()
    with pytest.raises(ObjectDamaged) as raised:
        decode_outside(cell[: data.draw(st.integers(1, len(cell) - 1))], WHERE)
    assert raised.value.name == WHERE


@given(st.binary(max_size=120))
def test_other_bytes_are_a_list_of_blobs_or_are_refused(cell):
    try:
        values = decode_outside(cell, WHERE)
    except ObjectDamaged:
        return
    assert all(len(name) == NAME_BYTES for value in values for name in value.names)


def test_a_column_of_records_names_all_their_blobs():
    one, other = (OutsideValue(0, False, 9, (bytes([number]) * NAME_BYTES,)) for number in (1, 2))
    cells = pa.array([None, one.encode() + other.encode(), None, one.encode()], pa.binary())
    assert list(names_in(cells, WHERE)) == [*one.names, *other.names, *one.names]


# Where blobs lie


def index_batch(rows):
    columns = [
        pa.array([name for name, _ in rows], pa.binary()),
        pa.array([place.pack for _, place in rows], pa.binary()),
        pa.array([place.offset for _, place in rows], pa.int64()),
        pa.array([place.length for _, place in rows], pa.int64()),
        pa.nulls(len(rows), pa.binary()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=stored_schema(INDEX_ENTITY))


# Few beginnings, so that most names share their first 8 bytes with others.
colliding = st.tuples(
    st.sampled_from([bytes(8), b"\x7f" * 8, b"\x80" + bytes(7), b"\xff" * 8]), st.binary(min_size=24, max_size=24)
)
crowded = st.lists(colliding.map(b"".join) | blob_names, max_size=12)


@given(crowded, st.lists(st.integers(0, 12), max_size=3), blob_names)
def test_every_blob_is_found_in_its_newest_place_among_names_that_begin_alike(names, cuts, unknown):
    rows = [(name, BlobPlace(b"pack", number, number + 1)) for number, name in enumerate(names)]
    ends = sorted(min(cut_at, len(rows)) for cut_at in cuts)
    index = BlobIndex([index_batch(rows[a:b]) for a, b in zip([0, *ends], [*ends, len(rows)], strict=True)])
    newest = dict(rows)
    for name in names:
        assert index.find(name) == newest[name]
    assert index.find(unknown) == newest.get(unknown)


@given(crowded)
def test_a_name_that_only_begins_like_known_ones_is_not_found(names):
    index = BlobIndex([index_batch([(name, BlobPlace(b"pack", 0, 1)) for name in names])])
    for name in names:
        other = name[:8] + bytes(byte ^ 0xFF for byte in name[8:])
        if other not in names:
            assert index.find(other) is None


def test_an_index_of_nothing_finds_nothing():
    assert BlobIndex([]).find(bytes(NAME_BYTES)) is None
