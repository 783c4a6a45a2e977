"""The tables of the restore wizard keep Qt's rules for models."""

from dataclasses import replace

from crmbackup_gui.engine.find import FoundRecord
from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.ui.viewmodels.field_choice import FieldChoice
from crmbackup_gui.ui.viewmodels.found_records import FoundRecords
from crmbackup_gui.ui.viewmodels.restore_counts import CountColumn, RestoreCounts, refusals_of


def report(*entities):
    return RestoreReport(Outcome.OK, entities, verified=True, safety_point=None)


def test_found_records_are_a_sound_model(qtmodeltester):
    model = FoundRecords()
    model.show([FoundRecord("contact", str(n), f"Contact {n}", {"city": "Nantes"}) for n in range(5)], {})
    qtmodeltester.check(model)


def test_fields_are_a_sound_model_and_say_where_they_occur(qtmodeltester):
    model = FieldChoice({"name": ["account", "tag"], "city": ["account"]}, ["city", "gone"])
    qtmodeltester.check(model)
    assert model.chosen == ("city",)
    assert [model.index(0, column).data() for column in (0, 1)] == ["Name", "account, tag"]


def test_counts_are_a_sound_model_with_what_happens_first(qtmodeltester):
    model = RestoreCounts(done=True)
    model.show(report(EntityResult("quiet", unchanged=3), EntityResult("busy", created=1_200)))
    qtmodeltester.check(model)
    assert model.index(0, CountColumn.PART).data() == "Busy"
    assert model.index(0, CountColumn.CREATED).data() == "1,200"
    assert model.index(1, CountColumn.CREATED).data() == "–"
    assert model.is_empty(CountColumn.REFUSED)
    assert not model.is_empty(CountColumn.PART)


def test_counts_are_told_for_the_parts_that_users_know():
    people = BusinessEntity(id="people", english="People", chinese="人员", entities=("contact", "note", "gone"))
    refused = EntityResult("note", failed=1, refused=[("7", "it is too long")])
    whole = replace(report(EntityResult("tag"), EntityResult("contact", created=2), refused), business=(people,))
    model = RestoreCounts(done=True)
    model.show(whole)
    columns = (CountColumn.PART, CountColumn.CREATED, CountColumn.REFUSED)
    rows = [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]
    assert rows == [["People", "2", "1"], ["Tag", "–", "–"]]
    assert refusals_of(whole) == ["People 7: it is too long"]
