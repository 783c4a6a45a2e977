"""The wall clock of this computer as a time zone that knows its own past and future changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """The zone that the system is set to, whenever it is asked; schedules are told in it."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """As the system has it at that wall clock time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, _: datetime | None) -> timedelta | None:
        """Unknown: only the whole difference from UTC matters."""
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        """What the system calls it."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """The wall clock time at a moment; the second of two equal ones has fold 1 (PEP 495)."""
        local = moment.replace(tzinfo=UTC).astimezone()
        first = local.replace(tzinfo=self)
        return first if self.utcoffset(first) == local.utcoffset() else first.replace(fold=1)


LOCAL = LocalZone()
