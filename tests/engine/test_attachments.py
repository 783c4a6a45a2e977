"""Files that records name and that the folder of attachments lacks are counted, and a backup says which."""

from dataclasses import dataclass, field, replace

import pyarrow as pa
import pytest

from crmbackup_gui.engine import attachments
from crmbackup_gui.engine.attachments import watched
from crmbackup_gui.engine.compare import compare
from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Catalog, Entity, Field, ValueType
from crmbackup_gui.model.conventions import Conventions, FileName, FilePart, Removal
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.sources.base import Records, RecordStream, TypesChanged
from crmbackup_gui.sources.files.entity import FILES, FileRow, to_records
from crmbackup_gui.sources.registry import open_source
from tests.engine.setting import back_up, new_repository, view_of
from tests.engine.sqlite_state import opened
from tests.engine.suite_crm import make_suite

SAID = "Files that records name and that are missing in the folder of attachments: {}."


@pytest.fixture
def place(tmp_path):
    """A folder with SuiteCRM's database; its notes `n1` and `n3` name a file, `n2` none, `n4` is deleted."""
    make_suite(tmp_path / "crm.db")
    (tmp_path / "files" / "upload").mkdir(parents=True)
    return tmp_path


def source_in(place, files="files"):
    return open_source(f"sqlite:///{place / 'crm.db'}?files={place / files}")


def warnings(place, files="files", repository=None):
    return back_up(source_in(place, files), repository or new_repository()).warnings


def test_files_that_are_not_there_are_counted_and_named(place):
    (place / "files" / "upload" / "n1").write_bytes(b"pdf")
    assert warnings(place) == (SAID.format("'upload/n3' (1)"),)


def test_nothing_is_said_when_all_are_there(place):
    for name in ("n1", "n3"):
        (place / "files" / "upload" / name).write_bytes(b"x")
    repository = new_repository()
    assert warnings(place, repository=repository) == ()
    (place / "files" / "upload" / "n3").unlink()
    assert warnings(place, repository=repository) == (SAID.format("'upload/n3' (1)"),)


def test_the_folder_may_be_the_one_above_or_below_the_crms_own(place):
    (place / "files" / "upload" / "n1").write_bytes(b"x")
    for files in (".", "files/upload"):
        assert warnings(place, files) == (SAID.format("'upload/n3' (1)"),)


def test_a_folder_of_something_else_lacks_all_of_them(place):
    (place / "files" / "upload" / "other").write_bytes(b"x")
    assert warnings(place) == (SAID.format("'upload/n1', 'upload/n3' (2)"),)


def test_a_folder_of_that_name_is_no_file(place):
    (place / "files" / "upload" / "n1").mkdir()
    assert warnings(place) == (SAID.format("'upload/n1', 'upload/n3' (2)"),)


def test_without_a_folder_nobody_can_tell(place):
    assert back_up(open_source(f"sqlite:///{place / 'crm.db'}"), new_repository()).warnings == ()


@pytest.mark.parametrize("scope", [{"exclude": ("files",)}, {"exclude": ("notes",)}, {"entities": ("calls",)}])
def test_what_is_not_backed_up_is_not_looked_at(place, scope):
    assert back_up(source_in(place), new_repository(), **scope).warnings == ()


def test_only_a_few_are_named(place):
    with opened(place / "crm.db") as connection:
        connection.execute("DELETE FROM notes")
        rows = [(f"m{number:03}",) for number in range(300)]
        connection.executemany("INSERT INTO notes (id, filename) VALUES (?, 'x')", rows)
    names = ", ".join(f"'upload/m00{number}'" for number in range(5))
    assert warnings(place) == (SAID.format(f"{names}, ... (300)"),)


def test_watching_changes_nothing_of_what_is_kept(place):
    (place / "files" / "upload" / "n1").write_bytes(b"x" * 100_000)
    repository, source = new_repository(), source_in(place)
    back_up(source, repository)
    with source.snapshot() as snapshot:
        assert all(one.same for one in compare(repository, view_of(repository, 1), snapshot))


# Names of every form, without a database


@dataclass
class Shown:
    """A snapshot of one entity that names files, and of a folder; `reads` counts."""

    entity: Entity
    rows: list
    paths: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    reads: dict[str, int] = field(default_factory=dict)

    @property
    def catalog(self):
        return Catalog(entities=(self.entity, FILES))

    def read(self, entity, known=None):  # noqa: ARG002 - the protocol's
        self.reads[entity.name] = self.reads.get(entity.name, 0) + 1
        if entity.name == FILES.name:
            rows = [FileRow(path.encode(), "file", 1, 0, 0o644, None) for path in sorted(self.paths)]
            return RecordStream(entity, iter([to_records(rows)] if rows else []), in_key_order=True)
        shape = arrow_schema(entity)
        columns = zip(*self.rows, strict=True)
        arrays = [pa.array(column, cell.type) for column, cell in zip(columns, shape, strict=True)]
        found = Records(pa.RecordBatch.from_arrays(arrays, schema=shape))
        return RecordStream(entity, iter([found]), in_key_order=True)

    def changes(self, entity, since, known):  # noqa: ARG002 - the protocol's
        return None


def part(name, start=0, stop=None):
    return FilePart(field=name, start=start, stop=stop)


def naming(*ways, removal=None, **types):
    """An entity with these fields, `id` first, whose records name files in these ways."""
    fields = [Field(name=name, type=kind) for name, kind in ({"id": ValueType.INT64} | types).items()]
    return Entity(name="note", fields=tuple(fields), key=("id",), conventions=Conventions(files=ways, removal=removal))


def missing(entity, rows, paths, *, read=True):
    shown = Shown(entity, rows, tuple(paths))
    with watched(shown, shown.catalog.entities) as snapshot:
        if read:
            for one in shown.catalog.entities:
                list(snapshot.read(one).records)
        said = snapshot.missing(CancelToken())
        assert set(shown.reads.values()) <= {1}
    return said


TEXT = {"name": ValueType.TEXT}


def test_parts_of_values_make_a_path():
    spread = FileName(
        parts=(part("name", 0, 2), FilePart(text="/"), part("name", 2, 4), FilePart(text="/"), part("name"))
    )
    rows = [(1, "abcdef"), (2, "a"), (3, "xyzw"), (4, None), (5, "")]
    said = missing(naming(spread, **TEXT), rows, ["crm/ab/cd/abcdef", "crm/xy/zw/other"])
    assert said == (SAID.format("'a/a', 'xy/zw/xyzw' (2)"),)


def test_slashes_and_dots_too_many_do_not_matter():
    way = FileName(parts=(part("name"), FilePart(text="/x")))
    rows = [(1, "./a//b"), (2, "/c/./d/"), (3, "e")]
    assert missing(naming(way, **TEXT), rows, ["a/b/x", "c/d/x", "e/x"]) == ()


def test_numbers_name_files_too():
    way = FileName(parts=(FilePart(text="doc_"), part("id")))
    assert missing(naming(way), [(7,), (12,)], ["doc_7"]) == (SAID.format("'doc_12' (1)"),)


def test_values_of_any_type_name_files():
    entity = naming(FileName(parts=(part("name"),)), name=ValueType.ANY)
    rows = [
        (number, {"integer": None, "real": None, "text": None, "bytes": None} | value)
        for number, value in enumerate(({"text": b"a"}, {"integer": 5}, {"bytes": b"\xff"}, {}))
    ]
    assert missing(entity, rows, ["5"]) == (SAID.format("'a', '\\xff' (2)"),)


def test_conditions_say_which_records_name_one():
    way = FileName(parts=(part("id"),), present=("name",), absent=("other",), equal={"kind": ("disk", "nfs")})
    entity = naming(way, name=ValueType.TEXT, other=ValueType.TEXT, kind=ValueType.TEXT)
    rows = [
        (1, "x", None, "disk"), (2, "x", "", "nfs"), (3, "", None, "disk"), (4, None, None, "disk"),
        (5, "x", "y", "disk"), (6, "x", None, "cloud"), (7, "x", None, None),
    ]  # fmt: skip
    assert missing(entity, rows, []) == (SAID.format("'1', '2' (2)"),)


def test_a_second_way_names_what_the_first_does_not():
    ways = (FileName(parts=(part("name"),)), FileName(parts=(part("id"),), absent=("name",)))
    assert missing(naming(*ways, **TEXT), [(1, "a"), (2, None)], ["a", "2"]) == ()
    assert missing(naming(*ways, **TEXT), [(1, "a"), (2, None)], ["1"]) == (SAID.format("'a', '2' (2)"),)


def test_records_that_the_crm_counts_as_deleted_name_none():
    entity = naming(FileName(parts=(part("id"),)), removal=Removal(field="gone", values=("true",)), gone=ValueType.BOOL)
    assert missing(entity, [(1, True), (2, False), (3, None)], []) == (SAID.format("'2', '3' (2)"),)


def test_files_may_lie_in_several_places_at_once():
    entity = naming(FileName(parts=(FilePart(text="up/"), part("name"))), **TEXT)
    rows = [(number, f"f{number}") for number in range(6)]
    paths = ["a/up/f0", "a/up/f1", "b/up/f2", "f3", "c/d/f4"]
    assert missing(entity, rows, paths) == (SAID.format("'up/f5' (1)"),)


def test_names_that_all_files_share_do_not_take_long():
    entity = naming(FileName(parts=(part("id"), FilePart(text="/photo.jpg"))))
    rows = [(number,) for number in range(20_000)]
    said = missing(entity, rows, [f"docs/{number}/photo.jpg" for number in range(1, 16_000)])
    named = ", ".join(f"'{number}/photo.jpg'" for number in (0, 16000, 16001, 16002, 16003))
    assert said == (SAID.format(f"{named}, ... (4001)"),)


def test_folders_that_all_names_share_may_be_the_chosen_one_already():
    entity = naming(FileName(parts=(part("name"),)), **TEXT)
    rows = [(number, f"storage/{2020 + number % 3}/w{number}") for number in range(12)]
    paths = [f"{2020 + number % 3}/w{number}" for number in range(11)]
    assert missing(entity, rows, paths) == (SAID.format("'storage/2022/w11' (1)"),)


def test_a_file_of_the_same_name_elsewhere_is_another_file():
    entity = naming(FileName(parts=(part("name"),)), **TEXT)
    assert missing(entity, [(1, "a/x"), (2, "b/x")], ["docs/a/x", "docs/c/x"]) == (SAID.format("'b/x' (1)"),)


def test_many_names_are_looked_for_a_part_at_a_time(monkeypatch):
    monkeypatch.setattr(attachments, "_AT_ONCE", 3)
    entity = naming(FileName(parts=(part("id"),)))
    assert missing(entity, [(n,) for n in range(10)], [str(n) for n in range(9)]) == (SAID.format("'9' (1)"),)


def test_what_was_not_read_whole_is_read_for_it():
    entity = naming(FileName(parts=(part("id"),)))
    assert missing(entity, [(1,), (2,)], ["1"], read=False) == (SAID.format("'2' (1)"),)


def test_types_that_change_meanwhile_make_it_read_again():
    entity = naming(FileName(parts=(part("id"),)))
    shown = Shown(entity, [(1,), (2,)], ("1",))
    read, failed = shown.read, []

    def read_at_last(wanted, known=None):
        stream = read(wanted, known)
        return replace(stream, records=changing(stream.records)) if wanted is entity and not failed else stream

    def changing(records):
        yield next(records)
        failed.append(True)
        raise TypesChanged(entity.name)

    shown.read = read_at_last
    with watched(shown, shown.catalog.entities) as snapshot:
        assert snapshot.missing(CancelToken()) == (SAID.format("'2' (1)"),)
    assert (failed, shown.reads["note"]) == ([True], 2)


def test_a_reading_that_began_again_counts_once():
    entity = naming(FileName(parts=(part("id"),)))
    shown = Shown(entity, [(1,), (2,)], ("1",))
    with watched(shown, shown.catalog.entities) as snapshot:
        next(snapshot.read(entity).records)
        list(snapshot.read(entity).records)
        list(snapshot.read(FILES).records)
        assert snapshot.missing(CancelToken()) == (SAID.format("'2' (1)"),)
    assert shown.reads == {"note": 2, "files": 1}


def test_a_job_that_is_stopped_stops_here_too():
    entity = naming(FileName(parts=(part("id"),)))
    shown = Shown(entity, [(1,)], ("1",))
    cancel = CancelToken()
    cancel.cancel()
    with watched(shown, shown.catalog.entities) as snapshot, pytest.raises(Cancelled):
        snapshot.missing(cancel)


def test_nothing_is_put_aside_where_no_record_names_files():
    shown = Shown(naming(), [(1,)], ("1",))
    with watched(shown, shown.catalog.entities) as snapshot:
        list(snapshot.read(FILES).records)
        assert snapshot.missing(CancelToken()) == ()
        assert not snapshot._seen
