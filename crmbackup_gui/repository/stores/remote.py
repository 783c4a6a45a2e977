"""Objects behind an obstore store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import obstore
from obstore import exceptions as refusals

from crmbackup_gui.errors import ObjectMissing, StoreFailed
from crmbackup_gui.repository.objects import (
    AlreadyThere,
    ObjectInfo,
    by_name,
    check_name,
    check_prefix,
    check_range,
    is_name,
)

if TYPE_CHECKING:
    from obstore.store import ObjectStore as Backend
    from typing_extensions import Buffer


class ObstoreObjects:
    """Objects in memory or in the cloud, through an obstore store."""

    CHUNK = 1_000
    """Names in one request to delete."""

    requests_at_once = 8

    def __init__(self, backend: Backend, location: str) -> None:
        self.location = location
        self._backend = backend

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        with self._refusals(check_name(name)):
            if create:
                # Parts of a multipart upload cannot be made conditional, only a single request can.
                obstore.put(self._backend, name, data, mode="create", use_multipart=False)
            else:
                obstore.put(self._backend, name, data)

    def get(self, name: str) -> bytes:
        with self._refusals(check_name(name)):
            return bytes(obstore.get(self._backend, name).bytes())

    def get_range(self, name: str, start: int, length: int) -> bytes:
        check_range(start, length)
        # obstore refuses ranges that are empty or begin behind the end, the latter with no error of its own.
        if length == 0:
            self.size(name)
            return b""
        try:
            with self._refusals(check_name(name)):
                return bytes(obstore.get_range(self._backend, name, start=start, length=length))
        except StoreFailed:
            if self.size(name) <= start:
                return b""
            raise

    def size(self, name: str) -> int:
        with self._refusals(check_name(name)):
            return obstore.head(self._backend, name)["size"]

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        folder = check_prefix(prefix)
        with self._refusals(folder):
            found = obstore.list(self._backend, folder or None).collect()
        infos = (
            ObjectInfo(meta["path"], meta["size"], meta["last_modified"].timestamp())
            for meta in found
            if is_name(meta["path"])
        )
        return iter(sorted(infos, key=by_name))

    def delete(self, names: Iterable[str]) -> None:
        wanted = [check_name(name) for name in names]
        for first in range(0, len(wanted), self.CHUNK):
            self._delete_chunk(wanted[first : first + self.CHUNK])

    def _delete_chunk(self, names: Sequence[str]) -> None:
        try:
            with self._refusals(names[0]):
                obstore.delete(self._backend, names)
        except ObjectMissing:
            # Some back-ends stop at the first name that is gone; a single one that is gone is done.
            if len(names) > 1:
                for name in names:
                    self._delete_chunk([name])

    @contextmanager
    def _refusals(self, name: str) -> Iterator[None]:
        # The texts of obstore may hold signed addresses, so they stay in the cause.
        try:
            yield
        except (FileNotFoundError, refusals.NotFoundError) as error:
            raise ObjectMissing(name) from error
        except refusals.AlreadyExistsError as error:
            raise AlreadyThere(name) from error
        except (refusals.PermissionDeniedError, refusals.UnauthenticatedError) as error:
            raise StoreFailed(self.location, "permission was refused") from error
        except (refusals.BaseError, OSError) as error:
            raise StoreFailed(self.location, "it cannot be reached, or it refused the request") from error
