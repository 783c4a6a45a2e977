"""How the command line tells of places that still keep what was erased or deleted."""

from __future__ import annotations

from collections.abc import Iterable

from crmbackup_gui.cli.wording import moment
from crmbackup_gui.engine.delays import Delay


def delays_data(delays: Iterable[Delay]) -> list[dict[str, object]]:
    """As programs read them."""
    return [{"location": d.location, "until": d.until, "cause": d.cause, "reason": d.reason} for d in delays]


def told(delay: Delay, *, what: str) -> str:
    """A sentence. `what` is what may still lie there."""
    until = f" at least until {moment(delay.until)}" if delay.until else ""
    return f"'{delay.location}' may still hold {what}{until}: {delay.reason}."
