"""What an object holds can be read in parts, all of it authenticated first, and is not kept."""

import io
import os
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.repository.contents import SMALL_BYTES, Contents, Part, PartFile
from crmbackup_gui.repository.sealing import FRAME, seal
from tests.repository.points_by_hand import new_store, open_repository

KEY = bytes(range(32))
NAME = "packs/3f/3f09"
SIZES = [0, 1, FRAME, 4 * FRAME, 4 * FRAME + 1, 5 * FRAME, 20 * FRAME + 1_000]
PLAIN = {size: os.urandom(size) for size in SIZES}
SEALED = {size: seal(KEY, NAME, plain) for size, plain in PLAIN.items()}


def contents_of(sealed, asked=None):
    def read_range(start, length):
        if asked is not None:
            asked.append(length)
        return sealed[start : start + length]

    return Contents(KEY, NAME, read_range, len(sealed))


places = st.integers(0, 21 * FRAME)


@given(st.sampled_from(SIZES), st.lists(st.tuples(places, st.sampled_from([0, 1, 100, FRAME, 6 * FRAME]) | places)))
def test_reading_any_parts_one_after_another_is_slicing(size, parts):
    contents = contents_of(SEALED[size])
    assert contents.size == size
    for start, length in parts:
        assert contents.read(start, length) == PLAIN[size][start : start + length]


@pytest.mark.parametrize("size", SIZES)
def test_a_byte_that_was_changed_anywhere_is_found_before_anything_is_read(size):
    sealed = SEALED[size]
    for place in {0, 5, 39, *range(40, len(sealed), FRAME + 16), len(sealed) // 2, len(sealed) - 1}:
        damaged = bytearray(sealed)
        damaged[place] ^= 1
        with pytest.raises(ObjectDamaged):
            contents_of(bytes(damaged))


@pytest.mark.parametrize("size", SIZES)
def test_an_object_that_was_cut_off_or_lengthened_is_found(size):
    for damaged in (SEALED[size][:-1], SEALED[size] + b"x", SEALED[size][: -FRAME - 16], b""):
        with pytest.raises(ObjectDamaged):
            contents_of(damaged)


def test_of_a_large_object_no_more_is_in_memory_than_a_few_frames():
    plain = os.urandom(64 * FRAME)
    sealed = memoryview(seal(KEY, NAME, plain))
    tracemalloc.start()
    contents = contents_of(sealed)
    for start in range(0, len(plain), FRAME):
        assert contents.read(start, 10) == plain[start : start + 10]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * FRAME


def test_what_lies_side_by_side_is_asked_for_once():
    asked = []
    contents = contents_of(SEALED[20 * FRAME + 1_000], asked)
    before = len(asked)
    for start in range(7 * FRAME + 10, 7 * FRAME + 1_000, 10):
        contents.read(start, 10)
    assert len(asked) == before + 1


@pytest.mark.parametrize("requests_at_once", [1, 32])
@pytest.mark.parametrize("size", [10, SMALL_BYTES - 1_000, SMALL_BYTES + 1_000, 20 * FRAME])
def test_a_repository_gives_the_contents_of_an_object_from_a_place_nearby_and_from_one_far_away(requests_at_once, size):
    store = new_store()
    store.requests_at_once = requests_at_once
    repository = open_repository(store)
    plain = os.urandom(size)
    store.put(NAME, seal(repository._key, NAME, plain))
    contents = repository.contents(NAME)
    assert (contents.size, contents.read(0, size)) == (size, plain)
    assert contents.read(size // 2, 100) == plain[size // 2 : size // 2 + 100]


TEXT = bytes(range(100))


@given(
    st.lists(
        st.tuples(st.just("read"), st.integers(-1, 60))
        | st.tuples(st.just("seek"), st.integers(0, 60))
        | st.tuples(st.just("end"), st.integers(-40, 10))
    )
)
def test_a_part_reads_as_a_file_of_its_own(steps):
    part = Part(lambda start, length: TEXT[start : start + length], 20, 40)
    file, expected = PartFile(part), io.BytesIO(TEXT[20:60])
    assert part.whole() == TEXT[20:60]
    for what, number in steps:
        if what == "read":
            assert file.read(number) == expected.read(number)
        else:
            whence = io.SEEK_END if what == "end" else io.SEEK_SET
            assert file.seek(number, whence) == expected.seek(number, whence)
        assert file.tell() == expected.tell()
