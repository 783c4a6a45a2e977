"""Where a CRM is, as people see it."""

import pytest

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.places import place_of, same_place, url_like
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


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("postgresql://ana@db.example:5432/crm", "db.example/crm"),
        ("postgresql://ana@db.example:5433/größe", "db.example:5433/größe"),
        ("postgresql://ana@/crm?host=/run/pg", "/run/pg/crm"),
        ("mysql://ana@/crm", "localhost/crm"),
        ("salesforce://acme.example?client=3MVG9&free=40", "acme.example"),
        ("salesforce://ada%40acme.example@login.salesforce.com", "ada@acme.example @ login.salesforce.com"),
        ("zoho://zylker@accounts.zoho.eu", "zylker @ accounts.zoho.eu"),
        ("hubspot://12345678?free=35", "HubSpot 12345678"),
        ("pipedrive://acme", "pipedrive://acme"),
    ],
)
def test_a_server_is_shown_without_what_only_programs_read(url, path):
    place = place_of(url)
    assert (place.path, place.local) == (path, False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sqlite:////a.db", "sqlite:////a.db?files=/x", True),
        ("sqlite:////a.db", "sqlite:////b.db", False),
        ("mysql://a@h/d", "mysql://b@h:3306/d?files=/x", True),
        ("mysql://a@h/d", "postgresql://a@h/d", False),
        ("sqlite:////a.db", "nothing", False),
    ],
)
def test_two_addresses_are_one_place_or_not(one, other, same):
    assert same_place(one, other) is same
    assert same_place(other, one) is same


def test_what_is_no_address_is_refused():
    with pytest.raises(InvalidRequest):
        place_of("nothing")
