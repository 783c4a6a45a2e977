import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crmbackup_gui.cli import restore as restore_module
from crmbackup_gui.engine.restore import run_restore
from crmbackup_gui.errors import ReadBackDiffers
from crmbackup_gui.model.outcome import Outcome

RESTORE_KEYS = {
    "created",
    "updated",
    "undeleted",
    "deleted",
    "unchanged",
    "skipped",
    "failed",
    "verified",
    "records_verified",
    "differences",
    "safety_point",
    "report",
}


@pytest.fixture
def sales(database):
    return f"sqlite:///{database}"


@pytest.fixture
def sold(run, repo, sales):
    """The id of a full recovery point of the database."""
    return run("backup", sales, "--repo", repo, "--json").result["point"]


@pytest.mark.usefixtures("backed_up")
def test_a_restore_brings_back_what_is_gone_and_what_changed(run, repo, crm, folder):
    (folder / "a.txt").unlink()
    (folder / "offers" / "b.txt").write_text("spoilt")

    ran = run("restore", crm, "--repo", repo, "--json")

    assert ran.code == 0
    assert set(ran.result) >= RESTORE_KEYS
    assert ran.result["created"] == 1
    assert ran.result["verified"] is True
    assert ran.result["records_verified"] == 3
    assert (ran.result["differences"], ran.result["failed"]) == (0, 0)
    assert (folder / "a.txt").read_text() == "first"
    assert (folder / "offers" / "b.txt").read_text() == "second"


@pytest.mark.usefixtures("backed_up")
def test_a_dry_run_counts_and_changes_nothing(run, repo, crm, folder):
    (folder / "a.txt").unlink()

    result = run("restore", crm, "--repo", repo, "--dry-run", "--json").result

    assert result["created"] == 1
    assert result["verified"] is False
    assert result["safety_point"] is None
    assert not (folder / "a.txt").exists()


@pytest.mark.usefixtures("backed_up")
def test_exact_also_deletes(run, repo, crm, folder):
    (folder / "new.txt").touch()

    assert run("restore", crm, "--repo", repo, "--mode", "exact", "--json").result["deleted"] == 1
    assert not (folder / "new.txt").exists()


@pytest.mark.usefixtures("backed_up")
def test_missing_leaves_what_changed_alone(run, repo, crm, folder):
    (folder / "a.txt").write_text("mine")

    run("restore", crm, "--repo", repo, "--mode", "missing")

    assert (folder / "a.txt").read_text() == "mine"


@pytest.mark.usefixtures("backed_up")
def test_a_new_place_is_made_when_the_schema_may_be_created(run, repo, tmp_path):
    target = f"folder://{tmp_path}/elsewhere"

    refused = run("restore", target, "--repo", repo, "--json")
    made = run("restore", target, "--repo", repo, "--create-schema", "--json")

    assert refused.code == 1
    assert "--create-schema" in refused.result["advice"]
    assert made.result["created"] == 3
    assert (tmp_path / "elsewhere" / "a.txt").read_text() == "first"


def test_an_older_point_is_restored_by_its_id(run, repo, crm, folder, backed_up):
    (folder / "a.txt").write_text("later")
    run("backup", crm, "--repo", repo)

    result = run("restore", crm, "--repo", repo, "--point", backed_up[:8], "--json").result

    assert result["point"] == backed_up
    assert (folder / "a.txt").read_text() == "first"


def test_a_time_chooses_the_point_before_it(run, repo, crm, folder, backed_up):
    between = datetime.now(UTC).isoformat()
    (folder / "a.txt").write_text("later")
    run("backup", crm, "--repo", repo)

    assert run("restore", crm, "--repo", repo, "--at", between, "--json").result["point"] == backed_up
    assert run("restore", crm, "--repo", repo, "--at", "2001-01-01", "--json").code == 6


@pytest.mark.usefixtures("backed_up")
def test_a_time_without_a_zone_is_local(run, repo, crm, monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("this system does not change its zone for one process")
    monkeypatch.setenv("TZ", "UTC-12")
    time.tzset()
    try:
        there = datetime.now(UTC).replace(tzinfo=None).isoformat()
        assert run("restore", crm, "--repo", repo, "--at", there, "--json").code == 6
        assert run("restore", crm, "--repo", repo, "--at", f"{there}Z", "--json").code == 0
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


def test_the_newest_intact_point_is_chosen_and_the_loss_told(run, repo, crm, folder, backed_up, damage):
    (folder / "a.txt").write_text("later")
    second = run("backup", crm, "--repo", repo, "--json").result["point"]
    damage(repo, "packs")

    ran = run("restore", crm, "--repo", repo, "--latest-intact", "--json")

    assert run("restore", crm, "--repo", repo).code == 5
    assert ran.result["point"] == backed_up
    assert ran.result["skipped_points"] == [second]
    assert "is lost" in run("restore", crm, "--repo", repo, "--latest-intact").out


@pytest.mark.usefixtures("backed_up")
def test_a_restore_never_takes_an_older_point_because_the_latest_cannot_be_read(run, repo, crm, damage):
    run("backup", crm, "--repo", repo)
    damage(repo, "points")

    assert run("restore", crm, "--repo", repo).code == 5


@pytest.mark.usefixtures("backed_up")
def test_an_undo_puts_back_what_the_restore_replaced(run, repo, crm, folder):
    (folder / "a.txt").write_text("mine")
    safety = run("restore", crm, "--repo", repo, "--json").result["safety_point"]

    ran = run("undo", safety, "--repo", repo, "--json")

    assert ran.code == 0
    assert set(ran.result) >= RESTORE_KEYS
    assert (folder / "a.txt").read_text() == "mine"


@pytest.mark.usefixtures("backed_up")
def test_people_are_told_how_to_undo(run, repo, crm, folder):
    (folder / "a.txt").write_text("mine")

    assert "crmbackup undo " in run("restore", crm, "--repo", repo).out


@pytest.mark.usefixtures("backed_up")
def test_no_safety_point_on_demand(run, repo, crm, folder):
    (folder / "a.txt").unlink()

    assert run("restore", crm, "--repo", repo, "--no-safety-point", "--json").result["safety_point"] is None


def test_only_safety_points_can_be_undone(run, repo, backed_up):
    assert run("undo", backed_up, "--repo", repo).code == 2


@pytest.mark.usefixtures("backed_up")
def test_an_undo_can_go_to_where_the_crm_is_now(run, repo, crm, folder, tmp_path):
    (folder / "a.txt").write_text("mine")
    safety = run("restore", crm, "--repo", repo, "--json").result["safety_point"]
    folder.rename(tmp_path / "moved")

    assert run("undo", safety, "--repo", repo, "--into", f"folder://{tmp_path}/moved").code == 0
    assert (tmp_path / "moved" / "a.txt").read_text() == "mine"


@pytest.mark.usefixtures("backed_up")
def test_records_that_do_not_read_back_are_counted_in_the_failure(run, repo, crm, monkeypatch):
    def differs(*_):
        raise ReadBackDiffers("files", 2)

    monkeypatch.setattr(restore_module, "run_restore", differs)
    ran = run("restore", crm, "--repo", repo, "--json")

    assert ran.code == 1
    assert (ran.result["differences"], ran.result["verified"]) == (2, False)


@pytest.mark.usefixtures("backed_up")
@pytest.mark.parametrize("option", [(), ("--clear-fields",)])
def test_fields_of_a_hosted_crm_are_emptied_only_when_that_is_asked(run, repo, crm, monkeypatch, option):
    asked = []

    def restore(*given):
        asked.append(given[3])
        return run_restore(*given)

    monkeypatch.setattr(restore_module, "run_restore", restore)
    assert run("restore", crm, "--repo", repo, *option).code == 0
    assert [request.clears for request in asked] == [bool(option)]


@pytest.mark.usefixtures("backed_up")
def test_what_a_crm_without_transaction_changed_by_itself_is_not_said_to_be_without_differences(
    run, repo, crm, monkeypatch
):
    def restore(*given):
        report = run_restore(*given)
        first, *others = report.entities
        odd = replace(first, failed=1, differing=1, refused=[("a.txt", "other values: size")])
        return replace(report, outcome=Outcome.WARNINGS, entities=(odd, *others))

    monkeypatch.setattr(restore_module, "run_restore", restore)
    said = run("restore", crm, "--repo", repo)
    assert said.code == 3
    assert "1 record not as the recovery point has them" in said.out
    assert "has kept all that it took" in said.out
    assert "no differences" not in said.out
    assert run("restore", crm, "--repo", repo, "--json").result["differences"] == 1


def test_a_point_named_by_id_needs_no_crm(run, repo, folder, tmp_path, backed_up):
    run("backup", f"folder://{folder}/offers", "--repo", repo, "--crm", "offers")
    target = f"folder://{tmp_path}/new"

    assert run("restore", target, "--repo", repo, "--create-schema").code == 6
    assert run("restore", target, "--repo", repo, "--create-schema", "--crm", "offers").code == 0
    assert run("restore", target, "--repo", repo, "--point", backed_up, "--json").result["point"] == backed_up


@pytest.mark.usefixtures("sold")
def test_single_records_come_back_with_their_children(run, repo, sales, database, sql):
    sql(database, "DELETE FROM person")
    sql(database, "DELETE FROM company")

    result = run("restore", sales, "--repo", repo, "--record", "company=1", "--with-children", "--json").result

    assert result["created"] == 3
    assert sql(database, "SELECT id FROM company") == [(1,)]
    assert sql(database, "SELECT name FROM person ORDER BY id") == [("Ann",), ("Bo",)]


@pytest.mark.usefixtures("sold")
def test_a_record_with_a_key_of_two_fields_is_named_in_json(run, repo, sales, database, sql):
    sql(database, "DELETE FROM link")

    run("restore", sales, "--repo", repo, "--record", f"link={json.dumps(['b', 2])}")

    assert sql(database, "SELECT * FROM link") == [("b", 2)]


@pytest.mark.usefixtures("sold")
def test_a_single_field_comes_back_and_nothing_else(run, repo, sales, database, sql):
    sql(database, "UPDATE person SET name = '?', city = '?' WHERE id = 1")

    result = run("restore", sales, "--repo", repo, "--record", "person=1", "--field", "city", "--json").result

    assert result["updated"] == 1
    assert sql(database, "SELECT name, city FROM person WHERE id = 1") == [("?", "Oslo")]


@pytest.mark.usefixtures("sold")
def test_a_single_entity_comes_back_and_nothing_else(run, repo, sales, database, sql):
    sql(database, "DELETE FROM person")
    sql(database, "DELETE FROM link")

    run("restore", sales, "--repo", repo, "--entity", "person")

    assert sql(database, "SELECT count(*) FROM person") == [(3,)]
    assert sql(database, "SELECT count(*) FROM link") == [(0,)]


@pytest.mark.usefixtures("sold")
def test_a_record_that_the_point_does_not_have_is_exit_6(run, repo, sales):
    assert run("restore", sales, "--repo", repo, "--record", "person=99").code == 6


@pytest.mark.usefixtures("sold")
def test_the_report_counts_each_entity(run, repo, sales, database, sql):
    sql(database, "DELETE FROM link")

    report = run("restore", sales, "--repo", repo, "--json").result["report"]

    assert {entity["name"]: entity["created"] for entity in report["entities"]} == {
        "company": 0,
        "person": 0,
        "link": 2,
    }
    assert report["refused"] == []


def test_a_restored_record_with_a_large_value_can_be_taken_back(run, repo, sales, database, sql):
    sql(database, "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
    sql(database, "INSERT INTO note VALUES (1, hex(zeroblob(200000)))")
    run("backup", sales, "--repo", repo)
    sql(database, "DELETE FROM note")
    safety = run("restore", sales, "--repo", repo, "--json").result["safety_point"]

    ran = run("undo", safety, "--repo", repo, "--json")

    assert ran.code == 0, ran.result
    assert sql(database, "SELECT count(*) FROM note") == [(0,)]


def test_a_full_text_index_comes_along_into_a_new_database(run, repo, sales, database, tmp_path, sql):
    sql(database, "CREATE VIRTUAL TABLE search USING fts5 (name, content = 'person', content_rowid = 'id')")
    sql(database, "INSERT INTO search (rowid, name) SELECT id, name FROM person ORDER BY id DESC")
    run("backup", sales, "--repo", repo)

    ran = run("restore", f"sqlite:///{tmp_path}/new.db", "--repo", repo, "--create-schema", "--json")

    assert ran.code == 0, ran.result
    assert sql(tmp_path / "new.db", "SELECT rowid FROM search WHERE search MATCH 'bo'") == [(2,)]


def test_records_that_lack_a_refused_one_are_refused_with_the_reason(run, repo, database, sql):
    sql(database, "CREATE UNIQUE INDEX one_name ON company (name)")
    url = f"sqlite:///{database}"
    run("backup", url, "--repo", repo)
    sql(database, "DELETE FROM person WHERE company_id = 1")
    sql(database, "UPDATE company SET id = 7 WHERE id = 1")

    ran = run("restore", url, "--repo", repo, "--record", "company=1", "--with-children", "--json")

    assert ran.code == 1
    assert "company=1 (" in ran.result["error"]
    assert sql(database, "SELECT count(*) FROM person") == [(1,)]
