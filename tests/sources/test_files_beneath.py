# Names of files are bytes here, which pathlib does not take.
# ruff: noqa: PTH208

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.sources.files import beneath
from crmbackup_gui.sources.files.beneath import Beneath, path_problem
from tests.sources.folders import Point, file_row, folder_row, link_row, restored, state, taken, without_traces


@pytest.fixture
def without_descriptors(monkeypatch):
    """A system that opens nothing relative to an open folder, as Windows does not."""
    monkeypatch.setattr(beneath, "RELATIVE", False)


@pytest.fixture
def place(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    place = Beneath(root)
    yield place
    place.close()


POINT = Point(
    [
        folder_row(b"a", mode=0o750),
        file_row(b"a-b", b"x" * 70_000, mode=0o600),
        file_row(b"a/empty"),
        folder_row(b"a/inner"),
        link_row(b"a/link", b"../.."),
    ],
    {b"a-b": b"x" * 70_000},
)


@pytest.mark.usefixtures("without_descriptors")
def test_without_descriptors_a_folder_comes_back_the_same(tmp_path):
    root = tmp_path / "new"
    (root / "a" / "old").mkdir(parents=True)
    (root / "a" / "old" / "x").write_bytes(b"x")
    assert restored(POINT, root) == {}
    assert without_traces(taken(root).rows) == POINT.rows


@pytest.mark.usefixtures("without_descriptors")
def test_without_descriptors_a_restore_is_undone_the_same(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    before = state(tmp_path)
    point = Point([*POINT.rows, file_row(b"b", b"y")], {**POINT.contents, b"b": RuntimeError("gone")})
    with pytest.raises(RuntimeError, match="gone"):
        restored(point, tmp_path)
    assert state(tmp_path) == before


@pytest.mark.usefixtures("without_descriptors")
def test_without_descriptors_no_folder_that_is_a_link_is_entered(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "out").symlink_to(outside)
    refusals = restored(Point([file_row(b"out/x", b"x")], {b"out/x": b"x"}), root, exact=False)
    assert list(refusals) == [b"out/x"]
    assert os.listdir(outside) == []


@pytest.mark.usefixtures("without_descriptors")
def test_without_descriptors_no_link_is_read(tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "link").symlink_to("secret")
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        Beneath(tmp_path).open(b"link", os.O_RDONLY)


@pytest.mark.usefixtures("without_descriptors")
def test_without_descriptors_removing_a_link_leaves_what_it_leads_to_alone(tmp_path):
    outside = tmp_path / "outside"
    outside.touch(mode=0o640)
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(outside)
    Beneath(tmp_path / "root").remove(b"link")
    assert outside.stat().st_mode & 0o777 == 0o640


@given(st.binary(max_size=12))
def test_a_path_without_problem_stays_below_the_root(path):
    if path_problem(path) is None:
        assert os.path.normpath(b"/root/" + path) == b"/root/" + path


@pytest.mark.parametrize(
    "path",
    [b"a\\..\\..\\x", b"C:x", b"a/C:/x", b"x:stream", b"a./b", b".. /x", b"nul", b"a/COM1.txt", b"a\nb", b"what?"],
)
def test_what_windows_reads_in_its_own_way_is_refused_there(path, monkeypatch):
    assert path_problem(path) is None
    monkeypatch.setattr(beneath, "_WINDOWS", True)
    assert path_problem(path) == "the path has a part that Windows does not take"


@pytest.mark.parametrize("path", [b"nullify", b"a/common.txt", b".hidden", b"a b/c.d", "caf\u00e9".encode()])
def test_windows_takes_ordinary_names(path, monkeypatch):
    monkeypatch.setattr(beneath, "_WINDOWS", True)
    assert path_problem(path) is None


def test_a_root_that_is_replaced_by_a_link_is_not_left(place, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").touch()
    place.root.rename(tmp_path / "moved")
    place.root.symlink_to(outside)
    assert place.look(b"x") is None


def test_removing_a_tree_does_not_follow_its_links(place, tmp_path):
    outside = tmp_path / "outside"
    (outside / "inner").mkdir(parents=True)
    (place.root / "tree" / "shut").mkdir(parents=True)
    (place.root / "tree" / "shut" / "x").touch()
    (place.root / "tree" / "shut" / "out").symlink_to(outside)
    (place.root / "tree" / "shut").chmod(0o500)
    place.remove(b"tree")
    assert os.listdir(place.root) == []
    assert (outside / "inner").is_dir()


def test_removing_a_link_to_a_folder_leaves_the_folder(place, tmp_path):
    (place.root / "link").symlink_to(tmp_path)
    place.remove(b"link")
    assert tmp_path.is_dir()
    assert os.listdir(place.root) == []


def test_removing_what_is_not_there_is_fine(place):
    place.remove(b"nothing")


def test_a_new_file_never_replaces_one(place):
    place.write(b"a", [b"first"], 0o600, 0)
    with pytest.raises(FileExistsError):
        place.write(b"a", [b"second"], 0o600, 0)
    assert (place.root / "a").read_bytes() == b"first"


def test_a_write_that_the_system_takes_in_parts_is_complete(place, monkeypatch):
    really = os.write
    monkeypatch.setattr(os, "write", lambda file, data: really(file, data[:3]))
    assert place.write(b"a", [b"0123456789"], 0o600, 0) == 10
    assert (place.root / "a").read_bytes() == b"0123456789"


def test_a_closed_place_opens_nothing(tmp_path):
    place = Beneath(tmp_path)
    place.close()
    place.close()
    with pytest.raises(ValueError, match="closed"):
        place.look(b"a")
