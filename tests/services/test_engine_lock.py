"""One job at a time on a CRM, among threads and programs."""

import subprocess
import sys
from threading import Thread

import pytest

from crmbackup_gui.errors import JobRunning, SettingsFailed
from crmbackup_gui.services.engine_lock import engine_lock

SALES, SHOP = "sqlite:////sales.db", "sqlite:////shop.db"

HOLDING = """
import pathlib, sys
from crmbackup_gui.services.engine_lock import engine_lock
with engine_lock(pathlib.Path(sys.argv[1]), "Sales", "/backups", [sys.argv[2]]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "locks"


def locked(folder, *sources, repository="/backups"):
    return engine_lock(folder, "Sales", repository, sources)


def test_a_second_job_is_refused_and_told_of_which_crm(folder):
    with locked(folder, SALES), pytest.raises(JobRunning) as raised, locked(folder, SALES):
        pass
    assert raised.value.crm == "Sales"


def test_a_second_job_of_another_thread_is_refused(folder):
    refused = []

    def second():
        try:
            with locked(folder, SALES):
                pass
        except JobRunning:
            refused.append(True)

    with locked(folder, SALES):
        thread = Thread(target=second)
        thread.start()
        thread.join()
    assert refused == [True]


def test_other_crms_and_other_repositories_are_free(folder):
    with locked(folder, SALES), locked(folder, SHOP), locked(folder, SALES, repository="/elsewhere"):
        pass


def test_what_was_let_go_of_is_free_again_also_after_an_error(folder):
    with pytest.raises(ZeroDivisionError), locked(folder, SALES):
        raise ZeroDivisionError
    with locked(folder, SALES):
        pass


def test_a_job_on_two_crms_that_gets_only_one_keeps_neither(folder):
    with locked(folder, SHOP):
        with pytest.raises(JobRunning), locked(folder, SALES, SHOP):
            pass
        with locked(folder, SALES):
            pass


def test_a_crm_that_is_named_twice_is_held_once(folder):
    with locked(folder, SALES, SALES):
        pass


def test_the_lock_of_another_program_holds_until_it_dies(folder):
    command = [sys.executable, "-c", HOLDING, str(folder), SALES]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(JobRunning), locked(folder, SALES):
            pass
        other.kill()
        other.wait()
    with locked(folder, SALES):
        pass


def test_names_of_the_files_tell_nothing(folder):
    with locked(folder, SALES):
        assert all("sales" not in found.name for found in folder.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsFailed), locked(tmp_path / "file" / "locks", SALES):
        pass
