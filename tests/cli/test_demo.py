import re

from crmbackup_gui.cli import demo as demo_module
from crmbackup_gui.services import demo_tour
from crmbackup_gui.services.demo_tour import Tour


def test_the_demo_ends_with_every_record_verified(run, monkeypatch):
    monkeypatch.setattr(demo_tour, "CONTACTS", 120)

    ran = run("demo")

    assert ran.code == 0, ran.err
    found = re.fullmatch(r"verified (\d+) of (\d+) records", ran.out.splitlines()[-1])
    assert found is not None
    assert found[1] == found[2]
    assert int(found[1]) > 120


def test_the_demo_in_json_tells_each_step_and_the_counts(run, monkeypatch):
    monkeypatch.setattr(demo_tour, "CONTACTS", 120)

    lines = run("demo", "--json").lines

    assert lines[-1]["records"] == lines[-1]["records_verified"] > 120
    assert [line["step"] for line in lines if line["event"] == "step"] == [step["step"] for step in lines[-1]["steps"]]


def test_the_demo_fails_with_the_real_numbers_when_records_differ(run, monkeypatch):
    monkeypatch.setattr(demo_module, "run_tour", lambda *_: Tour(wanted=10, verified=7, recovery_code="CRMB-"))

    ran = run("demo")

    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "verified 7 of 10 records"


def test_the_files_of_the_demo_can_be_kept_and_opened(run, tmp_path, monkeypatch):
    monkeypatch.setattr(demo_tour, "CONTACTS", 60)

    result = run("demo", "--keep", tmp_path / "demo", "--json").result

    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", result["recovery_code"])
    points = run("points", "--repo", tmp_path / "demo" / "repository", "--json").result["points"]
    assert [point["strategy"] for point in points] == ["full", "incremental", "differential"]


def test_the_demo_writes_into_empty_folders_only(run, tmp_path):
    (tmp_path / "mine.txt").touch()

    assert run("demo", "--keep", tmp_path).code == 2
