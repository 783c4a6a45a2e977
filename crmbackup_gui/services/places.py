"""Where a CRM is, as people see it: paths of files and folders instead of URLs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.hosted_addresses import account_told, hosted_address, is_hosted, same_account
from crmbackup_gui.services.server_addresses import is_on_server, same_database, server_address
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import open_source

_FILES = "files"


@dataclass(frozen=True)
class Place:
    """A CRM's place.

    `path` is what a person looks for: a path, or server and database. `files` is its folder of attachments, if any.
    """

    kind: str
    """The scheme of its URL."""
    path: str
    files: str | None = None
    local: bool = True
    """Whether it is a file or folder that this computer can show."""


def place_of(url: str) -> Place:
    """The place of a URL. Raises leaves of InvalidRequest."""
    location = parse_location(url)
    files = location.options.get(_FILES)
    if location.path is None:
        return Place(location.scheme, _on_server(url), files, local=False)
    return Place(location.scheme, str(location.path), None if files is None else str(Path(files)))


def url_like(url: str, path: str, files: str | None = None) -> str:
    """The URL of a CRM of the same kind as the one at `url`, at another path of this computer, in its canonical form.

    Raises leaves of InvalidRequest.
    """
    location = parse_location(url)
    options = {name: value for name, value in location.options.items() if name != _FILES}
    if files:
        options[_FILES] = Path(files).absolute().as_posix()
    return open_source(replace(location, path=Path(path).absolute(), options=options).url).url


def same_place(one: str, other: str) -> bool:
    """Whether two URLs lead to one CRM, whatever folder of attachments they add to it; no, for what is no URL."""
    if one == other:
        return True
    try:
        first, second = parse_location(one), parse_location(other)
    except InvalidRequest:
        return False
    if first.path is None:
        return same_account(one, other) if is_hosted(one) and is_hosted(other) else same_database(one, other)
    return (first.scheme, first.path) == (second.scheme, second.path)


def _on_server(url: str) -> str:
    """`server:port/database`, where a socket takes the place of the server, or the address of anything else.

    Of a CRM on the internet that is the account, and the server at which people sign in where it tells accounts apart.
    """
    if is_hosted(url):
        return account_told(hosted_address(url))
    if not is_on_server(url):
        return parse_location(url).url
    address = server_address(url)
    port = "" if address.port in (None, address.kind.port) else f":{address.port}"
    return f"{address.socket or (address.host or 'localhost') + port}/{address.database}"
