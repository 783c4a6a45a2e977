"""The binary forms in which whole columns go to the server (that it takes them, test_postgresql_writing.py shows)."""

import uuid

import pyarrow as pa
import pytest

from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.catalog import Codec, Field, ValueType
from crmbackup_gui.sources.sql.postgresql.wire import Receiver, wire_column

UUIDS = [uuid.UUID(int=number) for number in (0, 2**127 + 12345, 2**128 - 1)]
AS_TEXT = Field(name="f", type=ValueType.TEXT, codec=Codec.TEXT)


def modifier(precision, scale):
    return (precision << 16 | (scale & 0x7FF)) + 4


def wired(values, function, kind=-1, field=AS_TEXT):
    column = wire_column(pa.array(values, arrow_type(field.type)), field, Receiver(function, kind))
    return None if column is None else column.to_pylist()


def test_uuids_become_their_sixteen_bytes_with_the_empty_ones_in_their_places():
    texts = [None, *map(str, UUIDS), None]
    assert wired(texts, "uuid_recv") == [None, *(one.bytes for one in UUIDS), None]
    assert wired([None, None], "uuid_recv") == [None, None]
    part = wire_column(pa.array(texts).slice(2, 2), AS_TEXT, Receiver("uuid_recv"))
    assert part.to_pylist() == [UUIDS[1].bytes, UUIDS[2].bytes]


@pytest.mark.parametrize("odd", ["{" + str(UUIDS[1]) + "}", str(UUIDS[2]).upper(), UUIDS[1].hex + "----", "", "x" * 36])
def test_uuids_written_otherwise_go_another_way(odd):
    assert wired([str(UUIDS[0]), odd], "uuid_recv") is None


def test_numbers_of_declared_digits_become_decimals_and_all_others_go_another_way():
    assert [str(n) for n in wired(["1.50", "-0.01"], "numeric_recv", modifier(12, 2))] == ["1.50", "-0.01"]
    for values, kind in (
        (["NaN"], modifier(12, 2)),
        (["1.234"], modifier(12, 2)),
        (["1"], -1),
        (["1"], modifier(39, 0)),
        (["100"], modifier(3, -2)),
        (["0.001"], modifier(2, 3)),
    ):
        assert wired(values, "numeric_recv", kind) is None


def test_binary_json_begins_with_its_version():
    assert wired(['{"a": 1}', None], "jsonb_recv") == [b'\x01{"a": 1}', None]


def test_labels_and_text_go_as_they_are():
    assert wired(["sad", None], "enum_recv") == ["sad", None]
    plain = Field(name="f", type=ValueType.TEXT)
    assert wired(["sad", None], "varcharrecv", 9, plain) == ["sad", None]


@pytest.mark.parametrize("kind", ValueType)
def test_no_type_goes_as_it_is_to_what_reads_another_one(kind):
    field = Field(name="f", type=kind)
    taken = {
        function
        for function in ("boolrecv", "int2recv", "int4recv", "int8recv", "float4recv", "float8recv", "textrecv")
        if wired([None], function, field=field) is not None
    }
    assert len(taken) <= 1


def test_what_other_functions_read_goes_another_way():
    for function in ("inet_recv", "array_recv", "interval_recv", "public.uuid_recv", "xml_recv", "-"):
        assert wired(["x"], function) is None
