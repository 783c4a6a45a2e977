"""An entity reads as it was at a point, whatever strategies made the point."""

from unittest import mock

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import EntityNotFound, ObjectDamaged, ObjectMissing
from crmbackup_gui.model.catalog import Catalog, Collation, Entity, Field, Reference, ValueType
from crmbackup_gui.model.keyless import MOST_COPIES, stored_form
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository import packs, segments, view
from crmbackup_gui.repository.manifest import EntityState, SegmentPlace
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import Placed, pack_name
from crmbackup_gui.repository.segments import stored_schema, tombstone_schema
from crmbackup_gui.repository.view import same_shape
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    Layer,
    contacts,
    draft_of,
    in_order,
    names_of,
    new_store,
    open_repository,
    photos,
    read,
    take,
)


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def repository(store):
    return open_repository(store)


# Chains


def test_a_full_point_holds_its_records_in_key_order(repository):
    point = take(repository, contacts(3, -1, 2))
    assert list(read(repository, point)) == [(-1,), (2,), (3,)]


def test_an_incremental_lies_over_all_points_since_the_full(repository):
    first = take(repository, contacts(1, 2, 3))
    second = take(repository, contacts(2, 4, name="second", deleted=((3,),)), parent=first)
    third = take(repository, contacts(3, name="third", deleted=((1,),)), parent=second)
    assert read(repository, third) == {(2,): "second 2", (3,): "third 3", (4,): "second 4"}
    assert read(repository, second) == {(1,): "name 1", (2,): "second 2", (4,): "second 4"}
    assert read(repository, first) == {(1,): "name 1", (2,): "name 2", (3,): "name 3"}


def test_a_differential_lies_over_the_full_alone(repository):
    full = take(repository, contacts(1, 2))
    incremental = take(repository, contacts(1, name="incremental"), parent=full)
    differential = take(repository, contacts(2, name="differential"), parent=full, strategy=Strategy.DIFFERENTIAL)
    after = take(repository, contacts(3, name="after"), parent=differential)
    assert incremental.sequence in range(full.sequence, differential.sequence)
    assert read(repository, differential) == {(1,): "name 1", (2,): "differential 2"}
    assert read(repository, after) == {(1,): "name 1", (2,): "differential 2", (3,): "after 3"}


def test_an_unchanged_entity_is_read_from_the_points_before(repository):
    first = take(repository, contacts(1, 2), Layer(LINK, {(1, "a"): "link"}))
    second = take(repository, Layer(CONTACT, records=2), Layer(LINK, {(2, "b"): "more"}), parent=first)
    assert read(repository, second) == {(1,): "name 1", (2,): "name 2"}
    assert read(repository, second, LINK) == {(1, "a"): "link", (2, "b"): "more"}


def test_an_entity_written_anew_hides_all_that_was_before(repository):
    first = take(repository, contacts(1, 2))
    second = take(repository, contacts(5, anew=True), parent=first)
    third = take(repository, contacts(6), parent=second)
    assert read(repository, third) == {(5,): "name 5", (6,): "name 6"}


def test_an_entity_written_anew_with_other_fields_is_read_with_its_own(repository):
    first = take(repository, contacts(1))
    fields = (*CONTACT.fields, msgspec.structs.replace(CONTACT.fields[0], name="city"))
    wider = msgspec.structs.replace(CONTACT, fields=fields)
    second = take(repository, Layer(wider, {(1,): "name"}, anew=True), parent=first)
    (run,) = repository.view(CRM, second.sequence).read("contact")
    assert run.batch.schema.names[:-1] == [field.name for field in fields]
    assert read(repository, first) == {(1,): "name 1"}


def test_an_entity_that_came_later_and_went_again_is_part_of_the_points_in_between(repository):
    first = take(repository, contacts(1))
    second = take(repository, contacts(2), Layer(LINK, {(1, "a"): "link"}, anew=True), parent=first)
    third = take(repository, contacts(3), parent=second)
    fourth = take(repository, contacts(4), Layer(LINK, {(9, "z"): "again"}, anew=True), parent=third)
    assert read(repository, second, LINK) == {(1, "a"): "link"}
    assert read(repository, fourth, LINK) == {(9, "z"): "again"}
    for without in (first, third):
        with pytest.raises(EntityNotFound) as raised:
            read(repository, without, LINK)
        assert raised.value.entity == "link"
    assert [entity.name for entity in repository.view(CRM, second.sequence).entities()] == ["contact", "link"]
    assert [entity.name for entity in repository.view(CRM, third.sequence).entities()] == ["contact"]


def test_an_entity_that_is_not_there_is_answered_with_those_that_sound_like_it(repository):
    point = take(repository, contacts(1), Layer(LINK, {(1, "a"): "link"}))
    with pytest.raises(EntityNotFound) as raised:
        repository.view(CRM, point.sequence).entity("CONT")
    assert raised.value.close == ("contact",)


def test_an_entity_without_records_reads_as_none(repository):
    first = take(repository, contacts())
    second = take(repository, contacts(1), parent=first)
    third = take(repository, contacts(deleted=((1,),)), parent=second)
    assert [read(repository, point) for point in (first, second, third)] == [{}, {(1,): "name 1"}, {}]


def test_the_changes_of_a_point_are_what_it_stores_itself(repository):
    first = take(repository, contacts(1, 2, 3))
    second = take(repository, contacts(2, name="new", deleted=((1,), (3,))), parent=first)
    runs = list(repository.view(CRM, second.sequence).changes("contact"))
    assert [row["name"] for run in runs for row in run.batch.to_pylist()] == [None, "new 2", None]
    assert stored_and_deleted(runs) == ([2], [1, 3])
    assert list(repository.view(CRM, second.sequence).changes("link")) == []


def stored_and_deleted(runs):
    """Keys of both kinds; all together must increase."""
    keys = [key for run in runs for key in run.keys.to_pylist()]
    assert keys == sorted(keys)
    gone = [flag for run in runs for flag in (run.deleted.to_pylist() if run.deleted else [False] * len(run))]
    flagged = list(zip(keys, gone, strict=True))
    return [key for key, flag in flagged if not flag], [key for key, flag in flagged if flag]


def test_a_chain_that_lacks_the_entity_is_damage(repository):
    first = take(repository, contacts(1))
    second = take(repository, Layer(LINK, {(1, "a"): "link"}), parent=first)
    with pytest.raises(ObjectDamaged):
        read(repository, second, LINK)


def test_a_chain_that_never_stores_the_whole_entity_is_damage(repository):
    with repository.new_point(CRM) as writer:
        layer = writer.layer(CONTACT)
        state = layer.finish(records=0, anew=False, added=0, changed=0, deleted=0)
        point = writer.commit(draft_of(), Catalog(entities=(CONTACT,)), [state])
    with pytest.raises(ObjectDamaged):
        read(repository, point)


def test_what_reading_goes_through_is_counted_in_bytes(repository):
    first = take(repository, contacts(1))
    second = take(repository, contacts(2), parent=first)
    states = [repository.manifest(CRM, point.sequence).state("contact") for point in (first, second)]
    assert repository.view(CRM, first.sequence).bytes_read("contact") == states[0].bytes_data > 0
    assert repository.view(CRM, second.sequence).bytes_read("contact") == sum(state.bytes_data for state in states)


# Any history

KEYS = {
    CONTACT: st.tuples(st.integers(0, 9)),
    LINK: st.tuples(st.integers(0, 2), st.sampled_from(["", "a", "A", "\0"])),
}
STEPS = st.sampled_from(["full", "incremental", "incremental", "incremental", "differential"])


@st.composite
def histories(draw):
    """Some points, each with its strategy and the whole of both entities (or none of them) at that time."""
    steps = []
    for _ in range(draw(st.integers(1, 6))):
        whole = {
            entity.name: draw(st.none() | st.dictionaries(keys, st.sampled_from("abc"), max_size=6))
            for entity, keys in KEYS.items()
        }
        steps.append((draw(STEPS), whole))
    return steps


def layer_against(entity, before, now, *, anew):
    if before is None or anew:
        return Layer(entity, now, anew=True)
    changed = {key: name for key, name in now.items() if before.get(key) != name}
    return Layer(entity, changed, deleted=tuple(before.keys() - now.keys()), records=len(now))


def take_history(repository, history):
    """The points, and what each must read as."""
    taken, newest, newest_full = [], None, None
    for step, now in history:
        strategy = Strategy(step) if newest else Strategy.FULL
        parent = {Strategy.FULL: None, Strategy.INCREMENTAL: newest, Strategy.DIFFERENTIAL: newest_full}[strategy]
        before = parent[1] if parent else {}
        layers = [
            layer_against(entity, before.get(entity.name), now[entity.name], anew=parent is None)
            for entity in KEYS
            if now[entity.name] is not None
        ]
        newest = (take(repository, *layers, parent=parent[0] if parent else None, strategy=strategy), now)
        newest_full = newest if strategy is Strategy.FULL else newest_full
        taken.append(newest)
    return taken


@settings(max_examples=40)
@given(histories(), st.sampled_from([0, 3, 131_072]), st.integers(1, 4), st.data())
def test_every_point_of_any_history_reads_as_the_crm_was(history, group_rows, segment_rows, data):
    repository = open_repository(new_store())
    sizes = {"READ_ROWS": 2, "_LEAST_ROWS": 1, "_GROUP_ROWS": group_rows}
    with mock.patch.object(segments, "SEGMENT_ROWS", segment_rows), mock.patch.multiple(view, **sizes):
        for point, now in take_history(repository, history):
            for entity, keys in KEYS.items():
                expected = now[entity.name]
                if expected is None:
                    continue
                found = read(repository, point, entity)
                assert list(found.items()) == [(key, expected[key]) for key in in_order(entity, expected)]
                only = data.draw(st.lists(keys, max_size=3, unique=True))
                found = read(repository, point, entity, only)
                assert found == {key: name for key, name in expected.items() if key in only}
                assert keys_read(repository, point, entity) == in_order(entity, expected)
                some = pa.array(sorted(KeyOrder(entity).key_of(key) for key in only), KeyOrder(entity).no_keys.type)
                assert keys_read(repository, point, entity, some) == [
                    k for k in in_order(entity, expected) if k in only
                ]


def keys_read(repository, point, entity, only=None):
    """All keys, or some of them, read without anything else."""
    runs = list(repository.view(CRM, point.sequence).keys(entity.name, only))
    assert all(run.batch.schema == tombstone_schema(entity) for run in runs)
    return [key for run in runs for key in zip(*(column.to_pylist() for column in run.batch.columns), strict=True)]


def changes_of(size):
    """A change set of one record that takes so many bytes."""
    place = SegmentPlace(place=Placed(b"p" * 16, 0, size), rows=1, first=b"", last=b"")
    return EntityState(name="contact", records=1, upserts=(place,))


def test_small_change_sets_are_merged_together_and_large_ones_stay_alone():
    small, large = changes_of(1_000), changes_of(view._SMALL_CHANGES + 1)
    groups = view._grouped([small, small, large, small, large])
    assert groups == [[small, small], [large], [small], [large]]


def test_no_more_change_sets_are_merged_in_memory_than_the_bound_allows():
    groups = view._grouped([changes_of(view._SMALL_CHANGES)] * 14)
    assert [len(group) for group in groups] == [view._GROUP_BYTES // view._SMALL_CHANGES, 2]


# Single records


def places_read(repository, point, only):
    """The names of the records, and the places that reading them went to."""
    asked = []

    def read_placed(placed):
        asked.append(placed)
        return repository.read_placed(placed)

    looked_at = repository.view(CRM, point.sequence)
    looked_at._read_placed = read_placed
    return names_of(CONTACT, looked_at.read("contact", pa.array(only, pa.int64()))), asked


def test_a_lookup_reads_only_segments_that_may_hold_the_records(repository):
    with mock.patch.object(segments, "SEGMENT_ROWS", 10):
        first = take(repository, contacts(*range(100)))
        second = take(repository, contacts(45, name="new", deleted=((99,),)), parent=first)
    state = repository.manifest(CRM, first.sequence).state("contact")
    found, asked = places_read(repository, second, [3, 45])
    assert found == {(3,): "name 3", (45,): "new 45"}
    assert [place for place in asked if place.pack in repository.manifest(CRM, first.sequence).packs] == [
        state.upserts[0].place,
        state.upserts[4].place,
    ]


def test_a_lookup_of_a_deleted_record_finds_nothing(repository):
    first = take(repository, contacts(1, 2))
    second = take(repository, contacts(deleted=((1,),)), parent=first)
    assert read(repository, second, only=[(1,)]) == {}


def test_a_lookup_of_no_records_reads_nothing(repository):
    assert places_read(repository, take(repository, contacts(1, 2)), []) == ({}, [])


# Safety points


def test_a_safety_point_holds_what_it_stores_and_nothing_else(repository):
    first = take(repository, contacts(1, 2, 3))
    saved = contacts(2, name="saved", deleted=((7,),))
    safety = take(repository, saved, kind=PointKind.SAFETY, strategy=Strategy.INCREMENTAL)
    assert read(repository, safety) == {(2,): "saved 2"}
    assert stored_and_deleted(list(repository.view(CRM, safety.sequence).changes("contact"))) == ([2], [7])
    with pytest.raises(EntityNotFound):
        read(repository, safety, LINK)
    assert read(repository, first) == {(1,): "name 1", (2,): "name 2", (3,): "name 3"}


# Values outside of records


def test_values_in_blobs_read_back_through_the_chain(repository):
    first = take(repository, contacts(1, 2, photos={(1,): b"old" * 50, (2,): b""}))
    second = take(repository, contacts(3, photos={(3,): b"new" * 50}), parent=first)
    assert photos(repository, second) == {(1,): b"old" * 50, (2,): b"", (3,): b"new" * 50}


def test_a_value_whose_pack_is_gone_is_missing(repository, store, monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)
    point = take(repository, contacts(1, photos={(1,): b"photo"}))
    ((_, place),) = repository.blob_places(repository.manifest(CRM, point.sequence))
    store.delete([pack_name(place.pack)])
    with pytest.raises(ObjectMissing) as raised:
        photos(repository, point)
    assert raised.value.name == pack_name(place.pack)


# Hostile manifests


def changed_state(repository, point, **fields):
    """The view of a point whose manifest says something else of its contacts' first segment."""
    looked_at = repository.view(CRM, point.sequence)
    (state,) = looked_at.manifest.entities
    segment = msgspec.structs.replace(state.upserts[0], **fields)
    state = msgspec.structs.replace(state, upserts=(segment, *state.upserts[1:]))
    looked_at.manifest = msgspec.structs.replace(looked_at.manifest, entities=(state,))
    looked_at._manifests = [looked_at.manifest]
    return looked_at


@pytest.mark.parametrize(
    "fields",
    [
        {"rows": 3},
        {"rows": 1},
        {"place": Placed(b"", 0, 10)},
        {"place": Placed(b"\0" * 16, 0, 10)},
    ],
)
def test_a_segment_that_is_not_what_the_manifest_says_is_damage(repository, fields):
    point = take(repository, contacts(1, 2))
    with pytest.raises((ObjectDamaged, ObjectMissing)):
        list(changed_state(repository, point, **fields).read("contact"))


@pytest.mark.parametrize(("offset", "length"), [(-1, 10), (0, -1), (1, 10), (2**62, 10), (0, 0)])
def test_a_place_outside_of_its_entry_is_damage(repository, offset, length):
    point = take(repository, contacts(1, 2))
    (pack,) = repository.manifest(CRM, point.sequence).packs
    with pytest.raises(ObjectDamaged):
        list(changed_state(repository, point, place=Placed(pack, offset, length)).read("contact"))


@pytest.mark.parametrize("bound", ["first", "last"])
def test_a_first_or_last_key_that_is_none_is_damage(repository, bound):
    point = take(repository, contacts(1, 2))
    looked_at = changed_state(repository, point, **{bound: b"\xff" * 40})
    with pytest.raises(ObjectDamaged):
        list(looked_at.read("contact", pa.array([1], pa.int64())))


def test_a_place_of_another_kind_of_entry_is_damage(repository):
    point = take(repository, contacts(1, 2))
    catalog = repository.manifest(CRM, point.sequence).catalog
    with pytest.raises(ObjectDamaged):
        list(changed_state(repository, point, place=catalog).read("contact"))


# Shapes


@pytest.mark.parametrize(
    "difference",
    [
        {"fields": CONTACT.fields[::-1]},
        {"fields": (*CONTACT.fields[:2], msgspec.structs.replace(CONTACT.fields[2], type=ValueType.TEXT))},
        {"fields": (msgspec.structs.replace(CONTACT.fields[0], collation=Collation.NOCASE), *CONTACT.fields[1:])},
        {"key": ("name",)},
        {"fingerprint": "other"},
    ],
)
def test_records_of_another_shape_cannot_be_laid_over_one_another(difference):
    assert not same_shape(CONTACT, msgspec.structs.replace(CONTACT, **difference))


def test_a_label_and_references_are_no_part_of_the_shape():
    reference = Reference(fields=("id",), target="link", target_fields=("number",))
    assert same_shape(CONTACT, msgspec.structs.replace(CONTACT, label="Contacts", references=(reference,)))


# What a stranger may have written

EQUAL = stored_form(Entity(name="equal", fields=(Field(name="name", type=ValueType.TEXT),), key=()))


def equal_records(*copies, names=None):
    """Stored records without a key, with these numbers of copies."""
    names = pa.array([f"name {number}" for number in range(len(copies))]) if names is None else names
    digests = pa.array([bytes([number]) * 32 for number in range(len(copies))], pa.binary())
    columns = [names, digests, pa.array(copies, pa.int64()), pa.nulls(len(copies), pa.binary())]
    return pa.RecordBatch.from_arrays(columns, schema=stored_schema(EQUAL))


def take_batch(repository, batch):
    with repository.new_point(CRM) as writer:
        layer = writer.layer(EQUAL)
        layer.upsert(batch)
        state = layer.finish(records=len(batch), anew=True, added=len(batch), changed=0, deleted=0)
        return writer.commit(draft_of(), Catalog(entities=(EQUAL,)), [state])


@pytest.mark.parametrize("copies", [0, -1, None, MOST_COPIES + 1])
def test_a_number_of_copies_that_none_can_have_is_damage_of_an_entity_that_is_named(repository, copies):
    point = take_batch(repository, equal_records(1, copies, 3))
    with pytest.raises(ObjectDamaged, match="'equal' has a number of copies that none can have"):
        list(repository.view(CRM, point.sequence).read("equal"))


def test_the_largest_number_of_copies_is_believed(repository):
    point = take_batch(repository, equal_records(1, MOST_COPIES))
    (run,) = repository.view(CRM, point.sequence).read("equal")
    assert run.batch.column(2).to_pylist() == [1, MOST_COPIES]


@pytest.mark.parametrize("small", [segments.SMALL_BYTES, -1], ids=["small", "large"])
def test_text_that_is_not_utf_8_is_damage_of_an_entity_that_is_named(repository, small):
    names = pa.Array.from_buffers(pa.string(), 2, pa.array([b"Ann", b"\xff"], pa.binary()).buffers())
    with mock.patch.multiple(segments, SMALL_BYTES=small, TINY_BYTES=-1):
        point = take_batch(repository, equal_records(1, 1, names=names))
    with pytest.raises(ObjectDamaged, match="a segment of 'equal' cannot be read: Invalid UTF8"):
        list(repository.view(CRM, point.sequence).read("equal"))
