"""Views, routines, triggers, events and sequences, made as the recovery point has them and taken away again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.sql.mysql.charsets import encoded
from crmbackup_gui.sources.sql.mysql.collations import Collations
from crmbackup_gui.sources.sql.mysql.definitions import parse_definition
from crmbackup_gui.sources.sql.mysql.heads import definer_of, trigger_head, without_definer
from crmbackup_gui.sources.sql.mysql.names import is_database, quoted, text_literal
from crmbackup_gui.sources.sql.mysql.objects import split_routine_name
from crmbackup_gui.sources.sql.mysql.server_errors import number_of
from crmbackup_gui.sources.sql.mysql.writing_session import Session

_NO_SUCH_ACCOUNT = 1449
_OTHERS_DEFINER = 1227
_UNKNOWN_MODE = 1231

_LISTED = {
    ObjectKind.TABLE: ("TABLES", "TABLE"),
    ObjectKind.VIEW: ("TABLES", "TABLE"),
    ObjectKind.SEQUENCE: ("TABLES", "TABLE"),
    ObjectKind.TRIGGER: ("TRIGGERS", "TRIGGER"),
    ObjectKind.EVENT: ("EVENTS", "EVENT"),
    ObjectKind.ROUTINE: ("ROUTINES", "ROUTINE"),
}
"""Where the information schema lists them, and how its columns begin."""


class Creator:
    """Makes and drops schema objects in the session's database."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._collations: Collations | None = None
        self.warnings: list[str] = []
        """What is not exactly as the recovery point has it, in sentences for users."""

    @property
    def collations(self) -> Collations:
        """What the server knows."""
        if self._collations is None:
            self._collations = Collations(self._session.connection)
        return self._collations

    def exists(self, kind: ObjectKind, name: str) -> bool:
        """Whether there is an object of that kind (or, for tables, views and sequences, any of these) and name."""
        table, begin = _LISTED[kind]
        schema = "EVENT_OBJECT_SCHEMA" if kind is ObjectKind.TRIGGER else f"{begin}_SCHEMA"
        here, named = is_database(schema), f"{begin}_NAME = ?"
        parameters = [self._session.database] * 2
        if kind is ObjectKind.ROUTINE:
            routine, name = split_routine_name(name)
            parameters += [name, routine]
            named += " AND ROUTINE_TYPE = ?"
        elif kind is ObjectKind.EVENT:
            parameters.append(name)
        else:
            # Tables and triggers have files of these names, which some servers tell apart by case.
            parameters += [name, name]
            named = is_database(f"{begin}_NAME")
        found = f"SELECT COUNT(*) FROM information_schema.{table} WHERE {here} AND {named}"
        return bool(self._session.connection.value(found, parameters))

    def drop(self, kind: ObjectKind, name: str) -> None:
        """Drop it if it is there."""
        word, called = kind.value.upper(), name
        if kind is ObjectKind.ROUTINE:
            word, called = split_routine_name(name)
        self._session.connection.run(f"DROP {word} IF EXISTS {quoted(self._session.database)}.{quoted(called)}")

    def create(self, wanted: SchemaObject, *, as_it_was: bool) -> None:
        """Make it. Unless it only comes back `as_it_was`, what belongs to an account that is missing becomes ours."""
        definition = parse_definition(wanted.definition)
        statement = self.collations.fitted(self._here(wanted, definition.statement), wanted.name)
        try:
            missing = self._run(statement, definition.settings)
        except RestoreRefused as refusal:
            if number_of(refusal) != _OTHERS_DEFINER or as_it_was or definer_of(statement) is None:
                raise
            missing = True
        if missing and not as_it_was:
            self.drop(wanted.kind, wanted.name)
            self._run(without_definer(statement), definition.settings)
            self.warnings.append(
                f"'{wanted.name}' belongs to the account {definer_of(statement)}, which is not there or not ours: "
                "it was made as ours."
            )

    def _here(self, wanted: SchemaObject, statement: str) -> str:
        """The statement, which may name a trigger's database: here it has another name."""
        head = trigger_head(statement) if wanted.kind is ObjectKind.TRIGGER else None
        if head is None or all(named == self._session.database for named in head.databases):
            return statement
        return head.called(wanted.name, wanted.entity)

    def create_like(self, trigger: SchemaObject, name: str, table: str) -> None:
        """Make a trigger like this one, under another name and on another table."""
        definition = parse_definition(trigger.definition)
        head = trigger_head(definition.statement)
        if head is None:
            raise RestoreRefused(f"The trigger '{trigger.name}' begins in a way that is not known.")
        self._run(head.called(name, table), definition.settings)

    def _run(self, statement: str, settings: Mapping[str, str]) -> bool:
        """Run it under these settings; whether the account that it names is missing."""
        connection = self._session.connection
        text = encoded(statement, settings.get("character_set_client", "utf8mb4"))
        if text is None:
            # In its own character set we cannot write it; in ours it means the same.
            text, settings = statement.encode(), {**settings, "character_set_client": "utf8mb4"}
        with self._settings(settings):
            connection.run(text)
            told = connection.rows("SHOW WARNINGS")
        return any(int(code) == _NO_SUCH_ACCOUNT for _, code, _ in told)

    @contextmanager
    def _settings(self, settings: Mapping[str, str]) -> Iterator[None]:
        """The session has them."""
        connection = self._session.connection
        now = connection.rows("SELECT @@sql_mode, @@collation_database")[0]
        other = settings.get("collation_database", now[1])
        with self._database_collation(other, now[1]):
            if "sql_mode" in settings:
                self._set_modes(settings["sql_mode"])
            for name in ("time_zone", "character_set_client", "collation_connection"):
                if name in settings:
                    connection.run(f"SET {name} = {text_literal(settings[name])}")
            try:
                yield
            finally:
                if not connection.lost:
                    connection.run("SET NAMES utf8mb4")
                    connection.run(f"SET time_zone = '+00:00', sql_mode = {text_literal(now[0])}")

    @contextmanager
    def _database_collation(self, wanted: str, now: str) -> Iterator[None]:
        """Parameters of routines without a character set have the database's."""
        run, name = self._session.connection.run, quoted(self._session.database)
        if wanted == now:
            yield
            return
        run(f"ALTER DATABASE {name} COLLATE {text_literal(wanted)}")
        try:
            yield
        finally:
            if not self._session.connection.lost:
                run(f"ALTER DATABASE {name} COLLATE {text_literal(now)}")

    def _set_modes(self, modes: str) -> None:
        connection = self._session.connection
        try:
            connection.run(f"SET sql_mode = {text_literal(modes)}")
        except RestoreRefused as refusal:
            if number_of(refusal) != _UNKNOWN_MODE:
                raise
            # Other versions have other modes; one that is not known here cannot change what the statement means here.
            known = [mode for mode in modes.split(",") if self._knows(mode)]
            connection.run(f"SET sql_mode = {text_literal(','.join(known))}")

    def _knows(self, mode: str) -> bool:
        try:
            self._session.connection.run(f"SET sql_mode = {text_literal(mode)}")
        except RestoreRefused as refusal:
            if number_of(refusal) != _UNKNOWN_MODE:
                raise
            return False
        return True
