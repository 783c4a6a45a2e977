"""FORMAT.md says what repositories are: old ones stay readable, and a stranger can read new ones."""

import json
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

import crmbackup_gui.repository
from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.identity import authenticate_config, read_config
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import EntryKind
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from tests.repository import stranger
from tests.repository.make_golden import GOLDEN, MADE, encoded_rows, make_crm, make_files

FORMAT = Path(crmbackup_gui.repository.__file__).parent / "FORMAT.md"
SECRETS = ("passphrase", "recovery-code", "device")
EXPECTED = {made: json.loads((GOLDEN / f"{made}.json").read_text()) for made in MADE}
POINTS = [(made, number) for made, told in EXPECTED.items() for number in range(len(told["points"]))]

golden = pytest.mark.parametrize("made", EXPECTED)
every_point = pytest.mark.parametrize(("made", "number"), POINTS)


@pytest.fixture
def folder(tmp_path):
    """Copies of the golden repositories, so that nothing can change them."""
    shutil.copytree(GOLDEN, tmp_path / "golden")
    return tmp_path / "golden"


@golden
@pytest.mark.parametrize("kind", SECRETS)
def test_every_kind_of_secret_opens_a_golden_repository(folder, made, kind):
    opened = todays(folder / made, EXPECTED[made], kind)
    assert len(opened.crm_ids()) == len({told["crm"] for told in EXPECTED[made]["points"]})


@golden
@pytest.mark.parametrize("kind", SECRETS)
def test_a_stranger_opens_a_golden_repository_with_every_kind_of_secret(made, kind):
    assert strangers(GOLDEN / made, EXPECTED[made], kind).master


@every_point
def test_todays_program_reads_every_golden_point_exactly(folder, made, number):
    expected = EXPECTED[made]["points"][number]
    assert read_by_program(todays(folder / made, EXPECTED[made]), expected) == expected


@every_point
def test_a_stranger_reads_every_golden_point_exactly(made, number):
    expected = EXPECTED[made]["points"][number]
    assert read_by_stranger(strangers(GOLDEN / made, EXPECTED[made]), expected) == expected


@golden
def test_a_golden_repository_is_sound_and_its_deleted_point_is_explained(folder, made):
    report = check(todays(folder / made, EXPECTED[made]))
    assert (report.damaged, report.history) == ((), ())
    assert report.points_checked == len(EXPECTED[made]["points"])


@golden
def test_a_stranger_finds_the_history_of_a_golden_repository_complete(made):
    opened = strangers(GOLDEN / made, EXPECTED[made])
    assert [opened.unexplained(crm) for crm in {crm for crm, _ in opened.points()}] == [[]] * len(
        {crm for crm, _ in opened.points()}
    )


@pytest.mark.parametrize("make", [make_crm, make_files])
def test_a_stranger_reads_what_the_program_writes_today(tmp_path, make):
    told = make(tmp_path / "new")
    opened = strangers(tmp_path / "new", told)
    assert [read_by_stranger(opened, expected) for expected in told["points"]] == told["points"]


def test_a_stranger_finds_every_pack_telling_what_it_holds():
    for made, told in EXPECTED.items():
        opened = strangers(GOLDEN / made, told)
        for name in opened.names("packs"):
            crm, run, entries = opened.table(name)
            assert (crm in {crm for crm, _ in opened.points()}, len(run)) == (True, 32)
            assert {kind for kind, *_ in entries} <= {kind.value for kind in EntryKind}


def test_the_golden_points_show_every_kind_strategy_and_way_of_storing():
    told = [point for made in EXPECTED.values() for point in made["points"]]
    assert {point["kind"] for point in told} == {"regular", "partial", "safety"}
    assert {point["strategy"] for point in told} == {"full", "incremental", "differential"}
    opened = strangers(GOLDEN / "crm", EXPECTED["crm"])
    manifests = [opened.manifest(*point) for point in opened.points()]
    later = [state for m in manifests if m["point"]["strategy"] != "full" for state in m["entities"]]
    assert any(state["anew"] for state in later), "an entity that is written anew"
    assert any(not state["anew"] and not state["upserts"] + state["tombstones"] for state in later), "an unchanged one"
    assert any(state["upserts"] and state["tombstones"] for state in later)
    assert any(manifest["reused"] and manifest["point"]["strategy"] == "full" for manifest in manifests)


# The page


def test_the_page_names_every_map_key_that_is_written():
    page = FORMAT.read_text(encoding="utf-8")
    for made, told in EXPECTED.items():
        opened = strangers(GOLDEN / made, told)
        for point in opened.points():
            for key in sorted({*map_keys(opened.manifest(*point)), *map_keys(opened.catalog(*point))}):
                assert f"`{key}`" in page, key


@pytest.mark.parametrize("line", [line for line in FORMAT.read_text(encoding="utf-8").splitlines() if "` | `[" in line])
def test_the_canonical_keys_of_the_page_are_right(line):
    kinds, values, written = re.findall(r"`([^`]*)`", line)
    fields = [kind.split() for kind in kinds.split(", ")]
    values = [real_value(value) for value in json.loads(values)]
    expected = bytes.fromhex(written)
    described = [{"type": kind, "collation": (rest or ["binary"])[0]} for kind, *rest in fields]
    as_any = [
        as_struct(value) if field["type"] == "any" else value for field, value in zip(described, values, strict=True)
    ]
    assert stranger.rescue.key_bytes(described, as_any) == expected
    entity = Entity(
        name="e",
        key=tuple(str(i) for i in range(len(fields))),
        fields=tuple(
            Field(name=str(i), type=ValueType(field["type"]), collation=Collation(field["collation"]))
            for i, field in enumerate(described)
        ),
    )
    order = KeyOrder(entity)
    assert order.to_bytes(order.key_of(values)) == expected


# Readers


def todays(folder, told, kind="passphrase"):
    secret = {
        "passphrase": lambda: keys.Passphrase(told["passphrase"]),
        "recovery-code": lambda: keys.RecoveryCode(told["recovery-code"].lower()),
        "device": lambda: keys.DeviceSecret(bytes.fromhex(told["device"]), told["device-slot"]),
    }[kind]()
    store = open_store(str(folder))
    config = read_config(store)
    master = keys.unlock(store, config.id, secret)
    authenticate_config(config, master)
    return Repository(store, config.id, master)


def strangers(folder, told, kind="passphrase"):
    return stranger.Repository(folder, kind, told)


def read_by_program(repository, told):
    """A point as the expectations describe it."""
    crm, sequence = told["crm"], told["sequence"]
    view = repository.view(crm, sequence)
    point = view.point
    assert point.id == repository.point_id(crm, sequence)
    found = {
        "crm": point.crm,
        "sequence": point.sequence,
        "id": point.id,
        "kind": point.kind.value,
        "strategy": point.strategy.value,
        "chain": list(point.chain),
        "entities": {
            entity.name: {"fields": shown(f.name for f in entity.fields), "records": encoded_rows(rows(view, entity))}
            for entity in view.entities()
        },
    }
    if "tombstones" in told:
        found["tombstones"] = {entity.name: encoded_rows(gone(view, entity)) for entity in view.entities()}
    return found


def read_by_stranger(opened, told):
    point = opened.manifest(told["crm"], told["sequence"])["point"]
    where = (point["crm"], point["sequence"])
    assert point["id"] == opened.point_id(*where)
    entities = opened.entities(*where)
    found = {name: point[name] for name in ("crm", "sequence", "id", "kind", "strategy", "chain")}
    found["entities"] = {
        entity["name"]: {
            "fields": shown(field["name"] for field in entity["fields"]),
            "records": encoded_rows(opened.records(*where, entity["name"])),
        }
        for entity in entities
    }
    if "tombstones" in told:
        found["tombstones"] = {e["name"]: encoded_rows(opened.tombstones(*where, e["name"])) for e in entities}
    return found


def shown(names):
    return [name for name in names if not name.startswith("crmbackup:")]


def rows(view, entity):
    """All records of an entity as the program reads them; a record without a key as often as it has copies."""
    for run in view.read(entity.name):
        for *values, cell in zip(*(plain_column(column) for column in run.batch.columns), strict=True):
            for value in decode_outside(cell or b"", "test"):
                content = b"".join(view.value(value))
                values[value.field] = content.decode() if value.is_text else content
            yield from [values[:-2]] * values[-1] if entity.key == ("crmbackup:digest",) else [values]


def gone(view, entity):
    for run in view.changes(entity.name):
        if run.deleted is not None:
            batch = run.batch.filter(run.deleted)
            yield from zip(*(plain_column(batch.column(entity.index(name))) for name in entity.key), strict=True)


def plain_column(column):
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.int64())
    return [stranger.plain(value) for value in column.to_pylist()]


def map_keys(value):
    """Every key of a stored map and of the maps in it, but for those that name entities."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("sequences", "properties", "records"):
                yield from map_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from map_keys(inner)


def real_value(value):
    """A value of the page's examples: bytes and reals are marked, because JSON has neither."""
    if isinstance(value, dict):
        return bytes.fromhex(value["bytes"]) if "bytes" in value else float(value["real"])
    return value


def as_struct(value):
    child = {int: "integer", float: "real", str: "text", bytes: "bytes"}.get(type(value))
    return stranger.NO_VALUE | ({child: value.encode() if child == "text" else value} if child else {})
