"""A place in a cloud as a person tells of it: tried with what was typed, and kept once it is right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from crmbackup_gui.errors import InvalidRequest, KeyringUnavailable
from crmbackup_gui.repository.stores import options as known
from crmbackup_gui.repository.stores.cloud import SECRETS
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.repository.stores.places import Cloud, parse_cloud_place
from crmbackup_gui.services.place_options import with_options
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.repository_places import RepositoryPlace, look_at_store
from crmbackup_gui.services.secret_files import read_secret_file
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.services.store_keyring import forget_key, store_key, stored_keys_of

_ASKED = (known.ENDPOINT, known.REGION, known.ACCOUNT, known.CERTIFICATE)
_KEY_FILE_HAS = ("client_email", "private_key")


@dataclass(frozen=True)
class CloudAnswers:
    """What is asked of a place in a cloud. Whatever is empty was not answered."""

    cloud: Cloud = Cloud.S3
    bucket: str = ""
    folder: str = ""
    endpoint: str = ""
    region: str = ""
    account: str = ""
    """Of Azure alone."""
    certificate: str = ""
    """The path of a file in PEM, for a server that this computer does not trust by itself."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """In the order of `SECRETS`; without any, those count that this computer keeps."""
    key_file: str = ""
    """Of Google alone: the path of the file whose content is the first of its secrets."""

    @property
    def complete(self) -> bool:
        """Whether enough was answered to look for the place."""
        return bool(self.bucket.strip()) and (self.cloud is not Cloud.AZURE or bool(self.account.strip()))

    @property
    def location(self) -> str:
        """The place in its one form. Raises leaves of InvalidRequest."""
        return parse_cloud_place(f"{self.cloud.value}://{self.bucket.strip()}/{self.folder.strip()}").location

    @property
    def options(self) -> tuple[str, ...]:
        """As a store takes them: what such a store does not have is left out."""
        answered = (_with_scheme(self.endpoint.strip()), self.region, self.account, self.certificate)
        told = dict(zip(_ASKED, answered, strict=True))
        has = known.KNOWN[self.cloud]
        return tuple(f"{name}={value.strip()}" for name, value in told.items() if name in has and value.strip())

    def keys(self) -> dict[str, str]:
        """The secrets that were typed or are in the key file, by name. Reads that; raises InvalidRequest."""
        named = zip(SECRETS[self.cloud], (secret.strip() for secret in self.secrets), strict=False)
        typed = {name: secret for name, secret in named if secret}
        if self.key_file and self.cloud is Cloud.GOOGLE:
            typed[SECRETS[Cloud.GOOGLE][0]] = _read_key_file(self.key_file)
        return typed


def try_cloud(answers: CloudAnswers, source_url: str | None = None) -> RepositoryPlace:
    """Whether a repository is there or can be made there; neither answers nor secrets are kept.

    Raises as `look_at_place`, and KeyringUnavailable where nothing was typed and the keyring is locked.
    """
    typed = answers.keys()
    store = open_store(
        answers.location, answers.options, secrets_of=lambda bucket: typed.get if typed else stored_keys_of(bucket)
    )
    return look_at_store(store, source_url)


def keep_cloud(program: Program, answers: CloudAnswers) -> None:
    """Open what is in that bucket with these answers from now on: options in the settings, secrets in the keyring.

    Further options that the bucket had stay. What was typed takes the place of all secrets of the bucket, so that
    none of another account is mixed in. Raises leaves of InvalidRequest, SettingsFailed, and KeyringUnavailable; then
    the options are kept, and the secrets are not.
    """
    bucket, typed = parse_cloud_place(answers.location).account, answers.keys()
    program.settings.change(lambda settings: _remembering(settings, bucket, answers))
    if typed:
        for name in SECRETS[answers.cloud]:
            if name in typed:
                store_key(bucket, name, typed[name])
            else:
                forget_key(bucket, name)
    program.reopen_bucket(bucket)


def kept_answers(settings: Settings, location: str) -> CloudAnswers:
    """What is known of the bucket of a cloud place, for whoever answers again. Raises leaves of InvalidRequest."""
    place = parse_cloud_place(location)
    had = settings.stores.get(place.account, {})
    endpoint, region, account, certificate = (had.get(name, "") for name in _ASKED)
    return CloudAnswers(place.cloud, place.bucket, place.prefix, endpoint, region, account, certificate)


def keeps_key(location: str) -> bool:
    """Whether this computer keeps a secret for the bucket of a cloud place; no, where its keyring does not tell.

    Raises leaves of InvalidRequest.
    """
    place = parse_cloud_place(location)
    find = stored_keys_of(place.account)
    try:
        return any(find(name) for name in SECRETS[place.cloud])
    except KeyringUnavailable:
        return False


def _remembering(settings: Settings, bucket: str, answers: CloudAnswers) -> Settings:
    others = (f"{name}={value}" for name, value in settings.stores.get(bucket, {}).items() if name not in _ASKED)
    return replace(settings, stores=with_options(settings, bucket, (*others, *answers.options)))


def _with_scheme(endpoint: str) -> str:
    """Documents of stores often give no more than the name of a server."""
    return f"https://{endpoint}" if endpoint and "://" not in endpoint else endpoint


def _read_key_file(path: str) -> str:
    """The text of a key of a service account as Google hands it out. Raises InvalidRequest."""
    text = read_secret_file(Path(path), "key file")
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in _KEY_FILE_HAS):
        raise InvalidRequest(f"'{path}' is no key file of a service account.")
    return text
