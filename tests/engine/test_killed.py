"""A process that is killed at any moment leaves every earlier point and every target as it was, or the job done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crmbackup_gui.engine.restore import run_undo
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository.check import check
from tests.engine import dying
from tests.engine.setting import back_up, edit_crm, make_crm, only_crm, read_all, restored, view_of
from tests.engine.sqlite_state import opened, state_of

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")


@pytest.fixture
def template(tmp_path):
    """A CRM with two points that has changed since."""
    folder = tmp_path / "template"
    (folder / "new").mkdir(parents=True)
    repository = dying.repository_in(folder)
    path = make_crm(folder / "crm.db")
    back_up(dying.source_in(folder), repository)
    edit_crm(path, 1)
    back_up(dying.source_in(folder), repository, Strategy.INCREMENTAL)
    edit_crm(path, 2)
    return folder


def killed(job, template, tmp_path, step=1):
    """The folders in which the job was killed, each at a later moment, and the one in which it came to its end."""
    work = tmp_path / "work"
    work.mkdir()
    command = [sys.executable, "-m", "tests.engine.dying", job, str(template), str(work), str(step)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *deaths, (last, code) = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert code == 0, done.stderr
    assert len(deaths) > 8
    assert {code for _, code in deaths} == {-9}
    return [work / str(number) for number, _ in deaths], work / str(last)


def test_a_backup_killed_at_any_moment_leaves_every_earlier_point_exact(template, tmp_path):
    before = dying.repository_in(template)
    crm = only_crm(before)
    wanted = {sequence: read_all(before.view(crm, sequence)) for sequence in (1, 2)}
    deaths, lived = killed("backup", template, tmp_path)
    assert len(dying.repository_in(lived).sequences(crm)) == 3
    for folder in [*deaths, lived]:
        repository = dying.repository_in(folder)
        assert {sequence: read_all(repository.view(crm, sequence)) for sequence in (1, 2)} == wanted
        assert check(repository).sound


def test_after_a_backup_was_killed_the_next_one_works(template, tmp_path):
    now = state_of(template / "crm.db")
    deaths, _ = killed("backup", template, tmp_path, step=4)
    for folder in deaths:
        dying.backup(folder)
        repository = dying.repository_in(folder)
        newest = repository.timeline(only_crm(repository)).points[-1]
        assert (newest.kind, newest.strategy) == (PointKind.REGULAR, Strategy.INCREMENTAL)
        assert restored(repository, newest.sequence, tmp_path / "restored.db") == now


def test_a_restore_killed_at_any_moment_leaves_the_target_as_it_was(template, tmp_path):
    before, first = state_of(template / "crm.db"), restored(dying.repository_in(template), 1, tmp_path / "first.db")
    deaths, lived = killed("restore", template, tmp_path)
    found = [whole_state(folder / "crm.db") for folder in deaths]
    changes = [state for state in found if state != before]
    # Killed after the transaction was committed and before the job ended: all of it is there.
    assert all(state == first for state in changes)
    assert found[: len(found) - len(changes)] == [before] * (len(found) - len(changes))
    assert whole_state(lived / "crm.db") == first


def test_a_restore_that_was_killed_can_be_repeated(template, tmp_path):
    first = restored(dying.repository_in(template), 1, tmp_path / "first.db")
    deaths, _ = killed("restore", template, tmp_path, step=6)
    for folder in deaths:
        dying.restore(folder)
        assert whole_state(folder / "crm.db") == first


def test_undoing_a_safety_point_whose_restore_never_happened_changes_nothing(template, tmp_path):
    before = state_of(template / "crm.db")
    undone = 0
    deaths, _ = killed("restore", template, tmp_path, step=5)
    for folder in deaths:
        repository = dying.repository_in(folder)
        safety = [p for p in repository.timeline(only_crm(repository)).points if p.kind is PointKind.SAFETY]
        if safety:
            undone += 1
            run_undo(repository, view_of(repository, safety[0].sequence), dying.source_in(folder))
            after = state_of(folder / "crm.db")
            assert after == before, after.difference(before)
    assert undone > 3


def test_a_restore_into_a_new_database_that_is_killed_leaves_none_or_all_of_it(template, tmp_path):
    first = restored(dying.repository_in(template), 1, tmp_path / "first.db")
    deaths, lived = killed("restore_new", template, tmp_path)
    for folder in [*deaths, lived]:
        path = folder / "new" / "crm.db"
        if path.exists():
            assert whole_state(path) == first
        else:
            dying.restore_new(folder)
            assert [file.name for file in (folder / "new").iterdir()] == ["crm.db"]
            assert state_of(path) == first


def test_a_restore_of_database_and_files_that_was_killed_finishes_when_it_is_repeated(tmp_path):
    folder = tmp_path / "template"
    (folder / "files" / "inner").mkdir(parents=True)
    make_crm(folder / "crm.db")
    for name in ("a.txt", "b.txt", "inner/c.txt", "inner/d.txt"):
        (folder / "files" / name).write_text(name * 1000)
    (folder / "files" / "link").symlink_to("a.txt")
    repository = dying.repository_in(folder)
    back_up(dying.source_in(folder), repository)
    wanted = state_of(folder / "crm.db"), tree(folder / "files")
    edit_crm(folder / "crm.db", 1)
    (folder / "files" / "a.txt").write_text("changed")
    (folder / "files" / "b.txt").unlink()
    (folder / "files" / "link").unlink()
    (folder / "files" / "new.txt").write_text("not at the point")
    (folder / "files" / "inner" / "c.txt").rename(folder / "files" / "c.txt")
    changed = state_of(folder / "crm.db")
    deaths, lived = killed("restore", folder, tmp_path, step=11)
    assert (state_of(lived / "crm.db"), tree(lived / "files")) == wanted
    for death in deaths:
        assert whole_state(death / "crm.db") in (changed, wanted[0])
        dying.restore(death)
        assert (whole_state(death / "crm.db"), tree(death / "files")) == wanted


def tree(folder):
    """Contents and targets by name."""
    return {
        path.relative_to(folder): path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes()
        for path in folder.rglob("*")
    }


def whole_state(path):
    with opened(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
    return state_of(path)
