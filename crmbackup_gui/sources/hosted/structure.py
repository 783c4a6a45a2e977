"""What a service describes as the catalog of a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from crmbackup_gui.model.catalog import ACCOUNT, Catalog, Entity, ValueType
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.sources.hosted.columns import Forms
from crmbackup_gui.sources.hosted.service import Description, Module
from crmbackup_gui.sources.limited import hidden_notes
from crmbackup_gui.sources.server import ServerFacts

METADATA = "metadata."
"""What begins so among the properties of a catalog is `Description.metadata`."""
UNTOLD = "metadata-untold."
"""What begins so names a kind of it that the account could not see."""
_NAMED = 12


class Structure:
    """A description, looked up by name. `settled` are fields that turned out to hold other values than described."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.modules = {module.entity.name: module for module in description.modules}
        self._settled: dict[str, set[str]] = {}

    @property
    def catalog(self) -> Catalog:
        """The catalog as described."""
        found = self.description
        return Catalog(
            entities=tuple(module.entity for module in found.modules),
            properties={ACCOUNT: found.account}
            | {METADATA + name: text for name, text in found.metadata.items()}
            | {UNTOLD + kind: "" for kind in found.untold},
            crm=found.product,
            business=tuple(_business(found.modules)),
        )

    @property
    def server(self) -> ServerFacts:
        """Who answers. It is a service, so its version is the account that it opens."""
        return ServerFacts(self.description.product, self.description.label, encrypted=True)

    def shape(self, module: Module, known: Entity | None = None) -> tuple[Entity, Forms]:
        """The entity as it is read now, and the forms of its fields.

        A field that was found to hold other values than described, now or when `known` was stored, is text.
        """
        as_text = self._settled.get(module.entity.name, set()) | _text_in(known, module.entity)
        if not as_text:
            return module.entity, dict(module.forms)
        fields = tuple(
            msgspec.structs.replace(field, type=ValueType.TEXT) if field.name in as_text else field
            for field in module.entity.fields
        )
        forms = {name: form for name, form in module.forms.items() if name not in as_text}
        return msgspec.structs.replace(module.entity, fields=fields), forms

    def settle(self, entity: str, fields: Sequence[str]) -> None:
        """These fields are text from now on."""
        self._settled.setdefault(entity, set()).update(fields)

    def warnings(self) -> Iterator[str]:
        """What this account may not read, in sentences for users."""
        yield from hidden_notes(self.description.hidden)
        yield from self.description.left_out
        late = [
            module.entity.label or module.entity.name for module in self.modules.values() if module.computed_elsewhere
        ]
        if late:
            names = ", ".join(late[:_NAMED])
            yield f"Computed fields of these may be older than the recovery point until the next full backup: {names}."


def _text_in(known: Entity | None, described: Entity) -> set[str]:
    """Fields that are kept as text although they are described, then as now, as something else."""
    if known is None:
        return set()
    now = {field.name: field for field in described.fields}
    return {
        field.name
        for field in known.fields
        if field.type is ValueType.TEXT
        and field.name in now
        and now[field.name].native == field.native
        and now[field.name].type is not ValueType.TEXT
    }


def _business(modules: Sequence[Module]) -> Iterator[BusinessEntity]:
    """What users choose from: every entity with its parts, as the service calls it in the user's own language."""
    there = {module.entity.name for module in modules}
    for module in modules:
        entity = module.entity
        if entity.transient or module.part_of in there:
            continue
        label = entity.label or entity.name
        parts = (m.entity.name for m in modules if m.part_of == entity.name and not m.entity.transient)
        yield BusinessEntity(id=entity.name.casefold(), english=label, chinese=label, entities=(entity.name, *parts))
