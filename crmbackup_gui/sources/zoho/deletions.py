"""What was deleted: the list that Zoho keeps for sixty days in the recycle bin and for a while after that.

The list is paged by position, and a record that is restored meanwhile moves the others; so a list of several pages is
read until two readings agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmbackup_gui.sources.hosted.service import Page
from crmbackup_gui.sources.zoho.api import CRM, DELETED_CREDITS, Api, Refusal, more, rows_of
from crmbackup_gui.sources.zoho.structure import ZohoModule
from crmbackup_gui.sources.zoho.walking import PER_PAGE, shown

REACHES = timedelta(days=60)
"""How far back the list surely reaches."""
_MOST_PAGES = 100
"""Longer lists cost more than comparing ids."""
_READINGS = 4
_MOST_IN_A_MARK = 2_000
MANY = "many"
"""A mark that says that there were too many ids in the recycle bin, or that nobody knows."""


@dataclass(frozen=True)
class Deletions:
    """The deletions of one module."""

    api: Api
    module: ZohoModule

    def since(self, moment: datetime) -> set[str] | None:
        """The ids of what was deleted after a moment; None when Zoho cannot tell."""
        if self.api.wire.now() - moment > REACHES:
            return None
        return self._agreed("all", moment)

    def in_bin(self) -> set[str] | None:
        """The ids of what can be restored now; None when Zoho cannot tell."""
        return self._agreed("recycle", None)

    def _agreed(self, kind: str, since: datetime | None) -> set[str] | None:
        if not self.module.has_feed:
            return None
        found, pages = self._listed(kind, since)
        for _ in range(_READINGS):
            if found is None or pages <= 1:
                return found
            again, pages = self._listed(kind, since)
            if again == found:
                return found
            # New deletions come first and only repeat what is there; what is missing may have been hidden.
            found = again
        return None

    def _listed(self, kind: str, since: datetime | None) -> tuple[set[str] | None, int]:
        headers = {"If-Modified-Since": shown(since)} if since is not None else None
        found: set[str] = set()
        for page in range(1, _MOST_PAGES + 1):
            params = {"type": kind, "page": str(page), "per_page": str(PER_PAGE)}
            try:
                told = self.api.get(f"{CRM}/{self.module.name}/deleted", params, headers, calls=DELETED_CREDITS)
            except Refusal:
                return None, page
            found.update(str(row["id"]) for row in rows_of(told, "data") if row.get("id"))
            if not more(told):
                return found, page
        return None, _MOST_PAGES


class BinWatch:
    """The recycle bin around a reading, so that the next increment knows what has come back from it since.

    A record that is restored is there again without a word: its time of change stays, and the list of deletions forgets
    it. So a reading leaves the ids that lay in the bin before or after it as its mark, and the next one fetches those
    that lie there no more.
    """

    def __init__(self, deletions: Deletions) -> None:
        self._deletions = deletions
        self._ids: set[str] = set()
        self._now: set[str] = set()
        self._known = True

    def around(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The same pages, with a look into the bin before the first and after the last."""
        self._look()
        yield from pages
        self._look()

    def come_back(self, mark: str | None) -> list[str]:
        """What lay in the bin at a mark and does no more; gone for good or back."""
        return [one for one in (mark or "").split() if one not in self._now]

    def mark(self) -> str | None:
        """What the next increment has to know; None where there is no bin."""
        if not self._deletions.module.has_feed:
            return None
        return " ".join(sorted(self._ids)) if self._known and len(self._ids) <= _MOST_IN_A_MARK else MANY

    def _look(self) -> None:
        found = self._deletions.in_bin()
        self._known = self._known and found is not None
        self._now = set(found or ())
        self._ids |= self._now
