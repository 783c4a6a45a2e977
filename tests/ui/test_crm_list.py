"""The list of CRMs says how each stands, and nothing that nobody knows."""

import pytest

from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.crm_addresses import database_url
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.viewmodels.crm_list import CrmList, CrmRole

WORDS = "correct horse battery staple"


@pytest.fixture
def crm(tmp_path):
    return database_url(create_demo_crm(tmp_path / "crm", contacts=5))


def told(qtbot, session, crm, repository):
    connection = new_connection("Acme", crm, str(repository))
    session.program.settings.change(lambda _: Settings(connections=(connection,)))
    session.connections_changed.emit()
    model = CrmList(session)
    with qtbot.waitSignal(session.overview_changed):
        session.refresh(connection.id)
    said = model.index(0).data(CrmRole.AGE)
    model.deleteLater()
    return said


def test_a_crm_that_was_never_backed_up_has_no_recovery_point(qtbot, session, crm, tmp_path):
    session.program.create_repository(str(tmp_path / "new"), WORDS, use_keyring=False)
    assert told(qtbot, session, crm, tmp_path / "new") == "no recovery point yet"


def test_of_a_repository_that_is_away_nobody_says_that_it_has_no_recovery_point(qtbot, session, crm, tmp_path):
    assert told(qtbot, session, crm, tmp_path / "drive") == "cannot be reached"


def test_nor_of_one_that_is_locked(qtbot, session, crm, tmp_path):
    other = Program(tmp_path / "other" / "settings", tmp_path / "other" / "state")
    other.create_repository(str(tmp_path / "locked"), WORDS, use_keyring=False)
    assert told(qtbot, session, crm, tmp_path / "locked") == "locked"
