"""Parts of a CRM are ticked, as its users know them or table by table, and what they lean on is named."""

import pytest
from PySide6.QtCore import Qt

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.services.settings import Language
from crmbackup_gui.ui.translation import install
from crmbackup_gui.ui.viewmodels.part_choice import Choosable, PartChoice
from crmbackup_gui.ui.widgets.part_list import PartList

PARTS = (
    Choosable("account", "Companies", 1_204),
    Choosable("contact", "People", 20_000, ("account",)),
    Choosable("note", "", None, ("contact", "elsewhere")),
)

TABLES = (
    Choosable("accounts", "", 1_204, ("users",)),
    Choosable("accounts_cstm", "", 1_204, ("accounts",)),
    Choosable("calls", "", 50, ("accounts", "users")),
    Choosable("calls_users", "", 70, ("calls", "users")),
    Choosable("users", "", 12),
    Choosable("sessions", "", 9_000, ("users",), transient=True),
    Choosable("files", "Files", 3),
)
BUSINESS = (
    BusinessEntity(id="customers", english="Customers", chinese="客户", entities=("accounts", "accounts_cstm")),
    BusinessEntity(id="calls", english="Calls", chinese="电话", entities=("calls", "calls_users", "calls_gone")),
    BusinessEntity(id="gone", english="Gone", chinese="没有", entities=("gone",)),
    BusinessEntity(id="users", english="Users", chinese="用户", entities=("users",), technical=True),
)


def choice(chosen=None):
    model = PartChoice()
    model.set_parts(PARTS, chosen=chosen)
    return model


def recognised(chosen=None):
    model = PartChoice()
    model.set_parts(TABLES, BUSINESS, chosen)
    return model


def texts(model):
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def tick(model, row, state):
    model.setData(model.index(row, 0), state, Qt.ItemDataRole.CheckStateRole)


def ticks(model):
    states = (model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(model.rowCount()))
    return [Qt.CheckState(state) for state in states]


def names(model):
    return [row[0] for row in texts(model)]


@pytest.mark.parametrize("make", [choice, recognised])
def test_the_model_keeps_qts_rules(qtmodeltester, make):
    model = make()
    qtmodeltester.check(model)
    model.show_tables(wanted=True)
    qtmodeltester.check(model)


def test_everything_is_ticked_to_begin_with():
    model = choice()
    assert model.chosen == ("account", "contact", "note")
    assert model.all_chosen
    assert not model.has_tables


def test_ticks_are_set_and_taken_away_one_by_one(qtbot):
    model = choice()
    with qtbot.waitSignal(model.chosen_changed):
        tick(model, 1, Qt.CheckState.Unchecked)
    assert model.chosen == ("account", "note")
    tick(model, 1, Qt.CheckState.Checked.value)
    assert model.all_chosen


def test_parts_that_are_referred_to_but_left_out_are_named_as_users_call_them():
    assert choice(["contact"]).referred_but_missing() == ("Companies",)
    assert choice(["contact", "account"]).referred_but_missing() == ()


def test_a_part_shows_its_records_and_what_it_refers_to():
    assert texts(choice()) == [
        ["Companies", "1,204", ""],
        ["People", "20,000", "Companies"],
        ["Note", "", "People, Elsewhere"],
    ]


def test_a_recognised_crm_is_shown_as_its_users_know_it():
    assert texts(recognised()) == [
        ["Customers", "2,408", "Users"],
        ["Calls", "120", "Customers, Users"],
        ["Users", "12", ""],
        ["Files", "3", ""],
    ]


def test_what_users_know_is_chosen_by_that_name_so_that_tables_which_are_added_later_come_along():
    model = recognised()
    assert model.chosen == ("@customers", "@calls", "@users", "files")
    assert model.all_chosen
    tick(model, 1, Qt.CheckState.Unchecked)
    assert model.chosen == ("@customers", "@users", "files")
    assert model.chosen_entities == ("accounts", "accounts_cstm", "users", "files")


def test_a_choice_that_was_stored_is_ticked_again():
    model = recognised(["@customers", "calls_users", "gone_by_now"])
    assert ticks(model) == [
        Qt.CheckState.Checked,
        Qt.CheckState.PartiallyChecked,
        Qt.CheckState.Unchecked,
        Qt.CheckState.Unchecked,
    ]
    assert model.chosen == ("@customers", "calls_users")


def test_experts_choose_tables_and_what_the_crm_makes_anew_only_there():
    model = recognised()
    model.show_tables(wanted=True)
    assert texts(model)[3:6] == [
        ["calls_users", "70", "Calls"],
        ["users", "12", "Users"],
        ["sessions", "9,000", "made anew by the CRM itself"],
    ]
    tick(model, 3, Qt.CheckState.Unchecked)
    assert model.chosen == ("@customers", "@users", "files", "calls")
    tick(model, 5, Qt.CheckState.Checked)
    assert model.chosen == ("@customers", "@users", "files", "calls", "sessions")
    model.show_tables(wanted=False)
    assert ticks(model)[1] is Qt.CheckState.PartiallyChecked
    tick(model, 1, Qt.CheckState.Checked)
    assert not model.all_chosen
    model.choose_all(wanted=False)
    assert model.chosen == ()
    model.choose_all(wanted=True)
    assert model.all_chosen


def test_a_table_is_found_by_a_part_of_its_name_and_all_means_those_that_are_shown():
    model = recognised([])
    model.show_tables(wanted=True)
    model.find("CALLS")
    assert names(model) == ["calls", "calls_users"]
    model.choose_all(wanted=True)
    assert model.chosen == ("@calls",)
    model.find("")
    assert model.rowCount() == len(TABLES)


def test_what_is_referred_to_is_added_with_what_that_refers_to_in_turn():
    model = recognised(["calls_users"])
    assert model.referred_but_missing() == ("Calls", "Users")
    model.choose_referred()
    assert model.chosen_entities == ("accounts", "calls", "calls_users", "users")
    assert model.referred_but_missing() == ()


def test_in_chinese_the_parts_have_chinese_names(qapp, language_kept):
    del language_kept
    install(qapp, Language.CHINESE)
    assert names(recognised())[:3] == ["客户", "电话", "用户"]


def test_a_model_without_ticks_has_nothing_to_choose():
    model = PartChoice(ticks=False)
    model.set_parts(PARTS)
    assert model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) is None
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsUserCheckable


def test_the_list_says_what_is_left_out_and_adds_it(qtbot):
    model = choice(["contact"])
    shown = PartList(model)
    qtbot.addWidget(shown)
    shown.show()
    assert "Companies" in shown._hint.text()
    shown.add.click()
    assert model.chosen == ("account", "contact")
    assert not shown._hint.isVisible()
    assert not shown.add.isVisible()
    shown.none.click()
    assert model.chosen == ()
    shown.every.click()
    assert model.all_chosen


def test_tables_are_offered_only_where_there_are_parts_that_users_know(qtbot):
    plain, known = PartList(choice()), PartList(recognised())
    for shown in (plain, known):
        qtbot.addWidget(shown)
        shown.show()
    assert not plain.tables.isVisible()
    assert known.tables.isVisible()
    assert not known.search.isVisible()
    known.tables.click()
    qtbot.keyClicks(known.search, "users")
    assert known.table.model().rowCount() == 2
    known.tables.click()
    assert known.table.model().rowCount() == 4


def test_a_guess_is_told_as_one():
    model = PartChoice()
    model.set_parts([Choosable("a", "A", 12_345_678, about=True), Choosable("b", "B", 7)])
    assert [row[1] for row in texts(model)] == ["about 12,000,000", "7"]
