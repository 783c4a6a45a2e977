"""The proof of a restore: what came back, that it was read back and compared, and a way to take it back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QMarginsF, QStringListModel, Qt, Slot
from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.services.history import Run
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.icons import icon, pixmap
from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.proof import Proof, Verdict
from crmbackup_gui.ui.viewmodels.proof_report import html_report
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.outcome_tabs import OutcomeTabs

_BADGE = 48
_USUAL, _WIDE = 760, 900
"""A recycle bin takes a column more."""
_LIST_HEIGHT = 110
_PDF_DPI = 96
_PDF_LINES = 200
"""Laying out a page keeps Python's lock: 10,000 lines would stop the window for more than a second."""
_MARGIN_MM = 18

_TONES = {
    Verdict.MATCHES: (Tone.GOOD, "good"),
    Verdict.SOME_LEFT: (Tone.GOOD, "good"),
    Verdict.SOME_DIFFER: (Tone.WARN, "warn"),
    Verdict.SOME_REFUSED: (Tone.WARN, "warn"),
    Verdict.NOT_PROVEN: (Tone.WARN, "warn"),
    Verdict.CANCELLED: (Tone.QUIET, "stopped"),
    Verdict.FAILED: (Tone.BAD, "bad"),
}


class ProofDialog(QDialog):
    """Of a restore or an undo; `report` is None for one that an error ended."""

    def __init__(
        self,
        session: Session,
        connection_id: str,
        run: Run,
        report: RestoreReport | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._connection_id = session, connection_id
        self._asking = Asking(session.jobs, self)
        self.proof = Proof(run, report, self)
        name = self.tr("Undo of a restore: {crm}") if self.proof.is_undo else self.tr("Restore: {crm}")
        self.setWindowTitle(name.format(crm=run.crm_name))
        self.title = QLabel(self.proof.title)
        self.sentence = QLabel(self.proof.sentence)
        self._badge = QLabel()
        self.outcomes = OutcomeTabs(done=True)
        self.notes = QStringListModel(self)
        self.list = QListView()
        self.notice = Notice()
        self.undo = QPushButton(icon("undo"), self.proof.undo_label)
        self.save = QPushButton(icon("save"), self.tr("Save report…"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._fill(report)
        self._lay_out()
        self.undo.clicked.connect(self.ask_undo)
        self.save.clicked.connect(self.ask_where)
        self.buttons.rejected.connect(self.reject)
        self.buttons.setFocus()
        self.resize(_WIDE if self.outcomes.tells_records else _USUAL, 600 if report else 280)

    def _fill(self, report: RestoreReport | None) -> None:
        meaning, drawing = _TONES[self.proof.verdict]
        colour = tone(meaning, self.palette())
        self._badge.setPixmap(pixmap(drawing, _BADGE, colour, self.devicePixelRatioF()))
        self._badge.setFixedSize(_BADGE, _BADGE)
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        self.title.setFont(font)
        for label in (self.title, self.sentence):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.outcomes.show_report(report)
        self.outcomes.setVisible(report is not None)
        # Where records are told one by one, the tab of them has the refused ones, with what people call them.
        refused = () if self.outcomes.tells_records else self.proof.refusals
        self.notes.setStringList([*refused, *self.proof.warnings])
        self.list.setModel(self.notes)
        self.list.setAccessibleName(self.tr("Refused records and warnings"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setMaximumHeight(_LIST_HEIGHT)
        self.list.setVisible(bool(self.notes.stringList()))
        self.undo.setVisible(self.proof.safety_point is not None)
        self.save.setVisible(report is not None)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setDefault(True)
        for button in (self.undo, self.save, close):
            button.setAccessibleName(button.text())
            button.setAutoDefault(button is close)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        top = QHBoxLayout()
        top.setSpacing(2 * SPACE)
        top.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        facts = QFormLayout()
        facts.setVerticalSpacing(SPACE // 2)
        facts.setHorizontalSpacing(2 * SPACE)
        for name, value in self.proof.facts:
            label = QLabel(value)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addRow(name, label)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.undo)
        row.addWidget(self.save)
        row.addStretch(1)
        row.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(top)
        column.addLayout(facts)
        column.addWidget(self.list)
        column.addWidget(self.outcomes, 1)
        column.addWidget(self.notice)
        if self.proof.report is None:
            column.addStretch(1)
        column.addLayout(row)

    # Undo

    @Slot()
    def ask_undo(self) -> None:
        """Say exactly what happens, and ask once."""
        label = self.proof.undo_label
        ask(self, self.tr("{what}?").format(what=label), self.proof.undo_question, label, self._undo)

    @Slot()
    def _undo(self) -> None:
        safety = self.proof.safety_point
        assert safety is not None
        copy = str(self.proof.run.report["copy"])
        if self._session.undo(self._connection_id, safety.sequence, safety.url, copy) is None:
            self.notice.say(Tone.BAD, self.tr("This CRM is no longer in the list. Nothing was undone."))
            return
        self.accept()

    # The report

    @Slot()
    def ask_where(self) -> None:
        """Ask for the file, and save the report into it."""
        name = self.tr("Restore report {crm}").format(crm=self.proof.run.crm_name)
        filters = self.tr("PDF (*.pdf)") + ";;" + self.tr("Web page (*.html)")
        dialog = QFileDialog(self, self.tr("Save report"), str(Path.home() / f"{_plain(name)}.pdf"), filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_report)
        dialog.open()

    @Slot(str)
    def save_report(self, path: str) -> None:
        """Write the report: a web page where the name ends like one, else a PDF."""
        self.save.setEnabled(False)
        place = Path(path)
        page = html_report(self.proof, None if _is_page(place) else _PDF_LINES)
        self._asking.ask(partial(_write, page, place), self._saved, self._not_saved)

    def _saved(self, path: Path) -> None:
        self.save.setEnabled(True)
        self.notice.say(Tone.GOOD, self.tr("The report is in {path}").format(path=path))

    def _not_saved(self, error: BaseException) -> None:
        self.save.setEnabled(True)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        self.notice.say(
            Tone.BAD,
            self.tr("The report could not be saved: {reason}").format(reason=reason),
            self.tr("Choose another folder and try again."),
        )


def _write(html: str, path: Path) -> Path:
    """On a thread of its own, which is all that touches the document."""
    if _is_page(path):
        path.write_text(html, encoding="utf-8")
        return path
    # A long document lays itself out with timers, which a plain thread has only once there is a loop for them.
    loop = QEventLoop()
    # QPdfWriter says nothing of a place where it cannot write.
    path.write_bytes(b"")
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM))
    writer.setResolution(_PDF_DPI)
    document = QTextDocument()
    document.setHtml(html)
    document.print_(writer)
    del document, loop
    return path


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in (".html", ".htm")


def _plain(name: str) -> str:
    """A name that every file system takes."""
    return "".join(c if c.isalnum() or c in " -_." else "_" for c in name)
