"""What a scope includes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.scope import RecoveryScope

names = st.sampled_from(("contact", "company", "deal", "note"))
name_tuples = st.lists(names, unique=True).map(tuple)


def test_an_empty_scope_includes_everything():
    assert RecoveryScope().includes("contact")


def test_named_entities_leave_out_the_others():
    scope = RecoveryScope(entities=("contact",))
    assert scope.includes("contact")
    assert not scope.includes("company")


def test_an_excluded_entity_is_out():
    scope = RecoveryScope(exclude=("note",))
    assert not scope.includes("note")
    assert scope.includes("contact")


@given(entities=name_tuples, exclude=name_tuples, records=st.dictionaries(names, st.just(("1",))), name=names)
def test_excluding_wins_over_naming(entities, exclude, records, name):
    scope = RecoveryScope(entities=entities, exclude=exclude, records=records)
    assert not (name in exclude and scope.includes(name))


def test_records_alone_leave_out_the_other_entities():
    scope = RecoveryScope(records={"contact": ("17",)})
    assert scope.includes("contact")
    assert not scope.includes("company")


def test_records_come_beside_named_entities():
    scope = RecoveryScope(entities=("company",), records={"contact": ("17",)})
    assert [name for name in ("company", "contact", "deal") if scope.includes(name)] == ["company", "contact"]


def test_entity_names_are_exact():
    assert not RecoveryScope(entities=("Contact",)).includes("contact")


@pytest.mark.parametrize(
    "narrowed",
    [
        RecoveryScope(entities=("contact",)),
        RecoveryScope(exclude=("note",)),
        RecoveryScope(records={"contact": ("17",)}),
        RecoveryScope(fields=("name",)),
    ],
    ids=["entities", "exclude", "records", "fields"],
)
def test_any_narrowing_makes_it_less_than_whole(narrowed):
    assert not narrowed.whole


def test_children_alone_narrow_nothing():
    assert RecoveryScope(with_children=True).whole


@given(entities=name_tuples, exclude=name_tuples, name=names)
def test_a_whole_scope_includes_every_entity(entities, exclude, name):
    scope = RecoveryScope(entities=entities, exclude=exclude)
    assert not scope.whole or scope.includes(name)


def test_scopes_do_not_share_their_records():
    RecoveryScope().records["contact"] = ("17",)
    assert RecoveryScope().whole


def test_a_scope_survives_storing():
    scope = RecoveryScope(
        entities=("contact",),
        exclude=("note",),
        records={"contact": ('["a",1]',)},
        fields=("name",),
        with_children=True,
    )
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(scope), type=RecoveryScope) == scope
