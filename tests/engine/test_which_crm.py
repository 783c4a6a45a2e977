"""Which timeline a backup goes on with, where several CRMs of a repository could be meant."""

import shutil

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.crms import crm_with_id
from crmbackup_gui.errors import CrmNotFound
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository.identity import new_crm_id
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import FAMILY, new_repository
from tests.engine.sqlite_state import opened


@pytest.fixture
def repository():
    return new_repository()


@pytest.fixture
def path(tmp_path):
    """Where each of the CRMs is; there is one of four accounts."""
    path = tmp_path / "crm.db"
    change(path, *FAMILY)
    return path


def change(path, *statements):
    with opened(path) as connection:
        for statement in statements:
            connection.execute(statement)


def back_up(repository, path, **request):
    return run_backup(SqliteSource(path), repository, BackupRequest(**request)).point


def test_an_id_that_the_repository_has_not_seen_begins_a_timeline_at_an_address_that_it_knows(repository, path):
    first = back_up(repository, path)
    mine = new_crm_id()
    second = back_up(repository, path, crm=mine, crm_name="mine")
    assert (second.crm, second.crm_name, second.url) == (mine, "mine", first.url)
    assert (second.strategy, second.sequence, second.parent) == (Strategy.FULL, 1, None)
    assert [point.id for point in repository.timeline(first.crm).points] == [first.id]


def test_an_id_goes_on_with_its_timeline_from_another_address_and_under_another_name(repository, path, tmp_path):
    first = back_up(repository, path)
    moved = shutil.copy(path, tmp_path / "moved.db")
    change(moved, "INSERT INTO unrelated VALUES (2)")
    second = back_up(repository, moved, crm=first.crm, crm_name="other words")
    assert (second.crm, second.crm_name, second.sequence) == (first.crm, first.crm_name, 2)
    assert (second.strategy, second.records_added, second.records_changed) == (Strategy.INCREMENTAL, 1, 0)


def test_an_increment_that_another_computer_takes_of_the_same_crm_holds_just_what_differs(repository, path, tmp_path):
    first = back_up(repository, path)
    restored = shutil.copy(path, tmp_path / "new computer.db")
    change(restored, "DELETE FROM call", "UPDATE account SET name = 'Root' WHERE id = 1")
    second = back_up(repository, restored, crm=first.crm)
    assert (second.records_added, second.records_changed, second.records_deleted) == (0, 1, 4)


def test_a_crm_that_is_meant_by_its_id_keeps_its_name(repository, path):
    first = back_up(repository, path, crm_name="Acme")
    assert back_up(repository, path, crm_name=first.crm).crm_name == "Acme"


def test_an_address_of_two_crms_means_neither(repository, path):
    back_up(repository, path)
    back_up(repository, path, crm=new_crm_id(), crm_name="mine")
    with pytest.raises(CrmNotFound):
        back_up(repository, path)


def test_a_crm_without_a_recovery_point_is_not_known_by_its_id(repository, path):
    assert crm_with_id(repository, new_crm_id()) is None
    first = back_up(repository, path)
    assert crm_with_id(repository, first.crm).name == first.crm_name
