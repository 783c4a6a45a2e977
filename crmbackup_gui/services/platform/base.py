"""The one interface behind which the operating systems differ."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_SECONDS = 3.0
"""A program that tells about the system and takes longer is stuck."""


@dataclass(frozen=True)
class Power:
    """Where the current comes from. A computer without a battery is not on battery, and has no charge."""

    on_battery: bool | None = None
    percent: int | None = None


class Platform(Protocol):
    """One operating system. What cannot be told is None; nothing is raised. Any thread may ask."""

    def network(self) -> bool | None:
        """Whether there is a way to other computers."""

    def metered(self) -> bool | None:
        """Whether the network is paid for by volume."""

    def power(self) -> Power:
        """Where the current comes from."""


def ask_program(command: Sequence[str]) -> tuple[int, str] | None:
    """The exit code and the output of a program of the system; None when it is not there or gives no answer."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands of the system
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode, done.stdout
