"""The sheet of paper that opens a repository when everything else is lost."""

from __future__ import annotations

from datetime import datetime
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from crmbackup_gui.ui.words.telling import date

_MARGIN_MM = 20.0
_POINTS = 11


def sheet(location: str, code: str, when: datetime) -> QTextDocument:
    """The recovery code of the repository there, what it is for, and how it is used."""
    title = QCoreApplication.translate("RecoverySheet", "Recovery sheet")
    words = QCoreApplication.translate(
        "RecoverySheet",
        "This code opens the repository below when the passphrase is forgotten or the computer is gone. Whoever has it "
        "can read the recovery points: keep this sheet where you keep passports, and not beside the computer.",
    )
    steps = (
        QCoreApplication.translate("RecoverySheet", "Install crmbackup on any computer and open it."),
        QCoreApplication.translate("RecoverySheet", "Choose “Add a CRM”, then “I already have a repository”."),
        QCoreApplication.translate("RecoverySheet", "Choose the folder or drive, and type the code when it asks."),
    )
    rows = (
        (QCoreApplication.translate("RecoverySheet", "Recovery code"), f"<b><code>{_in_groups(code)}</code></b>"),
        (QCoreApplication.translate("RecoverySheet", "Repository"), escape(location)),
        (QCoreApplication.translate("RecoverySheet", "Made on"), escape(date(when))),
    )
    table = "".join(f"<tr><td><b>{escape(name)}</b>&nbsp;&nbsp;</td><td>{value}</td></tr>" for name, value in rows)
    items = "".join(f"<li>{escape(step)}</li>" for step in steps)
    how = QCoreApplication.translate("RecoverySheet", "How to use it")
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSize(_POINTS)
    document.setDefaultFont(font)
    document.setHtml(
        f"<h1>crmbackup: {escape(title)}</h1><p>{escape(words)}</p>"
        f"<table cellpadding='6'>{table}</table><h3>{escape(how)}</h3><ol>{items}</ol>"
    )
    return document


def as_pdf(document: QTextDocument) -> bytes:
    """The sheet on one page of A4."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(QCoreApplication.translate("RecoverySheet", "Recovery sheet"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document.print_(writer)
    buffer.close()
    return bytes(content.data())


def in_lines(code: str) -> str:
    """The code in two lines of groups, as it is shown."""
    groups = code.split("-")
    middle = (len(groups) + 1) // 2
    return "\n".join((" ".join(groups[:middle]), " ".join(groups[middle:])))


def _in_groups(code: str) -> str:
    return escape(code).replace("-", "&#8209;")
