from pathlib import Path

import pytest

from crmbackup_gui.errors import InvalidLocation, RepositoryExists, StoreFailed
from crmbackup_gui.services.crm_addresses import database_url, folder_url
from crmbackup_gui.services.opening import create_repository
from crmbackup_gui.services.repository_places import inner_folder, look_at_place, repository_inside
from crmbackup_gui.sources.location import parse_location


def test_an_address_gives_back_the_paths_that_it_was_made_of(tmp_path):
    file, files = tmp_path / "my crm é%.db", tmp_path / "a&b?"

    location = parse_location(database_url(file, files))

    assert (location.path, location.options) == (file, {"files": files.as_posix()})
    assert parse_location(folder_url(files)).path == files


def test_a_place_that_does_not_exist_yet_can_be_used_and_stays_untouched(tmp_path):
    crm = tmp_path / "crm.db"
    crm.touch()
    place = look_at_place(str(tmp_path / "new" / "one"), database_url(crm))

    assert not place.is_repository
    assert place.free_bytes
    assert place.beside_crm
    assert list(tmp_path.iterdir()) == [crm]


def test_a_repository_is_recognised(tmp_path):
    create_repository(str(tmp_path / "r"), "a passphrase", use_keyring=False)

    assert look_at_place(str(tmp_path / "r")).is_repository


def test_a_folder_of_other_things_is_refused_and_one_inside_it_is_named(tmp_path):
    (tmp_path / "letter.txt").touch()

    with pytest.raises(RepositoryExists):
        look_at_place(str(tmp_path))
    assert Path(inner_folder(str(tmp_path), "CRM backups")) == tmp_path / "CRM backups"
    (tmp_path / "CRM backups").mkdir()
    (tmp_path / "CRM backups" / "x").touch()
    assert Path(inner_folder(str(tmp_path), "CRM backups")) == tmp_path / "CRM backups 2"


def test_a_place_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)

    with pytest.raises(StoreFailed):
        look_at_place(str(tmp_path / "r"))


def test_a_place_inside_of_the_crm_is_refused(tmp_path):
    with pytest.raises(InvalidLocation):
        look_at_place(str(tmp_path / "backups"), folder_url(tmp_path))


def test_a_repository_below_the_chosen_folder_is_found(tmp_path):
    (tmp_path / "photos").mkdir()
    assert repository_inside(str(tmp_path)) is None

    create_repository(str(tmp_path / "r"), "a passphrase", use_keyring=False)

    assert repository_inside(str(tmp_path)) == str(tmp_path / "r")
