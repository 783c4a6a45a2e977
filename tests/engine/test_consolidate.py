"""Points that are made from points hold the same values to the bit, and say how they were made."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmbackup_gui.engine import consolidate as module
from crmbackup_gui.engine.consolidate import consolidate, rebase
from crmbackup_gui.errors import CommitRefused, DamagedRepository, ObjectDamaged, PointNotFound
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.repository import SUMMARY_EVERY
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.setting import back_up, edit_crm, make_crm, new_repository, only_crm, read_all, restored, view_of
from tests.engine.sqlite_state import state_of
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    Heads,
    Layer,
    contacts,
    listed,
    new_store,
    open_repository,
    photos,
    read,
    take,
)


@pytest.fixture
def repository():
    return open_repository(new_store(), Heads())


@pytest.fixture
def edited(tmp_path):
    """A real database in four points, and what each of them reads as."""
    path = make_crm(tmp_path / "crm.db")
    source, repository = SqliteSource(path), new_repository()
    back_up(source, repository, Strategy.FULL)
    for round_ in range(1, 4):
        edit_crm(path, round_)
        back_up(source, repository, Strategy.INCREMENTAL)
    return path, source, repository


def everything(repository, crm=None):
    crm = crm or only_crm(repository)
    return {s: read_all(repository.view(crm, s)) for s in repository.sequences(crm)}


def test_a_synthetic_full_holds_what_its_chain_holds_and_says_what_it_was_made_from(edited, tmp_path):
    path, _, repository = edited
    before = read_all(view_of(repository, 4))

    report = consolidate(repository, only_crm(repository))

    assert report.outcome is Outcome.OK
    made = report.point
    assert (made.sequence, made.strategy, made.chain, made.base, made.made_from) == (5, Strategy.FULL, (), None, 4)
    assert made.consistent_as_of == report.made_from.consistent_as_of
    assert (made.records_added, made.records_changed, made.records_deleted) == (0, 0, 0)
    assert read_all(view_of(repository, 5)) == before
    assert restored(repository, 5, tmp_path / "new.db") == state_of(path)
    assert check(repository).sound


@pytest.mark.parametrize("steps", [[(3, 1), (4, 3)], [(4, 2), (3, None)], [(2, None), (4, 2)], [(4, 1), (3, 1)]])
def test_points_of_a_real_database_read_and_restore_the_same_after_they_were_stored_anew(edited, tmp_path, steps):
    path, _, repository = edited
    before = everything(repository)
    for sequence, onto in steps:
        rebase(repository, only_crm(repository), sequence, onto, "a test")
        assert everything(repository) == before
    assert restored(repository, 4, tmp_path / "new.db") == state_of(path)
    assert check(repository).sound


def test_the_next_backup_builds_on_the_synthetic_full(edited):
    path, source, repository = edited
    consolidate(repository, only_crm(repository))
    edit_crm(path, 4)

    point = back_up(source, repository, Strategy.INCREMENTAL)

    assert point.chain == (5,)
    assert view_of(repository, 5).manifest.position == view_of(repository, 4).manifest.position


def test_a_point_that_is_full_already_is_left_alone(repository):
    full = take(repository, contacts(1))

    report = consolidate(repository, CRM)

    assert (report.outcome, report.point) == (Outcome.SKIPPED, full)
    assert repository.sequences(CRM) == [1]


def test_there_is_nothing_to_consolidate_without_a_point(repository):
    with pytest.raises(PointNotFound):
        consolidate(repository, CRM)


def test_a_backup_that_is_faster_is_not_hidden_behind_a_synthetic_full_of_an_older_moment(repository, monkeypatch):
    full = take(repository, contacts(1))
    second = take(repository, contacts(2, records=2), parent=full)

    def overtaken(*arguments):
        take(repository, contacts(3, records=3), parent=second)
        return whole(*arguments)

    whole = module._Work.whole
    monkeypatch.setattr(module._Work, "whole", overtaken)
    with pytest.raises(CommitRefused, match="another backup"):
        consolidate(repository, CRM)
    assert repository.sequences(CRM) == [1, 2, 3]


def test_a_safety_point_in_between_is_no_hindrance(repository, monkeypatch):
    full = take(repository, contacts(1))
    take(repository, contacts(2, records=2), parent=full)

    def beside(*arguments):
        take(repository, contacts(9), kind=PointKind.SAFETY)
        return whole(*arguments)

    whole = module._Work.whole
    monkeypatch.setattr(module._Work, "whole", beside)
    assert consolidate(repository, CRM).point.sequence == 4


def take_chain(repository):
    """A record that is changed and changed back, one that comes and goes, and photos that move about."""
    photo = b"photo" * 20_000
    full = take(
        repository,
        contacts(*range(20), photos={(1,): photo, (2,): b"second" * 20_000}),
        Layer(LINK, {(n, "a"): "old" for n in range(8)}),
    )
    second = take(
        repository,
        contacts(1, 30, name="changed", photos={(30,): photo}, deleted=((5,),), records=20),
        Layer(LINK, records=8),
        parent=full,
    )
    third = take(
        repository,
        Layer(CONTACT, {(1,): "name 1", (5,): "back"}, {(1,): photo}, deleted=((30,),), records=20),
        Layer(LINK, {(1, "a"): "new"}, records=8),
        parent=second,
    )
    own = {(7,): b"fourth" * 20_000}
    take(repository, contacts(7, name="last", photos=own, records=20), Layer(LINK, records=8), parent=third)


def all_read(repository):
    return {
        sequence: (
            read(repository, repository.manifest(CRM, sequence).point),
            read(repository, repository.manifest(CRM, sequence).point, LINK),
            photos(repository, repository.manifest(CRM, sequence).point),
        )
        for sequence in repository.sequences(CRM)
    }


@pytest.mark.parametrize(
    ("sequence", "onto", "strategy", "chain"),
    [
        (3, None, Strategy.FULL, ()),
        (3, 1, Strategy.INCREMENTAL, (1,)),
        (4, 2, Strategy.INCREMENTAL, (1, 2)),
        (2, None, Strategy.FULL, ()),
    ],
)
def test_a_point_stored_anew_reads_the_same_and_so_do_those_that_read_through_it(
    repository, sequence, onto, strategy, chain
):
    take_chain(repository)
    before = all_read(repository)

    point = rebase(repository, CRM, sequence, onto, "a test")

    assert (point.strategy, point.chain, point.made_from) == (strategy, chain, sequence)
    assert repository.manifest(CRM, sequence).point == point
    assert all_read(repository) == before
    assert check(repository).sound


def test_what_a_point_needs_no_longer_can_go(repository):
    take_chain(repository)
    before = all_read(repository)
    for sequence, onto in ((3, None), (4, 3)):
        rebase(repository, CRM, sequence, onto, "a test")
    for sequence in (2, 1):
        repository.delete_point(CRM, sequence, "a test")
    needed = {p.hex() for s in (3, 4) for m in [repository.manifest(CRM, s)] for p in (*m.packs, *m.reused)}
    gone = [name for name in listed(repository.store, "packs") if name.rpartition("/")[2] not in needed]
    repository.store.delete(gone)

    assert all_read(repository) == {s: before[s] for s in (3, 4)}
    assert check(repository).sound


def test_counts_are_exact_against_the_point_that_is_left(repository):
    take_chain(repository)

    rebase(repository, CRM, 3, 1, "a test")

    state = repository.manifest(CRM, 3).state("contact")
    assert (state.added, state.changed, state.deleted, state.records) == (0, 2, 0, 20)


def test_a_point_without_large_values_that_only_loses_what_it_needs_writes_no_pack(repository, monkeypatch):
    parent = take(repository, contacts(*range(9)))
    for number in (1, 2, 3):
        parent = take(repository, contacts(number, name="new", records=9), parent=parent)
    rebase(repository, CRM, 3, None, "a test")
    packs = listed(repository.store, "packs")
    stored = repository.manifest(CRM, 4).point.bytes_stored
    monkeypatch.delattr(module, "_check_same")  # no record is read for it

    point = rebase(repository, CRM, 4, 3, "a test")

    assert point.chain == (3,)
    assert point.bytes_stored == stored
    assert listed(repository.store, "packs") == packs


def test_an_entity_of_which_much_changed_is_stored_whole(repository):
    full = take(repository, contacts(*range(4)))
    second = take(repository, contacts(0, 1, name="new", records=4), parent=full)
    take(repository, contacts(2, 3, name="new", records=4), parent=second)

    rebase(repository, CRM, 3, 1, "a test")

    assert repository.manifest(CRM, 3).state("contact").anew
    assert check(repository).sound


def test_other_machines_take_a_point_stored_anew_for_the_one_that_they_saw():
    store, heads = new_store(), Heads()
    take_chain(open_repository(store))
    elsewhere = open_repository(store, heads)
    elsewhere.timeline(CRM)
    rebase(open_repository(store), CRM, 4, None, "a test")
    full = take(open_repository(store), contacts(1))

    assert elsewhere.timeline(CRM).lost_after is None
    assert check(elsewhere).sound
    assert elsewhere.remembered_head(CRM).sequence == full.sequence


def test_a_summary_never_tells_of_a_point_as_it_was(repository):
    full = take(repository, contacts(1))
    second = take(repository, contacts(2, records=2), parent=full)
    for _ in range(SUMMARY_EVERY):
        take(repository, contacts(1))
    assert listed(repository.store, "summaries")

    rebase(repository, CRM, second.sequence, None, "a test")

    assert repository.timeline(CRM).points[1].chain == ()


def test_a_point_never_comes_to_need_more_than_before(repository):
    full = take(repository, contacts(1))
    other = take(repository, contacts(1))
    take(repository, contacts(2, records=2), parent=full)

    with pytest.raises(CommitRefused, match="more points"):
        rebase(repository, CRM, 3, other.sequence, "a test")


def test_of_two_programs_that_store_a_point_anew_at_once_one_is_refused(repository, monkeypatch):
    take_chain(repository)
    before = all_read(repository)

    def meanwhile(*arguments):
        monkeypatch.undo()
        rebase(open_repository(repository.store), CRM, 3, 1, "the faster one")
        return check_same(*arguments)

    check_same = module._check_same
    monkeypatch.setattr(module, "_check_same", meanwhile)
    with pytest.raises(CommitRefused):
        rebase(repository, CRM, 3, None, "the slower one")

    assert repository.manifest(CRM, 3).point.chain == (1,)
    assert all_read(repository) == before
    assert check(repository).sound


def test_a_claim_is_one_program_s_until_it_is_old(repository, monkeypatch):
    take_chain(repository)
    repository.claim(CRM, repository.manifest_digest(CRM, 3))
    with pytest.raises(CommitRefused, match="another program"):
        rebase(repository, CRM, 3, None, "a test")

    now = repository.place_time()
    monkeypatch.setattr(type(repository), "place_time", lambda _: now + 72 * 3600 + 1)

    assert rebase(repository, CRM, 3, None, "a test").chain == ()


def test_a_point_that_would_not_read_the_same_stays_as_it_is(repository, monkeypatch):
    take_chain(repository)
    was = repository.manifest_digest(CRM, 3)
    monkeypatch.setattr(module._Work, "whole", lambda _work, _entity, state: state)

    with pytest.raises(DamagedRepository):
        rebase(repository, CRM, 3, None, "a test")
    assert repository.manifest_digest(CRM, 3) == was

    wrong = contacts(*range(20), name="wrong")
    take(repository, wrong, Layer(LINK, {(n, "a"): "old" for n in range(8)}))
    other = {s.name: s for s in repository.manifest(CRM, 5).entities}
    monkeypatch.setattr(module._Work, "whole", lambda _work, entity, _state: other[entity.name])
    with pytest.raises(ObjectDamaged, match="read the same"):
        rebase(repository, CRM, 3, None, "a test")
    assert repository.manifest_digest(CRM, 3) == was
    assert point_name(CRM, 3) in listed(repository.store, "points")


def test_a_backup_whose_parent_is_stored_anew_meanwhile_needs_no_more_than_its_parent(repository):
    take_chain(repository)
    parent = repository.manifest(CRM, 4).point
    rebase(repository, CRM, 4, None, "a test")

    point = take(repository, contacts(8, name="later", records=20), Layer(LINK, records=8), parent=parent)

    assert (point.chain, point.base) == ((4,), 4)
    assert check(repository).sound


changes = st.dictionaries(st.integers(0, 12), st.sampled_from(["a", "b", None]), max_size=5)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changes, min_size=2, max_size=6), st.data())
def test_every_point_reads_the_same_after_any_points_were_stored_anew_in_any_order(rounds, data):
    repository = open_repository(new_store())
    names = {(n,): "first" for n in range(0, 13, 2)}
    parent = take(repository, Layer(CONTACT, dict(names)))
    for made in rounds:
        upserts = {(n,): name for n, name in made.items() if name is not None}
        deleted = tuple((n,) for n, name in made.items() if name is None and (n,) in names)
        names = {k: v for k, v in (names | upserts).items() if k not in deleted}
        parent = take(repository, Layer(CONTACT, upserts, deleted=deleted, records=len(names)), parent=parent)
    before = {s: read(repository, repository.manifest(CRM, s).point) for s in repository.sequences(CRM)}
    for _ in range(data.draw(st.integers(1, 4))):
        sequence = data.draw(st.integers(2, len(rounds) + 1))
        chain = repository.manifest(CRM, sequence).point.chain
        onto = data.draw(st.sampled_from([None, *chain]))
        rebase(repository, CRM, sequence, onto, "a test")
        assert {s: read(repository, repository.manifest(CRM, s).point) for s in before} == before
    assert check(repository).sound
