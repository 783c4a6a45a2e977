"""The place on this computer to which a service sends the browser back (RFC 8252, 7.3).

It takes one answer of one sign-in and nothing else: whoever does not know the sign-in's state is told so and changes
nothing. It listens to this computer alone, in both ways in which browsers understand `localhost`.
"""

from __future__ import annotations

import hmac
import queue
import select
import socket
import sys
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qs, urlsplit

from crmbackup_gui.errors import CallbackTaken, Cancelled, SignInTimedOut
from crmbackup_gui.model.outcome import CancelToken

CALLBACK_PORT = 17825
"""Where the answer is awaited unless the user says otherwise; below the ports that systems hand out by chance."""

_PATH = "/crmbackup"
_LOOK_EVERY = 0.2
"""Seconds between two looks at whether somebody cancels."""
_SLOWEST = 10.0
"""Seconds that a browser may take to say what it wants."""
_MOST_FIELDS = 50
_LONGEST = 16 << 10
"""Characters of an answer; codes are a few hundred long."""


def callback_address(port: int = CALLBACK_PORT) -> str:
    """What a user registers with the app, to the letter."""
    return f"http://localhost:{port}{_PATH}"


class Callback:
    """Awaits the answer that bears `state`. Listens from the moment it is made until `close`.

    Raises CallbackTaken when another program has the port. One thread waits; any thread may close.
    """

    def __init__(self, state: str, port: int = CALLBACK_PORT) -> None:
        self._inbox: queue.SimpleQueue[Mapping[str, str]] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._listening = threading.Lock()
        self._closed = threading.Event()
        self._taken = False
        self._state = state
        self._servers: list[_Listener] = []
        self.port = port
        try:
            self._listen()
        except OSError as error:
            self.close()
            raise CallbackTaken(callback_address(port)) from error

    def wait(self, location: str, seconds: float, cancel: CancelToken) -> Mapping[str, str]:
        """What the browser brought. Raises SignInTimedOut for the CRM at that location, and Cancelled.

        Whoever closes it meanwhile cancels as well.
        """
        until = time.monotonic() + seconds
        with self._listening:
            while self._inbox.empty():
                cancel.check()
                if self._closed.is_set():
                    raise Cancelled
                if time.monotonic() >= until:
                    raise SignInTimedOut(location, round(seconds / 60))
                for server in select.select(self._servers, [], [], _LOOK_EVERY)[0]:
                    server.handle_request()
        return self._inbox.get()

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()
        with self._listening:  # a socket must not go while somebody listens to it
            for server in self._servers:
                server.server_close()

    def take(self, answer: Mapping[str, str]) -> bool:
        """Whether it is the one answer. One without a state counts when it refuses, since it gives nothing."""
        known = hmac.compare_digest(answer.get("state", "").encode(), self._state.encode())
        refuses = "state" not in answer and "error" in answer
        with self._guard:
            if self._taken or not (known or refuses) or not {"code", "error"} & answer.keys():
                return False
            self._taken = True
        self._inbox.put(answer)
        return True

    def _listen(self) -> None:
        first = _Listener(self, socket.AF_INET, "127.0.0.1", self.port)
        self._servers.append(first)
        self.port = first.server_address[1]
        if not socket.has_ipv6:
            return
        try:
            probe = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
            with probe:
                probe.bind(("::1", 0))
        except OSError:
            return  # this computer does not speak it, so its browsers do not either
        self._servers.append(_Listener(self, socket.AF_INET6, "::1", self.port))


class _Listener(ThreadingHTTPServer):
    """Each connection has a thread of its own: browsers open some ahead, and say nothing on them."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = sys.platform != "win32"
    """There it would let another program listen at the same port."""

    def __init__(self, callback: Callback, family: socket.AddressFamily, host: str, port: int) -> None:
        self.address_family = family
        self.callback = callback
        super().__init__((host, port), _Browser)

    def server_bind(self) -> None:
        """Without looking for the name of this computer, which http.server does and which may take long."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        # A browser that knocks and goes again must hold up nobody: who listens has to hear of cancelling.
        self.socket.settimeout(0.0)
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up has heard enough."""


class _Browser(BaseHTTPRequestHandler):
    server: _Listener
    timeout = _SLOWEST
    server_version, sys_version = "crmbackup", ""

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        port = self.server.callback.port
        if self.headers.get("Host", "") not in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
            self._say(HTTPStatus.MISDIRECTED_REQUEST, _NOT_YOURS)
        elif target.path != _PATH or len(self.path) > _LONGEST:
            self._say(HTTPStatus.NOT_FOUND, _NOT_YOURS)
        else:
            self._answer(target.query)

    def _answer(self, query: str) -> None:
        if query.count("&") > _MOST_FIELDS:
            self._say(HTTPStatus.FORBIDDEN, _NOT_YOURS)
            return
        values = parse_qs(query, keep_blank_values=True)
        answer = {name: given[0] for name, given in values.items() if len(given) == 1}
        if not self.server.callback.take(answer):
            self._say(HTTPStatus.FORBIDDEN, _NOT_YOURS)
        else:
            self._say(HTTPStatus.OK, _REFUSED if "error" in answer else _DONE)

    def _say(self, status: HTTPStatus, words: str) -> None:
        body = _PAGE.format(words=words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden parameter
        """Not at all: the address bears the code."""


_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8">'
    '<meta name="color-scheme" content="light dark"><title>crmbackup</title></head>'
    '<body style="font: 1.2em sans-serif; max-width: 36em; margin: 15% auto; padding: 0 1em">{words}</body></html>'
)
_DONE = (
    "<p>The answer has arrived. You can close this page and go back to crmbackup.</p>"
    '<p lang="zh-Hans">已收到答复。您可以关闭此页面，返回 crmbackup。</p>'
)
_REFUSED = (
    "<p>Permission was not given, so nothing was changed. You can close this page and go back to crmbackup.</p>"
    '<p lang="zh-Hans">未授予权限，因此没有任何更改。您可以关闭此页面，返回 crmbackup。</p>'
)
_NOT_YOURS = (
    "<p>This page belongs to no sign-in that is waiting. Begin again in crmbackup.</p>"
    '<p lang="zh-Hans">此页面不属于任何正在等待的登录。请在 crmbackup 中重新开始。</p>'
)
