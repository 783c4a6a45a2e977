"""How many calls a hosted CRM still grants, and the share of them that stays free for everybody else.

What the service says in its answers counts; calls made since are added to that, so that a service that speaks of its
budget seldom (Zoho: only past half) is not overdrawn. No limit is known until the service has said one.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from crmbackup_gui.model.budget import BudgetFacts, Usage

DEFAULT_FREE = 20
"""Percent of the calls that are left to the customer's other programs."""


class Budget:
    """The budget of one service. Any thread may use it.

    `free` is the share in percent that is not touched.
    """

    def __init__(self, free: int = DEFAULT_FREE) -> None:
        self.free = free
        self._guard = threading.Lock()
        self._told: Usage | None = None
        self._since = 0
        self._calls = 0

    def note(self, usage: Usage) -> None:
        """What the service has just said. Of answers that overtake each other the higher use counts."""
        with self._guard:
            known = self._told
            if known is not None and usage.limit == known.limit and usage.resets_at == known.resets_at:
                late = known.used - usage.used
                if 0 < late <= self._since:
                    return
            self._told, self._since = usage, 0

    def count(self, calls: int) -> None:
        """So many calls were made, or credits spent."""
        with self._guard:
            self._since += calls
            self._calls += calls

    @property
    def calls(self) -> int:
        """What this program has spent since the source was opened."""
        return self._calls

    @property
    def usage(self) -> Usage | None:
        """What is used by now as far as anybody can tell; None when the service has not said."""
        with self._guard:
            return None if self._told is None else replace(self._told, used=self._told.used + self._since)

    @property
    def facts(self) -> BudgetFacts:
        """For a person who looks."""
        return BudgetFacts(self.usage, self.free, self._calls)

    def allows(self, calls: int) -> bool:
        """Whether so many calls leave the free share untouched."""
        left = self.facts.left
        return left is None or calls <= left
