"""What was sent without an answer is found again, and never taken for another record."""

from crmbackup_gui.model.catalog import Field
from crmbackup_gui.sources.hosted.pairing import pair_up
from tests.sources.hosted.office import TEXT, module

BRANCH = module(
    "branch",
    Field(name="name", type=TEXT, required=True),
    *(Field(name=name, type=TEXT) for name in ("street", "town", "land", "phone", "kind")),
)


def branch(name, **values):
    return {"name": name, "street": "1 Main", "town": "Here", "land": "X", "phone": "1", "kind": None} | values


def test_a_record_goes_to_the_row_that_is_all_the_same_and_not_to_the_first_one_that_is_nearly():
    sent = {"a": branch("One", phone="2"), "b": branch("One")}
    assert pair_up(BRANCH, sent, {"x": branch("One")}) == {"b": "x"}


def test_a_record_whose_required_values_are_others_is_another_one():
    assert pair_up(BRANCH, {"a": branch("Branch A")}, {"x": branch("Branch B")}) == {}


def test_a_record_that_the_service_changed_a_little_is_found_where_it_is_the_only_one():
    changed = branch("One", phone="+1")
    assert pair_up(BRANCH, {"a": branch("One")}, {"x": changed, "y": branch("Two")}) == {"a": "x"}
    assert pair_up(BRANCH, {"a": branch("One")}, {"x": branch("One", phone="+1", town="There")}) == {}


def test_nobody_guesses_between_records_that_are_as_near():
    near = {"x": branch("One", phone="+1"), "y": branch("One", town="There")}
    assert pair_up(BRANCH, {"a": branch("One")}, near) == {}
    assert pair_up(BRANCH, {"a": branch("One", phone="2"), "b": branch("One", phone="3")}, {"x": branch("One")}) == {}


def test_rows_that_are_alike_get_one_record_each_also_where_the_service_changed_all_of_them():
    sent = {"a": branch("One"), "b": branch("One"), "c": branch("One")}
    there = {key: branch("One", phone="+1") for key in "xy"}
    assert pair_up(BRANCH, sent, there) == {"a": "x", "b": "y"}


def test_what_becomes_clear_when_others_are_found_is_found():
    sent = {"a": branch("One"), "b": branch("One", kind="big")}
    there = {"x": branch("One", kind="big"), "y": branch("One", kind="small")}
    assert pair_up(BRANCH, sent, there) == {"b": "x", "a": "y"}
