"""A database and the folder of its attachments as one CRM.

Its catalog is the database's with one entity more: the folder's `files`, called `attachments.files` where the
database has an entity of that name. In a recovery point the folder's entity is known by its shape, so that restoring
into a database that lacks a table `files` confuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime

import msgspec
import pyarrow as pa

from crmbackup_gui.model.catalog import Catalog, Entity, Field
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.sources.base import (
    Changes,
    EntityPlan,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Settlement,
    Source,
    SourceSnapshot,
    Target,
    TargetPlan,
)
from crmbackup_gui.sources.files.entity import FILES
from crmbackup_gui.sources.files.incoming import is_files
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.server import Counting, RecordCount, ServerFacts, server_facts


class CombinedSource:
    """A `Source` of two: `database` any, `folder` one whose only entity is `files`."""

    def __init__(self, database: Source, folder: Source) -> None:
        self._database = database
        self._folder = folder

    @property
    def url(self) -> str:
        """The database's, with the option `files`."""
        database, folder = parse_location(self._database.url), parse_location(self._folder.url)
        files = folder.path.as_posix() if folder.path else ""
        return replace(database, options=database.options | {"files": files}).url

    @property
    def name(self) -> str:
        """The database's."""
        return self._database.name

    def catalog(self) -> Catalog:
        """The database's entities, then the files."""
        self._folder.catalog()
        database = self._database.catalog()
        return _with_files(database, _files_name(database))

    @contextmanager
    def snapshot(self) -> Iterator[SourceSnapshot]:
        """The database's moment; the files are listed after it, so every file that a record names is there."""
        with self._database.snapshot() as database, self._folder.snapshot() as folder:
            yield _CombinedSnapshot(database, folder)

    def exists(self) -> bool:
        """Whether the database is there: a folder alone is not the CRM."""
        return self._database.exists()

    def server(self) -> ServerFacts | None:
        """The database's."""
        return server_facts(self._database)

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """Both for writing; leaving without `commit` rolls both back. A folder that is missing is always made."""
        return self._target(rehearsal=rehearsal, create=create)

    @contextmanager
    def _target(self, *, rehearsal: bool, create: bool) -> Iterator[Target]:
        with (
            self._database.target(rehearsal=rehearsal, create=create) as database,
            self._folder.target(rehearsal=rehearsal, create=True) as folder,
        ):
            yield _CombinedTarget(database, folder)


class _CombinedSnapshot:
    """See `SourceSnapshot`: each call goes to the part that has the entity."""

    def __init__(self, database: SourceSnapshot, folder: SourceSnapshot) -> None:
        self._database = database
        self._folder = folder
        self._files = _files_name(database.catalog)

    @property
    def catalog(self) -> Catalog:
        return _with_files(self._database.catalog, self._files)

    @property
    def consistent_as_of(self) -> datetime:
        return self._database.consistent_as_of

    @property
    def position(self) -> bytes | None:
        return self._database.position

    @property
    def warnings(self) -> Sequence[str]:
        return [*self._database.warnings, *self._folder.warnings]

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        if entity.name == self._files:
            return _renamed(self._folder.read(FILES), self._files)
        return self._database.read(entity, known)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:
        return None if entity.name == self._files else self._database.changes(entity, since, known)

    def keys(self, entity: Entity) -> RecordStream:
        if entity.name == self._files:
            return _renamed(self._folder.keys(FILES), self._files)
        return self._database.keys(entity)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        if entity.name == self._files:
            return self._folder.open_content(FILES, key)
        return self._database.open_content(entity, key)

    def counts(self, seconds: float) -> Mapping[str, RecordCount] | None:
        """Of the database, where that can tell."""
        return self._database.counts(seconds) if isinstance(self._database, Counting) else None


class _CombinedTarget:
    """See `Target`: each call goes to the part that has the entity.

    The files are in place before the database commits and can be put back until then; only when it has committed
    they are made permanent. So a commit that fails leaves both as they were.
    """

    def __init__(self, database: Target, folder: Target) -> None:
        self._database = database
        self._folder = folder
        self._files = _files_name(database.catalog)

    @property
    def catalog(self) -> Catalog:
        return _with_files(self._database.catalog, self._files)

    @property
    def rehearses_contents(self) -> bool:
        return self._database.rehearses_contents and self._folder.rehearses_contents

    def replaces(self, entity: str) -> bool:
        return entity != self._files and self._database.replaces(entity)

    def makes_anew(self, entity: str) -> bool:
        return entity != self._files and self._database.makes_anew(entity)

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:
        return self._database.in_text(field, values, stored)

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        if entity.name == self._files:
            return _renamed(self._folder.read(FILES), self._files)
        return self._database.read(entity, known)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        if entity.name == self._files:
            return self._folder.open_content(FILES, key)
        return self._database.open_content(entity, key)

    def prepare(self, plan: TargetPlan) -> None:
        """From here on the files have the name that the recovery point gives them."""
        stored = next((entity for entity in plan.catalog.entities if _may_be_files(entity)), None)
        before = self._files
        if stored is not None:
            self._files = stored.name
        tables = [entity for entity in plan.entities if entity.stored.name != self._files]
        # Where the point has a table under the name that the files had so far, nobody could see that it is missing.
        hidden = {entity.stored.name for entity in tables} & {before}
        self._database.prepare(
            replace(
                plan,
                catalog=msgspec.structs.replace(
                    plan.catalog, entities=tuple(entity for entity in plan.catalog.entities if entity is not stored)
                ),
                entities=tuple(tables),
                create=(*_without(plan.create, self._files, *hidden), *hidden),
                rebuild=_without(plan.rebuild, self._files, *hidden),
                drop=_without(plan.drop, self._files, before),
            )
        )
        files = tuple(_files_plan(entity) for entity in plan.entities if entity.stored.name == self._files)
        self._folder.prepare(TargetPlan(catalog=Catalog(entities=(FILES,)), entities=files))

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        if plan.stored.name == self._files:
            return self._folder.apply(_files_plan(plan), operation, records)
        return self._database.apply(plan, operation, records)

    def settle(self) -> Settlement:
        database, folder = self._database.settle(), self._folder.settle()
        return Settlement(database.violations + folder.violations, database.warnings + folder.warnings)

    def commit(self) -> None:
        try:
            self._database.commit()
        except BaseException:
            self._folder.rollback()
            raise
        self._folder.commit()

    def rollback(self) -> None:
        try:
            self._database.rollback()
        finally:
            self._folder.rollback()


def _files_name(database: Catalog) -> str:
    name = FILES.name
    while database.entity(name) is not None:
        name = f"attachments.{name}"
    return name


def _without(names: tuple[str, ...], *others: str) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _may_be_files(entity: Entity) -> bool:
    return entity.name.removeprefix("attachments.") == FILES.name and is_files(entity)


def _with_files(database: Catalog, name: str) -> Catalog:
    files = msgspec.structs.replace(FILES, name=name)
    part = BusinessEntity(id="folder", english="Files", chinese="文件", entities=(name,))
    return msgspec.structs.replace(
        database,
        entities=(*database.entities, files),
        business=tuple(sorted((*database.business, part), key=lambda one: one.technical)) if database.business else (),
    )


def _renamed(stream: RecordStream, name: str) -> RecordStream:
    return replace(stream, entity=msgspec.structs.replace(stream.entity, name=name))


def _files_plan(plan: EntityPlan) -> EntityPlan:
    return replace(plan, stored=msgspec.structs.replace(plan.stored, name=FILES.name))
