"""The recovery sheet on a printer: one page, as the PDF has it, and what came of it is said."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from crmbackup_gui.repository.recovery_code import format_code
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.jobs import Jobs
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.recovery_sheet import NewCode
from crmbackup_gui.ui.widgets.code_sheet import CodeSheet
from crmbackup_gui.ui.widgets.notice import Notice

NEW = NewCode("/" + "backups of the shop/" * 12, "0123456789abcdef" * 2, format_code(bytes(range(20))))


@pytest.fixture(params=["en_US", "zh_CN"])
def language(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def shown(qtbot):
    jobs, notice = Jobs(), Notice()
    made = CodeSheet(Asking(jobs, jobs), notice)
    qtbot.addWidget(made)
    qtbot.addWidget(notice)
    made.show_code(NEW)
    made.show()
    return made


def chosen(shown):
    """The dialog of the system, in which paper of A4 was chosen."""
    shown.print.click()
    (dialog,) = shown.findChildren(QPrintDialog)
    dialog.printer().setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    return dialog


@pytest.mark.usefixtures("language")
def test_the_whole_sheet_is_printed_on_one_page(shown, tmp_path):
    dialog = chosen(shown)
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(tmp_path / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())  # pressing Print would take the printers of this computer
    dialog.reject()
    pdf = (tmp_path / "printed.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 1
    assert shown._notice.tone is Tone.GOOD


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_that_nothing_could_be_printed_is_said(shown, tmp_path):
    dialog = chosen(shown)
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    dialog.accepted.emit(dialog.printer())
    dialog.reject()
    assert shown._notice.tone is Tone.BAD


def test_who_closes_the_dialog_prints_nothing(shown):
    chosen(shown).reject()
    assert not shown._notice.isVisible()
