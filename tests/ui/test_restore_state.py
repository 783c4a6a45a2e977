"""What the restore wizard was told, and what it asks the engine for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crmbackup_gui.engine.find import FoundRecord
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.ui.viewmodels.restore_state import (
    Obstacle,
    PointChoice,
    RestoreState,
    Ticks,
    What,
    Where,
    mode_of,
    request_of,
    scope_of,
    sequence_of,
    target_of,
    ticks_possible,
)

STATE = RestoreState("c" * 16, "sqlite:////crm.db")
RECORDS = (FoundRecord("contact", "7", "Ana"), FoundRecord("deal", "1", "Big"), FoundRecord("contact", "8", "Bo"))


def point(sequence, day):
    at = datetime(2026, 3, day, tzinfo=UTC)
    return RecoveryPoint(
        id=str(sequence),
        crm="c",
        crm_name="c",
        url="",
        sequence=sequence,
        kind=PointKind.REGULAR,
        strategy=Strategy.FULL,
        taken_at=at,
        consistent_as_of=at,
    )


POINTS = (point(1, 1), point(2, 5), point(3, 9))


@pytest.mark.parametrize(
    ("ticks", "mode"),
    [
        ((True, True, False), RestoreMode.MERGE),
        ((True, False, False), RestoreMode.MISSING),
        ((True, True, True), RestoreMode.EXACT),
        ((False, False, False), Obstacle.NOTHING_TICKED),
        ((False, True, False), Obstacle.PUT_BACK_NEEDS_CREATE),
        ((False, False, True), Obstacle.REMOVE_NEEDS_BOTH),
        ((True, False, True), Obstacle.REMOVE_NEEDS_BOTH),
        ((False, True, True), Obstacle.REMOVE_NEEDS_BOTH),
    ],
)
def test_the_three_ticks_are_a_mode_or_say_why_they_are_none(ticks, mode):
    assert mode_of(replace(STATE, ticks=Ticks(*ticks))) is mode


def test_single_fields_can_only_be_put_back():
    state = replace(STATE, some_fields=True, fields=("name",))
    assert ticks_possible(state) == Ticks(create=False, put_back=True, remove=False)
    assert mode_of(state) is RestoreMode.MERGE
    assert mode_of(replace(state, ticks=Ticks(create=True, put_back=False, remove=True))) is (
        Obstacle.FIELDS_ONLY_PUT_BACK
    )
    assert mode_of(replace(state, where=Where.NEW)) is Obstacle.FIELDS_NEED_RECORDS


def test_of_single_records_none_is_newer_so_a_tick_to_remove_does_not_count():
    state = replace(STATE, what=What.RECORDS, records=RECORDS, ticks=Ticks(create=True, put_back=True, remove=True))
    assert ticks_possible(state).remove is False
    assert mode_of(state) is RestoreMode.MERGE


def test_a_new_place_is_filled_whatever_is_ticked():
    state = replace(STATE, where=Where.NEW, new_url="sqlite:////n.db", ticks=Ticks(False, False, False))
    asked = request_of(state, dry_run=False)
    assert (asked.mode, asked.create_schema, asked.dry_run) == (RestoreMode.MERGE, True, False)
    assert request_of(replace(state, where=Where.SAME), dry_run=True) is Obstacle.NOTHING_TICKED


def test_the_scope_is_the_whole_some_entities_or_some_records_with_their_children():
    assert scope_of(STATE) == RecoveryScope()
    assert scope_of(replace(STATE, what=What.ENTITIES)) is Obstacle.NO_ENTITY
    assert scope_of(replace(STATE, what=What.ENTITIES, entities=("a", "b"))).entities == ("a", "b")
    assert scope_of(replace(STATE, what=What.RECORDS)) is Obstacle.NO_RECORD
    some = scope_of(replace(STATE, what=What.RECORDS, records=RECORDS))
    assert some == RecoveryScope(records={"contact": ("7", "8"), "deal": ("1",)}, with_children=True)
    assert scope_of(replace(STATE, some_fields=True)) is Obstacle.NO_FIELD
    assert scope_of(replace(STATE, fields=("a",))).fields == ()


def test_what_was_chosen_elsewhere_does_not_count():
    state = replace(STATE, entities=("a",), records=RECORDS)
    assert scope_of(state).whole


def test_the_target_is_the_same_crm_or_a_place_that_is_not_it():
    assert target_of(STATE) == STATE.same_url
    assert target_of(replace(STATE, where=Where.NEW)) is Obstacle.NO_PLACE
    assert target_of(replace(STATE, where=Where.OTHER, other_url=STATE.same_url)) is Obstacle.SAME_PLACE
    assert target_of(replace(STATE, where=Where.NEW, new_url="sqlite:////n.db")) == "sqlite:////n.db"


def test_the_point_is_picked_or_the_newest_at_a_time_or_the_newest_intact():
    assert sequence_of(STATE, POINTS) is Obstacle.NO_POINT
    assert sequence_of(replace(STATE, listed=2), POINTS) == 2
    at = replace(STATE, choice=PointChoice.AT_A_TIME, at=datetime(2026, 3, 6, tzinfo=UTC))
    assert sequence_of(at, POINTS) == 2
    assert sequence_of(replace(at, at=datetime(2026, 2, 1, tzinfo=UTC)), POINTS) is Obstacle.NO_POINT_THEN
    intact = replace(STATE, choice=PointChoice.NEWEST_INTACT, listed=3)
    assert sequence_of(intact, POINTS) is Obstacle.INTACT_NOT_LOOKED_FOR
    assert sequence_of(replace(intact, intact=1), POINTS) == 1
