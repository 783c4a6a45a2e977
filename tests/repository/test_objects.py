"""One contract for every object store, and what the folder store promises beyond it."""

import errno
import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore import exceptions as refusals

from crmbackup_gui.errors import InvalidLocation, ObjectDamaged, ObjectMissing, StoreFailed, UnsupportedLocation
from crmbackup_gui.repository import objects
from crmbackup_gui.repository.objects import AlreadyThere, check_name
from crmbackup_gui.repository.stores import remote
from crmbackup_gui.repository.stores.asking import Asking
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.repository.stores.opening_remote import open_memory
from crmbackup_gui.repository.stores.remote import ObstoreObjects
from tests.repository.store_contract import StoreContract, names


@pytest.fixture
def folder(tmp_path):
    return FolderObjects(tmp_path / "repository")


# The contract


class TestFolder(StoreContract):
    @pytest.fixture
    def store(self, folder):
        return folder


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self):
        return open_memory()


@given(start=st.integers(0, 30), length=st.integers(0, 30))
def test_a_range_of_an_object_in_memory_is_a_slice(start, length):
    check_range_is_a_slice(open_memory(), start, length)


@given(start=st.integers(0, 30), length=st.integers(0, 30))
def test_a_range_of_an_object_in_a_folder_is_a_slice(tmp_path_factory, start, length):
    check_range_is_a_slice(FolderObjects(tmp_path_factory.getbasetemp() / "ranges"), start, length)


def check_range_is_a_slice(store, start, length):
    data = b"0123456789abcdefghij"
    store.put("a", data)
    assert store.get_range("a", start, length) == data[start : start + length]


@given(st.text(max_size=210))
def test_what_is_let_through_as_a_name_has_nothing_but_small_letters_and_digits_in_its_parts(text):
    try:
        check_name(text)
    except ObjectDamaged:
        return
    assert len(text) <= objects.MAX_NAME
    assert all(part.isascii() and part.isalnum() and part == part.lower() for part in text.split("/"))


@given(st.lists(st.from_regex(r"[a-z0-9]{1,40}", fullmatch=True), min_size=1, max_size=4).map("/".join))
def test_names_of_the_grammar_are_names(name):
    assert check_name(name) == name


# Opening


def test_opening_and_reading_do_not_create_the_folder(tmp_path):
    place = tmp_path / "not" / "yet"
    store = open_store(str(place))
    assert names(store.list()) == []
    with pytest.raises(ObjectMissing):
        store.get("a")
    store.delete(["a"])
    assert store.sweep_temporaries() == 0
    assert not place.parent.exists()


def test_the_first_put_creates_the_folder(tmp_path):
    open_store(str(tmp_path / "not" / "yet")).put("a", b"x")
    assert (tmp_path / "not" / "yet" / "a").read_bytes() == b"x"


def test_a_file_address_is_a_folder_with_its_percent_signs_decoded(tmp_path):
    place = tmp_path / "a folder é"
    open_store(place.as_uri()).put("a", b"x")
    assert (place / "a").read_bytes() == b"x"


def test_a_relative_path_is_told_in_full(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert open_store("./backups/../repo").location == str(tmp_path / "repo")


def test_memory_is_new_each_time():
    open_store("memory:").put("a", b"x")
    assert names(open_store("memory:").list()) == []


@pytest.mark.parametrize("location", ["ftp://host", "https://host/x", "s3a://bucket/x"])
def test_places_that_cannot_be_used_are_named(location):
    with pytest.raises(UnsupportedLocation, match=location[:5]):
        open_store(location)


@pytest.mark.parametrize("location", ["", "a\0b", "file://host/share", "file://", "file:///a%00b"])
def test_addresses_that_are_none_are_refused(location):
    with pytest.raises(InvalidLocation):
        open_store(location)


# The folder


def trace(monkeypatch, calls):
    """Note every fsync, link and replace with the path that it is about."""
    real = {name: getattr(os, name) for name in ("fsync", "link", "replace", "open")}
    paths = {}

    def opened(path, *rest, **named):
        descriptor = real["open"](path, *rest, **named)
        paths[descriptor] = str(path)
        return descriptor

    def fsync(descriptor):
        where = Path(f"/proc/self/fd/{descriptor}")
        calls.append(("fsync", str(where.readlink()) if where.exists() else paths[descriptor]))
        real["fsync"](descriptor)

    def link(source, target, **named):
        calls.append(("link", str(target)))
        real["link"](source, target, **named)

    def replace(source, target, **named):
        calls.append(("replace", str(target)))
        real["replace"](source, target, **named)

    for name, double in {"open": opened, "fsync": fsync, "link": link, "replace": replace}.items():
        monkeypatch.setattr(os, name, double)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fsync of folders")
@pytest.mark.parametrize(("create", "naming"), [(True, "link"), (False, "replace")])
def test_the_content_is_on_the_drive_before_the_name_and_the_name_before_put_returns(
    tmp_path, monkeypatch, create, naming
):
    store = FolderObjects(tmp_path)
    store.put("packs/first", b"x")
    calls = []
    trace(monkeypatch, calls)
    store.put("packs/second", b"y", create=create)
    assert [what for what, _ in calls] == ["fsync", naming, "fsync"]
    assert calls[0][1].endswith(".part")
    assert calls[1][1] == str(tmp_path / "packs" / "second")
    assert calls[2][1] == str(tmp_path / "packs")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fsync of folders")
def test_folders_that_a_put_makes_are_on_the_drive_before_the_name(tmp_path, monkeypatch):
    calls = []
    trace(monkeypatch, calls)
    FolderObjects(tmp_path / "new").put("packs/3f/a", b"x", create=True)
    before = {path for what, path in calls[: [what for what, _ in calls].index("link")] if what == "fsync"}
    assert {str(tmp_path), str(tmp_path / "new"), str(tmp_path / "new" / "packs")} <= before


@pytest.mark.parametrize("create", [True, False])
def test_a_put_leaves_no_temporary(folder, tmp_path, create):
    folder.put("a", b"x", create=create)
    assert list((tmp_path / "repository" / ".tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("call", "number", "words"),
    [
        ("fsync", errno.ENOSPC, "no room left"),
        ("fsync", errno.EIO, "the drive reports"),
        ("link", errno.EACCES, "permission"),
        ("link", errno.ENOSPC, "no room left"),
    ],
)
def test_a_put_that_fails_says_why_and_leaves_neither_object_nor_temporary(folder, monkeypatch, call, number, words):
    folder.put("b", b"x")

    def fail(*_args, **_named):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(StoreFailed, match=words):
        folder.put("a", b"y", create=True)
    assert names(folder.list()) == ["b"]
    assert list(Path(folder.location, ".tmp").iterdir()) == []


@pytest.fixture
def no_links(monkeypatch):
    def refuse(*_args, **_named):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without links")
@pytest.mark.usefixtures("no_links")
def test_without_hard_links_the_first_still_wins(folder):
    StoreContract().test_of_eight_threads_that_create_one_name_exactly_one_wins(folder)
    with pytest.raises(AlreadyThere):
        folder.put("points/1", b"late", create=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without links")
@pytest.mark.usefixtures("no_links")
def test_without_hard_links_a_name_that_is_taken_after_the_first_look_is_not_replaced(folder, monkeypatch):
    folder.put("a", b"first")
    real = os.path.lexists
    looks = []

    def blind_at_first(path):
        looks.append(path)
        return len(looks) > 1 and real(path)

    monkeypatch.setattr(os.path, "lexists", blind_at_first)
    with pytest.raises(AlreadyThere):
        folder.put("a", b"second", create=True)
    assert folder.get("a") == b"first"


@pytest.mark.skipif(os.name == "nt", reason="Windows renames without links")
def test_a_link_that_a_share_made_but_denies_counts_as_made(folder, monkeypatch):
    real = os.link

    def link_twice(source, target, **named):
        real(source, target, **named)
        real(source, target, **named)

    monkeypatch.setattr(os, "link", link_twice)
    folder.put("a", b"x", create=True)
    assert folder.get("a") == b"x"


def test_the_names_of_temporaries_and_foreign_files_are_not_listed(folder, tmp_path):
    folder.put("packs/a", b"x")
    for strange in (
        b".tmp/1.part",
        b".DS_Store",
        b"packs/Thumbs.db",
        b"packs/a (copy)",
        b"packs/bad\xff",
        b"new\nline",
    ):
        (tmp_path / "repository" / os.fsdecode(strange)).write_bytes(b"")
    assert names(folder.list()) == ["packs/a"]
    assert names(folder.list("packs")) == ["packs/a"]


def test_only_temporaries_older_than_a_day_are_swept(folder, tmp_path):
    folder.put("a", b"x")
    hidden = tmp_path / "repository" / ".tmp"
    for name, age in {"old.part": 24 * 3600 + 60, "young.part": 24 * 3600 - 60, "lock": 10**7}.items():
        (hidden / name).write_bytes(b"")
        os.utime(hidden / name, (time.time() - age,) * 2)
    assert folder.sweep_temporaries() == 1
    assert sorted(path.name for path in hidden.iterdir()) == ["lock", "young.part"]
    assert folder.get("a") == b"x"


def test_a_folder_that_is_gone_is_unreachable_and_not_an_empty_repository(folder, tmp_path):
    folder.put("a", b"x")
    (tmp_path / "repository").rename(tmp_path / "unplugged")
    for ask in (
        lambda: folder.get("a"),
        folder.list,
        lambda: folder.put("b", b""),
        lambda: folder.delete(["a"]),
    ):
        with pytest.raises(StoreFailed, match="no longer there"):
            ask()
    assert not (tmp_path / "repository").exists()


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_no_name_leads_through_a_link_out_of_the_folder(folder, tmp_path):
    folder.put("packs/a", b"x")
    outside = tmp_path / "documents"
    outside.mkdir()
    (outside / "letter").write_bytes(b"dear")
    (tmp_path / "repository" / "packs" / "evil").symlink_to(outside)
    assert names(folder.list()) == ["packs/a"]
    for ask in (
        lambda: folder.get("packs/evil/letter"),
        lambda: folder.put("packs/evil/letter", b""),
        lambda: folder.delete(["packs/evil/letter"]),
        lambda: folder.list("packs/evil"),
    ):
        with pytest.raises(StoreFailed, match="link"):
            ask()
    assert (outside / "letter").read_bytes() == b"dear"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_an_object_that_is_a_link_is_not_read_but_replaced(folder, tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    folder.put("b", b"x")
    (tmp_path / "repository" / "a").symlink_to(tmp_path / "secret")
    with pytest.raises(StoreFailed, match="link"):
        folder.get("a")
    folder.put("a", b"y")
    assert folder.get("a") == b"y"
    assert (tmp_path / "secret").read_bytes() == b"secret"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_pipe_in_place_of_an_object_does_not_make_a_reader_wait(folder, tmp_path):
    folder.put("b", b"x")
    os.mkfifo(tmp_path / "repository" / "a")
    with pytest.raises(ObjectMissing):
        folder.get("a")
    assert names(folder.list()) == ["b"]


def test_the_folder_itself_may_be_reached_through_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    FolderObjects(tmp_path / "link").put("a/b", b"x")
    assert (tmp_path / "real" / "a" / "b").read_bytes() == b"x"


def test_a_file_where_the_folder_should_be_is_said_in_plain_words(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreFailed, match="a file stands where a folder should be"):
        FolderObjects(tmp_path / "file").put("a", b"x")


def test_an_object_where_a_folder_should_be_is_said_in_plain_words(folder):
    folder.put("a", b"x")
    with pytest.raises(StoreFailed, match="a file stands where a folder should be"):
        folder.put("a/b", b"x", create=True)


# What obstore says


@pytest.mark.parametrize(
    ("refusal", "expected", "words"),
    [
        (FileNotFoundError("x"), ObjectMissing, "missing"),
        (refusals.PermissionDeniedError("sig=SECRET"), StoreFailed, "permission"),
        (refusals.UnauthenticatedError("sig=SECRET"), StoreFailed, "access key"),
        (refusals.GenericError("sig=SECRET"), StoreFailed, "cannot be reached"),
        (TimeoutError("sig=SECRET"), StoreFailed, "does not answer"),
    ],
)
def test_what_obstore_raises_is_said_in_our_words_without_its_own(monkeypatch, refusal, expected, words):
    async def refuse(*_args, **_named):
        raise refusal

    monkeypatch.setattr(remote.obstore, "get_async", refuse)
    with pytest.raises(expected, match=words) as raised:
        open_memory().get("a")
    assert not re.search("SECRET", str(raised.value))


def test_a_back_end_that_stops_at_a_missing_name_still_deletes_all_the_others(tmp_path):
    real = remote.obstore.store.LocalStore(prefix=tmp_path)
    store = ObstoreObjects(real, Asking("local"))
    for number in range(5):
        store.put(f"a/{number}", b"")
    store.delete(["b/1", "a/0", "b/2", "a/1", "a/2", "a/3", "b/3", "a/4"])
    assert names(store.list()) == []


def test_names_are_deleted_a_thousand_at_a_time(monkeypatch):
    sizes = []

    async def delete(_store, names):
        sizes.append(len(names))

    monkeypatch.setattr(remote.obstore, "delete_async", delete)
    open_memory().delete(f"a/{n}" for n in range(2_500))
    assert sizes == [1_000, 1_000, 500]


def test_every_leftover_failure_keeps_its_cause():
    with pytest.raises(ObjectMissing) as raised:
        open_memory().get("a")
    assert isinstance(raised.value.__cause__, FileNotFoundError)
