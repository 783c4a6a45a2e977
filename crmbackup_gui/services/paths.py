"""Where the program keeps what is this machine's own, by the customs of its operating system."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_state_path

_PROGRAM = "crmbackup"


def config_folder() -> Path:
    """What the user has set. The folder need not exist."""
    return user_config_path(_PROGRAM, appauthor=False)


def settings_file(config: Path | None = None) -> Path:
    """What the user has set (settings.py). The file need not exist."""
    return (config or config_folder()) / "settings.json"


def state_folder() -> Path:
    """What the program remembers by itself. The folder need not exist."""
    return user_state_path(_PROGRAM, appauthor=False)


def heads_file(state: Path | None = None) -> Path:
    """The newest recovery points that this machine has seen (heads.py). The file need not exist."""
    return (state or state_folder()) / "heads.json"
