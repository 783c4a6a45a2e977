"""Whatever may go wrong does, at any request: what comes out is exact, or what is missing is said."""

from __future__ import annotations

import json

import pytest

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.setting import back_up, new_repository
from tests.fakes.serving import Response, Trouble
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.zoho.organisation import clock_of_today, fill, natural, source_of
from tests.sources.zoho.test_zoho_journey import refusals, restore, ruin


def refused(status, code):
    return Response(status, json.dumps({"code": code, "details": {}, "message": code, "status": "error"}).encode())


FAULTS = (
    *Trouble,
    refused(429, "TOO_MANY_REQUESTS"),
    refused(500, "INTERNAL_ERROR"),
    Response(502, b"<html>bad gateway</html>"),
    Response(503),
)
SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(3, 40))]


def any_api_call(request):
    return request.path.startswith("/crm/")


def some_sessions_end(zoho, seed):
    """Now and then a token is refused; seldom enough for the accounts server to give another."""
    zoho.faults.at_random(seed, 0.02, [refused(401, "INVALID_TOKEN")], any_api_call, most_in_a_row=1)


@pytest.fixture
def zoho():
    with FakeZoho(clock_of_today()) as zoho:
        yield zoho


@pytest.fixture
def firm(zoho):
    firm = fill(zoho)
    zoho.clock.advance(hours=1)
    return firm


def until_done(zoho, attempt, times=6):
    """A run that ends with an error that it names is begun again, as a person would."""
    for _ in range(times):
        zoho.clock.advance(minutes=10)
        try:
            return attempt()
        except CrmBackupError as error:
            last = error
    raise last


@pytest.mark.parametrize("seed", SEEDS)
def test_backups_are_exact_whatever_fails(zoho, firm, tmp_path, seed):
    source, repository = source_of(zoho, tmp_path), new_repository()
    some_sessions_end(zoho, seed)
    zoho.faults.at_random(seed, 0.15, FAULTS, any_api_call)
    states = []
    for at in range(3):
        states.append(natural(zoho))
        strategy = Strategy.INCREMENTAL if at else Strategy.FULL
        until_done(zoho, lambda strategy=strategy: back_up(source, repository, strategy))
        zoho.clock.advance(hours=1)
        zoho.org.edit(firm["contacts"][at], Last_Name=f"Changed {at}")
        zoho.org.delete(firm["contacts"][8 + at])
        zoho.org.add("Deals", Deal_Name=f"New {at}", Stage="Proposal", Account_Name=firm["accounts"][0].id)
        zoho.clock.advance(minutes=5)
    assert zoho.faults.count > 10
    zoho.faults.clear()
    for point in (3, 2, 1):
        restore(repository, source, point, RestoreMode.EXACT)
        assert natural(zoho) == states[point - 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_restores_are_exact_whatever_fails_and_nothing_is_there_twice(zoho, firm, tmp_path, seed):
    source, repository = source_of(zoho, tmp_path), new_repository()
    before = natural(zoho)
    back_up(source, repository)
    ruin(zoho, firm)
    some_sessions_end(zoho, seed)
    zoho.faults.at_random(seed, 0.15, FAULTS, any_api_call)
    report = until_done(zoho, lambda: restore(repository, source))
    zoho.faults.clear()
    if natural(zoho) != before:
        assert refusals(report)
        assert refusals(restore(repository, source)) == []
    assert natural(zoho) == before
