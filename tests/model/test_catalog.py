"""Catalogs: finding one's way in them, and storing them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.catalog import (
    Catalog,
    Codec,
    Collation,
    Entity,
    Field,
    ObjectKind,
    Reference,
    SchemaObject,
    ValueType,
)

LINK = Entity(
    name="link",
    fields=(
        Field(name="kind", type=ValueType.TEXT, collation=Collation.NOCASE, nullable=False),
        Field(name="note", type=ValueType.ANY, native="NUMERIC"),
        Field(name="contact", type=ValueType.INT64, codec=Codec.NATIVE),
    ),
    key=("contact", "kind"),
    references=(Reference(fields=("contact",), target="contact", target_fields=("id",)),),
)
CATALOG = Catalog(
    entities=(LINK,),
    objects=(SchemaObject(kind=ObjectKind.INDEX, name="by note", entity="link", definition="CREATE INDEX ..."),),
    sequences={"contact": 2**63 - 1},
    properties={"encoding": "UTF-8"},
)

text = st.text(max_size=8)
fields = st.builds(
    Field,
    name=text,
    type=st.sampled_from(ValueType),
    native=text,
    codec=st.sampled_from(Codec),
    collation=st.sampled_from(Collation),
    nullable=st.booleans(),
    hidden=st.booleans(),
    generated=st.booleans(),
    fingerprint=st.booleans(),
)
words = st.lists(text, max_size=3).map(tuple)
entities = st.builds(
    Entity,
    name=text,
    fields=st.lists(fields, max_size=3).map(tuple),
    key=words,
    label=text,
    references=st.lists(st.builds(Reference, fields=words, target=text, target_fields=words), max_size=2).map(tuple),
    derived=st.booleans(),
    fingerprint=text,
)
schema_objects = st.builds(SchemaObject, kind=st.sampled_from(ObjectKind), name=text, entity=text, definition=text)
catalogs = st.builds(
    Catalog,
    entities=st.lists(entities, max_size=3).map(tuple),
    objects=st.lists(schema_objects, max_size=3).map(tuple),
    sequences=st.dictionaries(text, st.integers(min_value=-(2**63), max_value=2**63 - 1), max_size=3),
    properties=st.dictionaries(text, text, max_size=3),
)


def stored_and_read(value):
    return msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type(value))


@given(catalogs)
def test_any_catalog_survives_storing(catalog):
    assert stored_and_read(catalog) == catalog


def test_fields_of_a_newer_program_are_ignored():
    newer = msgspec.to_builtins(CATALOG)
    newer["colour"] = "blue"
    newer["entities"][0]["fields"][0]["unit"] = {"name": "EUR"}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(newer), type=Catalog) == CATALOG


def test_a_catalog_of_an_older_program_takes_the_defaults():
    older = {"entities": [{"name": "contact", "fields": [{"name": "id", "type": "int64"}], "key": ["id"]}]}
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(older), type=Catalog)
    assert read == Catalog(
        entities=(Entity(name="contact", fields=(Field(name="id", type=ValueType.INT64),), key=("id",)),)
    )


@pytest.mark.parametrize("spoilt", [{"entities": [{"name": 3}]}, {}, {"entities": "contact"}, []])
def test_what_is_no_catalog_is_refused(spoilt):
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode(spoilt), type=Catalog)


def test_an_unknown_value_type_is_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode({"name": "id", "type": "complex"}), type=Field)


def test_key_fields_come_in_key_order():
    assert [field.name for field in LINK.key_fields] == ["contact", "kind"]


def test_an_entity_without_a_key_has_no_key_fields():
    assert Entity(name="log", fields=LINK.fields, key=()).key_fields == ()


def test_a_key_that_names_no_field_is_an_error():
    with pytest.raises(KeyError):
        _ = Entity(name="log", fields=LINK.fields, key=("id",)).key_fields


def test_a_field_has_a_position():
    assert [LINK.index(field.name) for field in LINK.fields] == [0, 1, 2]


def test_a_field_that_is_not_there_has_no_position():
    with pytest.raises(KeyError, match="Kind"):
        LINK.index("Kind")


def test_an_entity_is_found_by_its_exact_name():
    assert CATALOG.entity("link") is LINK


def test_an_entity_that_is_not_there_is_none():
    assert CATALOG.entity("Link") is None


def test_a_catalog_cannot_be_changed():
    with pytest.raises(AttributeError):
        CATALOG.entities = ()


def test_catalogs_do_not_share_their_sequences():
    Catalog(entities=()).sequences["contact"] = 3
    assert Catalog(entities=()).sequences == {}


def test_tables_are_created_before_what_stands_on_them():
    kinds = [kind.value for kind in ObjectKind]
    order = [kinds.index(kind) for kind in ("type", "table", "virtual table", "index", "view", "trigger")]
    assert order == sorted(order)
