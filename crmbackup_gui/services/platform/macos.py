"""macOS: what `pmset` and `route` say."""

from __future__ import annotations

import re

from crmbackup_gui.services.platform.base import Power, ask_program


class MacOS:
    """A `Platform`."""

    def network(self) -> bool | None:
        """Whether the system has a default route."""
        answer = ask_program(("/sbin/route", "-n", "get", "default"))
        return None if answer is None else answer[0] == 0 and "interface:" in answer[1]

    def metered(self) -> bool | None:
        """Nobody tells without an app of Apple's own frameworks."""
        return None

    def power(self) -> Power:
        """As the battery menu has it."""
        answer = ask_program(("/usr/bin/pmset", "-g", "batt"))
        return Power() if answer is None or answer[0] != 0 else power_in(answer[1])


def power_in(text: str) -> Power:
    """Read what `pmset -g batt` prints, such as "Now drawing from 'AC Power'" and a line for each battery."""
    drawn = re.search(r"drawing from '([^']+)'", text)
    charge = re.search(r"-InternalBattery-\d+.*?(\d+)%", text)
    return Power(
        on_battery=None if drawn is None else drawn[1] == "Battery Power",
        percent=None if charge is None else int(charge[1]),
    )
