"""Windows: what kernel32 and wininet say."""

from __future__ import annotations

import ctypes
from typing import Any

from crmbackup_gui.services.platform.base import Power

_NO_BATTERY = 0x80
_UNKNOWN = 0xFF


class _PowerStatus(ctypes.Structure):
    """SYSTEM_POWER_STATUS of winbase.h."""

    _fields_ = (
        ("ac_line_status", ctypes.c_ubyte),
        ("battery_flag", ctypes.c_ubyte),
        ("battery_life_percent", ctypes.c_ubyte),
        ("system_status_flag", ctypes.c_ubyte),
        ("battery_life_time", ctypes.c_uint32),
        ("battery_full_life_time", ctypes.c_uint32),
    )


class Windows:
    """A `Platform`. `libraries` has the system's libraries by name, as `ctypes.windll` does."""

    def __init__(self, libraries: Any = None) -> None:  # noqa: ANN401 - ctypes makes their types up as they are used
        self._libraries: Any = libraries if libraries is not None else getattr(ctypes, "windll", None)

    def network(self) -> bool | None:
        """InternetGetConnectedState: whether a modem or a network is connected."""
        flags = ctypes.c_uint32()
        try:
            return bool(self._libraries.wininet.InternetGetConnectedState(ctypes.byref(flags), 0))
        except (AttributeError, OSError):
            return None

    def metered(self) -> bool | None:
        """Only the Windows Runtime tells."""
        return None

    def power(self) -> Power:
        """GetSystemPowerStatus."""
        status = _PowerStatus()
        try:
            told = self._libraries.kernel32.GetSystemPowerStatus(ctypes.byref(status))
        except (AttributeError, OSError):
            return Power()
        if not told:
            return Power()
        if status.battery_flag != _UNKNOWN and status.battery_flag & _NO_BATTERY:
            return Power(on_battery=False)
        return Power(
            on_battery={0: True, 1: False}.get(status.ac_line_status),
            percent=status.battery_life_percent if status.battery_life_percent <= 100 else None,
        )
