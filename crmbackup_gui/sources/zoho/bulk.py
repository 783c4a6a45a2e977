"""Bulk Read: a job exports a module as CSV in a ZIP, 200,000 records each, for the price of fifty calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from crmbackup_gui.errors import SourceUnreachable, SourceUnreadable
from crmbackup_gui.sources.hosted.service import Page
from crmbackup_gui.sources.zoho.api import BULK, BULK_CREDITS, Api, Json, Refusal, rows_of
from crmbackup_gui.sources.zoho.fields import Kind, ZohoField, from_csv
from crmbackup_gui.sources.zoho.structure import ZohoModule
from crmbackup_gui.sources.zoho.unzipping import BadArchive, FirstFile

_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)
_LONGEST = timedelta(hours=3)
"""A job that is not ready after so long is given up."""
_TRIES = 4
_BLOCK = 4 << 20
_SLACK = timedelta(seconds=5)


class NoBulk(Exception):
    """Zoho does not export this, or not in the form that it documents: it has to be read in another way."""


@dataclass
class BulkReader:
    """Exports one module. `gone` tells the ids that were deleted since a moment, None for nobody knows."""

    api: Api
    module: ZohoModule
    gone: Callable[[datetime], set[str] | None]
    _seen: list[pa.Array] = field(default_factory=list)

    def all_rows(self, fetch: Callable[[Sequence[str]], Iterator[Page]]) -> Iterator[Page]:
        """All records, some of them twice. `fetch` gives records by their ids. Raises NoBulk, at once or later."""
        began, jobs = self.api.wire.now(), 0
        for table in self._tables(self.module.asked_for):
            jobs += table is None
            if table is not None:
                self._seen.append(pc.cast(table.column("id").combine_chunks(), pa.int64()))
                yield Page(table)
        gone = self.gone(began - _SLACK) if jobs > 1 else set()
        if gone is None or gone:
            # Jobs cut by position: a deletion between two of them may have hidden a record.
            yield from fetch(self._missed())

    def all_ids(self) -> Iterator[list[str]]:
        """The ids of the same records."""
        for table in self._tables([]):
            if table is not None:
                yield table.column("id").to_pylist()

    def _missed(self) -> list[str]:
        seen = pa.chunked_array(self._seen, pa.int64())
        found: list[str] = []
        for ids in self.all_ids():
            numbers = pa.array([int(one) for one in ids], pa.int64())
            new = pc.invert(pc.is_in(numbers, value_set=seen.combine_chunks()))
            found += [str(one) for one in numbers.filter(new).to_pylist()]
        return found

    def _tables(self, names: Sequence[str]) -> Iterator[pa.Table | None]:
        """What the jobs give, piece by piece; None stands for the end of a job."""
        query: dict[str, object] = {"module": {"api_name": self.module.name}, "fields": ["id", *names]}
        while True:
            job, result = self._exported(query)
            if result.get("count") != 0:
                yield from self._downloaded(job, names, result.get("count"))
            yield None
            token = result.get("next_page_token")
            if result.get("more_records") is not True:
                return
            if not isinstance(token, str):
                raise NoBulk
            query = {"page_token": token}

    def _exported(self, query: dict[str, object]) -> tuple[str, Json]:
        """A job that is ready, and what it says of its result."""
        for _ in range(_TRIES):
            job = self._made(query)
            result = self._awaited(job)
            if result is not None:
                return job, result
        raise NoBulk

    def _made(self, query: dict[str, object]) -> str:
        try:
            response = self.api.post(BULK, {"query": query}, repeatable=True, calls=BULK_CREDITS)
            made = rows_of(self.api.told(response), "data")
        except Refusal as refused:
            raise NoBulk from refused
        details = made[0].get("details") if made else None
        job = details.get("id") if isinstance(details, dict) else None
        if not isinstance(job, str) or not job.isalnum():
            raise NoBulk
        return job

    def _awaited(self, job: str) -> Json | None:
        """What a job says of its result when it is ready; None when it failed."""
        began, looks = self.api.wire.now(), 0
        while self.api.wire.now() - began < _LONGEST:
            try:
                told = rows_of(self.api.get(f"{BULK}/{job}"), "data")
            except Refusal as refused:
                raise NoBulk from refused
            state = told[0].get("state") if told else None
            result = told[0].get("result") if told else None
            if state == "COMPLETED" and isinstance(result, dict):
                return result
            if state not in ("ADDED", "QUEUED", "IN PROGRESS", "COMPLETED"):
                return None
            self.api.wire.wait(_WAITS[min(looks, len(_WAITS) - 1)])
            looks += 1
        raise SourceUnreadable(self.api.wire.place, f"the service did not have '{self.module.name}' ready in time")

    def _downloaded(self, job: str, names: Sequence[str], count: object) -> Iterator[pa.Table]:
        """The rows of a result, from the beginning again when it breaks off."""
        for attempt in range(1, _TRIES + 1):
            try:
                rows = 0
                for table in self._read(job, names):
                    rows += table.num_rows
                    yield table
            except (SourceUnreachable, BadArchive) as error:
                if attempt == _TRIES:
                    raise SourceUnreadable(self.api.wire.place, f"an answer cannot be read ({error})") from error
                continue
            if isinstance(count, int) and rows != count:
                raise SourceUnreadable(self.api.wire.place, f"the service names {count} records and gives {rows}")
            return

    def _read(self, job: str, names: Sequence[str]) -> Iterator[pa.Table]:
        with self.api.wire.stream(f"{BULK}/{job}/result") as response:
            if not response.is_success:
                raise BadArchive(f"it answers with status {response.status_code}")
            content = pa.PythonFile(FirstFile(response.iter_bytes(1 << 16)), mode="r")
            reading = csv.ReadOptions(block_size=_BLOCK, use_threads=False)
            parsing = csv.ParseOptions(newlines_in_values=True)
            try:
                header = None
                for batch in csv.open_csv(content, reading, parsing, _as_text(names)):
                    header = header or self._checked(batch.schema.names, names)
                    yield self._formed(pa.Table.from_batches([batch]).rename_columns(header))
            except pa.ArrowInvalid as error:
                raise BadArchive(str(error)) from error

    def _checked(self, header: Sequence[str], names: Sequence[str]) -> list[str]:
        """The columns' names; a field that is not there must not be taken for empty."""
        found = ["id" if name in ("Id", "ID", "id") else name for name in header]
        if "id" not in found or set(names) - set(found):
            raise NoBulk
        return found

    def _formed(self, table: pa.Table) -> pa.Table:
        for position, name in enumerate(table.column_names):
            one = self.module.fields.get(name)
            if one is not None and one.kind in (Kind.CHOICES, Kind.TAGS):
                table = table.set_column(position, name, _rewritten(one, table.column(position)))
        return table


def _as_text(names: Sequence[str]) -> csv.ConvertOptions:
    """Every column is text, and an empty cell is no value."""
    columns = {name: pa.string() for name in (*names, "Id", "ID", "id")}
    return csv.ConvertOptions(
        column_types=columns, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
    )


def _rewritten(one: ZohoField, column: pa.ChunkedArray) -> pa.Array:
    """Each value that occurs is looked at once."""
    encoded = column.combine_chunks().dictionary_encode()
    texts = [from_csv(one, cell) for cell in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)
