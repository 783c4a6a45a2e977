"""What of an org acts on records by itself or refuses them, as far as Salesforce shows it to this account.

Validation rules are asked of the Tooling API, all else by plain queries. What a rule says in full (its formula, its
flow) is not told of many at once; that it changed is told by a checksum or the id of its version. Workflow rules and
escalation do not tell of many at once whether they are on, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simple_salesforce.api import Salesforce

from crmbackup_gui.sources.hosted.rows import canonical_json
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.salesforce import soql
from crmbackup_gui.sources.salesforce.library import DATA, Refused, checked


@dataclass(frozen=True)
class _Kind:
    """Rules of one kind: the fields that name one, and those that say what it is like."""

    label: str
    table: str
    named_by: tuple[str, ...]
    told_by: tuple[str, ...]
    on: str = ""
    """The field that says whether it acts; empty for what never does by itself."""
    on_is: object = True
    tooling: bool = False


RECORD_TYPES = "Record type"
_KINDS = (
    _Kind(
        "Validation rule",
        "ValidationRule",
        ("EntityDefinition.QualifiedApiName", "ValidationName"),
        ("Active", "ErrorMessage", "ErrorDisplayField", "LastModifiedDate"),
        on="Active",
        tooling=True,
    ),
    _Kind("Apex trigger", "ApexTrigger", ("TableEnumOrId", "Name"), ("Status", "BodyCrc"), on="Status", on_is="Active"),
    _Kind("Flow", "FlowDefinitionView", ("ApiName",), ("IsActive", "ProcessType", "ActiveVersionId"), on="IsActive"),
    _Kind("Duplicate rule", "DuplicateRule", ("SobjectType", "DeveloperName"), ("IsActive",), on="IsActive"),
    _Kind("Assignment rule", "AssignmentRule", ("SobjectType", "Name"), ("Active",), on="Active"),
    _Kind(RECORD_TYPES, "RecordType", ("SobjectType", "DeveloperName"), ("IsActive",)),
)
_NOT_OF_RECORDS = frozenset({"Flow", "LoginFlow", "ContactRequestFlow", "FieldServiceMobile", "Survey", "SurveyEnrich"})
"""Kinds of flows that somebody starts, so that they do not act when a record is saved. An autolaunched flow may."""


@dataclass(frozen=True)
class Rules:
    """As `Description` has them: what each rule is like, kinds that are not shown, and rules that are switched on."""

    metadata: Mapping[str, str]
    untold: tuple[str, ...]
    acting: tuple[str, ...]


def look_at_rules(library: Salesforce, wire: Wire) -> Rules:
    """Takes a call for each kind."""
    metadata: dict[str, str] = {}
    untold, acting = [], []
    for kind in _KINDS:
        try:
            found = list(_rows(library, wire, kind))
        except Refused:
            untold.append(kind.label)
            continue
        for row in found:
            name = f"{kind.label}: {'.'.join(str(_value(row, field)) for field in kind.named_by)}"
            metadata[name] = canonical_json({field: row.get(field) for field in kind.told_by})
            if kind.on and row.get(kind.on) == kind.on_is and row.get("ProcessType") not in _NOT_OF_RECORDS:
                acting.append(name)
    return Rules(metadata, tuple(untold), tuple(sorted(acting)))


def _rows(library: Salesforce, wire: Wire, kind: _Kind) -> Iterator[Mapping[str, Any]]:
    query = soql.select((*kind.named_by, *kind.told_by), kind.table)
    if not kind.tooling:
        yield from soql.rows(library, query)
        return
    told = checked(wire.send("GET", f"{DATA}tooling/query", params={"q": query}), wire.place)
    while True:
        yield from told["records"]
        if told["done"]:
            return
        told = checked(wire.send("GET", told["nextRecordsUrl"]), wire.place)


def _value(row: Mapping[str, Any], path: str) -> object:
    """The value of a field, or of a field of the record that another one leads to."""
    value: object = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
