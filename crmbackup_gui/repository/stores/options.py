"""What a user can set of a cloud store: `--store-option key=value`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.stores.places import Cloud

ENDPOINT = "endpoint"
CERTIFICATE = "certificate"
REGION = "region"
ACCOUNT = "account"
VIRTUAL_HOSTED = "virtual-hosted"
ENCRYPTION = "server-side-encryption"

KNOWN: Mapping[Cloud, tuple[str, ...]] = {
    Cloud.S3: (ENDPOINT, REGION, VIRTUAL_HOSTED, ENCRYPTION, CERTIFICATE),
    Cloud.AZURE: (ACCOUNT, ENDPOINT, CERTIFICATE),
    Cloud.GOOGLE: (ENDPOINT, CERTIFICATE),
}
"""`endpoint` is the address of the server, `certificate` a file in PEM of whoever vouches for it."""

_SECRET = re.compile(r"key|secret|token|password|sas|credential|signature", re.IGNORECASE)


def read_options(options: Sequence[str]) -> dict[str, str]:
    """The options by name. Raises InvalidRequest for what is no option, and for secrets, which it does not repeat."""
    read: dict[str, str] = {}
    for option in options:
        name, equals, value = option.partition("=")
        name = name.strip().lower().replace("_", "-")
        if not equals or not name:
            raise InvalidRequest("A store option has the form key=value.")
        if _SECRET.search(name):
            raise InvalidRequest(
                f"'{name}' is a secret, which others could read on the command line; "
                "put it into the environment or the keyring."
            )
        read[name] = value.strip()
    return read


def check_options(cloud: Cloud, options: Mapping[str, str]) -> None:
    """Raise InvalidRequest for options that this kind of store does not have."""
    for name in options:
        if name not in KNOWN[cloud]:
            known = ", ".join(KNOWN[cloud])
            raise InvalidRequest(f"A repository in {cloud.value}:// has no store option '{name}'; it has: {known}.")


def check_endpoint(endpoint: str) -> str:
    """The address of a server without a slash at its end. Raises InvalidRequest, also for HTTP over a network."""
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise InvalidRequest("The address of a store's server begins with https:// and its name.")
    if parts.username is not None or parts.password is not None:
        raise InvalidRequest("The address of a store's server must hold no password.")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise InvalidRequest("A store is reached through https:// only, unless its server runs on this computer.")
    return endpoint.rstrip("/")


def read_certificate(path: str) -> bytes:
    """A certificate in PEM. Raises InvalidRequest."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InvalidRequest(f"The certificate '{path}' cannot be read.") from error
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise InvalidRequest(f"'{path}' is no certificate in PEM.")
    return content


def as_switch(name: str, value: str) -> bool:
    """The truth value of an option. Raises InvalidRequest."""
    if value.lower() not in ("yes", "no", "true", "false"):
        raise InvalidRequest(f"The store option '{name}' is yes or no.")
    return value.lower() in ("yes", "true")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
