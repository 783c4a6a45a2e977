"""Linux: what the kernel shows below /proc and /sys, and NetworkManager where it runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from crmbackup_gui.services.platform.base import Power, ask_program

_UP = 0x0001
"""RTF_UP of linux/route.h."""

_METERED = {"1": True, "2": False, "3": True, "4": False}
"""NMMetered of NetworkManager's D-Bus API; 3 and 4 are its guesses, 0 is that it does not know."""

_NETWORK_MANAGER = (
    *("get-property", "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"),
    *("org.freedesktop.NetworkManager", "Metered"),
)


class Linux:
    """A `Platform`. `root` stands for the root of the file system."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._route = root / "proc" / "net" / "route"
        self._route6 = root / "proc" / "net" / "ipv6_route"
        self._supplies = root / "sys" / "class" / "power_supply"

    def network(self) -> bool | None:
        """Whether the kernel has a default route."""
        tables: tuple[tuple[Path, Callable[[str], bool]], ...] = (
            (self._route, _is_default),
            (self._route6, _is_default6),
        )
        read = [(lines, check) for path, check in tables if (lines := _lines(path)) is not None]
        return any(check(line) for lines, check in read for line in lines) if read else None

    def metered(self) -> bool | None:
        """What NetworkManager says or guesses."""
        busctl = shutil.which("busctl")
        answer = ask_program((busctl, "--system", "--timeout=1", *_NETWORK_MANAGER)) if busctl else None
        if answer is None or answer[0] != 0:
            return None
        return _METERED.get(answer[1].removeprefix("u ").strip())

    def power(self) -> Power:
        """From the power supplies; batteries of mice and the like do not count."""
        if not self._supplies.is_dir():
            return Power()
        supplies = [_Supply(path) for path in sorted(self._supplies.iterdir())]
        batteries = [supply for supply in supplies if supply.kind == "Battery" and supply.of_system]
        if not batteries:
            return Power(on_battery=False)
        lines = [supply.value("online") for supply in supplies if supply.kind in ("Mains", "USB")]
        charges = [int(charge) for battery in batteries if (charge := battery.value("capacity")).isdigit()]
        percent = sum(charges) // len(charges) if charges else None
        if "1" in lines:
            return Power(on_battery=False, percent=percent)
        states = {battery.value("status") for battery in batteries}
        if "Discharging" in states or "0" in lines:
            return Power(on_battery=True, percent=percent)
        return Power(on_battery=False if states & {"Charging", "Full", "Not charging"} else None, percent=percent)


class _Supply:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.kind = self.value("type")
        self.of_system = self.value("scope") != "Device"

    def value(self, name: str) -> str:
        return next(iter(_lines(self._path / name) or ()), "").strip()


def _lines(path: Path) -> list[str] | None:
    try:
        return path.read_text("ascii", "replace").splitlines()
    except OSError:
        return None


def _is_default(line: str) -> bool:
    """A line of /proc/net/route: interface, destination, gateway, flags, and five more; hexadecimal."""
    fields = line.split()
    return len(fields) > 7 and fields[1] == fields[7] == "0" * 8 and bool(int(fields[3], 16) & _UP)


def _is_default6(line: str) -> bool:
    """A line of /proc/net/ipv6_route: destination and its length first, flags and interface last."""
    fields = line.split()
    if len(fields) < 10 or fields[9] == "lo":
        return False
    return fields[0] == "0" * 32 and fields[1] == "00" and bool(int(fields[8], 16) & _UP)
