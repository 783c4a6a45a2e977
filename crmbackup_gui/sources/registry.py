"""Which CRMs this installation can open.

A third party adds one by an entry point in the group `crmbackup_gui.sources`: its name is the scheme of the URL, its
object a callable that takes a `Location` and a `FindSecret` (sources/secrets.py) and returns a `Source`. What ships
with the program is always known, so that it also works from a checkout, and cannot be replaced by an entry point of the
same name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import cast

from crmbackup_gui.errors import SourceUnreadable, UnsupportedLocation
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.location import Location, parse_location
from crmbackup_gui.sources.secrets import FindSecret, no_secrets

GROUP = "crmbackup_gui.sources"

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


def _factory(location: Location) -> SourceFactory:
    entries = _entries()
    entry = entries.get(location.scheme)
    if entry is None:
        raise UnsupportedLocation(location.scheme, sorted(entries))
    try:
        return cast(SourceFactory, entry.load())
    except (ImportError, AttributeError) as error:
        raise SourceUnreadable(location.url, f"the extension {entry.value} does not load ({error})") from error


def _entries() -> dict[str, EntryPoint]:
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    built_in = {name: EntryPoint(name=name, value=value, group=GROUP) for name, value in _BUILT_IN.items()}
    return installed | built_in
