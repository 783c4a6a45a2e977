"""The command line speaks of what users know: business entities before tables, in either language."""

import pytest

from tests.engine.suite_crm import make_suite


@pytest.fixture
def suite(folder):
    return f"sqlite:///{make_suite(folder / 'suite.db')}"


def test_show_lists_business_entities_before_tables(run, repo, suite):
    run("backup", suite, "--repo", repo)
    shown = run("show", "latest", "--repo", repo)
    lines = shown.out.splitlines()
    at = {word: next(n for n, line in enumerate(lines) if line.startswith(word)) for word in ("Customers", "accounts ")}
    assert at["Customers"] < at["accounts "]
    assert lines[at["Customers"]].split() == ["Customers", "客户", "4", "7", *lines[at["Customers"]].split()[4:]]
    assert "The CRM was recognised as SuiteCRM." in lines
    assert lines[-1] == "Kept without their records, which the CRM makes anew: tracker, job_queue."


def test_show_tells_scripts_the_same(run, repo, suite):
    run("backup", suite, "--repo", repo)
    result = run("show", "latest", "--repo", repo, "--json").result
    assert result["product"] == "SuiteCRM"
    assert sorted(result["not_kept"]) == ["job_queue", "tracker"]
    customers = result["business"][0]
    stored = {entity["name"]: entity for entity in result["entities"]}
    assert {name: customers[name] for name in ("id", "name", "name_zh")} == {
        "id": "customers", "name": "Customers", "name_zh": "客户",
    }  # fmt: skip
    assert customers["records"] == sum(stored[name]["records"] for name in customers["entities"]) == 7
    assert customers["bytes_stored"] == sum(stored[name]["bytes_stored"] for name in customers["entities"])
    assert stored["accounts"]["label"] == "Customers"


def test_tables_that_are_parts_of_their_own_are_listed_once(run, repo, crm):
    run("backup", crm, "--repo", repo)
    assert "Part of the CRM" not in run("show", "latest", "--repo", repo).out


@pytest.mark.parametrize("name", ["Customers", "客户", "@customers"])
def test_a_business_entity_is_backed_up_and_restored_by_its_name(run, repo, suite, name):
    run("backup", suite, "--repo", repo)
    assert run("backup", suite, "--repo", repo, "--entity", name, "--json").result["kind"] == "partial"
    restored = run("restore", suite, "--repo", repo, "--entity", name, "--dry-run", "--json").result
    assert restored["unchanged"] == 7
    assert {one["name"] for one in restored["report"]["entities"]} == {
        "accounts", "accounts_audit", "accounts_contacts", "accounts_cstm",
    }  # fmt: skip


def test_what_is_not_kept_is_backed_up_where_it_is_named(run, repo, suite):
    result = run("backup", suite, "--repo", repo, "--entity", "tracker", "--json").result
    assert (result["kind"], result["records_added"]) == ("regular", 2)


def test_attached_files_that_are_missing_are_a_warning(run, repo, suite, folder):
    (folder / "attached").mkdir()
    (folder / "attached" / "n1").write_bytes(b"x")
    ran = run("backup", f"{suite}?files={folder / 'attached'}", "--repo", repo, "--json")
    assert (ran.code, ran.result["outcome"]) == (3, "warnings")
    assert ran.result["warnings"] == [
        "Files that records name and that are missing in the folder of attachments: 'upload/n3' (1)."
    ]
