"""What a backup will take of the calls that a service grants, told before it runs and while it does."""

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.foresee import foresee_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import new_repository
from tests.sources.hosted.office import Office, source_of


@pytest.fixture
def office():
    office = Office()
    company = office.add("company", name="Acme")
    for number in range(8):
        office.add("contact", name=f"Person {number}", company=company)
    return office


def told(forecast):
    return {each.entity: (each.records, each.calls) for each in forecast.entities}


def test_a_first_backup_is_foreseen_by_what_the_service_says_it_has(office, tmp_path):
    forecast = foresee_backup(source_of(office, tmp_path), None, BackupRequest())
    assert told(forecast) == {"user": (0, 0), "company": (1, 1), "contact": (8, 3), "membership": (0, 0)}
    assert forecast.calls == 4


def test_of_an_increment_only_changes_are_counted_and_of_a_chosen_scope_only_its_entities(office, tmp_path):
    repository, source = new_repository(), source_of(office, tmp_path)
    run_backup(source, repository)
    for number in range(4):
        office.add("contact", name=f"New {number}")
    run_backup(source, repository)
    request = BackupRequest(strategy=Strategy.INCREMENTAL, scope=RecoveryScope(entities=("contact",)))
    assert told(foresee_backup(source, repository, request)) == {"contact": (12, 3)}
    full = with_other(request, strategy=Strategy.FULL)
    assert told(foresee_backup(source, repository, full)) == {"contact": (12, 4)}


def with_other(request, **changed):
    return BackupRequest(**{"strategy": request.strategy, "scope": request.scope} | changed)


def test_whether_a_run_stays_clear_of_the_free_share_is_told_once_the_service_spoke_of_its_budget(office, tmp_path):
    office.granted = 20
    repository, source = new_repository(), source_of(office, tmp_path)
    assert foresee_backup(source, repository, BackupRequest()).fits is None
    run_backup(source, repository)
    full = foresee_backup(source, repository, BackupRequest(strategy=Strategy.FULL))
    assert (full.calls, full.budget.left, full.fits) == (4, 20 * 80 // 100 - office.used, True)
    office.used = 14
    run_backup(source, repository, BackupRequest(scope=RecoveryScope(entities=("company",)), partial=True))
    assert foresee_backup(source, repository, BackupRequest(strategy=Strategy.FULL)).fits is False


def test_a_run_tells_with_each_step_how_the_budget_stands(office, tmp_path):
    office.granted = 100
    steps = []
    run_backup(source_of(office, tmp_path), new_repository(), progress=steps.append)
    told = [(step.subject, step.budget.left) for step in steps if step.budget.usage]
    # Reading the first company was the second call; nobody had logged in before.
    assert told[0] == ("company", 78)
    assert told[-1] == ("contact", 77)


def test_a_database_grants_as_many_calls_as_one_likes(tmp_path):
    assert foresee_backup(SqliteSource(tmp_path / "crm.db"), None, BackupRequest()) is None


def test_a_rehearsal_says_what_the_restore_will_take_and_it_takes_no_less(office, tmp_path):
    repository, source = new_repository(), source_of(office, tmp_path)
    point = run_backup(source, repository).point
    first, second, third = sorted(office.rows["contact"])[:3]
    office.delete("contact", first)
    office.empty_bin()
    office.delete("contact", second)
    office.change("contact", third, name="?")
    view = repository.view(point.crm, point.sequence)
    forecast = run_restore(repository, view, source, RestoreRequest(dry_run=True)).forecast
    # One created, one brought back and then updated, one updated; eight are read twice, three to a page.
    assert told(forecast)["contact"] == (4, 1 + 1 + 1 + 2 * 3)
    office.calls.clear()
    assert run_restore(repository, view, source).forecast is None
    assert len(office.calls) >= forecast.calls
