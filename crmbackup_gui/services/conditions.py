"""What the computer is like now, for schedules that look at it."""

from __future__ import annotations

import logging
import sys

from crmbackup_gui.model.schedule import Conditions
from crmbackup_gui.services.platform.base import Platform
from crmbackup_gui.services.platform.linux import Linux
from crmbackup_gui.services.platform.macos import MacOS
from crmbackup_gui.services.platform.windows import Windows

_LOG = logging.getLogger(__name__)

_logged: set[str] = set()


def this_platform() -> Platform | None:
    """The operating system; None for one that nobody wrote down here."""
    known: dict[str, type[Platform]] = {"linux": Linux, "darwin": MacOS, "win32": Windows}
    kind = known.get(sys.platform)
    return None if kind is None else kind()


def read_conditions(platform: Platform | None = None) -> Conditions:
    """The network and the power as the system tells them. Never raises; takes up to a few seconds.

    What nobody can tell is None, counts as met, and is logged once.
    """
    platform = platform or this_platform()
    if platform is None:
        _log_once("the conditions of a schedule")
        return Conditions()
    power = platform.power()
    conditions = Conditions(
        network=platform.network(),
        metered=platform.metered(),
        battery_percent=power.percent,
        on_battery=power.on_battery,
    )
    if conditions.network is None:
        _log_once("whether there is a network")
    if conditions.metered is None:
        _log_once("whether the network is metered")
    if conditions.on_battery is None or (conditions.on_battery and conditions.battery_percent is None):
        _log_once("how much power there is")
    return conditions


def _log_once(what: str) -> None:
    if what not in _logged:
        _logged.add(what)
        _LOG.info("this system does not tell %s; schedules take it as they would wish", what)
