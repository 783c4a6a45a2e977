"""Addresses that let whoever has them ask about one object, for some minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import obstore

from crmbackup_gui.repository.stores.asking import Asking

if TYPE_CHECKING:
    from obstore.store import AzureStore, S3Store

Sign = Callable[[Literal["GET", "HEAD"], str], str]
"""The address for a method and the name of an object. Raises StoreFailed where nothing can sign it."""

_VALID = timedelta(minutes=5)


def signing(backend: S3Store | AzureStore, asking: Asking) -> Sign:
    """Signs with whatever credentials the store has, which may have to be fetched first."""

    def sign(method: Literal["GET", "HEAD"], name: str) -> str:
        async def ask() -> str:
            return await obstore.sign_async(backend, method, name, expires_in=_VALID)

        return asking.ask(ask)

    return sign
