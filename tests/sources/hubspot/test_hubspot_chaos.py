"""Backups and restores while requests fail in every way that HubSpot's documentation names, with fixed seeds.

Each run ends exact, or says what is missing; nothing is there twice.
"""

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import SourceUnreachable
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.fakes.hubspot.kinds import Property
from tests.fakes.serving import Response, Trouble, answer_json, on_path
from tests.sources.hubspot.accounts import fill, natural, source_of


def too_fast(policy, **headers):
    body = {
        "status": "error",
        "errorType": "RATE_LIMIT",
        "policyName": policy,
        "message": f"You have reached your {policy.lower()} limit.",
    }
    return answer_json(body, 429, headers)


FAULTS = [
    too_fast("TEN_SECONDLY_ROLLING", **{"X-HubSpot-RateLimit-Interval-Milliseconds": "10000"}),
    too_fast("SECONDLY", **{"Retry-After": "1000"}),
    answer_json({"status": "error", "message": "locked"}, 423),
    answer_json({"status": "error", "message": "internal error"}, 500),
    Response(502, b"<html>Bad Gateway</html>"),
    Response(503),
    Response(504),
    Response(521),
    Response(524),
    Trouble.NOT_RECEIVED,
    Trouble.ANSWER_LOST,
    Trouble.ANSWER_CUT,
]


@pytest.mark.parametrize("seed", range(6))
def test_a_restore_through_a_storm_is_exact_and_makes_nothing_twice(hubspot, tmp_path, seed):
    companies, people = fill(hubspot)
    source = source_of(hubspot, tmp_path, compare_below=0 if seed % 2 else 5_000)
    repository = new_repository()
    before = natural(hubspot)
    hubspot.faults.at_random(seed, 0.15, FAULTS)
    back_up(source, repository)
    account, kinds = hubspot.account, hubspot.account.kinds
    hubspot.clock.advance(hours=1)
    for person in people[:4]:
        account.update(kinds["contacts"], kinds["contacts"].records[person], {"lastname": "?"})
    for name in ("contacts", "companies", "deals", "notes", "tickets", "line_items", "2-1000"):
        for record_id in list(kinds[name].records)[seed % 2 :: 2]:
            account.archive(kinds[name], record_id)
    hubspot.clock.advance(minutes=5)
    ruined = natural(hubspot)
    back_up(source, repository, Strategy.INCREMENTAL)
    report = run_restore(
        repository,
        repository.view(only_crm(repository), 1),
        source,
        RestoreRequest(mode=RestoreMode.EXACT, clears=True),
    )
    assert hubspot.faults.count > 20
    assert report.total("failed") == 0
    assert natural(hubspot) == before
    assert companies
    back = run_restore(
        repository,
        repository.view(only_crm(repository), 2),
        source,
        RestoreRequest(mode=RestoreMode.EXACT, clears=True),
    )
    assert back.total("failed") == 0
    assert natural(hubspot) == ruined


@pytest.mark.parametrize("seed", range(3))
def test_creates_whose_answers_are_lost_make_nothing_twice(hubspot, tmp_path, seed):
    fill(hubspot)
    source = source_of(hubspot, tmp_path, compare_below=0 if seed % 2 else 5_000)
    repository = new_repository()
    before = natural(hubspot)
    back_up(source, repository)
    account, kinds = hubspot.account, hubspot.account.kinds
    for kind in kinds.values():
        for record_id in list(kind.records):
            account.archive(kind, record_id)
    hubspot.clock.advance(minutes=5)
    hubspot.faults.at_random(seed, 0.6, [Trouble.ANSWER_LOST, Response(502)], on_path("batch/create"), most_in_a_row=1)
    report = run_restore(
        repository,
        repository.view(only_crm(repository), 1),
        source,
        RestoreRequest(mode=RestoreMode.MERGE, clears=True),
    )
    assert hubspot.faults.count
    assert report.total("failed") == 0
    assert natural(hubspot) == before


@pytest.mark.parametrize("seed", range(5))
def test_a_restore_that_broke_off_goes_on_and_makes_nothing_twice(hubspot, tmp_path, seed):
    fill(hubspot)
    source, repository = source_of(hubspot, tmp_path), new_repository()
    before = natural(hubspot)
    back_up(source, repository)
    account = hubspot.account
    for kind in account.kinds.values():
        for record_id in list(kind.records)[seed % 2 :: 2]:
            account.archive(kind, record_id)
    hubspot.clock.advance(minutes=5)
    request = RestoreRequest(mode=RestoreMode.EXACT, clears=True)
    view = repository.view(only_crm(repository), 1)
    hubspot.faults.plan(Trouble.ANSWER_LOST, on_path("batch/(create|update)"), skip=1 + seed)
    hubspot.faults.plan(Response(503), on_path("."), skip=60 + 9 * seed, times=50)
    hubspot.faults.plan(Response(503), on_path("batch/(create|update)"), skip=2 + seed, times=50)
    with pytest.raises(SourceUnreachable):
        run_restore(repository, view, source, request)
    hubspot.faults.clear()
    report = run_restore(repository, view, source, request)
    assert report.total("failed") == 0
    assert natural(hubspot) == before


def test_what_hubspot_refuses_is_named_with_its_words_and_all_else_is_done(hubspot, tmp_path):
    _, people = fill(hubspot)
    source, repository = source_of(hubspot, tmp_path), new_repository()
    back_up(source, repository)
    account, contacts = hubspot.account, hubspot.account.kinds["contacts"]
    for record_id in people[:5]:
        account.archive(contacts, record_id)
    account.kinds["contacts"].properties["lastname"] = Property("lastname", "number", "number")
    hubspot.clock.advance(minutes=5)
    report = run_restore(
        repository,
        repository.view(only_crm(repository), 1),
        source,
        RestoreRequest(mode=RestoreMode.MERGE, clears=True),
    )
    [result] = [each for each in report.entities if each.name == "contacts"]
    refused = dict(result.refused)
    assert set(people[:5]) <= set(refused)
    assert all("was not a valid number" in words for words in refused.values())
    there = {r.properties["email"] for r in contacts.records.values() if not r.archived_at}
    assert there == {f"p{at}@example.org" for at in range(5, 12)}
    assert report.total("failed") >= len(refused)
