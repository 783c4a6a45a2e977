"""The window speaks both languages whole: nothing in the code is missing from the catalogues, or stale in them."""

import logging
import re
import shutil
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QLabel

from crmbackup_gui.services.settings import Language
from crmbackup_gui.ui import translation
from crmbackup_gui.ui.translation import install, system_language
from crmbackup_gui.ui.words import telling
from tests.translations import CHINESE, ENGLISH, NoLiteral, release, texts, update

pytestmark = pytest.mark.usefixtures("language_kept")

HAN = re.compile(r"[\u4e00-\u9fff]")
NAMES = re.compile(r"&?CRM|PDF|crmbackup|PostgreSQL|MySQL|MariaDB")
PLACE = re.compile(r"\{\w*\}|%L?n|%\d(?!\d)|<[^>]+>")
SAME_IN_CHINESE = {
    "on {days}",
    "{when}, started {trigger}",
}
"""Texts whose words have no counterpart in Chinese."""


def messages(catalogue):
    """Context, message element and the texts it has in the other language, for each message."""
    for context in ET.parse(catalogue).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            translated = message.find("translation")
            forms = [form.text or "" for form in translated.iter("numerusform")] or [translated.text or ""]
            yield context.findtext("name"), message, forms


def places_in(text):
    """What is filled in; %Ln is %n in the groups of the country."""
    return sorted(PLACE.findall(text.replace("%Ln", "%n")))


def sources(catalogue):
    return {
        (context, message.findtext("source"), message.findtext("comment") or "")
        for context, message, _ in messages(catalogue)
    }


def test_every_text_is_a_literal_in_a_context():
    found = texts()
    assert len(found) > 300
    assert not [text.where for text in found if not text.context]


def test_a_text_that_is_made_while_the_program_runs_is_refused(tmp_path):
    (tmp_path / "page.py").write_text('class Page:\n    def say(self):\n        return self.tr(f"{1} records")\n')
    with pytest.raises(NoLiteral):
        texts(tmp_path)


@pytest.mark.parametrize("catalogue", [CHINESE, ENGLISH], ids=lambda path: path.stem)
def test_the_catalogue_has_what_the_code_says_and_nothing_else(catalogue, tmp_path):
    fresh = tmp_path / catalogue.name
    shutil.copy(catalogue, fresh)
    update(fresh)
    there, wanted = sources(catalogue), sources(fresh)
    assert not wanted - there, "run 'make translations' and translate what is new"
    assert not there - wanted, "run 'make translations'"


@pytest.mark.parametrize("catalogue", [CHINESE, ENGLISH], ids=lambda path: path.stem)
def test_every_text_is_translated(catalogue):
    lacking = [
        (context, message.findtext("source"))
        for context, message, forms in messages(catalogue)
        if message.find("translation").get("type") or not all(forms)
    ]
    assert not lacking


def test_every_chinese_text_is_chinese():
    lacking = [
        (context, message.findtext("source"), forms)
        for context, message, forms in messages(CHINESE)
        if re.search(r"[A-Za-z]{2}", NAMES.sub("", PLACE.sub("", message.findtext("source"))))
        and message.findtext("source") not in SAME_IN_CHINESE
        and not all(HAN.search(form) for form in forms)
    ]
    assert not lacking


@pytest.mark.parametrize("catalogue", [CHINESE, ENGLISH], ids=lambda path: path.stem)
def test_the_data_in_a_text_is_in_its_translation_too(catalogue):
    wrong = []
    for context, message, forms in messages(catalogue):
        wanted = places_in(message.findtext("source"))
        for form in forms:
            places = places_in(form)
            # "1 minute ago" may be said without the number.
            if places != wanted and not (len(forms) > 1 and set(wanted) - set(places) <= {"%n"}):
                wrong.append((context, message.findtext("source"), form))
    assert not wrong


@pytest.mark.parametrize("catalogue", [CHINESE, ENGLISH], ids=lambda path: path.stem)
def test_the_compiled_catalogue_is_made_from_this_one(catalogue, tmp_path):
    fresh = release(catalogue, tmp_path / "fresh.qm")
    assert fresh.read_bytes() == catalogue.with_suffix(".qm").read_bytes(), "run 'make translations'"


def test_the_window_speaks_chinese_with_chinese_numbers_and_days(qapp):
    assert install(qapp, Language.CHINESE) is Language.CHINESE
    assert QCoreApplication.translate("Words", "just now") == "刚刚"
    assert QLocale().standaloneDayName(1) == "星期一"


def test_chinese_is_drawn_in_the_shapes_of_simplified_characters(qapp):
    install(qapp, Language.CHINESE)
    assert all(family.endswith(("SC", "YaHei", "YaHei UI")) for family in drawn_with("骨直今还")), "no Chinese font"
    latin = drawn_with("Records")
    install(qapp, Language.ENGLISH)
    assert drawn_with("Records") == latin


def drawn_with(text):
    """Families of the fonts that the text of a new label is drawn with."""
    layout = QTextLayout(text, QLabel().font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return {run.rawFont().familyName() for run in layout.glyphRuns()}


def test_qts_own_words_are_chinese_too(qapp):
    install(qapp, Language.CHINESE)
    assert HAN.search(QCoreApplication.translate("QPlatformTheme", "Cancel"))


def test_nothing_stands_between_chinese_sentences_and_lists_have_their_own_comma(qapp):
    install(qapp, Language.CHINESE)
    assert telling.sentences(["一。", "二。"]).replace("\N{ZERO WIDTH SPACE}", "") == "一。二。"
    assert telling.listed(["联系人", "交易"]) == "联系人、交易"
    install(qapp, Language.ENGLISH)
    assert telling.sentences(["One.", "Two."]) == "One. Two."
    assert telling.listed(["Contacts", "Deals"]) == "Contacts, Deals"


def test_english_has_plurals(qapp):
    install(qapp, Language.ENGLISH)
    assert QCoreApplication.translate("Words", "%n minute(s) ago", "", 1) == "1 minute ago"
    assert QCoreApplication.translate("Words", "%n minute(s) ago", "", 5) == "5 minutes ago"


def test_a_change_of_language_leaves_nothing_of_the_other(qapp):
    install(qapp, Language.CHINESE)
    install(qapp, Language.ENGLISH)
    assert QCoreApplication.translate("Words", "just now") == "just now"
    assert QLocale().language() is QLocale.Language.English


@pytest.mark.parametrize(
    ("read", "spoken"),
    [
        (["de-DE", "zh-Hans-CN", "en-US"], Language.CHINESE),
        (["zh-TW"], Language.CHINESE),
        (["en-GB", "zh-CN"], Language.ENGLISH),
        (["fr-FR"], Language.ENGLISH),
        ([], Language.ENGLISH),
    ],
    ids=str,
)
def test_the_systems_languages_are_asked_in_their_order(monkeypatch, read, spoken):
    class System:
        def uiLanguages(self):  # noqa: N802 - Qt's name
            return read

    monkeypatch.setattr(translation.QLocale, "system", System)
    assert system_language() is spoken


def test_a_lost_catalogue_is_told_to_who_looks_at_the_log(qapp, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(translation, "resource", lambda _: tmp_path)
    with caplog.at_level(logging.WARNING):
        install(qapp, Language.CHINESE)
    assert "crmbackup_zh_CN" in caplog.text
