"""What a server that is none, or somebody on the way to one, gets out of a login: not the password."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest

from crmbackup_gui.errors import LoginRefused, SourceUnreachable
from tests.sources.mysql_reading import connected

PASSWORD = "correct horse battery staple"
PLUGIN_AUTH, SECURE, PROTOCOL_41 = 1 << 19, 1 << 15, 1 << 9


class FalseServer:
    """Takes part in a login as far as it is told to. `heard` is all that clients sent."""

    def __init__(self, asks_for):
        self._asks_for = asks_for
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.heard = b""
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self):
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with client:
                client.settimeout(2)
                self._talk(client)

    def _talk(self, client):
        client.sendall(packet(0, greeting()))
        try:
            self.heard += client.recv(4096)
            client.sendall(packet(2, b"\xfe" + self._asks_for + b"\0" + b"s" * 20 + b"\0"))
            while more := client.recv(4096):
                self.heard += more
        except OSError:
            return


def packet(number, payload):
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


def greeting():
    able = PLUGIN_AUTH | SECURE | PROTOCOL_41
    head = b"\x0a10.11.0-MariaDB\0" + struct.pack("<I", 1) + b"s" * 8 + b"\0"
    middle = struct.pack("<HBHHB", able & 0xFFFF, 45, 2, able >> 16, 21) + bytes(10)
    return head + middle + b"s" * 12 + b"\0mysql_native_password\0"


@contextmanager
def false_server(asks_for=b"mysql_native_password"):
    server = FalseServer(asks_for)
    try:
        yield server
    finally:
        server.close()


@pytest.mark.parametrize("asks_for", [b"mysql_clear_password", b"dialog"])
@pytest.mark.parametrize("options", ["ssl=off", ""])
def test_a_password_is_never_sent_as_it_is_over_an_open_line(asks_for, options):
    with false_server(asks_for) as server:
        with (
            pytest.raises(LoginRefused, match="unencrypted"),
            connected(f"mysql://crm@127.0.0.1:{server.port}/crm?{options}", PASSWORD),
        ):
            pass
        assert b"crm" in server.heard
        assert PASSWORD.encode() not in server.heard


@pytest.mark.parametrize("options", ["ssl=on", "ssl=verify"])
def test_an_address_that_asks_for_encryption_gets_no_session_without_it(options):
    with false_server() as server:
        with (
            pytest.raises(SourceUnreachable, match="no encryption"),
            connected(f"mysql://crm@127.0.0.1:{server.port}/crm?{options}", PASSWORD),
        ):
            pass
        assert PASSWORD.encode() not in server.heard


NOISE = [
    b"HTTP/1.1 400 Bad Request\r\n\r\n" * 9,
    packet(0, b""),
    packet(0, b"\x0a"),
    packet(0, b"\x0anothing\0" * 9),
    b"",
]


@pytest.mark.parametrize("noise", NOISE)
def test_something_that_is_no_server_is_said_to_be_unreachable(noise):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answer = threading.Thread(target=answer_with, args=(listening, noise))
        answer.start()
        with (
            pytest.raises(SourceUnreachable),
            connected(f"mysql://crm@127.0.0.1:{listening.getsockname()[1]}/crm?ssl=off", PASSWORD),
        ):
            pass
        answer.join()


def answer_with(listening, noise):
    client, _ = listening.accept()
    with client:
        client.sendall(noise)
