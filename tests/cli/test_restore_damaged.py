"""Restoring from a damaged repository: what would come back is told first, and nothing is lost silently."""

import pytest

ROWS = "SELECT id, name FROM company WHERE id < 10 ORDER BY id"


@pytest.fixture
def sales(database):
    return f"sqlite:///{database}"


@pytest.fixture
def damaged(run, repo, sales, database, sql):
    """The newest of two points lacks its change set: Birch became Beech in it, and Cedar came."""
    sql(database, "INSERT INTO company SELECT id + 10, name FROM company UNION SELECT id + 20, name FROM company")
    assert run("backup", sales, "--repo", repo).code == 0
    old = set(repo.glob("packs/*/*"))
    sql(database, "UPDATE company SET name = 'Beech' WHERE id = 2")
    sql(database, "INSERT INTO company VALUES (3, 'Cedar')")
    ran = run("backup", sales, "--repo", repo, "--strategy", "incremental", "--json")
    assert ran.code == 0
    for pack in set(repo.glob("packs/*/*")) - old:
        pack.unlink()
    sql(database, "DELETE FROM company")
    sql(database, "DELETE FROM person")
    return ran.result["point"]


@pytest.mark.usefixtures("damaged")
def test_a_restore_that_meets_damage_changes_nothing_and_says_what_would_come_back(run, repo, sales, database, sql):
    ran = run("restore", sales, "--repo", repo, "--json")
    assert ran.code == 5
    chance = ran.result["chance"]
    assert chance["records"] == chance["as_they_were"] + chance["older"] + chance["lost"]
    assert chance["lost"] == 1
    assert sql(database, ROWS) == []


@pytest.mark.usefixtures("damaged")
def test_what_is_intact_is_restored_and_what_is_missing_is_listed(run, repo, sales, database, sql):
    ran = run("restore", sales, "--repo", repo, "--undamaged", "--json")
    assert ran.code == 3
    assert sql(database, ROWS) == [(1, "Amber")]
    assert sql(database, "SELECT count(*) FROM person") == [(3,)]
    (company,) = ran.result["chance"]["entities"]
    assert (company["name"], company["records"], company["as_they_were"], company["lost"]) == ("company", 7, 5, 1)
    assert [(m["first"], m["last"], m["records"]) for m in company["missing"]] == [("2", "3", 2)]


@pytest.mark.usefixtures("damaged")
def test_older_versions_come_back_only_when_asked_for_and_are_named(run, repo, sales, database, sql):
    ran = run("restore", sales, "--repo", repo, "--undamaged", "--older-versions", "--json")
    assert ran.code == 3
    assert sql(database, ROWS) == [(1, "Amber"), (2, "Birch")]
    (company,) = ran.result["chance"]["entities"]
    (older,) = company["older"]
    assert older["records"] == 1
    assert older["as_of"]


@pytest.mark.usefixtures("damaged")
def test_people_read_the_same_in_words(run, repo, sales):
    words = run("restore", sales, "--repo", repo, "--undamaged", "--dry-run").out
    assert "can come back as they were" in words
    assert "Damaged: company 2 to 3: packs/" in words


def test_a_sound_point_is_restored_without_a_word_of_damage(run, repo, sales):
    assert run("backup", sales, "--repo", repo).code == 0
    ran = run("restore", sales, "--repo", repo, "--undamaged", "--json")
    assert ran.code == 0
    assert "chance" not in ran.result


@pytest.mark.parametrize("options", [("--older-versions",), ("--undamaged", "--mode", "exact")])
def test_what_cannot_be_asked_together_is_refused(run, repo, sales, options):
    assert run("restore", sales, "--repo", repo, *options).code == 2
