"""The rows of a large result as they come over the wire, in blocks of bytes.

The library makes a Python object of every value, which costs more than all the rest of a backup. While rows come in,
this takes its place behind the socket; what the bytes mean, row_packets.py tells.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

BLOCK = 4 << 20
"""Bytes that are handed on at once, as far as there are so many."""
_AHEAD = 2
"""Blocks received before anybody asks for them; then the server has to wait."""
_KEPT = 4
"""Blocks that are kept for later."""
_IDLE = 0.02
"""Seconds without anything new after which what there is is handed on."""
_ENDINGS = (b"\x07\x00\x00", b"\x05\x00\x00")
"""How the last packet of nearly every result begins, with and without CLIENT_DEPRECATE_EOF."""


class Receiver(asyncio.BufferedProtocol):
    """Collects what a transport receives. All methods belong to the loop's thread.

    `spare` are blocks that nobody uses, kept for the next one: memory that was used before is quicker to fill.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        transport: Any,  # noqa: ANN401 - of any kind
        already: bytes,
        spare: list[bytearray],
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._spare = spare
        self._full: deque[bytearray] = deque()
        self._taken: bytearray | None = None
        self._block = self._new_block()
        self._filled = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self.lost = False
        """Nothing will come any more."""
        for start in range(0, len(already), BLOCK):
            piece = already[start : start + BLOCK]
            self._block[: len(piece)] = piece
            self.buffer_updated(len(piece))

    async def take(self) -> memoryview:
        """What has come since the last time: a block, or less at the end of a result; nothing once it is `lost`.

        It holds until the next time.
        """
        while not self._full and not self.lost and not self._at_end():
            before = self._filled
            self._waiter = self._loop.create_future()
            try:
                await asyncio.wait_for(self._waiter, _IDLE if before else None)
            except TimeoutError:
                if self._filled == before:
                    break
            finally:
                self._waiter = None
        self._give_back()
        size = BLOCK
        if not self._full:
            size = self._filled
            self._begin_another()
        self._taken = self._full.popleft()
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        return memoryview(self._taken)[:size]

    def close(self) -> None:
        """Nothing of it is used any more."""
        self._give_back()
        self._spare += [*self._full, self._block]
        self._full.clear()
        del self._spare[_KEPT:]

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Where the next bytes go."""
        return memoryview(self._block)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """As many bytes have come."""
        self._filled += nbytes
        if self._filled == BLOCK:
            self._begin_another()
            if len(self._full) >= _AHEAD and not self._paused:
                self._paused = True
                self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """The server closed its side."""
        self.lost = True
        self._wake()
        return False

    def connection_lost(self, _reason: Exception | None) -> None:
        """The connection is gone."""
        self.lost = True
        self._wake()

    def _begin_another(self) -> None:
        self._full.append(self._block)
        self._block = self._new_block()
        self._filled = 0

    def _new_block(self) -> bytearray:
        return self._spare.pop() if self._spare else bytearray(BLOCK)

    def _give_back(self) -> None:
        if self._taken is not None:
            self._spare.append(self._taken)
            self._taken = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done() and (self._full or self.lost or self._at_end()):
            self._waiter.set_result(None)

    def _at_end(self) -> bool:
        """Whether the bytes so far end as a result does; if they only look so, less than a block is handed on."""
        tail = bytes(memoryview(self._block)[max(0, self._filled - 11) : self._filled])
        return any(tail[-4 - ending[0] :][:3] == ending and tail[-ending[0]] == 0xFE for ending in _ENDINGS)
