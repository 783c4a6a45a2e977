"""Where the program keeps what is this machine's own, by the customs of its operating system."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_state_path

_PROGRAM = "crmbackup"


def heads_file() -> Path:
    """The newest recovery points that this machine has seen (heads.py). The file need not exist."""
    return user_state_path(_PROGRAM, appauthor=False) / "heads.json"
