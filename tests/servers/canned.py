"""A server that gives the answers which a test put there, and remembers what it was asked."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Canned:
    """`answers` are status, headers and body by the beginning of a path; what is not there is 404."""

    port: int
    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def canned():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.canned = Canned(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, name="canned", daemon=True)
    thread.start()
    try:
        yield server.canned
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        pass

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self):
        self.server.canned.asked.append((self.command, self.path, dict(self.headers)))
        fitting = [path for path in self.server.canned.answers if self.path.startswith(path)]
        status, headers, body = self.server.canned.answers[max(fitting, key=len)] if fitting else (404, {}, b"")
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()
