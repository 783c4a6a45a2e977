import pytest


@pytest.mark.usefixtures("backed_up")
def test_the_plan_has_formulas_measurements_and_advice(run, repo, crm, folder):
    (folder / "a.txt").write_text("later")
    run("backup", crm, "--repo", repo)

    ran = run("plan", "--repo", repo, "--json")

    assert ran.code == 0
    measured = ran.result["measured"]
    assert {"D", "d", "s1", "s2", "s3"} <= set(measured)
    assert ran.result["sizes"] == {"F1": measured["D"], "F2": sum(measured["d"]), "F3": measured["d"][-1]}
    assert ran.result["times"]["T1"] == measured["R"] / measured["s1"]
    assert ran.result["times"]["T3"] is None
    assert all(sentence.endswith(".") for sentence in ran.result["advice"])


@pytest.mark.usefixtures("crm")
def test_the_plan_shows_what_was_really_stored_and_took(run, repo, tmp_path, backed_up):
    run("restore", f"folder://{tmp_path}/new", "--repo", repo, "--create-schema")
    stored = run("points", "--repo", repo, "--json").result["points"][0]["bytes_stored"]

    result = run("plan", "--repo", repo, "--json").result

    assert result["stored"]["full"]["really"] == stored
    assert result["restores"][0]["point"] == backed_up


@pytest.mark.usefixtures("crm", "backed_up")
def test_wishes_change_the_advice(run, repo):
    every_hour = run("plan", "--repo", repo, "--newest-age", "3600", "--json").result["advice"][0]
    every_week = run("plan", "--repo", repo, "--newest-age", "604800", "--json").result["advice"][0]

    assert every_hour != every_week


@pytest.mark.usefixtures("backed_up")
def test_people_see_the_formulas(run, repo):
    out = run("plan", "--repo", repo).out

    assert "F1 = D" in out
    assert "T3" in out


def test_a_repository_without_points_has_nothing_to_plan(run, repo):
    assert run("plan", "--repo", repo).code == 6
