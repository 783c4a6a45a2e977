"""What the program says of the calls of a service: before a run, when a way to it is tried, and while it waits."""

import json

import pytest
from msgspec.structs import replace

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.program import Program
from crmbackup_gui.sources.hosted.wire import Wire
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.server import ALL_SCOPES, HubSpot
from tests.sources.hubspot.accounts import clock, fill

ALL = RecoveryScope()


@pytest.fixture
def hubspot(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with HubSpot(clock(), daily=1_000) as hubspot:
        fill(hubspot)
        # Nobody really waits: the service's clock goes on instead.
        monkeypatch.setattr(Wire, "wait", lambda _, seconds: hubspot.clock.advance(seconds=seconds))
        yield hubspot


@pytest.fixture
def url(hubspot):
    return f"hubspot://{PORTAL}?server={hubspot.host}"


@pytest.fixture
def program(hubspot, tmp_path):
    kept = tmp_path / "secrets.json"
    kept.write_text(json.dumps({"token": hubspot.tokens.private_app(ALL_SCOPES)}))
    kept.chmod(0o600)
    program = Program(tmp_path / "settings", tmp_path / "state", crm_secrets=CrmSecrets(kept))
    program.create_repository(str(tmp_path / "backups"), "correct horse battery staple", use_keyring=False)
    return program


def test_the_first_backup_and_later_ones_are_foreseen_and_take_no_less(program, hubspot, url, tmp_path):
    first = program.foresee_first_backup(url, ALL)
    assert first.fits
    assert first.budget.usage.limit == 1_000
    connection = new_connection("Sales", url, str(tmp_path / "backups"))
    program.settings.change(lambda kept: replace(kept, connections=(connection,)))
    before = hubspot.calls()
    assert program.back_up(connection).outcome in (Outcome.OK, Outcome.WARNINGS)
    assert first.calls <= hubspot.calls() - before
    later = program.foresee_backup(connection)
    assert {each.entity for each in later.entities} == {each.entity for each in first.entities}


def test_a_run_says_how_many_calls_are_left_and_until_when_it_waits(program, hubspot, url, tmp_path):
    hubspot.limits.burst = 10
    steps = []
    connection = new_connection("Sales", url, str(tmp_path / "backups"))
    program.back_up(connection, progress=steps.append)
    assert any(step.paused_until for step in steps)
    assert all(step.budget is not None for step in steps)
    assert steps[-1].budget.left < 800


def test_who_tries_a_way_to_a_service_is_told_what_is_left(program, url):
    assert 0 < program.look_at_source(url).budget.left <= 800
