"""Parts of a CRM are ticked, and what they lean on is named."""

from PySide6.QtCore import Qt

from crmbackup_gui.ui.viewmodels.entity_choice import Choosable, EntityChoice
from crmbackup_gui.ui.widgets.entity_list import EntityList

PARTS = (
    Choosable("account", "Companies", 1_204),
    Choosable("contact", "People", 20_000, ("account",)),
    Choosable("note", "", None, ("contact", "elsewhere")),
)


def choice(chosen=None):
    model = EntityChoice()
    model.set_entities(PARTS, chosen)
    return model


def test_the_model_keeps_qts_rules(qtmodeltester):
    qtmodeltester.check(choice())


def test_everything_is_ticked_to_begin_with():
    model = choice()
    assert model.chosen == ("account", "contact", "note")
    assert model.all_chosen


def test_ticks_are_set_and_taken_away_one_by_one(qtbot):
    model = choice()
    with qtbot.waitSignal(model.chosen_changed):
        model.setData(model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.chosen == ("account", "note")
    model.setData(model.index(1, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert model.all_chosen


def test_parts_that_are_referred_to_but_left_out_are_named_as_users_call_them():
    assert choice(["contact"]).referred_but_missing() == ("Companies",)
    assert choice(["contact", "account"]).referred_but_missing() == ()


def test_a_part_shows_its_records_and_what_it_refers_to():
    model = choice()
    texts = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert texts == [["Companies", "1,204", ""], ["People", "20,000", "Companies"], ["Note", "", "People, Elsewhere"]]


def test_the_list_says_what_is_left_out_and_ticks_all_or_none(qtbot):
    model = choice(["contact"])
    shown = EntityList(model)
    qtbot.addWidget(shown)
    shown.show()
    assert "Companies" in shown._hint.text()
    shown.none.click()
    assert model.chosen == ()
    assert not shown._hint.isVisible()
    shown.every.click()
    assert model.all_chosen
