"""The obstore stores of cloud places, with what options, environment and keyring say of them.

Secrets are looked for in the variables that each store's own tools read, then asked of `find_secret`. They go nowhere
but into the store: no location, no message and no log has them.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from obstore import exceptions as refusals
from obstore.store import AzureStore, GCSStore, S3Store

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import InvalidRequest, StoreFailed
from crmbackup_gui.repository.stores import options as known
from crmbackup_gui.repository.stores.places import Cloud, CloudPlace

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig
    from obstore.store import ObjectStore as Backend

FindSecret = Callable[[str], str | None]
"""Gives a secret of one place by its name (`SECRETS`), or None when there is none."""

SECRETS: Mapping[Cloud, tuple[str, ...]] = {
    Cloud.S3: ("access-key-id", "secret-access-key", "session-token"),
    Cloud.AZURE: ("account-key", "sas-token"),
    Cloud.GOOGLE: ("service-account", "bearer-token"),
}
"""By kind: names of secrets, of which the first or the first two are what most people have."""

CONNECT_SECONDS = 10
READ_SECONDS = 45
"""Between two pieces of an answer."""

_WHOLE_SECONDS = 6 * 3600
"""The client's own limit to a request; those that count are in `asking.py`, which knows how much is sent."""

_S3_ROLES = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_AZURE_ROLES = ("AZURE_CLIENT_SECRET", "AZURE_STORAGE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE", "IDENTITY_ENDPOINT")


def no_secrets(_name: str) -> str | None:
    """For places whose secrets are in the environment."""
    return None


def open_backend(place: CloudPlace, options: Mapping[str, str], find_secret: FindSecret, *, reading: bool) -> Backend:
    """The store for reading or for writing; nothing is sent yet.

    Raises InvalidRequest for unusable options, and StoreFailed when there are no credentials.
    """
    known.check_options(place.cloud, options)
    build = {Cloud.S3: _s3, Cloud.AZURE: _azure, Cloud.GOOGLE: _google}[place.cloud]
    try:
        built = build(place, options, find_secret)
        return built.kind(
            place.bucket,
            prefix=place.prefix or None,
            config=built.config,  # type: ignore[arg-type]
            client_options=_client(options, built.endpoint, reading=reading),
            retry_config=_no_retries(),
        )
    except (refusals.BaseError, ValueError) as error:
        # Their texts may quote a secret that has the wrong form.
        raise StoreFailed(
            place.location, "its access key or its options have the wrong form", action=Action.GIVE_STORE_KEY
        ) from error


@dataclass(frozen=True)
class _Configured:
    kind: type[S3Store | AzureStore | GCSStore]
    config: dict[str, object] = field(repr=False)
    endpoint: str | None


def _s3(place: CloudPlace, options: Mapping[str, str], find_secret: FindSecret) -> _Configured:
    endpoint = options.get(known.ENDPOINT) or _variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    region = options.get(known.REGION) or _variable("AWS_REGION", "AWS_DEFAULT_REGION") or "us-east-1"
    # A bucket whose objects are locked takes none without a checksum, and any other takes one, too.
    config: dict[str, object] = {"region": region, "checksum_algorithm": "SHA256"}
    key, secret = _variable("AWS_ACCESS_KEY_ID"), _variable("AWS_SECRET_ACCESS_KEY")
    token = _variable("AWS_SESSION_TOKEN")
    if not key and not secret and not _variable(*_S3_ROLES):
        key, secret, token = (find_secret(name) for name in SECRETS[Cloud.S3])
        if not key or not secret:
            raise _no_key(place)
    if key and secret:
        config |= {"access_key_id": key, "secret_access_key": secret}
        config |= {"session_token": token} if token else {}
    if known.VIRTUAL_HOSTED in options:
        hosted = known.as_switch(known.VIRTUAL_HOSTED, options[known.VIRTUAL_HOSTED])
        config["virtual_hosted_style_request"] = hosted
    if known.ENCRYPTION in options:
        config["server_side_encryption"] = options[known.ENCRYPTION]
    if endpoint:
        config["endpoint"] = known.check_endpoint(endpoint)
    return _Configured(S3Store, config, endpoint)


def _azure(place: CloudPlace, options: Mapping[str, str], find_secret: FindSecret) -> _Configured:
    connection = _connection_string(_variable("AZURE_STORAGE_CONNECTION_STRING") or "")
    account = (
        options.get(known.ACCOUNT)
        or _variable("AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_ACCOUNT_NAME")
        or connection.get("accountname")
    )
    endpoint = options.get(known.ENDPOINT) or _variable("AZURE_STORAGE_ENDPOINT") or connection.get("blobendpoint")
    if not account:
        raise InvalidRequest("A repository in az:// needs the store option 'account', the name of the storage account.")
    config: dict[str, object] = {"account_name": account}
    key = _variable("AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ACCESS_KEY")
    sas = _variable("AZURE_STORAGE_SAS_TOKEN")
    key, sas = key or connection.get("accountkey"), sas or connection.get("sharedaccesssignature")
    if not key and not sas and not _variable(*_AZURE_ROLES):
        key, sas = (find_secret(name) for name in SECRETS[Cloud.AZURE])
        if not key and not sas:
            raise _no_key(place)
    if key:
        _check_base64(place, key)
        config["account_key"] = key
    elif sas:
        config["sas_key"] = sas
    if endpoint:
        config["endpoint"] = known.check_endpoint(endpoint)
    return _Configured(AzureStore, config, endpoint)


def _google(place: CloudPlace, options: Mapping[str, str], find_secret: FindSecret) -> _Configured:
    endpoint = options.get(known.ENDPOINT) or _variable("STORAGE_EMULATOR_HOST")
    config: dict[str, object] = {}
    token = _variable("GOOGLE_BEARER_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN")
    account = _variable("GOOGLE_SERVICE_ACCOUNT_KEY")
    file = _variable("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT")
    if not token and not account and not file:
        account, token = (find_secret(name) for name in SECRETS[Cloud.GOOGLE])
        if not account and not token:
            raise _no_key(place)
    if token:
        config["bearer_token"] = token
    elif account:
        config["service_account_key"] = account
    elif file:
        config["application_credentials"] = file
    if endpoint:
        config["base_url"] = known.check_endpoint(endpoint)
    return _Configured(GCSStore, config, endpoint)


def _client(options: Mapping[str, str], endpoint: str | None, *, reading: bool) -> ClientConfig:
    client: ClientConfig = {
        "allow_http": (endpoint or "").startswith("http://"),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
        "timeout": timedelta(seconds=_WHOLE_SECONDS),
        "user_agent": "crmbackup",
    }
    if reading:
        # It also counts while a request is sent, so a client that sends packs must not have it.
        client["read_timeout"] = timedelta(seconds=READ_SECONDS)
    if known.CERTIFICATE in options:
        client["root_certificate"] = known.read_certificate(options[known.CERTIFICATE])
    return client


def _no_retries() -> RetryConfig:
    """`asking.py` tries again, for it can be stopped in between, and knows what an unknown outcome means."""
    return {"max_retries": 0, "retry_timeout": timedelta(seconds=_WHOLE_SECONDS)}


def _variable(*names: str) -> str | None:
    return next((value for name in names if (value := os.environ.get(name, "").strip())), None)


def _connection_string(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


def _check_base64(place: CloudPlace, key: str) -> None:
    try:
        base64.b64decode(key, validate=True)
    except binascii.Error:
        raise StoreFailed(
            place.location, "its access key or its options have the wrong form", action=Action.GIVE_STORE_KEY
        ) from None


def _no_key(place: CloudPlace) -> StoreFailed:
    return StoreFailed(place.location, "no access key was given for it", action=Action.GIVE_STORE_KEY)
