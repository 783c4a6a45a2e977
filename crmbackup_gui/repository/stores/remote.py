"""Objects behind an obstore store: in memory or in a cloud."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import obstore
from obstore import exceptions as refusals

from crmbackup_gui.errors import ObjectMissing, StoreFailed
from crmbackup_gui.repository.objects import (
    AlreadyThere,
    ObjectInfo,
    Obstacle,
    by_name,
    check_name,
    check_prefix,
    check_range,
    gathered,
    is_name,
)
from crmbackup_gui.repository.side_by_side import side_by_side
from crmbackup_gui.repository.stores.asking import Asking
from crmbackup_gui.repository.stores.refused import place_missing
from crmbackup_gui.repository.stores.rules.web import UNKNOWN

if TYPE_CHECKING:
    from obstore.store import ObjectStore as Backend
    from typing_extensions import Buffer

    from crmbackup_gui.repository.stores.rate import RateLimit
    from crmbackup_gui.repository.stores.rules.web import Rules

_T = TypeVar("_T")


class ObstoreObjects:
    """Objects of an obstore store.

    `writing` is a client of the same place without a limit between pieces of answers, and `rules` gives what asks the
    place how it keeps what is deleted; without it, nothing is kept.

    Every request is tried again while its failure may pass (asking.py). A put with `create` that finds its name taken
    reads back what is there: the same content is ours, since whatever is sealed has a salt of its own, and the request
    may have been sent twice; other content is somebody else's who won.
    """

    CHUNK = 1_000
    """Names in one request to delete."""

    requests_at_once = 32
    """A request over a network is mostly waiting."""

    def __init__(
        self,
        backend: Backend,
        asking: Asking,
        writing: Backend | None = None,
        rate: RateLimit | None = None,
        rules: Callable[[], Rules | None] = lambda: None,
    ) -> None:
        self.location = asking.location
        self._reading, self._writing = backend, writing or backend
        self._asking = asking
        self._rate = rate
        self._rules = rules

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        content = memoryview(data).cast("B")
        check_name(name)
        if self._rate is not None:
            self._rate.wait(len(content), self._asking.cancel)
        if create:
            self._create(name, content)
            return

        async def send() -> None:
            # One request, so that its limit of time fits it, and so that no parts are left behind in the store.
            await obstore.put_async(self._writing, name, content, use_multipart=False)

        self._ask_for(name, lambda: self._asking.ask(send, len(content)))

    def get(self, name: str) -> bytes:
        check_name(name)

        async def fetch() -> bytes:
            answer = await obstore.get_async(self._reading, name)
            return bytes(await answer.bytes_async())

        return self._ask_for(name, lambda: self._asking.ask(fetch, limited=False))

    def get_range(self, name: str, start: int, length: int) -> bytes:
        check_range(start, length)
        check_name(name)
        # obstore refuses ranges that are empty or begin behind the end, the latter with no error of its own.
        if length == 0:
            self.size(name)
            return b""

        async def fetch() -> bytes:
            return bytes(await obstore.get_range_async(self._reading, name, start=start, length=length))

        try:
            return self._ask_for(name, lambda: self._asking.ask(fetch, limited=False))
        except StoreFailed:
            if self.size(name) <= start:
                return b""
            raise

    def size(self, name: str) -> int:
        check_name(name)

        async def look() -> int:
            return (await obstore.head_async(self._reading, name))["size"]

        return self._ask_for(name, lambda: self._asking.ask(look))

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        folder = check_prefix(prefix)

        async def look() -> list[ObjectInfo]:
            return [
                ObjectInfo(meta["path"], meta["size"], meta["last_modified"].timestamp())
                async for chunk in obstore.list(self._reading, folder or None, chunk_size=1_000)
                for meta in chunk
                if is_name(meta["path"])
            ]

        found = self._ask_for(folder, lambda: self._asking.ask(look, limited=False))
        return iter(sorted(found, key=by_name))

    def delete(self, names: Iterable[str]) -> None:
        wanted = [check_name(name) for name in names]
        for first in range(0, len(wanted), self.CHUNK):
            self._delete_chunk(wanted[first : first + self.CHUNK])

    def obstacles(self, names: Iterable[str]) -> tuple[Obstacle, ...]:
        rules, wanted = self._rules(), sorted({check_name(name) for name in names})
        if rules is None or not wanted:
            return ()

        asking, silent = self._asking.briefly(), threading.Event()

        def ask(question: Callable[[], tuple[Obstacle, ...]]) -> tuple[Obstacle, ...]:
            asking.cancel.check()
            if silent.is_set():
                return UNKNOWN
            try:
                return asking.trying(lambda _number: question())
            except StoreFailed:
                # Who cannot be asked of one object cannot be asked of the thousands behind it either.
                silent.set()
                return UNKNOWN

        questions: list[Callable[[], tuple[Obstacle, ...]]]
        questions = [rules.of_place, *(partial(rules.of_object, name) for name in wanted)]
        answers = side_by_side(ask, questions, self.requests_at_once, "ask-rules")
        return gathered(chain.from_iterable(answers))

    def _delete_chunk(self, names: Sequence[str]) -> None:
        async def remove() -> None:
            await obstore.delete_async(self._writing, names)

        try:
            self._ask_for(names[0], lambda: self._asking.ask(remove, 256 * len(names)))
        except ObjectMissing:
            # Some back-ends stop at the first name that is gone; a single one that is gone is done.
            if len(names) > 1:
                for name in names:
                    self._delete_chunk([name])

    def _create(self, name: str, content: memoryview) -> None:
        async def send() -> None:
            await obstore.put_async(self._writing, name, content, mode="create", use_multipart=False)

        try:
            self._ask_for(name, lambda: self._asking.ask(send, len(content)))
        except AlreadyThere:
            # It may be our own: a try whose answer was lost took effect, or the network library sent one of them twice.
            if not self._is_ours(name, content):
                raise

    def _ask_for(self, name: str, ask: Callable[[], _T]) -> _T:
        try:
            return ask()
        except refusals.AlreadyExistsError as error:
            raise AlreadyThere(name) from error
        except (FileNotFoundError, refusals.NotFoundError) as error:
            refusal = place_missing(error)
            if refusal is not None:
                raise StoreFailed(self.location, refusal.words, action=refusal.action) from error
            raise ObjectMissing(name) from error

    def _is_ours(self, name: str, content: memoryview) -> bool:
        """Whether a put that seemed to fail took effect; everything that is sealed has a random salt of its own."""
        try:
            return self.get(name) == content
        except ObjectMissing:
            return False
