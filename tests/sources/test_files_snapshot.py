# Names of files are bytes here, which pathlib does not take.
# ruff: noqa: PTH102, PTH103, PTH109, PTH112, PTH118, PTH120, PTH123, PTH208

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import EntityNotFound, SourceChanged, SourceMissing, SourceUnreadable
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.sources.base import BATCH_ROWS
from crmbackup_gui.sources.files.beneath import Beneath
from crmbackup_gui.sources.files.entity import FILES, FileRow, batches
from crmbackup_gui.sources.files.journal import JOURNAL, REPLACED
from crmbackup_gui.sources.files.source import FolderSource
from crmbackup_gui.sources.files.tree import Listing
from tests.sources.folders import listed, rows_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def paths(root):
    return [row.path for row in listed(root)]


def opened(root):
    return FolderSource(root).snapshot()


def content_of(root, path):
    with opened(root) as snapshot:
        return b"".join(snapshot.open_content(FILES, (path,)))


def test_what_is_in_a_folder_comes_where_its_path_belongs(tmp_path):
    for name in ("a-b", "a0", "b"):
        (tmp_path / name).touch()
    (tmp_path / "a" / "x").mkdir(parents=True)
    (tmp_path / "a" / "x" / "y").touch()
    (tmp_path / "a" / "x!").touch()
    assert paths(tmp_path) == [b"a", b"a-b", b"a/x", b"a/x!", b"a/x/y", b"a0", b"b"]


@posix
@given(
    st.sets(
        st.lists(
            st.binary(min_size=1, max_size=3).filter(lambda b: not set(b"\0/") & set(b) and b not in (b".", b"..")),
            min_size=1,
            max_size=4,
        ).map(b"/".join),
        max_size=20,
    )
)
def test_any_tree_is_listed_in_the_order_of_path_bytes(tmp_path_factory, wanted):
    root = os.fsencode(tmp_path_factory.mktemp("tree"))
    folders = {path[:end] for path in wanted for end in range(len(path)) if path[end : end + 1] == b"/"}
    for path in sorted(wanted):
        os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
        if path not in folders:
            with open(os.path.join(root, path), "wb"):
                pass
    assert paths(Path(os.fsdecode(root))) == sorted(wanted | folders)


def test_a_file_has_size_time_and_permissions(tmp_path):
    file = tmp_path / "offer.pdf"
    file.write_bytes(b"12345")
    file.chmod(0o640)
    os.utime(file, ns=(0, 1_234_567_890_123_456_789))
    (row,) = listed(tmp_path)
    about = file.stat()
    assert row == FileRow(
        b"offer.pdf", "file", 5, 1_234_567_890_123_456_789, 0o640, None, about.st_ino, about.st_ctime_ns
    )


def test_a_folder_has_no_size(tmp_path):
    (tmp_path / "empty").mkdir()
    (row,) = listed(tmp_path)
    assert (row.kind, row.size, row.target) == ("folder", None, None)


def test_a_link_has_its_target_and_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").touch()
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to("../outside")
    (row,) = listed(root)
    assert (row.path, row.kind, row.target, row.mode, row.size) == (b"out", "link", b"../outside", None, None)


def test_a_loop_of_links_ends(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "self").symlink_to("self")
    assert paths(tmp_path) == [b"a", b"a/up", b"self"]


def test_the_root_itself_may_be_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").touch()
    (tmp_path / "link").symlink_to("real")
    assert paths(tmp_path / "link") == [b"a"]


@posix
def test_a_name_may_be_any_bytes(tmp_path):
    name = b"caf\xe9\nline \xff"
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(b"x")
    assert paths(tmp_path) == [name]
    assert content_of(tmp_path, name) == b"x"


def test_two_hard_links_are_two_records_of_one_inode(tmp_path):
    (tmp_path / "a").write_bytes(b"same")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    first, second = listed(tmp_path)
    assert first.inode == second.inode
    assert content_of(tmp_path, b"b") == b"same"


@posix
def test_special_files_are_left_out_with_a_warning(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server, opened(tmp_path) as snapshot:
        here = os.getcwd()
        os.chdir(tmp_path)  # a socket's path may be short only
        try:
            server.bind("socket")
        finally:
            os.chdir(here)
        assert rows_of(snapshot.read(FILES)) == []
        (warning,) = snapshot.warnings
    assert "2 are sockets" in warning
    assert "'pipe', 'socket'" in warning


def test_a_folder_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a").touch()
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "b").touch()
    really = Beneath.open_folder

    def refuse(place, path):
        if path == b"shut":
            raise PermissionError(13, "Permission denied")
        return really(place, path)

    monkeypatch.setattr(Beneath, "open_folder", refuse)
    with opened(tmp_path) as snapshot:
        assert [row.path for row in rows_of(snapshot.read(FILES))] == [b"open", b"open/a", b"shut"]
        (warning,) = snapshot.warnings
    assert "1 could not be read" in warning
    assert "'shut'" in warning


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut" / "b").touch()
    really, calls = os.scandir, []

    def refuse(folder):
        calls.append(folder)
        if len(calls) == 2:  # the first is the root
            raise PermissionError(13, "Permission denied")
        return really(folder)

    with opened(tmp_path) as snapshot:
        monkeypatch.setattr(os, "scandir", refuse)
        assert [row.path for row in rows_of(snapshot.read(FILES))] == [b"shut"]
        assert "'shut'" in snapshot.warnings[0]


@posix
def test_files_without_permission_to_read_are_left_out_and_counted(tmp_path, monkeypatch):
    for number in range(7):
        (tmp_path / f"{number}").write_bytes(b"x")
    (tmp_path / "fine").touch()
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    with opened(tmp_path) as snapshot:
        assert [row.path for row in rows_of(snapshot.read(FILES))] == [b"fine"]
        (warning,) = snapshot.warnings
    assert "7 could not be read" in warning
    assert "'0', '1', '2', '3', '4', ..." in warning


def test_a_deep_tree_is_listed_and_read(tmp_path):
    depth = 300
    with_files = {0, 31, 32, 33, 150, depth}
    here = os.getcwd()
    os.chdir(tmp_path)
    try:
        for level in range(depth + 1):
            if level in with_files:
                with open("z", "wb") as file:
                    file.write(b"%d" % level)
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    found = paths(tmp_path)
    assert found == sorted(found)
    assert len(found) == depth + 1 + len(with_files)
    assert content_of(tmp_path, b"d/" * depth + b"z") == b"300"


def test_the_limit_of_open_files_does_not_limit_the_depth(tmp_path):
    resource = pytest.importorskip("resource")
    depth = 400
    os.makedirs(os.path.join(tmp_path, *["d"] * depth))
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, before[1]))
    try:
        assert len(paths(tmp_path)) == depth
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_listing_that_is_given_up_leaves_nothing_open(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").touch()
    place = Beneath(tmp_path)
    before = open_files()
    rows = Listing(place).rows()
    next(row for row in rows if row.path == b"a/b/c")
    rows.close()
    assert open_files() == before
    place.close()


def open_files():
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


def test_a_batch_has_the_shape_that_the_engine_expects(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    with opened(tmp_path) as snapshot:
        stream = snapshot.read(FILES)
        (records,) = stream.records
    assert stream.in_key_order
    assert records.large == ()
    assert records.batch.schema == arrow_schema(FILES)
    assert records.batch.column(FILES.index("content")).null_count == 1


def test_batches_are_cut_by_rows():
    rows = (FileRow(b"%d" % n, "file", 0, 0, 0, None) for n in range(100_000))
    sizes = [len(batch) for batch in batches(rows)]
    assert max(sizes) <= BATCH_ROWS
    assert sum(sizes) == 100_000


def test_batches_are_cut_by_bytes():
    rows = (FileRow(b"x" * (9 << 20), "link", None, 0, None, b"y" * (9 << 20)) for _ in range(3))
    assert [len(batch) for batch in batches(rows)] == [1, 1, 1]


def test_an_empty_folder_has_no_records(tmp_path):
    assert listed(tmp_path) == []


def test_content_comes_in_pieces_of_a_mebibyte(tmp_path):
    content = os.urandom((2 << 20) + 1)
    (tmp_path / "big").write_bytes(content)
    with opened(tmp_path) as snapshot:
        pieces = list(snapshot.open_content(FILES, (b"big",)))
    assert [len(piece) for piece in pieces] == [1 << 20, 1 << 20, 1]
    assert b"".join(pieces) == content


def test_a_file_that_grows_while_it_is_read_is_noticed(tmp_path):
    (tmp_path / "log").write_bytes(b"x" * (2 << 20))
    with opened(tmp_path) as snapshot:
        pieces = snapshot.open_content(FILES, (b"log",))
        next(pieces)
        with (tmp_path / "log").open("ab") as file:
            file.write(b"more")
        with pytest.raises(SourceChanged, match="'log'"):
            list(pieces)


def test_a_file_that_is_rewritten_at_the_same_size_is_noticed(tmp_path):
    (tmp_path / "log").write_bytes(b"x" * (2 << 20))
    with opened(tmp_path) as snapshot:
        pieces = snapshot.open_content(FILES, (b"log",))
        next(pieces)
        os.utime(tmp_path / "log", ns=(0, 1))
        with pytest.raises(SourceChanged, match="'log'"):
            list(pieces)


def test_a_file_that_changed_since_it_was_listed_is_noticed(tmp_path):
    (tmp_path / "log").write_bytes(b"one")
    with opened(tmp_path) as snapshot:
        rows_of(snapshot.read(FILES))
        (tmp_path / "log").write_bytes(b"three")
        with pytest.raises(SourceChanged, match="'log'"):
            list(snapshot.open_content(FILES, (b"log",)))


def test_a_file_that_vanished_since_it_was_listed_is_named(tmp_path):
    (tmp_path / "log").write_bytes(b"one")
    with opened(tmp_path) as snapshot:
        rows_of(snapshot.read(FILES))
        (tmp_path / "log").unlink()
        with pytest.raises(SourceChanged, match="'log'"):
            list(snapshot.open_content(FILES, (b"log",)))


def test_a_file_that_became_a_link_is_not_followed(tmp_path):
    (tmp_path / "other").write_bytes(b"secret")
    (tmp_path / "a").symlink_to("other")
    with pytest.raises(SourceChanged, match="'a'"):
        content_of(tmp_path, b"a")


def test_content_is_not_read_through_a_folder_that_became_a_link(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    root.mkdir()
    (root / "papers").symlink_to(outside)
    with pytest.raises(SourceChanged, match="'papers/secret'"):
        content_of(root, b"papers/secret")


@posix
@pytest.mark.timeout(20)
def test_a_file_that_became_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceChanged, match="'pipe'"):
        content_of(tmp_path, b"pipe")


@pytest.mark.parametrize("path", [b"../outside", b"/etc/hostname", b"a/../../outside", b"", b"a//b"])
def test_content_outside_the_root_is_never_opened(tmp_path, path):
    (tmp_path / "outside").write_bytes(b"secret")
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    with pytest.raises(SourceChanged):
        content_of(root, path)


def test_a_file_that_may_not_be_read_after_all_says_so(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    with opened(tmp_path) as snapshot:
        monkeypatch.setattr(Beneath, "open", refuse)
        with pytest.raises(SourceUnreadable, match="Permission denied"):
            list(snapshot.open_content(FILES, (b"a",)))


def test_a_device_that_fails_while_it_is_read_says_so(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")

    def fail(*_):
        raise OSError(5, "Input/output error")

    with opened(tmp_path) as snapshot:
        monkeypatch.setattr(os, "read", fail)
        with pytest.raises(SourceUnreadable, match="Input/output error"):
            list(snapshot.open_content(FILES, (b"a",)))


def test_times_out_of_64_bits_are_brought_to_the_limit(tmp_path):
    (tmp_path / "future").write_bytes(b"x")
    os.utime(tmp_path / "future", (0, 12_000_000_000))
    if (tmp_path / "future").stat().st_mtime_ns < 1 << 63:  # this file system is younger than that
        return
    with opened(tmp_path) as snapshot:
        (row,) = rows_of(snapshot.read(FILES))
        assert row.modified_ns == (1 << 63) - 1
        assert b"".join(snapshot.open_content(FILES, (b"future",))) == b"x"


def test_the_moment_is_when_the_reading_began(tmp_path):
    with opened(tmp_path) as snapshot:
        moment = snapshot.consistent_as_of
        rows_of(snapshot.read(FILES))
        assert snapshot.consistent_as_of is moment
        assert moment.utcoffset().total_seconds() == 0


def test_the_engine_compares_all_since_a_folder_keeps_no_list_of_changes(tmp_path):
    with opened(tmp_path) as snapshot:
        assert snapshot.position is None
        assert snapshot.changes(FILES, b"", FILES) is None


def test_the_journal_of_an_interrupted_restore_is_no_record_but_a_warning(tmp_path):
    (tmp_path / os.fsdecode(JOURNAL)).touch()
    (tmp_path / os.fsdecode(REPLACED)).mkdir()
    (tmp_path / os.fsdecode(REPLACED) / "x").touch()
    with opened(tmp_path) as snapshot:
        assert rows_of(snapshot.read(FILES)) == []
        assert "interrupted" in snapshot.warnings[0]


def test_the_names_of_the_journal_mean_nothing_deeper_down(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / os.fsdecode(JOURNAL)).touch()
    assert paths(tmp_path) == [b"a", b"a/" + JOURNAL]


def test_a_folder_that_is_not_there_is_missing(tmp_path):
    source = FolderSource(tmp_path / "nowhere")
    assert not source.exists()
    with pytest.raises(SourceMissing):
        source.catalog()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SourceUnreadable), FolderSource(tmp_path / "file").snapshot():
        pytest.fail("it opened")


def test_another_entity_is_not_found(tmp_path):
    with opened(tmp_path) as snapshot, pytest.raises(EntityNotFound):
        snapshot.read(FILES.__class__(name="contact", fields=(), key=()))


def test_a_source_has_the_name_of_its_folder(tmp_path):
    source = FolderSource(tmp_path / "my papers")
    assert source.name == "my papers"
    assert source.url.endswith("/my%20papers")
