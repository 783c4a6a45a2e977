"""Erasing from the command line: gone from what can be read, told when the CRM still has it, and refused under hold."""

import pytest


@pytest.fixture
def crm(database):
    return f"sqlite:///{database}"


@pytest.fixture
def erased(run, repo, crm):
    """What the command says that erased a record of the only point."""
    run("backup", crm, "--repo", repo)
    return run("erase", "company=1", "--repo", repo, "--at-once", "--json")


def test_an_erased_record_is_in_no_point_and_the_repository_is_sound(run, repo, erased):
    assert (erased.code, erased.result["erased"], erased.result["delays"]) == (0, {"company": 1}, [])
    assert run("history", "company=1", "--repo", repo).code != 0
    assert run("verify", "--repo", repo).code == 0


def test_a_backup_of_a_crm_that_still_has_the_record_says_so(run, repo, crm, erased):
    assert erased.code == 0
    again = run("backup", crm, "--repo", repo, "--json")
    assert again.code == 3
    assert "that were erased are still in the CRM" in again.result["warnings"][0]
    assert run("compare", "latest", crm, "--repo", repo).code == 0


def test_a_backup_of_a_crm_without_it_says_nothing(run, repo, crm, database, sql):
    run("backup", crm, "--repo", repo)
    sql(database, "DELETE FROM company WHERE id = 1")
    assert run("erase", "company=1", "--repo", repo, "--at-once").code == 0
    again = run("backup", crm, "--repo", repo, "--json").result
    assert not any("erased" in warning for warning in again["warnings"])
    assert run("compare", "latest", crm, "--repo", repo).code == 0


def test_without_being_alone_old_parts_wait_and_the_place_is_named_with_a_date(run, repo, crm):
    run("backup", crm, "--repo", repo)
    result = run("erase", "company=1", "--repo", repo, "--json")
    assert (result.code, result.result["outcome"]) == (3, "warnings")
    assert [delay["location"] for delay in result.result["delays"]] == [str(repo)]
    assert result.result["delays"][0]["until"]
    assert result.result["delays"][0]["cause"] == "waiting"


def test_a_legal_hold_and_a_record_that_is_not_there_have_errors_of_their_own(run, repo, crm):
    run("backup", crm, "--repo", repo)
    run("hold", "--repo", repo, "--entity", "company")
    assert run("erase", "company=77", "--repo", repo).code == 6
    assert run("erase", "company", "--repo", repo).code == 2
    refused = run("erase", "company=1", "--repo", repo)
    assert refused.code == 1
    assert "legal hold forbids" in refused.err


def test_to_erase_again_what_was_erased_says_so(run, repo, erased):
    assert erased.code == 0
    again = run("erase", "company=1", "--repo", repo)
    assert again.code == 0
    assert "It was erased before" in again.out
