"""Which CRMs this installation can open.

A third party adds one by an entry point in the group `crmbackup_gui.sources`: its name is the scheme of the URL, its
object a callable that takes a `Location` and a `FindSecret` (sources/secrets.py) and returns a `Source`. What ships
with the program is always known, so that it also works from a checkout, and cannot be replaced by an entry point of the
same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crmbackup_gui.errors import SourceUnreadable, UnsupportedLocation
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.location import Location, parse_location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets

if TYPE_CHECKING:
    from crmbackup_gui.sources.hosted.consent import Consent

GROUP = "crmbackup_gui.sources"

CONSENTS = "crmbackup_gui.consents"
"""The group of entry points for signing in by the browser: the scheme, and a `Consent` (hosted/consent.py)."""

SourceFactory = Callable[[Location, FindSecret], Source]

_BUILT_IN = {
    "sqlite": "crmbackup_gui.sources.sql.sqlite.source:open_sqlite",
    "folder": "crmbackup_gui.sources.files.source:open_folder",
    "hubspot": "crmbackup_gui.sources.hubspot.source:open_hubspot",
    "salesforce": "crmbackup_gui.sources.salesforce.source:open_salesforce",
    "mysql": "crmbackup_gui.sources.sql.mysql.source:open_mysql",
    "mariadb": "crmbackup_gui.sources.sql.mysql.source:open_mysql",
    "postgresql": "crmbackup_gui.sources.sql.postgresql.source:open_postgresql",
    "postgres": "crmbackup_gui.sources.sql.postgresql.source:open_postgresql",
    "zoho": "crmbackup_gui.sources.zoho.source:open_zoho",
}
_BUILT_IN_CONSENTS = {
    "hubspot": "crmbackup_gui.sources.hubspot.consent:CONSENT",
    "salesforce": "crmbackup_gui.sources.salesforce.consent:CONSENT",
    "zoho": "crmbackup_gui.sources.zoho.consent:CONSENT",
}
_LOCAL = ("folder", "sqlite")
"""Those that need no server."""


def source_schemes() -> list[str]:
    """The schemes that `open_source` takes, sorted."""
    return sorted(_entries())


def open_source(text: str, secrets: FindSecret = no_secrets) -> Source:
    """The CRM at a URL; nothing is connected yet. `secrets` gives its password and the like when it connects.

    With `files=` beside a database, the source is both of them in one. Raises InvalidLocation, PasswordInLocation,
    UnsupportedLocation, or SourceUnreadable when a third party's module does not load.
    """
    location = parse_location(text)
    factory = _factory(location)
    if "files" not in location.options or location.scheme == "folder":
        return factory(location, secrets)
    from crmbackup_gui.sources.combined import CombinedSource
    from crmbackup_gui.sources.files.source import FolderSource

    options = dict(location.options)
    folder = FolderSource(Path(options.pop("files")))
    return CombinedSource(factory(replace(location, options=options), secrets), folder)


def open_throw_away(url: str, folder: Path) -> Source:
    """An empty CRM of the same kind as the one at a URL, inside an empty folder.

    Raises UnsupportedLocation for a kind that needs a server.
    """
    location = parse_location(url)
    if location.path is None:
        raise UnsupportedLocation(location.scheme, _LOCAL)
    options = {"files": str(folder / "files")} if "files" in location.options else {}
    return open_source(replace(location, path=folder / "crm", options=options).url)


def sign_in_schemes() -> list[str]:
    """The schemes for which `consent_of` knows a sign-in, sorted."""
    return sorted(_entries(CONSENTS, _BUILT_IN_CONSENTS))


def consent_of(scheme: str) -> Consent | None:
    """How people sign in by the browser to CRMs of that scheme; None where they do not.

    Raises SourceUnreadable when a third party's module does not load.
    """
    entry = _entries(CONSENTS, _BUILT_IN_CONSENTS).get(scheme)
    return None if entry is None else cast("Consent", _loaded(entry, f"{scheme}://"))


def _factory(location: Location) -> SourceFactory:
    entries = _entries()
    entry = entries.get(location.scheme)
    if entry is None:
        raise UnsupportedLocation(location.scheme, sorted(entries))
    return cast(SourceFactory, _loaded(entry, location.url))


def _loaded(entry: EntryPoint, place: str) -> object:
    try:
        return entry.load()
    except (ImportError, AttributeError) as error:
        raise SourceUnreadable(place, f"the extension {entry.value} does not load ({error})") from error


def _entries(group: str = GROUP, shipped: Mapping[str, str] = _BUILT_IN) -> dict[str, EntryPoint]:
    installed = {entry.name: entry for entry in entry_points(group=group)}
    built_in = {name: EntryPoint(name=name, value=value, group=group) for name, value in shipped.items()}
    return installed | built_in
