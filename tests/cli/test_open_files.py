import csv

import pytest

from tests.cli.test_restore import RESTORE_KEYS


@pytest.fixture
def sold(run, repo, database):
    """A repository with a point of the database."""
    run("backup", f"sqlite:///{database}", "--repo", repo)
    return database


@pytest.mark.usefixtures("sold")
def test_one_record_goes_into_a_file_that_a_spreadsheet_opens(run, repo, tmp_path):
    answer = run("restore", f"csv://{tmp_path}/out", "--repo", repo, "--record", "person=1", "--json").result
    assert answer.keys() >= RESTORE_KEYS
    assert (answer["created"], answer["verified"], answer["records_verified"]) == (1, True, 1)
    with (tmp_path / "out" / "person.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {"id": "1", "company_id": "1", "name": "Ann", "city": "Oslo"}


@pytest.mark.usefixtures("sold")
def test_a_file_that_is_there_is_not_replaced(run, repo, tmp_path):
    target = f"csv://{tmp_path}/out"
    assert run("restore", target, "--repo", repo, "--entity", "person").code == 0
    again = run("restore", target, "--repo", repo, "--entity", "person", "--json")
    assert again.code == 1
    assert "is there already" in again.result["error"]


@pytest.mark.usefixtures("sold")
def test_a_dry_run_into_files_is_refused(run, repo, tmp_path):
    assert run("restore", f"parquet://{tmp_path}/out", "--repo", repo, "--dry-run").code == 2


@pytest.mark.usefixtures("sold")
def test_files_that_have_a_record_are_named_when_it_is_erased(run, repo, tmp_path):
    run("restore", f"csv://{tmp_path}/out", "--repo", repo, "--record", "person=1")
    run("restore", f"csv://{tmp_path}/others", "--repo", repo, "--record", "person=2")
    answer = run("erase", "person=1", "--repo", repo, "--at-once", "--json")
    assert answer.code == 3
    (delay,) = answer.result["delays"]
    assert (delay["location"], delay["cause"], delay["until"]) == (f"{tmp_path}/out", "export", None)
