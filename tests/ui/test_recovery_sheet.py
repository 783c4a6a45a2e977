"""The sheet that is printed and saved says what services/recovery_sheet.py says, in both languages, on one page."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QLocale

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.recovery_code import format_code
from crmbackup_gui.services.recovery_sheet import recovery_sheet
from crmbackup_gui.services.settings import Language
from crmbackup_gui.ui.recovery_sheet import NewCode, as_pdf, sheet

CODE = format_code(bytes(range(20)))
ID = "0123456789abcdef" * 2
MADE = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
LOCALES = {Language.ENGLISH: QLocale("en_US"), Language.CHINESE: QLocale("zh_CN")}


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(params=list(LOCALES))
def language(request):
    before = QLocale()
    QLocale.setDefault(LOCALES[request.param])
    yield request.param
    QLocale.setDefault(before)


def printed(location="/media/usb/<b>backup", code=CODE):
    return sheet(NewCode(location, ID, code), MADE)


def test_every_word_of_both_languages_stands_on_it_that_of_the_window_first(language):
    text = printed().toPlainText()
    titles = []
    for spoken in LOCALES:
        told = recovery_sheet(CODE, ID, "/media/usb/<b>backup", MADE, spoken)
        names = [word for fact in told.facts for word in fact]
        for word in (told.title, told.purpose, *names, told.code_title, *told.code_lines, *told.steps, told.without):
            assert word in text
        titles.append((text.index(told.title), spoken))
    assert min(titles)[1] is language


@pytest.mark.usefixtures("language")
def test_a_long_place_leaves_it_on_one_page_of_paper():
    pdf = as_pdf(printed("/" + "backups of the shop/" * 12))
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_code_that_opens_nothing_is_not_printed():
    with pytest.raises(InvalidRequest):
        printed(code=CODE[:-1])


def test_the_code_shows_in_no_representation():
    assert CODE not in repr(NewCode("/media", ID, CODE))
