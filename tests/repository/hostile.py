"""What a stranger could put into a repository, and every decoder that would read it.

`python -m tests.repository.hostile` decodes the worst of it in a process whose memory is limited, and prints a line of
JSON for each: its name, the error that it ended in, and how many MiB the process had taken at most by then.
"""

import io
import json
import resource
from functools import partial

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.model.catalog import Catalog, Entity, Field, ValueType
from crmbackup_gui.repository import blobs, keys
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.packs import read_table
from crmbackup_gui.repository.recovery_code import is_code_shaped, parse_code
from crmbackup_gui.repository.sealing import unseal
from crmbackup_gui.repository.segments import SegmentEncoder, decode_segment, stored_schema, tombstone_schema
from tests.repository.faulty_store import FaultyStore
from tests.repository.make_golden import GOLDEN
from tests.repository.stranger import Repository, rescue

ALLOWED_MIB = 1024
"""More than any honest part takes, and less than any computer has."""

ENTITY = Entity(
    name="contact",
    fields=(
        Field(name="id", type=ValueType.INT64, nullable=False),
        Field(name="name", type=ValueType.TEXT),
        Field(name="any", type=ValueType.ANY),
        Field(name="photo", type=ValueType.BYTES),
    ),
    key=("id",),
)
SCHEMA = stored_schema(ENTITY)
ID = "0123456789abcdef" * 2
KEY = bytes(range(32))
KINDS = (
    stored.Manifest,
    stored.Summary,
    stored.CheckResult,
    stored.RestoreRun,
    stored.LogEntry,
    stored.HoldNote,
    stored.Erasure,
    stored.ExportNote,
    stored.CopyNote,
    stored.Mark,
    stored.PlaceRecord,
    stored.IdNote,
    Catalog,
)


def in_store(name, data):
    store = FaultyStore()
    store.put(name, data)
    return store


def slot(data):
    store = in_store("keys/0123456789abcdef", data)
    keys.list_slots(store, ID)
    keys.unlock(store, ID, keys.DeviceSecret(KEY, "0123456789abcdef"))


def code(data):
    text = data.decode("utf-8", "replace")
    is_code_shaped(text)
    keys.secret_from_text(text)
    parse_code(text)


def segment(data, schema=SCHEMA):
    for batch in decode_segment("packs/00", data, schema):
        batch.validate(full=True)


def compressed(decode):
    return lambda data: decode(zstandard.ZstdCompressor(level=1).compress(data))


def outside(data):
    blobs.decode_outside(data, "packs/00")


def blob_index(data):
    blobs.BlobIndex(list(blobs.decode_index("packs/00", data))).find(bytes(32))


def decode_all_kinds(data):
    errors = []
    for kind in KINDS:
        try:
            stored.decode("points/00", data, kind)
        except CrmBackupError as error:
            errors.append(error)
    if errors:
        raise errors[0]


DECODERS = {
    "recovery code": code,
    "repository": lambda data: read_config(in_store("repository", data)),
    "key slot": slot,
    "sealed object": partial(unseal, KEY, "points/00"),
    "map": decode_all_kinds,
    "map inside": compressed(decode_all_kinds),
    "pack table": partial(read_table, "packs/00"),
    "segment": segment,
    "segment inside": compressed(segment),
    "tombstones": partial(segment, schema=tombstone_schema(ENTITY)),
    "blob": partial(blobs.decode_blob, KEY, bytes(32), where="packs/00"),
    "outside values": outside,
    "blob index": blob_index,
}
"""Each reads bytes and ends normally or in one of our errors."""


def honest():
    """For each decoder bytes that are as they should be, to begin with."""
    told = json.loads((GOLDEN / "crm.json").read_text())
    opened = Repository(GOLDEN / "crm", "passphrase", told)
    crm, sequence = opened.points()[-1]
    manifest = opened.read(f"points/{crm}/{sequence:010d}")
    catalog = opened.placed(opened.manifest(crm, sequence)["catalog"])
    logs = [opened.read(name) for kind in ("log", "checks", "restores") for name in opened.names(kind)]
    hold = stored.encode(
        stored.HoldNote(kind=stored.HoldKind.PIN, noted_at=opened.manifest(crm, sequence)["point"]["taken_at"])
    )
    maps = [manifest, catalog, *logs, hold]
    name = opened.names("packs")[0]
    index = next(place for m in map(opened.manifest, *zip(*opened.points(), strict=True)) for place, *_ in m["blobs"])
    slots = [opened.plain(name) for name in opened.names("keys")]
    files = [segment_of(rows) for rows in (3, 3_000, 60_000)]
    plain = [zstandard.ZstdDecompressor().decompress(data) for data in files[:2]]
    value = blobs.OutsideValue(3, False, 5, (bytes(32),)).encode()
    return {
        "recovery code": [told["recovery-code"].encode()],
        "repository": [opened.plain("repository")],
        "key slot": slots,
        "sealed object": [(opened.folder / name).read_bytes()[:2_000]],
        "map": maps,
        "map inside": [zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 20) for data in maps],
        "pack table": [opened.read(name)],
        "segment": files,
        "segment inside": plain,
        "tombstones": [next(SegmentEncoder(ENTITY, keys_only=True).add(keys_of(200_000))).data.to_pybytes()],
        "blob": [b"\0abc", b"\1" + zstandard.compress(b"abc" * 99)],
        "outside values": [value, value * 3],
        "blob index": [opened.placed(index)],
    }


def records(rows):
    values = [{"integer": i, "real": None, "text": None, "bytes": None} for i in range(rows)]
    columns = [
        pa.array(range(rows)),
        pa.array([f"name {i % 99}" for i in range(rows)]),
        pa.array(values, SCHEMA[2].type),
    ]
    photos = pa.array([bytes([i % 256]) * 40 for i in range(rows)], pa.binary())
    return pa.RecordBatch.from_arrays([*columns, photos, pa.nulls(rows, pa.binary())], schema=SCHEMA)


def keys_of(rows):
    return pa.RecordBatch.from_arrays([pa.array(range(rows))], schema=tombstone_schema(ENTITY))


def segment_of(rows):
    encoder = SegmentEncoder(ENTITY)
    (made,) = [*encoder.add(records(rows)), *encoder.finish()]
    return made.data.to_pybytes()


# The worst of it


def parquet(columns, **options):
    sink = io.BytesIO()
    table = pa.table({str(i): column for i, column in enumerate(columns)})
    pq.write_table(table, sink, store_schema=False, **{"compression": "zstd", "write_statistics": False, **options})
    return sink.getvalue()


def with_names(names, rows):
    anys = pa.array([None] * rows, SCHEMA[2].type) if rows < 2_000_000 else pa.nulls(rows, SCHEMA[2].type)
    return [pa.array(range(rows)), names, anys, pa.nulls(rows, pa.binary()), pa.nulls(rows, pa.binary())]


def long_name_in_a_dictionary(size, rows=100_000, **options):
    names = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * size]))
    return parquet(with_names(names, rows), dictionary_pagesize_limit=1 << 30, use_dictionary=["1"], **options)


def names_that_share_a_beginning():
    encodings = {"1": "DELTA_BYTE_ARRAY"}
    names = pa.array([f"{'x' * 50_000}{i:05}" for i in range(400)])
    return parquet(with_names(names, 400), use_dictionary=False, column_encoding=encodings)


def small(data):
    return zstandard.ZstdCompressor(level=1).compress(data)


def stream(batch, compression=None):
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    disk = pa.schema([field.with_name(str(i)) for i, field in enumerate(batch.schema)])
    with pa.ipc.new_stream(sink, disk, options=options) as writer:
        writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=disk))
    return sink.getvalue().to_pybytes()


def bomb(size, *, named=True):
    """Zeros; with or without their number in the frame."""
    compressor = zstandard.ZstdCompressor(write_content_size=named).compressobj(size=size if named else -1)
    parts = [compressor.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*parts, compressor.flush()])


def many_states():
    """Entities of a manifest that take a few bytes each as they are stored."""
    state = msgspec.msgpack.encode({"name": "", "records": 0})
    return small(b"\x81\xa8entities\xdd" + (4_000_000).to_bytes(4, "big") + state * 4_000_000)


def nested_table():
    table = b"\x94" + b"\x91" * 500_000
    return table + len(table).to_bytes(4, "little") + b"CRMBPACK"


WORST = {
    "a long name that a small segment's records share": ("segment", lambda: small(long_name_in_a_dictionary(15_000))),
    "a longer one in a large segment": ("segment", lambda: long_name_in_a_dictionary(60_000_000)),
    "one that is not compressed": ("segment", lambda: small(long_name_in_a_dictionary(15_000, compression="none"))),
    "names told by what they share": ("segment", names_that_share_a_beginning),
    "more records than any segment has": ("segment", lambda: long_name_in_a_dictionary(1, 1_200_000)),
    "row groups without end": (
        "segment",
        lambda: parquet(with_names(pa.array(["x"] * 3_000), 3_000), row_group_size=2),
    ),
    "a stream that is compressed inside": ("segment", lambda: small(stream(records(3), "zstd"))),
    "a small segment of a gigabyte": ("segment", lambda: bomb(1 << 30)),
    "a small segment of who knows what": ("segment", lambda: bomb(1 << 30, named=False)),
    "a map of a gigabyte": ("map", lambda: bomb(1 << 30)),
    "a map of who knows what": ("map", lambda: bomb(1 << 30, named=False)),
    "a map of lists in lists": ("map", lambda: small(b"\x81\xa1x" + b"\x91" * 1_000_000)),
    "a map that says it is long": ("map", lambda: small(b"\x81\xa8entities\xdd\xff\xff\xff\xff")),
    "four million entities": ("map", many_states),
    "a table of lists in lists": ("pack table", nested_table),
    "a blob of a gigabyte": ("blob", lambda: b"\1" + bomb(1 << 30)),
    "a blob of who knows what": ("blob", lambda: b"\1" + bomb(1 << 30, named=False)),
    "a list of blobs that says it is long": ("outside values", lambda: b"\0\0\0" + b"\xff" * 12),
    "a slot in a slot": ("key slot", lambda: b'{"terms":' * 1_500),
}
"""Which decoder, and what it gets."""


def main():
    made = {name: (decoder, make()) for name, (decoder, make) in WORST.items()}
    for decoder, examples in honest().items():
        for example in examples:
            try:
                DECODERS[decoder](example)
            except CrmBackupError:
                continue
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, (decoder, data) in made.items():
        error = ""
        try:
            DECODERS[decoder](data)
        except BaseException as raised:  # noqa: BLE001 - which one it is, is what is asked
            error = f"{type(raised).__name__}: {raised}"
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        print(json.dumps({"name": name, "bytes": len(data), "error": error, "mib": grown}), flush=True)  # noqa: T201


if __name__ == "__main__":
    assert rescue
    main()
