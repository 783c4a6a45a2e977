"""The sheet of paper that opens a repository when everything else is lost, as it is printed and saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QLocale, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from crmbackup_gui.services.recovery_sheet import RecoverySheet, recovery_sheet
from crmbackup_gui.services.settings import Language
from crmbackup_gui.ui.words.telling import locale

_POINTS = 9
_CODE_POINTS = 12
_TITLE_POINTS = 15


@dataclass(frozen=True)
class NewCode:
    """A recovery code, and the repository that it opens."""

    location: str
    repository_id: str
    code: str = field(repr=False)


def sheet(new: NewCode, when: datetime) -> QTextDocument:
    """All that is said of the code that was made then (aware), in the language of the window and below it in the other.

    Raises InvalidRequest for a code that opens nothing.
    """
    told = [recovery_sheet(new.code, new.repository_id, new.location, when, spoken) for spoken in _languages()]
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSize(_POINTS)
    document.setDefaultFont(font)
    document.setHtml("<hr>".join(map(_html, told)))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, told[0].title)
    return document


def as_pdf(document: QTextDocument) -> bytes:
    """The sheet on one page of A4."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    # The document brings margins of two centimetres of its own, and with more it would need a second page.
    writer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    document.print_(writer)
    buffer.close()
    return bytes(content.data())


def in_lines(code: str) -> str:
    """The code in two lines of groups, as it is shown."""
    groups = code.split("-")
    middle = (len(groups) + 1) // 2
    return "\n".join((" ".join(groups[:middle]), " ".join(groups[middle:])))


def _languages() -> tuple[Language, Language]:
    chinese_first = locale().language() is QLocale.Language.Chinese
    return (Language.CHINESE, Language.ENGLISH) if chinese_first else (Language.ENGLISH, Language.CHINESE)


def _html(told: RecoverySheet) -> str:
    facts = "".join(
        f"<tr><td><b>{escape(name)}</b>&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>" for name, value in told.facts
    )
    # It is neither broken nor drawn with other dashes, so that it can be copied out of the PDF as it is typed.
    code = "<br>".join(f"<b><code>{escape(line)}</code></b>" for line in told.code_lines)
    steps = "".join(f"<li>{escape(step)}</li>" for step in told.steps)
    return (
        f"<p style='font-size:{_TITLE_POINTS}pt'><b>{escape(told.title)}</b></p><p>{escape(told.purpose)}</p>"
        f"<table cellpadding='2'>{facts}</table><p><b>{escape(told.code_title)}</b></p>"
        f"<p style='font-size:{_CODE_POINTS}pt; white-space:pre'>{code}</p>"
        f"<p><b>{escape(told.steps_title)}</b></p><ol>{steps}</ol>"
        f"<p><b>{escape(told.without_title)}</b></p><p>{escape(told.without)}</p>"
    )
