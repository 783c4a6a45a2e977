"""Makes the golden repositories: `python -m tests.repository.make_golden`, by hand, when a new format needs new ones.

Repositories that are there stay as they are for ever: they stand for those that users have. What they hold is told by
`<name>.json` beside them, which comes from the CRM itself (Python's own sqlite3, the file system, or the values that
were written), never from reading the repository.
"""

import json
import os
import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.arrow import ANY
from crmbackup_gui.model.catalog import Catalog, Collation, Entity, Field, Reference, ValueType
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.identity import new_crm_id, new_repository_id, write_config
from crmbackup_gui.repository.manifest import CheckResult, LogEntry
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import stored_schema, tombstone_schema
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.sources.files.source import FolderSource
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource

GOLDEN = Path(__file__).parent / "golden"
PASSPHRASE = "Grüße an alle Kunden"
CHEAP = keys.Argon2Costs(memory_kib=128, iterations=1, lanes=1)
SHOWN_BYTES = 100


def encoded(value):
    """A value as JSON has it: reals as exact hexadecimal, bytes marked as such, long values as their digest."""
    if isinstance(value, float):
        return {"real": value.hex()}
    if isinstance(value, bytes):
        return {"bytes": value.hex()} if len(value) <= SHOWN_BYTES else {"bytes": len(value), "sha256": _sha256(value)}
    if isinstance(value, str) and len(value) > SHOWN_BYTES:
        return {"text": len(value), "sha256": _sha256(value.encode())}
    return value


def encoded_rows(rows):
    """Records in one order, whatever order they came in."""
    return sorted(([encoded(value) for value in row] for row in rows), key=json.dumps)


def new_repository(folder):
    """An empty repository and what opens it."""
    store, repository_id, master = open_store(str(folder)), new_repository_id(), keys.new_master()
    keys.add_passphrase(store, repository_id, master, PASSPHRASE, costs=CHEAP)
    _, code = keys.add_recovery_code(store, repository_id, master)
    slot, device = keys.add_device_secret(store, repository_id, master, "desk")
    write_config(store, repository_id, master)
    opens = {"passphrase": PASSPHRASE, "recovery-code": code, "device": device.hex(), "device-slot": slot.id}
    return Repository(store, repository_id, master), opens


class PlacedSource:
    """A source that says it is somewhere else: a golden file does not tell where it was made."""

    def __init__(self, source, url, name):
        self._source, self.url, self.name = source, url, name

    def __getattr__(self, attribute):
        return getattr(self._source, attribute)


def described(repository, crm, sequence, entities, **more):
    """What the expectations say of one point."""
    point = repository.manifest(crm, sequence).point
    told = {
        "crm": crm,
        "sequence": sequence,
        "id": point.id,
        "kind": point.kind.value,
        "strategy": point.strategy.value,
        "chain": list(point.chain),
    }
    return {**told, "entities": entities, **more}


# A CRM in SQLite, and beside it one that has a field of every type


SCHEMA = """
CREATE TABLE company(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, revenue REAL, note);
CREATE TABLE country(code TEXT PRIMARY KEY COLLATE NOCASE, name TEXT);
CREATE TABLE member(company INTEGER REFERENCES company(id), person TEXT COLLATE RTRIM, role TEXT,
  PRIMARY KEY(company, person)) WITHOUT ROWID;
CREATE TABLE setting(name PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE visit(rowid TEXT, _rowid_ INTEGER, oid REAL);
CREATE TABLE document(id INTEGER PRIMARY KEY, body TEXT, data BLOB);
CREATE TABLE rate(currency TEXT PRIMARY KEY, value REAL) WITHOUT ROWID;
CREATE TABLE "odd ""name"".x"(id INTEGER PRIMARY KEY, "a.b" TEXT, "" BLOB);
CREATE INDEX company_name ON company(name);
CREATE VIEW member_name AS SELECT person FROM member;
CREATE TRIGGER company_gone AFTER DELETE ON company BEGIN DELETE FROM member WHERE company = old.id; END;
"""


def first_rows(crm):
    """The CRM as the first point sees it."""
    crm.executescript(SCHEMA)
    crm.executemany(
        "INSERT INTO company VALUES(?,?,?,?)",
        [(i, f"Firma {i}", i * 1.1, (None, i, i / 2, f"n{i}", b"\0\xff")[i % 5]) for i in range(-2, 40)],
    )
    crm.execute("INSERT INTO company VALUES(?,?,?,CAST(x'ff41' AS TEXT))", (2**63 - 1, "Ümlaut 株式会社", -0.0))
    crm.executemany("INSERT INTO country VALUES(?,?)", [("DE", "Deutschland"), ("at", "Österreich"), ("cH", None)])
    crm.executemany(
        "INSERT INTO member VALUES(?,?,?)",
        [(1, "Ann", "owner"), (1, "Ann\0", "nul"), (1, "Bob  ", None), (2, "", "nobody"), (-1, "Ann", "guest")],
    )
    crm.executemany(
        "INSERT INTO setting VALUES(?,?)",
        [(1, "one"), (2.5, "real"), (2**53 + 1, "big"), ("text", 1), (b"text", 2), (float("inf"), 3), ("", b"")],
    )
    crm.executemany("INSERT INTO visit VALUES(?,?,?)", [("a", 1, 0.5), ("a", 1, 0.5), ("b", None, 0.5), ("c", 3, None)])
    crm.executemany(
        "INSERT INTO document VALUES(?,?,?)",
        [(1, "brief", b"x"), (2, "Straße " * 12_000, random.Random(1).randbytes(66_000)), (3, None, None)],
    )
    crm.executemany("INSERT INTO rate VALUES(?,?)", [("EUR", 1.0), ("CHF", 0.95), ("SEK", 11.3), ("NOK", 11.8)])
    crm.execute('INSERT INTO "odd ""name"".x" VALUES(7, \'dot\', x\'00\')')


FIRST_CHANGES = (
    "UPDATE company SET name = 'geändert' WHERE id IN (3, 4)",
    "DELETE FROM company WHERE id = 10",
    "INSERT INTO company VALUES(50, 'neu', 1e300, 'x')",
    "UPDATE country SET code = 'de' WHERE code = 'DE'",
    "DELETE FROM member WHERE person = 'Bob'",
    "UPDATE setting SET value = x'00' WHERE name = 1",
    "DELETE FROM visit WHERE _rowid_ = 3",
    "INSERT INTO visit VALUES('a', 1, 0.5), ('d', 4, -0.0)",
    "UPDATE rate SET value = value * 2",
)
SECOND_CHANGES = (
    "UPDATE company SET note = 1.5 WHERE id = 3",
    "DELETE FROM company WHERE id BETWEEN 20 AND 22",
    "INSERT INTO company VALUES(60, NULL, NULL, NULL)",
    "UPDATE document SET body = replace(body, 'Straße', 'Gasse') WHERE id = 2",
    "DELETE FROM setting WHERE name = 2.5",
)
NEW_SCHEMA = (
    "ALTER TABLE company ADD COLUMN vat TEXT DEFAULT 'none'",
    "DROP TABLE rate",
    "CREATE TABLE label(id INTEGER PRIMARY KEY, word TEXT UNIQUE) STRICT",
    "INSERT INTO label VALUES(1, 'hot'), (2, 'cold')",
    "UPDATE company SET vat = 'DE1' WHERE id = 1",
)


def make_crm(folder):
    """A repository of two CRMs in `folder`; its expectations."""
    repository, opens = new_repository(folder)
    with tempfile.TemporaryDirectory() as work:
        points = [*_sqlite_points(repository, Path(work) / "crm.db"), *_typed_points(repository)]
    return {**opens, "points": points}


def _sqlite_points(repository, path):
    source = PlacedSource(SqliteSource(path), "sqlite:////srv/crm.db", "crm")
    points = []

    def edit(statements):
        with closing(sqlite3.connect(path)) as crm:
            for statement in statements:
                crm.execute(statement)
            crm.commit()

    def backup(strategy, **scope):
        point = run_backup(source, repository, BackupRequest(strategy, RecoveryScope(**scope))).point
        points.append(described(repository, point.crm, point.sequence, sqlite_rows(path, repository, point)))
        return point

    with closing(sqlite3.connect(path)) as crm:
        first_rows(crm)
        crm.commit()
    first = backup(Strategy.FULL)
    edit(FIRST_CHANGES)
    second = backup(Strategy.INCREMENTAL)
    edit(SECOND_CHANGES)
    backup(Strategy.INCREMENTAL)
    backup(Strategy.INCREMENTAL, entities=("company", "country"))
    backup(Strategy.INCREMENTAL, entities=("country",))
    points.append(_restored(repository, source, path, second))
    edit(NEW_SCHEMA)
    backup(Strategy.INCREMENTAL)
    edit(["DELETE FROM label WHERE id = 2"])
    backup(Strategy.DIFFERENTIAL)
    backup(Strategy.FULL)
    edit(["INSERT INTO label VALUES(3, 'new')"])
    backup(Strategy.INCREMENTAL)
    gone = points.pop(4)
    _prune(repository, first.crm, gone["sequence"])
    repository.record_check(
        first.crm, CheckResult(checked_at="2026-01-01T00:00:00Z", intact=(first.sequence,), damaged=())
    )
    return points


def sqlite_rows(path, repository, point):
    """By entity what sqlite3 finds in a database, in the fields that the point has."""
    found = {}
    with closing(sqlite3.connect(path)) as crm:
        crm.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        for entity in repository.view(point.crm, point.sequence).entities():
            names = [f.name for f in entity.fields if not f.name.startswith("crmbackup:")]
            columns = ", ".join(quoted(name) for name in names)
            rows = crm.execute(f"SELECT {columns} FROM {quoted(entity.name)}").fetchall()
            found[entity.name] = {"fields": names, "records": encoded_rows(rows)}
    return found


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _restored(repository, source, path, point):
    """Restore a point into the CRM; the safety point that this left, by what sqlite3 found before and after."""
    before = _by_key(path, repository, point)
    view = repository.view(point.crm, point.sequence)
    safety = run_restore(repository, view, source, RestoreRequest(mode=RestoreMode.EXACT)).safety_point
    after = _by_key(path, repository, point)
    entities, tombstones = {}, {}
    for name, (fields, old) in before.items():
        new = after[name][1]
        replaced = [row for key, row in old.items() if new.get(key) != row]
        entities[name] = {"fields": fields, "records": encoded_rows(replaced)}
        tombstones[name] = encoded_rows(key for key in new if key not in old)
    return described(repository, point.crm, safety.sequence, entities, tombstones=tombstones)


def _by_key(path, repository, point):
    found = {}
    with closing(sqlite3.connect(path)) as crm:
        crm.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        for entity in repository.view(point.crm, point.sequence).entities():
            names = [f.name for f in entity.fields if not f.name.startswith("crmbackup:")]
            key = [names.index(name) for name in entity.key if name in names] or range(len(names))
            columns = ", ".join(quoted(name) for name in names)
            rows = crm.execute(f"SELECT {columns} FROM {quoted(entity.name)}").fetchall()
            found[entity.name] = (names, {tuple(row[i] for i in key): row for row in rows})
    return found


def _prune(repository, crm, sequence):
    """As whoever deletes points must: first the reason, then the manifest. Its packs stay, as if they were marked."""
    old = repository.manifest_digest(crm, sequence)
    repository._note("log", crm, LogEntry(sequence=sequence, old=old, new=None, reason="retention"))
    repository.store.delete([point_name(crm, sequence)])


EVERY_TYPE = Entity(
    name="reading",
    label="Readings",
    fields=(
        Field(name="day", type=ValueType.DATE),
        Field(name="at", type=ValueType.TIME),
        Field(name="level", type=ValueType.FLOAT32),
        Field(name="valid", type=ValueType.BOOL),
        Field(name="sensor", type=ValueType.INT16),
        Field(name="count", type=ValueType.INT32),
        Field(name="total", type=ValueType.INT64),
        Field(name="mean", type=ValueType.FLOAT64),
        Field(name="unit", type=ValueType.TEXT, collation=Collation.RTRIM),
        Field(name="raw", type=ValueType.BYTES),
        Field(name="local", type=ValueType.TIMESTAMP),
        Field(name="utc", type=ValueType.TIMESTAMP_TZ),
        Field(name="extra", type=ValueType.ANY, collation=Collation.NOCASE),
    ),
    key=("utc", "day", "at", "level", "valid", "unit", "raw", "extra"),
    references=(Reference(fields=("sensor",), target="reading", target_fields=("sensor",)),),
)
"""Dates and times are written as the numbers that stand for them."""

READINGS = [
    [19_000, 86_399_999_999, 1.5, True, 7, -8, 9, 0.1, "m  ", b"\0\0", 1_700_000_000_000_001, -1, "Abc"],
    [-1, 0, -0.0, False, -32_768, 2**31 - 1, -(2**63), float("-inf"), "", b"", None, 1_700_000_000_000_000, 5],
    [None, None, None, None, None, None, None, float("nan"), None, None, None, None, None],
    [19_000, 0, float("inf"), True, 0, 0, 0, -0.0, "\0", b"\xff", 0, 1_700_000_000_000_000, 9_007_199_254_740_993],
    [19_000, 0, float("inf"), True, 0, 0, 0, 0.0, "\0", b"\xff", 0, 1_700_000_000_000_000, 9_007_199_254_740_992.0],
]
LATER = [["changed" if value == "Abc" else value for value in READINGS[0]]]
LATER[0][-1] = "aBC"
LATER[0][6] = None


def _typed_points(repository):
    """A full and an incremental, by the repository's own writer, for no source at hand has every type."""
    crm = new_crm_id()
    full = _write(repository, crm, Strategy.FULL, (), READINGS, [])
    changed = _write(repository, crm, Strategy.INCREMENTAL, (full.sequence,), LATER, [READINGS[3]])
    names = [field.name for field in EVERY_TYPE.fields]
    now = [LATER[0], READINGS[1], READINGS[2], READINGS[4]]
    return [
        described(repository, crm, point.sequence, {"reading": {"fields": names, "records": encoded_rows(rows)}})
        for point, rows in ((full, READINGS), (changed, now))
    ]


def _write(repository, crm, strategy, chain, rows, gone):
    now = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
    draft = RecoveryPoint(
        id="",
        crm=crm,
        crm_name="readings",
        url="made:///up",
        sequence=0,
        kind=PointKind.REGULAR,
        strategy=strategy,
        taken_at=now,
        consistent_as_of=now,
        parent=chain[-1] if chain else None,
        base=chain[0] if chain else None,
        chain=chain,
    )
    with repository.new_point(crm) as writer:
        layer = writer.layer(EVERY_TYPE)
        layer.upsert(_batch(rows))
        if gone:
            layer.delete(_keys(gone))
        state = layer.finish(
            records=len(READINGS) - len(gone), anew=not chain, added=0, changed=len(rows), deleted=len(gone)
        )
        return writer.commit(draft, Catalog(entities=(EVERY_TYPE,)), [state])


def _batch(rows):
    """Rows as stored records in key order."""
    schema = stored_schema(EVERY_TYPE)
    columns = [
        pa.array([_any(row[i]) for row in rows], ANY) if field.type == ANY else _column([row[i] for row in rows], field)
        for i, field in enumerate(list(schema)[:-1])
    ]
    batch = pa.RecordBatch.from_arrays([*columns, pa.nulls(len(rows), pa.binary())], schema=schema)
    order = KeyOrder(EVERY_TYPE).keys_of(batch).to_pylist()
    return batch.take(pa.array(sorted(range(len(rows)), key=order.__getitem__)))


def _column(values, field):
    if pa.types.is_date32(field.type):
        return pa.array(values, pa.int32()).cast(field.type)
    return (
        pa.array(values, pa.int64()).cast(field.type)
        if pa.types.is_temporal(field.type)
        else pa.array(values, field.type)
    )


def _any(value):
    child = {int: "integer", float: "real", str: "text", bytes: "bytes"}.get(type(value))
    return {child: value.encode() if child == "text" else value} if child else {}


def _keys(rows):
    batch = _batch(rows)
    columns = [batch.column(EVERY_TYPE.index(name)) for name in EVERY_TYPE.key]
    return pa.RecordBatch.from_arrays(columns, schema=tombstone_schema(EVERY_TYPE))


# A folder


def make_files(folder):
    """A repository of a folder in `folder`; its expectations."""
    repository, opens = new_repository(folder)
    with tempfile.TemporaryDirectory() as work:
        root = Path(work) / "files"
        source = PlacedSource(FolderSource(root), "folder:///srv/files", "files")
        points = []

        def backup(strategy):
            point = run_backup(source, repository, BackupRequest(strategy)).point
            found = {"files": {"fields": FILE_FIELDS, "records": encoded_rows(folder_rows(root))}}
            points.append(described(repository, point.crm, point.sequence, found))

        _first_files(root)
        backup(Strategy.FULL)
        (root / "letters" / "a.txt").write_bytes(b"Dear customer, again\n")
        (root / "empty").unlink()
        (root / "letters" / "new.bin").write_bytes(random.Random(2).randbytes(300))
        backup(Strategy.INCREMENTAL)
        (root / "letters" / "copy.bin").write_bytes(random.Random(2).randbytes(300))
        (root / "link").unlink()
        (root / "link").symlink_to("letters")
        backup(Strategy.DIFFERENTIAL)
        (root / "large").unlink()
        backup(Strategy.FULL)
        backup(Strategy.INCREMENTAL)
    return {**opens, "points": points}


FILE_FIELDS = ["path", "kind", "size", "modified_ns", "mode", "target", "inode", "changed_ns", "content"]


def _first_files(root):
    (root / "letters" / "none").mkdir(parents=True)
    (root / "letters" / "a.txt").write_bytes(b"Dear customer\n")
    (root / "empty").write_bytes(b"")
    (root / "large").write_bytes(bytes(range(256)) * (9 << 12))
    (root / "Grüße.txt").write_text("äöü")
    (root / "link").symlink_to("letters/a.txt")
    Path(os.fsdecode(os.fsencode(root) + b"/latin-\xfc")).write_bytes(b"1")


def folder_rows(root):
    """What the file system says of everything below a folder, in the fields of the entity `files`."""
    for path in sorted(root.rglob("*")):
        found = path.lstat()
        name = os.fsencode(path.relative_to(root))
        common = [found.st_ino, found.st_ctime_ns]
        if path.is_symlink():
            yield [name, "link", None, found.st_mtime_ns, None, os.fsencode(path.readlink()), *common, None]
        elif path.is_dir():
            yield [name, "folder", None, found.st_mtime_ns, found.st_mode & 0o7777, None, *common, None]
        else:
            content = path.read_bytes() or None
            yield [name, "file", found.st_size, found.st_mtime_ns, found.st_mode & 0o7777, None, *common, content]


def _sha256(content):
    return sha256(content).hexdigest()


MADE = {"crm": make_crm, "files": make_files, "streams": make_crm}
"""In `crm` and `files` every segment is Parquet; in `streams` those of few records are Arrow streams."""


if __name__ == "__main__":
    for made in MADE.keys() - {path.stem for path in GOLDEN.glob("*.json")}:
        text = json.dumps(MADE[made](GOLDEN / made), separators=(",", ":"))
        (GOLDEN / f"{made}.json").write_text(text.replace('{"crm":', '\n{"crm":') + "\n")
        shutil.rmtree(GOLDEN / made / ".tmp")
