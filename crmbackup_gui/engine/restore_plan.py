"""What a restore will do to which entities, in which order, before anything is touched."""

from __future__ import annotations

import graphlib
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import msgspec

from crmbackup_gui.actions import Action
from crmbackup_gui.engine.restore_job import EntityJob
from crmbackup_gui.engine.scoping import entities_in_scope, held_in, resolved
from crmbackup_gui.engine.selection import Selection, select_records
from crmbackup_gui.errors import InvalidRequest, RestoreRefused
from crmbackup_gui.model.catalog import Catalog, Entity, ObjectKind
from crmbackup_gui.model.keyless import is_keyless, source_form, stored_form
from crmbackup_gui.model.recovery import PointKind
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import EntityPlan, TargetPlan


@dataclass(frozen=True)
class RestorePlan:
    """Jobs, parents first; what the target prepares for; whether it then has all that the point has and no more."""

    jobs: tuple[EntityJob, ...]
    target: TargetPlan
    whole: bool
    warnings: tuple[str, ...] = ()
    undo: bool = False
    """It takes a restore back."""
    left_alone: tuple[Entity, ...] = ()
    """Transient entities of the target that may refer to what the restore deletes, parents first."""


def plan_restore(
    view: PointView,
    target: Catalog,
    scope: RecoveryScope,
    mode: RestoreMode,
    *,
    create: bool,
    new: bool,
    clears: bool = True,
) -> RestorePlan:
    """The plan for a point. `create` allows changes of the target's structure, `new` says that it is empty.

    Without `clears`, what is empty in the point leaves alone what the target has.

    Raises EntityNotFound, RecordNotFound, and RestoreRefused when an entity in scope is not in the target.
    """
    held = held_in(view)
    scope = resolved(held, scope)
    chosen = select_records(view, scope.records, with_children=scope.with_children) if scope.records else None
    if chosen is None:
        entities = _in_scope(held, target, scope)
    else:
        entities = tuple(e for e in view.entities() if e.name in chosen or e.name in scope.entities)
    there = {entity.name for entity in target.entities}
    missing = tuple(entity.name for entity in entities if entity.name not in there)
    if missing and not create:
        raise RestoreRefused(f"The target has no {_listed(missing)}.", action=Action.CREATE_SCHEMA)
    exact = mode is RestoreMode.EXACT
    whole = scope.whole and (new or (exact and _is_complete(view)))
    left_alone = _transient(view.catalog, target) & there - {entity.name for entity in entities}
    made_empty = tuple(sorted(_unread(view) - there)) if create and scope.whole else ()
    # An entity of which only some records are in scope keeps the others, so it cannot be made anew.
    in_full = [entity for entity in entities if entity.name in there and entity.name not in (chosen or {})]
    rebuild = tuple(e.name for e in in_full if create and exact and _differs(e, view, target))
    points = {entity.name for entity in view.entities()}
    drop = tuple(sorted(there - points - left_alone)) if create and exact and whole else ()
    kept = [e for e in entities if not e.derived or whole or e.name in missing]
    jobs = tuple(
        replace(
            _job(view, entity, mode, scope, chosen, exact=exact, empty=entity.name in (*missing, *rebuild)),
            clears=clears,
        )
        for entity in parents_first(kept)
    )
    referring = parents_first(e for e in target.entities if exact and e.name in left_alone and e.references)
    prepared = _target_plan(
        _covered(view, target, left_alone, made_empty),
        jobs,
        (*missing, *made_empty),
        rebuild,
        drop,
        exact_schema=create and whole,
        left_alone=referring,
    )
    return RestorePlan(
        jobs=jobs,
        target=replace(
            prepared,
            only_missing=mode is RestoreMode.MISSING,
            clears=clears,
            about=_about(view, mode.value, scope),
            in_full=() if mode is RestoreMode.MISSING or scope.fields else _complete(jobs),
        ),
        whole=whole and not left_alone,
        left_alone=referring,
    )


def plan_undo(view: PointView, target: Catalog, makes_anew: Callable[[str], bool]) -> RestorePlan:
    """The plan that takes a restore back. `view` is of the restore's safety point.

    Entities stored whole were rebuilt or dropped, and come back whole; of the others only the records that the
    restore touched; entities that the restore created go. Those that the target `makes_anew` it is left to make.
    """
    there = {entity.name for entity in target.entities}
    anew = {state.name for state in view.manifest.entities if state.anew}
    missing = tuple(sorted(anew - there))
    rebuild = tuple(e.name for e in view.entities() if e.name in anew and e.name in there and _differs(e, view, target))
    drop = tuple(name for name in view.manifest.created if name in there)
    gone = [name for name in (e.name for e in view.entities()) if name not in there and name not in anew]
    if gone:
        raise RestoreRefused(f"The target no longer has {_listed(gone)}.")
    jobs = []
    for entity in parents_first(view.entities()):
        name = entity.name
        if name not in anew and makes_anew(name):
            continue
        jobs.append(
            EntityJob(
                entity=entity,
                mode=RestoreMode.EXACT,
                expected=partial(view.read, name),
                chosen=None if name in anew else partial(view.changes, name),
                hidden=True,
                empty=name in (*missing, *rebuild),
            )
        )
    schema = view.manifest.schema_changed
    plan = _target_plan(view.catalog, jobs, missing, rebuild, drop, exact_schema=schema)
    # A safety point has all that its restore was to touch, of however few records that is.
    plan = replace(plan, takes_back=True, about=_about(view, "undo"), in_full=tuple(job.entity.name for job in jobs))
    return RestorePlan(jobs=tuple(jobs), target=plan, whole=False, undo=True)


def _about(view: PointView, mode: str, scope: RecoveryScope | None = None) -> str:
    """Which restore this is. What is chosen may be named after customers, so it is told by a hash."""
    told = msgspec.json.encode((view.point.id, mode, scope), order="deterministic")
    return hashlib.sha256(told).hexdigest()[:32]


def _complete(jobs: Iterable[EntityJob]) -> tuple[str, ...]:
    return tuple(job.entity.name for job in jobs if job.chosen is None)


def parents_first(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities in an order in which what the database wants first comes first, as far as cycles allow.

    A cycle is left, where it can be, at a reference that may be empty at first.
    """
    by_name = {entity.name: entity for entity in entities}
    parents = {
        name: {r.target for r in entity.references if r.target in by_name and r.target != name}
        for name, entity in by_name.items()
    }
    while True:
        try:
            return tuple(by_name[name] for name in graphlib.TopologicalSorter(parents).static_order())
        except graphlib.CycleError as error:
            # graphlib names each of the cycle before the one that needs it.
            pairs = list(pairwise(error.args[1]))
            parent, child = next((pair for pair in pairs if not _must_have(by_name[pair[1]], pair[0])), pairs[0])
            parents[child].discard(parent)


def _must_have(child: Entity, parent: str) -> bool:
    """Whether a record cannot be without one of the parent."""
    names = {name for reference in child.references if reference.target == parent for name in reference.fields}
    return any(field.required or not field.nullable for field in child.fields if field.name in names)


def _job(
    view: PointView,
    entity: Entity,
    mode: RestoreMode,
    scope: RecoveryScope,
    chosen: Selection | None,
    *,
    exact: bool,
    empty: bool,
) -> EntityJob:
    name = entity.name
    keys = None if chosen is None else chosen.get(name)
    if is_keyless(entity) and mode is RestoreMode.MISSING:
        # Such records never differ but in the number of copies, and copies that are missing are created.
        mode = RestoreMode.MERGE
    return EntityJob(
        entity=entity,
        mode=mode,
        expected=partial(view.read, name, keys),
        chosen=None if keys is None else partial(view.read, name, keys),
        fields=scope.fields,
        hidden=exact,
        empty=empty,
    )


def _target_plan(
    catalog: Catalog,
    jobs: Sequence[EntityJob],
    create: tuple[str, ...],
    rebuild: tuple[str, ...],
    drop: tuple[str, ...],
    *,
    exact_schema: bool,
    left_alone: Sequence[Entity] = (),
) -> TargetPlan:
    plans = [
        EntityPlan(
            stored=job.entity,
            fields=_written(job.entity),
            whole=(job.mode is RestoreMode.EXACT or job.empty) and job.chosen is None,
        )
        for job in jobs
    ]
    plans += [EntityPlan(stored=stored_form(entity), fields=_written(entity)) for entity in left_alone]
    return TargetPlan(
        catalog=catalog,
        entities=tuple(plans),
        create=create,
        rebuild=rebuild,
        drop=drop,
        exact_schema=exact_schema,
    )


def _written(entity: Entity) -> tuple[str, ...]:
    return tuple(field.name for field in entity.fields if not field.generated)


def _is_complete(view: PointView) -> bool:
    """Whether what the point does not have was not there; it may as well have been left out of the point."""
    return view.point.scope.whole and view.point.kind is not PointKind.SAFETY


def _in_scope(held: Catalog, target: Catalog, scope: RecoveryScope) -> tuple[Entity, ...]:
    """The entities in scope. Transient ones that a living CRM has are left to it unless the scope names them."""
    chosen = entities_in_scope(held, scope, transient=True)
    left_alone = _transient(held, target) & {entity.name for entity in target.entities}
    written = tuple(e for e in chosen if e.name not in left_alone or scope.names(e.name))
    if chosen and not written:
        raise InvalidRequest("The recovery point has only what the CRM makes anew; name it to put it back.")
    return written


def _transient(point: Catalog, target: Catalog) -> set[str]:
    """Entities that the point or the target knows as transient: a point may be older than the profile that says so."""
    return {entity.name for entity in (*point.entities, *target.entities) if entity.transient}


def _unread(view: PointView) -> set[str]:
    """Transient entities of which the point has the structure alone."""
    return {e.name for e in view.catalog.entities if e.transient} - {e.name for e in view.entities()}


def _covered(view: PointView, target: Catalog, left_alone: set[str], made_empty: Sequence[str]) -> Catalog:
    """The catalog of a point without what belongs to entities that were left out of it.

    What belongs to entities that are `left_alone` is as the target has it.
    """
    there = {entity.name for entity in view.entities()} | set(made_empty)
    tables = {o.entity or o.name for o in view.catalog.objects if o.kind is ObjectKind.TABLE}
    left_out = (tables - there) | left_alone
    stay = (present for present in target.objects if (present.entity or present.name) in left_alone)
    own, others = _counters(target, left_alone), _counters(view.catalog, left_out)
    return msgspec.structs.replace(
        view.catalog,
        objects=(*(wanted for wanted in view.catalog.objects if wanted.entity not in left_out), *stay),
        sequences={name: value for name, value in view.catalog.sequences.items() if name not in others}
        | {name: value for name, value in target.sequences.items() if name in own},
        unused=(*(n for n in view.catalog.unused if n not in others), *(n for n in target.unused if n in own)),
    )


def _counters(catalog: Catalog, entities: set[str]) -> set[str]:
    """What counters of these entities may be called: as the entity, or as the sequence that belongs to it."""
    return entities | {o.name for o in catalog.objects if o.kind is ObjectKind.SEQUENCE and o.entity in entities}


def _differs(entity: Entity, view: PointView, target: Catalog) -> bool:
    """Whether the target defines the entity otherwise than the point."""
    there = target.entity(entity.name)
    if there is not None and _declared(source_form(entity)) != _declared(there):
        return True
    return _definitions(view.catalog, entity.name) != _definitions(target, entity.name)


def _declared(entity: Entity) -> object:
    """What is declared of an entity's fields, however: some have the fields of others beside their own."""
    fields = [(field.name, field.native, field.generated) for field in entity.fields]
    return entity.key, entity.fingerprint, fields


def _definitions(catalog: Catalog, name: str) -> list[str]:
    """An entity's own, and those of the parts that it consists of."""
    kinds = (ObjectKind.TABLE, ObjectKind.VIRTUAL_TABLE)
    return [o.definition for o in catalog.objects if o.kind in kinds and name in (o.name, o.entity)]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
