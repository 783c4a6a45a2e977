"""One line of the report of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the report: what was measured, its bound (a number that it must not exceed), and how to say it."""

    what: str
    figure: float
    bound: float | None
    unit: str

    @property
    def missed(self) -> bool:
        return self.bound is not None and self.figure > self.bound

    def __str__(self) -> str:
        bound = "" if self.bound is None else f"≤ {self.bound:g}"
        verdict = "missed" if self.missed else "met" if self.bound is not None else ""
        return f"| {self.what} | {self.figure:,.2f} {self.unit} | {bound} | {verdict} |"
