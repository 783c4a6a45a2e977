"""Reads a crmbackup repository without crmbackup: records become CSV files, contents of files become files.

    python3 -m pip install cryptography pyarrow zstandard
    python3 rescue.py REPOSITORY --list
    python3 rescue.py REPOSITORY OUTPUT [--point ID]

REPOSITORY is a folder (copy one out of a cloud store first), OUTPUT a folder that does not exist yet. What opens it is
asked for, or read from the file named by --key-file: a passphrase, a recovery code, or what a keyring holds for
crmbackup. The repository is only read. README.md beside this script says what the files look like.

This follows FORMAT.md of crmbackup, version 1, and shares no code with it. Names in quotes are those of that page.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import getpass
import hashlib
import heapq
import hmac
import io
import itertools
import json
import math
import re
import sqlite3
import struct
import sys
import unicodedata
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE, TAG, HEADER = 131_072, 16, 40
MAP_LIMIT = 256 << 20
SEGMENT_LIMIT = 16 << 20
BLOB_LIMIT = 8 << 20
PLAIN_LIMIT = 16 << 10
ROWS_AT_ONCE = 1_024
DEEPEST = 40
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Row = list[Any]
Place = list[Any]
Map = dict[str, Any]


class Damaged(Exception):
    """Something is not as FORMAT.md says that it must be."""


class WrongKey(Exception):
    """What was given opens no slot of its kind."""


def require(condition: object, problem: str) -> None:
    """Stop reading what is not as it must be."""
    if not condition:
        raise Damaged(problem)


# Keys


def hkdf(secret: bytes, salt: bytes | None, info: bytes) -> bytes:
    """HKDF-SHA-256 of 32 bytes."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def canonical(value: object) -> bytes:
    """The one form of JSON that is authenticated."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def what_opens(text: str) -> tuple[str, Any, str]:
    """The kind of a secret, the secret, and of a "device" the id of its slot."""
    stored = re.fullmatch(r"\s*([0-9a-f]{16}):([A-Za-z0-9+/]+=*)\s*", text)
    if stored:
        return "device", base64.b64decode(stored[2]), stored[1]
    typed = re.sub(r"[\s\-]", "", text).upper()
    if typed.startswith("CRMB") and len(typed) == len("CRMB") + 35:
        digits = typed[4:].translate(str.maketrans("OIL", "011"))
        if set(digits) <= set(CROCKFORD):
            number = 0
            for digit in digits:
                number = number * 32 + CROCKFORD.index(digit)
            secret, check = divmod(number, 32**3)
            if secret % 32_749 != check:
                raise WrongKey("There is a typing error in the recovery code.")
            return "recovery-code", secret.to_bytes(20, "big"), ""
    return "passphrase", unicodedata.normalize("NFC", text).encode(), ""


def wrapping_key(terms: Map, secret: bytes) -> bytes:
    """The key that wraps the master key in a slot."""
    salt = base64.b64decode(terms["salt"])
    if terms["kind"] != "passphrase":
        return hkdf(secret, salt, b"crmbackup slot " + terms["kind"].encode())
    memory, rounds, lanes = (terms["costs"][name] for name in ("memory_kib", "iterations", "lanes"))
    require(128 <= memory <= 1 << 20 and 1 <= rounds <= 20 and 1 <= lanes <= 16, "a passphrase costs too much to try")
    return Argon2id(salt=salt, length=32, iterations=rounds, lanes=lanes, memory_cost=memory).derive(secret)


# MessagePack, as far as it is used


def unpack(data: bytes) -> Any:  # noqa: ANN401, C901 - whatever is stored; a case for each kind
    """The value of a whole MessagePack text."""
    stream = io.BytesIO(data)

    def take(count: int) -> bytes:
        taken = stream.read(count)
        require(len(taken) == count, "a map is cut off")
        return taken

    def number(count: int) -> int:
        return int.from_bytes(take(count), "big")

    def array(count: int) -> list[Any]:
        require(count <= len(data), "a list is longer than what holds it")
        return [value() for _ in range(count)]

    def mapped(count: int) -> Map:
        require(count <= len(data), "a map is longer than what holds it")
        return {value(): value() for _ in range(count)}

    def extension(count: int) -> datetime:
        require(take(1) == b"\xff" and count in (4, 8, 12), "a value of an unknown type")
        nanoseconds = number(4) if count == 12 else 0
        if count == 8:
            both = number(8)
            nanoseconds, seconds = both >> 34, both & (1 << 34) - 1
        else:
            seconds = int.from_bytes(take(count if count == 4 else 8), "big", signed=count == 12)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=nanoseconds // 1000)

    others: dict[int, Callable[[], Any]] = {
        0xC0: lambda: None,
        0xC2: lambda: False,
        0xC3: lambda: True,
        0xCA: lambda: struct.unpack(">f", take(4))[0],
        0xCB: lambda: struct.unpack(">d", take(8))[0],
        **{0xC4 + i: lambda size=1 << i: take(number(size)) for i in range(3)},
        **{0xC7 + i: lambda size=1 << i: extension(number(size)) for i in range(3)},
        **{0xCC + i: lambda size=1 << i: number(size) for i in range(4)},
        **{0xD0 + i: lambda size=1 << i: int.from_bytes(take(size), "big", signed=True) for i in range(4)},
        **{0xD4 + i: lambda size=1 << i: extension(size) for i in range(5)},
        **{0xD9 + i: lambda size=1 << i: take(number(size)).decode() for i in range(3)},
        **{0xDC + i: lambda size=2 << i: array(number(size)) for i in range(2)},
        **{0xDE + i: lambda size=2 << i: mapped(number(size)) for i in range(2)},
    }

    def value() -> Any:  # noqa: ANN401 - whatever is stored
        head = take(1)[0]
        if head < 0x80 or head >= 0xE0:
            return head if head < 0x80 else head - 0x100
        if head < 0xC0:
            few = head & 0x0F
            return mapped(few) if head < 0x90 else array(few) if head < 0xA0 else take(head & 0x1F).decode()
        require(head in others, "a value of an unknown type")
        return others[head]()

    try:
        return value()
    except (RecursionError, OverflowError, TypeError, UnicodeDecodeError) as error:
        raise Damaged(f"a map cannot be decoded ({type(error).__name__})") from error


def unpack_compressed(data: bytes) -> Map:
    """The map in a sealed object or a catalog: one Zstandard frame, whose size need not be named."""
    try:
        require(zstandard.frame_content_size(data) <= MAP_LIMIT, "a map is larger than any can be")
        return dict(unpack(zstandard.ZstdDecompressor().decompress(data, max_output_size=MAP_LIMIT)))
    except zstandard.ZstdError as error:
        raise Damaged("a map cannot be decompressed") from error


# The repository


class Repository:
    """A repository in a folder, opened with what a person typed or keeps."""

    def __init__(self, folder: Path, secret_text: str) -> None:
        self.folder = folder
        self.config = json.loads(self.plain("repository"))
        require(self.config["format"] == 1, "It was written by a newer program: find a newer rescue script.")
        self.master = self._unlock(*what_opens(secret_text))
        claims = {name: self.config[name] for name in ("format", "id", "created")}
        expected = hmac.digest(self.subkey("config"), canonical(claims), "sha256")
        require(expected == base64.b64decode(self.config["authenticator"]), "'repository' is not of this key")
        self._objects_key = self.subkey("objects")

    def subkey(self, purpose: str) -> bytes:
        """The key for one purpose."""
        return hkdf(self.master, None, b"crmbackup " + purpose.encode())

    def names(self, kind: str) -> list[str]:
        """Names of the objects below a folder of the repository."""
        found = (path.relative_to(self.folder).as_posix() for path in (self.folder / kind).rglob("*") if path.is_file())
        return sorted(name for name in found if re.fullmatch(r"[a-z0-9/]+", name))

    def plain(self, name: str) -> bytes:
        """One of the objects that are not sealed."""
        with (self.folder / name).open("rb") as file:
            content = file.read(PLAIN_LIMIT + 1)
        require(len(content) <= PLAIN_LIMIT, f"{name} is far too large")
        return content

    def _unlock(self, kind: str, secret: bytes, slot_id: str) -> bytes:
        for name in self.names("keys")[:32]:
            content = self.plain(name)
            try:
                slot = json.loads(content)
                terms = slot["terms"]
                checked = {member: slot[member] for member in ("terms", "nonce", "wrapped")}
                sound = base64.b64decode(slot["checksum"]) == hashlib.sha256(canonical(checked)).digest()
                ours = (terms["repository"], f"keys/{terms['id']}") == (self.config["id"], name)
                if not (sound and ours and canonical(slot) == content):
                    say(f"{name} is damaged and passed over.")
                elif terms["kind"] == kind and slot_id in ("", terms["id"]):
                    nonce, wrapped = base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"])
                    return AESGCM(wrapping_key(terms, secret)).decrypt(nonce, wrapped, canonical(terms))
            except (ValueError, KeyError, TypeError, RecursionError):
                say(f"{name} is damaged and passed over.")
            except InvalidTag:
                continue  # another passphrase, or another code
        raise WrongKey(f"This {kind.replace('-', ' ')} does not open the repository.")

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Part of the content of a sealed object, of which only the frames that are needed are read."""
        path = self.folder / name
        frames = -(-(path.stat().st_size - HEADER) // (PIECE + TAG))
        end = frames * PIECE if length is None else start + length
        first, behind = start // PIECE, min(frames, -(-max(end, start + 1) // PIECE))
        require(0 <= start <= end and 0 <= first < behind, f"{name} is too short")
        with path.open("rb") as file:
            header = file.read(HEADER)
            require(header[:8] == b"CRMB\x01\0\0\0", f"{name} is not sealed in a way that is known here")
            cipher = AESGCM(hkdf(self._objects_key, header[8:], b"crmbackup object " + name.encode()))
            file.seek(HEADER + first * (PIECE + TAG))
            content = bytearray()
            for number in range(first, behind):
                nonce = number.to_bytes(8, "big") + b"\0\0\0" + bytes([number == frames - 1])
                try:
                    content += cipher.decrypt(nonce, file.read(PIECE + TAG), header)
                except InvalidTag as error:
                    raise Damaged(f"{name} is not what was written") from error
        part = bytes(content[start - first * PIECE :][:length])
        require(length is None or len(part) == length, f"{name} ends too early")
        return part

    def placed(self, place: Place) -> bytes:
        """An entry of a pack."""
        pack, offset, length, *_ = place
        return self.read(f"packs/{pack.hex()[:2]}/{pack.hex()}", offset, length)

    def points(self) -> list[tuple[str, int]]:
        """CRM id and sequence of every point that is there."""
        found = (re.fullmatch(r"points/([0-9a-f]{32})/([0-9]{10})", name) for name in self.names("points"))
        return [(name[1], int(name[2])) for name in found if name]

    def erasures(self, crm: str) -> Map:
        """What was erased of a CRM, by the last part of the object names."""
        return {name.split("/")[-1]: unpack_compressed(self.read(name)) for name in self.names(f"erasures/{crm}")}

    def manifest(self, crm: str, sequence: int) -> Map:
        """The manifest of a point."""
        manifest = unpack_compressed(self.read(f"points/{crm}/{sequence:010d}"))
        require(manifest.get("format", 1) == 1, "The point was written by a newer program.")
        point = manifest["point"]
        require((point["crm"], point["sequence"]) == (crm, sequence), "a manifest is of another point")
        return manifest


# A point


class Point:
    """One recovery point, read through its chain. "Reading an entity as of a point" says how."""

    def __init__(self, repository: Repository, crm: str, sequence: int) -> None:
        self.repository = repository
        self.manifest = repository.manifest(crm, sequence)
        older = self.manifest["point"].get("chain", [])
        self.manifests = [*(repository.manifest(crm, number) for number in older), self.manifest]
        self.catalog = unpack_compressed(repository.placed(self.manifest["catalog"]))
        self._blob_key = repository.subkey("blob names")
        self._erased_key = repository.subkey("erased records")
        self._erasures = repository.erasures(crm)
        self._blobs: sqlite3.Connection | None = None

    def entities(self) -> list[Map]:
        """The entities of the catalog that are part of the point."""
        names = {state["name"] for state in self.manifest["entities"]}
        return [entity for entity in self.catalog["entities"] if entity["name"] in names]

    def records(self, entity: Map) -> Iterator[Row]:
        """Its records in key order, each a list of values and at the end the cell of those that lie outside.

        The streams of all layers are walked together, so that no more than a segment of each is in memory.
        """
        layers = [self._layer(entity, state, age) for age, state in enumerate(self._states(entity["name"]))]
        state = _state(self.manifest, entity["name"])
        own = self._pending(self.manifest, entity["name"])
        fewer = sum(erasure["points"].get(self.manifest["point"]["sequence"], 0) for erasure in own)
        keyless = entity["key"] == ["crmbackup:digest"]
        count = 0
        for _, same in itertools.groupby(heapq.merge(*layers, key=lambda found: found[:2]), key=lambda found: found[0]):
            *_, (_, _, row) = same  # the newest layer counts
            if row is None:
                continue
            count += 1
            if keyless:
                *values, _, copies, cell = row
                yield from itertools.repeat([*values, cell], copies)
            else:
                yield row
        expected = state["records"] - fewer
        require(count == expected, f"'{entity['name']}' has {count} records, and not {expected}")

    def deleted(self, entity: Map) -> Iterator[Row]:
        """The keys of which this point itself says that the records are gone."""
        state = _state(self.manifest, entity["name"])
        return (row for _, row in self._segments(entity, state.get("tombstones", []), keys=True))

    def _states(self, name: str) -> list[Map]:
        """What is laid over one another, oldest first."""
        if self.manifest["point"]["kind"] == "safety":
            return [{**_state(self.manifest, name), "tombstones": [], "hidden": self._hidden(self.manifest, name)}]
        found = []
        for manifest in reversed(self.manifests):
            state = _state(manifest, name)
            found.append({**state, "hidden": self._hidden(manifest, name)})
            if state.get("anew"):
                return found[::-1]
        raise Damaged(f"the chain does not begin with the whole of '{name}'")

    def _pending(self, manifest: Map, name: str) -> list[Map]:
        """The erasures of an entity that still have something to hide in what a point stores. See "Erasing"."""
        sequence, done = manifest["point"]["sequence"], manifest.get("erased", [])
        return [
            erasure
            for note, erasure in self._erasures.items()
            if erasure["entity"] == name and note not in done
            if sequence in erasure["points"] or sequence > erasure["through"]
        ]

    def _hidden(self, manifest: Map, name: str) -> set[bytes]:
        return {key for erasure in self._pending(manifest, name) for key in erasure["keys"]}

    def _is_shown(self, entity: Map, key: bytes, hidden: set[bytes]) -> bool:
        subject = f"{self.manifest['point']['crm']}\0{entity['name']}\0".encode()
        return not hidden or hmac.digest(self._erased_key, subject + key, "sha256") not in hidden

    def _layer(self, entity: Map, state: Map, age: int) -> Iterator[tuple[bytes, int, Row | None]]:
        """Key, age and record of what one point stores; no record where it was deleted."""
        upserts = (
            (key, age, row)
            for key, row in self._segments(entity, state.get("upserts", []), keys=False)
            if self._is_shown(entity, key, state["hidden"])
        )
        gone = ((key, age, None) for key, _ in self._segments(entity, state.get("tombstones", []), keys=True))
        return heapq.merge(upserts, gone, key=lambda found: found[0])

    def _segments(self, entity: Map, segments: list[Place], *, keys: bool) -> Iterator[tuple[bytes, Row]]:
        """Key and row of every record of these segments, which must come in key order."""
        by_name = {field["name"]: field for field in entity["fields"]}
        key_fields = [by_name[name] for name in entity["key"]]
        fields = key_fields if keys else entity["fields"]
        types = [field["type"] for field in fields] + ([] if keys else ["bytes"])
        at = [fields.index(field) for field in key_fields]
        before = None
        for place, count, *_ in segments:
            rows = 0
            for row in segment_rows(self.repository.placed(place), types):
                key = key_bytes(key_fields, [row[i] for i in at])
                require(before is None or before < key, "records are not in the order of their keys")
                before, rows = key, rows + 1
                yield key, row
            require(rows == count, "a segment has another number of records than its manifest says")

    def outside(self, cell: bytes | None) -> Iterator[tuple[int, bool, Iterator[bytes]]]:
        """The values of a record that live in blobs: their position, whether they are text, and their pieces."""
        at, cell = 0, cell or b""
        while at < len(cell):
            require(at + 15 <= len(cell), "a list of blobs is cut off")
            position, is_text, size, count = struct.unpack_from("<HBQI", cell, at)
            names = [cell[at + 15 + 32 * i :][:32] for i in range(min(count, len(cell)))]
            at += 15 + 32 * count
            require(at <= len(cell), "a list of blobs is cut off")
            yield position, bool(is_text), self._value(names, size)

    def _value(self, names: list[bytes], size: int) -> Iterator[bytes]:
        for name in names:
            content = self._blob(name)
            size -= len(content)
            yield content
        require(size == 0, "a value has another length than its record says")

    def _blob(self, name: bytes) -> bytes:
        if self._blobs is None:
            self._blobs = self._indexed()
        place = self._blobs.execute("SELECT pack, start, length FROM blob WHERE name = ?", [name]).fetchone()
        require(place, "a blob is not in any index")
        data = self.repository.placed(list(place))
        content = data[1:]
        if data[:1] == b"\1":
            require(0 < zstandard.frame_content_size(content) <= BLOB_LIMIT, "a blob is larger than any can be")
            content = zstandard.ZstdDecompressor().decompress(content)
        require(hmac.digest(self._blob_key, content, "sha256") == name, "a blob is not what its name says")
        return content

    def _indexed(self) -> sqlite3.Connection:
        """Where every blob lies, in a temporary file that SQLite removes: there can be millions."""
        index = sqlite3.connect("")
        index.execute("CREATE TABLE blob (name BLOB PRIMARY KEY, pack BLOB, start INTEGER, length INTEGER)")
        for manifest in self.manifests:
            for place, *_ in manifest.get("blobs", []):
                rows = segment_rows(self.repository.placed(place), ["bytes", "bytes", "int64", "int64", "bytes"])
                index.executemany("INSERT OR REPLACE INTO blob VALUES (?, ?, ?, ?)", (row[:4] for row in rows))
        return index


def _state(manifest: Map, name: str) -> Map:
    """What a manifest says of an entity."""
    state = next((state for state in manifest["entities"] if state["name"] == name), None)
    if state is None:
        raise Damaged(f"the chain does not hold '{name}'")
    return state


# Segments and the order of keys

ARROW_TYPES = {
    "bool": "bool",
    "int16": "int16",
    "int32": "int32",
    "int64": "int64",
    "float32": "float",
    "float64": "double",
    "text": "string",
    "bytes": "binary",
    "date": "date32[day]",
    "time": "time64[us]",
    "timestamp": "timestamp[us]",
    "timestamptz": "timestamp[us, tz=UTC]",
    "any": "struct<integer: int64, real: double, text: binary, bytes: binary>",
    "content": "binary",
}


def segment_rows(data: bytes, types: list[str]) -> Iterator[Row]:
    """The rows of a segment, whose columns must be of these types; dates and times as the numbers that are stored."""
    try:
        if data[:4] == b"\x28\xb5\x2f\xfd":
            require(0 < zstandard.frame_content_size(data) <= SEGMENT_LIMIT, "a small segment is too large")
            data = zstandard.ZstdDecompressor().decompress(data)
        if data[:4] == b"\xff\xff\xff\xff":
            table = pa.ipc.open_stream(data).read_all()
            table.validate(full=True)
            schema, batches = table.schema, iter(table.to_batches(ROWS_AT_ONCE))
        else:
            file = pq.ParquetFile(pa.BufferReader(data))
            schema, batches = file.schema_arrow, file.iter_batches(ROWS_AT_ONCE, use_threads=False)
        require(schema.names == [str(i) for i in range(len(types))], "a segment has other columns than its entity")
        found = [str(type_) for type_ in schema.types]
        require(found == [ARROW_TYPES[type_] for type_ in types], "a segment has other columns than its entity")
        for batch in batches:
            columns = [_numbers(column).to_pylist() for column in batch.columns]
            yield from (list(row) for row in zip(*columns, strict=True))
    except (pa.ArrowException, OSError, UnicodeDecodeError, zstandard.ZstdError) as error:
        raise Damaged(f"a segment cannot be read: {error}") from error


def _numbers(column: pa.Array) -> pa.Array:
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    return column.cast(pa.int64()) if pa.types.is_temporal(column.type) else column


def key_bytes(fields: list[Map], values: Row) -> bytes:
    """The canonical bytes of a key."""
    kind = fields[0]["type"]
    if len(fields) == 1 and kind in ("bool", "int16", "int32", "int64"):
        return biased(int(values[0]))
    if len(fields) == 1 and kind in ("text", "bytes"):
        return folded(fields[0], values[0]) if kind == "text" else values[0]
    return b"".join(component(field, value) for field, value in zip(fields, values, strict=True))


def component(field: Map, value: Any) -> bytes:  # noqa: ANN401 - of any value type
    """The canonical bytes of one field of a key."""
    kind = field["type"]
    if kind == "any":
        kind, value = _child(value)
    if value is None:
        return b"\x05"
    if kind == "text":
        return b"\x20" + ended(folded(field, value))
    if kind == "bytes":
        return b"\x30" + ended(value)
    if field["type"] == "any":
        return b"\x10" + mixed(value)
    return b"\x10" + (ordered(value) if kind in ("float32", "float64") else biased(int(value)))


def _child(value: Map) -> tuple[str, Any]:
    """Which of the four a value of type "any" has, and that."""
    return next(((kind, child) for kind, child in value.items() if child is not None), ("", None))


def biased(number: int) -> bytes:
    """An integer so that bytes sort as it does."""
    return (number + 2**63).to_bytes(8, "big")


def ordered(real: float) -> bytes:
    """A real so that bytes sort as it does; adding 0.0 makes -0.0 the other zero."""
    bits = int.from_bytes(struct.pack(">d", real + 0.0), "big")
    return (bits ^ (2**64 - 1) if bits >> 63 else bits | 1 << 63).to_bytes(8, "big")


def mixed(number: float) -> bytes:
    """Integers and reals in one order, exactly."""
    if isinstance(number, int):
        return ordered(float(number)) + biased(number) + b"\0"
    if math.isnan(number):
        return ordered(number) + biased(0) + b"\0"
    whole = max(-(2**63), min(2**63 - 1, math.floor(number))) if math.isfinite(number) else 0
    if math.isinf(number):
        whole = 2**63 - 1 if number > 0 else -(2**63)
    return ordered(number) + biased(whole) + (b"\1" if number >= 2.0**63 else b"\0")


def ended(value: bytes) -> bytes:
    """Bytes with an end, so that another component can follow."""
    return value.replace(b"\0", b"\0\xff") + b"\0\0"


def folded(field: Map, value: str | bytes) -> bytes:
    """A text as its collation compares it."""
    value = value.encode() if isinstance(value, str) else value
    if field.get("collation") == "nocase":
        return value.lower()  # of bytes: A to Z alone
    return value.rstrip(b" ") if field.get("collation") == "rtrim" else value


# What is written


class Output:
    """The folder of one point. No name of the repository leads out of it, for only safe names are ever made."""

    def __init__(self, folder: Path, point: Point) -> None:
        self.folder, self.point, self._values = folder, point, 0
        folder.mkdir(parents=True)

    def write_structure(self) -> None:
        """The statements that make the tables, as the database wrote them."""
        statements = [made["definition"] for made in self.point.catalog.get("objects", [])]
        if statements:
            text = "".join(f"{statement};\n\n" for statement in statements)
            (self.folder / "structure.sql").write_text(text, encoding="utf-8", errors="surrogateescape")

    def write_entity(self, entity: Map) -> tuple[int, Path]:
        """One CSV file, and what does not fit into it beside it; how many records, and the file."""
        fields = [field for field in entity["fields"] if not field["name"].startswith("crmbackup:")]
        path = self._new(entity["name"], ".csv")
        count = 0
        with path.open("x", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(",".join(quoted(field["name"]) for field in fields) + "\n")
            for *values, cell in self.point.records(entity):
                cells = [csv_cell(field["type"], value) for field, value in zip(fields, values, strict=True)]
                for position, is_text, pieces in self.point.outside(cell):
                    require(position < len(fields), "a value belongs to no field")
                    cells[position] = self._value(entity, values, position, pieces, ".txt" if is_text else ".bin")
                if entity["name"] == "files" and not cell:
                    self._empty(entity, fields, values, cells)
                file.write(",".join(cells) + "\n")
                count += 1
        if self.point.manifest["point"]["kind"] == "safety":
            self._write_deleted(entity)
        return count, path

    def _write_deleted(self, entity: Map) -> None:
        """Of a safety point: keys of the records that the restore made, which an undo deletes."""
        rows = list(self.point.deleted(entity))
        if rows:
            types = [next(f["type"] for f in entity["fields"] if f["name"] == name) for name in entity["key"]]
            lines = [",".join(map(quoted, entity["key"]))]
            lines += [",".join(csv_cell(type_, value) for type_, value in zip(types, row, strict=True)) for row in rows]
            self._new(f"{entity['name']} (delete)", ".csv").write_text(
                "\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape"
            )

    def _value(self, entity: Map, values: Row, position: int, pieces: Iterator[bytes], ending: str) -> str:
        """A large value in a file of its own: the content of a file under its path, any other under a number."""
        if entity["fields"][position]["type"] == "content":
            path = self._content_path(entity, values)
        else:
            self._values += 1
            path = self._new(f"{entity['name']} values/{self._values}", ending)
        with path.open("xb") as file:
            for piece in pieces:
                file.write(piece)
        return self._reference(path)

    def _empty(self, entity: Map, fields: list[Map], values: Row, cells: list[str]) -> None:
        """A file of no bytes has no blob."""
        of = {field["name"]: at for at, field in enumerate(fields)}
        if {"kind", "content"} <= of.keys() and values[of["kind"]] == "file":
            path = self._content_path(entity, values)
            path.touch()
            cells[of["content"]] = self._reference(path)

    def _content_path(self, entity: Map, values: Row) -> Path:
        """A file of the folder that was backed up, under its path there."""
        keys = [at for at, field in enumerate(entity["fields"]) if field["name"] in entity["key"]]
        name = values[keys[0]] if len(keys) == 1 else ""
        if isinstance(name, bytes):
            name = name.decode("utf-8", "surrogateescape")
        return self._new(f"contents/{name}", "")

    def _reference(self, path: Path) -> str:
        return "file:" + urllib.parse.quote(path.relative_to(self.folder).as_posix(), errors="surrogateescape")

    def _new(self, name: str, ending: str) -> Path:
        """A free path in the output folder for any name; slashes make folders only where the script put them."""
        parts = [safe_part(part) for part in name.split("/")][-DEEPEST:]
        parts[-1] = f"{parts[-1]}{ending}"
        for number in itertools.count(2):
            path = self.folder.joinpath(*parts)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.exists():
                    return path
            except (FileExistsError, NotADirectoryError):
                parts[0] = f"{parts[0]}~{number}"  # a file stands where a folder is wanted
                continue
            parts[-1] = f"{safe_part(name.rpartition('/')[2])}~{number}{ending}"
        raise AssertionError


RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_part(name: str) -> str:
    """A name that every system takes for a file in the folder it is put into, and for nothing else."""
    name = re.sub(r'[\x00-\x1f\x7f\ud800-\udfff<>:"/\\|?*]', "_", name).rstrip(". ")[:80].rstrip(". ")
    return f"_{name}" if not name or RESERVED.fullmatch(name) else name


def csv_cell(kind: str, value: Any) -> str:  # noqa: ANN401, PLR0911 - of any value type; a case for each
    """A value so that its kind can be told: texts stand in quotes and nothing else does; NULL is nothing at all."""
    if kind == "any":
        kind, value = _child(value)
        if kind == "text":
            return quoted(value.decode("utf-8", "surrogateescape"))
    if value is None:
        return ""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "date":
        return calendar(value)
    if kind == "time":
        return clock(value)
    if kind in ("timestamp", "timestamptz"):
        days, rest = divmod(value, 86_400_000_000)
        return f"{calendar(days)} {clock(rest)}{'+00' if kind == 'timestamptz' else ''}"
    return repr(value)


def quoted(text: str) -> str:
    """A text as CSV has it."""
    return '"' + text.replace('"', '""') + '"'


def calendar(days: int) -> str:
    """The date so many days after 1970-01-01, also in years that Python does not know: 400 years have 146,097 days."""
    cycles, rest = divmod(days, 146_097)
    day = date(1970, 1, 1) + timedelta(days=rest)
    return f"{day.year + 400 * cycles:04d}-{day:%m-%d}"


def clock(microseconds: int) -> str:
    """The time of day."""
    seconds, fraction = divmod(microseconds, 1_000_000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{fraction:06d}"


# The command


def say(text: str) -> None:
    """A line for the person, without what a terminal would act on."""
    sys.stderr.write("".join(c if c.isprintable() else "?" for c in text) + "\n")


def list_points(repository: Repository) -> None:
    """Every point, oldest first."""
    for crm, sequence in repository.points():
        try:
            point = repository.manifest(crm, sequence)["point"]
            taken = f"{point['consistent_as_of']:%Y-%m-%d %H:%M} UTC"
            say(f"{point['id']}  {taken}  {point['kind']:8} {point['records']:>12,} records  {point['crm_name']}")
        except (Damaged, LookupError, TypeError) as error:
            say(f"{crm}/{sequence}: damaged ({error})")


def chosen(repository: Repository, wanted: str | None) -> Iterator[Point]:
    """The point of that id, or the newest regular one of every CRM that can be read."""
    done = set()
    for crm, sequence in sorted(repository.points(), key=lambda found: (found[0], -found[1])):
        try:
            described = repository.manifest(crm, sequence)["point"]
            if crm not in done and (described["id"] == wanted if wanted else described["kind"] == "regular"):
                point = Point(repository, crm, sequence)
                done.add(crm)
                yield point
        except (Damaged, OSError, LookupError, TypeError) as error:
            say(f"Point {sequence} of {crm} cannot be read ({error}); an older one is tried.")
    if not done:
        raise Damaged("There is no such point, or none that can be read; --list shows what there is.")


def rescue(repository: Repository, output: Path, wanted: str | None) -> bool:
    """Write what was asked for; whether all of it could be."""
    whole = True
    for point in chosen(repository, wanted):
        described = point.manifest["point"]
        say(f"{described['crm_name']}, as of {described['consistent_as_of']:%Y-%m-%d %H:%M} UTC:")
        folder = Output(output / f"{safe_part(described['crm_name'])} {described['id'][:16]}", point)
        folder.write_structure()
        for entity in point.entities():
            try:
                count, path = folder.write_entity(entity)
                say(f"  {path.name}: {count:,} records")
            except (Damaged, OSError, LookupError, TypeError, ValueError) as error:
                whole = False
                say(f"  NOT WHOLE: {entity['name']}: {error}")
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when everything asked for was written."""
    parser = argparse.ArgumentParser(description="Reads a crmbackup repository without crmbackup.")
    parser.add_argument("repository", type=Path)
    parser.add_argument("output", type=Path, nargs="?", help="a folder that does not exist yet")
    parser.add_argument("--point", help="the id of a point; by default the newest of each CRM")
    parser.add_argument("--list", action="store_true", help="list the points and write nothing")
    parser.add_argument("--key-file", type=Path, help="a file with what opens the repository")
    given = parser.parse_intermixed_args(arguments)
    if not given.list and (given.output is None or given.output.exists()):
        parser.error("OUTPUT must be a folder that does not exist yet")
    try:
        text = given.key_file.read_text("utf-8-sig").rstrip("\r\n") if given.key_file else getpass.getpass("Key: ")
        repository = Repository(given.repository, text)
        if given.list:
            list_points(repository)
            return 0
        return 0 if rescue(repository, given.output, given.point) else 1
    except WrongKey as error:
        say(str(error))
        return 4
    except (Damaged, OSError, LookupError, TypeError, ValueError, binascii.Error) as error:
        say(f"It cannot be read: {error}")
        return 5


if __name__ == "__main__":
    sys.exit(main())
