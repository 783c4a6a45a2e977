"""What administrators set up in an org: rules and automation, which only some accounts may see.

By the object reference and the Tooling API's: fields that are not documented of an object are refused, and so is
everything from accounts without "View Setup and Configuration". A page holds so many that none follows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.rest import answer
from tests.fakes.serving import Request, Response

if TYPE_CHECKING:
    from tests.fakes.salesforce.service import FakeSalesforce

TOOLING = {
    "ValidationRule": frozenset(
        {
            "Id",
            "Active",
            "Description",
            "EntityDefinitionId",
            "EntityDefinition.QualifiedApiName",
            "ErrorDisplayField",
            "ErrorMessage",
            "LastModifiedDate",
            "NamespacePrefix",
            "ValidationName",
        }
    )
}
QUERIED = {
    "ApexTrigger": frozenset({"Id", "Name", "TableEnumOrId", "Status", "BodyCrc", "Body", "IsValid", "ApiVersion"}),
    "FlowDefinitionView": frozenset(
        {"DurableId", "ApiName", "Label", "ProcessType", "TriggerType", "IsActive", "ActiveVersionId", "Builder"}
    ),
    "DuplicateRule": frozenset({"Id", "DeveloperName", "MasterLabel", "IsActive", "SobjectType", "SobjectSubtype"}),
    "AssignmentRule": frozenset({"Id", "Name", "Active", "SobjectType"}),
}


class Setup:
    """`rules` are rows by object; a test may change them. `shown` is what this account may see of them."""

    def __init__(self, service: FakeSalesforce) -> None:
        self._service = service
        self.shown = {*TOOLING, *QUERIED}
        self.rules: dict[str, list[dict[str, Any]]] = {
            "ValidationRule": [
                {
                    "EntityDefinition": {"QualifiedApiName": "Account"},
                    "ValidationName": "Needs_a_number",
                    "Active": True,
                    "ErrorMessage": "A number, please.",
                    "ErrorDisplayField": None,
                    "LastModifiedDate": "2026-01-01T00:00:00.000+0000",
                }
            ],
            "ApexTrigger": [{"Name": "OnContact", "TableEnumOrId": "Contact", "Status": "Active", "BodyCrc": 17.0}],
            "FlowDefinitionView": [
                {"ApiName": "Greet", "ProcessType": "AutoLaunchedFlow", "IsActive": True, "ActiveVersionId": "301A"},
                {"ApiName": "Ask", "ProcessType": "Flow", "IsActive": True, "ActiveVersionId": "301B"},
            ],
            "DuplicateRule": [{"SobjectType": "Contact", "DeveloperName": "Same_mail", "IsActive": False}],
            "AssignmentRule": [],
        }
        service.route("GET", "/services/data/v{version}/tooling/query", self._tooling)

    def asks_for(self, query: str) -> str | None:
        """The object that a plain query is about, if it is one of these."""
        found = re.search(r"\bFROM\s+(\w+)", query)
        return found[1] if found and found[1] in QUERIED else None

    def answer(self, name: str, query: str, known: frozenset[str] | None = None) -> Response:
        """All rows of an object, with the fields that are asked for."""
        known = known or QUERIED[name]
        if name not in self.shown:
            raise Refused("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        parts = re.fullmatch(r"SELECT\s+(.+?)\s+FROM\s+\w+", query)
        if parts is None:
            raise Refused("MALFORMED_QUERY", f"unexpected query: {query}")
        for field in parts[1].split(","):
            if field.strip() not in known:
                raise Refused("INVALID_FIELD", f"No such column '{field.strip()}' on entity '{name}'.")
        wanted = {field.strip().split(".")[0] for field in parts[1].split(",")}
        rows = [
            {"attributes": {"type": name}, **{key: row.get(key) for key in sorted(wanted)}} for row in self.rules[name]
        ]
        return answer({"size": len(rows), "totalSize": len(rows), "done": True, "records": rows})

    def _tooling(self, request: Request, version: str) -> Response:
        del version
        query = request.query.get("q", "")
        found = re.search(r"\bFROM\s+(\w+)", query)
        if found is None or found[1] not in TOOLING:
            raise Refused("INVALID_TYPE", "sObject type is not supported.")
        return self.answer(found[1], query, TOOLING[found[1]])
