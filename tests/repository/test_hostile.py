"""A repository from a stranger cannot run code, fill the memory or go on for ever: all decoders end in our errors."""

import json
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import CrmBackupError, ObjectDamaged
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import OutsideValue
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.sealing import seal
from tests.engine.setting import FAMILY, EditedCrm, only_crm
from tests.repository.hostile import ALLOWED_MIB, DECODERS, WORST, honest

HONEST = honest()
ROUNDS = 120


@st.composite
def changed(draw, decoder):
    """Honest bytes with a few changes, or any bytes at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=200))
    data = bytearray(draw(st.sampled_from(HONEST[decoder])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 4)):
            case 0 if data:
                data[at] = draw(st.integers(0, 255))
            case 1:
                del data[at:]
            case 2:
                data[at:at] = draw(st.binary(min_size=1, max_size=9))
            case 3:
                del data[at : at + draw(st.integers(1, 20))]
            case _:
                data[at : at + 4] = b"\xff\xff\xff\x7f"
    return bytes(data)


@pytest.mark.parametrize("decoder", DECODERS)
def test_what_a_stranger_changes_ends_in_an_error_of_ours_or_reads(decoder):
    @settings(max_examples=ROUNDS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changed(decoder))
    def ends(data):
        try:
            DECODERS[decoder](data)
        except CrmBackupError:
            return

    ends()


@pytest.mark.parametrize("decoder", DECODERS)
def test_the_honest_bytes_that_the_changes_begin_with_are_read(decoder):
    """Otherwise every change would end at the first byte."""
    read = 0
    for data in HONEST[decoder]:
        try:
            DECODERS[decoder](data)
        except CrmBackupError:
            continue
        read += 1
    # Slots and blobs of golden repositories are of another repository and key; a map is of one kind only.
    assert read or decoder in ("key slot", "sealed object", "blob", "map", "map inside")


def test_the_worst_that_we_can_think_of_ends_at_once_and_in_little_memory():
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.repository.hostile"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["name"] for one in told] == list(WORST), ended.stderr
    assert [one["error"] for one in told if not one["error"].startswith("ObjectDamaged")] == []
    assert [one for one in told if one["mib"] > ALLOWED_MIB] == []
    assert time.monotonic() - began < 60


# Who has a key can write anything inside


@pytest.fixture
def crm(tmp_path):
    made = EditedCrm(tmp_path / "crm.db", *FAMILY)
    made.back_up(Strategy.FULL)
    made.back_up(Strategy.INCREMENTAL)
    return made


def rewritten(repository, sequence, change):
    crm = only_crm(repository)
    manifest = change(repository.manifest(crm, sequence))
    name = point_name(crm, sequence)
    repository.store.put(name, seal(repository._key, name, stored.encode(manifest)))
    return crm


def read_all(view):
    return sum(len(run) for entity in view.entities() for run in view.read(entity.name))


@pytest.mark.parametrize("chain", [(2,), (1, 1), (1, 2), (3,), (0,), (-1, 1), (1,) * 1_000_000, (1, 2**40)])
def test_a_chain_that_leads_to_itself_or_has_no_end_is_damage(crm, chain):
    def with_chain(manifest):
        point = msgspec.structs.replace(manifest.point, chain=chain)
        return msgspec.structs.replace(manifest, point=point)

    name = rewritten(crm.repository, 2, with_chain)
    with pytest.raises(ObjectDamaged, match="chain"):
        crm.repository.view(name, 2)


def first_entity(manifest, **changes):
    state = next(state for state in manifest.entities if len(state.upserts) == 1 and state.upserts[0].rows > 1)
    changed = msgspec.structs.replace(state, **{k: v(state) for k, v in changes.items()})
    states = tuple(changed if one is state else one for one in manifest.entities)
    return msgspec.structs.replace(manifest, entities=states)


@pytest.mark.parametrize(
    "upserts",
    [
        lambda state: state.upserts * 10_000,
        lambda state: (msgspec.structs.replace(state.upserts[0], rows=2**60),),
        lambda state: (msgspec.structs.replace(state.upserts[0], rows=1),),
        lambda state: (msgspec.structs.replace(state.upserts[0], rows=-1),),
        lambda state: (
            msgspec.structs.replace(
                state.upserts[0], place=msgspec.structs.replace(state.upserts[0].place, length=2**62)
            ),
        ),
        lambda state: (
            msgspec.structs.replace(state.upserts[0], place=msgspec.structs.replace(state.upserts[0].place, offset=-1)),
        ),
        lambda state: (
            msgspec.structs.replace(state.upserts[0], place=msgspec.structs.replace(state.upserts[0].place, pack=b"")),
        ),
        lambda state: (
            msgspec.structs.replace(
                state.upserts[0], place=msgspec.structs.replace(state.upserts[0].place, pack=b"../../etc/x" * 9)
            ),
        ),
    ],
)
def test_segments_that_are_listed_again_and_again_or_elsewhere_are_damage(crm, upserts):
    name = rewritten(crm.repository, 1, lambda manifest: first_entity(manifest, upserts=upserts))
    with pytest.raises(CrmBackupError):
        read_all(crm.repository.view(name, 1))


@pytest.mark.parametrize("size", [0, 1, 2**63])
def test_a_value_that_is_longer_or_shorter_than_it_tells_is_damage(crm, size, monkeypatch):
    view = crm.repository.view(only_crm(crm.repository), 1)
    monkeypatch.setattr("crmbackup_gui.repository.view.decode_blob", lambda *_: b"some content")
    monkeypatch.setattr(view, "_find_blob", lambda _: stored.Placed(bytes(16), 0, 1))
    monkeypatch.setattr(view, "_read_placed", lambda _: b"")
    value = OutsideValue(0, is_text=False, size=size, names=(bytes(32),) * 1_000)
    with pytest.raises(ObjectDamaged, match="length"):
        sum(len(piece) for piece in view.value(value))


def test_a_log_whose_entries_lead_in_a_circle_ends():
    digests = [bytes([i]) * 32 for i in range(3)]
    circle = [
        stored.LogEntry(sequence=1, old=digests[i], new=digests[(i + 1) % 3], reason="x") for i in range(3)
    ] * 1_000
    assert stored.became(circle, 1, digests[0]) == set(digests)


@pytest.mark.parametrize("found", sorted((Path(__file__).parent / "hostile_segments").iterdir()), ids=lambda p: p.name)
@pytest.mark.parametrize("decoder", ["segment", "blob index"])
def test_what_the_fuzzer_once_found_ends_in_an_error_and_not_the_process(found, decoder):
    """Columns whose description contradicts itself: Arrow ended the whole process when it was asked of them."""
    with pytest.raises(ObjectDamaged):
        DECODERS[decoder](found.read_bytes())
