from datetime import datetime

import pytest

POINT_KEYS = {
    "id",
    "crm",
    "kind",
    "taken_at",
    "consistent_as_of",
    "strategy",
    "parent",
    "base",
    "entities",
    "records",
    "bytes_stored",
    "intact",
}


def points(run, repo, *options):
    return run("points", "--repo", repo, "--json", *options).result["points"]


def test_a_first_backup_is_a_full_that_counts_all_as_added(run, repo, crm):
    result = run("backup", crm, "--repo", repo, "--json").result

    assert result["outcome"] == "ok"
    assert result["strategy"] == "full"
    assert [result[f"records_{what}"] for what in ("read", "added", "changed", "deleted")] == [3, 3, 0, 0]
    assert result["bytes_stored"] > 0
    assert result["seconds"] > 0
    assert result["warnings"] == []


@pytest.mark.usefixtures("backed_up")
def test_a_second_backup_is_incremental_and_counts_changes(run, repo, crm, folder):
    (folder / "a.txt").write_text("changed")
    (folder / "c.txt").write_text("new")

    result = run("backup", crm, "--repo", repo, "--json").result

    assert result["strategy"] == "incremental"
    assert [result[f"records_{what}"] for what in ("added", "changed", "deleted")] == [1, 1, 0]


@pytest.mark.usefixtures("backed_up")
def test_the_strategy_can_be_chosen(run, repo, crm):
    assert (
        run("backup", crm, "--repo", repo, "--json", "--strategy", "differential").result["strategy"] == "differential"
    )


def test_people_are_told_the_point_and_its_changes(run, repo, crm):
    out = run("backup", crm, "--repo", repo).out

    assert "Recovery point" in out
    assert "3 records (+3 ~0 -0)" in out


def test_an_entity_that_is_not_there_is_exit_6(run, repo, crm):
    assert run("backup", crm, "--repo", repo, "--entity", "contacts").code == 6


def test_most_records_gone_is_a_warning(run, repo, crm, folder):
    for number in range(120):
        (folder / f"{number}.txt").touch()
    run("backup", crm, "--repo", repo)
    for number in range(120):
        (folder / f"{number}.txt").unlink()

    ran = run("backup", crm, "--repo", repo, "--json")

    assert ran.code == 3
    assert ran.result["outcome"] == "warnings"
    assert "fell from 123 to 3" in ran.result["warnings"][0]


def test_points_have_the_promised_keys_oldest_first(run, repo, crm, backed_up):
    second = run("backup", crm, "--repo", repo, "--json").result["point"]

    listed = points(run, repo)

    assert [point["id"] for point in listed] == [backed_up, second]
    assert all(set(point) == POINT_KEYS for point in listed)
    assert listed[0]["parent"] is None
    assert listed[1]["parent"] == listed[1]["base"] == backed_up
    assert listed[1]["crm"] == "crm"
    assert datetime.fromisoformat(listed[1]["taken_at"]).utcoffset().total_seconds() == 0
    assert listed[1]["intact"] is None


def test_safety_points_are_listed_with_all_only(run, repo, crm, folder, backed_up):
    (folder / "a.txt").unlink()
    safety = run("restore", crm, "--repo", repo, "--json").result["safety_point"]

    assert [point["id"] for point in points(run, repo)] == [backed_up]
    assert {"id": safety, "kind": "safety"}.items() <= points(run, repo, "--all")[-1].items()


@pytest.mark.usefixtures("crm", "backed_up")
def test_points_of_several_crms_are_told_apart(run, repo, folder):
    run("backup", f"folder://{folder}/offers", "--repo", repo, "--crm", "offers")

    assert [point["crm"] for point in points(run, repo)] == ["crm", "offers"]
    assert [point["crm"] for point in points(run, repo, "--crm", "offers")] == ["offers"]
    assert run("points", "--repo", repo, "--crm", "sales").code == 6


def test_a_point_that_cannot_be_read_is_listed_as_damaged(run, repo, crm, backed_up, damage):
    second = run("backup", crm, "--repo", repo, "--json").result["point"]
    damage(repo, "points")

    listed = points(run, repo)

    assert [(point["id"], point["intact"]) for point in listed] == [(backed_up, None), (second, False)]
    assert set(listed[1]) == POINT_KEYS


@pytest.mark.usefixtures("backed_up")
def test_points_that_vanished_are_noticed(run, repo, crm):
    run("backup", crm, "--repo", repo)
    max((repo / "points").rglob("*"), key=str).unlink()

    ran = run("points", "--repo", repo, "--json")

    assert ran.code == 3
    assert "Newer recovery points" in ran.result["warnings"][0]


def test_an_empty_repository_says_so(run, repo):
    assert run("points", "--repo", repo).out == "There are no recovery points yet.\n"


def test_show_tells_what_a_point_holds(run, repo, backed_up):
    result = run("show", backed_up[:6], "--repo", repo, "--json").result

    assert result["point"] == backed_up
    (entity,) = result["entities"]
    assert set(entity) == {"name", "label", "records", "fields", "bytes_stored"}
    assert (entity["name"], entity["records"]) == ("files", 3)


def test_show_prints_the_schema_on_demand(run, repo, database):
    run("backup", f"sqlite:///{database}", "--repo", repo)

    assert "CREATE TABLE" not in run("show", "latest", "--repo", repo).out
    assert "CREATE TABLE person" in run("show", "latest", "--repo", repo, "--schema").out
    schema = run("show", "latest", "--repo", repo, "--schema", "--json").result["schema"]
    assert {"table"} == {item["kind"] for item in schema}
    assert set(schema[0]) == {"kind", "name", "definition"}


@pytest.mark.usefixtures("backed_up")
def test_a_point_that_is_not_there_is_exit_6(run, repo):
    assert run("show", "ffffffff", "--repo", repo).code == 6


def test_naming_a_point_that_cannot_be_read_is_damage_and_not_absence(run, repo, crm, backed_up, damage):
    second = run("backup", crm, "--repo", repo, "--json").result["point"]
    damage(repo, "points")

    assert run("show", second, "--repo", repo).code == 5
    assert run("show", "latest", "--repo", repo).code == 5
    assert run("show", backed_up, "--repo", repo).code == 0
