"""A line to a server that loses things: a proxy on the loopback that cuts, delays and stops, at random from a seed."""

import random
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_PAUSE = 0.005
"""Seconds after which a piece is no continuation of the one before."""


@dataclass
class Line:
    """How bad it is, as chances for each piece of up to 16 KiB; `down` takes no connections at all.

    `lost` counts what happened. `delay` is in seconds and hits what follows a pause: a question, an answer.
    """

    cut: float = 0.0
    stall: float = 0.0
    stalled: float = 1.0
    delay: float = 0.0
    down: bool = False
    lost: dict = field(default_factory=lambda: {"cut": 0, "stall": 0, "refused": 0})


@contextmanager
def lossy_proxy(port, line, seed=7):
    """The port of a proxy to a port of this machine."""
    chance = random.Random(seed)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        threads = [threading.Thread(target=_accept, args=(listener, port, line, chance, ended), daemon=True)]
        threads[0].start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            threads[0].join()


def _accept(listener, port, line, chance, ended):
    while not ended.is_set():
        try:
            client, _ = listener.accept()
        except TimeoutError:
            continue
        if line.down:
            line.lost["refused"] += 1
            client.close()
            continue
        try:
            server = socket.create_connection(("127.0.0.1", port))
        except OSError:
            client.close()
            continue
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for one, other in ((client, server), (server, client)):
            threading.Thread(target=_pass, args=(one, other, line, chance, ended), daemon=True).start()


def _pass(one, other, line, chance, ended):
    with suppress(OSError):
        one.settimeout(0.1)
        last = 0.0
        while not ended.is_set():
            try:
                piece = one.recv(16 << 10)
            except TimeoutError:
                if line.down:
                    break
                continue
            if not piece:
                break
            if line.delay and time.monotonic() - last > _PAUSE:
                time.sleep(line.delay)
            last = time.monotonic()
            dice = chance.random()
            if line.down or dice < line.cut:
                line.lost["cut"] += 1
                other.sendall(piece[: len(piece) // 2])  # as a line does that breaks in the middle
                break
            if dice < line.cut + line.stall:
                line.lost["stall"] += 1
                ended.wait(line.stalled)
                break
            other.sendall(piece)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
