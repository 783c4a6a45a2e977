"""The reader of repositories that knows nothing but FORMAT.md: the rescue script, and what the tests ask beside it."""

import base64
import hashlib
import hmac
import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "packaging" / "rescue" / "rescue.py"

_spec = importlib.util.spec_from_file_location("rescue", SCRIPT)
rescue = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(rescue)

NO_VALUE = {"integer": None, "real": None, "text": None, "bytes": None}


class Repository(rescue.Repository):
    """An open repository; `secret` is a passphrase, a recovery code, or a device's secret with its slot in `told`."""

    def __init__(self, folder, kind, told):
        secret = told[kind]
        if kind == "device":
            secret = f"{told['device-slot']}:{base64.b64encode(bytes.fromhex(secret)).decode()}"
        super().__init__(Path(folder), secret)
        self._points = {}

    def point(self, crm, sequence):
        return self._points.setdefault((crm, sequence), rescue.Point(self, crm, sequence))

    def table(self, pack_name):
        content = self.read(pack_name)
        assert content.endswith(b"CRMBPACK")
        size = int.from_bytes(content[-12:-8], "little")
        return rescue.unpack(content[-12 - size : -12])

    def point_id(self, crm, sequence):
        return hmac.digest(self.subkey("point ids"), f"{crm}/{sequence}".encode(), "sha256")[:8].hex()

    def unexplained(self, crm):
        """Sequences whose manifest's predecessor is gone or exchanged without a word in the log."""
        sequences = [sequence for found, sequence in self.points() if found == crm]
        there = {s: hashlib.sha256((self.folder / f"points/{crm}/{s:010d}").read_bytes()).digest() for s in sequences}
        log = [rescue.unpack_compressed(self.read(name)) for name in self.names(f"log/{crm}")]
        broken = []
        for sequence in sequences:
            possible = {self.manifest(crm, sequence)["previous"]}
            for _ in log:
                possible |= {e["new"] for e in log if e["sequence"] == sequence - 1 and e["old"] in possible}
            if there.get(sequence - 1) not in possible:
                broken.append(sequence)
        return broken

    def catalog(self, crm, sequence):
        return self.point(crm, sequence).catalog

    def entities(self, crm, sequence):
        return self.point(crm, sequence).entities()

    def records(self, crm, sequence, name):
        """All records of an entity as of a point, in key order, each a list of values."""
        point = self.point(crm, sequence)
        for *values, cell in point.records(self._entity(point, name)):
            for position, is_text, pieces in point.outside(cell):
                assert values[position] in (None, NO_VALUE)
                value = b"".join(pieces)
                values[position] = value.decode("utf-8", "surrogateescape") if is_text else value
            yield [plain(value) for value in values]

    def tombstones(self, crm, sequence, name):
        """Keys that the point itself says are deleted, or to be deleted by an undo."""
        point = self.point(crm, sequence)
        return [[plain(value) for value in row] for row in point.deleted(self._entity(point, name))]

    @staticmethod
    def _entity(point, name):
        return next(entity for entity in point.entities() if entity["name"] == name)


def plain(value):
    """A value of type `any` as Python has it; text that is not UTF-8 with surrogates."""
    if not isinstance(value, dict):
        return value
    kind, found = next(((kind, child) for kind, child in value.items() if child is not None), ("", None))
    return found.decode("utf-8", "surrogateescape") if kind == "text" else found
