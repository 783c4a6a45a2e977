"""Zoho's service on the fake, and what the tests of it share."""

from __future__ import annotations

from crmbackup_gui.sources.hosted.consent import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from crmbackup_gui.sources.hosted.service import Since
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.zoho.access import ZohoAccess
from crmbackup_gui.sources.zoho.api import Meter, judge
from crmbackup_gui.sources.zoho.service import ZohoService

PLACE = "zoho://zylker@accounts.zoho.test"


def secrets_of(zoho, refresh=None):
    """What a user would have in the keyring."""
    kept = {REFRESH_TOKEN: refresh or zoho.grant(), CLIENT_ID: zoho.client_id, CLIENT_SECRET: zoho.client_secret}
    return kept.get


def access_of(zoho, refresh=None):
    """What lets a service in."""
    return ZohoAccess(PLACE, zoho.url, secrets_of(zoho, refresh))


def service_of(zoho, access, **options):
    """A service whose waiting moves the fake's clock."""
    wire = Wire(PLACE, access.api, access, judge=judge, measure=Meter())
    wire.sleep = lambda seconds: zoho.clock.advance(seconds=seconds)
    return ZohoService(wire, lambda: access.api, **options)


class Opened:
    """A service that was asked for its structure."""

    def __init__(self, zoho, refresh=None, **options):
        self.zoho, self.service = zoho, service_of(zoho, access_of(zoho, refresh), **options)
        self.described = self.service.describe()
        self.modules = {module.entity.name: module for module in self.described.modules}

    def rows(self, name):
        """All records of a module by id."""
        return by_id(self.service.read(self.modules[name]).pages)

    def reading(self, name):
        """The records, and the mark that the reading leaves."""
        reading = self.service.read(self.modules[name])
        return by_id(reading.pages), reading.mark()

    def changed(self, name, moment, mark=None):
        """What changed since then, and the next mark; None when the service cannot tell."""
        reading = self.service.changed(self.modules[name], Since(moment, mark))
        return None if reading is None else (by_id(reading.pages), reading.mark())

    def deleted(self, name, moment):
        """Ids of what was deleted since then; None when the service cannot tell."""
        found = self.service.deleted(self.modules[name], Since(moment))
        return None if found is None else {row["id"] for page in found.pages for row in page.rows}

    def keys(self, name):
        """All ids."""
        return {row["id"] for page in self.service.keys(self.modules[name]) for row in page.rows}

    def write(self, name, order, *rows):
        """The results of writing."""
        return [one for call in self.service.write(self.modules[name], order, rows) for one in call]


def by_id(pages):
    """Rows of pages by id; of those that come twice the last one. Arrow is told as rows."""
    found = {}
    for page in pages:
        rows = page.rows if isinstance(page.rows, list) else page.rows.to_pylist()
        found.update((row["id"], row) for row in rows)
    return found
