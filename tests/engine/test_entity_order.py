"""In which order entities are written."""

import itertools

import pytest

from crmbackup_gui.engine.restore_plan import parents_first
from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType


def entity(name, **pointing):
    """An entity with references by field: the target, and whether it must have one."""
    fields = [
        Field(name=field, type=ValueType.TEXT, required=required) for field, (_, required) in sorted(pointing.items())
    ]
    references = [Reference(fields=(f,), target=t, target_fields=("id",)) for f, (t, _) in sorted(pointing.items())]
    key = Field(name="id", type=ValueType.TEXT, nullable=False)
    return Entity(name=name, fields=(key, *fields), key=("id",), references=tuple(references))


COMPANY = entity("company", boss=("contact", False))
CONTACT = entity("contact", company=("company", True))
NOTE = entity("note", about=("contact", True), of=("company", False))


@pytest.mark.parametrize("given", list(itertools.permutations([COMPANY, CONTACT, NOTE])))
def test_of_records_that_point_to_each_other_those_come_first_that_may_do_without(given):
    assert [each.name for each in parents_first(given)] == ["company", "contact", "note"]
