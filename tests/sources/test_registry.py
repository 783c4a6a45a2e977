from importlib.metadata import EntryPoint

import pytest

from crmbackup_gui.errors import InvalidLocation, SourceUnreadable, UnsupportedLocation
from crmbackup_gui.sources import registry
from crmbackup_gui.sources.combined import CombinedSource
from crmbackup_gui.sources.files.source import FolderSource
from crmbackup_gui.sources.registry import open_source, source_schemes
from crmbackup_gui.sources.sql.mysql.source import MysqlSource


class OtherSource:
    def __init__(self, location, secrets):
        self.location, self.secrets = location, secrets
        self.url = location.url


def not_a_source(*_):
    raise AssertionError


@pytest.fixture
def installed(monkeypatch):
    """Sets the entry points of third parties: scheme to object."""

    def install(**values):
        entries = [EntryPoint(name, value, registry.GROUP) for name, value in values.items()]
        monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.GROUP else [])

    return install


def third_party(monkeypatch, factory):
    monkeypatch.setattr(registry, "third_party_factory", factory, raising=False)
    return f"{registry.__name__}:third_party_factory"


def test_what_ships_is_known_without_being_installed(installed):
    installed()
    assert source_schemes() == [
        "folder",
        "hubspot",
        "mariadb",
        "mysql",
        "postgres",
        "postgresql",
        "salesforce",
        "sqlite",
        "zoho",
    ]


def test_a_folder_opens_as_a_folder(tmp_path):
    source = open_source(f"folder://{tmp_path.as_posix()}")
    assert isinstance(source, FolderSource)
    assert source.exists()


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_a_database_on_a_server_opens_without_being_connected(scheme):
    source = open_source(f"{scheme}://crm@Example.com/sales?ssl=on")
    assert isinstance(source, MysqlSource)
    assert (source.url, source.name) == (f"{scheme}://crm@example.com/sales?ssl=on", "sales")


def test_a_third_party_adds_a_scheme(installed, monkeypatch):
    installed(acme=third_party(monkeypatch, OtherSource))
    assert open_source("acme://host/crm").location.database == "crm"
    assert "acme" in source_schemes()


def test_a_source_is_given_the_way_to_its_secrets(installed, monkeypatch):
    installed(acme=third_party(monkeypatch, OtherSource))
    source = open_source("acme://host/crm", {"password": "hush"}.get)
    assert source.secrets("password") == "hush"
    assert open_source("acme://host/crm").secrets("password") is None


def test_a_third_party_cannot_replace_what_ships(installed, monkeypatch, tmp_path):
    installed(folder=third_party(monkeypatch, not_a_source))
    assert isinstance(open_source(f"folder://{tmp_path.as_posix()}"), FolderSource)


def test_a_third_party_adds_a_sign_in_and_replaces_none_that_ships(monkeypatch):
    ours = third_party(monkeypatch, "their consent")
    entries = [EntryPoint(name, ours, registry.CONSENTS) for name in ("acme", "zoho")]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.CONSENTS else [])
    assert registry.consent_of("acme") == "their consent"
    assert registry.consent_of("zoho").scopes
    assert registry.consent_of("sqlite") is None
    assert registry.sign_in_schemes() == ["acme", "hubspot", "salesforce", "zoho"]


def test_a_sign_in_that_does_not_load_is_named(monkeypatch):
    entry = EntryPoint("acme", "no.such.module:CONSENT", registry.CONSENTS)
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry] if group == registry.CONSENTS else [])
    with pytest.raises(SourceUnreadable, match="does not load"):
        registry.consent_of("acme")


def test_an_unknown_scheme_is_refused_with_the_known_ones(installed):
    installed()
    with pytest.raises(UnsupportedLocation) as caught:
        open_source("carrier-pigeon://roof")
    assert (caught.value.scheme, caught.value.known) == ("carrier-pigeon", tuple(source_schemes()))


def test_an_extension_that_does_not_load_is_named(installed):
    installed(acme="no_such_module_anywhere:open_acme")
    with pytest.raises(SourceUnreadable, match="no_such_module_anywhere:open_acme"):
        open_source("acme://host")


def test_an_attachment_folder_is_combined_with_its_database(installed, monkeypatch, tmp_path):
    installed(acme=third_party(monkeypatch, OtherSource))
    source = open_source(f"acme://host/crm?files={tmp_path.as_posix()}&zone=b")
    assert isinstance(source, CombinedSource)
    assert source.url == f"acme://host/crm?files={tmp_path.as_posix()}&zone=b"


def test_the_database_does_not_see_the_attachment_folder(installed, monkeypatch, tmp_path):
    seen = []
    installed(acme=third_party(monkeypatch, lambda location, _: seen.append(location.options)))
    open_source(f"acme://host/crm?files={tmp_path.as_posix()}&zone=b")
    assert seen == [{"zone": "b"}]


def test_a_folder_has_no_attachment_folder(tmp_path):
    with pytest.raises(InvalidLocation, match="no option 'files'"):
        open_source(f"folder://{tmp_path.as_posix()}?files=/papers")
