"""What is stored beside packs reads back as it was, or is refused."""

import hashlib
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import FormatNotSupported, ObjectDamaged
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.manifest import (
    FORMAT,
    CheckResult,
    EntityState,
    LogEntry,
    Manifest,
    RestoreRun,
    SegmentPlace,
    Summary,
    decode,
    digest,
    encode,
)
from crmbackup_gui.repository.packs import Placed

NAME = "points/c0/0000000001"

places = st.builds(Placed, st.binary(max_size=16), st.integers(0, 2**40), st.integers(0, 2**40))
segment_places = st.builds(SegmentPlace, places, st.integers(0, 2**40), st.binary(max_size=9), st.binary(max_size=9))
segment_lists = st.lists(segment_places, max_size=3).map(tuple)
counts = st.integers(0, 2**40)
states = st.builds(
    EntityState,
    name=st.text(max_size=5),
    records=counts,
    anew=st.booleans(),
    upserts=segment_lists,
    tombstones=segment_lists,
    added=counts,
    changed=counts,
    deleted=counts,
)
times = st.datetimes(timezones=st.just(UTC))
sequences = st.lists(counts, max_size=3).map(tuple)
points = st.builds(
    RecoveryPoint,
    id=st.text(max_size=5),
    crm=st.text(max_size=5),
    crm_name=st.text(max_size=5),
    url=st.text(max_size=5),
    sequence=counts,
    kind=st.sampled_from(PointKind),
    strategy=st.sampled_from(Strategy),
    taken_at=times,
    consistent_as_of=times,
    parent=st.none() | counts,
    base=st.none() | counts,
    chain=sequences,
    scope=st.builds(RecoveryScope, records=st.dictionaries(st.text(max_size=2), st.just(("1",)), max_size=1)),
    records=counts,
    bytes_data=counts,
    seconds=st.floats(allow_nan=False),
    warnings=st.lists(st.text(max_size=5), max_size=2).map(tuple),
)
manifests = st.builds(
    Manifest,
    point=points,
    run=st.text(max_size=5),
    previous=st.none() | st.binary(max_size=32),
    catalog=places,
    entities=st.lists(states, max_size=3).map(tuple),
    blobs=segment_lists,
    packs=st.lists(st.binary(max_size=16), max_size=3).map(tuple),
    reused=st.lists(st.binary(max_size=16), max_size=3).map(tuple),
    position=st.none() | st.binary(max_size=9),
    format=st.just(FORMAT),
)
digests = st.binary(min_size=32, max_size=32)
notes = st.one_of(
    st.builds(
        Summary, points=st.lists(points, max_size=2).map(tuple), digests=st.lists(digests, max_size=2).map(tuple)
    ),
    st.builds(CheckResult, intact=sequences, damaged=sequences),
    st.builds(RestoreRun, sequence=counts, bytes_read=counts, records=counts, seconds=st.floats(allow_nan=False)),
    st.builds(LogEntry, sequence=counts, old=digests, new=st.none() | digests),
)


def point():
    return RecoveryPoint(
        id="p",
        crm="c0",
        crm_name="Sales",
        url="sqlite:///crm.db",
        sequence=1,
        kind="regular",
        strategy="full",
        taken_at=datetime(2024, 5, 1, tzinfo=UTC),
        consistent_as_of=datetime(2024, 5, 1, tzinfo=UTC),
    )


def manifest(**fields):
    return Manifest(point=point(), run="run", previous=None, catalog=Placed(b"pack", 0, 9), entities=(), **fields)


def compressed(value):
    return zstandard.ZstdCompressor().compress(msgspec.msgpack.encode(value))


@given(manifests | notes)
def test_what_is_stored_reads_back_as_it_was(value):
    assert decode(NAME, encode(value), type(value)) == value


def test_a_manifest_knows_what_it_stores_of_an_entity():
    state = EntityState(
        name="contact",
        records=2,
        upserts=(SegmentPlace(Placed(b"a", 0, 100), 2, b"", b""),),
        tombstones=(SegmentPlace(Placed(b"a", 100, 20), 1, b"", b""),),
    )
    holding = msgspec.structs.replace(manifest(), entities=(state,))
    assert holding.state("contact") is state
    assert holding.state("Contact") is None
    assert state.bytes_data == 120


def test_the_digest_of_a_manifest_is_the_sha_256_of_its_sealed_bytes():
    assert digest(b"sealed") == hashlib.sha256(b"sealed").digest()


def test_a_manifest_of_a_newer_format_asks_for_a_newer_program():
    with pytest.raises(FormatNotSupported) as raised:
        decode(NAME, compressed({"format": FORMAT + 1, "all": "else is unknown"}), Manifest)
    assert (raised.value.found, raised.value.supported) == (FORMAT + 1, FORMAT)


def test_fields_that_a_later_program_added_are_passed_over():
    fields = msgspec.to_builtins(manifest(), builtin_types=(bytes, datetime))
    assert decode(NAME, compressed(fields | {"colour": "red"}), Manifest).run == "run"


@pytest.mark.parametrize(
    "value",
    [
        7,
        None,
        [],
        {"format": "one"},
        {"format": FORMAT},
        msgspec.to_builtins(manifest(), builtin_types=(bytes, datetime)) | {"run": 7},
        msgspec.to_builtins(manifest(), builtin_types=(bytes, datetime)) | {"catalog": ["pack", 0, 9]},
    ],
)
def test_a_manifest_of_another_shape_is_refused(value):
    with pytest.raises(ObjectDamaged) as raised:
        decode(NAME, compressed(value), Manifest)
    assert raised.value.name == NAME


def test_an_object_of_another_kind_is_refused():
    with pytest.raises(ObjectDamaged):
        decode(NAME, encode(Catalog(entities=())), Manifest)


WHOLE = encode(manifest())
PLAIN = msgspec.msgpack.encode(manifest())


def decode_or_refuse(plaintext):
    with suppress(ObjectDamaged, FormatNotSupported):
        assert decode(NAME, plaintext, Manifest).format <= FORMAT


@given(
    st.sampled_from([WHOLE, PLAIN]), st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=3)
)
def test_a_manifest_with_flipped_bits_is_read_or_refused(content, flips):
    damaged = bytearray(content)
    for at, flip in flips:
        damaged[at % len(damaged)] ^= flip
    decode_or_refuse(bytes(damaged) if content is WHOLE else zstandard.ZstdCompressor().compress(bytes(damaged)))


@given(st.binary(max_size=60), st.booleans())
def test_other_bytes_are_refused(content, wrapped):
    with pytest.raises(ObjectDamaged):
        decode(NAME, zstandard.ZstdCompressor().compress(content) if wrapped else content, Manifest)


@pytest.mark.parametrize("end", range(0, len(WHOLE), 7))
def test_a_manifest_that_was_cut_off_is_refused(end):
    with pytest.raises(ObjectDamaged):
        decode(NAME, WHOLE[:end], Manifest)


def test_text_that_is_not_unicode_is_refused():
    with pytest.raises(ObjectDamaged):
        decode(NAME, zstandard.ZstdCompressor().compress(PLAIN.replace(b"Sales", b"\xff" * 5)), Manifest)


@pytest.mark.parametrize("declares_its_size", [True, False])
def test_an_object_that_expands_without_end_is_refused_before_it_fills_the_memory(declares_its_size, monkeypatch):
    monkeypatch.setattr(stored, "MANIFEST_LIMIT", 8 << 20)
    bomb = zstandard.ZstdCompressor(write_content_size=declares_its_size).compress(bytes(64 << 20))
    tracemalloc.start()
    with pytest.raises(ObjectDamaged):
        decode(NAME, bomb, Manifest)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20
