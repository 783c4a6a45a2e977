"""A reader of repositories in a folder, written from FORMAT.md alone, by the names that it uses.

It shares no code with the program, so that the two agree only where the page is right. It reads everything at once,
which is fine for small repositories, and stops with an AssertionError where the page says that a reader must.
"""

import base64
import hashlib
import hmac
import io
import itertools
import json
import math
import struct
import unicodedata
from pathlib import Path

import msgspec.msgpack
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PIECE = 131_072
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
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


class Repository:
    """An open repository; `secret` is a passphrase (text), a recovery code (text) or a device's secret (bytes)."""

    def __init__(self, folder, kind, secret):
        self.folder = Path(folder)
        self.config = json.loads(self.raw("repository"))
        assert self.config["format"] == 1, "a newer program is needed"
        self.master = self.unlock(kind, secret)
        claims = {name: self.config[name] for name in ("format", "id", "created")}
        expected = hmac.digest(self.subkey("config"), canonical(claims), "sha256")
        assert expected == base64.b64decode(self.config["authenticator"])
        self.packs = {}

    # Objects

    def raw(self, name):
        return (self.folder / name).read_bytes()

    def names(self, kind):
        found = (self.folder / kind).rglob("*")
        return sorted(path.relative_to(self.folder).as_posix() for path in found if path.is_file())

    def subkey(self, purpose):
        return hkdf(self.master, None, b"crmbackup " + purpose.encode())

    def unlock(self, kind, secret):
        for name in self.names("keys"):
            content = self.raw(name)
            slot = json.loads(content)
            terms = slot["terms"]
            checked = {member: slot[member] for member in ("terms", "nonce", "wrapped")}
            assert canonical(slot) == content
            assert base64.b64decode(slot["checksum"]) == hashlib.sha256(canonical(checked)).digest()
            assert (terms["repository"], "keys/" + terms["id"]) == (self.config["id"], name)
            if terms["kind"] == kind:
                key = wrapping_key(terms, secret)
                nonce, wrapped = base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"])
                return AESGCM(key).decrypt(nonce, wrapped, canonical(terms))
        raise AssertionError(f"no slot of kind {kind}")

    def content(self, name):
        sealed = self.raw(name)
        header, frames = sealed[:40], sealed[40:]
        assert header[:8] == b"CRMB\x01\0\0\0"
        cipher = AESGCM(hkdf(self.subkey("objects"), header[8:], b"crmbackup object " + name.encode()))
        step = PIECE + 16
        count = max(1, -(-len(frames) // step))
        plain = b""
        for number in range(count):
            nonce = number.to_bytes(8, "big") + b"\0\0\0" + (b"\1" if number == count - 1 else b"\0")
            plain += cipher.decrypt(nonce, frames[number * step : (number + 1) * step], header)
        return plain

    def map(self, name):
        return unpacked(self.content(name))

    def placed(self, place):
        pack, offset, length = place
        if pack not in self.packs:
            self.packs[pack] = self.content(f"packs/{pack.hex()[:2]}/{pack.hex()}")
        content = self.packs[pack]
        assert offset + length <= len(content)
        return content[offset : offset + length]

    def table(self, pack_name):
        content = self.content(pack_name)
        assert content.endswith(b"CRMBPACK")
        size = int.from_bytes(content[-12:-8], "little")
        return msgspec.msgpack.decode(content[-12 - size : -12])

    # Points

    def points(self):
        """CRM id and sequence of every point."""
        return [(name.split("/")[1], int(name.split("/")[2])) for name in self.names("points")]

    def manifest(self, crm, sequence):
        manifest = self.map(f"points/{crm}/{sequence:010d}")
        assert manifest.get("format", 1) == 1, "a newer program is needed"
        assert (manifest["point"]["crm"], manifest["point"]["sequence"]) == (crm, sequence)
        return manifest

    def point_id(self, crm, sequence):
        return hmac.digest(self.subkey("point ids"), f"{crm}/{sequence}".encode(), "sha256")[:8].hex()

    def unexplained(self, crm):
        """Sequences whose manifest's predecessor is gone or exchanged without a word in the log."""
        sequences = [sequence for found, sequence in self.points() if found == crm]
        there = {s: hashlib.sha256(self.raw(f"points/{crm}/{s:010d}")).digest() for s in sequences}
        log = [self.map(name) for name in self.names(f"log/{crm}")]
        broken = []
        for sequence in sequences:
            possible = {self.manifest(crm, sequence)["previous"]}
            for _ in log:
                possible |= {e["new"] for e in log if e["sequence"] == sequence - 1 and e["old"] in possible}
            if there.get(sequence - 1) not in possible:
                broken.append(sequence)
        return broken

    def chain(self, crm, sequence):
        """Manifests that reading the point needs, oldest first."""
        own = self.manifest(crm, sequence)
        return [*(self.manifest(crm, older) for older in own["point"].get("chain", [])), own]

    def catalog(self, crm, sequence):
        return unpacked(self.placed(self.manifest(crm, sequence)["catalog"]))

    def entities(self, crm, sequence):
        """The entities that are part of the point, in the catalog's order."""
        names = {state["name"] for state in self.manifest(crm, sequence)["entities"]}
        return [entity for entity in self.catalog(crm, sequence)["entities"] if entity["name"] in names]

    def records(self, crm, sequence, name):
        """All records of an entity as of a point, in key order, each a list of values."""
        manifests = self.chain(crm, sequence)
        entity = next(e for e in self.catalog(crm, sequence)["entities"] if e["name"] == name)
        layers = self.layers(manifests, name)
        blobs = self.blobs(manifests)
        found = {}
        for state in layers:
            found.update(self.segments(entity, state.get("upserts", []), tombstones=False))
            for key, _ in self.segments(entity, state.get("tombstones", []), tombstones=True):
                found.pop(key, None)
        rows = [self.with_outside(found[key], blobs) for key in sorted(found)]
        state = next(s for s in manifests[-1]["entities"] if s["name"] == name)
        assert len(rows) == state["records"]
        if entity["key"] == ["crmbackup:digest"]:
            rows = [row[:-2] for row in rows for _ in range(row[-1])]
        return rows

    def tombstones(self, crm, sequence, name):
        """Keys that the point itself says are deleted, or to be deleted by an undo."""
        entity = next(e for e in self.catalog(crm, sequence)["entities"] if e["name"] == name)
        state = next(s for s in self.manifest(crm, sequence)["entities"] if s["name"] == name)
        rows = [row for _, row in self.segments(entity, state.get("tombstones", []), tombstones=True)]
        return [[plain(value) for value in row] for row in rows]

    def layers(self, manifests, name):
        found = []
        safety = manifests[-1]["point"]["kind"] == "safety"
        for manifest in reversed(manifests):
            state = next(s for s in manifest["entities"] if s["name"] == name)
            if state.get("upserts") or state.get("tombstones"):
                found.append(state)
            if state.get("anew") or safety:
                return found[::-1]
        raise AssertionError("the chain does not begin with the whole of the entity")

    def segments(self, entity, segments, *, tombstones):
        """Canonical key and row of every record of the segments."""
        by_name = {field["name"]: field for field in entity["fields"]}
        key_fields = [by_name[name] for name in entity["key"]]
        fields = key_fields if tombstones else entity["fields"]
        types = [ARROW_TYPES[field["type"]] for field in fields] + ([] if tombstones else ["binary"])
        at = [fields.index(field) for field in key_fields]
        result = []
        for place, rows, first, last in segments:
            read = [
                (key_bytes(key_fields, [row[i] for i in at]), row) for row in segment_rows(self.placed(place), types)
            ]
            assert (len(read), read[0][0], read[-1][0]) == (rows, first, last)
            result += read
        assert all(a[0] < b[0] for a, b in itertools.pairwise(result))
        return result

    def blobs(self, manifests):
        places = {}
        for manifest in manifests:
            for place, rows, _, _ in manifest.get("blobs", []):
                read = segment_rows(self.placed(place), ["binary", "binary", "int64", "int64", "binary"])
                assert len(read) == rows
                places.update({name: (pack, offset, length) for name, pack, offset, length, _ in read})
        return places

    def blob(self, place, name):
        data = self.placed(place)
        content = zstandard.decompress(data[1:]) if data[0] == 1 else data[1:]
        assert data[0] in (0, 1)
        assert hmac.digest(self.subkey("blob names"), content, "sha256") == name
        return content

    def with_outside(self, row, blobs):
        *values, cell = row
        cell, at = cell or b"", 0
        while at < len(cell):
            position, is_text, size, count = struct.unpack_from("<HBQI", cell, at)
            at += 15
            names = [cell[at + 32 * i : at + 32 * i + 32] for i in range(count)]
            at += 32 * count
            value = b"".join(self.blob(blobs[name], name) for name in names)
            assert len(value) == size
            assert values[position] in (None, NO_VALUE)
            values[position] = value.decode("utf-8", "surrogateescape") if is_text else value
        return [plain(value) for value in values]


NO_VALUE = {"integer": None, "real": None, "text": None, "bytes": None}


def plain(value):
    """A value of type `any` as Python has it; text that is not UTF-8 with surrogates."""
    if not isinstance(value, dict):
        return value
    kind, found = next(((kind, child) for kind, child in value.items() if child is not None), ("", None))
    return found.decode("utf-8", "surrogateescape") if kind == "text" else found


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def hkdf(secret, salt, info):
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def wrapping_key(terms, secret):
    salt = base64.b64decode(terms["salt"])
    if terms["kind"] == "passphrase":
        costs = terms["costs"]
        assert 128 <= costs["memory_kib"] <= 1 << 20
        assert 1 <= costs["iterations"] <= 20
        assert 1 <= costs["lanes"] <= 16
        derive = Argon2id(
            salt=salt,
            length=32,
            iterations=costs["iterations"],
            lanes=costs["lanes"],
            memory_cost=costs["memory_kib"],
        )
        return derive.derive(unicodedata.normalize("NFC", secret).encode())
    if terms["kind"] == "recovery-code":
        secret = code_secret(secret)
    return hkdf(secret, salt, b"crmbackup slot " + terms["kind"].encode())


def code_secret(code):
    typed = "".join(code.upper().split()).replace("-", "").removeprefix("CRMB")
    number = 0
    for character in typed.translate(str.maketrans("OIL", "011")):
        number = number * 32 + CROCKFORD.index(character)
    secret, check = divmod(number, 32**3)
    assert secret % 32_749 == check
    return secret.to_bytes(20, "big")


def unpacked(compressed):
    return msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(compressed, max_output_size=256 << 20))


def segment_rows(data, types):
    """Rows of a segment as lists, whose columns must be `types`."""
    if data[:4] == b"\x28\xb5\x2f\xfd":
        assert 0 < zstandard.frame_content_size(data) <= 16 << 20
        data = zstandard.decompress(data)
    if data[:4] == b"\xff\xff\xff\xff":
        table = pa.ipc.open_stream(data).read_all()
        table.validate(full=True)
    else:
        table = pq.ParquetFile(io.BytesIO(data)).read()
    assert table.column_names == [str(position) for position in range(len(types))]
    assert [str(field.type) for field in table.schema] == types
    numbers = ("date32[day]", "time64[us]", "timestamp[us]", "timestamp[us, tz=UTC]")
    columns = [
        column.cast("int32").cast("int64")
        if kind == numbers[0]
        else column.cast("int64")
        if kind in numbers
        else column
        for column, kind in zip(table.columns, types, strict=True)
    ]
    return [list(row) for row in zip(*(column.to_pylist() for column in columns), strict=True)]


# Key order


def key_bytes(fields, values):
    """Canonical bytes of a key. Dates and times are the numbers that Parquet has for them."""
    kinds = [field["type"] for field in fields]
    if len(fields) == 1 and kinds[0] in ("bool", "int16", "int32", "int64"):
        return biased(int(values[0]))
    if len(fields) == 1 and kinds[0] in ("text", "bytes"):
        return folded(fields[0], values[0]) if kinds[0] == "text" else values[0]
    return b"".join(component(field, value) for field, value in zip(fields, values, strict=True))


def component(field, value):
    kind = field["type"]
    if kind == "any" and isinstance(value, dict):
        kind, value = next(((child, found) for child, found in value.items() if found is not None), ("null", None))
    if value is None:
        return b"\x05"
    if kind == "text":
        return b"\x20" + ended(folded(field, value))
    if kind == "bytes":
        return b"\x30" + ended(value)
    if kind in ("float32", "float64"):
        return b"\x10" + ordered(value)
    return b"\x10" + (mixed(value) if field["type"] == "any" else biased(int(value)))


def biased(number):
    return (number + 2**63).to_bytes(8, "big")


def ordered(real):
    bits = int.from_bytes(struct.pack(">d", real + 0.0), "big")
    return (bits ^ (2**64 - 1) if bits >> 63 else bits | 1 << 63).to_bytes(8, "big")


def mixed(number):
    if isinstance(number, int):
        return ordered(float(number)) + biased(number) + b"\0"
    if math.isnan(number):
        whole = 0
    elif number >= 2.0**63:
        whole = 2**63 - 1
    else:
        whole = -(2**63) if number < -(2.0**63) else math.floor(number)
    return ordered(number) + biased(whole) + (b"\1" if number >= 2.0**63 else b"\0")


def ended(value):
    return value.replace(b"\0", b"\0\xff") + b"\0\0"


def folded(field, value):
    value = value.encode() if isinstance(value, str) else value
    if field.get("collation") == "nocase":
        return bytes(byte + 32 if 0x41 <= byte <= 0x5A else byte for byte in value)
    return value.rstrip(b" ") if field.get("collation") == "rtrim" else value
