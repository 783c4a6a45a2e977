"""A pack says by itself what it holds, and its writer loses nothing and hides no error."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from unittest import mock

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import ObjectDamaged, StoreFailed
from crmbackup_gui.repository import packs
from crmbackup_gui.repository.packs import (
    PACK_BYTES,
    PACK_ID_BYTES,
    PACK_LIMIT,
    Entry,
    EntryKind,
    PackTable,
    PackWriter,
    pack_name,
    read_table,
)

NAME = "packs/3f/3f09"
MAGIC = b"CRMBPACK"

entries = st.lists(
    st.tuples(st.sampled_from(EntryKind), st.binary(max_size=40), st.binary(max_size=3), st.integers(0, 9)), max_size=12
)


class Store:
    """Keeps packs in memory, in the order in which they came."""

    def __init__(self):
        self.packs = {}

    def __call__(self, pack, buffers):
        self.packs[pack] = b"".join(bytes(memoryview(buffer)) for buffer in buffers)
        return len(self.packs[pack])

    def entry(self, placed):
        return self.packs[placed.pack][placed.offset : placed.offset + placed.length]

    def tables(self):
        return {pack: read_table(pack_name(pack), content) for pack, content in self.packs.items()}


class FailingStore(Store):
    """Refuses every pack."""

    def __call__(self, *_):
        raise StoreFailed("the drive", "it is full")


def write(store, items):
    with PackWriter("crm", "run", store) as writer:
        placed = [writer.add(kind, data, subject=subject, rows=rows) for kind, data, subject, rows in items]
        writer.flush()
    return writer, placed


@given(entries, st.integers(1, 60))
def test_every_entry_lies_where_its_place_says_and_its_table_tells_what_it_is(items, pack_bytes):
    store = Store()
    with mock.patch.object(packs, "PACK_BYTES", pack_bytes):
        writer, placed = write(store, items)
    assert list(store.packs) == writer.packs
    assert writer.bytes_stored == sum(map(len, store.packs.values()))
    tables = store.tables()
    assert all((table.crm, table.run) == ("crm", "run") for table in tables.values())
    listed = [(pack, entry) for pack, table in tables.items() for entry in table.entries]
    assert len(listed) == len(items)
    for (kind, data, subject, rows), place, (pack, entry) in zip(items, placed, listed, strict=True):
        assert store.entry(place) == data
        assert (place.pack, place.offset, place.length) == (pack, entry.offset, entry.length)
        assert (entry.kind, entry.subject, entry.rows) == (kind, subject, rows)


@given(entries, st.integers(1, 60))
def test_entries_are_numbered_by_kind_and_subject_over_all_packs_of_a_run(items, pack_bytes):
    store = Store()
    with mock.patch.object(packs, "PACK_BYTES", pack_bytes):
        write(store, items)
    counted = {}
    for table in store.tables().values():
        for entry in table.entries:
            assert entry.number == counted.get((entry.kind, entry.subject), 0)
            counted[entry.kind, entry.subject] = entry.number + 1


def test_arrow_buffers_are_stored_like_bytes():
    store = Store()
    _, (place,) = write(store, [(EntryKind.UPSERTS, pa.py_buffer(b"segment"), b"contact", 3)])
    assert store.entry(place) == b"segment"


def test_a_pack_is_stored_as_soon_as_it_is_full():
    store = Store()
    with PackWriter("crm", "run", store) as writer:
        first = writer.add(EntryKind.UPSERTS, bytes(PACK_BYTES))
        assert writer.add(EntryKind.UPSERTS, b"x").pack != first.pack
    assert list(store.packs) == [first.pack]


def test_an_entry_that_would_exceed_the_limit_begins_another_pack():
    store = Store()
    item = (EntryKind.UPSERTS, bytes(PACK_LIMIT - PACK_BYTES + 200), b"contact", 1)
    small = (EntryKind.UPSERTS, bytes(PACK_BYTES - 200), b"contact", 1)
    _, placed = write(store, [small, item])
    assert all(len(content) <= PACK_LIMIT for content in store.packs.values())
    assert [len(store.entry(place)) for place in placed] == [len(small[1]), len(item[1])]


def test_packs_have_random_ids_that_spread_over_folders():
    writer, _ = write(Store(), [(EntryKind.BLOB, b"x", b"", 0)])
    (pack,) = writer.packs
    assert len(pack) == PACK_ID_BYTES
    assert pack_name(pack) == f"packs/{pack.hex()[:2]}/{pack.hex()}"


def test_nothing_is_stored_when_nothing_was_added():
    store = Store()
    writer, _ = write(store, [])
    assert (store.packs, writer.packs, writer.bytes_stored) == ({}, [], 0)


def test_flushing_twice_stores_once():
    store = Store()
    with PackWriter("crm", "run", store) as writer:
        writer.add(EntryKind.BLOB, b"x")
        writer.flush()
        writer.flush()
    assert len(store.packs) == 1


def test_entries_of_many_threads_are_all_kept():
    store = Store()
    with PackWriter("crm", "run", store) as writer, mock.patch.object(packs, "PACK_BYTES", 500):
        with ThreadPoolExecutor(8) as pool:
            placed = list(pool.map(lambda number: writer.add(EntryKind.BLOB, b"%d" % number), range(400)))
        writer.flush()
    assert [store.entry(place) for place in placed] == [b"%d" % number for number in range(400)]
    numbers = sorted(entry.number for table in store.tables().values() for entry in table.entries)
    assert numbers == list(range(400))


def test_what_the_store_refuses_is_raised_by_flush():
    with PackWriter("crm", "run", FailingStore()) as writer:
        writer.add(EntryKind.BLOB, b"x")
        with pytest.raises(StoreFailed):
            writer.flush()


def test_what_the_store_refuses_is_raised_by_the_next_full_pack():
    with PackWriter("crm", "run", FailingStore()) as writer, mock.patch.object(packs, "PACK_BYTES", 1):
        writer.add(EntryKind.BLOB, b"x")
        with pytest.raises(StoreFailed):
            writer.add(EntryKind.BLOB, b"y")


def writer_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("pack-writer")]


def test_leaving_the_context_waits_for_the_pack_that_is_being_stored():
    entered, left = threading.Event(), threading.Event()
    finished = []

    def slow(pack, _):
        entered.set()
        assert left.wait(10)
        finished.append(pack)
        return 0

    with PackWriter("crm", "run", slow) as writer, mock.patch.object(packs, "PACK_BYTES", 1):
        writer.add(EntryKind.BLOB, b"x")
        assert entered.wait(10)
        threading.Timer(0.05, left.set).start()
    assert finished == writer.packs
    assert not writer_threads()


def test_an_error_in_the_context_goes_on_and_leaves_no_thread():
    store = Store()

    def fail():
        with PackWriter("crm", "run", store) as writer:
            writer.add(EntryKind.BLOB, b"x")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert store.packs == {}
    assert not writer_threads()


# What is no pack


def content_of(table, body=b""):
    packed = msgspec.msgpack.encode(table)
    return body + packed + len(packed).to_bytes(4, "little") + MAGIC


def table_of(*listed):
    return PackTable("crm", "run", tuple(listed))


WHOLE = content_of(table_of(Entry(EntryKind.BLOB, 0, 4, b"name"), Entry(EntryKind.UPSERTS, 4, 2)), b"blobup")


def read_or_refuse(content):
    """Whatever the content is, its table keeps to it or is ObjectDamaged."""
    with suppress(ObjectDamaged):
        listed = read_table(NAME, content).entries
        assert all(0 <= entry.offset <= entry.offset + entry.length <= len(content) for entry in listed)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(1, 255)), min_size=1, max_size=3))
def test_a_pack_with_flipped_bits_is_read_within_its_bounds_or_refused(flips):
    content = bytearray(WHOLE)
    for at, flip in flips:
        content[at] ^= flip
    read_or_refuse(bytes(content))


@given(st.binary(max_size=40), st.integers(0, 60))
def test_other_bytes_are_refused_even_with_the_right_end(content, size):
    read_or_refuse(content + size.to_bytes(4, "little") + MAGIC)


@pytest.mark.parametrize("end", range(len(WHOLE)))
def test_a_pack_that_was_cut_off_is_refused(end):
    with pytest.raises(ObjectDamaged) as raised:
        read_table(NAME, WHOLE[:end])
    assert raised.value.name == NAME


@pytest.mark.parametrize(
    "entry",
    [
        Entry(EntryKind.BLOB, 0, 5),
        Entry(EntryKind.BLOB, 4, 1),
        Entry(EntryKind.BLOB, -1, 1),
        Entry(EntryKind.BLOB, 0, -1),
        Entry(EntryKind.BLOB, 2**62, 2**62),
    ],
)
def test_a_table_that_leads_out_of_the_content_is_refused(entry):
    with pytest.raises(ObjectDamaged):
        read_table(NAME, content_of(table_of(entry), b"blob"))


@pytest.mark.parametrize("table", [("crm",), ("crm", "run", ((4, "no number", 1),)), {"crm": "crm"}, 7])
def test_a_table_of_another_shape_is_refused(table):
    with pytest.raises(ObjectDamaged):
        read_table(NAME, content_of(table))


def test_a_table_with_text_that_is_not_unicode_is_refused():
    with pytest.raises(ObjectDamaged):
        read_table(NAME, WHOLE.replace(b"crm", b"\xff\xff\xff"))


def test_an_entry_of_a_kind_that_a_later_program_gave_a_meaning_is_kept():
    (entry,) = read_table(NAME, content_of(table_of(Entry(77, 0, 4)), b"blob")).entries
    assert entry.kind == 77
