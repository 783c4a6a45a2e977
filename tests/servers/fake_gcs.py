"""A fake of Google Cloud Storage, for no public emulator of it serves the XML interface well enough.

It keeps objects in memory and does what the store asks of Google: put (also only where nothing is), get, ranges, head,
list in pages, delete. It is ours, so it shows that the store speaks as the interface is documented
(cloud.google.com/storage/docs/xml-api/overview), and not that Google answers so.
"""

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest

from tests.servers.google_account import ACCOUNT

BUCKET = "bkt"
TOKEN = "a-token-for-tests"
PAGE = 100
"""Objects in a page of a listing, so that tests have several pages."""


@dataclass
class FakeGoogle:
    """A running fake. `environment` lets the program in."""

    port: int
    objects: dict = field(default_factory=dict)
    locked: threading.Event = field(default_factory=threading.Event)
    """While it is set, a retention policy forbids to delete or replace anything."""
    rules: dict = field(default_factory=dict)
    """What the JSON interface tells: of the bucket under its name, and of objects under "objects"."""

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self):
        return {"GOOGLE_BEARER_TOKEN": TOKEN}

    @property
    def options(self):
        return (f"endpoint={self.endpoint}",)

    def location(self, prefix):
        return f"gs://{BUCKET}/{prefix}"


@pytest.fixture(scope="session")
def fake_gcs():
    """The fake of this test run, or of this worker of it."""
    with running_fake() as server:
        yield server


@contextmanager
def running_fake():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.guard = threading.Lock()
    fake = FakeGoogle(server.server_address[1])
    server.objects, server.locked, server.rules = fake.objects, fake.locked, fake.rules
    thread = threading.Thread(target=server.serve_forever, name="fake-gcs", daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self):
        # A client whose line breaks is none of the tests' business.
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_arguments):
        pass

    def do_PUT(self):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size)
        if len(body) < size:  # cut off on its way: the service makes an object of all of it or none
            self.close_connection = True
            return
        key = self._key()
        if key is None:
            return
        with self.server.guard:
            if self.headers.get("x-goog-if-generation-match") == "0" and key in self.server.objects:
                self._answer(412, _error("PreconditionFailed"))
                return
            if key in self.server.objects and self.server.locked.is_set():
                self._answer(403, _error("AccessDenied", "retentionPolicyNotMet"))
                return
            self.server.objects[key] = (body, datetime.now(UTC))
        self._answer(200, headers={"ETag": '"1"'})

    def do_GET(self):
        if self.path.startswith("/storage/v1/b/"):
            self._tell_rules()
            return
        if self._lists():
            return
        found = self._found()
        if found is None:
            return
        content, modified = found
        dated = {"Last-Modified": format_datetime(modified, usegmt=True), "ETag": '"1"'}
        asked = self.headers.get("Range")
        if asked is None:
            self._answer(200, content, dated)
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        first, last = int(first), min(int(last or len(content)), len(content) - 1)
        if first >= len(content):
            self._answer(416, _error("InvalidRange"))
            return
        part = content[first : last + 1]
        self._answer(206, part, {**dated, "Content-Range": f"bytes {first}-{last}/{len(content)}"})

    def do_HEAD(self):
        found = self._found()
        if found is not None:
            content, modified = found
            dated = {"Last-Modified": format_datetime(modified, usegmt=True), "ETag": '"1"'}
            self._answer(200, headers={**dated, "Content-Length": str(len(content))})

    def do_DELETE(self):
        key = self._key()
        if key is None:
            return
        if self.server.locked.is_set():
            self._answer(403, _error("AccessDenied", "retentionPolicyNotMet"))
            return
        with self.server.guard:
            there = self.server.objects.pop(key, None) is not None
        self._answer(204 if there else 404, b"" if there else _error("NoSuchKey"))

    def _tell_rules(self):
        """The JSON interface (cloud.google.com/storage/docs/json_api), as far as it tells what keeps things."""
        bucket, _, key = urlsplit(self.path).path.removeprefix("/storage/v1/b/").partition("/o/")
        if not self._may_ask():
            self._answer(401, b"{}")
        elif bucket != BUCKET or (key and unquote(key) not in self.server.objects):
            self._answer(404, b"{}")
        elif "refused" in self.server.rules:
            self._answer(403, b"{}")
        else:
            found = self.server.rules.get("objects" if key else bucket, {})
            self._answer(200, json.dumps(found).encode(), {"Content-Type": "application/json"})

    def _key(self):
        """The name of the object that is asked for, of somebody who may ask; None when it was answered already."""
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        if not self._may_ask():
            self._answer(401, _error("AuthenticationRequired"))
        elif bucket != BUCKET:
            self._answer(404, _error("NoSuchBucket"))
        else:
            return key
        return None

    def _may_ask(self):
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        return kind == "Bearer" and (token == TOKEN or ACCOUNT.signed(token))

    def _found(self):
        key = self._key()
        if key is None:
            return None
        found = self.server.objects.get(key)
        if found is None:
            self._answer(404, _error("NoSuchKey"))
        return found

    def _lists(self):
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if "list-type" not in query and "prefix" not in query:
            return False
        if self._key() is None:
            return True
        prefix, after = query.get("prefix", [""])[0], query.get("continuation-token", [""])[0]
        with self.server.guard:
            keys = sorted(key for key in self.server.objects if key.startswith(prefix) and key > after)
            page = [(key, *self.server.objects[key]) for key in keys[:PAGE]]
        more = f"<NextContinuationToken>{escape(page[-1][0])}</NextContinuationToken>" if len(keys) > PAGE else ""
        listed = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size>"
            f"<LastModified>{modified:%Y-%m-%dT%H:%M:%S.%fZ}</LastModified><ETag>1</ETag></Contents>"
            for key, content, modified in page
        )
        truncated = "true" if more else "false"
        body = f"<ListBucketResult><IsTruncated>{truncated}</IsTruncated>{listed}{more}</ListBucketResult>"
        self._answer(200, body.encode(), {"Content-Type": "application/xml"})
        return True

    def _answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if not headers or "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)) if status != 204 else "0")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _error(code, details=""):
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Details>{details}</Details></Error>".encode()
