"""Every repository says what it is and how to read it without the program."""

import shutil
from pathlib import Path

import pytest

import crmbackup_gui.repository
from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.note import NOTE, leave_note, note_text
from crmbackup_gui.repository.objects import check_name
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.opening import create_repository
from crmbackup_gui.sources.registry import open_source
from tests.repository.faulty_store import Fault, FaultyStore
from tests.repository.make_golden import GOLDEN
from tests.repository.stranger import SCRIPT
from tests.repository.test_golden import EXPECTED, todays

FORMAT = Path(crmbackup_gui.repository.__file__).parent / "FORMAT.md"


def test_a_new_repository_says_what_it_is(tmp_path):
    create_repository(str(tmp_path / "new"), "a passphrase", use_keyring=False)
    assert (tmp_path / "new" / NOTE).read_text(encoding="utf-8") == note_text()


def test_the_note_names_the_script_the_libraries_and_the_keys_in_both_languages_and_holds_the_whole_page():
    text = note_text()
    english, chinese = text.split("\n\n此文件夹")[0], text.split("此文件夹")[1].split("----")[0]
    assert SCRIPT.relative_to(SCRIPT.parents[2]).as_posix() in english
    for named in ("rescue.py", "cryptography", "pyarrow", "zstandard"):
        assert named in english
        assert named in chinese
    assert text.endswith(FORMAT.read_text(encoding="utf-8"))


def test_its_name_is_one_that_every_store_takes():
    assert check_name(NOTE) == NOTE
    assert f"`{NOTE}`" in FORMAT.read_text(encoding="utf-8")


def test_a_repository_from_before_gets_one_with_its_next_point(tmp_path):
    shutil.copytree(GOLDEN / "files", tmp_path / "old")
    (tmp_path / "crm").mkdir()
    repository = todays(tmp_path / "old", EXPECTED["files"])
    assert not (tmp_path / "old" / NOTE).exists()
    run_backup(open_source(f"folder://{tmp_path}/crm"), repository)
    assert (tmp_path / "old" / NOTE).read_text(encoding="utf-8") == note_text()
    assert check(repository).sound


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("after", [False, True])
def test_a_store_that_refuses_the_note_costs_nothing_else(number, after, caplog):
    store = FaultyStore(fault=Fault(number, failing=True, after=after and number == 1))
    leave_note(store)
    assert "note" in caplog.text


def test_one_that_is_there_is_left_alone(tmp_path):
    store = open_store(str(tmp_path))
    store.put(NOTE, b"by somebody else")
    leave_note(store)
    assert store.get(NOTE) == b"by somebody else"
