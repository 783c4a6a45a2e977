"""What a catalog means to people: which CRM it is of, how its tables belong together, what their fields are for.

A source calls `with_profile` on every catalog that it makes. Nothing is read but the catalog, so it takes milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from crmbackup_gui.model.catalog import Catalog, Entity, Reference, TypeNames
from crmbackup_gui.model.conventions import BusinessEntity, Conventions, FileName
from crmbackup_gui.sources.sql.detection import recognise
from crmbackup_gui.sources.sql.grouping import MOST, grouped
from crmbackup_gui.sources.sql.profile_files import (
    BusinessRule,
    Profile,
    ReferenceRule,
    compiled,
    profiles,
    vocabulary,
)

_EXTENDED_FROM = 4
"""A table belongs to another one whose name it begins with, if that has at least so many letters."""


def with_profile(catalog: Catalog, known: Iterable[Profile] | None = None) -> Catalog:
    """The catalog with the CRM's name, business entities, and what is known of each entity; `known` None: what ships.

    A CRM that nobody knows gets business entities of its tables' names and references, and nothing else.
    """
    found = recognise(catalog, profiles() if known is None else known)
    if found is None:
        own = [entity for entity in catalog.entities if not entity.derived]
        return msgspec.structs.replace(catalog, business=tuple(grouped(own, vocabulary())))
    return _Applied(catalog, found.profile, found.prefix).catalog()


@dataclass(frozen=True)
class _Places:
    """Where a profile puts tables: positions of business rules, None for transient; by name, and by pattern."""

    exact: Mapping[str, int | None]
    patterns: tuple[tuple[str, int | None], ...]
    """Longest first: what says most is asked first."""

    def of(self, table: str) -> tuple[bool, int | None]:
        """Whether the profile knows the table, and where it puts it."""
        if table in self.exact:
            return True, self.exact[table]
        for name, place in self.patterns:
            if _matches(name, table):
                return True, place
        for at in range(len(table) - 1, _EXTENDED_FROM - 1, -1):
            if not table[at].isalnum() and self.exact.get(table[:at]) is not None:
                return True, self.exact[table[:at]]
        return False, None


class _Applied:
    """One profile on one catalog."""

    def __init__(self, catalog: Catalog, profile: Profile, prefix: str) -> None:
        self._catalog, self._profile, self._prefix = catalog, profile, prefix
        self._tables = {e.name.removeprefix(prefix): e for e in catalog.entities if e.name.startswith(prefix)}

    def catalog(self) -> Catalog:
        """The catalog with all that the profile knows."""
        members, transient, unknown = self._placed()
        rules = list(enumerate(self._profile.business))
        business = [_business(rule, members[place]) for place, rule in rules if members[place] and not rule.technical]
        technical = [_business(rule, members[place]) for place, rule in rules if members[place] and rule.technical]
        taken = [rule.id for _, rule in rules]
        others = grouped(unknown, vocabulary(), max(2, MOST - len(business) - len(technical)), taken) if unknown else []
        labels = {entity.entities[0]: entity.english for entity in (*business, *technical)}
        shorts = {entity.name: short for short, entity in self._tables.items()}
        entities = (
            self._described(entity, shorts.get(entity.name), labels.get(entity.name, ""), entity.name in transient)
            for entity in self._catalog.entities
        )
        return msgspec.structs.replace(
            self._catalog,
            entities=tuple(entities),
            crm=self._profile.name,
            business=(*business, *others, *technical),
        )

    def _placed(self) -> tuple[dict[int, list[str]], set[str], list[Entity]]:
        """Names by the position of their business rule, those of transient tables, and entities that nobody knows."""
        places = _places(self._profile)
        members: dict[int, list[str]] = defaultdict(list)
        transient, unknown = set(), []
        for entity in self._catalog.entities:
            if entity.derived:
                continue
            short = entity.name.removeprefix(self._prefix) if entity.name.startswith(self._prefix) else None
            known, place = (False, None) if short is None else places.of(short)
            if not known:
                unknown.append(entity)
            elif place is None:
                transient.add(entity.name)
            else:
                members[place].append(entity.name)
        for place, rule in enumerate(self._profile.business):
            listed = {self._prefix + table: position for position, table in enumerate(rule.tables)}
            members[place].sort(key=lambda name: listed.get(name, len(listed)))
        return members, transient, unknown

    def _described(self, entity: Entity, short: str | None, label: str, transient: bool) -> Entity:  # noqa: FBT001
        if short is None or entity.derived:
            return entity
        fields = {field.name for field in entity.fields}
        declared = tuple(
            msgspec.structs.replace(reference, belongs=False)
            if set(reference.fields) <= set(self._profile.asides)
            else reference
            for reference in entity.references
        )
        pointing = {reference.fields for reference in declared}
        implied = tuple(r for r in self._references(short, entity) if r.fields not in pointing)
        return msgspec.structs.replace(
            entity,
            label=entity.label or label,
            references=declared,
            implied=implied,
            transient=transient,
            conventions=self._conventions(short, fields),
        )

    def _conventions(self, short: str, fields: set[str]) -> Conventions:
        title: tuple[str, ...] = ()
        modified, removal = "", None
        for rule in self._profile.conventions:
            if not _listed(rule.tables, short):
                continue
            title = title or (rule.title if set(rule.title) <= fields else ())
            modified = modified or (rule.modified if rule.modified in fields else "")
            removal = removal or (rule.removal if rule.removal and rule.removal.field in fields else None)
        files = tuple(
            FileName(
                parts=rule.parts,
                present=rule.present,
                # In releases that have no such field yet, it is not set.
                absent=tuple(name for name in rule.absent if name in fields),
                equal=rule.equal,
            )
            for rule in self._profile.files
            if rule.table == short
            and {part.field for part in rule.parts if part.field} | {*rule.present, *rule.equal} <= fields
        )
        return Conventions(title=title, modified=modified, removal=removal, files=files)

    def _references(self, short: str, entity: Entity) -> Iterator[Reference]:
        names = {field.name for field in entity.fields}
        for rule in self._profile.references:
            if rule.field not in names or (rule.type_field and rule.type_field not in names):
                continue
            if _listed(rule.tables, short):
                yield from self._by_rule(rule, entity)

    def _by_rule(self, rule: ReferenceRule, entity: Entity) -> Iterator[Reference]:
        types: dict[str, list[str]] = defaultdict(list)
        for kind, table in rule.targets.items():
            types[table].append(kind)
        for table, kinds in types.items() if types else ((rule.target, []),):
            target = self._tables.get(table)
            if target is None or all(field.name != rule.target_field for field in target.fields):
                continue
            if target is entity and rule.field == rule.target_field:
                continue
            # A prefix is one text, so each type is a reference of its own then.
            for part in [[kind] for kind in kinds] if rule.separator else [kinds]:
                yield Reference(
                    fields=(rule.field,),
                    target=target.name,
                    target_fields=(rule.target_field,),
                    declared=False,
                    belongs=rule.field not in self._profile.asides,
                    type_field=rule.type_field,
                    type_values=tuple(part) if rule.type_field else (),
                    type_names=self._type_names(rule),
                    prefix=f"{part[0]}{rule.separator}" if rule.separator else "",
                )

    def _type_names(self, rule: ReferenceRule) -> TypeNames | None:
        table, _, key = rule.type_records.partition(".")
        return TypeNames(entity=self._prefix + table, key=key, fields=rule.type_fields) if table else None


def _business(rule: BusinessRule, names: Iterable[str]) -> BusinessEntity:
    return BusinessEntity(
        id=rule.id, english=rule.english, chinese=rule.chinese, entities=tuple(names), technical=rule.technical
    )


def _places(profile: Profile) -> _Places:
    by_name: list[tuple[str, int | None]] = [(name, None) for name in profile.transient]
    by_name += [(name, place) for place, rule in enumerate(profile.business) for name in rule.tables]
    patterns = sorted((item for item in by_name if "*" in item[0]), key=lambda item: -len(item[0]))
    return _Places({name: place for name, place in by_name if "*" not in name}, tuple(patterns))


def _listed(names: Iterable[str], table: str) -> bool:
    return any(_matches(name, table) for name in names)


def _matches(name: str, table: str) -> bool:
    return name == table or ("*" in name and compiled(name).fullmatch(table) is not None)
