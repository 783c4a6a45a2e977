"""The way through the guide, without a window."""

import dataclasses

import pytest

from crmbackup_gui.errors import UnsupportedLocation
from crmbackup_gui.services.crm_addresses import database_url
from crmbackup_gui.services.found_crms import AtAddress, FoundCrm, attachments_beside
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.services.source_facts import EntityFacts, SourceFacts
from crmbackup_gui.ui.viewmodels.crm_choice import CrmChoice
from crmbackup_gui.ui.viewmodels.passphrase import Strength, hint, strength
from crmbackup_gui.ui.viewmodels.protect_state import MadeRepository, ProtectState, SourceKind, Step, Way
from crmbackup_gui.ui.words.found import found

pytestmark = pytest.mark.usefixtures("qapp")


def entity(name, records=1):
    return EntityFacts(name, name, records, ())


def facts(*entities, warnings=()):
    return SourceFacts("sqlite:////crm.db", "crm", "sqlite", entities, 2_000_000, warnings)


def way(state, step=Step.WAY):
    steps = [step]
    while (step := state.next_step(step)) is not None:
        steps.append(step)
    return steps


def test_every_way_has_at_most_seven_steps():
    new = ProtectState()
    assert way(new) == [
        Step.WAY,
        Step.CRM,
        Step.SCOPE,
        Step.PLACE,
        Step.PASSPHRASE,
        Step.CODE,
        Step.RHYTHM,
    ]
    assert way(ProtectState(way=Way.EXISTING)) == [Step.WAY, Step.PLACE, Step.UNLOCK, Step.CRMS, Step.RHYTHM]
    there = ProtectState(location="/r", place=RepositoryPlace("/r", is_repository=True))
    assert way(there, Step.PLACE) == [Step.PLACE, Step.UNLOCK, Step.RHYTHM]
    there.beside["/r", ""] = AtAddress((FoundCrm("a", "Acme", "sqlite:////a.db"),))
    assert len(way(there)) == 7
    assert way(there, Step.PLACE) == [Step.PLACE, Step.UNLOCK, Step.SAME, Step.RHYTHM]


def test_what_is_open_or_made_is_not_asked_about_again():
    state = ProtectState(location="/r", place=RepositoryPlace("/r", is_repository=True), unlocked={"/r"})
    assert way(state, Step.PLACE) == [Step.PLACE, Step.RHYTHM]
    state.made["/r"] = MadeRepository("a" * 32, "CRMB-", kept_here=True, wanted_here=True)
    assert state.next_step(Step.PLACE) is Step.CODE
    assert state.code_waits
    state.code_kept.add("/r")
    assert not state.code_waits


def test_a_crm_of_one_part_has_nothing_to_choose():
    assert ProtectState(facts=facts(entity("file"))).next_step(Step.CRM) is Step.PLACE


def test_an_address_that_cannot_be_used_keeps_nobody_from_seeing_the_way(monkeypatch):
    def unusable(_state):
        raise UnsupportedLocation("nothing", ())

    monkeypatch.setattr(ProtectState, "source_url", property(unusable))
    state = ProtectState(location="/r", place=RepositoryPlace("/r", is_repository=True), unlocked={"/r"})
    assert way(state)[-2:] == [Step.PLACE, Step.RHYTHM]


def test_chosen_parts_are_the_scope_and_without_a_choice_it_is_the_whole_crm():
    state = ProtectState(facts=facts(entity("a"), entity("b")))
    assert state.scope.whole
    state.chosen = ("@people", "a")
    assert state.scope.entities == ("@people", "a")


def test_no_secret_shows_in_the_state():
    made = MadeRepository("a" * 32, "CRMB-SECRET", kept_here=True, wanted_here=True)
    assert "SECRET" not in repr(ProtectState(made={"/r": made}))


def test_a_test_is_out_of_date_when_something_else_is_chosen(tmp_path):
    state = ProtectState(database=str(tmp_path / "crm.db"))
    state.facts = dataclasses.replace(facts(entity("a")), url=state.source_url)
    assert state.tested
    state.attachments = str(tmp_path)
    assert not state.tested
    state.kind = SourceKind.FOLDER
    assert state.source_url == ""


def test_what_was_found_is_told_with_its_largest_parts():
    words = found(facts(*(entity(f"e{n}", n) for n in range(8))))
    assert "28 records" in words.what
    assert "E7 7 · E6 6" in words.what
    assert words.advice == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Strength.EMPTY),
        ("   ", Strength.EMPTY),
        ("abc", Strength.TOO_SHORT),
        ("12345678", Strength.WEAK),
        ("aaaaaaaaaaaaaaaa", Strength.WEAK),
        ("Password1", Strength.WEAK),
        ("correct horse battery", Strength.FAIR),
        ("correct horse battery staple", Strength.GOOD),
        ("seven unrelated words are hard to guess", Strength.STRONG),
        ("k7#Qz!2m@Wp9", Strength.STRONG),
        ("我家的猫喜欢在雨天", Strength.STRONG),
    ],
)
def test_passphrases_are_judged_by_what_guessing_them_takes(text, expected):
    assert strength(text) is expected
    assert hint(expected)


def test_attachments_are_looked_for_beside_the_file_that_moved(tmp_path):
    old = database_url(tmp_path / "old" / "crm.db", tmp_path / "old" / "files")
    new = tmp_path / "new" / "crm.db"
    assert attachments_beside(old, str(new)) is None
    (tmp_path / "old" / "files").mkdir(parents=True)
    assert attachments_beside(old, str(new)) == str(tmp_path / "old" / "files")
    (tmp_path / "new" / "files").mkdir(parents=True)
    assert attachments_beside(old, str(new)) == str(tmp_path / "new" / "files")
    assert attachments_beside(database_url(new), str(new)) is None


def test_the_list_of_crms_is_a_sound_model(qtmodeltester):
    crms = (
        FoundCrm("a", "Acme", "sqlite:////a.db", here=True),
        FoundCrm("b", "Support", "sqlite:////b.db", known=True),
        FoundCrm("c", "Leads", "sqlite:////c.db", taken=True),
    )
    qtmodeltester.check(CrmChoice(ProtectState(found=crms)))
