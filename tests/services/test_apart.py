import pytest

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.services.apart import check_apart
from crmbackup_gui.services.crm_addresses import database_url, folder_url


@pytest.fixture
def crm(tmp_path):
    folder = tmp_path / "crm"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("inside", ["", "backups", "a/b"])
def test_a_repository_in_a_folder_that_it_keeps_is_refused(crm, inside):
    with pytest.raises(InvalidLocation):
        check_apart(str(crm / inside), folder_url(crm))


def test_a_repository_among_the_attachments_is_refused(crm, tmp_path):
    with pytest.raises(InvalidLocation):
        check_apart(str(crm / "backups"), database_url(tmp_path / "crm.db", crm))


def test_a_link_does_not_hide_where_a_repository_lies(crm, tmp_path):
    (tmp_path / "elsewhere").symlink_to(crm)
    with pytest.raises(InvalidLocation):
        check_apart(str(tmp_path / "elsewhere" / "backups"), folder_url(crm))


def test_a_repository_beside_the_crm_is_none_of_its_files(crm, tmp_path):
    (tmp_path / "crm.db").touch()
    for beside in ("backups", "crm backups"):
        check_apart(str(tmp_path / beside), folder_url(crm))
        check_apart(str(tmp_path / beside), database_url(tmp_path / "crm.db", crm))
