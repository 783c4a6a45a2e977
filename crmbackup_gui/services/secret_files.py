"""Files that hold nothing but a secret, for programs that run where nobody can type."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from crmbackup_gui.errors import InvalidRequest

_LIMIT = 64 << 10
_LOG = logging.getLogger(__name__)


def read_secret_file(path: Path, kind: str) -> str:
    """What is in the file, which messages call a `kind`, such as `passphrase file`.

    Raises InvalidRequest for one that cannot be read or holds no text. A file that others may use is warned of.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_LIMIT + 1)
    except OSError as error:
        raise InvalidRequest(f"The {kind} '{path}' cannot be read: {error.strerror}.") from error
    if os.name == "posix" and stat.S_ISREG(mode) and mode & (stat.S_IRWXG | stat.S_IRWXO):
        _LOG.warning("The %s '%s' can be used by others; 'chmod 600' keeps them out.", kind, path)
    if len(content) > _LIMIT:
        raise InvalidRequest(f"The {kind} '{path}' is too large to be one.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The {kind} '{path}' is not UTF-8 text.") from error
