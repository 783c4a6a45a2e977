"""How the command line says numbers, sizes, times and tables to people. English; sizes are decimal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_JOINERS = "\u200c\u200d"
"""Not printable by themselves, but part of words and of emoji."""


def printable(text: str) -> str:
    """The text without what a terminal would act on: control characters and the like are written as escapes."""
    return "".join(c if c.isprintable() or c in _JOINERS else c.encode("unicode_escape").decode() for c in text)


def number(value: int) -> str:
    """Digits in groups of three."""
    return f"{value:,}"


def size(count: float) -> str:
    """Bytes, with one digit after the point from kB on."""
    for factor, unit in _UNITS:
        if count >= factor:
            return f"{count / factor:,.1f} {unit}"
    return f"{count:,.0f} bytes"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours, with one digit after the point; two for less than ten seconds."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:,.1f} min" if seconds < 7200 else f"{seconds / 3600:,.1f} h"


def moment(when: datetime, now: datetime | None = None) -> str:
    """A time as people tell it, on the clock of this machine. `when` is aware."""
    local = when.astimezone()
    today = (now or datetime.now().astimezone()).date()
    if local.date() == today:
        return f"today {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"yesterday {local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Lines with columns under their headings; the columns at positions `right` end together, as numbers do."""
    from rich.cells import cell_len

    cells = [list(headings), *([printable(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(headings))]
    return [
        "  ".join(_padded(cell, widths[i] - cell_len(cell), right=i in right) for i, cell in enumerate(row)).rstrip()
        for row in cells
    ]


def _padded(cell: str, missing: int, *, right: bool) -> str:
    space = " " * missing
    return space + cell if right else cell + space
