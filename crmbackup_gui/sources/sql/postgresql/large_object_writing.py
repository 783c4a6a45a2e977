"""Large objects into a database. Owners and rights come back as far as the server knows the roles and allows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.base import EntityPlan, LargeValue, Operation, Records, Refusal
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import literal, quoted
from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused

_GRANTS = """
SELECT a.privilege_type, a.is_grantable,
    CASE WHEN a.grantee = 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END
FROM pg_catalog.aclexplode({rights}::pg_catalog.aclitem[]) a, pg_catalog.pg_largeobject_metadata m
WHERE m.oid = {oid} AND a.grantee <> m.lomowner
"""


class LargeObjectWriter:
    """Writes large objects in the transaction of a target. `warnings` grow while it works."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._without_rights = 0

    @property
    def warnings(self) -> list[str]:
        """What a user should know at the end."""
        if not self._without_rights:
            return []
        return [f"The owner or the rights of {self._without_rights} large objects could not be given back."]

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Carry out an operation of a `Target` (sources/base.py). An object whose content changed is made anew."""
        content = plan.stored.index("content")
        large = {value.row: value for value in records.large if value.field == content}
        names = [field.name for field in plan.stored.fields]
        refused = []
        for row, values in enumerate(zip(*(column.to_pylist() for column in records.batch.columns), strict=True)):
            record = dict(zip(names, values, strict=False))
            wanted = {name: record[name] for name in ("oid", *plan.fields) if name in record}
            try:
                with self._connection.savepoint():
                    self._apply(operation, wanted, large.get(row))
            except RowRefused as refusal:
                refused.append(Refusal(row, str(refusal)))
        return refused

    def drop_all(self) -> None:
        """Take all of them away."""
        self._connection.run_script("SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata")

    def _apply(self, operation: Operation, record: Mapping[str, object], large: LargeValue | None) -> None:
        oid = record["oid"]
        assert isinstance(oid, int)
        anew = "content" in record and operation is Operation.UPDATE
        if anew or operation is Operation.DELETE:
            self._connection.run_script(f"SELECT pg_catalog.lo_unlink({oid})")
        if operation is Operation.DELETE:
            return
        if anew or operation is Operation.CREATE:
            self._connection.run_script(f"SELECT pg_catalog.lo_create({oid})")
            self._fill(oid, record.get("content"), large)
            self._give(oid, record)
        if "comment" in record:
            comment = record["comment"]
            words = literal(comment) if isinstance(comment, str) else "NULL"
            self._connection.run_script(f"COMMENT ON LARGE OBJECT {oid} IS {words}")

    def _fill(self, oid: int, content: object, large: LargeValue | None) -> None:
        offset = 0
        for piece in _pieces(content, large):
            self._connection.run(f"SELECT pg_catalog.lo_put({oid}, {offset}, $1)", (piece,))
            offset += len(piece)

    def _give(self, oid: int, record: Mapping[str, object]) -> None:
        """What the server refuses here is between its roles, and takes nothing from the object."""
        owner, rights = record.get("owner"), record.get("rights")
        try:
            with self._connection.savepoint():
                if isinstance(owner, str):
                    self._connection.run_script(f"ALTER LARGE OBJECT {oid} OWNER TO {quoted(owner)}")
                for privilege, grantable, role in self._grants(oid, rights):
                    onward = " WITH GRANT OPTION" if grantable else ""
                    to = quoted(role) if role else "PUBLIC"
                    self._connection.run_script(f"GRANT {privilege} ON LARGE OBJECT {oid} TO {to}{onward}")
        except (RowRefused, RestoreRefused):
            self._without_rights += 1

    def _grants(self, oid: int, rights: object) -> list[tuple[str, bool, str]]:
        if not isinstance(rights, str):
            return []
        return self._connection.rows(_GRANTS.format(rights=literal(rights), oid=oid))


def _pieces(content: object, large: LargeValue | None) -> Iterator[bytes]:
    if large is not None:
        yield from large.read()
    elif isinstance(content, bytes):
        yield content
