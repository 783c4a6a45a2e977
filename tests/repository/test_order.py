"""Keys compare as bytes exactly as their values compare in plain Python."""

import datetime as dt
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmbackup_gui.model.arrow import ANY, arrow_schema, arrow_type
from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType
from crmbackup_gui.repository.order import KeyOrder, _component, increasing, rows_up_to

INT64 = (-(2**63), 2**63 - 1)
RANGES = {
    ValueType.BOOL: (0, 1),
    ValueType.INT16: (-(2**15), 2**15 - 1),
    ValueType.INT32: (-(2**31), 2**31 - 1),
    ValueType.INT64: INT64,
    ValueType.DATE: (-(2**31), 2**31 - 1),
    ValueType.TIME: (0, 86_400 * 10**6 - 1),
    ValueType.TIMESTAMP: INT64,
    ValueType.TIMESTAMP_TZ: INT64,
}
INTEGERS = [ValueType.BOOL, ValueType.INT16, ValueType.INT32, ValueType.INT64]

# Where doubles and integers of 64 bits disagree.
EDGES = [0, 1, -1, 2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1025, 2**63 - 513, 2**63 - 512, 2**63 - 1, -(2**63), 1 - 2**63]
REAL_EDGES = [float(edge) for edge in EDGES] + [-0.0, 0.5, 5e-324, 2.0**64, -(2.0**64), float("inf"), float("-inf")]

texts = st.text(st.sampled_from("aAbBzZ \0\x01é\u00ff🙂"), max_size=5)
contents = st.lists(st.sampled_from([0, 1, 0x20, 0x41, 0x61, 0xFE, 0xFF]), max_size=5).map(bytes)
reals = st.sampled_from(REAL_EDGES) | st.floats(allow_nan=False)
anything = st.one_of(
    st.none(),
    st.sampled_from(EDGES) | st.integers(*INT64),
    reals,
    contents.map(lambda text: ("text", text)),
    contents,
)


def values_of(kind):
    """Values as the column is built from them: temporal ones as the integers that they are stored as."""
    if kind in RANGES:
        low, high = RANGES[kind]
        return st.sampled_from([edge for edge in (low, -1, 0, 1, high) if low <= edge <= high]) | st.integers(low, high)
    if kind is ValueType.FLOAT32:
        return st.floats(width=32, allow_nan=False)
    if kind is ValueType.ANY:
        return anything
    return {ValueType.FLOAT64: reals, ValueType.TEXT: texts}.get(kind, contents)


def column_of(kind, values):
    if kind is ValueType.ANY:
        return pa.array([as_struct(value) for value in values], ANY)
    if kind is ValueType.BOOL:
        return pa.array([None if value is None else bool(value) for value in values], pa.bool_())
    if kind in RANGES:
        storage = pa.int32() if kind is ValueType.DATE else pa.int64()
        stored = pa.array(values, storage)
        return stored.cast(arrow_type(kind)) if kind in INTEGERS else stored.view(arrow_type(kind))
    return pa.array(values, arrow_type(kind))


def as_struct(value):
    match value:
        case None:
            return {}
        case ("text", text):
            return {"text": text}
        case int():
            return {"integer": value}
        case float():
            return {"real": value}
        case _:
            return {"bytes": value}


def rank(field, value):
    """What Python compares: nothing, then numbers by their exact value, then text, then bytes."""
    match value:
        case None:
            return (0,)
        case int() | float():
            return (1, value)
        case ("text", text):
            return (2, folded(field.collation, text))
        case str():
            return (2, folded(field.collation, value.encode()))
        case _:
            return (3, value)


def folded(collation, text):
    if collation is Collation.NOCASE:
        return bytes(byte + 32 if 0x41 <= byte <= 0x5A else byte for byte in text)
    return text.rstrip(b" ") if collation is Collation.RTRIM else text


def entity_of(*fields):
    """An entity whose key has its fields in the opposite order, so that positions matter."""
    return Entity(name="e", fields=tuple(reversed(fields)), key=tuple(field.name for field in fields))


def keyed_by(kind, collation=Collation.BINARY):
    return KeyOrder(entity_of(Field(name="key", type=kind, collation=collation)))


def keys_of(order, fields, rows):
    """Keys of rows, whose columns are slices of longer ones."""
    columns = []
    for position, field in enumerate(fields):
        values = [row[position] for row in rows]
        around = values[:1] * 3
        columns.append(column_of(field.type, [*around, *values, *around]).slice(3, len(rows)))
    return order.keys(columns)


@st.composite
def keyed_rows(draw, most_fields=3):
    fields = [
        Field(name=f"f{number}", type=draw(st.sampled_from(ValueType)), collation=draw(st.sampled_from(Collation)))
        for number in range(draw(st.integers(1, most_fields)))
    ]
    values = [values_of(field.type) for field in fields]
    if len(fields) > 1:
        values = [st.none() | value for value in values]
    return fields, draw(st.lists(st.tuples(*values), min_size=1, max_size=8))


@pytest.mark.parametrize("collation", Collation)
def test_a_collation_changes_no_key_of_bytes(collation):
    field = Field(name="f0", type=ValueType.BYTES, collation=collation)
    keys = keys_of(KeyOrder(entity_of(field)), [field], [(b"A ",), (b"a",), (b"A",)])
    assert len(set(keys.to_pylist())) == 3


@given(keyed_rows())
def test_keys_of_every_type_and_collation_are_ordered_as_their_values(fields_and_rows):
    fields, rows = fields_and_rows
    order = KeyOrder(entity_of(*fields))
    keys = keys_of(order, fields, rows)
    ranks = [tuple(rank(field, value) for field, value in zip(fields, row, strict=True)) for row in rows]
    canonical = [order.to_bytes(key) for key in keys.to_pylist()]
    for one, one_rank in zip(canonical, ranks, strict=True):
        for other, other_rank in zip(canonical, ranks, strict=True):
            assert (one < other, one == other) == (one_rank < other_rank, one_rank == other_rank)


@given(keyed_rows())
def test_keys_are_never_null_and_come_back_from_their_bytes(fields_and_rows):
    fields, rows = fields_and_rows
    order = KeyOrder(entity_of(*fields))
    keys = keys_of(order, fields, rows)
    assert keys.null_count == 0
    assert keys.type == (pa.int64() if order.integer else pa.binary())
    assert [order.from_bytes(order.to_bytes(key)) for key in keys.to_pylist()] == keys.to_pylist()


@given(st.data(), st.sampled_from(ValueType), st.sampled_from(Collation))
def test_no_component_of_a_composite_key_is_the_beginning_of_another(data, kind, collation):
    field = Field(name="f", type=kind, collation=collation)
    values = data.draw(st.lists(st.none() | values_of(kind), min_size=2, max_size=8))
    parts = set(_component(column_of(kind, values), field).to_pylist())
    assert not any(one != other and other.startswith(one) for one in parts for other in parts)


@pytest.mark.parametrize("kind", INTEGERS)
def test_only_a_key_of_a_single_integer_travels_as_an_integer(kind):
    number, text = Field(name="number", type=kind), Field(name="text", type=ValueType.TEXT)
    assert KeyOrder(entity_of(number)).integer
    assert not KeyOrder(entity_of(number, text)).integer
    assert not KeyOrder(entity_of(text)).integer


def test_numbers_of_any_type_are_ordered_by_their_exact_value():
    ascending = [
        float("-inf"), -(2.0**64), -(2**63), 1 - 2**63, -0.5, 0, 5e-324, 2**53 - 1, 2.0**53, 2**53 + 1, 2.0**53 + 2,
        2**63 - 1025, 2.0**63 - 1024, 2**63 - 1, 2.0**63, 2.0**64, float("inf"),
    ]  # fmt: skip
    keys = keyed_by(ValueType.ANY).keys([column_of(ValueType.ANY, ascending)])
    assert increasing(keys)


@pytest.mark.parametrize("whole", [0, 1, -1, 2**53, -(2**53), 2**62, -(2**63)])
def test_an_integer_and_the_real_of_the_same_value_are_one_key(whole):
    one, other = keyed_by(ValueType.ANY).keys([column_of(ValueType.ANY, [whole, float(whole)])]).to_pylist()
    assert one == other


@pytest.mark.parametrize("kind", [ValueType.FLOAT32, ValueType.FLOAT64, ValueType.ANY])
def test_negative_zero_is_the_same_key_as_zero(kind):
    one, other = keyed_by(kind).keys([column_of(kind, [-0.0, 0.0])]).to_pylist()
    assert one == other


def test_text_that_is_not_unicode_is_folded_byte_by_byte():
    order = keyed_by(ValueType.ANY, Collation.NOCASE)
    keys = order.keys(
        [column_of(ValueType.ANY, [("text", b"A\xff\x80B"), ("text", b"a\xff\x80b"), ("text", b"A\xff")])]
    )
    same, same_too, shorter = keys.to_pylist()
    assert same == same_too
    assert shorter < same


@pytest.mark.parametrize("collation", Collation)
def test_only_its_own_folding_makes_two_texts_one_key(collation):
    exact, upper, padded = keyed_by(ValueType.TEXT, collation).keys([pa.array(["a", "A", "a  "])]).to_pylist()
    assert (exact == upper) == (collation is Collation.NOCASE)
    assert (exact == padded) == (collation is Collation.RTRIM)


PYTHON_VALUES = {
    ValueType.BOOL: [False, True],
    ValueType.INT16: [-3, 0, 7],
    ValueType.INT32: [-3, 0, 7],
    ValueType.INT64: [-(2**63), 0, 2**63 - 1],
    ValueType.FLOAT32: [-1.5, 0.0],
    ValueType.FLOAT64: [float("-inf"), 1e300],
    ValueType.TEXT: ["", "Zoë"],
    ValueType.BYTES: [b"", b"\0\xff"],
    ValueType.DATE: [dt.date(1, 1, 1), dt.date(2024, 2, 29)],
    ValueType.TIME: [dt.time(0), dt.time(23, 59, 59, 999_999)],
    ValueType.TIMESTAMP: [dt.datetime(1969, 12, 31), dt.datetime(2024, 1, 1, 1, 2, 3, 4)],  # noqa: DTZ001 - has no zone
    ValueType.TIMESTAMP_TZ: [dt.datetime(2024, 1, 1, tzinfo=dt.UTC)],
    ValueType.CONTENT: [b"x"],
}


@pytest.mark.parametrize("kind", PYTHON_VALUES)
def test_the_key_of_one_record_is_the_key_it_has_in_its_batch(kind):
    order, values = keyed_by(kind), PYTHON_VALUES[kind]
    batch = pa.RecordBatch.from_arrays(
        [pa.array(values, arrow_type(kind))], schema=pa.schema([("key", arrow_type(kind))])
    )
    assert [order.key_of([value]) for value in values] == order.keys_of(batch).to_pylist()


@pytest.mark.parametrize(
    ("value", "struct"),
    [
        (7, {"integer": 7}),
        (True, {"integer": 1}),
        (0.5, {"real": 0.5}),
        ("é", {"text": "é".encode()}),
        ("\udcff", {"text": b"\xff"}),
        (b"\0", {"bytes": b"\0"}),
        (None, {}),
    ],
)
def test_the_key_of_a_value_that_brings_its_own_type_is_the_one_it_has_in_its_batch(value, struct):
    order = keyed_by(ValueType.ANY)
    assert [order.key_of([value])] == order.keys([pa.array([struct], ANY)]).to_pylist()


@pytest.mark.parametrize("size", [0, 7, 9, 100])
def test_bytes_of_another_length_are_no_key_of_an_integer(size):
    with pytest.raises(ValueError, match="no key"):
        keyed_by(ValueType.INT64).from_bytes(bytes(size))


def test_the_columns_of_a_key_are_taken_in_key_order_wherever_they_stand():
    entity = Entity(
        name="link",
        fields=(
            Field(name="note", type=ValueType.TEXT),
            Field(name="right", type=ValueType.INT64),
            Field(name="left", type=ValueType.TEXT),
        ),
        key=("left", "right"),
    )
    batch = pa.RecordBatch.from_pylist(
        [{"note": "z", "right": 2, "left": "a"}, {"note": "a", "right": 1, "left": "b"}], schema=arrow_schema(entity)
    )
    order = KeyOrder(entity)
    assert order.keys_of(batch).to_pylist() == [order.key_of(["a", 2]), order.key_of(["b", 1])]
    assert increasing(order.keys_of(batch))


sorted_integers = st.lists(st.integers(*INT64), unique=True, max_size=20).map(sorted)
sorted_bytes = st.lists(contents, unique=True, max_size=20).map(sorted)


@given(sorted_integers, st.integers(*INT64), st.integers(0, 3))
@example([5, 7], 5, 0)
def test_as_many_integer_keys_are_up_to_a_cut_as_python_counts(keys, cut, offset):
    array = pa.array([0] * offset + keys, pa.int64()).slice(offset)
    assert rows_up_to(array, cut) == sum(key <= cut for key in keys)


@given(sorted_bytes, contents, st.integers(0, 3))
@example([b"a", b"b"], b"a", 0)
def test_as_many_keys_of_bytes_are_up_to_a_cut_as_python_counts(keys, cut, offset):
    array = pa.array([b""] * offset + keys, pa.binary()).slice(offset)
    assert rows_up_to(array, cut) == sum(key <= cut for key in keys)


@given(st.lists(st.integers(0, 4), max_size=5))
def test_keys_increase_when_each_is_greater_than_the_one_before(keys):
    expected = all(before < after for before, after in pairwise(keys))
    assert increasing(pa.array(keys, pa.int64())) == expected
    assert increasing(pa.array([b"%d" % key for key in keys], pa.binary())) == expected
