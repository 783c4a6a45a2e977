"""A service on the internet whose answers are there at once: what is measured is what this program does with them.

Run as a program it backs up so many contacts of such a service, and prints the seconds.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.repository.keys import new_master
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.memory import give_memory_back
from crmbackup_gui.sources.hosted.access import KeyAccess, bearer
from crmbackup_gui.sources.hosted.rows import decode_object
from crmbackup_gui.sources.hosted.service import Deletions, Description, Form, Module, Page, Reading, Since
from crmbackup_gui.sources.hosted.source import HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.location import parse_location

PAGE = 200
_TEXTS = ("first", "last", "mail", "phone", "mobile", "company", "title", "street", "city", "zip", "country", "note")
_NAMES = ("id", *_TEXTS, "born", "created", "modified", "balance", "score", "vip")
_ROW = (
    '{"id":"%018d",'
    + ",".join(f'"{name}":"{name} of somebody"' for name in _TEXTS)
    + ',"born":"1980-02-29","created":"2026-01-01T10:00:00Z","modified":"2026-02-03T04:05:06.789Z",'
    '"balance":12345.67,"score":17,"vip":true}'
)
_BODY = '{"rows":[' + ",".join([_ROW] * PAGE) + "]}"


def contacts() -> Module:
    """An entity of 19 fields as services have them."""
    kinds = {
        "born": ValueType.DATE,
        "created": ValueType.TIMESTAMP_TZ,
        "modified": ValueType.TIMESTAMP_TZ,
        "score": ValueType.INT64,
        "vip": ValueType.BOOL,
    }
    fields = tuple(Field(name=name, type=kinds.get(name, ValueType.TEXT), nullable=name != "id") for name in _NAMES)
    return Module(Entity(name="contact", fields=fields, key=("id",)), {"balance": Form.DECIMAL}, modified="modified")


class QuickService:
    """A `Service` that can be read only."""

    overlap = lag = timedelta()
    per_fetch = PAGE

    def __init__(self, place: str, base: str, records: int) -> None:
        self.wire = Wire(place, base, KeyAccess(place, lambda _: "key", bearer))
        self._records = records

    def describe(self) -> Description:
        return Description("bench", "Bench", "Bench", (contacts(),))

    def read(self, module: Module) -> Reading:
        del module
        return Reading(self._pages(), self._records)

    def changed(self, module: Module, since: Since) -> Reading | None:
        del module, since
        return None

    def deleted(self, module: Module, since: Since) -> Deletions | None:
        del module, since
        return None

    def _pages(self) -> Iterator[Page]:
        for first in range(0, self._records, PAGE):
            answer = self.wire.send("GET", "/rows", params={"from": first})
            rows = decode_object(answer.content, self.wire.place)["rows"]
            assert isinstance(rows, list)
            yield Page(rows)


@contextmanager
def answering() -> Iterator[str]:
    """The service; its origin."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            first = int(parse_qs(urlsplit(self.path).query)["from"][0])
            body = (_BODY % tuple(range(first, first + PAGE))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def measure(folder: Path, records: int) -> dict[str, float]:
    """Seconds of the clock and of the processor that a full of so many records takes."""
    repository = Repository(open_store(str(folder / "repository")), "0" * 32, new_master())
    with answering() as base:
        location = parse_location("bench://here")
        source = HostedSource(location, "Bench", lambda: QuickService(location.url, base, records), folder / "ledgers")
        began, cpu = time.perf_counter(), time.process_time()
        point = run_backup(source, repository).point
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    assert point.records == records
    return {"seconds": seconds, "cpu": cpu}


def main(arguments: Sequence[str]) -> None:
    """A folder, and how many records."""
    give_memory_back()  # as the program does
    print(json.dumps(measure(Path(arguments[0]), int(arguments[1]))))


if __name__ == "__main__":
    main(sys.argv[1:])
