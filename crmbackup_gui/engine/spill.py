"""Batches put aside on disk, sealed, when they may not fit into memory."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_LENGTH_BYTES = 8


class Spill:
    """A temporary file of record batches of one schema, readable only with a key that never leaves this object.

    Append first, then read, any number of times; one thread at a time. The file has no name where the system allows
    that, so that nothing is left after a crash; leave the context to free its space.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.rows = 0
        self._file = tempfile.TemporaryFile(prefix="crmbackup-")  # noqa: SIM115 - `close` closes it
        self._cipher = AESGCM(secrets.token_bytes(32))
        self._blocks = 0

    def append(self, batch: pa.RecordBatch) -> None:
        """Put a batch aside."""
        if batch.num_rows == 0:
            return
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(sink, self.schema, options=options) as writer:
            writer.write_batch(batch)
        block = self._cipher.encrypt(self._nonce(self._blocks), memoryview(sink.getvalue()).cast("B"), None)
        self._file.write(len(block).to_bytes(_LENGTH_BYTES, "little"))
        self._file.write(block)
        self._blocks += 1
        self.rows += batch.num_rows

    def read(self) -> Iterator[pa.RecordBatch]:
        """The batches in the order in which they were put aside."""
        at = 0
        for number in range(self._blocks):
            self._file.seek(at)
            length = int.from_bytes(self._file.read(_LENGTH_BYTES), "little")
            block = self._cipher.decrypt(self._nonce(number), self._file.read(length), None)
            at = self._file.tell()
            with pa.ipc.open_stream(block) as reader:
                yield from reader
        self._file.seek(0, 2)

    def close(self) -> None:
        """Free the space."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _nonce(number: int) -> bytes:
        return number.to_bytes(12, "big")
