"""`crmbackup salvage` makes a repository of what is left of one, and says when nothing can be done."""

import pytest


@pytest.fixture
def sales(database):
    return f"sqlite:///{database}"


@pytest.fixture
def broken(run, repo, sales, database, sql):
    """Two points, of which no manifest is left, nor what says that it is a repository."""
    points = []
    for number in range(2):
        sql(database, f"INSERT INTO company VALUES ({number + 50}, 'New')")
        points.append(run("backup", sales, "--repo", repo, "--json").result["point"])
    for manifest in repo.glob("points/*/*"):
        manifest.unlink()
    (repo / "repository").unlink()
    return points


def test_points_come_back_with_their_ids_and_restore(run, repo, broken, database, sql):
    sales = f"sqlite:///{database}"
    there = repo.parent / "salvaged"
    ran = run("salvage", repo, "--to", there, "--json")
    assert ran.code == 3
    assert [(point["id"], point["origin"], point["intact"]) for point in ran.result["points"]] == [
        (point, "draft", True) for point in broken
    ]
    sql(database, "DELETE FROM company")
    assert run("restore", sales, "--repo", there, "--point", broken[1]).code == 0
    assert sql(database, "SELECT count(*) FROM company") == [(4,)]
    assert run("verify", "--repo", there).code == 0


@pytest.mark.usefixtures("broken")
def test_without_any_key_slot_nothing_can_be_done_and_it_says_so(run, repo, tmp_path):
    for slot in repo.glob("keys/*"):
        slot.unlink()
    ran = run("salvage", repo, "--to", tmp_path / "salvaged", "--json")
    assert ran.code == 4
    assert "No key is left" in ran.result["error"]
    assert not (tmp_path / "salvaged" / "packs").exists()


@pytest.mark.usefixtures("broken")
def test_people_are_told_what_could_be_made_again(run, repo, tmp_path):
    words = run("salvage", repo, "--to", tmp_path / "salvaged").out
    assert "2 intact, 2 made again" in words
    assert "from its draft" in words


def test_an_empty_folder_is_no_repository(run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("salvage", tmp_path / "empty", "--to", tmp_path / "salvaged").code == 6
