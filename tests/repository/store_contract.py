"""What every store of objects promises (objects.py), as tests for a class that has a fixture `store`."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from crmbackup_gui.errors import ObjectDamaged, ObjectMissing
from crmbackup_gui.repository.objects import AlreadyThere, ObjectInfo

HOSTILE = [
    "",
    "/a",
    "a/",
    "a//b",
    "..",
    "../a",
    "a/../b",
    "A",
    "a.b",
    "a b",
    "é",
    "a\n",
    "a\\b",
    "c:a",
    "a\0",
    "a" * 201,
]


def names(listing):
    return [info.name for info in listing]


class StoreContract:
    @pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 5_000], ids=["empty", "small", "large"])
    def test_an_object_reads_back_as_it_was_put(self, store, data):
        store.put("packs/3f/3f09", data)
        assert store.get("packs/3f/3f09") == data
        assert store.size("packs/3f/3f09") == len(data)

    @pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
    def test_any_buffer_can_be_put(self, store, kind):
        store.put("a", kind(b"content"))
        assert store.get("a") == b"content"

    def test_a_put_replaces_what_was_there(self, store):
        store.put("a", b"old and longer")
        store.put("a", b"new")
        assert store.get("a") == b"new"

    def test_a_put_with_create_writes_what_is_not_there(self, store):
        store.put("a/b", b"first", create=True)
        assert store.get("a/b") == b"first"

    def test_a_put_with_create_keeps_what_is_there(self, store):
        store.put("a/b", b"first", create=True)
        with pytest.raises(AlreadyThere) as raised:
            store.put("a/b", b"second", create=True)
        assert raised.value.name == "a/b"
        assert store.get("a/b") == b"first"

    def test_of_eight_threads_that_create_one_name_exactly_one_wins(self, store):
        barrier = threading.Barrier(8)

        def create(number):
            barrier.wait()
            try:
                store.put("points/1", b"%d" % number * 1_000, create=True)
            except AlreadyThere:
                return None
            return number

        with ThreadPoolExecutor(8) as pool:
            winners = [number for number in pool.map(create, range(8)) if number is not None]
        assert len(winners) == 1
        assert store.get("points/1") == b"%d" % winners[0] * 1_000

    def test_threads_never_see_a_part_of_an_object(self, store):
        contents = [bytes([n]) * 200_000 for n in range(4)]
        store.put("a", contents[0])
        with ThreadPoolExecutor(4) as pool:
            writes = [pool.submit(store.put, "a", content) for content in contents * 3]
            reads = [pool.submit(store.get, "a") for _ in range(30)]
            for write in writes:
                write.result()
        assert all(read.result() in contents for read in reads)

    def test_a_range_may_be_asked_for_far_behind_the_end(self, store):
        store.put("a", b"0123")
        assert store.get_range("a", 2, 2**40) == b"23"
        assert store.get_range("a", 2**40, 5) == b""

    @pytest.mark.parametrize(("start", "length"), [(-1, 5), (5, -1)])
    def test_a_range_that_is_none_is_refused(self, store, start, length):
        store.put("a", b"0123")
        with pytest.raises(ValueError, match="range"):
            store.get_range("a", start, length)

    @pytest.mark.parametrize(
        "ask",
        [
            lambda store, name: store.get(name),
            lambda store, name: store.size(name),
            lambda store, name: store.get_range(name, 0, 5),
            lambda store, name: store.get_range(name, 0, 0),
            lambda store, name: store.get_range(name, 9, 5),
        ],
        ids=["get", "size", "range", "empty range", "range behind the end"],
    )
    @pytest.mark.parametrize(
        "name", ["gone", "packs", "packs/3f/below"], ids=["nothing", "a folder", "below an object"]
    )
    def test_an_object_that_is_not_there_is_missing(self, store, ask, name):
        store.put("packs/3f", b"x")
        with pytest.raises(ObjectMissing) as raised:
            ask(store, name)
        assert raised.value.name == name

    def test_nothing_is_missing_from_a_listing_and_it_is_sorted(self, store):
        put = ["b", "a/b", "a/a/c", "a1", "a/10", "a/9"]
        for name in put:
            store.put(name, name.encode())
        assert list(store.list()) == [ObjectInfo(name, len(name)) for name in sorted(put)]

    @pytest.mark.parametrize("prefix", ["packs", "packs/"])
    def test_a_prefix_ends_where_a_part_of_a_name_ends(self, store, prefix):
        for name in ("packs/3f/1", "packs/40", "packsize/1", "pac"):
            store.put(name, b"")
        assert names(store.list(prefix)) == ["packs/3f/1", "packs/40"]

    def test_a_listing_below_nothing_is_empty(self, store):
        assert names(store.list()) == []
        store.put("a/b", b"")
        assert names(store.list("c")) == []
        assert names(store.list("a/b")) == []

    def test_deleting_removes_the_objects_and_no_others(self, store):
        for name in ("a", "b/c", "b/d"):
            store.put(name, b"")
        store.delete(iter(["a", "b/c"]))
        assert names(store.list()) == ["b/d"]

    def test_deleting_what_is_not_there_is_no_error_and_does_not_stop_the_rest(self, store):
        for name in ("a", "c"):
            store.put(name, b"")
        store.delete(["a", "b", "a/below", "c", "c"])
        store.delete([])
        assert names(store.list()) == []

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_name_outside_the_grammar_is_refused_by_every_method(self, store, name):
        with pytest.raises(ObjectDamaged):
            store.put(name, b"")
        with pytest.raises(ObjectDamaged):
            store.get(name)
        with pytest.raises(ObjectDamaged):
            store.get_range(name, 0, 1)
        with pytest.raises(ObjectDamaged):
            store.size(name)
        with pytest.raises(ObjectDamaged):
            store.delete(["a", name])

    @pytest.mark.parametrize("prefix", ["..", "/", "a/../..", ".tmp"])
    def test_a_prefix_outside_the_grammar_is_refused(self, store, prefix):
        with pytest.raises(ObjectDamaged):
            store.list(prefix)
