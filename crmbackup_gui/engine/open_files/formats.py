"""Files that other programs open: how records are written into one, and how it is read back.

A writer and a reader work on records of `shown_schema` (text_form.py), in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from crmbackup_gui.engine.open_files.text_form import as_text

_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
"""Tells spreadsheets that the text is UTF-8; without it they take Chinese for something else."""


class FileFormat(Enum):
    """A kind of open files; the value is the ending of their names, and the scheme of a TARGET."""

    CSV = "csv"
    """UTF-8, comma, header, CRLF never; texts in quotes, and a value that is not there without them."""
    PARQUET = "parquet"


class RecordWriter(Protocol):
    """Writes records into a file. Leave the context before the file is read."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def write(self, records: pa.RecordBatch) -> None:
        """Append records."""


def open_writer(file: BinaryIO, file_format: FileFormat, schema: pa.Schema) -> RecordWriter:
    """A writer of a new file."""
    return _CsvWriter(file, schema) if file_format is FileFormat.CSV else _ParquetWriter(file, schema)


def read_texts(path: Path, file_format: FileFormat, schema: pa.Schema, largest: int) -> Iterator[list[pa.Array]]:
    """The columns of a file as text, some records at a time. `largest` is how many bytes a record may have."""
    if file_format is FileFormat.PARQUET:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield [as_text(column) for column in batch.columns]
        return
    names = [str(position) for position in range(len(schema))]
    with pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(
            column_names=names, skip_rows_after_names=1, block_size=max(_BLOCK, 2 * largest)
        ),
        parse_options=pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ) as reader:
        for batch in reader:
            yield batch.columns


class _CsvWriter:
    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        file.write(_BOM)
        self._writer = pacsv.CSVWriter(file, schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, records: pa.RecordBatch) -> None:
        self._writer.write_batch(records)


class _ParquetWriter:
    def __init__(self, file: BinaryIO, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(file, schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(self, records: pa.RecordBatch) -> None:
        self._writer.write_batch(records)
