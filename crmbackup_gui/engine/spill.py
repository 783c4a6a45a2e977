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
        self._places: list[int] = []
        self._end = 0

    def append(self, batch: pa.RecordBatch) -> int | None:
        """Put a batch aside. The answer is its number for `read_one`; a batch without rows is none."""
        if batch.num_rows == 0:
            return None
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(sink, self.schema, options=options) as writer:
            writer.write_batch(batch)
        number = len(self._places)
        block = self._cipher.encrypt(self._nonce(number), memoryview(sink.getvalue()).cast("B"), None)
        self._file.seek(self._end)
        self._file.write(len(block).to_bytes(_LENGTH_BYTES, "little"))
        self._file.write(block)
        self._places.append(self._end)
        self._end += _LENGTH_BYTES + len(block)
        self.rows += batch.num_rows
        return number

    def read(self) -> Iterator[pa.RecordBatch]:
        """The batches in the order in which they were put aside."""
        for number in range(len(self._places)):
            yield self.read_one(number)

    def read_one(self, number: int) -> pa.RecordBatch:
        """The batch of that number."""
        self._file.seek(self._places[number])
        length = int.from_bytes(self._file.read(_LENGTH_BYTES), "little")
        block = self._cipher.decrypt(self._nonce(number), self._file.read(length), None)
        with pa.ipc.open_stream(block) as reader:
            return reader.read_next_batch()

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
