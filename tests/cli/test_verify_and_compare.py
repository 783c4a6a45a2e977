import shutil

import pytest


@pytest.mark.usefixtures("backed_up")
def test_a_sound_repository_is_ok_and_its_points_are_marked_intact(run, repo):
    ran = run("verify", "--repo", repo, "--json")

    assert ran.code == 0
    assert ran.result["points_checked"] == 1
    assert ran.result["objects_checked"] > 1
    assert ran.result["damaged"] == []
    assert run("points", "--repo", repo, "--json").result["points"][0]["intact"] is True


def test_a_damaged_pack_is_named_with_what_it_harms(run, repo, backed_up, damage):
    pack = damage(repo, "packs")

    ran = run("verify", "--repo", repo, "--json")

    assert ran.code == 5
    assert ran.result["outcome"] == "failed"
    assert ran.result["error"]
    assert ran.result["advice"]
    (damaged,) = ran.result["damaged"]
    assert damaged["object"] == pack
    assert damaged["points"] == [backed_up]
    assert damaged["entities"] == ["files"]
    assert run("points", "--repo", repo, "--json").result["points"][0]["intact"] is False


def test_a_single_point_can_be_checked(run, repo, crm, folder, backed_up, damage):
    (folder / "a.txt").write_text("later")
    second = run("backup", crm, "--repo", repo, "--json").result["point"]
    damage(repo, "packs")

    assert run("verify", "--repo", repo, "--point", backed_up).code == 0
    assert run("verify", "--repo", repo, "--point", second).code == 5


@pytest.mark.usefixtures("backed_up")
def test_vanished_points_are_damage(run, repo, crm):
    run("backup", crm, "--repo", repo)
    max((repo / "points").rglob("*"), key=str).unlink()

    ran = run("verify", "--repo", repo, "--json")

    assert ran.code == 5
    assert ran.result["history"]


@pytest.mark.usefixtures("backed_up")
def test_a_crm_that_is_as_the_point_says_is_ok(run, repo, crm):
    ran = run("verify", "--repo", repo, "--against", crm, "--json")

    assert ran.code == 0
    assert ran.result["entities"] == [{"name": "files", "added": 0, "changed": 0, "deleted": 0}]


@pytest.mark.usefixtures("backed_up")
def test_a_crm_that_differs_from_the_point_is_a_warning_with_counts(run, repo, crm, folder):
    (folder / "a.txt").unlink()

    ran = run("verify", "--repo", repo, "--against", crm, "--json")

    assert ran.code == 3
    assert ran.result["entities"][0]["deleted"] == 1
    assert ran.result["warnings"]


def test_what_a_backup_left_out_is_no_difference(run, repo, database):
    source = f"sqlite:///{database}"
    run("backup", source, "--repo", repo, "--exclude", "link")

    assert run("verify", "--repo", repo, "--against", source).code == 0


def test_two_points_are_compared(run, repo, crm, folder, backed_up):
    (folder / "c.txt").touch()
    run("backup", crm, "--repo", repo)

    result = run("compare", backed_up, "latest", "--repo", repo, "--json").result

    assert result["entities"][0]["added"] == 1
    assert "rows" not in result


def test_a_point_is_compared_with_a_crm_and_rows_are_listed(run, repo, database, sql):
    source = f"sqlite:///{database}"
    run("backup", source, "--repo", repo)
    sql(database, "UPDATE person SET city = 'Lima' WHERE id = 2")

    ran = run("compare", "latest", source, "--repo", repo, "--rows", "5", "--entity", "person", "--json")

    assert ran.code == 0
    assert ran.result["entities"] == [{"name": "person", "added": 0, "changed": 1, "deleted": 0}]
    (row,) = ran.result["rows"]
    assert (row["entity"], row["change"]) == ("person", "changed")
    assert (row["before"]["city"], row["after"]["city"]) == ("Rome", "Lima")


@pytest.mark.usefixtures("backed_up")
def test_people_are_told_that_nothing_differs(run, repo, crm):
    assert "no differences" in run("compare", "latest", crm, "--repo", repo).out


@pytest.mark.usefixtures("backed_up")
def test_an_unknown_entity_is_exit_6(run, repo, crm):
    assert run("compare", "latest", crm, "--repo", repo, "--entity", "contacts").code == 6


@pytest.mark.usefixtures("backed_up")
def test_a_repository_can_be_read_from_a_copy(run, repo, tmp_path):
    shutil.copytree(repo, tmp_path / "copy")

    assert run("verify", "--repo", tmp_path / "copy").code == 0


@pytest.mark.usefixtures("backed_up")
def test_a_drill_restores_the_newest_point_into_a_throw_away_folder_and_leaves_nothing(
    run, repo, tmp_path, monkeypatch
):
    throw_away = tmp_path / "throw-away"
    throw_away.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(throw_away))

    ran = run("verify", "--repo", repo, "--drill", "--json")

    assert ran.code == 0
    assert ran.result["records_verified"] == run("points", "--repo", repo, "--json").result["points"][0]["records"]
    assert list(throw_away.iterdir()) == []


def test_a_drill_of_a_database_compares_every_record(run, repo, database):
    backup = run("backup", f"sqlite:///{database}", "--repo", repo, "--json").result

    ran = run("verify", "--repo", repo, "--drill", "--json")

    assert ran.code == 0
    assert ran.result["records_verified"] == backup["records_read"]
