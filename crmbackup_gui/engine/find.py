"""Records of a recovery point that hold what a user looks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.compare import plain
from crmbackup_gui.engine.scoping import entities_in_scope, held_in
from crmbackup_gui.engine.selection import key_text
from crmbackup_gui.engine.texts import LENIENT, as_text
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.model.keyless import COPIES, DIGEST
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.prefetch import closing_all
from crmbackup_gui.repository.view import PointView

MOST = 200
"""More rows than this nobody reads; a longer text finds fewer."""

_SHOWN_FIELDS = 6
_SHOWN_LENGTH = 120
_TITLES = ("full_name", "display_name", "name", "title", "subject", "company", "label", "path", "email", "code")
_GIVEN, _FAMILY = ("first_name", "firstname", "given_name"), ("last_name", "lastname", "family_name", "surname")

_NUMBERS = frozenset(
    {ValueType.INT16, ValueType.INT32, ValueType.INT64, ValueType.FLOAT32, ValueType.FLOAT64},
)
_TIMES = frozenset({ValueType.DATE, ValueType.TIME, ValueType.TIMESTAMP, ValueType.TIMESTAMP_TZ})
_NUMERIC = re.compile(r"[-+]?[0-9.]+(e[-+]?[0-9]*)?", re.IGNORECASE)
_TIMELIKE = re.compile(r"[-0-9: .+]+")


@dataclass(frozen=True)
class FoundRecord:
    """A record that was found. `key` is as users type it, `fields` some of its values as short text, in its order.

    `removed` says that the CRM itself counted it as deleted, or had put it away.
    """

    entity: str
    key: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    removed: bool = False


@dataclass(frozen=True)
class Found:
    """What was found; `truncated` says that there is more."""

    rows: tuple[FoundRecord, ...]
    truncated: bool = False


def find_records(
    view: PointView,
    text: str,
    *,
    entities: Sequence[str] = (),
    most: int = MOST,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> Found:
    """The records that hold the text in any field of text, numbers or times, whatever its case; at most `most`.

    Entities (empty: all) come in the catalog's order, records in that of their keys; a text of nothing but spaces
    finds nothing. Values that are too large for a record's row (FORMAT.md, "Blobs") are not searched. Memory is
    bounded by a batch. Raises EntityNotFound, leaves of DamagedRepository, Cancelled.
    """
    wanted, cancel = text.strip(), cancel or CancelToken()
    if not wanted:
        return Found(())
    chosen = entities_in_scope(held_in(view), RecoveryScope(entities=tuple(entities)), transient=True)
    states = {state.name: state.records for state in view.manifest.entities}
    total, done = sum(states.get(entity.name, 0) for entity in chosen), 0
    rows: list[FoundRecord] = []
    for entity in chosen:
        if entity.derived:
            continue
        matchers = _matchers(entity, wanted)
        runs = view.read(entity.name)
        with closing_all(runs):
            for run in runs:
                cancel.check()
                progress(Progress("search", entity.name, done, total))
                done += len(run)
                found = _matching(run.batch, matchers)[: most + 1 - len(rows)]
                rows.extend(found_record(entity, run.batch, row) for row in found)
                if len(rows) > most:
                    return Found(tuple(rows[:most]), truncated=True)
    return Found(tuple(rows))


def found_record(entity: Entity, batch: pa.RecordBatch, row: int) -> FoundRecord:
    """A record of a batch in the shape of its entity, as people are told it."""
    shown: dict[str, str] = {}
    for position, of in enumerate(entity.fields):
        if not of.hidden and of.type not in (ValueType.BYTES, ValueType.CONTENT):
            told = _short(plain(batch.column(position)[row]))
            if told:
                shown[of.name] = told
    key = key_text(entity, batch, row)
    title = " ".join(shown[name] for name in entity.conventions.title if name in shown) or _title(shown) or key
    fields = dict(list(shown.items())[:_SHOWN_FIELDS])
    return FoundRecord(entity.name, key, title, fields, _is_removed(entity, batch, row))


Matcher = Callable[[pa.Array], pa.Array]
"""Which values of a column match; null counts as no."""


def _matchers(entity: Entity, wanted: str) -> list[tuple[int, Matcher]]:
    """How each field that can hold the text is searched. Digests of records without a key hold nothing of theirs."""
    found = []
    for position, of in enumerate(entity.fields):
        matcher = None if of.name in (DIGEST, COPIES) else _matcher(of, wanted)
        if matcher is not None:
            found.append((position, matcher))
    return found


def _matcher(of: Field, wanted: str) -> Matcher | None:
    if of.type is ValueType.TEXT:
        return partial(pc.match_substring, pattern=wanted, ignore_case=True)
    if of.type is ValueType.ANY:
        return partial(_any_matches, wanted=wanted)
    if (of.type in _NUMBERS and _NUMERIC.fullmatch(wanted)) or (of.type in _TIMES and _TIMELIKE.fullmatch(wanted)):
        return partial(_told_matches, wanted=wanted)
    return None


def _told_matches(column: pa.Array, wanted: str) -> pa.Array:
    """Numbers and times match by how they are written."""
    return pc.match_substring(column.cast(pa.string()), pattern=wanted, ignore_case=True)


def _any_matches(column: pa.Array, wanted: str) -> pa.Array:
    text = column.field("text").cast(options=LENIENT)
    found = [pc.match_substring(text, pattern=wanted, ignore_case=True)]
    if _NUMERIC.fullmatch(wanted):
        found += [_told_matches(column.field(kind), wanted) for kind in ("integer", "real")]
    return reduce(pc.or_, (pc.fill_null(mask, False) for mask in found))  # noqa: FBT003 - what null counts as


def _matching(batch: pa.RecordBatch, matchers: Sequence[tuple[int, Matcher]]) -> list[int]:
    """Rows of which any field matches, ascending."""
    masks = (pc.fill_null(matches(batch.column(position)), False) for position, matches in matchers)  # noqa: FBT003
    either = reduce(pc.or_, masks, pa.repeat(False, batch.num_rows))
    return pc.indices_nonzero(either).to_pylist()


def _is_removed(entity: Entity, batch: pa.RecordBatch, row: int) -> bool:
    removal = entity.conventions.removal
    if removal is None or all(of.name != removal.field for of in entity.fields):
        return False
    return as_text(batch.column(entity.index(removal.field)).slice(row, 1))[0].as_py() in removal.values


def _title(shown: dict[str, str]) -> str:
    """What people call a record of a CRM that nobody knows, by how fields are usually called; else its first words."""
    by_name = {name.lower(): value for name, value in shown.items()}
    person = [next((by_name[name] for name in names if name in by_name), "") for names in (_GIVEN, _FAMILY)]
    named = (by_name[name] for name in _TITLES if name in by_name)
    first = (value for value in shown.values() if not _NUMERIC.fullmatch(value))
    return next(named, "") or " ".join(part for part in person if part) or next(first, "")


def _short(value: object) -> str:
    """A value in one line. Bytes are none that people read."""
    if value is None or isinstance(value, bytes):
        return ""
    line = " ".join(str(value)[: 2 * _SHOWN_LENGTH].split())
    return line if len(line) <= _SHOWN_LENGTH else f"{line[: _SHOWN_LENGTH - 1]}\N{HORIZONTAL ELLIPSIS}"
