"""Writing a small file so that a reader finds the old content or the new one, also after the power failed."""

from __future__ import annotations

import secrets
from pathlib import Path

from crmbackup_gui.repository.durable import sync_folder, write_new


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file; its folder is made where there is none. Raises OSError, and then the file is as it was.

    `private` keeps other users of the computer from reading it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        write_new(temporary, content, private=private)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
