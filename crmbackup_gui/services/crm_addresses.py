"""Files and folders that a person points at, as the addresses of CRMs."""

from __future__ import annotations

from pathlib import Path

from crmbackup_gui.sources.location import Location


def database_url(file: Path, attachments: Path | None = None) -> str:
    """The address of a SQLite database, with the folder of its attachments."""
    options = {} if attachments is None else {"files": attachments.absolute().as_posix()}
    return Location("sqlite", path=file.absolute(), options=options).url


def folder_url(folder: Path) -> str:
    """The address of a folder of files."""
    return Location("folder", path=folder.absolute()).url
