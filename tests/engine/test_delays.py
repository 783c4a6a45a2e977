"""Places that keep what was erased or deleted are named, with the earliest date at which they need not have it."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.delays import Cause, delays_of_place
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.engine.retention import apply_retention, plan_retention
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.objects import Keeping, Obstacle
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from crmbackup_gui.repository.stores.opening import open_store
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import CRM, contacts, identified, listed, read, take, with_passphrase

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LATER = datetime(2200, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def by_cause(delays):
    return {delay.cause: delay.until for delay in delays}


def test_a_date_is_never_before_the_deletion_and_a_bin_counts_from_it():
    obstacles = [
        Obstacle(Keeping.LOCKED, NOW - DAY),
        Obstacle(Keeping.BIN, after_deletion=7 * DAY),
        Obstacle(Keeping.VERSIONS),
    ]
    found = by_cause(delays_of_place("there", obstacles, NOW))
    assert found == {Cause.LOCKED: NOW, Cause.BIN: NOW + 7 * DAY, Cause.VERSIONS: None}


@pytest.fixture
def store():
    return with_passphrase(FaultyStore())


@pytest.fixture
def repository(store):
    made = identified(store)
    take(made, contacts(1, 2))
    return made


@pytest.mark.parametrize("at_once", [True, False])
def test_an_erasure_names_its_own_place_where_that_keeps_what_is_deleted(repository, store, at_once):
    store.rules = (Obstacle(Keeping.LOCKED, LATER), Obstacle(Keeping.VERSIONS), Obstacle(Keeping.UNKNOWN))
    report = erase(repository, CRM, {"contact": ("2",)}, at_once=at_once)
    found = by_cause(report.delays)
    assert (Cause.WAITING in found) is not at_once
    assert found[Cause.LOCKED] == LATER
    assert found.keys() - {Cause.WAITING} == {Cause.LOCKED, Cause.VERSIONS, Cause.UNKNOWN}
    assert {delay.location for delay in report.delays} == {store.location}
    assert report.outcome is Outcome.WARNINGS
    assert report.rewritten.points == 1


def test_old_parts_that_a_prune_deletes_later_count_the_days_of_a_bin_from_then(repository, store):
    store.rules = (Obstacle(Keeping.BIN, after_deletion=7 * DAY),)
    found = by_cause(erase(repository, CRM, {"contact": ("2",)}).delays)
    assert found[Cause.BIN] - found[Cause.WAITING] == 7 * DAY


def test_where_nothing_may_be_replaced_the_record_is_hidden_and_nothing_is_written_for_nothing(repository, store):
    store.rules = (Obstacle(Keeping.LOCKED, LATER, refuses=True),)
    before = set(store.objects)
    for _ in range(2):
        report = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
        assert report.outcome is Outcome.WARNINGS
        assert by_cause(report.delays)[Cause.LOCKED] == LATER
        assert report.warnings == (
            f"Recovery point {repository.point_id(CRM, 1)} waits: its place does not let anything be replaced yet.",
        )
    assert read(repository, repository.manifest(CRM, 1).point) == {(1,): "name 1"}
    assert {name.partition("/")[0] for name in store.objects.keys() - before} <= {"erasures", "marks"}
    store.rules = ()
    assert erase(repository, CRM, {"contact": ("2",)}, at_once=True).outcome is Outcome.OK
    assert read(repository, repository.manifest(CRM, 1).point) == {(1,): "name 1"}
    assert check(repository).sound


def aged(repository):
    """A point that was dropped long ago, with packs of its own."""
    first = take(repository, contacts(7))
    take(repository, contacts(8))
    drop(repository, CRM, [first.sequence], "no rule keeps it")
    sweep(repository, "nothing needs it")
    repository.store.now += SWEEP_AFTER + 1


def retention(repository):
    policy = RetentionPolicy(last=5)
    return apply_retention(repository, CRM, plan_retention(repository, CRM, policy, NOW, UTC))


def test_retention_names_its_place_where_that_keeps_what_was_deleted(repository, store):
    aged(repository)
    store.rules = (Obstacle(Keeping.LOCKED, LATER), Obstacle(Keeping.VERSIONS))
    report = retention(repository)
    assert report.swept.packs
    assert by_cause(report.delays) == {Cause.LOCKED: LATER, Cause.VERSIONS: None}
    assert report.outcome is Outcome.OK  # it was done; that the place keeps it is what somebody wanted of the place
    assert retention(repository).delays == ()  # nothing was due any more


def test_a_copying_names_the_place_of_the_copy_where_that_keeps_what_was_deleted(repository):
    place = FaultyStore(now=repository.store.now)
    aged(repository)
    copy_repository(repository, place)
    retention(repository)
    copy_repository(repository, place)
    place.now += SWEEP_AFTER + 1
    place.rules = (Obstacle(Keeping.VERSIONS),)
    report = copy_repository(repository, place)
    assert by_cause(report.delays) == {Cause.VERSIONS: None}
    assert {delay.location for delay in report.delays} == {place.location}


# Real places


def test_an_erasure_in_a_locked_bucket_of_s3_is_done_and_tells_how_long_the_bucket_keeps_it(seaweedfs, monkeypatch):
    for name, value in seaweedfs.environment.items():
        monkeypatch.setenv(name, value)
    bucket = f"b{secrets.token_hex(6)}"
    seaweedfs.make_bucket(bucket, lock_days=2)
    repository = identified(with_passphrase(open_store(f"s3://{bucket}/repo", seaweedfs.options)))
    take(repository, contacts(1, 2))
    report = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    found = by_cause(report.delays)
    assert found.keys() == {Cause.LOCKED, Cause.VERSIONS}
    assert abs(found[Cause.LOCKED] - datetime.now(UTC) - 2 * DAY) < timedelta(minutes=5)
    assert report.rewritten.packs_deleted
    assert read(repository, repository.manifest(CRM, 1).point) == {(1,): "name 1"}
    assert check(repository).sound


def test_an_erasure_where_google_forbids_to_delete_hides_the_record_and_goes_on_when_it_may(fake_gcs, monkeypatch):
    for name, value in fake_gcs.environment.items():
        monkeypatch.setenv(name, value)
    store = open_store(fake_gcs.location(secrets.token_hex(6)), fake_gcs.options)
    repository = identified(with_passphrase(store))
    take(repository, contacts(1, 2))
    fake_gcs.locked.set()
    try:
        told = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
        fake_gcs.rules["objects"] = {"retentionExpirationTime": LATER.isoformat()}
        dated = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    finally:
        fake_gcs.locked.clear()
        fake_gcs.rules.clear()
    # Without its rules the refusal alone tells, with them the date does.
    assert [told.outcome, dated.outcome] == [Outcome.WARNINGS] * 2
    assert any("must not be deleted yet" in warning for warning in told.warnings)
    assert by_cause(dated.delays)[Cause.LOCKED] == LATER
    assert read(repository, repository.manifest(CRM, 1).point) == {(1,): "name 1"}
    assert check(repository).sound
    monkeypatch.setattr("crmbackup_gui.repository.marking.CLAIM_SECONDS", -60.0)
    assert erase(repository, CRM, {"contact": ("2",)}, at_once=True).outcome is Outcome.OK
    assert read(repository, repository.manifest(CRM, 1).point) == {(1,): "name 1"}
    assert check(repository).sound
    assert listed(store, "erasures")
