# Names of files are bytes here, which pathlib does not take.
# ruff: noqa: PTH208

import os
import shutil
from types import SimpleNamespace

import pytest

from crmbackup_gui.errors import RestoreRefused, SourceMissing, SourceUnreadable
from crmbackup_gui.sources.base import Operation
from crmbackup_gui.sources.files.beneath import Beneath
from crmbackup_gui.sources.files.entity import FILES
from crmbackup_gui.sources.files.source import FolderSource
from tests.sources.folders import (
    Point,
    file_row,
    folder_row,
    put,
    rehearsed,
    restored,
    rows_of,
    state,
    taken,
)


def rehearsal(root, **how):
    return FolderSource(root).target(rehearsal=True, **how)


def paths(target):
    return [row.path for row in rows_of(target.read(FILES))]


def never(*_):
    pytest.fail("content was read")


def test_a_rehearsal_reads_no_content_and_changes_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"mine")
    before = state(tmp_path)
    rows, _ = rehearsed(Point([file_row(b"a", b"x"), file_row(b"b", b"y")], {b"a": never, b"b": never}), tmp_path)
    assert [row.path for row in rows] == [b"a", b"b"]
    assert state(tmp_path) == before


def test_a_root_that_is_yet_to_be_made_is_rehearsed_without_making_it(tmp_path):
    point = Point([folder_row(b"a"), file_row(b"a/b", b"x")], {b"a/b": b"x"})
    rows, refused = rehearsed(point, tmp_path / "new", create=True)
    assert (rows, refused) == (point.rows, {})
    assert not (tmp_path / "new").exists()


def test_a_root_that_is_not_there_and_is_not_to_be_made_is_missing(tmp_path):
    with pytest.raises(SourceMissing), rehearsal(tmp_path / "new"):
        pytest.fail("it began")


def test_a_disk_without_room_ends_the_rehearsal(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5))
    with rehearsal(tmp_path) as target:
        assert put(target, [file_row(b"a", b"12345")], {b"a": b"12345"}) == {}
        with pytest.raises(RestoreRefused, match=r"take 6 bytes, and .* has room for 5"):
            put(target, [file_row(b"b", b"6")], {b"b": b"6"})


def test_what_may_not_be_written_is_refused_in_the_words_of_the_run(tmp_path, monkeypatch):
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "old").touch()
    monkeypatch.setattr(Beneath, "writable", lambda _, folder: folder != b"shut")
    with rehearsal(tmp_path) as target:
        refused = put(target, [file_row(b"open"), file_row(b"shut/a"), file_row(b"shut/b/c")])
        refused |= put(target, [file_row(b"shut/old")], operation=Operation.DELETE)
        assert refused == dict.fromkeys([b"shut/a", b"shut/b/c", b"shut/old"], "Permission denied")
        assert paths(target) == [b"open", b"shut", b"shut/old"]


def test_a_folder_in_one_that_may_not_be_written_stays(tmp_path, monkeypatch):
    (tmp_path / "shut" / "inner").mkdir(parents=True)
    monkeypatch.setattr(Beneath, "writable", lambda _, folder: folder != b"shut")
    with rehearsal(tmp_path) as target:
        put(target, [folder_row(b"shut/inner")], operation=Operation.DELETE)
        assert "'shut/inner'" in target.settle().warnings[0]
        assert paths(target) == [b"shut", b"shut/inner"]


def test_missing_parent_folders_show_as_the_run_makes_them(tmp_path):
    with rehearsal(tmp_path) as target:
        put(target, [file_row(b"a/b/c")])
        assert paths(target) == [b"a", b"a/b", b"a/b/c"]


def test_a_folder_gives_way_only_when_it_is_empty(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").touch()
    with rehearsal(tmp_path) as target:
        assert put(target, [file_row(b"a")]) == {b"a": "a folder with other files stands in its place"}
        put(target, [file_row(b"a/x")], operation=Operation.DELETE)
        assert put(target, [file_row(b"a")]) == {}
        assert paths(target) == [b"a"]


def test_a_file_that_gave_way_to_a_folder_takes_files(tmp_path):
    (tmp_path / "a").touch()
    with rehearsal(tmp_path) as target:
        assert put(target, [folder_row(b"a"), folder_row(b"a/b"), file_row(b"a/b/c")]) == {}
        assert paths(target) == [b"a", b"a/b", b"a/b/c"]


def test_content_that_was_not_applied_can_be_read(tmp_path):
    (tmp_path / "a").write_bytes(b"mine")
    with rehearsal(tmp_path) as target:
        assert b"".join(target.open_content(FILES, (b"a",))) == b"mine"


def test_content_that_was_applied_cannot_be_read(tmp_path):
    with rehearsal(tmp_path) as target:
        put(target, [file_row(b"a", b"x")], {b"a": b"x"})
        with pytest.raises(SourceUnreadable, match="rehearsal"):
            target.open_content(FILES, (b"a",))


def test_committing_a_rehearsal_writes_nothing(tmp_path):
    with rehearsal(tmp_path) as target:
        put(target, [file_row(b"nothing")], operation=Operation.DELETE)
        put(target, [file_row(b"a")])
        target.commit()
        target.rollback()
    assert os.listdir(tmp_path) == []


def test_the_run_ends_as_its_rehearsal_did(tmp_path):
    source, root = tmp_path / "source", tmp_path / "root"
    (source / "a" / "b").mkdir(parents=True)
    (source / "a" / "b" / "c").write_bytes(b"x")
    (source / "a-b").write_bytes(b"y")
    (root / "a-b").mkdir(parents=True)
    (root / "a-b" / "z").touch()
    (root / "a").touch()
    rows, refused = rehearsed(taken(source), root)
    assert (restored(taken(source), root), refused) == ({}, {})
    assert [(row.path, row.kind) for row in rows] == [(row.path, row.kind) for row in taken(root).rows]
