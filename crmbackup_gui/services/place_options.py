"""The options with which places are opened: those that are given for one run, and those that the settings remember.

They are remembered by bucket (`s3://bucket`), as the secrets in the keyring are: so a folder beside another one, or a
copy in it, needs none of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from crmbackup_gui.repository.stores import options as known
from crmbackup_gui.repository.stores.opening import LIMIT_RATE, is_cloud
from crmbackup_gui.repository.stores.places import parse_cloud_place
from crmbackup_gui.services.settings import Settings, SettingsFile

RATE_VARIABLE = "CRMBACKUP_LIMIT_RATE"
"""In the environment: a limit for all places, which counts before that of the settings."""

OptionsOf = Callable[[str], tuple[str, ...]]
"""Gives the options for the place at a location, as `key=value`. Raises leaves of InvalidRequest."""


def no_options(_location: str) -> tuple[str, ...]:
    """For places that need none."""
    return ()


class PlaceOptions:
    """An `OptionsOf`, with the limit to what is sent to clouds. Any thread may use it.

    Those that are given count before those that are remembered.
    """

    def __init__(self, given: Sequence[str], settings: SettingsFile) -> None:
        self._given, self._settings = tuple(given), settings

    def __call__(self, location: str) -> tuple[str, ...]:
        """For the place at that location. Raises InvalidLocation and PasswordInLocation."""
        if not is_cloud(location):
            return self._given
        names, settings = {_name(option) for option in self._given}, self._settings.read()
        remembered = remembered_options(settings, location)
        if settings.cloud_rate is not None and not os.environ.get(RATE_VARIABLE):
            remembered = (*remembered, f"{LIMIT_RATE}={settings.cloud_rate}")
        return (*self._given, *(option for option in remembered if _name(option) not in names))


def remembered_options(settings: Settings, location: str) -> tuple[str, ...]:
    """What the settings have for a place; nothing for a folder. Raises InvalidLocation and PasswordInLocation."""
    if not is_cloud(location):
        return ()
    return tuple(f"{name}={value}" for name, value in settings.stores.get(_bucket(location), {}).items())


def with_options(settings: Settings, location: str, options: Sequence[str]) -> dict[str, dict[str, str]]:
    """The setting with these options for the bucket of a cloud place, in place of all that it had.

    Raises leaves of InvalidRequest for what that kind of store does not have, and for whatever may be a secret.
    """
    read = {name: value for name, value in known.read_options(options).items() if value}
    known.check_options(parse_cloud_place(location).cloud, read)
    if known.ENDPOINT in read:
        read[known.ENDPOINT] = known.check_endpoint(read[known.ENDPOINT])
    others = {bucket: kept for bucket, kept in settings.stores.items() if bucket != _bucket(location)}
    return {**others, _bucket(location): read} if read else others


def _bucket(location: str) -> str:
    return parse_cloud_place(location).account


def _name(option: str) -> str:
    return next(iter(known.read_options((option,))))
