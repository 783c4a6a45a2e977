"""Two computers keep CRMs of one address in a repository: two companies', or one that moved house."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC

import pytest
from msgspec.structs import replace

from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.errors import CrmNotFound
from crmbackup_gui.model.health import Concern
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.services.connections import free_name, new_connection, protecting
from crmbackup_gui.services.found_crms import find_crms, find_crms_at, protected_at
from crmbackup_gui.services.program import Program

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    """Trying a passphrase shall cost an attacker time, not every test."""
    cheap = Argon2Costs(memory_kib=128, iterations=1, lanes=1)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", cheap)


class Computer:
    """The program of one computer, and what is at the one path that all of them have."""

    def __init__(self, folder, name, place, path):
        self.program = Program(folder / name / "config", folder / name / "state", zone=UTC)
        self.place, self.path, self.own = str(place), path, folder / name / "crm.db"
        self.url = f"sqlite:///{path}"

    def holds(self, *companies):
        """Make its CRM, with a table of one column."""
        with closing(sqlite3.connect(self.own)) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS company (name TEXT PRIMARY KEY)")
            database.execute("DELETE FROM company")
            database.executemany("INSERT INTO company VALUES (?)", [(name,) for name in companies])
        return self

    def protect(self, name="crm", crm=None):
        connection = new_connection(name, self.url, self.place, crm=crm)
        self.program.settings.change(lambda s: replace(s, connections=(*s.connections, connection)))
        return connection

    def back_up(self, connection):
        shutil.copy(self.own, self.path)
        run = self.program.back_up(self.program.connection(connection.id))
        assert run.outcome is Outcome.OK, run.message
        return run

    def restore(self, connection, sequence):
        """What is in the CRM after a point was put back, and nothing else left."""
        request = RestoreRequest(mode=RestoreMode.EXACT, safety_point=False)
        assert self.program.restore(connection, sequence, self.url, request).run.outcome is Outcome.OK
        with closing(sqlite3.connect(self.path)) as database:
            return [name for (name,) in database.execute("SELECT name FROM company ORDER BY name")]

    def points(self, connection):
        return self.program.overview(connection).points


@pytest.fixture
def make(tmp_path):
    """Makes a computer that has opened the repository."""
    place, path = tmp_path / "shared", tmp_path / "crm.db"

    def made(name):
        computer = Computer(tmp_path, name, place, path)
        if place.exists():
            computer.program.unlock(str(place), PASSPHRASE)
        else:
            computer.program.create_repository(str(place), PASSPHRASE, use_keyring=False)
        computer.own.parent.mkdir(exist_ok=True)
        return computer

    return made


@pytest.fixture
def amber(make):
    return make("amber").holds("Ann", "Bo")


@pytest.fixture
def birch(make):
    return make("birch").holds("Xi", "Yu", "Zoe")


def test_another_crm_of_the_same_address_has_a_timeline_of_its_own_and_each_comes_back_whole(amber, birch):
    hers = amber.protect()
    amber.back_up(hers)
    his = birch.protect()
    assert birch.back_up(his).strategy == "full"
    amber.holds("Ann", "Bo", "Cy")
    assert amber.back_up(hers).counts["added"] == 1
    birch.holds("Xi")
    assert birch.back_up(his).counts["deleted"] == 2
    assert sorted(crm.name for crm in amber.program.crms(amber.place)) == ["crm", "crm (2)"]
    assert amber.restore(hers, 1) == ["Ann", "Bo"]
    assert birch.restore(his, 1) == ["Xi", "Yu", "Zoe"]
    assert amber.restore(hers, 2) == ["Ann", "Bo", "Cy"]


def test_two_computers_that_were_set_up_before_either_backed_up_do_not_share_a_timeline(amber, birch):
    hers, his = amber.protect(), birch.protect()
    amber.back_up(hers)
    assert birch.back_up(his).strategy == "full"
    assert len(birch.points(his)) == len(amber.points(hers)) == 1


def test_the_same_crm_on_a_new_computer_goes_on_with_its_timeline_by_its_changes(amber, birch):
    amber.back_up(amber.protect())
    (known,) = find_crms_at(birch.program, birch.place, birch.url).crms
    hers = birch.holds("Ann", "Bo", "Cy").protect("Amber", crm=known.id)
    run = birch.back_up(hers)
    assert (run.strategy, run.counts["added"], run.counts["deleted"]) == ("incremental", 1, 0)
    assert len(birch.points(hers)) == 2
    assert [crm.name for crm in birch.program.crms(birch.place)] == ["crm"]


def test_before_its_first_backup_nothing_of_the_other_crm_is_shown_or_restored(amber, birch):
    amber.back_up(amber.protect())
    his = birch.protect()
    assert birch.points(his) == ()
    with pytest.raises(CrmNotFound):
        birch.program.newest_intact(his)
    ended = birch.program.restore(his, 1, birch.url, RestoreRequest()).run
    assert (ended.outcome, ended.error) == (Outcome.FAILED, "CrmNotFound")


def test_settings_without_an_id_begin_a_timeline_and_keep_its_id(amber, birch):
    amber.back_up(amber.protect())
    his = birch.protect()
    old = replace(his, crm=None)
    birch.program.settings.change(lambda s: replace(s, connections=(old,)))
    assert birch.back_up(old).strategy == "full"
    kept = birch.program.connection(old.id)
    assert kept.crm not in (None, amber.program.crms(amber.place)[0].id)
    # Another job, which has read the settings before, ends in the same timeline.
    assert birch.program.back_up(old).strategy == "incremental"
    assert len(birch.points(kept)) == 2


def test_what_a_repository_holds_at_an_address_is_told_with_its_newest_point(amber, birch):
    hers = amber.protect("Amber")
    amber.back_up(hers)
    found = find_crms_at(birch.program, birch.place, f"{birch.url}?files={birch.own.parent}")
    (crm,) = found.crms
    (point,) = amber.points(hers)
    assert (crm.id, crm.name, crm.last, crm.records) == (hers.crm, "Amber", point.consistent_as_of, 2)
    assert found.names == ("Amber",)
    assert find_crms_at(birch.program, birch.place, "sqlite:////other.db").crms == ()


def test_what_this_computer_protects_there_already_is_no_question(amber):
    hers = amber.protect()
    amber.back_up(hers)
    assert find_crms_at(amber.program, amber.place, amber.url).crms == ()
    connections = amber.program.settings.read().connections
    with_files = f"{amber.url}?files={amber.own.parent}"
    assert protected_at(connections, amber.place, with_files) == hers
    assert protected_at(connections, "/elsewhere", amber.url) is None
    assert protecting(connections, amber.place, amber.url) == (hers,)
    assert protecting(connections, amber.place, with_files) == ()


def test_a_crm_whose_address_another_of_the_list_has_is_not_taken_for_it(amber, birch):
    hers = amber.protect("Amber")
    amber.back_up(hers)
    his = birch.protect("Birch")
    birch.back_up(his)
    found = {crm.name: crm for crm in find_crms(birch.program, birch.place)}
    assert (found["Amber"].taken, found["Amber"].here, found["Amber"].known) == (True, False, False)
    assert (found["Birch"].taken, found["Birch"].known) == (False, True)


def test_a_point_that_cannot_be_read_has_no_count_of_records(amber, birch):
    amber.back_up(amber.protect())
    for pack in (amber.path.parent / "shared" / "packs").rglob("*"):
        if pack.is_file():
            pack.unlink()
    (crm,) = find_crms_at(birch.program, birch.place, birch.url).crms
    assert crm.last is not None
    assert crm.records is None


def test_a_timeline_that_vanished_as_a_whole_is_noticed(amber):
    hers = amber.protect()
    amber.back_up(hers)
    shutil.rmtree(amber.path.parent / "shared" / "points")
    overview = amber.program.overview(hers)
    assert overview.lost
    assert Concern.POINTS_VANISHED in overview.health.concerns


def test_a_name_that_others_have_gets_a_number():
    assert free_name("crm", ()) == "crm"
    assert free_name("crm", ("crm", "crm (2)")) == "crm (3)"
