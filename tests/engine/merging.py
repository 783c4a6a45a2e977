"""What the modes of a restore mean, said once more without the product: rows as Python values, keys as sets."""

import struct
from dataclasses import dataclass

_NUMBERS = (b"integer", b"real")


@dataclass(frozen=True)
class Expected:
    """What becomes of one table: the records of either side by identity, and the counts of a restore."""

    before: dict
    point: dict
    after: dict
    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    skipped: int = 0


def expected(point, before, mode, *, row_ids=False):
    """The outcome of restoring all records of a table (`sqlite_crm.Table`) over those of another, by mode.

    Records that nothing tells apart only differ in how often they are there, and only in mode exact they become fewer.
    """
    keyless = not (point.key or point.row_id_is_key)
    old, new = by_identity(before, row_ids=row_ids), by_identity(point, row_ids=row_ids)
    created, shared = new.keys() - old.keys(), new.keys() & old.keys()
    changed = {key for key in shared if old[key] != new[key]}
    if keyless and mode != "exact":
        mode = "merge"
        changed = {key for key in shared if old[key] < new[key]}
    gone = old.keys() - new.keys()
    after = {**old, **{key: new[key] for key in created}}
    if mode != "missing":
        after |= {key: new[key] for key in changed}
    if mode == "exact":
        after = new
    return Expected(
        old,
        new,
        after,
        created=len(created),
        updated=0 if mode == "missing" else len(changed),
        deleted=len(gone) if mode == "exact" else 0,
        unchanged=len(shared) - len(changed),
        skipped=len(changed) if mode == "missing" else 0,
    )


def by_identity(table, *, row_ids=False):
    """Records by what identifies them: the key, else the row id, else their values (then with their number).

    Hidden row ids count as values only with `row_ids`.
    """
    if table.key:
        at = [(1 + 2 * table.columns.index(column), collation) for column, collation in table.key]
        return {_key(row, at): row if row_ids else row[1:] for row in table.rows}
    if table.row_id_is_key:
        return {row[0]: row for row in table.rows}
    return dict(table.rows)


def _key(row, at):
    return tuple(_folded(row[position], row[position + 1], collation) for position, collation in at)


def _folded(kind, value, collation):
    if kind in _NUMBERS:
        return number(value)
    if kind == b"text" and collation == "NOCASE":
        value = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in value)
    if kind == b"text" and collation == "RTRIM":
        value = value.rstrip(b" ")
    return kind, value


def number(value):
    """A number as Python compares it: integers and reals exactly, -0.0 as 0.0. Reals come as their bits."""
    return struct.unpack(">d", value)[0] if isinstance(value, bytes) else value


def differing(one, other):
    """How many identities the two do not agree on."""
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())
