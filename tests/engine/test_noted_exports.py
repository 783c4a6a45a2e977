"""Files into which records were written are named when these are erased; nobody else can be told what they hold."""

import pytest

from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.delays import Cause
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.engine.open_files.export import run_export
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.engine.open_files.noting import note_export
from crmbackup_gui.errors import StoreFailed
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
    report = run_export(view, folder, FileFormat.CSV, RecoveryScope(**scope))
    return note_export(repository, view, folder, report)


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
