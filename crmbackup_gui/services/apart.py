"""A repository lies outside of the CRM that it keeps."""

from __future__ import annotations

import os
from pathlib import Path

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.sources.location import parse_location


def check_apart(repository: str, source_url: str) -> None:
    """Raise InvalidLocation for a repository in a folder of the CRM. Both are canonical; links are followed.

    Each backup would keep those before it as well, and an exact restore take newer recovery points away.
    """
    if is_cloud(repository):
        return
    inner = Path(os.path.realpath(repository))
    for folder in _folders(source_url):
        outer = Path(os.path.realpath(folder))
        if inner == outer or outer in inner.parents:
            raise InvalidLocation(repository, "it lies inside the CRM, which would then be kept in itself")


def _folders(source_url: str) -> list[Path]:
    """Whose every file is part of the CRM."""
    location = parse_location(source_url)
    files = location.options.get("files")
    folders = [] if files is None else [Path(files)]
    if location.path is not None and location.path.is_dir():
        folders.append(location.path)
    return folders
