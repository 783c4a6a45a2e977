from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.cli.json_lines import json_line, plain
from crmbackup_gui.cli.wording import duration, moment, printable, size, table


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (1_234_567, "1.2 MB"), (5e12, "5.0 TB")]
)
def test_sizes_are_decimal(count, words):
    assert size(count) == words


@pytest.mark.parametrize(("seconds", "words"), [(0.123, "0.12 s"), (61, "61.0 s"), (600, "10.0 min"), (7200, "2.0 h")])
def test_durations_have_the_unit_that_fits(seconds, words):
    assert duration(seconds) == words


def test_times_are_told_as_people_tell_them():
    now = datetime.now().astimezone().replace(hour=15, minute=30)

    assert moment(now.astimezone(UTC), now) == "today 15:30"
    assert moment(now - timedelta(days=1), now) == "yesterday 15:30"
    assert moment(datetime(2001, 2, 3, 4, 5).astimezone(), now) == "2001-02-03 04:05"


@given(st.text())
def test_nothing_that_a_terminal_acts_on_is_printed(text):
    shown = printable(text)

    assert "\x1b" not in shown
    assert "\n" not in shown
    assert "\u202e" not in shown


def test_columns_stand_under_one_another_for_wide_characters_too():
    lines = table(("Name", "N"), [("蓝海", "1"), ("a", "22")], right=(1,))

    assert lines == ["Name   N", "蓝海   1", "a     22"]


def test_bytes_become_text_where_they_are_text():
    assert plain(b"caf\xc3\xa9") == "café"
    assert plain(b"\xff\x00") == {"base64": "/wA="}


def test_numbers_that_json_does_not_have_become_text():
    assert json_line({"x": float("nan"), "y": [float("inf")]}) == '{"x": "nan", "y": ["inf"]}'


def test_lines_are_ascii_and_single():
    line = json_line({"name": "蓝\n海", "bad": "\udcff"})

    assert line.isascii()
    assert "\n" not in line
