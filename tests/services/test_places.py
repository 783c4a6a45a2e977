"""Where a CRM is, as people see it."""

import pytest

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.places import is_there, place_of, url_like
from crmbackup_gui.sources.location import Location


@pytest.mark.parametrize("scheme", ["sqlite", "folder"])
def test_an_address_and_its_paths_lead_to_each_other(tmp_path, scheme):
    path = tmp_path / "my crm é%?.db"
    url = Location(scheme, path=path).url
    place = place_of(url)
    assert (place.kind, place.path, place.files, place.local) == (scheme, str(path), None, True)
    assert url_like(url, place.path) == url


def test_a_database_with_attachments_has_two_places(tmp_path):
    url = Location("sqlite", path=tmp_path / "a.db", options={"files": str(tmp_path / "a&b?")}).url
    assert place_of(url).files == str(tmp_path / "a&b?")
    assert url_like(url, str(tmp_path / "a.db"), str(tmp_path / "a&b?")) == url
    assert place_of(url_like(url, str(tmp_path / "b.db"))).files is None


def test_a_server_is_shown_by_its_address():
    place = place_of("postgresql://ana@db.example:5432/crm")
    assert (place.path, place.local) == ("postgresql://ana@db.example:5432/crm", False)


def test_what_is_no_address_is_refused():
    with pytest.raises(InvalidRequest):
        place_of("nothing")


def test_a_crm_is_there_or_not(tmp_path):
    url = Location("sqlite", path=tmp_path / "a.db").url
    assert not is_there(url)
    (tmp_path / "a.db").touch()
    assert is_there(url)
