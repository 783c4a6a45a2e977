"""The report of a restore as a page that any program can show. Every text of the CRM is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.ui.viewmodels.proof import Proof
from crmbackup_gui.ui.viewmodels.record_ends import end_cells, end_rows
from crmbackup_gui.ui.viewmodels.restore_counts import cell, column_name, columns_of, rows_of
from crmbackup_gui.ui.words.telling import locale

_STYLE = (
    "body{font-family:sans-serif;font-size:10pt}h1{font-size:18pt}h2{font-size:12pt}"
    "table{border-collapse:collapse}th,td{padding:3px 10px 3px 0;text-align:left}.n{text-align:right}"
)
"""Only what Qt's own rich text knows as well, because the PDF is made by it."""


def html_report(proof: Proof, most: int | None = None) -> str:
    """One HTML page without anything outside of it. Of refused records and of warnings at most so many are listed."""
    title = QCoreApplication.translate("ProofReport", "Proof of a restore: {crm}").format(crm=proof.run.crm_name)
    parts = [
        f"<h1>{_text(proof.title)}</h1>",
        f"<p>{_text(proof.sentence)}</p>",
        _table([], [*proof.facts, *proof.ids]),
        *_counts(proof),
        *_list(QCoreApplication.translate("ProofReport", "Refused records"), proof.refusals, most),
        *_list(QCoreApplication.translate("ProofReport", "Warnings"), proof.warnings, most),
        *_records(proof, most),
    ]
    language = locale().bcp47Name()
    head = f'<meta charset="utf-8"><title>{_text(title)}</title><style>{_STYLE}</style>'
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _counts(proof: Proof) -> list[str]:
    if proof.report is None:
        return []
    heading = QCoreApplication.translate("ProofReport", "Counts")
    columns = columns_of(proof.report, done=True)
    rows = [[cell(entity, column) for column in columns] for entity in rows_of(proof.report)]
    return [f"<h2>{_text(heading)}</h2>", _table([column_name(c, done=True) for c in columns], rows)]


def _records(proof: Proof, most: int | None) -> list[str]:
    """What became of records one by one, as far as the report tells it."""
    told = [] if proof.report is None else end_rows(proof.report)
    if not told:
        return []
    heading = QCoreApplication.translate("ProofReport", "Records")
    lines = ["<table>", *(_row("td", end_cells(row, done=True), "") for row in told[:most]), "</table>"]
    if most is not None and len(told) > most:
        left = len(told) - most
        more = QCoreApplication.translate("ProofReport", "and %Ln more, listed in the web page", "", left)
        lines.append(f"<p>{_text(more)}</p>")
    return [f"<h2>{_text(heading)}</h2>", *lines]


def _list(heading: str, lines: Sequence[str], most: int | None) -> list[str]:
    if not lines:
        return []
    shown = list(lines[:most])
    if len(shown) < len(lines):
        left = len(lines) - len(shown)
        shown.append(QCoreApplication.translate("ProofReport", "and %Ln more, listed in the web page", "", left))
    return [f"<h2>{_text(heading)}</h2>", "<ul>", *(f"<li>{_text(line)}</li>" for line in shown), "</ul>"]


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns behind the first one are right-aligned where there are titles: they are numbers."""
    css = ' class="n" align="right"' if titles else ""
    lines = ["<table>"]
    if titles:
        lines.append(_row("th", titles, css))
    lines += [_row("td", row, css) for row in rows]
    return "\n".join([*lines, "</table>"])


def _row(tag: str, cells: Sequence[str], css: str) -> str:
    inner = "".join(f"<{tag}{css if place else ''}>{_text(value)}</{tag}>" for place, value in enumerate(cells))
    return f"<tr>{inner}</tr>"


def _text(value: str) -> str:
    return escape(value).replace("\n", "<br>")
