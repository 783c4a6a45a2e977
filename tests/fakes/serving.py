"""What the fakes of hosted services share: real HTTP on loopback, a clock, injected faults and a record of requests.

A fake derives from `FakeService` and registers handlers by method and path; everything it does follows from the
requests alone and from its `clock`, so that a test with a fixed seed runs the same each time:

    class Shop(FakeService):
        def __init__(self):
            super().__init__()
            self.route("GET", "/shelves/{shelf}/items", self.list_items)

        def list_items(self, request, shelf):
            return answer_json({"shelf": shelf, "page": request.query.get("page", "1")})

    with Shop() as shop:
        httpx.get(shop.url + "/shelves/left/items")

Handlers run one at a time under `lock`; a test that changes the state meanwhile takes the lock as well.
"""

from __future__ import annotations

import json
import random
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit


class Clock:
    """The time that a fake believes in, and says in the `Date` of its answers.

    It moves only when told, so that expiry and index lag can be tested.

    One that `runs` begins at the real time and goes on with it, and can be moved on as well.
    """

    def __init__(self, start: datetime = datetime(2026, 11, 2, 8, 0, tzinfo=UTC), *, runs: bool = False) -> None:
        self._now = datetime.now(UTC) if runs else start
        self._read = time.monotonic() if runs else None
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            if self._read is not None:
                read = time.monotonic()
                self._now += timedelta(seconds=read - self._read)
                self._read = read
            return self._now

    def advance(self, **how_far: float) -> datetime:
        """Move on by what `timedelta` takes: `clock.advance(days=15, seconds=1)`."""
        with self._lock:
            self._now += timedelta(**how_far)
        return self.now()


@dataclass(frozen=True)
class Request:
    """A request as it came in. Names of headers match in any case."""

    method: str
    path: str
    """Decoded, without the query."""
    query: dict[str, str]
    """The last value of each name; `queries` has them all."""
    queries: dict[str, list[str]]
    headers: Message
    body: bytes
    route: str = ""
    """The pattern that answered it."""

    @property
    def json(self) -> Any:
        """The body as JSON; None when it is not valid JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Response:
    """What to answer. `Content-Length` is set by the server."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def answer_json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON, with every character outside ASCII as itself."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(status, body, {"Content-Type": "application/json;charset=UTF-8", **(headers or {})})


class Trouble(Enum):
    """What can go wrong on the way rather than in the service."""

    NOT_RECEIVED = "the connection ends before the request had an effect"
    ANSWER_LOST = "the request had its effect, and the connection ends without an answer"
    ANSWER_CUT = "the request had its effect, and the answer breaks off in the middle"


Fault = Response | Trouble | Callable[[Request], Response]
"""Instead of the handler: this answer, or this trouble."""

Condition = Callable[[Request], bool]


def on_path(pattern: str, *methods: str) -> Condition:
    """A condition for faults: the path contains this regular expression, and the method is one of those, if any."""
    compiled = re.compile(pattern)
    return lambda request: bool(compiled.search(request.path)) and (not methods or request.method in methods)


@dataclass
class _Planned:
    fault: Fault
    when: Condition
    skip: int
    times: int


@dataclass
class _Dice:
    random: random.Random
    share: float
    faults: Sequence[Fault]
    when: Condition
    most_in_a_row: int
    in_a_row: Counter[str] = field(default_factory=Counter)


class Faults:
    """Which requests go wrong: planned ones first, then by the throw of dice with a fixed seed."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._dice: list[_Dice] = []
        self.count = 0
        """How many faults happened."""

    def plan(self, fault: Fault, when: Condition = lambda _: True, *, skip: int = 0, times: int = 1) -> None:
        """The next `times` requests that meet the condition go wrong, after `skip` of them went well."""
        self._planned.append(_Planned(fault, when, skip, times))

    def at_random(
        self,
        seed: int,
        share: float,
        faults: Sequence[Fault],
        when: Condition = lambda _: True,
        *,
        most_in_a_row: int = 2,
    ) -> None:
        """This share of the requests goes wrong in one of these ways, at most so often in a row at one path.

        A client that tries more often than `most_in_a_row` gets through in the end.
        """
        self._dice.append(_Dice(random.Random(seed), share, faults, when, most_in_a_row))

    def clear(self) -> None:
        """From here on all goes well."""
        self._planned.clear()
        self._dice.clear()

    def draw(self, request: Request) -> Fault | None:
        """What happens to this request; None when it goes well."""
        fault = self._draw_planned(request) or self._draw_by_dice(request)
        self.count += fault is not None
        return fault

    def _draw_planned(self, request: Request) -> Fault | None:
        for planned in self._planned:
            if not planned.when(request):
                continue
            if planned.skip:
                planned.skip -= 1
                continue
            planned.times -= 1
            if not planned.times:
                self._planned.remove(planned)
            return planned.fault
        return None

    def _draw_by_dice(self, request: Request) -> Fault | None:
        for dice in self._dice:
            if not dice.when(request):
                continue
            place = f"{request.method} {request.path}"
            if dice.random.random() < dice.share and dice.in_a_row[place] < dice.most_in_a_row:
                dice.in_a_row[place] += 1
                return dice.random.choice(dice.faults)
            dice.in_a_row[place] = 0
        return None


Handler = Callable[..., Response]
"""Takes the request, and the parts of the path that the pattern names by keyword."""


class FakeService:
    """A service on loopback while its context is entered. Subclasses register routes in their constructor.

    `tls` names a certificate with its key in one PEM file; then `url` begins with https.
    """

    def __init__(self, clock: Clock | None = None, tls: Path | None = None) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self.lock = threading.RLock()
        self.requests: list[Request] = []
        """All requests so far, refused and lost ones included, without bodies above 64 KiB."""
        self._routes: list[tuple[str, str, re.Pattern[str], Handler]] = []
        self._tls = tls
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._origin = ""

    @property
    def url(self) -> str:
        """Scheme, host and port, without a slash at the end. Stays known after the end, when nobody listens there."""
        return self._origin

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self._origin).netloc

    def __enter__(self) -> Self:
        self._server = _Server(self)
        scheme = "http"
        if self._tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._tls)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self._origin = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="fake service")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.shutdown()
        self._thread.join()
        self._server.end_connections()
        self._server.server_close()
        if self._server.broken is not None:
            raise self._server.broken

    def route(self, method: str, pattern: str, handler: Handler) -> None:
        """Answer requests to a path: `{name}` stands for one segment of it, `{name:rest}` for all that follows."""
        expression = re.sub(r"\\\{(\w+):rest\\\}", r"(?P<\1>.+)", re.escape(pattern))
        expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", expression)
        self._routes.append((method, pattern, re.compile(expression), handler))

    def calls(self, pattern: str = "", method: str | None = None) -> int:
        """How many requests came in whose path contains this regular expression."""
        wanted = re.compile(pattern)
        with self.lock:
            return sum(
                bool(wanted.search(request.path)) and (method is None or request.method == method)
                for request in self.requests
            )

    def forget_requests(self) -> None:
        """Count from here on."""
        with self.lock:
            self.requests.clear()

    def answer(self, request: Request) -> Response | Trouble:
        """What the service does with one request, faults included. Called by the server's threads."""
        with self.lock:
            kept = request if len(request.body) <= 65_536 else Request(**{**vars(request), "body": b""})
            self.requests.append(kept)
            fault = self.faults.draw(request)
            if fault is Trouble.NOT_RECEIVED or isinstance(fault, Response):
                return fault
            if fault is not None and not isinstance(fault, Trouble):
                return fault(request)
            response = self.handle(request)
            if fault is Trouble.ANSWER_CUT:
                return Response(response.status, response.body, {**response.headers, _CUT: ""})
            return fault or response

    def handle(self, request: Request) -> Response:
        """Find the handler and let it answer. Subclasses look at tokens and limits here and then call this."""
        known_path = False
        for method, _, expression, handler in self._routes:
            found = expression.fullmatch(request.path)
            if found is not None and method == request.method:
                return handler(request, **found.groupdict())
            known_path = known_path or found is not None
        return self.no_route(request, known_path=known_path)

    def no_route(self, request: Request, *, known_path: bool) -> Response:
        """The answer to a path or a method that nobody registered; services have words of their own for it."""
        return answer_json({"message": f"no {request.method} {request.path}"}, 405 if known_path else 404)


_CUT = "x-cut-in-the-middle"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, service: FakeService) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.service = service
        self.broken: BaseException | None = None
        """What a handler raised that it should not have: the test fails with it."""
        self.open: set[_Connection] = set()
        self.open_lock = threading.Lock()

    def end_connections(self, patience: float = 5.0) -> None:
        """Close what clients keep open, and wait until its threads have seen it."""
        with self.open_lock:
            for connection in self.open:
                connection.hang_up()
        until = time.monotonic() + patience
        while self.open and time.monotonic() < until:
            time.sleep(0.005)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are none of a test's business; what handlers raise is kept in `broken`."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    timeout = 30
    server: _Server

    def setup(self) -> None:
        super().setup()
        with self.server.open_lock:
            self.server.open.add(self)

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            self.close_connection = True
        finally:
            with self.server.open_lock:
                self.server.open.discard(self)

    def hang_up(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(2)
        except OSError:
            return  # the client was quicker

    def _serve(self) -> None:
        target = urlsplit(self.path)
        queries = parse_qs(target.query, keep_blank_values=True)
        request = Request(
            method=self.command,
            path=unquote(target.path),
            query={name: values[-1] for name, values in queries.items()},
            queries=queries,
            headers=self.headers,
            body=self._body(),
        )
        try:
            answer = self.server.service.answer(request)
        except Exception as error:  # noqa: BLE001 - the test that runs the fake shall see it
            self.server.broken = error
            answer = answer_json({"message": f"the fake broke: {error!r}"}, 500)
        if isinstance(answer, Trouble):
            self.hang_up()
            return
        self._send(answer)

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, answer: Response) -> None:
        cut = _CUT in answer.headers
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name != _CUT:
                self.send_header(name, value)
        if "Date" not in answer.headers:
            self.send_header("Date", format_datetime(self.server.service.clock.now(), usegmt=True))
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(answer.body) + cut))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
            self.wfile.flush()
        if cut:
            self.hang_up()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - the names that http.server asks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden parameter
        """Tests look at `FakeService.requests` instead."""
