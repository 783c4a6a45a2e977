"""HubSpot as it is opened by its address: which account, with which token, and how its calls are spent."""

from datetime import timedelta

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import BudgetSpent, InvalidLocation, LoginRefused, PasswordInLocation, PasswordMissing
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.registry import open_source
from tests.engine.setting import back_up, new_repository
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.server import ALL_SCOPES, READ_SCOPES, HubSpot
from tests.sources.hubspot.accounts import clock, fill, source_of
from tests.sources.hubspot.test_hubspot_journey import ruin


def opened(hubspot, token, hub=PORTAL):
    return open_source(f"hubspot://{hub}?server={hubspot.host}", {"token": token}.get)


def test_an_account_is_opened_by_its_number_and_a_token(hubspot):
    source = opened(hubspot, hubspot.tokens.private_app(READ_SCOPES))
    assert source.catalog().crm == "HubSpot"
    assert source.exists()
    assert source.name == f"HubSpot {PORTAL}"


@pytest.mark.parametrize("url", ["hubspot://", "hubspot://example", "hubspot://1/contacts", "hubspot://1?nothing=1"])
def test_an_address_that_names_no_account_is_refused(url):
    with pytest.raises(InvalidLocation):
        open_source(url)


def test_a_token_in_the_address_is_refused():
    with pytest.raises(PasswordInLocation):
        open_source(f"hubspot://{PORTAL}?token=pat-eu1-secret")


def test_a_token_that_opens_another_account_is_refused(hubspot):
    source = opened(hubspot, hubspot.tokens.private_app(READ_SCOPES), hub="4711")
    with pytest.raises(LoginRefused, match=str(PORTAL)):
        source.catalog()


def test_without_a_token_one_is_asked_for(hubspot):
    with pytest.raises(PasswordMissing):
        opened(hubspot, None).catalog()


def test_a_token_that_is_revoked_in_the_middle_ends_the_run_in_hubspots_words(hubspot, tmp_path):
    fill(hubspot)
    token = hubspot.tokens.private_app(ALL_SCOPES)
    source = source_of(hubspot, tmp_path, token=token)
    asked = []

    def late(request):
        asked.append(request)
        hubspot.tokens.revoke(token)
        return hubspot.handle(request)

    hubspot.faults.plan(late, lambda request: request.path.endswith("/0-3"), skip=1)
    with pytest.raises(LoginRefused, match="revoked"):
        back_up(source, new_repository())
    assert asked


def test_hidden_objects_are_told_with_the_point(hubspot, tmp_path):
    fill(hubspot)
    token = hubspot.tokens.private_app(READ_SCOPES - {"crm.objects.deals.read"})
    with source_of(hubspot, tmp_path, token=token).snapshot() as snapshot:
        [warning] = [each for each in snapshot.warnings if "deals" in each]
    assert "crm.objects.deals.read" in warning


def pauses_of(source):
    """The pauses that a job with this source is told of, as it goes on."""
    pauses, attend = [], source.attend

    def listen(paused, cancel):
        attend(lambda pause: (pauses.append(pause), paused(pause)), cancel)

    source.attend = listen
    return pauses


def test_a_burst_that_is_too_fast_waits_and_goes_on(tmp_path):
    with HubSpot(clock(), burst=20, searches=2) as hubspot:
        fill(hubspot)
        source = source_of(hubspot, tmp_path)
        pauses = pauses_of(source)
        back_up(source, new_repository())
    assert pauses
    assert not any(pause.spent for pause in pauses)


def test_a_day_that_is_spent_is_waited_for_until_midnight_or_told(tmp_path):
    with HubSpot(clock(), daily=80) as hubspot:
        fill(hubspot)
        source = source_of(hubspot, tmp_path, free=0)
        began, pauses = hubspot.clock.now(), pauses_of(source)
        source._patience = timedelta(hours=80)
        back_up(source, new_repository())
        days = (hubspot.clock.now().date() - began.date()).days
        assert days >= 1
        assert 1 <= sum(pause.spent for pause in pauses) <= 2 * days + 1
        assert hubspot.calls() <= 80 * (days + 1)
        source._patience = timedelta(minutes=1)
        with pytest.raises(BudgetSpent):
            back_up(source, new_repository())


def test_a_share_of_the_day_stays_free_for_others(tmp_path):
    with HubSpot(clock(), daily=100) as hubspot:
        fill(hubspot)
        source = source_of(hubspot, tmp_path)
        source._patience = timedelta(0)
        with pytest.raises(BudgetSpent):
            back_up(source, new_repository())
        assert hubspot.limits.used_today <= 80
        assert (source.budget.usage.limit, source.budget.free) == (100, 20)


@pytest.mark.parametrize("calls", [1, 12, 25, 50])
def test_an_increment_that_the_budget_breaks_off_covers_nothing_and_the_next_one_covers_all(tmp_path, calls):
    with HubSpot(clock()) as hubspot:
        companies, people = fill(hubspot)
        source, repository = source_of(hubspot, tmp_path, free=0), new_repository()
        point = back_up(source, repository)
        ruin(hubspot, companies, people)
        source._patience = timedelta(0)
        hubspot.limits.daily = hubspot.limits.used_today + calls
        with pytest.raises(BudgetSpent):
            back_up(source, repository, Strategy.INCREMENTAL)
        assert repository.sequences(point.crm) == [point.sequence]
        used = hubspot.limits.used_today
        with pytest.raises(BudgetSpent):
            back_up(source, repository)
        assert hubspot.limits.used_today - used <= 1

        hubspot.limits.daily = 250_000
        hubspot.clock.advance(days=1)
        source = source_of(hubspot, tmp_path, free=0)
        after = back_up(source, repository, Strategy.INCREMENTAL)
        assert (after.sequence, after.parent) == (point.sequence + 1, point.sequence)
        view = repository.view(after.crm, after.sequence)
        asked = RestoreRequest(mode=RestoreMode.EXACT, clears=True, dry_run=True)
        found = run_restore(repository, view, source, asked)
        assert [found.total(what) for what in ("created", "updated", "undeleted", "deleted", "failed")] == [0] * 5


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_increment_that_the_budget_breaks_off_later_says_what_is_behind_and_the_next_one_covers_it(tmp_path, share):
    with HubSpot(clock()) as hubspot:
        companies, people = fill(hubspot)
        source, repository = source_of(hubspot, tmp_path, free=0), new_repository()
        point = back_up(source, repository)
        ruin(hubspot, companies, people)
        before = hubspot.limits.used_today
        with source.snapshot():
            described = hubspot.limits.used_today - before
        reading = (before - described) * share
        source._patience, source._budget.free = timedelta(0), 0
        hubspot.limits.daily = hubspot.limits.used_today + described + round(reading / 2)
        broken_off = back_up(source, repository, Strategy.INCREMENTAL)
        assert broken_off.behind
        assert set(broken_off.behind.values()) == {point.consistent_as_of}

        hubspot.limits.daily = 250_000
        hubspot.clock.advance(days=1)
        source = source_of(hubspot, tmp_path, free=0)
        after = back_up(source, repository, Strategy.INCREMENTAL)
        assert not after.behind
        view = repository.view(after.crm, after.sequence)
        asked = RestoreRequest(mode=RestoreMode.EXACT, clears=True, dry_run=True)
        found = run_restore(repository, view, source, asked)
        assert [found.total(what) for what in ("created", "updated", "undeleted", "deleted", "failed")] == [0] * 5
