"""Full-text indexes over the records of another table, which their triggers keep up to date in the CRM."""

from __future__ import annotations

import re
from collections.abc import Collection

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Catalog, ObjectKind, SchemaObject
from crmbackup_gui.sources.base import EntityPlan
from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted

_CONTENT = re.compile(
    r"""\bUSING\s+fts[45]\b.*?[(,]\s*content\s*=\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\]|`[^`]*`|[^\s,)'"]+)""",
    re.IGNORECASE | re.DOTALL,
)


def external_content(definition: str) -> str | None:
    """The table or view whose records the index is about, or None when it is about its own.

    See sqlite.org/fts5.html, section 4.4.3, and sqlite.org/fts3.html, section 6.2.2.
    """
    match = _CONTENT.search(definition)
    if match is None:
        return None
    name = match[1]
    closing = {"[": "]"}.get(name[0], name[0])
    if closing in "\"'`]":
        name = name[1:-1].replace(closing * 2, closing)
    return name or None


def belongs_to_rebuilt_index(catalog: Catalog, name: str) -> bool:
    """Whether the table of that name is where an index over the records of another table keeps itself."""
    entity = catalog.entity(name)
    if entity is None or not entity.derived:
        return False
    virtual = (wanted for wanted in catalog.objects if wanted.kind is ObjectKind.VIRTUAL_TABLE)
    return any(external_content(index.definition) and name.startswith(f"{index.name}_") for index in virtual)


def rebuild_search_indexes(
    connection: Connection, catalog: Catalog, plans: Collection[EntityPlan], written: Collection[str]
) -> list[str]:
    """Make every index anew whose records were written while its triggers were away; the answer are warnings.

    An index that was itself restored as a whole is left as it is.
    """
    warnings = []
    whole = {plan.stored.name for plan in plans if plan.whole}
    tables = {entity.name.lower(): entity.name for entity in catalog.entities}
    for index in catalog.objects:
        content = external_content(index.definition) if index.kind is ObjectKind.VIRTUAL_TABLE else None
        if content is None or _is_restored(index, catalog, whole):
            continue
        # A view may be about any of the tables.
        if tables.get(content.lower(), content) not in written and content.lower() in tables:
            continue
        name = quoted(index.name)
        try:
            connection.run(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
        except RestoreRefused as refusal:
            warnings.append(f"The search index '{index.name}' must be made anew by the CRM: {refusal.problem}")
    return warnings


def _is_restored(index: SchemaObject, catalog: Catalog, whole: Collection[str]) -> bool:
    shadows = {e.name for e in catalog.entities if e.derived and e.name.startswith(f"{index.name}_")}
    return bool(shadows) and shadows <= set(whole)
