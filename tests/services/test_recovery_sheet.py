"""The recovery sheet says what opens which repository, and how, in both languages."""

from datetime import UTC, datetime

import pytest

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.recovery_code import format_code, parse_code
from crmbackup_gui.services.recovery_sheet import recovery_sheet
from crmbackup_gui.services.settings import Language

CODE = format_code(bytes(range(20)))
ID = "0123456789abcdef" * 2
MADE = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


def sheet(language=Language.ENGLISH, code=CODE, location="/media/usb/backup"):
    return recovery_sheet(code, ID, location, MADE, language)


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_it_names_the_repository_its_place_the_date_and_how_to_use_the_code(language):
    text = sheet(language).text()
    for told in (ID, "/media/usb/backup", "2026-03-04", "crmbackup", "readme", *CODE.split("-")):
        assert told in text
    assert text.count("\n1. ") == text.count("\n4. ") == 1


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_the_code_can_be_typed_from_its_lines(language):
    assert parse_code(" ".join(sheet(language).code_lines)) == bytes(range(20))


def test_every_part_is_said_in_another_language():
    english, chinese = sheet(), sheet(Language.CHINESE)
    for part in ("title", "purpose", "code_title", "steps_title", "steps", "without_title", "without"):
        assert getattr(english, part) != getattr(chinese, part)
    assert len(english.steps) == len(chinese.steps)
    assert [value for _, value in english.facts] == [value for _, value in chinese.facts]


@pytest.mark.parametrize("code", ["", "a passphrase", CODE[:-1], CODE[:-1] + ("0" if CODE[-1] != "0" else "1")])
def test_a_code_that_opens_nothing_is_never_printed(code):
    with pytest.raises(InvalidRequest):
        sheet(code=code)


def test_a_place_of_strange_characters_stays_in_its_line():
    assert "/a?b?c" in sheet(location="/a\nb\x1bc").text()


def test_the_code_shows_in_no_representation():
    shown = repr(sheet())
    assert not [group for group in CODE.split("-")[1:] if group in shown]
