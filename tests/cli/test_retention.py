"""Retention, holds and consolidation from the command line: shown first, done when asked."""

import json
import os
import subprocess
import sys
import time

import pytest


@pytest.fixture
def crm(database):
    return f"sqlite:///{database}"


@pytest.fixture
def three(run, repo, crm, database, sql):
    """Ids of a full and two incrementals, oldest first."""
    ids = [run("backup", crm, "--repo", repo, "--json").result["point"]]
    for number in (3, 4):
        sql(database, f"INSERT INTO company VALUES ({number}, 'new')")
        ids.append(run("backup", crm, "--repo", repo, "--strategy", "incremental", "--json").result["point"])
    return ids


def listed(run, repo):
    return [point["id"] for point in run("points", "--repo", repo, "--all", "--json").result["points"]]


def test_without_apply_it_only_says_what_it_would_do_and_why(run, repo, three):
    result = run("retention", "--repo", repo, "--keep-last", "1", "--json").result

    assert result["keep"] == [{"point": three[2], "reasons": ["newest", "last"]}]
    assert result["drop"] == [{"point": point, "reasons": ["no_rule"]} for point in three[:2]]
    assert (result["store_anew"], result["applied"], result["outcome"]) == ([three[2]], False, "ok")
    assert listed(run, repo) == three


def test_people_see_a_line_for_each_point_and_that_nothing_was_changed(run, repo, three):
    out = run("retention", "--repo", repo, "--keep-last", "1").out

    assert [line.split()[0] for line in out.splitlines()[1:4]] == three
    assert out.splitlines()[1].endswith("delete  no rule keeps it")
    assert out.splitlines()[3].endswith("newest, among the last")
    assert out.splitlines()[-1] == "Nothing was changed; --apply does it."


def test_applied_the_points_leave_the_timeline_and_the_rest_restores(run, repo, three, crm, tmp_path):
    result = run("retention", "--repo", repo, "--keep-last", "1", "--apply", "--json").result

    assert (result["dropped"], result["stored_anew"], result["applied"]) == (three[:2], [three[2]], True)
    assert result["bytes_waiting"] > 0
    assert listed(run, repo) == three[2:]
    assert run("compare", "latest", crm, "--repo", repo).code == 0
    assert run("verify", "--repo", repo).code == 0
    restored = run("restore", f"sqlite:///{tmp_path}/new.db", "--repo", repo, "--create-schema", "--json")
    assert restored.result["verified"]


def test_after_72_hours_their_space_is_free(run, repo, three):
    run("retention", "--repo", repo, "--keep-last", "1", "--apply")
    old = time.time() - 73 * 3600
    for mark in (repo / "marks").iterdir():
        os.utime(mark, (old, old))

    result = run("retention", "--repo", repo, "--keep-last", "1", "--apply", "--json").result

    assert sorted(result["deleted"]) == sorted(three[:2])
    assert result["bytes_freed"] > 0
    assert not any((repo / "marks").iterdir())
    assert run("verify", "--repo", repo).code == 0


def test_points_of_a_day_are_those_of_the_computer_s_zone(run, repo, three):
    assert run("retention", "--repo", repo, "--keep-daily", "7", "--json").result["keep"][-1]["reasons"] == [
        "newest",
        "daily",
    ]
    assert len(three) == 3


def test_a_held_point_stays_and_a_dropped_one_comes_back_when_it_is_held(run, repo, three):
    run("retention", "--repo", repo, "--keep-last", "1", "--apply")

    held = run("hold", three[0], "--repo", repo, "--reason", "case 7", "--json").result["holds"]

    assert [(h["kind"], h["point"], h["entity"], h["reason"]) for h in held] == [
        ("legal_hold", three[0], None, "case 7")
    ]
    assert listed(run, repo) == [three[0], three[2]]
    kept = run("retention", "--repo", repo, "--keep-last", "1", "--json").result["keep"]
    assert kept[0] == {"point": three[0], "reasons": ["legal_hold"]}

    assert run("hold", three[0], "--repo", repo, "--release", "--json").result["holds"] == []
    assert len(run("retention", "--repo", repo, "--keep-last", "1", "--json").result["drop"]) == 1


def test_a_held_entity_keeps_every_point_that_has_it(run, repo, three):
    run("hold", "--entity", "person", "--repo", repo)

    kept = run("retention", "--repo", repo, "--keep-last", "1", "--json").result["keep"]

    assert [(k["point"], k["reasons"][-1]) for k in kept] == [(point, "entity_held") for point in three]
    assert "entity person" in run("hold", "--repo", repo).out


def test_a_pin_and_a_legal_hold_are_taken_back_one_by_one(run, repo, three):
    run("hold", three[0], "--pin", "--repo", repo)
    run("hold", three[0], "--repo", repo)
    assert "There was no" not in run("hold", three[0], "--release", "--repo", repo).out

    held = run("hold", "--repo", repo, "--json").result["holds"]

    assert [h["kind"] for h in held] == ["pin"]
    assert "There was no legal hold on it." in run("hold", three[0], "--release", "--repo", repo).out


@pytest.mark.usefixtures("three")
def test_what_is_not_there_cannot_be_held(run, repo):
    assert run("hold", "ffffffff", "--repo", repo).code == 6
    assert run("hold", "--entity", "nobody", "--repo", repo).code == 6
    assert run("hold", "--release", "--repo", repo).code == 2
    assert run("hold", "--repo", repo).out.splitlines() == ["Nothing is held."]


def test_consolidate_makes_a_full_that_says_what_it_was_made_from(run, repo, three, crm):
    result = run("consolidate", "--repo", repo, "--json").result

    assert (result["outcome"], result["strategy"], result["made_from"]) == ("ok", "full", three[2])
    shown = run("show", result["point"], "--repo", repo)
    assert f"Made from recovery point {three[2]}, without the CRM." in shown.out.splitlines()
    assert run("show", "latest", "--repo", repo, "--json").result["made_from"] == three[2]
    assert run("compare", "latest", crm, "--repo", repo).code == 0


def test_a_full_is_not_consolidated_again(run, repo, three):
    run("consolidate", "--repo", repo)

    ran = run("consolidate", "--repo", repo, "--json")

    assert (ran.code, ran.result["outcome"]) == (0, "skipped")
    assert len(listed(run, repo)) == len(three) + 1
    assert json.dumps(ran.result["reason"])


def test_two_programs_at_once_on_one_repository_leave_every_kept_point_whole(run, repo, three, crm, database, sql):
    for number in range(5, 11):
        sql(database, f"INSERT INTO company VALUES ({number}, 'new')")
        three.append(run("backup", crm, "--repo", repo, "--strategy", "incremental", "--json").result["point"])
    program = [sys.executable, "-c", "import sys; from crmbackup_gui.cli.app import main; sys.exit(main())"]
    rules = (["--keep-last", "4"], ["--keep-last", "3"])
    both = [
        subprocess.Popen([*program, "retention", "--repo", repo, *keep, "--apply", "--json"], stdout=subprocess.PIPE)
        for keep in rules
    ]
    results = [json.loads(process.communicate()[0].splitlines()[-1]) for process in both]

    assert {result["outcome"] for result in results} <= {"ok", "warnings"}
    assert listed(run, repo)[-3:] == three[-3:]
    assert run("verify", "--repo", repo).code == 0
    assert run("compare", "latest", crm, "--repo", repo).code == 0
