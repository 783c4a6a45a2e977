"""Recovery codes survive pens, eyes and keyboards."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.recovery_code import SECRET_BYTES, format_code, is_code_shaped, parse_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

secrets = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)
places = st.integers(0, 34)


def characters(code):
    return code.removeprefix("CRMB-").replace("-", "")


@given(secrets)
def test_a_code_gives_its_secret_back(secret):
    assert parse_code(format_code(secret)) == secret


@given(secrets)
def test_a_code_is_seven_groups_of_five_behind_its_prefix(secret):
    assert re.fullmatch(rf"CRMB(-[{ALPHABET}]{{5}}){{7}}", format_code(secret))


def test_the_characters_are_the_documented_ones():
    assert format_code(bytes(20)) == "CRMB-00000-00000-00000-00000-00000-00000-00000"
    # 2**160 - 1 modulo 32,749 is 20,250, which is 19 * 1,024 + 24 * 32 + 26.
    assert format_code(b"\xff" * 20) == "CRMB-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZKRT"


@given(secrets, places, st.sampled_from(ALPHABET))
def test_a_single_wrong_character_is_always_found_and_its_group_named(secret, place, wrong):
    typed = characters(format_code(secret))
    if typed[place] == wrong:
        return
    with pytest.raises(InvalidRequest) as raised:
        parse_code("CRMB-" + typed[:place] + wrong + typed[place + 1 :])
    named = re.search(r"most likely in group (\d)", raised.value.user_message)
    if named:
        # Now and then another single error would explain the code as well, and then none is named.
        assert int(named[1]) == place // 5 + 1


def test_the_group_of_a_single_wrong_character_is_usually_named():
    typed = characters(format_code(bytes(range(20))))
    named = 0
    for place in range(35):
        wrong = ALPHABET[(ALPHABET.index(typed[place]) + 1) % 32]
        with pytest.raises(InvalidRequest) as raised:
            parse_code("CRMB-" + typed[:place] + wrong + typed[place + 1 :])
        named += f"in group {place // 5 + 1}." in raised.value.user_message
    assert named > 25


@given(secrets, st.integers(0, 33))
def test_two_neighbours_in_the_wrong_order_are_always_found(secret, place):
    typed = characters(format_code(secret))
    if typed[place] == typed[place + 1]:
        return
    with pytest.raises(InvalidRequest, match="typing error"):
        parse_code("CRMB-" + typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :])


@given(secrets, st.randoms(use_true_random=False))
def test_case_blanks_dashes_and_look_alikes_do_not_matter(secret, random):
    code = format_code(secret)
    typed = "".join(
        random.choice({"0": "0Oo", "1": "1IiLl", "-": ["-", " ", "", "\u2013", " - "]}.get(c, c + c.lower()))
        for c in code
    )
    assert parse_code(f" {typed}\n") == secret


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with CRMB-"),
        ("correct horse battery staple", "begins with CRMB-"),
        ("CRMB-00000-00000-00000-00000-00000-00000-0000", "35 characters after CRMB-, but this one has 34"),
        ("CRMB-00000-00000-00000-00000-00000-00000-000000", "this one has 36"),
        ("CRMB-00000-00000-0000U-00000-00000-00000-00000", "Group 3 of the recovery code has a character"),
        ("CRMB-00000-00000-00000-00000-00000-0000é-00000", "Group 6 of the recovery code has a character"),
    ],
)
def test_what_is_wrong_is_said(text, message):
    with pytest.raises(InvalidRequest, match=re.escape(message)):
        parse_code(text)


def test_no_message_repeats_what_was_typed():
    with pytest.raises(InvalidRequest) as raised:
        parse_code("CRMB-SECRE-TSECR-ETSEC-RETSE-CRETS-ECRET-SECRE")
    assert "SECRE" not in raised.value.user_message


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text):
    try:
        secret = parse_code(text)
    except InvalidRequest:
        return
    assert len(secret) == SECRET_BYTES
    assert is_code_shaped(text)


@given(secrets)
def test_a_code_with_a_wrong_check_still_has_the_shape_of_one(secret):
    code = format_code(secret)
    assert is_code_shaped(code)
    assert is_code_shaped(code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32])


@pytest.mark.parametrize("text", ["", "CRMB", "CRMB-00000", "00000-" * 7, "CRMB-" + "U" * 35])
def test_other_texts_have_not(text):
    assert not is_code_shaped(text)


@pytest.mark.parametrize("length", [0, 19, 21])
def test_a_secret_of_another_length_has_no_code(length):
    with pytest.raises(ValueError, match="20 bytes"):
        format_code(bytes(length))
