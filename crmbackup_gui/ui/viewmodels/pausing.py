"""Pauses of all schedules: until when each lasts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import Enum

MORNING = time(6)
"""When a pause "until tomorrow" ends: before anybody begins to work."""

_NIGHT_ENDS = time(3)
"""Who pauses before it still means the day that has not begun for them."""


class Pause(Enum):
    """What can be chosen."""

    HOUR = "hour"
    FOUR_HOURS = "four_hours"
    TOMORROW = "tomorrow"


def end_of(pause: Pause, now: datetime) -> datetime:
    """When a pause that begins now is over, in UTC. `now` is aware, and its zone says what tomorrow is."""
    if pause is not Pause.TOMORROW:
        return now.astimezone(UTC) + (timedelta(hours=1) if pause is Pause.HOUR else timedelta(hours=4))
    day = now.date() if now.time() < _NIGHT_ENDS else now.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, now.tzinfo).astimezone(UTC)
