"""Sealed objects open as they were sealed, and in no other way."""

import os
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.repository.sealing import FRAME, SealedReader, plain_size, seal, sealed_size, subkey, unseal

KEY = bytes(range(32))
NAME = "packs/3f/3f09"
HEADER = 40
SEALED_FRAME = FRAME + 16

# Three frames, the last of them short.
PLAIN = os.urandom(2 * FRAME + 1_000)
SEALED = seal(KEY, NAME, PLAIN)

SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME - 1, 2 * FRAME, 2 * FRAME + 1, 5 * FRAME]


def reader(sealed=SEALED, asked=None):
    def read_range(start, length):
        if asked is not None:
            asked.append((start, length))
        return sealed[start : start + length]

    return SealedReader(KEY, NAME, read_range, len(sealed))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_again(size):
    plain = os.urandom(size)
    assert unseal(KEY, NAME, seal(KEY, NAME, plain)) == plain


def test_unsealing_takes_no_more_memory_than_what_was_sealed():
    plain = os.urandom(8 * FRAME)
    sealed = seal(KEY, NAME, plain)
    tracemalloc.start()
    assert unseal(KEY, NAME, sealed) == plain
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.2 * len(plain)


@pytest.mark.parametrize("size", SIZES)
def test_the_sizes_can_be_told_from_each_other(size):
    assert len(seal(KEY, NAME, bytes(size))) == sealed_size(size)
    assert plain_size(sealed_size(size)) == size


@given(st.integers(0, 5 * FRAME))
def test_a_size_leads_to_one_plaintext_size_or_none(size):
    try:
        plain = plain_size(size)
    except ValueError:
        return
    assert sealed_size(plain) == size


@pytest.mark.parametrize("cuts", [[0], [1], [FRAME], [FRAME - 1, FRAME + 1], [5, 5, 9], [10, FRAME, 2 * FRAME + 20]])
def test_several_buffers_are_sealed_as_if_they_were_one(cuts):
    ends = [*cuts, len(PLAIN)]
    parts = [PLAIN[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
    assert unseal(KEY, NAME, seal(KEY, NAME, parts)) == PLAIN


@given(st.lists(st.one_of(st.integers(0, 100), st.integers(FRAME - 2, FRAME + 2)), max_size=6))
def test_buffers_of_any_sizes_lose_nothing_where_they_meet(sizes):
    parts = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    assert unseal(KEY, NAME, seal(KEY, NAME, parts)) == b"".join(parts)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_buffer_can_be_sealed_and_unsealed(kind):
    assert unseal(KEY, NAME, kind(seal(KEY, NAME, kind(b"abc")))) == b"abc"


def test_a_buffer_of_wider_items_is_sealed_by_its_bytes():
    assert unseal(KEY, NAME, seal(KEY, NAME, memoryview(b"12345678").cast("I"))) == b"12345678"


def test_the_bytes_are_the_documented_ones():
    header = SEALED[:HEADER]
    assert header[:8] == b"CRMB\x01\x00\x00\x00"
    derived = HKDF(SHA256(), 32, header[8:], b"crmbackup object " + NAME.encode()).derive(KEY)
    opened = b""
    for number, last in enumerate([0, 0, 1]):
        frame = SEALED[HEADER + number * SEALED_FRAME : HEADER + (number + 1) * SEALED_FRAME]
        opened += AESGCM(derived).decrypt(number.to_bytes(8, "big") + bytes([0, 0, 0, last]), frame, header)
    assert opened == PLAIN


def test_a_sub_key_is_the_documented_one():
    assert subkey(KEY, "config") == HKDF(SHA256(), 32, None, b"crmbackup config").derive(KEY)


def test_sub_keys_differ_by_purpose_and_by_master():
    assert len({subkey(KEY, "a"), subkey(KEY, "b"), subkey(KEY[::-1], "a"), KEY}) == 4


@pytest.mark.parametrize("key", [b"", b"x" * 31, b"x" * 33])
def test_a_key_of_another_length_is_refused(key):
    with pytest.raises(ValueError, match="32 bytes"):
        subkey(key, "a")
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, NAME, b"")


def test_the_same_plaintext_never_looks_the_same():
    first, second = seal(KEY, NAME, PLAIN), seal(KEY, NAME, PLAIN)
    assert first[8:HEADER] != second[8:HEADER]
    assert first[HEADER:] != second[HEADER:]


# What must not open


def assert_damaged(sealed, *, key=KEY, name=NAME):
    with pytest.raises(ObjectDamaged) as raised:
        unseal(key, name, sealed)
    assert raised.value.name == name


@given(st.integers(0, len(SEALED) - 1), st.integers(0, 7))
def test_no_flipped_bit_opens(place, bit):
    changed = bytearray(SEALED)
    changed[place] ^= 1 << bit
    assert_damaged(changed)


@pytest.mark.parametrize("place", range(HEADER))
def test_no_changed_byte_of_the_header_opens(place):
    changed = bytearray(SEALED)
    changed[place] ^= 0xFF
    assert_damaged(changed)


@given(st.integers(0, len(SEALED) - 1))
def test_nothing_cut_off_opens(length):
    assert_damaged(SEALED[:length])


@pytest.mark.parametrize("length", [0, HEADER, HEADER + 16, HEADER + SEALED_FRAME, HEADER + 2 * SEALED_FRAME])
def test_nothing_cut_off_between_frames_opens(length):
    assert_damaged(SEALED[:length])


@given(st.binary(min_size=1, max_size=100))
def test_nothing_lengthened_opens(more):
    assert_damaged(SEALED + more)


@given(st.permutations(range(3)))
def test_no_other_order_of_frames_opens(order):
    plain = os.urandom(3 * FRAME)
    sealed = seal(KEY, NAME, plain)
    frames = [sealed[HEADER + n * SEALED_FRAME : HEADER + (n + 1) * SEALED_FRAME] for n in range(3)]
    moved = sealed[:HEADER] + b"".join(frames[n] for n in order)
    if order == [0, 1, 2]:
        assert unseal(KEY, NAME, moved) == plain
    else:
        assert_damaged(moved)


def test_a_frame_that_is_left_out_or_doubled_is_missed():
    first, second = HEADER + SEALED_FRAME, HEADER + 2 * SEALED_FRAME
    assert_damaged(SEALED[:first] + SEALED[second:])
    assert_damaged(SEALED[:second] + SEALED[first:])


def test_a_frame_of_another_write_does_not_fit():
    other = seal(KEY, NAME, PLAIN)
    assert_damaged(SEALED[:HEADER] + other[HEADER:])
    assert_damaged(SEALED[: HEADER + SEALED_FRAME] + other[HEADER + SEALED_FRAME :])


@given(st.text(max_size=30).filter(lambda name: name != NAME))
def test_no_object_opens_under_another_name(name):
    assert_damaged(SEALED, name=name)


def test_no_other_key_opens():
    assert_damaged(SEALED, key=KEY[::-1])


def test_another_kind_of_file_is_named_as_such():
    with pytest.raises(ObjectDamaged, match="does not begin like a sealed object"):
        unseal(KEY, NAME, b"PK\x03\x04" + bytes(100))
    with pytest.raises(ObjectDamaged, match="sealed in an unknown way, 2"):
        unseal(KEY, NAME, b"CRMB\x02\0\0\0" + bytes(100))


# Random access


@given(st.integers(0, len(PLAIN) + 10), st.integers(0, len(PLAIN) + 10))
def test_reading_a_range_is_slicing(start, length):
    assert reader().read(start, length) == PLAIN[start : start + length]


@pytest.mark.parametrize("start", [0, FRAME - 1, FRAME, 2 * FRAME, len(PLAIN) - 1, len(PLAIN)])
@pytest.mark.parametrize("length", [0, 1, 2, FRAME, FRAME + 1, 10 * FRAME])
def test_reading_at_the_seams_of_frames_is_slicing(start, length):
    assert reader().read(start, length) == PLAIN[start : start + length]


def test_only_the_frames_that_are_needed_are_asked_for_and_the_header_once():
    asked = []
    subject = reader(asked=asked)
    subject.read(FRAME + 5, 10)
    subject.read(FRAME - 1, 2)
    subject.read(2 * FRAME, 1)
    assert asked == [
        (0, HEADER),
        (HEADER + SEALED_FRAME, SEALED_FRAME),
        (HEADER, 2 * SEALED_FRAME),
        (HEADER + 2 * SEALED_FRAME, 1_000 + 16),
    ]


def test_nothing_is_asked_for_where_there_is_nothing():
    asked = []
    subject = reader(asked=asked)
    assert subject.read(len(PLAIN), 5) == b""
    assert subject.read(5, 0) == b""
    assert asked == []


def test_an_empty_object_reads_as_empty():
    assert reader(seal(KEY, NAME, b"")).read(0, 10) == b""


@pytest.mark.parametrize(("start", "length"), [(-1, 1), (0, -1)])
def test_a_range_that_is_none_is_refused(start, length):
    with pytest.raises(ValueError, match="range"):
        reader().read(start, length)


def test_a_damaged_frame_is_refused_and_the_others_still_read():
    changed = bytearray(SEALED)
    changed[HEADER + SEALED_FRAME + 7] ^= 1
    subject = reader(bytes(changed))
    assert subject.read(0, 100) == PLAIN[:100]
    with pytest.raises(ObjectDamaged):
        subject.read(FRAME - 1, 2)


def test_a_damaged_header_is_refused():
    with pytest.raises(ObjectDamaged):
        reader(b"X" + SEALED[1:]).read(0, 1)


def test_an_object_cut_off_between_frames_is_refused_at_its_new_end():
    subject = reader(SEALED[: HEADER + 2 * SEALED_FRAME])
    with pytest.raises(ObjectDamaged):
        subject.read(FRAME, FRAME)


def test_a_store_that_gives_too_little_is_noticed():
    subject = SealedReader(KEY, NAME, lambda start, length: SEALED[start : start + length - 1], len(SEALED))
    with pytest.raises(ObjectDamaged, match="shorter"):
        subject.read(0, 1)


@pytest.mark.parametrize("size", [-1, 0, HEADER, HEADER + 15, HEADER + SEALED_FRAME + 1, HEADER + SEALED_FRAME + 16])
def test_a_size_that_no_sealed_object_has_is_damage(size):
    with pytest.raises(ObjectDamaged):
        SealedReader(KEY, NAME, lambda *_: b"", size)


def test_threads_may_read_at_the_same_time():
    asked = []
    subject = reader(asked=asked)
    starts = [n * 997 % len(PLAIN) for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda start: subject.read(start, 50_000), starts))
    assert read == [PLAIN[start : start + 50_000] for start in starts]
    assert asked.count((0, HEADER)) == 1
