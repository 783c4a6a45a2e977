"""A point in the making stores each content once, counts what it stores, and is not there before its commit."""

import os

import pytest

from crmbackup_gui.errors import CommitRefused
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.repository import blobs, packs, segments
from crmbackup_gui.repository.blobs import OutsideValue, blob_name
from crmbackup_gui.repository.packs import EntryKind, pack_name, read_table
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    OTHER_CRM,
    Layer,
    batch_of,
    contacts,
    draft_of,
    listed,
    new_store,
    open_repository,
    photos,
    read,
    take,
)

PHOTO = b"photo" * 100


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def repository(store):
    return open_repository(store)


def manifest_of(repository, point):
    return repository.manifest(point.crm, point.sequence)


def entries(repository):
    """What all packs say of themselves."""
    names = listed(repository.store, "packs")
    return [entry for name in names for entry in read_table(name, repository.read_object(name)).entries]


def blob_entries(repository):
    return sorted(entry.subject for entry in entries(repository) if entry.kind == EntryKind.BLOB)


def test_a_point_counts_what_it_holds_and_what_it_added(repository, store):
    first = take(repository, contacts(1, 2, 3), Layer(LINK, {(1, "a"): "link"}))
    second = take(repository, contacts(4, records=3, deleted=((1,),)), Layer(LINK, records=1), parent=first)
    assert (first.entities, first.records, first.records_added, first.records_deleted) == (2, 4, 4, 0)
    assert (second.entities, second.records, second.records_added, second.records_deleted) == (2, 4, 1, 1)
    assert second.bytes_data == sum(state.bytes_data for state in manifest_of(repository, second).entities)
    stored = sum(info.size for info in store.list())
    assert first.bytes_stored + second.bytes_stored == pytest.approx(stored, abs=500)


def test_the_point_that_commit_returns_is_the_one_in_the_manifest(repository):
    point = take(repository, contacts(1), position=b"token", created=("link",), schema_changed=True)
    manifest = manifest_of(repository, point)
    assert manifest.point == point
    assert (manifest.position, manifest.created, manifest.schema_changed) == (b"token", ("link",), True)


def test_an_unchanged_entity_writes_nothing(repository, store):
    first = take(repository, contacts(1, 2))
    before = listed(store, "packs")
    again = take(
        repository, Layer(CONTACT, records=2), parent=first, same_catalog=manifest_of(repository, first).catalog
    )
    assert listed(store, "packs") == before
    assert manifest_of(repository, again).packs == ()
    assert manifest_of(repository, again).reused == manifest_of(repository, first).packs
    assert again.bytes_stored < 1_000


def test_large_layers_are_cut_into_segments_whose_keys_the_manifest_knows(repository, monkeypatch):
    monkeypatch.setattr(segments, "SEGMENT_ROWS", 4)
    point = take(repository, contacts(*range(10)))
    (state,) = manifest_of(repository, point).entities
    bounds = [(segment.rows, segment.first[-1], segment.last[-1]) for segment in state.upserts]
    assert bounds == [(4, 0, 3), (4, 4, 7), (2, 8, 9)]


def test_a_layer_that_is_never_finished_leaves_nothing_in_the_point(repository):
    with repository.new_point(CRM) as writer:
        dropped = writer.layer(CONTACT)
        dropped.upsert(batch_of(writer, contacts(8, 9, photos={(8,): b"dropped"})))
        kept = writer.layer(CONTACT)
        kept.upsert(batch_of(writer, contacts(1)))
        state = kept.finish(records=1, anew=True, added=1, changed=0, deleted=0)
        point = writer.commit(draft_of(), Catalog(entities=(CONTACT,)), [state])
    assert read(repository, point) == {(1,): "name 1"}


def test_leaving_before_the_commit_leaves_no_point(repository, store):
    with repository.new_point(CRM) as writer:
        writer.layer(CONTACT).upsert(batch_of(writer, contacts(1)))
    assert listed(store, "points") == []
    assert repository.timeline(CRM).points == ()


# Blobs


def test_a_value_is_stored_in_blobs_of_one_size(repository, monkeypatch):
    monkeypatch.setattr(blobs, "BLOB_BYTES", 100)
    content = os.urandom(250)
    point = take(repository, contacts(1, photos={(1,): content}))
    parts = [content[:100], content[100:200], content[200:]]
    assert blob_entries(repository) == sorted(blob_name(repository.blob_key, part) for part in parts)
    assert photos(repository, point) == {(1,): content}


def test_what_records_say_of_a_value_is_its_field_its_size_and_its_blobs(repository):
    with repository.new_point(CRM) as writer:
        value = writer.store_value(2, iter([b"one", b" two"]), is_text=True)
    assert value == OutsideValue(2, True, 7, (blob_name(repository.blob_key, b"one two"),))


def test_equal_contents_of_a_point_are_stored_once(repository):
    point = take(repository, contacts(1, 2, photos={(1,): PHOTO, (2,): PHOTO}))
    assert len(blob_entries(repository)) == 1
    assert photos(repository, point) == {(1,): PHOTO, (2,): PHOTO}


@pytest.mark.parametrize("crm", [CRM, OTHER_CRM])
def test_a_content_that_any_point_has_is_not_stored_again(repository, crm):
    first = take(repository, contacts(1, photos={(1,): PHOTO}))
    second = take(repository, contacts(2, photos={(2,): PHOTO}), crm=crm)
    assert len(blob_entries(repository)) == 1
    assert manifest_of(repository, first).reused == ()
    assert manifest_of(repository, second).reused == manifest_of(repository, first).packs
    assert photos(repository, second) == {(2,): PHOTO}


def test_a_point_is_read_with_the_manifests_of_its_chain_alone(repository, store):
    take(repository, contacts(1, photos={(1,): PHOTO}))
    second = take(repository, contacts(2, photos={(2,): PHOTO}))
    store.delete(["points/" + CRM + "/0000000001"])
    assert photos(open_repository(store), second) == {(2,): PHOTO}


def blob_pack(repository, point):
    (pack,) = {place.pack for _, place in repository.blob_places(manifest_of(repository, point))}
    return pack


def gone(store, pack):
    store.delete([pack_name(pack)])


def marked(store, pack):
    store.put(f"marks/{pack.hex()}", b"")


@pytest.mark.parametrize("happened", [gone, marked])
def test_a_content_whose_pack_is_gone_or_about_to_go_is_stored_again(repository, store, monkeypatch, happened):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)
    first = take(repository, contacts(1, photos={(1,): PHOTO}))
    happened(store, blob_pack(repository, first))
    second = take(repository, contacts(2, photos={(2,): PHOTO}))
    assert blob_pack(repository, second) in manifest_of(repository, second).packs
    assert photos(repository, second) == {(2,): PHOTO}


@pytest.mark.parametrize("happened", [gone, marked])
def test_a_content_whose_pack_goes_while_the_backup_runs_refuses_the_commit(repository, store, monkeypatch, happened):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)
    first = take(repository, contacts(1, photos={(1,): PHOTO}))
    with repository.new_point(CRM) as writer:
        layer = writer.layer(CONTACT)
        layer.upsert(batch_of(writer, contacts(2, photos={(2,): PHOTO})))
        state = layer.finish(records=1, anew=True, added=1, changed=0, deleted=0)
        happened(store, blob_pack(repository, first))
        with pytest.raises(CommitRefused):
            writer.commit(draft_of(), Catalog(entities=(CONTACT,)), [state])
    assert [point.sequence for point in repository.timeline(CRM).points] == [first.sequence]


def test_a_content_whose_index_is_damaged_is_stored_again(repository, store, monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)
    first = take(repository, contacts(1, photos={(1,): PHOTO}))
    (index,) = manifest_of(repository, first).blobs
    store.put(pack_name(index.place.pack), b"damaged")
    second = take(open_repository(store), contacts(2, photos={(2,): PHOTO}))
    assert photos(open_repository(store), second) == {(2,): PHOTO}


def test_records_that_name_a_blob_of_nobody_refuse_the_commit(repository):
    with repository.new_point(CRM) as writer, open_repository(new_store()).new_point(CRM) as elsewhere:
        layer = writer.layer(CONTACT)
        layer.upsert(batch_of(elsewhere, contacts(1, photos={(1,): PHOTO})))
        state = layer.finish(records=1, anew=True, added=1, changed=0, deleted=0)
        with pytest.raises(CommitRefused):
            writer.commit(draft_of(), Catalog(entities=(CONTACT,)), [state])
    assert repository.timeline(CRM).points == ()
