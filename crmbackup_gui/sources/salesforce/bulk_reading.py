"""Reading by query jobs of Bulk API 2.0: a few calls for any number of records, in no order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa
from pyarrow import csv

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.rows import encode_json
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.salesforce.library import DATA, checked

WAITS = (1.0, 1.0, 2.0, 3.0, 5.0, 8.0)
"""Seconds between looks at a job; the last one counts for all further ones. Each look is a call."""
_ANSWER = 16 << 20
"""Bytes that an answer should have about: it is held as a whole, so that it can be asked for again."""
_FIRST = 2_000
"""Records of the first answer, which tells how large they are."""
_MOST = 250_000
_DONE = ("JobComplete", "Failed", "Aborted")


def wait_for_job(wire: Wire, path: str) -> dict[str, object]:
    """Look at a job until it has ended, one way or the other. Raises Refused."""
    looks = 0
    while True:
        told: dict[str, object] = checked(wire.send("GET", path), wire.place)
        if told.get("state") in _DONE:
            return told
        wire.wait(WAITS[min(looks, len(WAITS) - 1)])
        looks += 1


@dataclass
class QueryJob:
    """One query. `start` raises Refused where the object cannot be read in this way; `rows` is known afterwards."""

    wire: Wire
    query: str
    deleted: bool = False
    rows: int | None = None
    _path: str = field(default="", init=False)

    def start(self) -> None:
        """Make the job and wait until it has its results."""
        order = {"operation": "queryAll" if self.deleted else "query", "query": self.query}
        # Made twice, a job reads twice, and the results of one are never asked for.
        made = checked(self.wire.send("POST", f"{DATA}jobs/query", content=encode_json(order)), self.wire.place)
        self._path = f"{DATA}jobs/query/{made['id']}"
        told = wait_for_job(self.wire, self._path)
        if told["state"] != "JobComplete":
            words = str(told.get("errorMessage") or told["state"])
            raise SourceUnreadable(self.wire.place, f"the service broke off giving its records ({words})")
        count = told.get("numberRecordsProcessed")
        self.rows = count if isinstance(count, int) else None

    def results(self) -> Iterator[pa.Table]:
        """All records, as columns of text in which what is empty is null. Raises SourceUnreadable."""
        locator, most, seen = "", _FIRST, 0
        while locator != "null":
            asked = {"maxRecords": str(most), **({"locator": locator} if locator else {})}
            answer = self.wire.send("GET", f"{self._path}/results", params=asked, headers={"Accept": "text/csv"})
            if not answer.is_success:
                checked(answer, self.wire.place)
            table = read_csv(answer.content, self.wire.place)
            said = answer.headers.get("sforce-numberofrecords", "")
            locator = answer.headers.get("sforce-locator", "")
            if not said.isdecimal() or not locator:
                raise SourceUnreadable(self.wire.place, "an answer has another form than the service documents")
            if int(said) != table.num_rows:
                raise SourceUnreadable(self.wire.place, f"the service names {said} records and gives {table.num_rows}")
            seen += table.num_rows
            if table.num_rows:
                yield table
                most = min(max(_ANSWER * table.num_rows // len(answer.content), 200), _MOST)
        if self.rows is not None and seen != self.rows:
            raise SourceUnreadable(self.wire.place, f"the service names {self.rows} records and gives {seen}")


def read_csv(content: bytes, place: str) -> pa.Table:
    """A table of texts; an empty cell is null. Raises SourceUnreadable."""
    if not content.strip():
        return pa.table({})
    header = content[: content.index(b"\n") + 1] if b"\n" in content else content
    try:
        names = csv.read_csv(pa.BufferReader(header)).column_names
        return csv.read_csv(
            pa.BufferReader(content),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            read_options=csv.ReadOptions(use_threads=False, block_size=max(len(content) + 1, 1 << 20)),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as error:
        raise SourceUnreadable(place, f"an answer cannot be read ({error})") from error
