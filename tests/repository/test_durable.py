"""Files that survive a power failure; what the folder store shows of them stands in test_objects.py."""

import errno
import os
import sys
from pathlib import Path

import pytest

from crmbackup_gui.repository.durable import make_folder, name_new, plain_words, sync_folder, write_new

if sys.platform != "win32":
    import fcntl

POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="Windows has no fsync of folders and renames without links")


def failing(number):
    def fail(*_args, **_named):
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    write_new(tmp_path / "a", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"


def test_a_name_that_is_taken_is_kept_by_the_file_that_has_it(tmp_path):
    write_new(tmp_path / "a", b"first")
    write_new(tmp_path / "temporary", b"second")
    with pytest.raises(FileExistsError):
        name_new(tmp_path / "temporary", tmp_path / "a", tmp_path / "lock")
    assert (tmp_path / "a").read_bytes() == b"first"


@POSIX_ONLY
@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_file_system_without_hard_links_names_files_too(tmp_path, monkeypatch, number):
    monkeypatch.setattr(os, "link", failing(number))
    write_new(tmp_path / "temporary", b"content")
    name_new(tmp_path / "temporary", tmp_path / "a", tmp_path / "lock")
    assert (tmp_path / "a").read_bytes() == b"content"


@POSIX_ONLY
def test_without_hard_links_nobody_else_can_hold_the_lock_while_a_file_gets_its_name(tmp_path, monkeypatch):
    real = Path.rename
    refused = []

    def rename(path, target):
        with (tmp_path / "lock").open("ab") as other:
            try:
                fcntl.flock(other.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                refused.append(target)
        return real(path, target)

    monkeypatch.setattr(os, "link", failing(errno.EPERM))
    monkeypatch.setattr(Path, "rename", rename)
    write_new(tmp_path / "temporary", b"content")
    name_new(tmp_path / "temporary", tmp_path / "a", tmp_path / "lock")
    assert refused == [tmp_path / "a"]


@POSIX_ONLY
def test_a_link_that_fails_for_another_reason_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", failing(errno.EIO))
    write_new(tmp_path / "temporary", b"content")
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        name_new(tmp_path / "temporary", tmp_path / "a", tmp_path / "lock")
    assert not (tmp_path / "a").exists()


@POSIX_ONLY
def test_folders_that_somebody_else_made_below_the_top_are_fsynced_too(tmp_path, monkeypatch):
    (tmp_path / "top" / "a" / "b").mkdir(parents=True)
    synced = []
    monkeypatch.setattr("crmbackup_gui.repository.durable.sync_folder", synced.append)
    make_folder(tmp_path / "top" / "a" / "b", tmp_path / "top")
    assert synced == [tmp_path / "top" / "a", tmp_path / "top"]


@POSIX_ONLY
def test_a_file_system_that_cannot_fsync_folders_is_good_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", failing(errno.EINVAL))
    sync_folder(tmp_path)


@POSIX_ONLY
def test_a_folder_that_does_not_reach_the_drive_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        sync_folder(tmp_path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "x"), "there is no room left"),
        (PermissionError(errno.EACCES, "x"), "permission was refused"),
        (OSError(errno.EROFS, "x"), "it can only be read"),
        (OSError(errno.ENXIO, "x"), "it cannot be reached"),
        (OSError(errno.EBADF, "Bad file descriptor"), "bad file descriptor"),
        (OSError("odd"), "the system gave no reason"),
    ],
)
def test_what_is_wrong_with_a_place_is_said_in_plain_words(error, words):
    assert plain_words(error) == words
