"""Whole repositories in cloud stores, also over a line that loses things."""

import secrets

import pytest

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository import marking, packs, prune
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.prune import drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores import asking, cloud
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import REPOSITORY_ID, back_up, edit_crm, make_crm, restored
from tests.engine.sqlite_state import state_of
from tests.servers.lossy_proxy import Line, lossy_proxy


@pytest.fixture(params=["seaweedfs", "azurite", "fake_gcs"])
def server(request, monkeypatch):
    running = request.getfixturevalue(request.param)
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running


def opened_over(server, port, location):
    options = [option.replace(f":{server.port}", f":{port}") for option in server.options]
    return open_store(location, options)


def test_a_line_that_cuts_and_stalls_costs_time_and_nothing_else(server, monkeypatch, tmp_path):
    monkeypatch.setattr(packs, "PACK_BYTES", 16 << 10)
    monkeypatch.setattr(cloud, "READ_SECONDS", 1)
    monkeypatch.setattr(asking, "BASE_SECONDS", 1.0)
    location = server.location(f"lossy-{secrets.token_hex(6)}")
    crm = make_crm(tmp_path / "crm.db")
    line = Line(cut=0.05, stall=0.004)
    with lossy_proxy(server.port, line) as port:
        store = opened_over(server, port, location)
        store._asking.patience = asking.Patience(known=60, unknown=60, pause=0.05)
        repository = Repository(store, REPOSITORY_ID, bytes(32))
        source = SqliteSource(crm)
        states = []
        for round_ in range(2):
            point = back_up(source, repository, Strategy.INCREMENTAL if round_ else None)
            states.append((point, state_of(crm)))
            edit_crm(crm, round_)
        assert check(repository).sound
        for number, (point, state) in enumerate(states):
            assert restored(repository, point.sequence, tmp_path / f"{number}.db") == state
    assert line.lost["cut"] > 2
    plain = Repository(open_store(location, server.options), REPOSITORY_ID, bytes(32))
    assert check(plain).sound
    assert [point.sequence for point in plain.timeline(states[0][0].crm).points] == [1, 2]


def test_what_a_place_must_keep_for_now_is_told_and_goes_when_it_may(fake_gcs, monkeypatch, tmp_path):
    for name, value in fake_gcs.environment.items():
        monkeypatch.setenv(name, value)
    store = open_store(fake_gcs.location(f"locked-{secrets.token_hex(6)}"), fake_gcs.options)
    repository = Repository(store, REPOSITORY_ID, bytes(32))
    crm = make_crm(tmp_path / "crm.db")
    points = []
    for round_ in range(2):
        points.append(back_up(SqliteSource(crm), repository, Strategy.FULL))
        edit_crm(crm, round_)
    drop(repository, points[0].crm, [1], "no rule keeps it")
    monkeypatch.setattr(prune, "SWEEP_AFTER", -60.0)
    sweep(repository, "nothing needs it")  # marks the packs
    fake_gcs.locked.set()
    try:
        back_up(SqliteSource(crm), repository, Strategy.FULL)
        drop(repository, points[0].crm, [2], "no rule keeps it")
        swept = sweep(repository, "nothing needs it")
    finally:
        fake_gcs.locked.clear()
    assert swept.kept_by_place > 0
    assert swept.points == ()
    assert check(repository).sound
    assert repository.is_claimed(points[1].crm, 2), "the place kept what said that it is about to go, too"
    monkeypatch.setattr(marking, "CLAIM_SECONDS", -60.0)  # it says so for three days
    assert not repository.is_claimed(points[1].crm, 2)
    assert sweep(repository, "nothing needs it").points == (points[1].id,)
    assert [point.sequence for point in repository.timeline(points[0].crm).points] == [3]
    assert check(repository).sound
