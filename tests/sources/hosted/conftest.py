"""An office at a service, as it was backed up, and what restores it."""

import pytest

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from tests.engine.setting import new_repository
from tests.sources.hosted.office import Office, source_of


@pytest.fixture
def office():
    made = Office()
    ada = made.add("user", login="ada")
    top = made.add("company", name="Top", owner=ada)
    made.add("company", name="Below", parent=top, owner=ada)
    for number in range(4):
        made.add("contact", name=f"Contact {number}", mail=f"c{number}@example.com", company=top)
    made.tick(hours=1)
    return made


@pytest.fixture
def restore(office, tmp_path):
    source, repository = source_of(office, tmp_path), new_repository()
    point = run_backup(source, repository).point

    def again(**asked):
        office.tick(hours=1)
        return run_restore(repository, repository.view(point.crm, point.sequence), source, RestoreRequest(**asked))

    def undo(report):
        office.tick(hours=1)
        safety = report.safety_point
        return run_undo(repository, repository.view(safety.crm, safety.sequence), source)

    again.undo, again.repository, again.source = undo, repository, source
    return again
