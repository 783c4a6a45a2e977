"""Schema objects made from their statements, in an order in which the server takes them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.removals import Removals
from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused, words_of

_TOGETHER = 200
"""So many statements go to the server at once, as long as it takes them."""

_THERE = frozenset({"42P07", "42710", "42723", "42P06", "42701", "42P16", "42809", "55000"})
"""Codes that say that an object is there: duplicate_table, _object, _function, _schema, _column, a second primary key,
a partition that is attached, an identity that is one."""

_NOT_YET = frozenset({"42P01", "42704", "42883", "42703", "3F000"})
"""Codes that say that something else is not there: undefined_table, _object, _function, _column, _schema."""

_STRANGER = frozenset({"42704", "42501", "0LP01"})
"""Codes of owners and grants that this server or this account cannot give."""

_CASCADING = frozenset({ObjectKind.TYPE, ObjectKind.OTHER})
"""Kinds that are taken away with what depends on them when they are made anew."""

_GIVEN = frozenset({ObjectKind.OWNER, ObjectKind.GRANT})
_ROLE = re.compile(r'(?:OWNER TO|TO|FROM) ("(?:[^"]|"")+"|\S+?)(?: WITH GRANT OPTION)?;?\s*$')
_REFERENCE = re.compile(r"\sFOREIGN KEY\s")


class Maker:
    """Makes objects in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._strangers: dict[str, str] = {}
        self._warnings: list[str] = []

    def all_warnings(self) -> list[str]:
        """What could not be had, in sentences for users."""
        strangers = [
            f"The account '{role}' does not own or may not do what it did at the point: {reason}."
            for role, reason in self._strangers.items()
        ]
        return strangers + self._warnings

    def make(self, objects: Sequence[SchemaObject], there: Collection[SchemaObject] = ()) -> None:
        """Make objects; those of `there` only where they are missing. Raises RestoreRefused."""
        waiting, refusal = list(objects), None
        while waiting:
            again = []
            for part in _parts(waiting, there):
                if len(part) > 1 and self._run_all(part):
                    continue
                for wanted in part:
                    refusal = self._make(wanted, there=wanted in there)
                    if refusal is not None:
                        again.append((wanted, refusal))
            if len(again) == len(waiting):
                wanted, refusal = again[0]
                raise _named(wanted, refusal) from refusal
            waiting = [wanted for wanted, _ in again]

    def remove(
        self, unwanted: Sequence[SchemaObject], now: Sequence[SchemaObject], wanted: Iterable[SchemaObject]
    ) -> None:
        """Take objects away of all those there are `now`, the last one first; what others need stays.

        A warning says so, unless it is made anew differently: then what depends on it goes with it and is made again,
        and a routine is exchanged in its place.
        """
        removals, anew = Removals(now), {(one.kind, one.name) for one in wanted}
        for one in reversed(unwanted):
            sql = removals.of(one)
            changed = (one.kind, one.name) in anew
            if sql is None:
                if one.kind is not ObjectKind.OWNER and not changed:
                    self._warnings.append(f"'{one.name}' is not in the recovery point, and stays.")
                continue
            if changed and one.kind in _CASCADING and not sql.endswith(" CASCADE"):
                sql += " CASCADE"
            try:
                with self._connection.savepoint():
                    self._connection.run_script(sql)
            except RestoreRefused as refusal:
                if _code(refusal) not in _NOT_YET and not changed:
                    self._warnings.append(f"'{one.name}' is not in the recovery point, and stays: {refusal.problem}")

    def _run_all(self, part: Sequence[SchemaObject]) -> bool:
        try:
            with self._connection.savepoint():
                self._connection.run_script("\n".join(_statement(wanted.definition) for wanted in part))
        except (RowRefused, RestoreRefused):
            return False
        return True

    def _make(self, wanted: SchemaObject, *, there: bool) -> RestoreRefused | RowRefused | None:
        """The answer is why it may be made later."""
        if wanted.kind in _GIVEN:
            later = [self._give(statement) for statement in _single(wanted.definition)]
            return next((refusal for refusal in later if refusal is not None), None)
        try:
            with self._connection.savepoint():
                self._connection.run_script(wanted.definition)
        except RowRefused as refusal:
            # Some catalogs find by an index alone that a name is taken.
            if not (there and wanted.kind is ObjectKind.OTHER and _code(refusal) == "23505"):
                self._make_unchecked(wanted, refusal)
        except RestoreRefused as refusal:
            code = _code(refusal)
            if code in _THERE and (there or wanted.kind in (ObjectKind.SCHEMA, ObjectKind.EXTENSION)):
                return None
            if code == "42501" and wanted.kind is ObjectKind.COMMENT:
                self._warnings.append(f"The comment '{wanted.name}' belongs to another account, and stays as it is.")
                return None
            if code in _NOT_YET:
                return refusal
            return self._replace(wanted, refusal)
        return None

    def _replace(self, wanted: SchemaObject, refusal: RestoreRefused) -> RestoreRefused | None:
        """A routine that other things need, so that it could not be taken away, is exchanged in its place."""
        exchanged = re.sub(r"^CREATE (?=FUNCTION|PROCEDURE)", "CREATE OR REPLACE ", wanted.definition.lstrip())
        if wanted.kind is not ObjectKind.ROUTINE or _code(refusal) not in _THERE:
            raise _named(wanted, refusal) from refusal
        try:
            with self._connection.savepoint():
                self._connection.run_script(exchanged)
        except RestoreRefused as again:
            raise _named(wanted, again) from again
        return None

    def _make_unchecked(self, wanted: SchemaObject, refusal: RowRefused) -> None:
        """A reference that the records break, as they did at the point, is made without looking at them."""
        if wanted.kind is not ObjectKind.CONSTRAINT or not _REFERENCE.search(wanted.definition):
            raise _named(wanted, refusal) from refusal
        self._connection.run_script(f"{wanted.definition.rstrip().removesuffix(';')} NOT VALID")
        self._warnings.append(f"The reference '{wanted.name}' is not checked for the records that are there.")

    def _give(self, statement: str) -> RestoreRefused | None:
        """The answer is why it may be given later."""
        try:
            with self._connection.savepoint():
                self._connection.run_script(statement)
        except RestoreRefused as refusal:
            role, code = _ROLE.search(statement), _code(refusal)
            name = role[1] if role else statement
            known = self._connection.value("SELECT pg_catalog.to_regrole($1) IS NOT NULL", (name,))
            if code in _NOT_YET and known:
                return refusal
            if code not in _STRANGER:
                raise
            words = words_of(refusal.__cause__) if isinstance(refusal.__cause__, Exception) else None
            self._strangers.setdefault(name.strip('"'), words.text if words else refusal.problem)
        return None


def _parts(objects: Sequence[SchemaObject], there: Collection[SchemaObject]) -> Iterator[list[SchemaObject]]:
    """Objects that are likely to be taken together, and all others one by one."""
    part: list[SchemaObject] = []
    for wanted in objects:
        alone = wanted in there
        if part and (alone or len(part) == _TOGETHER):
            yield part
            part = []
        if alone:
            yield [wanted]
        else:
            part.append(wanted)
    if part:
        yield part


def _single(definition: str) -> list[str]:
    """The statements of a definition, unless they only make sense together."""
    if "SESSION AUTHORIZATION" in definition:
        return [definition]
    return [statement for statement in definition.split(";\n") if statement.strip(" ;\n")]


def _statement(definition: str) -> str:
    return definition if definition.rstrip().endswith(";") else f"{definition};"


def _code(refusal: Exception) -> str:
    return getattr(refusal.__cause__, "sqlstate", None) or ""


def _named(wanted: SchemaObject, refusal: RestoreRefused | RowRefused) -> RestoreRefused:
    words = words_of(refusal.__cause__).text if isinstance(refusal.__cause__, Exception) else str(refusal)
    return RestoreRefused(f"'{wanted.name}' cannot be made in the target: {words}.")
