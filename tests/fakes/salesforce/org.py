"""An org in memory: records, the recycle bin, the delete log, and every rule that writes must pass."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.fakes.salesforce.checking import check_values
from tests.fakes.salesforce.ids import canonical_id, new_id
from tests.fakes.salesforce.objects import OBJECTS
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.schema import AUDIT, FieldDef, ObjectDef, Row
from tests.fakes.salesforce.soql import moment_text, read_moment
from tests.fakes.serving import Clock

RECYCLED = timedelta(days=15)


@dataclass
class Deleted:
    id: str
    at: datetime
    gone: bool = False
    """Purged from the recycle bin."""


@dataclass(frozen=True)
class DuplicateRule:
    name: str
    fields: tuple[str, ...]
    allows: bool = True
    """It warns only: `allowSave` overrules it."""


class Org:
    """All state of one customer. Whoever calls holds the service's lock."""

    def __init__(self, clock: Clock, first: int = 0) -> None:
        self.clock = clock
        self.objects: dict[str, ObjectDef] = {known.name: known for known in OBJECTS}
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in self.objects}
        self.log: dict[str, list[Deleted]] = {name: [] for name in self.objects}
        self.hidden: set[tuple[str, str]] = set()
        """Object and field that field-level security keeps from the account."""
        self.read_only: set[tuple[str, str]] = set()
        self.audit_allowed = False
        self.validation: dict[str, list[tuple[str, Callable[[Row], bool]]]] = defaultdict(list)
        """By object: the message, and what says of a record that it is wrong."""
        self.duplicates: dict[str, list[DuplicateRule]] = defaultdict(list)
        self.automation: dict[str, list[Callable[[Row], None]]] = defaultdict(list)
        """By object: what changes a record just before it is saved."""
        self.row_trouble: Callable[[str, Row], Refused | None] = lambda _name, _row: None
        """What refuses a record for reasons of the moment, such as a lock."""
        self._number = first
        # These only grow; whoever looks something up in them checks that it is still so.
        self._unique: dict[tuple[str, str, str], str] = {}
        self._leading_to: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        self._gone_with: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._emptied: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.me = self.seed(
            "User", Username="backup@acme.example", LastName="Backup", Email="backup@acme.example", Alias="backup"
        )
        self.id = self.seed("Organization", Name="Acme")
        admins = self.seed("PermissionSet", Name="X00eAdmin", PermissionsModifyAllData=True)
        for known in OBJECTS:
            for developer_name in known.record_types:
                self.seed("RecordType", Name=developer_name, DeveloperName=developer_name, SobjectType=known.name)
        for known in OBJECTS:
            for field in known.fields:
                if field.permissionable:
                    grant = {"ParentId": admins, "SobjectType": known.name, "Field": f"{known.name}.{field.name}"}
                    self.seed("FieldPermissions", **grant, PermissionsRead=True, PermissionsEdit=True)

    # Structure

    def add_object(self, new: ObjectDef) -> None:
        self.objects[new.name] = new
        self.rows.setdefault(new.name, {})
        self.log.setdefault(new.name, [])

    def object(self, name: str) -> ObjectDef:
        """By name in any case. Raises Refused."""
        found = next((known for known in self.objects.values() if known.name.lower() == name.lower()), None)
        if found is None:
            raise Refused("NOT_FOUND", "The requested resource does not exist")
        return found

    def visible(self, name: str) -> list[FieldDef]:
        return [field for field in self.object(name).fields if (name, field.name) not in self.hidden]

    def field(self, name: str, field: str) -> FieldDef | None:
        """A field that the account sees, by name in any case."""
        found = self.object(name).field(field)
        return None if found is None or (name, found.name) in self.hidden else found

    # Records

    def records(self, name: str, *, deleted: bool = False) -> Iterator[Row]:
        self.purge()
        for row in list(self.rows[name].values()):
            if deleted or not row["IsDeleted"]:
                yield row

    def find(self, record_id: object) -> tuple[ObjectDef, Row] | None:
        """A record by its id, deleted ones included."""
        key = canonical_id(record_id)
        if key is None:
            return None
        for known in self.objects.values():
            if known.prefix == key[:3]:
                row = self.rows[known.name].get(key)
                return None if row is None else (known, row)
        return None

    def value(self, known: ObjectDef, row: Row, path: str) -> Any:
        """A field of a record, or of a parent that a relationship leads to. Raises Refused with INVALID_FIELD."""
        first, _, rest = path.partition(".")
        if rest:
            for field in self.visible(known.name):
                if field.relationship.lower() == first.lower():
                    parent = self.find(row.get(field.name))
                    target = self.object(field.refers_to[0])
                    return (
                        self.value(*parent, rest)
                        if parent
                        else self.value(target, {}, rest)
                        if len(field.refers_to) == 1
                        else None
                    )
            raise Refused("INVALID_FIELD", f"Didn't understand relationship '{first}' in field path.")
        field = self.field(known.name, first)
        if field is None:
            raise Refused("INVALID_FIELD", f"No such column '{first}' on entity '{known.name}'.")
        if field.formula is not None:
            return field.formula(row) if row else None
        if field.components:
            parts = {key: row.get(source) for key, source in field.components}
            return parts if any(part is not None for part in parts.values()) else None
        return row.get(field.name)

    def value_type(self, known: ObjectDef, path: str) -> str:
        """The type of a field; empty for one of a parent."""
        field = self.field(known.name, path)
        return field.type if field is not None else ""

    def keep(self) -> Any:
        """What `bring_back` takes: all records as they are now."""
        return {name: dict(rows) for name, rows in self.rows.items()}, {
            name: list(log) for name, log in self.log.items()
        }

    def bring_back(self, kept: Any) -> None:
        """Undo what was done since."""
        self.rows, self.log = kept

    def seed(self, name: str, **values: Any) -> str:
        """A record that was there before the test began, by nobody's rules but those of values and defaults."""
        return str(self._store(self.objects[name], dict(values), audit={})["Id"])

    def create(self, name: str, values: Mapping[str, Any], *, allow_duplicates: bool = False) -> str:
        """Raises Refused for the one record."""
        known = self.object(name)
        if not known.createable:
            raise Refused("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"entity type {known.name} does not support create")
        audit = {field: values[field] for field in AUDIT if field in values} if self.audit_allowed else {}
        rest = {field: value for field, value in values.items() if field not in audit}
        clean = check_values(self, known, rest, None)
        clean.update({field: read_audit(field, value) for field, value in audit.items()})
        self._check_row(known, {**self._defaults(known), **clean}, allow_duplicates=allow_duplicates)
        return str(self._store(known, clean, audit=audit)["Id"])

    def update(self, name: str, record_id: object, values: Mapping[str, Any], *, allow_duplicates: bool = False) -> str:
        """Raises Refused for the one record."""
        known = self.object(name)
        row = self._existing(known, record_id)
        if not known.updateable:
            raise Refused("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", f"entity type {known.name} does not support update")
        clean = check_values(self, known, values, row)
        after = {**row, **clean}
        self._check_row(known, after, allow_duplicates=allow_duplicates)
        self._touch(known, after)
        self._automate(known, after)
        self._put(known, after)
        return str(row["Id"])

    def delete(self, record_id: object) -> str:
        """Into the recycle bin, with all that belongs to it. Raises Refused for the one record."""
        found = self.find(record_id)
        if found is None:
            raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        known, row = found
        if row["IsDeleted"]:
            raise Refused("ENTITY_IS_DELETED", "entity is deleted")
        if not known.deletable:
            raise Refused("INSUFFICIENT_ACCESS_OR_READONLY", f"entity type {known.name} does not support delete")
        self._hold_back(row)
        self._recycle(known, row, row["Id"])
        return str(row["Id"])

    def undelete(self, record_id: object) -> str:
        """Out of the recycle bin, with all that went with it. Raises Refused for the one record."""
        self.purge()
        found = self.find(record_id)
        if found is None:
            raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        known, row = found
        if not row["IsDeleted"] or not known.undeletable:
            raise Refused("UNDELETE_FAILED", "Entity is not in the recycle bin")
        for field in known.fields:
            parent = self.find(row.get(field.name)) if field.refers_to else None
            if field.cascade and field.required and parent is not None and parent[1]["IsDeleted"]:
                raise Refused(
                    "UNDELETE_FAILED", "Your request to undelete this record failed because its parent is deleted"
                )
        self._raise(known, row)
        return str(row["Id"])

    def empty_recycle_bin(self) -> None:
        for name, rows in self.rows.items():
            for row in [row for row in rows.values() if row["IsDeleted"]]:
                del rows[row["Id"]]
                for entry in self.log[name]:
                    entry.gone = entry.gone or entry.id == row["Id"]

    def purge(self) -> None:
        """What lay in the recycle bin for 15 days is gone."""
        before = self.clock.now() - RECYCLED
        for name, entries in self.log.items():
            for entry in entries:
                if not entry.gone and entry.at <= before:
                    entry.gone = True
                    row = self.rows[name].get(entry.id)
                    if row is not None and row["IsDeleted"]:
                        del self.rows[name][entry.id]

    # Inside

    def _existing(self, known: ObjectDef, record_id: object) -> Row:
        key = canonical_id(record_id)
        if key is None or key[:3] != known.prefix:
            raise Refused("MALFORMED_ID", f"{known.name} ID: id value of incorrect type: {record_id}", "Id")
        row = self.rows[known.name].get(key)
        if row is None:
            raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        if row["IsDeleted"]:
            raise Refused("ENTITY_IS_DELETED", "entity is deleted")
        return row

    def _check_row(self, known: ObjectDef, row: Row, *, allow_duplicates: bool) -> None:
        trouble = self.row_trouble(known.name, row)
        if trouble is not None:
            raise trouble
        for message, wrong in self.validation[known.name]:
            if wrong(row):
                raise Refused("FIELD_CUSTOM_VALIDATION_EXCEPTION", message)
        for field in known.fields:
            other = self._holder(known, field, row) if field.unique and row.get(field.name) is not None else None
            if other is not None:
                words = f"duplicate value found: {field.name} duplicates value on record with id: {other[:15]}"
                raise Refused("DUPLICATE_VALUE", words, field.name)
        for rule in self.duplicates[known.name]:
            seen = [row.get(field) for field in rule.fields]
            others = (other for other in self.records(known.name) if other["Id"] != row.get("Id"))
            alike = all(seen) and any([other.get(field) for field in rule.fields] == seen for other in others)
            if alike and not (rule.allows and allow_duplicates):
                words = "You're creating a duplicate record. We recommend you use an existing record instead."
                raise Refused("DUPLICATES_DETECTED", words)

    def _holder(self, known: ObjectDef, field: FieldDef, row: Row) -> str | None:
        """Which other record has the value that must be unique."""
        value = str(row[field.name]).lower()
        key = self._unique.get((known.name, field.name, value), "")
        other = self.rows[known.name].get(key)
        if other is None or other["IsDeleted"] or key == row.get("Id"):
            return None
        return key if str(other.get(field.name)).lower() == value else None

    def _put(self, known: ObjectDef, row: Row) -> None:
        self.rows[known.name][row["Id"]] = row
        for field in known.fields:
            value = row.get(field.name)
            if value is None:
                continue
            if field.unique:
                self._unique[known.name, field.name, str(value).lower()] = row["Id"]
            if field.refers_to:
                self._leading_to[value].add((known.name, field.name, row["Id"]))

    def _defaults(self, known: ObjectDef) -> Row:
        row: Row = {
            field.name: field.default for field in known.fields if field.formula is None and not field.components
        }
        for field in known.fields:
            if field.type == "boolean" and row.get(field.name) is None and field.formula is None:
                row[field.name] = False
        return row

    def _store(self, known: ObjectDef, clean: Row, audit: Mapping[str, Any]) -> Row:
        self._number += 1
        row = {**self._defaults(known), **clean, "Id": new_id(known.prefix, self._number)}
        now = moment_text(self.clock.now().replace(microsecond=0))
        me = getattr(self, "me", row["Id"])
        system = {
            "CreatedDate": now,
            "CreatedById": me,
            "LastModifiedDate": now,
            "LastModifiedById": me,
            "SystemModstamp": now,
        }
        row.update(
            {
                name: value
                for name, value in system.items()
                if name in row and name not in audit and clean.get(name) is None
            }
        )
        if "OwnerId" in row and row["OwnerId"] is None:
            row["OwnerId"] = me
        for field in known.fields:
            if field.auto_number:
                row[field.name] = f"{known.prefix.upper()}-{self._number:06d}"
        self._automate(known, row)
        if known.name == "ContentVersion":
            self._publish(row)
        self._put(known, row)
        return row

    def _automate(self, known: ObjectDef, row: Row) -> None:
        for act in self.automation[known.name]:
            act(row)

    def _touch(self, known: ObjectDef, row: Row) -> None:
        if known.stamped:
            row["LastModifiedDate"] = row["SystemModstamp"] = moment_text(self.clock.now().replace(microsecond=0))
            row["LastModifiedById"] = self.me

    def _publish(self, row: Row) -> None:
        """A new version makes its document, or becomes the newest of the one that it names."""
        content = base64.b64decode(row["VersionData"] or "")
        extension = str(row.get("PathOnClient") or "").rpartition(".")[2]
        row.update(
            ContentSize=len(content),
            Checksum=hashlib.md5(content, usedforsecurity=False).hexdigest(),
            FileExtension=extension,
        )
        older = [
            other for other in self.records("ContentVersion") if other["ContentDocumentId"] == row["ContentDocumentId"]
        ]
        if row["ContentDocumentId"] is None:
            older = []
            document = self.seed("ContentDocument", Title=row["Title"], OwnerId=row["OwnerId"])
            row["ContentDocumentId"] = document
            for place in {row["OwnerId"], row.get("FirstPublishLocationId") or row["OwnerId"]}:
                self.seed(
                    "ContentDocumentLink",
                    ContentDocumentId=document,
                    LinkedEntityId=place,
                    ShareType="I",
                    Visibility="AllUsers",
                )
        for other in older:
            self.rows["ContentVersion"][other["Id"]] = {**other, "IsLatest": False}
        row.update(IsLatest=True, VersionNumber=str(len(older) + 1))
        document_row = dict(self.rows["ContentDocument"][row["ContentDocumentId"]])
        document_row.update(
            LatestPublishedVersionId=row["Id"], ContentSize=len(content), FileExtension=extension, Title=row["Title"]
        )
        self._touch(self.objects["ContentDocument"], document_row)
        self.rows["ContentDocument"][document_row["Id"]] = document_row

    def _children(self, row: Row) -> Iterator[tuple[ObjectDef, FieldDef, Row]]:
        for child, name, key in sorted(self._leading_to.get(row["Id"], ())):
            candidate = self.rows[child].get(key)
            field = self.objects[child].field(name)
            if candidate is not None and field is not None and candidate.get(name) == row["Id"]:
                yield self.objects[child], field, candidate

    def _hold_back(self, row: Row) -> None:
        for child, field, candidate in self._children(row):
            if field.restrict and not candidate["IsDeleted"]:
                words = (
                    f"Your attempt to delete {row.get('Name')} could not be completed because it is associated with "
                    f"the following {child.label}"
                )
                raise Refused("DELETE_FAILED", words)

    def _recycle(self, known: ObjectDef, row: Row, cause: str) -> None:
        now = self.clock.now()
        after = {**row, "IsDeleted": True, "_with": cause}
        if known.stamped:
            after["SystemModstamp"] = moment_text(now.replace(microsecond=0))
        self.rows[known.name][row["Id"]] = after
        self._gone_with[cause].add((known.name, row["Id"]))
        self.log[known.name].append(Deleted(row["Id"], now))
        for child, field, candidate in self._children(row):
            if candidate["IsDeleted"] or field.name in (*AUDIT, "OwnerId"):
                continue
            if field.cascade:
                self._recycle(child, candidate, cause)
            else:  # a lookup is emptied, and no time of a change tells of it
                lost = {**candidate.get("_lost", {}), field.name: row["Id"]}
                self.rows[child.name][candidate["Id"]] = {**candidate, field.name: None, "_lost": lost}
                self._emptied[row["Id"]].add((child.name, candidate["Id"]))

    def _raise(self, known: ObjectDef, row: Row) -> None:
        cause = row["_with"]
        with_it = self._gone_with[cause] if cause == row["Id"] else {(known.name, row["Id"])}
        for name, key in sorted(with_it):
            candidate = self.rows[name].get(key)
            if candidate is None or not candidate["IsDeleted"] or candidate["_with"] != cause:
                continue
            after = {field: value for field, value in candidate.items() if field != "_with"} | {"IsDeleted": False}
            if self.objects[name].stamped:
                after["SystemModstamp"] = moment_text(self.clock.now().replace(microsecond=0))
            self._put(self.objects[name], after)
            self.log[name] = [entry for entry in self.log[name] if entry.id != key]
            self._look_again(key)

    def _look_again(self, record_id: str) -> None:
        """Lookups that its deletion emptied lead to it again."""
        for name, key in sorted(self._emptied.pop(record_id, ())):
            candidate = self.rows[name].get(key)
            if candidate is None:
                continue
            back = {
                field: lost for field, lost in candidate["_lost"].items() if lost == record_id and not candidate[field]
            }
            self._put(self.objects[name], {**candidate, **back})


def read_audit(field: str, value: Any) -> Any:
    """Raises Refused."""
    if not field.endswith("Date"):
        return value
    try:
        return moment_text(read_moment(str(value)))
    except ValueError:
        raise Refused(
            "JSON_PARSER_ERROR", f"Cannot deserialize instance of datetime from VALUE_STRING value {value}"
        ) from None
