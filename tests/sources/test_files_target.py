# Names of files are bytes here, which pathlib does not take.
# ruff: noqa: PTH103, PTH118, PTH123, PTH208, PTH211

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import RestoreRefused, SourceMissing, SourceUnreadable
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.base import EntityPlan, Operation, TargetPlan
from crmbackup_gui.sources.files.beneath import Beneath
from crmbackup_gui.sources.files.entity import CATALOG, FILES
from crmbackup_gui.sources.files.journal import JOURNAL, REPLACED
from crmbackup_gui.sources.files.source import FolderSource
from tests.sources.folders import (
    WRITTEN,
    Point,
    apply,
    file_row,
    folder_row,
    link_row,
    plan,
    put,
    records_of,
    rehearsed,
    restored,
    rows_of,
    state,
    taken,
    without_traces,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture
def root(tmp_path):
    """A folder that holds one of everything."""
    root = tmp_path / "papers"
    (root / "letters" / "2026").mkdir(parents=True)
    (root / "letters" / "offer.pdf").write_bytes(b"offer" * 1000)
    (root / "letters" / "2026" / "note.txt").write_bytes(b"note")
    (root / "letters-old").write_bytes(b"old")
    (root / "empty").mkdir()
    (root / "nothing").touch()
    (root / "latest").symlink_to("letters/offer.pdf")
    (root / "away").symlink_to("/")
    (root / "letters" / "offer.pdf").chmod(0o600)
    (root / "letters").chmod(0o2750)
    for number, path in enumerate(sorted(root.rglob("*"), reverse=True)):
        os.utime(path, ns=(0, 1_600_000_000_000_000_001 + number * 1_000_000_007), follow_symlinks=False)
    return root


def leftovers(root):
    return [name for name in os.listdir(root) if os.fsencode(name) in (JOURNAL, REPLACED)]


class Prepared:
    """A target that is ready for `put`."""

    def __init__(self, root, *, rehearsal=False):
        self.context = FolderSource(root).target(rehearsal=rehearsal)

    def __enter__(self):
        target = self.context.__enter__()
        target.prepare(TargetPlan(CATALOG, (plan(),)))
        return target

    def __exit__(self, *about):
        return self.context.__exit__(*about)


def test_a_new_folder_becomes_what_the_point_holds(root, tmp_path):
    restored(taken(root), tmp_path / "deep" / "new", create=True)
    assert state(tmp_path / "deep" / "new") == state(root)


def test_what_was_changed_deleted_and_added_is_set_right(root):
    point, before = taken(root), state(root)
    (root / "letters" / "offer.pdf").write_bytes(b"changed")
    (root / "letters" / "added").touch()
    (root / "other" / "tree").mkdir(parents=True)
    (root / "other" / "tree" / "x").touch()
    (root / "nothing").unlink()
    (root / "latest").unlink()
    (root / "latest").symlink_to("nowhere")
    (root / "empty").chmod(0o700)
    shutil.rmtree(root / "letters" / "2026")
    assert restored(point, root) == {}
    assert state(root) == before


def test_a_restore_leaves_no_trace_of_its_journal(root, tmp_path):
    restored(taken(root), tmp_path / "new", create=True)
    assert leftovers(tmp_path / "new") == []


def test_merging_leaves_what_the_point_does_not_have(root):
    point = taken(root)
    (root / "mine").write_bytes(b"mine")
    (root / "nothing").unlink()
    restored(point, root, exact=False)
    assert (root / "mine").read_bytes() == b"mine"
    assert (root / "nothing").exists()


def test_a_folder_that_is_only_written_into_keeps_its_times(root):
    (root / "letters" / "mine").touch()
    os.utime(root / "letters", ns=(0, 1_234_567_890_000_000_123))
    (root / "letters" / "mine").write_bytes(b"x")
    with Prepared(root) as target:
        put(target, [file_row(b"letters/offer.pdf", b"new")], {b"letters/offer.pdf": b"new"})
        target.settle()
        target.commit()
    assert (root / "letters").stat().st_mtime_ns == 1_234_567_890_000_000_123


@posix
def test_names_may_be_any_bytes(tmp_path):
    point = Point(
        [folder_row(b"caf\xe9"), file_row(b"caf\xe9/line\nbreak \xff", b"x"), link_row(b"l\xfe", b"caf\xe9")],
        {b"caf\xe9/line\nbreak \xff": b"x"},
    )
    restored(point, tmp_path / "new", create=True)
    assert without_traces(taken(tmp_path / "new").rows) == point.rows


def test_writing_one_of_two_hard_links_leaves_the_other(root):
    (root / "twin").hardlink_to(root / "letters-old")
    with Prepared(root) as target:
        put(target, [file_row(b"letters-old", b"new")], {b"letters-old": b"new"})
        target.commit()
    assert (root / "twin").read_bytes() == b"old"
    assert (root / "letters-old").read_bytes() == b"new"


def test_a_file_and_a_folder_may_swap_names(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    (before / "a" / "inner").mkdir(parents=True)
    (before / "a" / "inner" / "x").write_bytes(b"x")
    (before / "b").write_bytes(b"b")
    (after / "b" / "inner").mkdir(parents=True)
    (after / "b" / "inner" / "x").write_bytes(b"x")
    (after / "a").write_bytes(b"b")
    wanted = state(before)
    assert restored(taken(before), after) == {}
    assert state(after) == wanted


def test_a_link_gives_way_to_a_folder_and_what_it_led_to_stays(tmp_path):
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    (outside / "x").write_bytes(b"theirs")
    root.mkdir()
    (root / "a").symlink_to(outside)
    restored(Point([folder_row(b"a"), file_row(b"a/x", b"ours")], {b"a/x": b"ours"}), root)
    assert (outside / "x").read_bytes() == b"theirs"
    assert (root / "a" / "x").read_bytes() == b"ours"


def test_a_folder_gives_way_only_when_it_is_empty(root):
    before = state(root)
    with Prepared(root) as target:
        refused = put(target, [file_row(b"letters")])
        target.settle()
        target.commit()
    assert refused == {b"letters": "a folder with other files stands in its place"}
    assert state(root) == before


def test_missing_parent_folders_are_made(tmp_path):
    with Prepared(tmp_path) as target:
        assert put(target, [file_row(b"a/b/c", b"x")], {b"a/b/c": b"x"}) == {}
        target.settle()
        target.commit()
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"x"


@pytest.mark.parametrize("rehearsal", [False, True])
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (b"../x", "'..'"),
        (b"a/../../x", "'..'"),
        (b"/etc/x", "not relative"),
        (b"", "not relative"),
        (b"a//x", "empty part"),
        (b"a/", "empty part"),
        (b"./x", "'.'"),
        (b"a\0x", "NUL"),
        (JOURNAL, "journal"),
        (REPLACED, "journal"),
        (REPLACED.upper() + b"/x", "journal"),
        (b"out/x", "stands where its folder must be"),
        (b"file/x", "stands where its folder must be"),
        (b"n" * 256, os.strerror(errno.ENAMETOOLONG)),
    ],
)
@pytest.mark.parametrize("operation", list(Operation))
def test_a_path_that_leads_elsewhere_is_refused(tmp_path, path, reason, operation, rehearsal):
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    (outside / "x").write_bytes(b"theirs")
    (tmp_path / "x").write_bytes(b"theirs")
    root.mkdir()
    (root / "out").symlink_to(outside)
    (root / "file").write_bytes(b"mine")
    with Prepared(root, rehearsal=rehearsal) as target:
        row = file_row(path, b"ours")
        refusals = put(target, [file_row(b"fine"), row], {path: b"ours"}, operation=operation)
        target.settle()
        target.commit()
    assert list(refusals) == [path]
    assert reason in refusals[path]
    assert (outside / "x").read_bytes() == (tmp_path / "x").read_bytes() == b"theirs"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (file_row(b"a")._replace(kind="device"), "neither a file"),
        (file_row(b"a", mode=0o4755), "permissions"),
        (folder_row(b"a", mode=0o170755), "permissions"),
        (file_row(b"a")._replace(mode=None), "permissions"),
        (file_row(b"a")._replace(size=None), "no size"),
        (file_row(b"a")._replace(size=-1), "no size"),
        (file_row(b"a")._replace(modified_ns=None), "modification time"),
        (file_row(b"a")._replace(size=1), "content of the file is missing"),
        (link_row(b"a", b""), "leads nowhere"),
        (link_row(b"a", b"x\0y"), "leads nowhere"),
        (link_row(b"a", None), "leads nowhere"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused(tmp_path, row, reason):
    with Prepared(tmp_path) as target:
        refusals = put(target, [row])
        target.commit()
    assert reason in refusals[b"a"]
    assert os.listdir(tmp_path) == []


def test_content_of_another_size_is_refused_and_the_old_file_stays(root):
    before = state(root)
    with Prepared(root) as target:
        refusals = put(target, [file_row(b"letters-old", b"12345")], {b"letters-old": b"123"})
        target.settle()
        target.commit()
    assert "3 bytes, not the 5" in refusals[b"letters-old"]
    assert state(root) == before


def test_what_the_system_refuses_is_refused_in_its_words_and_the_rest_is_done(root, monkeypatch):
    really = Beneath.rename

    def refuse(place, path, new):
        if new == b"letters-old":
            raise PermissionError(errno.EACCES, "Permission denied")
        really(place, path, new)

    with Prepared(root) as target:
        monkeypatch.setattr(Beneath, "rename", refuse)
        refusals = put(target, [file_row(b"letters-old", mode=0o600), file_row(b"new")])
        monkeypatch.undo()
        target.commit()
    assert refusals == {b"letters-old": "Permission denied"}
    assert (root / "new").exists()
    assert leftovers(root) == []


def test_a_refused_file_is_as_it_was_before(root, monkeypatch):
    before = state(root)
    really, calls = Beneath.rename, []

    def refuse(place, path, new):
        calls.append(new)
        if len(calls) == 2:  # the first moved the old file away
            raise PermissionError(errno.EACCES, "Permission denied")
        really(place, path, new)

    with Prepared(root) as target:
        monkeypatch.setattr(Beneath, "rename", refuse)
        assert put(target, [file_row(b"letters-old")]) == {b"letters-old": "Permission denied"}
        monkeypatch.undo()
        target.commit()
    assert state(root) == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_full_disk_ends_the_restore_and_everything_is_put_back(root, monkeypatch, number):
    before = state(root)

    def full(*_):
        raise OSError(number, os.strerror(number))

    with Prepared(root) as target:
        put(target, [file_row(b"nothing", mode=0o600)])
        monkeypatch.setattr(Beneath, "write", full)
        with pytest.raises(RestoreRefused, match=os.strerror(number)):
            put(target, [file_row(b"letters-old", b"x")], {b"letters-old": b"x"})
    assert state(root) == before


def test_leaving_without_commit_puts_everything_back(root, tmp_path):
    other = tmp_path / "other"
    (other / "letters").mkdir(parents=True)
    (other / "letters" / "offer.pdf").mkdir()
    (other / "empty").write_bytes(b"a file here")
    (other / "away").mkdir()
    before = state(root)
    with FolderSource(root).target() as target:
        refused, _ = apply(target, taken(other))
        assert refused == {}
        assert without_traces(rows_of(target.read(FILES))) == without_traces(taken(other).rows)
    assert state(root) == before


def test_leaving_without_commit_removes_a_root_that_was_made(root, tmp_path):
    with FolderSource(tmp_path / "deep" / "new").target(create=True) as target:
        apply(target, taken(root))
    assert not (tmp_path / "deep").exists()


def test_an_undone_restore_may_have_shut_folders(root, tmp_path):
    point = taken(root)
    point.rows = [row._replace(mode=0o555) if row.kind == "folder" else row for row in point.rows]
    new = tmp_path / "new"
    new.mkdir()
    with FolderSource(new).target() as target:
        apply(target, point)
        assert stat.S_IMODE((new / "letters").stat().st_mode) == 0o555
    assert os.listdir(new) == []


def test_undoing_leaves_files_that_somebody_else_made_meanwhile(tmp_path):
    with Prepared(tmp_path) as target:
        put(target, [folder_row(b"a")])
        (tmp_path / "a" / "theirs").write_bytes(b"theirs")
    assert (tmp_path / "a" / "theirs").read_bytes() == b"theirs"


def test_a_folder_that_is_not_empty_after_all_stays_and_is_named(root):
    with FolderSource(root).target() as target:
        point = Point([row for row in taken(root).rows if not row.path.startswith(b"letters/")], {})
        point.rows = [row for row in point.rows if row.path not in (b"letters", b"letters-old")]
        target.prepare(TargetPlan(CATALOG, (plan(),)))
        gone = [row for row in taken(root).rows if row.path not in {row.path for row in point.rows}]
        put(target, gone, operation=Operation.DELETE)
        (root / "letters" / "2026" / "theirs").touch()
        settlement = target.settle()
        target.commit()
    assert "'letters/2026', 'letters' (2)" in settlement.warnings[0]
    assert (root / "letters" / "2026" / "theirs").exists()


def test_deleting_what_is_gone_already_is_fine(tmp_path):
    with Prepared(tmp_path) as target:
        assert put(target, [file_row(b"a/b/c"), file_row(b"x")], operation=Operation.DELETE) == {}


def test_the_content_that_was_applied_reads_back(tmp_path):
    with Prepared(tmp_path) as target:
        put(target, [file_row(b"a", b"abc" * 1000)], {b"a": b"abc" * 1000})
        assert b"".join(target.open_content(FILES, (b"a",))) == b"abc" * 1000


@posix
def test_under_root_files_belong_to_whom_their_folder_belongs(root, monkeypatch):
    given_to = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(Beneath, "set_owner", lambda _, path, user, group: given_to.update({path: (user, group)}))
    owner = (root.stat().st_uid, root.stat().st_gid)
    with Prepared(root) as target:
        put(target, [file_row(b"letters-old"), file_row(b"n/ew"), link_row(b"z", b"x")])
    assert set(given_to.values()) == {owner}
    assert len(given_to) == 4


def test_the_journal_says_what_stands_where(root):
    with Prepared(root) as target:
        put(target, [file_row(b"letters-old", b"new"), file_row(b"new")], {b"letters-old": b"new"})
        lines = [json.loads(line) for line in (root / os.fsdecode(JOURNAL)).read_text().splitlines() if line]
        assert lines[0]["entities"] == ["files"]
        assert [line["path"] for line in lines[1:]] == ["letters-old", "new"]
        assert (root / lines[1]["was"]).read_bytes() == b"old"
        assert lines[2]["was"] is None


def test_a_restore_that_fails_in_the_middle_of_a_file_puts_everything_back(root, tmp_path):
    point, other = taken(root), tmp_path / "other"
    other.mkdir()
    (other / "mine").write_bytes(b"mine")
    before = state(other)
    point.contents[b"letters/offer.pdf"] = RuntimeError("the repository is gone")
    with pytest.raises(RuntimeError, match="the repository is gone"):
        restored(point, other)
    assert state(other) == before


KILLED = """
import os, sys
from pathlib import Path
from tests.sources.folders import restored, taken
point = taken(Path(sys.argv[1]))
point.contents[b"letters/offer.pdf"] = lambda: os._exit(9)
restored(point, Path(sys.argv[2]))
"""


def killed(source, root):
    project = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, source, root], cwd=project, check=False)
    assert done.returncode == 9


@pytest.fixture
def interrupted(root, tmp_path):
    """A restore of `root` that was killed in the middle of a file."""
    other = tmp_path / "other"
    (other / "letters" / "offer.pdf").mkdir(parents=True)
    (other / "empty").write_bytes(b"a file here")
    (other / "zebra").write_bytes(b"zebra")
    killed(root, other)
    return other


def test_a_killed_restore_leaves_its_journal_and_what_it_replaced(interrupted):
    assert len(leftovers(interrupted)) == 2
    lines = [json.loads(line) for line in (interrupted / os.fsdecode(JOURNAL)).read_text().splitlines() if line]
    was = {line["path"]: line["was"] for line in lines[1:]}
    assert (interrupted / was["zebra"]).read_bytes() == b"zebra"


def test_a_killed_restore_never_leaves_half_a_file(interrupted):
    assert (interrupted / "letters" / "offer.pdf").is_dir()


def test_after_a_killed_restore_the_next_one_finishes_exactly(root, interrupted):
    assert restored(taken(root), interrupted) == {}
    assert state(interrupted) == state(root)


def test_after_a_killed_restore_undoing_the_next_one_undoes_only_that(root, interrupted):
    before = state(interrupted)
    with FolderSource(interrupted).target() as target:
        apply(target, taken(root))
    after = state(interrupted)
    for found in (before, after):
        for path in [path for path in found if path in (JOURNAL, REPLACED)]:
            found[path] = found[path][2]
    assert after == before


def test_a_journal_that_ends_in_the_middle_of_a_line_is_continued(root):
    (root / os.fsdecode(JOURNAL)).write_bytes(b'{"began": "2026-')
    with Prepared(root) as target:
        put(target, [file_row(b"new")])
    assert (root / os.fsdecode(JOURNAL)).read_bytes() == b'{"began": "2026-'
    assert not (root / "new").exists()


def test_a_link_in_place_of_the_folder_for_replaced_files_is_refused(root, tmp_path):
    (root / os.fsdecode(REPLACED)).symlink_to(tmp_path)
    with pytest.raises(RestoreRefused, match="not a folder"), Prepared(root):
        pytest.fail("it began")
    assert not (root / os.fsdecode(JOURNAL)).exists()


def test_a_folder_that_cannot_be_written_is_refused_before_anything_changes(root, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Beneath, "open", refuse)
    with pytest.raises(RestoreRefused, match="Permission denied"), Prepared(root):
        pytest.fail("it began")


def test_when_what_was_replaced_cannot_be_removed_the_restore_stays_and_says_so(root, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    with Prepared(root) as target:
        put(target, [file_row(b"letters-old", b"new")], {b"letters-old": b"new"})
        monkeypatch.setattr(Beneath, "remove", refuse)
        with pytest.raises(SourceUnreadable, match="the files are restored"):
            target.commit()
    assert (root / "letters-old").read_bytes() == b"new"


def test_when_something_cannot_be_put_back_it_is_kept_and_the_message_says_where(root, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    with Prepared(root) as target:
        put(target, [file_row(b"letters-old", b"new")], {b"letters-old": b"new"})
        monkeypatch.setattr(Beneath, "rename", refuse)
        with pytest.raises(SourceUnreadable, match=r"\.crmbackup-replaced"):
            target.rollback()
    assert len(leftovers(root)) == 2


def test_a_folder_that_is_not_there_is_only_made_when_asked_to(tmp_path):
    with pytest.raises(SourceMissing), FolderSource(tmp_path / "new").target():
        pytest.fail("it began")
    assert not (tmp_path / "new").exists()


def test_a_root_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises((RestoreRefused, SourceUnreadable)),
        FolderSource(tmp_path / "file" / "new").target(create=True),
    ):
        pytest.fail("it began")


def test_a_plan_without_files_changes_nothing(root):
    before = state(root)
    with FolderSource(root).target() as target:
        target.prepare(TargetPlan(CATALOG, ()))
        target.settle()
        target.commit()
    assert state(root) == before


@pytest.mark.parametrize(
    "refused",
    [
        TargetPlan(CATALOG, (), drop=("files",)),
        TargetPlan(CATALOG, (), rebuild=("files",)),
        TargetPlan(CATALOG, (EntityPlan(FILES, ("mode",)),)),
        TargetPlan(Catalog(entities=()), (EntityPlan(FILES.__class__(name="deal", fields=(), key=()), WRITTEN),)),
    ],
)
@pytest.mark.parametrize("rehearsal", [False, True])
def test_a_plan_that_a_folder_cannot_follow_is_refused(root, refused, rehearsal):
    with (
        FolderSource(root).target(rehearsal=rehearsal) as target,
        pytest.raises(RestoreRefused),
    ):
        target.prepare(refused)


@pytest.mark.parametrize("rehearsal", [False, True])
def test_single_fields_of_files_are_refused(root, rehearsal):
    narrower = FILES.__class__(name="files", fields=(FILES.fields[0], FILES.fields[4]), key=("path",))
    with Prepared(root, rehearsal=rehearsal) as target, pytest.raises(RestoreRefused, match="as a whole"):
        target.apply(EntityPlan(narrower, ("path", "mode")), Operation.UPDATE, records_of([file_row(b"nothing")], {}))


names = st.sampled_from([b"a", b"a-b", b"a0", b"b", b"\xe9"])
trees = st.recursive(
    st.binary(max_size=5) | st.sampled_from(["link", "away"]),
    lambda inner: st.dictionaries(names, inner, max_size=4),
    max_leaves=10,
)


def built(root, tree):
    os.makedirs(root, exist_ok=True)
    for name, node in tree.items():
        path = os.path.join(root, name)
        if isinstance(node, dict):
            built(path, node)
        elif isinstance(node, bytes):
            with open(path, "wb") as file:
                file.write(node)
        else:
            os.symlink(node, path)


@posix
@given(st.dictionaries(names, trees, max_size=4), st.dictionaries(names, trees, max_size=4))
def test_any_folder_becomes_any_other_and_back_and_the_rehearsal_foretells_it(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("swap")
    source, root = folder / "source", folder / "root"
    built(os.fsencode(source), after)
    built(os.fsencode(root), before)
    point, unchanged = taken(source), state(root)
    with FolderSource(root).target() as target:
        apply(target, point)
    assert state(root) == unchanged
    rows, foreseen = rehearsed(point, root)
    assert rows == without_traces(point.rows)
    assert state(root) == unchanged
    assert restored(point, root) == foreseen == {}
    assert state(root) == state(source)


@posix
@given(st.dictionaries(names, trees, max_size=4), st.dictionaries(names, trees, max_size=4))
def test_a_rehearsed_merge_ends_as_the_merge_does(tmp_path_factory, before, after):
    folder = tmp_path_factory.mktemp("merge")
    source, root = folder / "source", folder / "root"
    built(os.fsencode(source), after)
    built(os.fsencode(root), before)
    point = taken(source)
    rows, foreseen = rehearsed(point, root, exact=False)
    assert restored(point, root, exact=False) == foreseen
    assert rows == without_traces(taken(root).rows)
