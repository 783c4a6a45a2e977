"""Which rules a cloud place has, and how they are asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from obstore.store import AzureStore, GCSStore, S3Store

from crmbackup_gui.repository.stores.asking import Asking
from crmbackup_gui.repository.stores.rules.azure import AzureAccount, AzureRules
from crmbackup_gui.repository.stores.rules.google import ADDRESS, GoogleRules, token_of_account
from crmbackup_gui.repository.stores.rules.s3 import S3Rules
from crmbackup_gui.repository.stores.rules.signing import signing
from crmbackup_gui.repository.stores.rules.web import Rules, Web

if TYPE_CHECKING:
    from obstore.store import ObjectStore as Backend


def rules_of(backend: Backend, asking: Asking, certificate: bytes | None = None) -> Rules | None:
    """The rules of an open store, asked with what it was opened with; None for one that has none."""
    if isinstance(backend, S3Store):
        return S3Rules(signing(backend, asking), Web(certificate))
    if isinstance(backend, AzureStore):
        return AzureRules(_account(backend), signing(backend, asking), Web(certificate))
    if isinstance(backend, GCSStore):
        bucket, prefix = _config(backend)["bucket"], (backend.prefix or "").strip("/")
        address = _config(backend).get("base_url") or ADDRESS
        return GoogleRules(address, bucket, prefix, lambda: _token(backend), Web(certificate))
    return None


def _account(backend: AzureStore) -> AzureAccount:
    config = _config(backend)
    name = config["account_name"]
    return AzureAccount(
        name=name,
        address=config.get("endpoint") or f"https://{name}.blob.core.windows.net",
        container=config["container_name"],
        prefix=(backend.prefix or "").strip("/"),
        key=config.get("account_key"),
        sas=config.get("sas_key"),
    )


def _token(backend: GCSStore) -> str | None:
    """Another way of logging in has no token that we could send."""
    config = _config(backend)
    if config.get("bearer_token"):
        return config["bearer_token"]
    if config.get("service_account_key"):
        return token_of_account(config["service_account_key"])
    file = config.get("application_credentials") or config.get("service_account")
    if not file:
        return None
    try:
        return token_of_account(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _config(backend: S3Store | AzureStore | GCSStore) -> dict[str, str]:
    return cast("dict[str, str]", backend.config)
