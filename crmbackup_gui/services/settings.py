"""What the user has set, in one JSON file. It holds no secret; those are in the keyring."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import msgspec

from crmbackup_gui.errors import CrmBackupError, InvalidRequest, SettingsFailed
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.model.schedule import Aware
from crmbackup_gui.repository.durable import plain_words
from crmbackup_gui.repository.stores.rate import LEAST_RATE
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.whole_file import write_whole

FORMAT = 1

_LOCK_SECONDS = 10.0
"""Another program holds the lock for as long as it takes to write a small file."""

_LOG = logging.getLogger(__name__)


class Language(Enum):
    """The language of the window. `AUTO` is that of the system."""

    AUTO = "auto"
    ENGLISH = "en"
    CHINESE = "zh"


class Notify(Enum):
    """Which ends of runs are told by the desktop."""

    ALL = "all"
    PROBLEMS = "problems"
    NOTHING = "nothing"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is set."""

    connections: tuple[Connection, ...] = ()
    language: Language = Language.AUTO
    notify: Notify = Notify.PROBLEMS
    paused_until: Aware | None = None
    """No schedule runs before it. Aware."""
    keep_running: bool = True
    """Closing the window leaves the program in the tray."""
    retention: dict[str, RetentionPolicy] = {}
    """By the location of a repository: the rules that are carried out after each backup into it."""
    copies: dict[str, tuple[str, ...]] = {}
    """Further places by the location of the repository: each backup is copied there as well."""
    stores: dict[str, dict[str, str]] = {}
    """By bucket (`s3://bucket`): the options that open what is in it, never a secret (place_options.py)."""
    cloud_rate: int | None = None
    """Bytes a second that are sent to clouds at most; None for as many as the line takes."""
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.cloud_rate is not None and self.cloud_rate < LEAST_RATE:
            raise InvalidRequest("A limit to the rate is a number of bytes a second such as 500k or 2M, at least 1k.")


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    """As `Settings`, with each part still to be read, so that a damaged one costs no other."""

    connections: list[msgspec.Raw] = []
    format: int = FORMAT


# Made once, before there are threads: msgspec learns a type when it is first decoded.
_OUTLINE = msgspec.json.Decoder(_Stored)
_CONNECTION = msgspec.json.Decoder(Connection)
_REST = msgspec.json.Decoder(dict[str, msgspec.Raw])
_SETTINGS = msgspec.json.Decoder(Settings)


class SettingsFile:
    """The settings of this user. Any thread may use it, and several programs at a time.

    A file that cannot be understood is put aside under another name, never written over: what can still be read of it
    goes on, and `problem` says so.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._known: Settings | None = None
        self.problem: str | None = None
        """A sentence about a file that was damaged or cannot be read; None when all is well."""

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def read(self) -> Settings:
        """The settings as this program knows them, from memory after the first time. Never raises."""
        with self._guard:
            if self._known is None:
                try:
                    self._known = self._load()
                except SettingsFailed as error:
                    self.problem = error.user_message
                    _LOG.warning("%s", error.user_message)
                    self._known = Settings()
            return self._known

    def change(self, change: Callable[[Settings], Settings]) -> Settings:
        """Write what `change` makes of the newest settings, also those of other programs; what is written.

        A connection whose rules are new gets them from now on (`Schedule.since`). Raises SettingsFailed, and what
        `change` raises; then nothing is changed.
        """
        with self._guard, self._locked():
            before = self._load(locked=True)
            after = _in_force(before, change(before))
            if after != before:
                self._write(after)
            self._known = after
            return after

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # Loaded by who changes them: it takes as long as reading them a hundred times.
        from filelock import FileLock, Timeout

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._path.with_name(f"{self._path.name}.lock"), timeout=_LOCK_SECONDS)
            lock.acquire()
        except Timeout as error:
            raise SettingsFailed(str(self._path), "another program keeps them locked") from error
        except OSError as error:
            raise SettingsFailed(str(self._path), plain_words(error)) from error
        try:
            yield
        finally:
            lock.release()

    def _load(self, *, locked: bool = False) -> Settings:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            raise SettingsFailed(str(self._path), plain_words(error)) from error
        settings, problem = _decoded(content)
        if not problem:
            return settings
        if not locked:
            with self._locked():
                return self._load(locked=True)
        aside = self._path.with_name(f"{self._path.stem}.aside-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.json")
        self._write(content, aside)
        self._write(settings)
        self.problem = f"The settings {problem}. As they were, they are kept in '{aside}'."
        _LOG.warning("%s", self.problem)
        return settings

    def _write(self, content: Settings | bytes, path: Path | None = None) -> None:
        path = path or self._path
        if isinstance(content, Settings):
            content = msgspec.json.format(msgspec.json.encode(content), indent=2)
        try:
            write_whole(path, content)
        except OSError as error:
            raise SettingsFailed(str(path), plain_words(error)) from error


def _decoded(content: bytes) -> tuple[Settings, str]:
    """The settings as far as they can be read, and what is wrong with them."""
    try:
        return _SETTINGS.decode(content), _newer(_OUTLINE.decode(content).format)
    except (msgspec.MsgspecError, UnicodeDecodeError, CrmBackupError):
        pass
    try:
        rest, outline = _REST.decode(content), _OUTLINE.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Settings(), "are damaged, so the program begins with new ones"
    connections = tuple(found for raw in outline.connections if (found := _connection(raw)) is not None)
    kept = {name: raw for name, raw in rest.items() if name != "connections"}
    try:
        settings = _SETTINGS.decode(msgspec.json.encode(kept))
    except (msgspec.MsgspecError, CrmBackupError):
        settings = Settings()
    return msgspec.structs.replace(settings, connections=connections), "are damaged in part, and the rest is used"


def _newer(found: int) -> str:
    return "were written by a newer version of the program, and may not be complete here" if found > FORMAT else ""


def _connection(raw: msgspec.Raw) -> Connection | None:
    try:
        return _CONNECTION.decode(raw)
    except (msgspec.MsgspecError, CrmBackupError):
        return None


def _in_force(before: Settings, after: Settings) -> Settings:
    """Rules that were changed hold from now on."""
    now = datetime.now(UTC)
    rules = {connection.id: connection.schedule for connection in before.connections}

    def dated(connection: Connection) -> Connection:
        known, schedule = rules.get(connection.id), connection.schedule
        if known is None or known.rules == schedule.rules:
            return connection
        return msgspec.structs.replace(connection, schedule=msgspec.structs.replace(schedule, since=now))

    return msgspec.structs.replace(after, connections=tuple(map(dated, after.connections)), format=FORMAT)
