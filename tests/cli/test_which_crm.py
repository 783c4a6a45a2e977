"""The command line where several CRMs have one address, and one of them is in the list that the window keeps."""

import shutil

import pytest
from msgspec.structs import replace

from crmbackup_gui.model.schedule import Rule, Schedule
from crmbackup_gui.repository.identity import new_crm_id
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.program import Program

ALWAYS = Schedule((Rule(at=("00:00",)),))


@pytest.fixture
def theirs(run, repo, database, monkeypatch, tmp_path):
    """The id of a point of another computer's CRM, which is at the same path there."""
    with monkeypatch.context() as other:
        other.setenv("XDG_STATE_HOME", str(tmp_path / "their state"))
        other.setenv("XDG_CONFIG_HOME", str(tmp_path / "their settings"))
        return run("backup", f"sqlite:///{database}", "--repo", repo, "--json").result["point"]


@pytest.fixture
def crm_id(theirs, repo):
    """The id of their CRM."""
    assert theirs
    (crm,) = Program.standard().unlock(str(repo)).crms()
    return crm.id


@pytest.fixture
def protect(repo, database):
    """Puts the CRM into the list of this computer, as the guide does."""

    def protect_(crm=None):
        connection = new_connection("Ours", f"sqlite:///{database}", str(repo), schedule=ALWAYS, crm=crm)
        program = Program.standard()
        program.settings.change(lambda s: replace(s, connections=(*s.connections, connection)))
        return connection

    return protect_


def timelines(run, repo):
    """How many points each CRM has, by its name."""
    names = [point["crm"] for point in run("points", "--repo", repo, "--json").result["points"]]
    return {name: names.count(name) for name in names}


@pytest.mark.usefixtures("theirs")
def test_run_due_keeps_another_crm_of_the_same_address_apart(run, repo, protect):
    protect()
    (ran,) = run("run-due", "--json").result["runs"]
    assert (ran["outcome"], ran["strategy"]) == ("ok", "full")
    assert timelines(run, repo) == {"sales": 1, "Ours": 1}


def test_run_due_goes_on_with_the_timeline_that_was_said_to_be_the_same(run, repo, protect, crm_id):
    protect(crm_id)
    (ran,) = run("run-due", "--json").result["runs"]
    assert (ran["outcome"], ran["strategy"], ran["records_added"]) == ("ok", "incremental", 0)
    assert timelines(run, repo) == {"sales": 2}


@pytest.mark.usefixtures("theirs")
def test_a_backup_without_a_name_is_of_the_crm_in_the_list_also_before_its_first_point(run, repo, protect, database):
    protect()
    for strategy in ("full", "incremental"):
        ran = run("backup", f"sqlite:///{database}", "--repo", repo, "--json")
        assert (ran.code, ran.result["crm"], ran.result["strategy"]) == (0, "Ours", strategy)
    assert timelines(run, repo) == {"sales": 1, "Ours": 2}


@pytest.mark.usefixtures("theirs")
def test_a_name_that_is_given_decides_also_against_the_list(run, repo, protect, database):
    protect()
    assert run("backup", f"sqlite:///{database}", "--repo", repo, "--crm", "sales").code == 0
    assert timelines(run, repo) == {"sales": 2}


def test_a_restore_without_a_name_never_writes_the_points_of_another_crm(run, repo, protect, database, theirs):
    protect()
    shutil.copy(database, database.with_suffix(".before"))
    ran = run("restore", f"sqlite:///{database}", "--repo", repo, "--json")
    assert ran.code == 6
    assert "'Ours'" in ran.result["error"]
    assert database.read_bytes() == database.with_suffix(".before").read_bytes()
    named = run("restore", f"sqlite:///{database}", "--repo", repo, "--point", theirs, "--dry-run", "--json")
    assert (named.code, named.result["point"]) == (0, theirs)


@pytest.mark.usefixtures("theirs")
def test_a_crm_is_compared_with_its_own_newest_point(run, repo, protect, database, sql):
    protect()
    sql(database, "DELETE FROM link")
    assert run("verify", "--repo", repo, "--against", f"sqlite:///{database}").code == 6
    run("backup", f"sqlite:///{database}", "--repo", repo)
    assert run("verify", "--repo", repo, "--against", f"sqlite:///{database}").code == 0


def test_a_list_that_ties_an_address_to_two_timelines_means_neither(run, repo, protect, database, crm_id):
    protect(crm_id)
    protect(new_crm_id())
    assert run("backup", f"sqlite:///{database}", "--repo", repo).code == 6
    assert timelines(run, repo) == {"sales": 1}


@pytest.mark.usefixtures("theirs")
def test_a_new_name_begins_a_timeline_at_an_address_that_is_known(run, repo, database):
    ran = run("backup", f"sqlite:///{database}", "--repo", repo, "--crm", "ours", "--json")
    assert (ran.code, ran.result["strategy"]) == (0, "full")
    assert timelines(run, repo) == {"sales": 1, "ours": 1}


def test_a_crm_that_is_named_by_its_id_keeps_its_name(run, repo, database, crm_id):
    ran = run("backup", f"sqlite:///{database}", "--repo", repo, "--crm", crm_id, "--json")
    assert (ran.code, ran.result["crm"]) == (0, "sales")


@pytest.mark.usefixtures("theirs")
def test_going_on_by_the_address_alone_is_told_once_to_people(run, repo, database):
    first = run("backup", f"sqlite:///{database}", "--repo", repo)
    assert first.code == 0
    assert "give it a name of its own with --crm" in first.out
    assert "--crm" not in run("backup", f"sqlite:///{database}", "--repo", repo).out


def test_a_first_backup_has_nothing_to_tell_of_others(run, repo, crm):
    assert "--crm" not in run("backup", crm, "--repo", repo).out
