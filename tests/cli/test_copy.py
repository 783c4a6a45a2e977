"""Copies from the command line: made, kept up to date after backups, told by age, and read when nothing else is."""

import shutil

import pytest


@pytest.fixture
def crm(database):
    return f"sqlite:///{database}"


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "copy"


@pytest.fixture
def copied(run, repo, crm, copy):
    """A copy that backups keep up to date; the id of its point."""
    point = run("backup", crm, "--repo", repo, "--json").result["point"]
    assert run("copy", "--repo", repo, "--to", copy, "--after-backups").code == 0
    return point


def test_a_copy_restores_everything_by_itself_and_is_sound(run, repo, copied, copy, crm):
    shutil.rmtree(repo)
    assert [p["id"] for p in run("points", "--repo", copy, "--json").result["points"]] == [copied]
    assert run("verify", "--repo", copy).code == 0
    assert run("compare", "latest", crm, "--repo", copy).code == 0


def test_each_backup_is_copied_where_the_settings_say(run, repo, copied, copy, crm, database, sql):  # noqa: PLR0917
    sql(database, "INSERT INTO company VALUES (3, 'new')")
    result = run("backup", crm, "--repo", repo, "--json").result
    assert [(place["state"], place["points_behind"]) for place in result["copies"]] == [("there", 0)]
    ids = [point["id"] for point in run("points", "--repo", copy, "--json").result["points"]]
    assert ids == [copied, result["point"]]


@pytest.mark.usefixtures("copied")
def test_a_copy_that_is_not_connected_is_a_state_and_makes_no_folder(run, repo, copy, crm):
    copy.rename(copy.with_name("away"))
    result = run("backup", crm, "--repo", repo, "--json")
    assert (result.code, result.result["copies"][0]["state"]) == (0, "away")
    assert result.result["copies"][0]["points_behind"] == 1
    assert not copy.exists()
    listed = run("copy", "--repo", repo, "--list").out.splitlines()[1]
    assert "today" in listed
    assert listed.endswith("not connected")
    explicit = run("copy", "--repo", repo, "--to", copy)
    assert explicit.code == 1
    assert not copy.exists()
    assert run("copy", "--repo", repo, "--to", copy, "--anew").code == 0


def test_what_is_read_comes_from_a_copy_when_the_original_is_away_and_that_is_said(run, repo, copied, copy, tmp_path):
    shutil.move(repo, tmp_path / "away")
    restored = run("restore", f"sqlite:///{tmp_path}/new.db", "--repo", repo, "--create-schema", "--json")
    assert restored.result["verified"]
    assert {"event": "place", "location": str(copy)} in restored.lines
    shown = run("show", copied, "--repo", repo)
    assert shown.code == 0
    assert f"The copy in '{copy}' is used" in shown.out
    assert run("show", "ffff", "--repo", repo).code == 6


@pytest.mark.parametrize("spoilt", ["repository", "points/*/0000000001"])
def test_a_damaged_copy_is_passed_over_for_the_next_one(run, repo, copied, copy, tmp_path, spoilt):
    second = tmp_path / "second"
    assert run("copy", "--repo", repo, "--to", second, "--after-backups").code == 0
    (harmed,) = copy.glob(spoilt)
    harmed.write_bytes(b"damaged")
    shutil.move(repo, tmp_path / "away")
    shown = run("show", copied, "--repo", repo)
    assert shown.code == 0
    assert f"The copy in '{second}' is used" in shown.out
    (harmed,) = second.glob(spoilt)
    harmed.write_bytes(b"damaged")
    assert run("show", copied, "--repo", repo).code == 6


def test_points_that_the_copy_lacks_yet_are_no_damage_of_it_and_lost_ones_are(run, repo, copy, crm, database, sql):
    run("backup", crm, "--repo", repo)
    run("copy", "--repo", repo, "--to", copy)
    sql(database, "INSERT INTO company VALUES (3, 'new')")
    run("backup", crm, "--repo", repo)
    assert run("verify", "--repo", copy).code == 0
    run("copy", "--repo", repo, "--to", copy)
    (newest,) = copy.glob("points/*/0000000002")
    newest.unlink()
    assert run("verify", "--repo", copy).code == 5


def test_a_repository_is_no_copy_of_itself_and_another_one_is_left_alone(run, repo, copied, tmp_path):
    assert run("copy", "--repo", repo, "--to", repo).code == 2
    assert run("copy", "--repo", repo).code == 0
    other = tmp_path / "other"
    assert run("init", other).code == 0
    assert run("copy", "--repo", repo, "--to", other).code == 1
    assert copied


def test_a_key_that_is_removed_is_removed_in_the_copy_too(run, repo, copied, copy):
    assert copied
    slots = run("keys", "list", "--repo", repo, "--json").result["keys"]
    code = next(slot["id"] for slot in slots if slot["kind"] == "recovery-code")
    assert run("keys", "remove", code, "--repo", repo).code == 0
    assert run("copy", "--repo", repo).code == 0
    assert code not in {slot["id"] for slot in run("keys", "list", "--repo", copy, "--json").result["keys"]}
