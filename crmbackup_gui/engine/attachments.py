"""Files that records of a CRM name and that its folder of attachments does not have.

While a backup reads a database and the folder beside it, the names and the paths go by; they are put aside, sealed, and
compared in the end. So nothing is read twice, and the memory needed is that of some batches, however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.engine.storing import TYPE_CHANGES
from crmbackup_gui.engine.texts import as_text, cut
from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.conventions import FileName
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.sources.base import Changes, Records, RecordStream, SourceSnapshot, TypesChanged
from crmbackup_gui.sources.files.entity import FOLDER, LeftOut
from crmbackup_gui.sources.files.incoming import is_files

_PATH = pa.schema([pa.field("path", pa.binary())])
_AT_ONCE = 262_144
"""Names that are looked for together; each time all paths are gone through."""
_TRIED = 2_000
"""So many names are looked at to find out how names and paths fit together."""
_LAYOUTS = 8
_ALIKE = 3
"""So many names with the same last part are looked at: what nearly all files are called says little."""
_VOTES = 10_000
_LOOKED_AT = 20_000
_MANY = 10
_TOLD = 10
"""More than are named in the end."""


@dataclass(frozen=True)
class _Layout:
    """How a name becomes a path of the folder: `dropped` goes from its beginning, `added` takes its place.

    So two names never become the same path.
    """

    dropped: bytes
    added: bytes

    def paths(self, names: pa.Array) -> pa.Array:
        """The paths that the names stand for; null for a name that does not begin so."""
        if self.dropped:
            begins = pc.starts_with(names, self.dropped)
            names = pc.if_else(begins, cut(names, len(self.dropped)), pa.scalar(None, pa.binary()))
        return pc.binary_join_element_wise(pa.scalar(self.added), names, pa.scalar(b"")) if self.added else names


class WatchedSnapshot:
    """A `SourceSnapshot` that remembers which files its records name and which there are, of the entities given.

    Any thread may consume its streams; `missing` is called when none is consumed any more.
    """

    def __init__(self, snapshot: SourceSnapshot, entities: Sequence[Entity], stack: ExitStack) -> None:
        self._snapshot, self._stack = snapshot, stack
        self._folder = next((entity.name for entity in entities if is_files(entity)), None)
        self._naming = {e.name: e for e in entities if e.conventions.files} if self._folder is not None else {}
        self._seen: dict[str, Spill] = {}
        self._complete: set[str] = set()

    @property
    def catalog(self) -> Catalog:
        return self._snapshot.catalog

    @property
    def consistent_as_of(self) -> datetime:
        return self._snapshot.consistent_as_of

    @property
    def position(self) -> bytes | None:
        return self._snapshot.position

    @property
    def warnings(self) -> Sequence[str]:
        return self._snapshot.warnings

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        stream = self._snapshot.read(entity, known)
        if entity.name not in self._naming and (entity.name != self._folder or not self._naming):
            return stream
        return replace(stream, records=self._watched(stream))

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:
        return self._snapshot.changes(entity, since, known)

    def keys(self, entity: Entity) -> RecordStream:
        return self._snapshot.keys(entity)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        return self._snapshot.open_content(entity, key)

    def missing(self, cancel: CancelToken) -> tuple[str, ...]:
        """A sentence about files that are named and not there; none when all are.

        Entities of which only changes were read are read for that.
        """
        if self._folder is None:
            return ()
        for name in (*self._naming, self._folder) if self._naming else ():
            if name not in self._complete:
                self._read_all(name, cancel)
        spills = [self._seen[name] for name in self._naming]
        if not any(spill.rows for spill in spills):
            return ()
        texts = {way.parts[0].text for entity in self._naming.values() for way in entity.conventions.files}
        lost = _not_there(spills, self._seen[self._folder], texts, cancel)
        if not lost.count:
            return ()
        named, count = lost.named(), lost.count
        warning = f"Files that records name and that are missing in the folder of attachments: {named} ({count})."
        return (warning,)

    def _read_all(self, name: str, cancel: CancelToken) -> None:
        entity = self._snapshot.catalog.entity(name)
        assert entity is not None
        for _ in range(TYPE_CHANGES):
            try:
                for _ in self._watched(self._snapshot.read(entity)):
                    cancel.check()
            except TypesChanged:
                continue
            return
        raise SourceUnreadable(name, "the types of its values do not settle")

    def _watched(self, stream: RecordStream) -> Iterator[Records]:
        name = stream.entity.name
        if name in self._seen:
            self._seen[name].close()
        spill = self._seen[name] = self._stack.enter_context(Spill(_PATH))
        self._complete.discard(name)
        for records in stream.records:
            found = _paths(records) if name == self._folder else _names(self._naming[name], stream.entity, records)
            spill.append(pa.RecordBatch.from_arrays([found], schema=_PATH))
            yield records
        self._complete.add(name)


@contextmanager
def watched(snapshot: SourceSnapshot, entities: Sequence[Entity]) -> Iterator[WatchedSnapshot]:
    """The snapshot, remembering names and paths of these entities until the context is left."""
    with ExitStack() as stack:
        yield WatchedSnapshot(snapshot, entities, stack)


def _paths(records: Records) -> pa.Array:
    """Of files and links; a folder is nothing that a record names."""
    kinds, paths = records.batch.column(1), records.batch.column(0)
    return paths.filter(pc.not_equal(kinds, FOLDER))


def _names(described: Entity, read: Entity, records: Records) -> pa.Array:
    """The paths that records name, in every way that the entity has; those of removed records are not wanted."""
    there = {field.name: records.batch.column(position) for position, field in enumerate(read.fields)}
    removal = described.conventions.removal
    kept = None
    if removal is not None and removal.field in there:
        kept = pc.invert(_is_one_of(there[removal.field], removal.values))
    found = [pa.array([], pa.binary())]
    for way in described.conventions.files:
        wanted = {part.field for part in way.parts if part.field} | {*way.present, *way.absent, *way.equal}
        if wanted <= there.keys():
            applies = _applies(way, there)
            found.append(_joined(way, there).filter(applies if kept is None else pc.and_(applies, kept)))
    return pa.concat_arrays(found)


def _applies(way: FileName, columns: dict[str, pa.Array]) -> pa.Array:
    named = [part.field for part in way.parts if part.field]
    conditions = [_is_set(columns[name]) for name in (*named, *way.present)]
    conditions += [pc.invert(_is_set(columns[name])) for name in way.absent]
    conditions += [_is_one_of(columns[name], values) for name, values in way.equal.items()]
    return reduce(pc.and_, conditions)


def _is_set(column: pa.Array) -> pa.Array:
    return pc.fill_null(pc.greater(pc.binary_length(as_text(column)), 0), False)  # noqa: FBT003 - what null counts as


def _is_one_of(column: pa.Array, values: Sequence[str]) -> pa.Array:
    return pc.is_in(as_text(column), value_set=pa.array(values, pa.string()))


def _joined(way: FileName, columns: dict[str, pa.Array]) -> pa.Array:
    parts = [
        cut(as_text(columns[part.field]), part.start, part.stop) if part.field else pa.scalar(part.text.encode())
        for part in way.parts
    ]
    joined = pc.binary_join_element_wise(*parts, pa.scalar(b""))
    single = pc.replace_substring_regex(joined, pattern="/(?:\\./|/)*", replacement="/")
    return pc.replace_substring_regex(single, pattern="^(?:\\./)*/?", replacement="")


def _not_there(named: Sequence[Spill], paths: Spill, texts: Collection[str], cancel: CancelToken) -> LeftOut:
    """The names that no path fits, in any of the layouts that names and paths have here."""
    layouts = _layouts(named, paths, texts, cancel)
    lost = LeftOut()
    for names in _gathered(named):
        missing = names
        for layout in layouts:
            missing = missing.filter(pc.invert(_found(layout.paths(missing), paths, cancel)))
        for name in missing.slice(0, _TOLD).to_pylist():
            lost.add(name)
        lost.count += max(0, len(missing) - _TOLD)
    return lost


def _gathered(named: Sequence[Spill]) -> Iterator[pa.Array]:
    """All names, so many at once."""
    held: list[pa.Array] = []
    for spill in named:
        for batch in spill.read():
            held.append(batch.column(0))
            if sum(map(len, held)) >= _AT_ONCE:
                yield pa.concat_arrays(held)
                held = []
    if held:
        yield pa.concat_arrays(held)


def _found(wanted: pa.Array, paths: Spill, cancel: CancelToken) -> pa.Array:
    found = np.zeros(len(wanted), dtype=bool)
    for batch in paths.read():
        cancel.check()
        found |= np.asarray(pc.is_in(wanted, value_set=batch.column(0), skip_nulls=True))
    return pa.array(found)


def _layouts(named: Sequence[Spill], paths: Spill, texts: Collection[str], cancel: CancelToken) -> list[_Layout]:
    """How names and paths fit together: whoever chose the folder may have chosen one above or below the CRM's own.

    Learned from names that are the end of a path; the most frequent layouts, most of all first. `texts` are what names
    begin with in every installation.
    """
    tried = pa.concat_arrays([next(iter(spill.read())).column(0).slice(0, _TRIED) for spill in named if spill.rows])
    droppable = _droppable(tried.to_pylist(), texts)
    by_last: dict[bytes, list[bytes]] = {}
    for name, last in zip(tried.to_pylist(), _last_parts(tried).to_pylist(), strict=True):
        if len(by_last.setdefault(last, [])) < _ALIKE:
            by_last[last].append(name)
    wanted = pa.array(by_last, pa.binary())
    votes: Counter[_Layout] = Counter()
    for batch in paths.read():
        cancel.check()
        last = _last_parts(batch.column(0))
        at = pc.indices_nonzero(pc.is_in(last, value_set=wanted)).slice(0, _LOOKED_AT)
        for path, end in zip(batch.column(0).take(at).to_pylist(), last.take(at).to_pylist(), strict=True):
            votes.update(layout for name in by_last[end] if (layout := _layout(name, path, droppable)))
        if votes.total() >= _VOTES:
            break
    return [layout for layout, _ in votes.most_common(_LAYOUTS)]


def _droppable(names: Sequence[bytes], texts: Collection[str]) -> list[bytes]:
    """Folders that names may begin with and that the chosen folder may already be: shortest first, none of all first.

    They are those that a CRM's names have everywhere, and those that all names have here, when there are many.
    """
    folders = {text.encode()[: text.encode().rfind(b"/") + 1] for text in texts}
    if len(set(names)) >= _MANY:
        first, last = min(names), max(names)
        same = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
        folders.add(first[: first.rfind(b"/", 0, same) + 1])
    beginnings = {folder[: at + 1] for folder in folders for at, letter in enumerate(folder) if letter == ord("/")}
    return [b"", *sorted(beginnings, key=len)]


def _last_parts(paths: pa.Array) -> pa.Array:
    """What follows the last slash of each."""
    split = pc.split_pattern(paths, pattern="/", max_splits=1, reverse=True)
    return split.flatten().take(pa.array(np.cumsum(np.asarray(pc.list_value_length(split))) - 1))


def _layout(name: bytes, path: bytes, droppable: Sequence[bytes]) -> _Layout | None:
    """The layout with which that name is that path; None where it is another file."""
    for dropped in droppable:
        rest = name.removeprefix(dropped)
        if name.startswith(dropped) and rest and (path == rest or path.endswith(b"/" + rest)):
            return _Layout(dropped, path[: len(path) - len(rest)])
    return None
