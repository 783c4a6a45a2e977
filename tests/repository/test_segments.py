"""A segment gives back exactly the records that went into it, and nothing else that calls itself one does harm."""

import os
import struct
import tracemalloc
from contextlib import suppress
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import ObjectDamaged, StoreFailed
from crmbackup_gui.model.arrow import ANY, arrow_type
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.repository import parquet_pages, segments
from crmbackup_gui.repository.contents import Part
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.parquet_pages import BATCH_BYTES, UnsafePages, safe_rows
from crmbackup_gui.repository.segments import (
    BLOBS,
    SEGMENT_BYTES,
    SMALL_BYTES,
    SegmentEncoder,
    decode_segment,
    stored_schema,
    tombstone_schema,
)

NAME = "packs/3f/3f09"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

ODD_NAMES = ["", "a", "A", "a.b", "a.b.list.element", "0", "1", "crmbackup:blobs", "é 🙂", "\0", '"', "schema"]

CONTACT = Entity(
    name="contact",
    fields=(Field(name="id", type=ValueType.INT64), Field(name="name", type=ValueType.TEXT)),
    key=("id",),
)


def contacts(ids, names=None):
    names = names or [f"name {number}" for number in ids]
    columns = [pa.array(ids, pa.int64()), pa.array(names, pa.string()), pa.nulls(len(ids), pa.binary())]
    return pa.RecordBatch.from_arrays(columns, schema=stored_schema(CONTACT))


def encode(entity, *batches, keys_only=False):
    encoder = SegmentEncoder(entity, keys_only=keys_only)
    return [segment for batch in batches for segment in encoder.add(batch)] + list(encoder.finish())


FORMS = ("large", "small", "tiny")


def in_form(form):
    """Segments are written in that form, however many records they have."""
    limits = {"large": (-1, -1), "small": (SMALL_BYTES, -1), "tiny": (SMALL_BYTES, SMALL_BYTES)}[form]
    return mock.patch.multiple(segments, SMALL_BYTES=limits[0], TINY_BYTES=limits[1])


def decode(data, schema=None, **options):
    return list(decode_segment(NAME, data, stored_schema(CONTACT) if schema is None else schema, **options))


# Anything that a source can send


def storage(kind):
    """A type of Python numbers whose bits are those of the Arrow type."""
    return {
        ValueType.FLOAT32: pa.int32(),
        ValueType.FLOAT64: pa.int64(),
        ValueType.DATE: pa.int32(),
        ValueType.TIME: pa.int64(),
        ValueType.TIMESTAMP: pa.int64(),
        ValueType.TIMESTAMP_TZ: pa.int64(),
    }.get(kind, arrow_type(kind))


NAN_BITS = [0x7FF8000000000000, 0x7FF0000000000001, -1]
REAL_BITS = st.sampled_from([0, -(2**63), *NAN_BITS]) | st.integers(-(2**63), 2**63 - 1)
CELLS = {
    ValueType.BOOL: st.booleans(),
    ValueType.INT16: st.integers(-(2**15), 2**15 - 1),
    ValueType.INT32: st.integers(-(2**31), 2**31 - 1),
    ValueType.INT64: st.integers(-(2**63), 2**63 - 1),
    ValueType.FLOAT32: st.sampled_from([0, -(2**31), 0x7FC00001, -1]) | st.integers(-(2**31), 2**31 - 1),
    ValueType.FLOAT64: REAL_BITS,
    ValueType.TEXT: st.text(max_size=4),
    ValueType.BYTES: st.binary(max_size=4),
    ValueType.DATE: st.integers(-(2**31), 2**31 - 1),
    ValueType.TIME: st.integers(0, 86_400 * 10**6 - 1),
    ValueType.TIMESTAMP: st.integers(-(2**63), 2**63 - 1),
    ValueType.TIMESTAMP_TZ: st.integers(-(2**63), 2**63 - 1),
    ValueType.CONTENT: st.none(),
}
ANY_CELLS = st.one_of(
    st.tuples(st.just("integer"), CELLS[ValueType.INT64]),
    st.tuples(st.just("real"), REAL_BITS),
    st.tuples(st.just("text"), CELLS[ValueType.BYTES]),
    st.tuples(st.just("bytes"), CELLS[ValueType.BYTES]),
    st.just(("none", None)),
)


def column_of(draw, kind, rows):
    if kind is ValueType.ANY:
        cells = draw(st.lists(ANY_CELLS, min_size=rows, max_size=rows))
        children = []
        for child in ANY:
            values = [value if name == child.name else None for name, value in cells]
            stored = pa.array(values, pa.int64() if child.name == "real" else child.type)
            children.append(stored.view(child.type))
        return pa.StructArray.from_arrays(children, fields=list(ANY))
    cells = draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
    return pa.array(cells, storage(kind)).view(arrow_type(kind))


@st.composite
def entities_and_batches(draw):
    names = draw(st.lists(st.sampled_from(ODD_NAMES) | st.text(max_size=3), max_size=5, unique=True))
    fields = [Field(name=name, type=draw(st.sampled_from(ValueType))) for name in names if name != "key"]
    at = draw(st.integers(0, len(fields)))
    fields.insert(at, Field(name="key", type=ValueType.INT64))
    entity = Entity(name="e", fields=tuple(fields), key=("key",))
    keys = sorted(draw(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=12, unique=True)))
    columns = [column_of(draw, field.type, len(keys)) for field in fields]
    columns[at] = pa.array(keys, pa.int64())
    columns.append(
        pa.array(draw(st.lists(st.none() | st.binary(max_size=3), min_size=len(keys), max_size=len(keys))), pa.binary())
    )
    cuts = sorted(draw(st.lists(st.integers(0, len(keys)), max_size=3)))
    batch = pa.RecordBatch.from_arrays(columns, schema=stored_schema(entity))
    ends = [*cuts, len(keys)]
    return entity, batch, [batch.slice(a, b - a) for a, b in zip([0, *cuts], ends, strict=True)]


def bits(column):
    """Columns whose equality is that of their bits: NaN equals itself, and 0.0 is not -0.0."""
    if pa.types.is_struct(column.type):
        return [part for child in column.flatten() for part in bits(child)]
    if pa.types.is_floating(column.type):
        return [column.view(pa.int32() if column.type == pa.float32() else pa.int64())]
    return [column]


def joined(batches, schema):
    return pa.Table.from_batches(batches, schema).combine_chunks().to_batches()[0]


def assert_same(found, expected):
    assert found.schema.equals(expected.schema)
    for one, other in zip(found.columns, expected.columns, strict=True):
        assert all(a.equals(b) for a, b in zip(bits(one), bits(other), strict=True))


@given(entities_and_batches(), st.sampled_from(FORMS), st.integers(1, 5))
def test_any_records_of_any_entity_come_back_to_the_bit(case, form, rows):
    entity, everything, batches = case
    with in_form(form):
        (segment,) = encode(entity, *batches)
    assert bytes(segment.data).startswith(ZSTD_MAGIC) == (form != "large")
    assert segment.rows == everything.num_rows
    found = decode(segment.data, stored_schema(entity), rows=rows)
    assert all(batch.num_rows <= rows for batch in found)
    assert_same(joined(found, stored_schema(entity)), everything)


@given(entities_and_batches(), st.integers(1, 4))
def test_segments_are_cut_at_their_limit_of_rows_and_know_their_first_and_last_key(case, limit):
    entity, everything, batches = case
    with mock.patch.object(segments, "SEGMENT_ROWS", limit):
        parts = encode(entity, *batches)
    keys = KeyOrder(entity).keys_of(everything).to_pylist()
    to_bytes = KeyOrder(entity).to_bytes
    starts = range(0, len(keys), limit)
    assert [part.rows for part in parts] == [min(limit, len(keys) - start) for start in starts]
    assert [part.first for part in parts] == [to_bytes(keys[start]) for start in starts]
    assert [part.last for part in parts] == [to_bytes(keys[start : start + limit][-1]) for start in starts]
    found = [batch for part in parts for batch in decode(part.data, stored_schema(entity))]
    assert_same(joined(found, stored_schema(entity)), everything)


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=20), st.integers(1, 20))
def test_a_segment_of_several_records_never_exceeds_its_limit_of_bytes(sizes, rows):
    batch = contacts(list(range(len(sizes))), ["x" * size for size in sizes])
    limit = 4_000
    with mock.patch.object(segments, "SEGMENT_BYTES", limit):
        parts = encode(CONTACT, *(batch.slice(start, rows) for start in range(0, len(sizes), rows)))
    found = [joined(decode(part.data), batch.schema) for part in parts]
    assert joined(found, batch.schema).equals(batch)
    assert all(part.num_rows == 1 or part.nbytes <= limit for part in found)


def test_a_batch_larger_than_a_segment_is_cut_into_several():
    count = 600
    names = [os.urandom(32 << 10).hex() for _ in range(count)]
    parts = encode(CONTACT, contacts(list(range(count)), names))
    assert len(parts) > 1
    assert all(len(part.data) <= SEGMENT_BYTES for part in parts)
    assert sum(part.rows for part in parts) == count


def test_batches_without_records_make_no_segment():
    assert encode(CONTACT, contacts([]), contacts([])) == []


def test_a_small_segment_is_compressed_as_a_whole_and_a_large_one_column_by_column():
    (tiny,) = encode(CONTACT, contacts(list(range(100))))
    (small,) = encode(CONTACT, contacts(list(range(40_000))))
    (large,) = encode(CONTACT, contacts(list(range(100_000))))
    assert pa.ipc.open_stream(zstandard.ZstdDecompressor().decompress(tiny.data)).read_all().num_rows == 100
    file = pq.ParquetFile(pa.BufferReader(zstandard.ZstdDecompressor().decompress(small.data)))
    assert file.metadata.num_rows == 40_000
    assert bytes(large.data).startswith(b"PAR1")
    assert len(large.data) < SMALL_BYTES
    assert joined(decode(large.data), stored_schema(CONTACT)).equals(contacts(list(range(100_000))))


def test_an_entity_of_two_thousand_fields_stays_readable():
    fields = tuple(Field(name=str(number), type=ValueType.ANY) for number in range(2_000))
    entity = Entity(name="wide", fields=(Field(name="key", type=ValueType.INT64), *fields), key=("key",))
    schema = stored_schema(entity)
    columns = [pa.array([1, 2], pa.int64()), *(pa.array([{"integer": 1}, {}], ANY) for _ in fields)]
    batch = pa.RecordBatch.from_arrays([*columns, pa.nulls(2, pa.binary())], schema=schema)
    (segment,) = encode(entity, batch)
    (found,) = decode(segment.data, schema)
    assert found.equals(batch)


def test_deleted_keys_take_their_key_fields_only_and_in_key_order():
    entity = Entity(
        name="link",
        fields=(
            Field(name="right", type=ValueType.INT64),
            Field(name="note", type=ValueType.TEXT),
            Field(name="left", type=ValueType.TEXT),
        ),
        key=("left", "right"),
    )
    schema = tombstone_schema(entity)
    assert schema.names == ["left", "right"]
    keys = pa.RecordBatch.from_pylist([{"left": "a", "right": 2}, {"left": "b", "right": 1}], schema=schema)
    (segment,) = encode(entity, keys, keys_only=True)
    order = KeyOrder(entity)
    assert (segment.first, segment.last) == (order.key_of(["a", 2]), order.key_of(["b", 1]))
    assert decode(segment.data, schema) == [keys]


def test_the_last_column_of_stored_records_lists_their_blobs():
    assert stored_schema(CONTACT).names == ["id", "name", BLOBS]


def test_the_file_shows_no_name_of_a_field():
    entity = Entity(name="e", fields=(Field(name="salary", type=ValueType.INT64),), key=("salary",))
    batch = pa.RecordBatch.from_arrays([pa.array([1]), pa.nulls(1, pa.binary())], schema=stored_schema(entity))
    (segment,) = encode(entity, batch)
    assert pa.ipc.open_stream(zstandard.ZstdDecompressor().decompress(segment.data)).schema.names == ["0", "1"]
    with in_form("small"):
        (segment,) = encode(entity, batch)
    file = pq.ParquetFile(pa.BufferReader(zstandard.ZstdDecompressor().decompress(segment.data)))
    assert file.schema_arrow.names == ["0", "1"]


def test_a_stream_whose_offsets_lead_out_of_it_is_refused_before_it_is_used():
    values = pa.Array.from_buffers(
        pa.binary(), 2, [None, pa.array([0, 1 << 30, 3], pa.int32()).buffers()[1], pa.py_buffer(b"abc")]
    )
    columns = [pa.array([1, 2]), values.cast(pa.binary()), pa.nulls(2, pa.binary())]
    sink = pa.BufferOutputStream()
    batch = pa.RecordBatch.from_arrays(columns, names=["0", "1", "2"])
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    entity = Entity(
        name="e", fields=(Field(name="id", type=ValueType.INT64), Field(name="data", type=ValueType.BYTES)), key=("id",)
    )
    with pytest.raises(ObjectDamaged):
        decode(zstandard.ZstdCompressor().compress(sink.getvalue()), stored_schema(entity))


def test_a_stream_whose_columns_all_lie_in_the_same_place_does_not_become_large():
    entity = Entity(
        name="e",
        fields=(
            Field(name="id", type=ValueType.INT64),
            *(Field(name=str(n), type=ValueType.BYTES) for n in range(40)),
        ),
        key=("id",),
    )
    empty, large = pa.array([b"", b""]), pa.array([b"", b"\0" * (8 << 20)])
    columns = [pa.array([1, 2]), *[large] * 41]

    def stream(columns):
        sink = pa.BufferOutputStream()
        batch = pa.RecordBatch.from_arrays(columns, names=[str(n) for n in range(42)])
        with pa.ipc.new_stream(sink, batch.schema) as out:
            out.write_batch(batch)
        return sink.getvalue().to_pybytes()

    def places(of):  # three of (offset, length) for each column; there is no validity, and 16 bytes are the keys
        return struct.pack("<6q", 16, 0, 16, 12, 32, of)

    honest = stream([columns[0], large, *[empty] * 40])
    first = honest.index(places(8 << 20)) + 48
    shared = honest[:first] + places(8 << 20) * 40 + honest[first + 48 * 40 :]
    assert pa.ipc.open_stream(shared).read_all().columns == pa.table(columns, names=[str(n) for n in range(42)]).columns
    with pytest.raises(ObjectDamaged, match="more records than any can have"):
        decode(zstandard.ZstdCompressor().compress(shared), stored_schema(entity))


@pytest.mark.parametrize("said", [900_000, 1 << 30, 1 << 40])
def test_a_large_stream_that_says_it_has_more_records_than_its_offsets_is_refused_before_these_are_followed(said):
    """Behind them is memory of others, or none at all: then the whole program ends."""
    rows = 1_234
    columns = [pa.array(range(rows)), pa.array([b"\0" * 12_000] * rows), pa.nulls(rows, pa.binary())]
    sink = pa.BufferOutputStream()
    batch = pa.RecordBatch.from_arrays(columns, names=["0", "1", "2"])
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    whole = sink.getvalue().to_pybytes()
    beginning, length = whole[:2_000], struct.pack("<q", rows)
    assert beginning.count(length) >= 3  # of the batch and of two columns; the third also says how many are null
    lying = beginning.replace(length, struct.pack("<q", said)) + whole[2_000:]
    entity = Entity(
        name="e", fields=(Field(name="id", type=ValueType.INT64), Field(name="data", type=ValueType.BYTES)), key=("id",)
    )
    assert len(decode(zstandard.ZstdCompressor().compress(whole), stored_schema(entity))) == 1
    with pytest.raises(ObjectDamaged):
        decode(zstandard.ZstdCompressor().compress(lying), stored_schema(entity))


def test_no_more_records_are_decoded_at_once_than_were_found_safe():
    count = 2 * segments.READ_ROWS
    with in_form("small"):
        (segment,) = encode(CONTACT, contacts(range(count)))
    iterated = []
    batches = pq.ParquetFile.iter_batches

    def watched(file, size, **options):
        iterated.append(size)
        return batches(file, size, **options)

    with (
        mock.patch.object(pq.ParquetFile, "read", side_effect=AssertionError),
        mock.patch.object(pq.ParquetFile, "iter_batches", watched),
    ):
        assert sum(batch.num_rows for batch in decode(segment.data)) == count
    assert iterated == [segments.READ_ROWS]


# What is no segment of the entity


@pytest.mark.parametrize(
    "fields",
    [
        (("id", ValueType.INT64),),
        (("id", ValueType.INT32), ("name", ValueType.TEXT)),
        (("id", ValueType.INT64), ("name", ValueType.BYTES)),
        (("id", ValueType.INT64), ("name", ValueType.ANY)),
        (("name", ValueType.TEXT), ("id", ValueType.INT64)),
        (("id", ValueType.INT64), ("name", ValueType.TEXT), ("more", ValueType.TEXT)),
    ],
)
def test_a_segment_of_other_columns_is_refused(fields):
    (segment,) = encode(CONTACT, contacts([1, 2]))
    other = Entity(name="e", fields=tuple(Field(name=name, type=kind) for name, kind in fields), key=("id",))
    with pytest.raises(ObjectDamaged) as raised:
        decode(segment.data, stored_schema(other))
    assert raised.value.name == NAME


EVERY_TYPE = Entity(
    name="e", fields=tuple(Field(name=kind.value, type=kind) for kind in ValueType), key=(ValueType.INT64.value,)
)


def not_text(*values):
    """A column of text whose values are any bytes."""
    return pa.Array.from_buffers(pa.string(), len(values), pa.array(values, pa.binary()).buffers())


@pytest.mark.parametrize("form", FORMS)
def test_text_that_is_not_utf_8_is_refused_with_the_name_of_its_entity(form):
    columns = [pa.array([1, 2], pa.int64()), not_text(b"Ann", b"\xff\xfe"), pa.nulls(2, pa.binary())]
    with in_form(form):
        (segment,) = encode(CONTACT, pa.RecordBatch.from_arrays(columns, schema=stored_schema(CONTACT)))
    with pytest.raises(ObjectDamaged, match=r"a segment of 'contact' cannot be read: .*Invalid UTF8"):
        decode(bytes(segment.data), entity="contact")
    if form != "tiny":
        assert decode(bytes(segment.data), columns=[0])  # nobody asked for the text


def every_type(form):
    rows = 40
    columns = [pa.nulls(rows, field.type) for field in stored_schema(EVERY_TYPE)]
    for position, field in enumerate(EVERY_TYPE.fields):
        if field.type in (ValueType.INT64, ValueType.INT32, ValueType.FLOAT64, ValueType.TEXT, ValueType.BYTES):
            columns[position] = pa.array(range(rows), pa.int64()).cast(pa.string()).cast(arrow_type(field.type))
        elif field.type is ValueType.ANY:
            columns[position] = pa.array([{"integer": row} if row % 2 else {"text": b"x"} for row in range(rows)], ANY)
    batch = pa.RecordBatch.from_arrays(columns, schema=stored_schema(EVERY_TYPE))
    with in_form(form):
        (segment,) = encode(EVERY_TYPE, batch)
    return bytes(segment.data)


LARGE, SMALL, TINY = map(every_type, FORMS)
SMALL_FILE, TINY_STREAM = map(zstandard.ZstdDecompressor().decompress, (SMALL, TINY))
EVERY_FORM = st.sampled_from([LARGE, SMALL, SMALL_FILE, TINY, TINY_STREAM])


def decode_or_refuse(data):
    """Whatever the bytes are, they are a segment or ObjectDamaged."""
    with suppress(ObjectDamaged):
        assert all(batch.schema == stored_schema(EVERY_TYPE) for batch in decode(data, stored_schema(EVERY_TYPE)))


@settings(max_examples=300)
@given(
    EVERY_FORM,
    st.lists(st.tuples(st.integers(1, 8_000), st.integers(1, 255)), min_size=1, max_size=4),
    st.booleans(),
)
def test_flipped_bits_are_a_segment_or_are_refused(data, flips, wrapped):
    """Most flips aim at the end, where the file describes itself; some are sealed into a whole frame again."""
    damaged = bytearray(data)
    for from_end, flip in flips:
        damaged[-1 - from_end % len(damaged)] ^= flip
    decode_or_refuse(zstandard.ZstdCompressor().compress(bytes(damaged)) if wrapped else bytes(damaged))


def outcome(data, columns=None):
    """The records in some bytes, or None where they are refused."""
    try:
        return decode(data, stored_schema(EVERY_TYPE), columns=columns)
    except ObjectDamaged:
        return None


def part_of(data, asked=None):
    def read(start, length):
        if asked is not None:
            asked.append((start, length))
        return data[start : start + length]

    return Part(read, 0, len(data))


@given(
    EVERY_FORM,
    st.lists(st.tuples(st.integers(1, 8_000), st.integers(1, 255)), max_size=3),
    st.none() | st.lists(st.integers(0, len(EVERY_TYPE.fields)), min_size=1, max_size=3, unique=True),
)
def test_a_segment_that_is_read_in_parts_gives_what_its_bytes_give(data, flips, columns):
    damaged = bytearray(data)
    for from_end, flip in flips:
        damaged[-1 - from_end % len(damaged)] ^= flip
    whole = bytes(damaged)
    in_parts = outcome(part_of(whole), columns)
    in_memory = outcome(whole, columns)
    assert (in_parts is None) == (in_memory is None)
    if in_parts is not None:
        assert [batch.to_pydict() for batch in in_parts] == [batch.to_pydict() for batch in in_memory]


@pytest.mark.parametrize("position", range(len(EVERY_TYPE.fields) + 1))
def test_of_each_column_that_is_decoded_the_pages_are_looked_at_first_and_of_no_other(position):
    """Columns of any type lie in two chunks, so that a column's number is not its chunk's."""
    asked = []
    safe_rows(part_of(LARGE, asked).read, len(LARGE), 10, [position])
    group = pq.ParquetFile(pa.BufferReader(LARGE)).metadata.row_group(0)
    chunks = [group.column(number) for number in range(group.num_columns)]
    own = [chunk for chunk in chunks if chunk.path_in_schema.split(".")[0] == str(position)]
    begins = [min(filter(None, (c.dictionary_page_offset, c.data_page_offset))) for c in own]
    assert asked[2:] == [(at, c.total_compressed_size) for at, c in zip(begins, own, strict=True)]


def in_dictionary(texts, **options):
    """A Parquet file whose records name these texts in turn."""
    table = pa.table(
        {"0": pa.array(range(20_000)), "1": pa.array(texts).take(pa.array(np.arange(20_000) % len(texts)))}
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, use_dictionary=["1"], **options)
    return sink.getvalue().to_pybytes()


@pytest.mark.parametrize("compression", ["none", "zstd", "snappy"])
@pytest.mark.parametrize("longest", [10, 60_000])
def test_a_batch_is_as_small_as_the_longest_text_of_a_dictionary_asks_for_and_no_smaller(longest, compression):
    texts = [*(f"number {number:05d}" for number in range(1_000)), "x" * longest]
    data = in_dictionary(texts, compression=compression)
    together = sum(4 + len(text) for text in texts)
    # What is compressed by other means is not ours: there all texts count as one.
    bound = together if compression == "snappy" else max(map(len, texts))
    assert safe_rows(part_of(data).read, len(data), 16_384) == min(16_384, BATCH_BYTES // bound)


@pytest.mark.parametrize("compression", ["none", "zstd"])
@pytest.mark.parametrize("spoil", ["length", "cut off", "larger"])
def test_a_dictionary_whose_texts_do_not_fit_is_refused_before_it_is_decoded(compression, spoil):
    data = in_dictionary([f"a text of some length, number {number:05d}" for number in range(1_000)], compression="none")
    begin = data.index((35).to_bytes(4, "little") + b"a text")
    content = data[begin : begin + 39_000]
    changed = {
        "length": (2**31).to_bytes(4, "little") + content[4:],
        "cut off": content[:-2],
        "larger": content + b"\x01\0\0\0x",
    }[spoil]
    codec = parquet_pages._ZSTD if compression == "zstd" else parquet_pages._UNCOMPRESSED
    stored = zstandard.ZstdCompressor().compress(changed) if compression == "zstd" else changed
    dictionary = parquet_pages._Dictionary(memoryview(stored), len(content), codec)
    with pytest.raises(UnsafePages):
        dictionary.longest()


@pytest.mark.parametrize("error", [ObjectDamaged(NAME, "gone bad"), StoreFailed("drive", "unplugged")])
def test_what_fails_while_a_part_is_read_is_raised_as_it_is(error):
    asked = []
    decode(part_of(LARGE, asked), stored_schema(EVERY_TYPE))
    for good in range(len(asked)):
        left = iter(range(good))

        def read(start, length, left=left):
            if next(left, None) is None:
                raise error
            return LARGE[start : start + length]

        with pytest.raises(type(error)) as raised:
            decode(Part(read, 0, len(LARGE)), stored_schema(EVERY_TYPE))
        assert raised.value is error


def test_of_a_large_segment_a_column_can_be_read_without_the_others():
    names = [os.urandom(500).hex() for _ in range(4_000)]
    (segment,) = encode(CONTACT, contacts(range(4_000), names))
    data, asked = bytes(segment.data), []
    (batch,) = decode(part_of(data, asked), columns=[2])
    assert (batch.num_rows, batch.column(0).null_count) == (4_000, 4_000)
    assert sum(length for _, length in asked) < len(data) / 8


@given(EVERY_FORM, st.floats(0, 1, exclude_max=True))
def test_a_segment_that_was_cut_off_is_refused(data, share):
    with pytest.raises(ObjectDamaged):
        decode(data[: int(len(data) * share)], stored_schema(EVERY_TYPE))


@given(st.sampled_from([b"", ZSTD_MAGIC, b"PAR1"]), st.binary(max_size=60), st.sampled_from([b"", b"PAR1"]))
def test_other_bytes_are_refused(head, body, tail):
    with pytest.raises(ObjectDamaged):
        decode(head + body + tail, stored_schema(EVERY_TYPE))


def test_a_column_whose_name_is_not_text_is_refused():
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"NAME": [1], "b": ["x"], "c": [b""]}), sink, compression="none", store_schema=False)
    with pytest.raises(ObjectDamaged):
        decode(sink.getvalue().to_pybytes().replace(b"NAME", b"\xff\xff\xff\xff"))


@pytest.mark.parametrize("declares_its_size", [True, False])
def test_a_frame_that_expands_without_end_is_refused_before_it_fills_the_memory(declares_its_size):
    bomb = zstandard.ZstdCompressor(write_content_size=declares_its_size).compress(bytes(64 << 20))
    tracemalloc.start()
    with pytest.raises(ObjectDamaged):
        decode(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 << 20
