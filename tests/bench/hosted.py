"""Services on the internet: calls for records, records a second, and memory that does not grow with records."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.sources.hosted.service import Fate, Module, Order, Row, Service
from tests.bench.line import Line
from tests.bench.processes import module, run
from tests.fakes.hubspot.server import HubSpot
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.hubspot import accounts as hubspot_accounts
from tests.sources.salesforce import orgs
from tests.sources.zoho import organisation, setting

MORE, WRITTEN = 4_000, 1_000
"""So many more records are read the second time: the difference tells what records take, not what an entity does."""
SMALL, LARGE = 10_000, 2_000_000


@dataclass(frozen=True)
class Subject:
    """A service with its fake, and what its documentation takes at the least for 1,000 records.

    `few` is how many there are at first. `read` is by the cheapest documented way at this size, `written` in the
    largest batches that are documented for so many; both as the service's budget counts them.
    """

    name: str
    opened: Callable[[int], Iterator[tuple[Service, Module]]]
    new_row: Callable[[int], Row]
    few: int
    read: float
    written: float


def report(folder: Path, records: int = LARGE) -> list[Line]:
    """Measure everything."""
    records = max(records, 2 * SMALL)
    lines = [line for subject in _SUBJECTS for line in _calls(subject)]
    peaks = {}
    for count in (SMALL, records):
        place = folder / f"hosted-{count}"
        place.mkdir()
        measured = run(module("tests.bench.quick_service", str(place), str(count)))
        shutil.rmtree(place)
        peaks[count] = measured.peak_bytes / 1e6
        took = json.loads(measured.output)
        if count != SMALL:
            what = f"hosted CRM that answers at once, {count:,} records"
            lines.append(Line(f"{what}: records a second", count / took["seconds"], None, ""))
            lines.append(Line(f"{what}: the same for a second of the processor", count / took["cpu"], None, ""))
    lines.append(Line(f"hosted CRM: peak memory at {SMALL:,} records", peaks[SMALL], 350, "MB"))
    lines.append(Line(f"hosted CRM: peak memory at {records:,} records", peaks[records], 350, "MB"))
    return lines


def _calls(subject: Subject) -> list[Line]:
    taken = {}
    for records in (subject.few, subject.few + MORE):
        with contextmanager(subject.opened)(records) as (service, entity):
            before = service.wire.budget.calls
            read = sum(len(page.rows) for page in service.read(entity).pages)
            assert read >= records
            taken[records] = service.wire.budget.calls - before
            service.wire.close()
    with contextmanager(subject.opened)(0) as (service, entity):
        before = service.wire.budget.calls
        rows = [subject.new_row(number) for number in range(WRITTEN)]
        results = [each for some in service.write(entity, Order.CREATE, rows) for each in some]
        assert [each.fate for each in results] == [Fate.DONE] * WRITTEN
        written = service.wire.budget.calls - before
        service.wire.close()
    reading = 1_000 * (taken[subject.few + MORE] - taken[subject.few]) / MORE
    return [
        Line(f"{subject.name}: calls for 1,000 records read", reading, subject.read, ""),
        Line(f"{subject.name}: calls for 1,000 records created", 1_000 * written / WRITTEN, subject.written, ""),
    ]


def _of(service: Service, name: str) -> tuple[Service, Module]:
    return service, next(each for each in service.describe().modules if each.entity.name == name)


def _salesforce(records: int) -> Iterator[tuple[Service, Module]]:
    with orgs.new_fake() as fake:
        for number in range(records):
            fake.org.seed("Contact", LastName=f"C{number}")
        fake.clock.advance(minutes=20)
        yield _of(orgs.service_of(fake), "Contact")


def _zoho(records: int) -> Iterator[tuple[Service, Module]]:
    with FakeZoho(organisation.clock_of_today()) as fake:
        for number in range(records):
            fake.org.add("Contacts", Last_Name=f"C{number}")
        fake.clock.advance(minutes=20)
        yield _of(setting.service_of(fake, setting.access_of(fake, None), attachments=False), "Contacts")


def _hubspot(records: int) -> Iterator[tuple[Service, Module]]:
    with HubSpot(hubspot_accounts.clock()) as fake:
        for number in range(records):
            fake.account.add("contacts", email=f"c{number}@example.org")
        fake.clock.advance(minutes=20)
        yield _of(hubspot_accounts.service_of(fake), "contacts")


_SUBJECTS: Sequence[Subject] = (
    # A query job: one answer holds 50,000 records. Collections of 200 below 2,000.
    Subject("Salesforce", _salesforce, lambda number: {"LastName": f"N{number}"}, 8_000, 0.5, 5),
    # Pages of 200; a credit for ten rows.
    Subject("Zoho CRM", _zoho, lambda number: {"Last_Name": f"N{number}"}, 4_000, 5, 100),
    # Pages of 100; batches of 100.
    Subject("HubSpot", _hubspot, lambda number: {"email": f"n{number}@example.org"}, 4_000, 10, 10),
)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="crmbackup-bench-") as place:
        print("\n".join(map(str, report(Path(place)))))
