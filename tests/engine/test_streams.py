"""What goes through the engine in windows and spills comes out as if it had been one list in memory."""

from datetime import UTC, date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbackup_gui.engine import sorting
from crmbackup_gui.engine.difference import differences, more_copies, widen
from crmbackup_gui.engine.held_values import HeldValues
from crmbackup_gui.engine.matching import in_common_types, in_types_of, match, renumbered
from crmbackup_gui.engine.selection import _readings, key_text
from crmbackup_gui.engine.sorting import in_key_order
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.errors import InvalidRequest, RestoreRefused
from crmbackup_gui.model.arrow import arrow_schema, arrow_type
from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.repository.blobs import OutsideValue, blob_name, decode_outside
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.segments import stored_schema


def entity(*fields, key=("id",), name="contact"):
    made = tuple(f if isinstance(f, Field) else Field(name=f[0], type=f[1]) for f in fields)
    return Entity(name=name, fields=made, key=key)


CONTACT = entity(("id", ValueType.INT64), ("value", ValueType.ANY), ("size", ValueType.FLOAT64))
BY_NAME = entity(Field(name="id", type=ValueType.TEXT, collation=Collation.NOCASE), ("value", ValueType.BYTES))


def batch_of(shape, rows):
    """Stored records from tuples; a missing last cell means that nothing lies outside."""
    schema = stored_schema(shape)
    padded = [(*row, None) if len(row) < len(schema) else row for row in rows]
    columns = list(zip(*padded, strict=True)) if padded else [() for _ in schema]
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def runs_of(shape, rows, cuts):
    """Records in key order, cut into runs of these lengths."""
    order, batch = KeyOrder(shape), batch_of(shape, rows)
    start = 0
    for length in [*cuts, len(rows)]:
        piece = batch.slice(start, length)
        if piece.num_rows:
            yield Run(order.keys_of(piece), piece)
        start += length


ANY_VALUES = st.one_of(
    st.none(),
    st.sampled_from([0, 1]).map(lambda v: {"integer": v}),
    st.sampled_from([0.0, -0.0, 1.0, float("inf")]).map(lambda v: {"real": v}),
    st.sampled_from([b"", b"1"]).map(lambda v: {"text": v}),
    st.sampled_from([b"", b"1"]).map(lambda v: {"bytes": v}),
).map(lambda given: {"integer": None, "real": None, "text": None, "bytes": None} | (given or {}))
SIZES = st.sampled_from([None, 0.0, -0.0, 1.5])
RECORDS = st.dictionaries(st.integers(-6, 40), st.tuples(ANY_VALUES, SIZES), max_size=30)
CUTS = st.lists(st.integers(1, 9), max_size=20)


def listed(records):
    return [(key, *values) for key, values in sorted(records.items())]


def same(one, other):
    """As the engine compares: to the bit."""
    return repr(one) == repr(other)


@settings(max_examples=150)
@given(old=RECORDS, new=RECORDS, old_cuts=CUTS, new_cuts=CUTS)
def test_differences_are_those_of_two_dictionaries_however_the_streams_are_cut(old, new, old_cuts, new_cuts):
    windows = list(
        differences(
            runs_of(CONTACT, listed(old), old_cuts),
            runs_of(CONTACT, listed(new), new_cuts),
            [(0, 0), (1, 1), (2, 2), (3, 3)],
        )
    )
    added = [w.new.keys[int(row)].as_py() for w in windows for row in w.added]
    deleted = [w.old.keys[int(row)].as_py() for w in windows for row in w.deleted]
    changed = [w.new.keys[int(row)].as_py() for w in windows for row in w.changed_new]
    assert added == sorted(new.keys() - old.keys())
    assert deleted == sorted(old.keys() - new.keys())
    assert changed == [key for key in sorted(new.keys() & old.keys()) if not same(old[key], new[key])]
    assert [w.old.keys[int(row)].as_py() for w in windows for row in w.changed_old] == changed
    assert sum(w.unchanged for w in windows) == len(new) - len(added) - len(changed)
    applied = apply_differences(old, windows)
    assert same(dict(sorted(applied.items())), dict(sorted(new.items())))


def apply_differences(records, windows):
    """The upserts and deletions of all windows, done to a dictionary."""
    result = dict(records)
    for window in windows:
        if (gone := window.gone()) is not None:
            for key in gone.keys.to_pylist():
                del result[key]
        if (upserts := window.upserts()) is not None:
            for row in upserts.batch.to_pylist():
                key, value, size, _ = row.values()
                result[key] = (value, size)
    return result


@given(old=RECORDS, new=RECORDS)
def test_replaced_records_are_the_old_forms_in_key_order(old, new):
    columns = [(0, 0), (1, 1), (2, 2), (3, 3)]
    for window in differences(runs_of(CONTACT, listed(old), []), runs_of(CONTACT, listed(new), []), columns):
        replaced = window.replaced()
        keys = [] if replaced is None else replaced.keys.to_pylist()
        assert keys == sorted(keys)
        assert all(key not in new or not same(old[key], new[key]) for key in keys)


@given(old=RECORDS, new=RECORDS)
def test_shapes_that_cannot_be_compared_make_every_shared_record_a_changed_one(old, new):
    windows = list(differences(runs_of(CONTACT, listed(old), [3]), runs_of(CONTACT, listed(new), [2]), None))
    assert sum(len(w.changed_new) for w in windows) == len(old.keys() & new.keys())


def test_surplus_copies_do_not_count_as_a_change():
    rows = [(key, {"integer": copies}, 0.0) for key, copies in ((1, 1), (2, 2), (3, 3))]
    wanted = [(key, {"integer": copies}, 0.0) for key, copies in ((1, 2), (2, 1), (4, 1))]
    shape = entity(("id", ValueType.INT64), ("copies", ValueType.INT64))
    old = runs_of(shape, [(row[0], row[1]["integer"]) for row in rows], [])
    new = runs_of(shape, [(row[0], row[1]["integer"]) for row in wanted], [])
    windows = list(more_copies(differences(old, new, [(0, 0), (1, 1)]), 1, 1))
    assert [w.new.keys[int(row)].as_py() for w in windows for row in w.changed_new] == [1]
    assert [w.old.keys[int(row)].as_py() for w in windows for row in w.changed_old] == [1]


TEXTS = st.text(alphabet="abAB\x00é ", max_size=4)


@given(batches=st.lists(st.lists(st.tuples(TEXTS, st.binary(max_size=3)), max_size=12), max_size=8), memory=CUTS)
def test_sorting_with_hardly_any_memory_gives_the_same_as_sorting_all_of_it(batches, memory):
    given_rows = [row for batch in batches for row in batch]
    arrow = [batch_of(BY_NAME, batch) for batch in batches]
    found = list(in_key_order(BY_NAME, iter(arrow), memory[0] if memory else 1))
    rows = [tuple(row.values())[:2] for run in found for row in run.batch.to_pylist()]
    keys = [key for run in found for key in run.keys.to_pylist()]
    assert keys == sorted(folded(row[0]) for row in given_rows)
    assert sorted(rows) == sorted(given_rows)
    assert keys == [folded(row[0]) for row in rows]


def folded(text):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text).encode()


def test_sorted_records_come_in_pieces_that_fit_into_memory(monkeypatch):
    monkeypatch.setattr(sorting, "READ_ROWS", 7)
    rows = [(n * 37 % 101, {"integer": n}, None) for n in range(101)]
    runs = list(in_key_order(CONTACT, iter([batch_of(CONTACT, rows)])))
    assert max(map(len, runs)) == 7
    assert [key for run in runs for key in run.keys.to_pylist()] == list(range(101))


@given(
    batches=st.lists(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), ANY_VALUES, SIZES), max_size=5), max_size=5)
)
def test_what_is_put_aside_reads_back_any_number_of_times(batches):
    arrow = [batch_of(CONTACT, batch) for batch in batches]
    with Spill(stored_schema(CONTACT)) as spill:
        for batch in arrow:
            spill.append(batch)
        for _ in range(2):
            assert list(spill.read()) == [batch for batch in arrow if batch.num_rows]
        assert spill.rows == sum(batch.num_rows for batch in arrow)


def test_what_is_put_aside_cannot_be_read_in_the_file():
    with Spill(stored_schema(CONTACT)) as spill:
        spill.append(batch_of(CONTACT, [(1, {"text": b"a secret that nobody may read"}, 1.0)]))
        spill._file.seek(0)
        assert b"secret" not in spill._file.read()


def test_values_that_are_held_are_read_from_there_and_all_others_from_the_repository():
    key = b"k" * 32
    contents = [b"a" * 10, b"b" * 20]
    held = HeldValues(key, lambda _: iter([b"from the repository"]))
    try:
        for content in [*contents, *contents]:
            held.hold(content)
        names = tuple(blob_name(key, content) for content in contents)
        assert b"".join(held.read(OutsideValue(1, True, 30, names))) == b"".join(contents)
        assert b"".join(held.read(OutsideValue(1, True, 30, (b"n" * 32,)))) == b"from the repository"
    finally:
        held.close()


# Matching


def any_of(kind, value):
    return {"integer": None, "real": None, "text": None, "bytes": None, kind: value}


def test_records_of_a_point_take_the_wider_types_and_the_order_of_the_target():
    point = entity(("id", ValueType.INT64), ("a", ValueType.TEXT), ("gone", ValueType.INT64), ("b", ValueType.BYTES))
    target = entity(("b", ValueType.ANY), ("id", ValueType.ANY), ("a", ValueType.TEXT), ("new", ValueType.TEXT))
    outside = OutsideValue(3, False, 5, (b"n" * 32,)).encode() + OutsideValue(2, False, 5, (b"g" * 32,)).encode()
    laid = match(point, target, (), hidden=True)
    (run,) = laid.from_point(runs_of(point, [(1, "x", 7, None, outside)], []))
    row = run.batch.to_pylist()[0]
    cell = row.pop("crmbackup:blobs")
    assert row == {"b": dict.fromkeys(any_of("real", None)), "id": any_of("integer", 1), "a": "x"}
    assert [value.field for value in decode_outside(cell, "")] == [0]
    assert (laid.missing, laid.extra) == (("gone",), ("new",))
    assert run.keys == KeyOrder(laid.written).keys_of(run.batch)


def test_values_are_widened_where_the_target_has_the_wider_type():
    point = entity(("id", ValueType.INT32), ("a", ValueType.INT64))
    laid = match(point, entity(("id", ValueType.INT64), ("a", ValueType.TEXT)), (), hidden=True)
    (run,) = laid.from_point(runs_of(point, [(1, 7, None)], []))
    assert run.batch.select(["id", "a"]).to_pylist() == [{"id": 1, "a": "7"}]


def test_a_value_that_does_not_fit_the_narrower_field_of_the_target_is_refused():
    point = entity(("id", ValueType.INT64), ("a", ValueType.INT64))
    laid = match(point, entity(("id", ValueType.INT64), ("a", ValueType.INT32)), (), hidden=True)
    with pytest.raises(RestoreRefused, match="a' do not fit"):
        list(laid.from_point(runs_of(point, [(1, 1 << 40, None)], [])))


def test_records_of_the_target_keep_their_shape_beside_the_narrower_one_of_the_point():
    point = entity(("id", ValueType.INT64), ("a", ValueType.TEXT))
    target = entity(("x", ValueType.TEXT), ("id", ValueType.INT64), ("a", ValueType.TEXT))
    laid = match(point, target, (), hidden=True)
    cell = OutsideValue(2, True, 5, (b"n" * 32,)).encode()
    (run,) = laid.from_target(runs_of(target, [("kept", 1, None, cell)], []))
    assert [value.field for value in decode_outside(run.batch.column(4)[0].as_py(), "")] == [1]
    assert laid.target_rows(run).batch.schema == stored_schema(target)


def test_fields_without_a_new_place_leave_the_list_of_blobs():
    cells = pa.array([None, OutsideValue(1, True, 5, (b"n" * 32,)).encode()], pa.binary())
    assert renumbered(cells, {0: 0}).to_pylist() == [None, None]


@pytest.mark.parametrize(
    "other",
    [
        entity(("id", ValueType.INT64), ("uid", ValueType.TEXT), key=("uid",)),
        entity(Field(name="id", type=ValueType.INT64, collation=Collation.NOCASE), ("uid", ValueType.TEXT)),
    ],
)
def test_records_that_are_identified_otherwise_are_not_laid_side_by_side(other):
    point = entity(("id", ValueType.INT64), ("uid", ValueType.TEXT))
    with pytest.raises(RestoreRefused, match="identified by"):
        match(point, other, (), hidden=True)


def test_records_without_a_key_are_not_laid_beside_ones_with_other_fields():
    one, other = (entity((name, ValueType.TEXT), key=()) for name in ("a", "b"))
    with pytest.raises(RestoreRefused, match="no key"):
        match(stored_form(one), other, (), hidden=True)
    with pytest.raises(RestoreRefused, match="no key"):
        match(stored_form(one), one, ("a",), hidden=False)


def test_types_that_differ_become_any_on_both_sides():
    one = entity(("id", ValueType.INT64), ("a", ValueType.TEXT), ("b", ValueType.INT64))
    other = entity(("id", ValueType.INT64), ("b", ValueType.ANY), ("a", ValueType.BYTES), ("c", ValueType.TEXT))
    wide_one, wide_other = in_common_types(one, other)
    assert [f.type for f in wide_one.fields] == [ValueType.INT64, ValueType.ANY, ValueType.ANY]
    assert [f.type for f in wide_other.fields] == [ValueType.INT64, ValueType.ANY, ValueType.ANY, ValueType.TEXT]
    (run,) = in_types_of(wide_one, one, runs_of(one, [(1, "x", 2)], []))
    assert run.batch.to_pylist()[0]["a"] == any_of("text", b"x")


def test_types_that_any_cannot_hold_are_not_widened():
    one, other = (entity(("id", ValueType.INT64), ("a", kind)) for kind in (ValueType.DATE, ValueType.TEXT))
    assert in_common_types(one, other) is None


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3)), max_size=5))
def test_a_widened_column_holds_the_same_values(values):
    wide = widen(pa.array(values, pa.int64()))
    assert wide.null_count == 0
    assert pc.struct_field(wide, "integer").to_pylist() == values
    assert widen(wide) is wide
    assert wide.type == arrow_schema(CONTACT).field("value").type


# Keys of every type


KEYS_AS_TYPED = {
    ValueType.BOOL: ("true", True),
    ValueType.INT32: ("-7", -7),
    ValueType.DATE: ("2024-02-03", date(2024, 2, 3)),
    ValueType.TIME: ("04:05:06.000007", time(4, 5, 6, 7)),
    ValueType.TIMESTAMP: ("2024-01-02 03:04:05.000006", datetime(2024, 1, 2, 3, 4, 5, 6)),  # noqa: DTZ001 - without a zone
    ValueType.TIMESTAMP_TZ: ("2024-01-02 03:04:05.000006Z", datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=UTC)),
}


@pytest.mark.parametrize("kind", KEYS_AS_TYPED)
def test_a_key_of_any_type_is_found_by_what_is_shown_of_it(kind):
    shown, value = KEYS_AS_TYPED[kind]
    of = entity(("id", kind))
    batch = pa.RecordBatch.from_pylist([{"id": value}], schema=arrow_schema(of))
    assert key_text(of, batch, 0) == shown
    assert list(_readings(of, shown)) == [(value,)]


def test_a_text_that_is_no_such_key_is_refused():
    with pytest.raises(InvalidRequest, match="none of the values"):
        list(_readings(entity(("id", ValueType.DATE)), "yesterday"))


@pytest.mark.parametrize("kind", KEYS_AS_TYPED)
def test_any_type_is_comparable_as_any(kind):
    column = pa.array([KEYS_AS_TYPED[kind][1], None], arrow_type(kind))
    wide = widen(column).to_pylist()
    assert len([value for value in wide[0].values() if value is not None]) == 1
    assert set(wide[1].values()) == {None}
