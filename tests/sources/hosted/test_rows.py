"""Answers of hosted CRMs, as JSON."""

from decimal import Decimal

import pytest

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.rows import decode_object


def test_an_object_comes_with_every_digit():
    assert decode_object(b'{"a": 1.10}', "hubspot://1") == {"a": Decimal("1.10")}


@pytest.mark.parametrize("content", [b"[]", b'"text"', b"null", b"7"])
def test_an_answer_of_another_form_is_refused(content):
    with pytest.raises(SourceUnreadable, match="another form"):
        decode_object(content, "hubspot://1")
