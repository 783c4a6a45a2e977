"""What a service grants and what an account may not read, in words."""

import pytest

from crmbackup_gui.model.budget import BudgetFacts, EntityCost, Forecast, Usage
from crmbackup_gui.services.settings import Language
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.ui.translation import install
from crmbackup_gui.ui.words.budget import calls_left, foreseen, hidden_told


@pytest.fixture(autouse=True)
def english(qapp, language_kept):  # noqa: ARG001 - it must note what there was before
    install(qapp, Language.ENGLISH)


def forecast(calls, *, used=0, limit=1_000, untold=False):
    costs = [EntityCost("contacts", "Contacts", 100, calls)]
    if untold:
        costs.append(EntityCost("files", "Files", None, None))
    return Forecast(tuple(costs), BudgetFacts(Usage(used, limit), 20, 3))


def test_what_is_left_counts_the_share_that_stays_free():
    told = calls_left(BudgetFacts(Usage(100, 1_000), 20, 3))
    assert told == "100 of 1,000 calls are used; this program may take 700 more, and leaves 20 % free."


def test_a_service_that_says_nothing_of_its_budget_is_not_spoken_for():
    assert calls_left(BudgetFacts(None, 20, 3)) == ""
    assert foreseen(Forecast((EntityCost("a", "A", 1, 5),), BudgetFacts(None, 20, 3))) == (
        "The backup will take about 5 calls."
    )


def test_what_does_not_fit_is_said_to_wait():
    assert "wait" in foreseen(forecast(900))
    assert "wait" not in foreseen(forecast(700))


def test_what_nobody_can_tell_is_no_promise():
    assert "at least 5 calls" in foreseen(forecast(5, untold=True))
    assert "about 5 calls" in foreseen(forecast(5))
    assert "The restore will take about 5 calls" in foreseen(forecast(5), restoring=True)


def test_nothing_chosen_takes_nothing():
    assert foreseen(Forecast((), BudgetFacts(None, 20, 0))) == ""


@pytest.mark.parametrize(
    ("hidden", "told"),
    [
        ((Hidden("tickets"),), "1 part,"),
        ((Hidden("contacts", ("salary", "age")),), "2 fields,"),
        ((Hidden("tickets"), Hidden("notes"), Hidden("contacts", ("salary",))), "2 parts and 1 field,"),
    ],
)
def test_what_may_not_be_read_is_counted(hidden, told):
    assert told in hidden_told(hidden)
