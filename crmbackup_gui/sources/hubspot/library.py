"""HubSpot's own client library, with all that it sends led through the wire.

The library makes the addresses and bodies; the wire waits, renews tokens, counts, and tries again. Answers are taken
as they came, so that no digit is lost and no field that the library does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import httpx
import hubspot
from hubspot.crm.associations import v4
from hubspot.crm.objects import (
    BatchInputSimplePublicObjectBatchInput,
    BatchInputSimplePublicObjectBatchInputForCreate,
    BatchInputSimplePublicObjectId,
    BatchReadInputSimplePublicObjectId,
    SimplePublicObjectBatchInput,
    SimplePublicObjectBatchInputForCreate,
    SimplePublicObjectId,
)

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.sources.hosted.rows import decode_object, encode_json
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.hubspot.access import HubSpotAccess

PAGE = 100
"""Records in a page of a list, as documented."""
BATCH = 100
"""Rows of a batch, as documented for objects."""
LINKS_READ, LINKS_WRITTEN = 1_000, 2_000
"""Inputs of a batch of associations, as documented."""


@dataclass(frozen=True)
class Answer:
    """What HubSpot said. `content` is its JSON object, empty for an answer without content."""

    status: int
    content: Mapping[str, Any]

    @property
    def worked(self) -> bool:
        """Whether it did something of what was asked; a 207 says in its rows what it did not."""
        return 200 <= self.status < 300

    @property
    def category(self) -> str:
        """HubSpot's name for a refusal."""
        return str(self.content.get("category") or self.content.get("errorType") or "")

    @property
    def words(self) -> str:
        """HubSpot's own words for a refusal, with the permissions that it asks for."""
        return words_of(self.content) or f"it answers with status {self.status}"

    @property
    def results(self) -> list[Mapping[str, Any]]:
        """What it lists."""
        return list(self.content.get("results") or ())

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """The rows of a batch that did not work."""
        return list(self.content.get("errors") or ())

    @property
    def after(self) -> str | None:
        """Where the next page begins; None on the last one."""
        following = (self.content.get("paging") or {}).get("next") or {}
        return str(following["after"]) if following.get("after") else None


def words_of(error: Mapping[str, Any]) -> str:
    """The words of an error, of a whole answer or of one row."""
    said = str(error.get("message") or "")
    scopes: list[str] = []
    for detail in error.get("errors") or ():
        context = detail.get("context") if isinstance(detail, Mapping) else None
        for name in ("requiredGranularScopes", "requiredScopes"):
            if isinstance(context, Mapping):
                scopes += [str(scope) for scope in context.get(name) or ()]
    return f"{said} ({', '.join(dict.fromkeys(scopes))})" if scopes else said


class Library:
    """Calls of HubSpot, one thread at a time. `place` names the account in errors."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._transport = _Transport(wire)
        client = hubspot.HubSpot(api_factory=self._made)
        self._basic, self._batch = client.crm.objects.basic_api, client.crm.objects.batch_api
        self._search, self._properties = client.crm.objects.search_api, client.crm.properties.core_api
        self._schemas, self._owners = client.crm.schemas.core_api, client.crm.owners.owners_api
        self._pipelines = client.crm.pipelines.pipelines_api
        self._links = client.crm.associations.v4.batch_api
        self._labels = client.crm.associations.v4.schema.definitions_api

    # What there is

    def properties(self, path: str) -> Answer:
        """Definitions of all properties of an object type that are not archived."""
        return self._asked(self._properties.get_all, path)

    def schemas(self) -> Answer:
        """Custom objects."""
        return self._asked(self._schemas.get_all)

    def owners(self, after: str | None, *, archived: bool) -> Answer:
        """A page of those who may own records."""
        return self._asked(self._owners.get_page, after=after, limit=PAGE, archived=archived)

    def pipelines(self, path: str) -> Answer:
        """Pipelines of an object type with their stages."""
        return self._asked(self._pipelines.get_all, path)

    def labels(self, one: str, other: str) -> Answer:
        """Types of association from one object type to another."""
        return self._asked(self._labels.get_all, one, other)

    def account(self) -> Answer:
        """Who the account is. The library has no call for it."""
        return self._answer(self._wire.send("GET", "/account-info/v3/details"))

    def usage(self) -> Answer:
        """Calls of today, of all private apps together. Public apps are told nothing, and the library has no call."""
        return self._answer(self._wire.send("GET", "/account-info/v3/api-usage/daily/private-apps"))

    def scopes(self) -> frozenset[str] | None:
        """What the token may do, None where HubSpot does not say. The library has no call for it.

        An app learns it with its token. For a private app's there is a page, whose body carries the token to the host
        that every request shows it to.
        """
        access = self._wire.access
        if isinstance(access, HubSpotAccess):
            return access.scopes
        shown = access.headers().get("Authorization", "").partition(" ")[2]
        address = "/oauth/v2/private-apps/get/access-token-info"
        told = self._answer(self._wire.send("POST", address, content=encode_json({"tokenKey": shown})))
        scopes = told.content.get("scopes")
        return frozenset(str(each) for each in scopes) if told.worked and isinstance(scopes, list) else None

    # Objects

    def page(
        self, path: str, after: str | None, properties: Sequence[str], *, archived: bool = False, limit: int = PAGE
    ) -> Answer:
        """A page of a list, with these properties."""
        named = [",".join(properties)]
        return self._asked(self._basic.get_page, path, limit=limit, after=after, properties=named, archived=archived)

    def read(self, path: str, ids: Sequence[str], properties: Sequence[str], by: str | None = None) -> Answer:
        """Records by id, or by a property whose values are unique; at most BATCH."""
        body = BatchReadInputSimplePublicObjectId(
            id_property=by,
            properties=list(properties),
            properties_with_history=[],
            inputs=[SimplePublicObjectId(id=each) for each in ids],
        )
        return self._asked(self._batch.read, path, body)

    def search(self, path: str, request: Mapping[str, Any]) -> Answer:
        """A page of a search."""
        return self._asked(self._search.do_search, path, dict(request))

    def create(self, path: str, rows: Sequence[Mapping[str, str]]) -> Answer:
        """Create records; the position of a row is its trace id. Raises AnswerLost."""
        inputs = [
            SimplePublicObjectBatchInputForCreate(associations=[], properties=dict(row), object_write_trace_id=str(at))
            for at, row in enumerate(rows)
        ]
        with self._transport.only_once():
            return self._asked(self._batch.create, path, BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs))

    def update(self, path: str, rows: Sequence[tuple[str, Mapping[str, str]]]) -> Answer:
        """Change records, each an id and properties."""
        inputs = [SimplePublicObjectBatchInput(id=key, properties=dict(row)) for key, row in rows]
        return self._asked(self._batch.update, path, BatchInputSimplePublicObjectBatchInput(inputs=inputs))

    def archive(self, path: str, ids: Sequence[str]) -> Answer:
        """Archive records; those that are not there are none the less archived."""
        inputs = [SimplePublicObjectId(id=key) for key in ids]
        return self._asked(self._batch.archive, path, BatchInputSimplePublicObjectId(inputs=inputs))

    # Associations

    def links(self, one: str, other: str, inputs: Sequence[Mapping[str, str]]) -> Answer:
        """What records are associated with; each input is `{id}`, with `after` for the next page of that record."""
        asked = [v4.PublicFetchAssociationsBatchRequest(id=each["id"], after=each.get("after")) for each in inputs]
        body = v4.BatchInputPublicFetchAssociationsBatchRequest(inputs=asked)
        return self._asked(self._links.get_page, one, other, body)

    def link(self, one: str, other: str, inputs: Sequence[tuple[str, str, str, int]]) -> Answer:
        """Associate records, each input (from, to, category, type id). May be done twice."""
        return self._asked(self._links.create, one, other, _posted(inputs))

    def unlabel(self, one: str, other: str, inputs: Sequence[tuple[str, str, str, int]]) -> Answer:
        """Take labels away, the records stay associated."""
        return self._asked(self._links.archive_labels, one, other, _posted(inputs))

    def unlink(self, one: str, other: str, inputs: Sequence[tuple[str, str]]) -> Answer:
        """End associations with all their labels, each input (from, to)."""
        asked = [
            v4.PublicAssociationMultiArchive(_from=v4.PublicObjectId(id=source), to=[v4.PublicObjectId(id=target)])
            for source, target in inputs
        ]
        body = v4.BatchInputPublicAssociationMultiArchive(inputs=asked)
        return self._asked(self._links.archive, one, other, body)

    # Inside

    def _asked(self, call: Callable[..., httpx.Response], *arguments: object, **options: object) -> Answer:
        given = {name: value for name, value in options.items() if value is not None}
        return self._answer(call(*arguments, **given, _preload_content=False))

    def _answer(self, response: httpx.Response) -> Answer:
        """Of the wire's response. Raises SourceUnreadable when a 2xx says nothing that can be understood."""
        if not response.content:
            return Answer(response.status_code, {})
        try:
            content: Mapping[str, Any] = decode_object(response.content, self._wire.place)
        except SourceUnreadable:
            if response.is_success:
                raise
            content = {"message": response.text[:500]}
        return Answer(response.status_code, content)

    def _made(self, package: ModuleType, api: str, _config: Mapping[str, object]) -> object:
        """What the library calls to make one of its clients."""
        client = package.ApiClient(configuration=package.Configuration(host=self._wire.base))
        client.user_agent = "crmbackup"
        client.rest_client = self._transport
        made: object = getattr(package, api)(api_client=client)
        return made


def _posted(inputs: Sequence[tuple[str, str, str, int]]) -> object:
    return v4.BatchInputPublicAssociationMultiPost(
        inputs=[
            v4.PublicAssociationMultiPost(
                _from=v4.PublicObjectId(id=source),
                to=v4.PublicObjectId(id=target),
                types=[v4.AssociationSpec(association_category=category, association_type_id=type_id)],
            )
            for source, target, category, type_id in inputs
        ]
    )


class _Transport:
    """Stands where the library's own HTTP would: gives back the wire's responses, refusals included."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._repeatable = True

    @contextmanager
    def only_once(self) -> Iterator[None]:
        """What is sent here creates something."""
        self._repeatable = False
        try:
            yield
        finally:
            self._repeatable = True

    def GET(  # noqa: N802 - as the library calls it
        self,
        url: str,
        query_params: Sequence[tuple[str, object]] | None = None,
        headers: Mapping[str, str] | None = None,
        **_options: object,
    ) -> httpx.Response:
        """Ask."""
        return self._wire.send("GET", url, params=dict(query_params or ()), headers=headers)

    def POST(  # noqa: N802 - as the library calls it
        self,
        url: str,
        query_params: Sequence[tuple[str, object]] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
        **_options: object,
    ) -> httpx.Response:
        """Ask with a body, or do something."""
        params, content = dict(query_params or ()), encode_json(body)
        return self._wire.send(
            "POST", url, params=params, content=content, headers=headers, repeatable=self._repeatable
        )
