"""The JSON of what is read before there is a key."""

from datetime import UTC, datetime

import pytest

from crmbackup_gui.errors import ObjectDamaged, ObjectMissing
from crmbackup_gui.repository.plain_json import MAX_BYTES, Time, canonical, decode, now, read_bounded
from crmbackup_gui.repository.stores.opening import open_store


def test_the_canonical_form_is_sorted_without_blanks_and_hardly_escaped():
    value = {"b": [1, None], "a": 'é"\n', "t": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "c": b"\x00\xff"}
    assert canonical(value) == '{"a":"é\\"\\n","b":[1,null],"c":"AP8=","t":"2026-01-02T03:04:05Z"}'.encode()


def test_an_object_up_to_the_limit_is_read_and_one_above_is_not():
    store = open_store("memory:")
    store.put("a", b"x" * MAX_BYTES)
    assert len(read_bounded(store, "a")) == MAX_BYTES
    store.put("a", b"x" * (MAX_BYTES + 1))
    with pytest.raises(ObjectDamaged, match="too large"):
        read_bounded(store, "a")


def test_an_object_that_is_not_there_is_missing():
    with pytest.raises(ObjectMissing):
        read_bounded(open_store("memory:"), "a")


def test_a_time_without_a_zone_is_damage():
    with pytest.raises(ObjectDamaged) as raised:
        decode("a/b", b'"2026-01-02T03:04:05"', Time)
    assert raised.value.name == "a/b"


def test_now_is_written_and_read_without_loss():
    moment = now()
    assert decode("a", canonical(moment), Time) == moment
    assert moment.microsecond == 0
