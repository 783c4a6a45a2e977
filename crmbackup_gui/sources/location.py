"""Where a CRM is: the URLs that users write for SOURCE and TARGET, and the one form in which they are kept.

    sqlite:///relative.db   sqlite:////absolute.db   sqlite:///C:/on/windows.db   folder:///absolute
    postgresql://user@host:port/database?option=value&files=/absolute

Paths may stand raw or percent-encoded, so a literal `%` is `%25` and, since options follow the first `?`, a literal
`?` is `%3F`. Nothing else has a meaning of its own in a path. Bytes that are not UTF-8 are kept as Python keeps them
in file names (surrogateescape). No password is ever taken, kept or repeated in a message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from crmbackup_gui.errors import InvalidLocation, PasswordInLocation

_FILE_SCHEMES = frozenset({"sqlite"})
"""Their path follows three slashes and may be relative."""

_FOLDER_SCHEMES = frozenset({"folder", "csv", "parquet"})
"""Their path follows two slashes and is absolute."""

_SECRET_OPTIONS = frozenset({"password", "passwd", "pwd", "secret", "token", "access_token", "api_key", "apikey"})

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USER_AND_PASSWORD = re.compile(r"(?!\[)[^/?@]*:(?!\d*(?:/[^@?]*)?(?:\?|$))[^@]*@")
"""A colon before the first `@` which does not begin a port. A password may hold slashes and question marks."""


@dataclass(frozen=True)
class Location:
    """One CRM's place. `path` is set for files and folders, absolute; the rest for servers.

    `options` are decoded; a folder of attachments under `files` is absolute like `path`.
    """

    scheme: str
    path: Path | None = None
    host: str | None = None
    port: int | None = None
    user: str | None = None
    database: str | None = None
    options: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def url(self) -> str:
        """The canonical form: absolute, percent-encoded, options sorted. `parse_location` gives this object back."""
        options = "&".join(f"{_quote(name)}={_quote(value)}" for name, value in sorted(self.options.items()))
        return f"{self.scheme}://{self._place()}" + (f"?{options}" if options else "")

    def check_options(self, known: Collection[str]) -> None:
        """Raise InvalidLocation for an option that the source does not have."""
        unknown = sorted(set(self.options) - set(known))
        if unknown:
            raise InvalidLocation(self.url, f"'{self.scheme}' has no option '{unknown[0]}'")

    def _place(self) -> str:
        if self.path is not None:
            path = _quote(self.path.as_posix())
            rooted = path.startswith("/") and self.scheme not in _FILE_SCHEMES
            return path if rooted else f"/{path}"
        user = f"{_quote(self.user, '')}@" if self.user else ""
        host = f"[{self.host}]" if self.host and ":" in self.host else _quote(self.host or "", "")
        port = f":{self.port}" if self.port is not None else ""
        database = f"/{_quote(self.database)}" if self.database else ""
        return f"{user}{host}{port}{database}"


def parse_location(text: str) -> Location:
    """Read what a user wrote. A relative path counts from the current folder.

    Raises InvalidLocation, and PasswordInLocation without repeating anything of the text.
    """
    url = _URL.fullmatch(text)
    if url is None:
        raise InvalidLocation(_without_user(text), "it does not begin with the kind of CRM, such as 'sqlite://'")
    scheme, rest = url[1].lower(), url[2]
    if _USER_AND_PASSWORD.match(rest):
        raise PasswordInLocation
    place, _, query = rest.partition("?")
    try:
        options = _options(query)
        if scheme in _FILE_SCHEMES | _FOLDER_SCHEMES:
            return Location(scheme, path=_path(scheme, place), options=options)
        return _server(scheme, place, options)
    except _Unusable as problem:
        raise InvalidLocation(_without_user(text), str(problem)) from None


class _Unusable(Exception):
    """Why the text is no location; parse_location adds the text."""


def _options(query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in query.split("&") if query else ():
        raw_name, equals, raw_value = part.partition("=")
        name = _unquote(raw_name)
        if name.lower() in _SECRET_OPTIONS:
            raise PasswordInLocation
        if not name or not equals:
            raise _Unusable("an option has the form name=value; in a path, '?' is written %3F and '&' is %26")
        if name in options:
            raise _Unusable(f"the option '{name}' stands there twice")
        options[name] = _unquote(raw_value)
    if "files" in options:
        options["files"] = _absolute(options["files"], "the folder in 'files='").as_posix()
    return options


def _path(scheme: str, place: str) -> Path:
    if not place.startswith("/"):
        raise _Unusable(f"a path follows three slashes, as in {scheme}:///")
    text = _unquote(place)
    if not text.strip("/"):
        raise _Unusable("it names no file or folder")
    if scheme in _FILE_SCHEMES:
        return _resolved(Path(text[1:]))
    return _absolute(text, "the folder")


def _absolute(text: str, what: str) -> Path:
    """On Windows a slash may stand before the drive, as it does in URLs."""
    path = Path(text[1:]) if os.name == "nt" and re.match(r"/[A-Za-z]:", text) else Path(text)
    if not path.is_absolute():
        raise _Unusable(f"{what} must be an absolute path")
    return _resolved(path)


def _resolved(path: Path) -> Path:
    """Absolute, in one form. Only `..` is looked up on the disk, because a link may stand before it."""
    path = Path(os.path.realpath(path)) if ".." in path.parts else path.absolute()
    # POSIX leaves open what two leading slashes mean; every system we run on takes them for one.
    return Path("/" + path.as_posix().lstrip("/")) if os.name == "posix" else path


def _server(scheme: str, place: str, options: dict[str, str]) -> Location:
    authority, _, database = place.partition("/")
    user, _, address = authority.rpartition("@")
    server = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:]*))(?::(\d*))?", address)
    if server is None:
        raise _Unusable("the server is written host, host:port or [IPv6 address]:port")
    port = int(server[3]) if server[3] else None
    if port is not None and not 0 < port < 65_536:
        raise _Unusable("a port is a number from 1 to 65535")
    return Location(
        scheme,
        host=(server[1] or _unquote(server[2] or "")).lower() or None,
        port=port,
        user=_unquote(user) or None,
        database=_unquote(database) or None,
        options=options,
    )


def _unquote(text: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise _Unusable("'%' must be followed by two hexadecimal digits; a literal '%' is written %25")
    try:
        decoded = unquote_to_bytes(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        raise _Unusable("it contains characters that no file system or server takes") from None
    if b"\0" in decoded:
        raise _Unusable("it contains the character NUL")
    return decoded.decode("utf-8", "surrogateescape")


def _quote(text: str, safe: str = "/:") -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogateescape"), safe=safe)


def _without_user(text: str) -> str:
    """For messages: whatever might be a user name or a password is left out."""
    before, at, after = text.rpartition("@")
    if not at or ":///" in before:
        return text
    scheme, separator, _ = before.partition("://")
    return f"{scheme if separator else ''}{separator}...@{after}"
