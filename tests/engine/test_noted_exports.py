"""Files into which records were written are named when these are erased; nobody else can be told what they hold."""

import pytest

from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.delays import Cause
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.engine.open_files import export as export_module
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.engine.open_files.noting import noted_export
from crmbackup_gui.errors import Cancelled, RestoreRefused, StoreFailed
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.salvage import salvage
from tests.engine.unsealing import contents
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import CRM, ID, LINK, MASTER, Layer, contacts, identified, take, with_passphrase


@pytest.fixture
def repository():
    made = identified(with_passphrase(FaultyStore()))
    first = take(made, contacts(1, 2), Layer(LINK, {(1, "a"): "a", (2, "b"): "b"}))
    take(made, contacts(3, deleted=((2,),), records=2), Layer(LINK, records=2), parent=first)
    return made


def export(repository, sequence, folder, **scope):
    view = repository.view(CRM, sequence)
    return noted_export(repository, view, folder, FileFormat.CSV, RecoveryScope(**scope))


def named(report):
    return {delay.location for delay in report.delays if delay.cause is Cause.EXPORT}


def erased(repository, **records):
    return erase(repository, CRM, records, at_once=True)


def test_an_export_of_a_point_that_has_the_record_is_named_and_is_a_warning(repository, tmp_path):
    export(repository, 1, tmp_path / "all")
    export(repository, 2, tmp_path / "without")
    export(repository, 1, tmp_path / "links", entities=("link",))
    report = erased(repository, contact=("2",))
    assert named(report) == {str(tmp_path / "all")}
    assert report.outcome is Outcome.WARNINGS
    assert "only people can delete" in report.delays[0].reason


def test_of_chosen_records_only_an_export_that_has_this_one_is_named(repository, tmp_path):
    export(repository, 1, tmp_path / "one", records={"contact": ("1",)})
    export(repository, 1, tmp_path / "two", records={"contact": ("2",)})
    assert named(erased(repository, contact=("2",))) == {str(tmp_path / "two")}


def test_to_erase_again_names_the_exports_again(repository, tmp_path):
    export(repository, 1, tmp_path / "one", records={"contact": ("1",)})
    export(repository, 1, tmp_path / "all")
    for _ in range(2):
        assert named(erased(repository, contact=("2",))) == {str(tmp_path / "all")}


def test_several_exports_into_one_place_are_named_once_and_a_point_that_is_gone_may_have_had_it(repository, tmp_path):
    export(repository, 2, tmp_path / "all", entities=("contact",))
    (tmp_path / "all" / "contact.csv").unlink()
    export(repository, 1, tmp_path / "all", entities=("contact",))
    repository.delete_point(CRM, 2, "a test wants it")
    report = erased(repository, contact=("2",))
    assert [delay.location for delay in report.delays] == [str(tmp_path / "all")]


def test_no_note_of_an_export_holds_the_key_of_a_record(repository, tmp_path):
    name = "a-name-that-is-a-key"
    point = take(repository, Layer(LINK, {(1, name): "x"}))
    export(repository, point.sequence, tmp_path / "one", records={"link": (f'[1,"{name}"]',)})
    held = [object_ for object_, content in contents(repository) if name.encode() in content]
    assert held
    assert not [object_ for object_ in held if object_.startswith("exports/")]


def test_an_export_that_cannot_be_noted_is_made_and_warns(repository, tmp_path, monkeypatch):
    def full(*_, **__):
        raise StoreFailed("memory:", "there is no room left")

    monkeypatch.setattr(repository.store, "put", full)
    report = export(repository, 1, tmp_path / "all")
    assert report.outcome is Outcome.WARNINGS
    assert "no erasure will name them: 'memory:' cannot be used: there is no room left." in report.warnings[0]
    assert (tmp_path / "all" / "contact.csv").exists()


class Killed(BaseException):
    """The program is gone, so that nothing is cleaned up after it."""


@pytest.mark.parametrize("at", ["open", "rename", "sync_folder"])
def test_an_export_that_dies_at_any_step_is_named_for_it_may_have_left_files(repository, tmp_path, monkeypatch, at):
    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as dying:
        if at == "sync_folder":
            dying.setattr(export_module, at, die)
        else:
            dying.setattr(export_module.Path, at, die)
        dying.setattr(export_module.Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Killed):
            export(repository, 1, tmp_path / "all")
    assert named(erased(repository, contact=("2",))) == {str(tmp_path / "all")}


def test_records_that_are_erased_while_they_are_exported_are_named(repository, tmp_path):
    reports = []

    def erasing(_progress):
        if not reports:
            reports.append(None)
            reports[0] = erase(repository, CRM, {"contact": ("2",)})

    noted_export(repository, repository.view(CRM, 1), tmp_path / "all", FileFormat.CSV, progress=erasing)
    assert named(reports[0]) == {str(tmp_path / "all")}


def test_an_export_that_is_cancelled_while_it_is_noted_makes_no_file(repository, tmp_path, monkeypatch):
    def cancelled(*_, **__):
        raise Cancelled

    monkeypatch.setattr(repository.store, "put", cancelled)
    with pytest.raises(Cancelled):
        export(repository, 1, tmp_path / "all")
    assert list((tmp_path / "all").iterdir()) == []


def test_an_export_that_is_refused_before_anything_is_written_is_not_noted(repository, tmp_path):
    (tmp_path / "contact.csv").write_text("mine")
    with pytest.raises(RestoreRefused):
        export(repository, 1, tmp_path)
    assert repository.exports(CRM) == ()


def test_notes_of_exports_go_into_copies_and_come_back_from_them_and_are_salvaged_and_checked(repository, tmp_path):
    place = FaultyStore()
    export(repository, 1, tmp_path / "here")
    copy_repository(repository, place)
    copy = identified(place)
    assert named(erase(copy, CRM, {"link": ('[1,"a"]',)})) == {str(tmp_path / "here")}
    export(copy, 1, tmp_path / "there")
    copy_repository(repository, place)
    assert named(erased(repository, contact=("2",))) == {str(tmp_path / "here"), str(tmp_path / "there")}
    to = FaultyStore()
    salvage(repository.store, ID, MASTER, to)
    assert len(identified(to).exports(CRM)) == 2
    name = next(name for name in to.objects if name.startswith("exports/"))
    to.objects[name] = (to.objects[name][0][:-1], to.objects[name][1])
    assert [damaged.name for damaged in check(identified(to)).damaged] == [name]
