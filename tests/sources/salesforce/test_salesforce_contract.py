"""What every source promises, promised by Salesforce."""

import itertools

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import LoginRefused
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.sources.contract import Crm, SourceContract
from tests.sources.salesforce.orgs import natural, source_of


class SalesforceCrm(Crm):
    main = "Lead"
    one_moment = False

    def __init__(self, fake, folder):
        self.fake, self.folder = fake, folder
        self.source = source_of(fake, folder)
        self.number = itertools.count(1)
        for at in range(10):
            fake.org.seed("Lead", LastName=f"Lead {at}", Company="C", Status="Open")
        fake.clock.advance(seconds=5)

    def edit(self):
        org, at = self.fake.org, next(self.number)
        there = list(org.records("Lead"))
        org.delete(there[0]["Id"])
        org.update("Lead", there[1]["Id"], {"Company": f"Bergen {at}"})
        org.seed("Lead", LastName=f"Lead new {at}", Company="C", Status="Open")
        self.fake.clock.advance(seconds=5)

    def elsewhere(self):
        return source_of(self.fake, self.folder, secrets={"password": "nobody's"}.get)


def held(fake):
    leads = {("Lead", row["LastName"]): row["Company"] for row in fake.org.records("Lead")}
    return natural(fake) | leads


class TestSalesforce(SourceContract):
    """The parts that compare a CRM with itself to the last field are told here of what a service does not keep:
    every change moves the time of the last one."""

    @pytest.fixture
    def crm(self, fake, firm, tmp_path):
        assert firm
        fake.clock.advance(minutes=-20)
        return SalesforceCrm(fake, tmp_path)

    @pytest.fixture
    def restored(self, crm):
        repository = new_repository()
        then = held(crm.fake)
        back_up(crm.source, repository)
        crm.edit()
        return repository, repository.view(only_crm(repository), 1), then, held(crm.fake)

    def test_it_is_there_and_the_place_beside_it_is_not(self, crm):
        assert crm.source.exists()
        with pytest.raises(LoginRefused):
            crm.elsewhere().exists()

    def test_every_strategy_shows_the_crm_of_its_moment(self, crm):
        repository, states = new_repository(), []
        for strategy in (Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL, Strategy.FULL):
            states.append(held(crm.fake))
            back_up(crm.source, repository, strategy)
            crm.edit()
        for sequence, expected in reversed(list(enumerate(states, 1))):
            view = repository.view(only_crm(repository), sequence)
            report = run_restore(repository, view, crm.source, RestoreRequest(mode=RestoreMode.EXACT, clears=True))
            assert report.total("failed") == 0
            assert held(crm.fake) == expected

    def test_an_incremental_stores_what_changed(self, crm):
        repository = new_repository()
        back_up(crm.source, repository)
        crm.edit()
        point = back_up(crm.source, repository)
        state = repository.view(only_crm(repository), point.sequence).manifest.state(crm.main)
        assert (state.added, state.changed, state.deleted) == (1, 1, 1)
        still = back_up(crm.source, repository)
        assert (still.records_added, still.records_changed, still.records_deleted) == (0, 0, 0)

    def test_an_exact_restore_makes_the_crm_as_it_was_and_undo_as_it_is(self, crm, restored):
        repository, view, then, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=RestoreMode.EXACT, clears=True))
        counts = [report.total(what) for what in ("created", "undeleted", "updated", "deleted", "failed")]
        assert counts == [0, 1, 1, 1, 0]
        assert held(crm.fake) == then
        undo = repository.view(view.point.crm, report.safety_point.sequence)
        run_undo(repository, undo, crm.source)
        assert held(crm.fake) == now

    @pytest.mark.parametrize(("mode", "updated"), [(RestoreMode.MISSING, 0), (RestoreMode.MERGE, 1)])
    def test_a_milder_restore_deletes_nothing(self, crm, restored, mode, updated):
        repository, view, _, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True))
        assert [report.total(what) for what in ("undeleted", "updated", "deleted")] == [1, updated, 0]
        after = held(crm.fake)
        assert now.keys() - after.keys() == set()
        assert sum(after[name] != now[name] for name in now) == updated

    @pytest.mark.parametrize("mode", RestoreMode)
    def test_a_dry_run_counts_what_the_run_then_does_and_changes_nothing(self, crm, restored, mode):
        repository, view, _, now = restored
        dry = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True, dry_run=True))
        assert held(crm.fake) == now
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True))
        for what in ("created", "undeleted", "updated", "deleted", "unchanged", "skipped", "failed"):
            assert dry.total(what) == report.total(what), what

    def test_a_dry_run_into_a_place_where_nothing_is_leaves_nothing_there(self, crm, restored):
        repository, view, _, now = restored
        with pytest.raises(LoginRefused):
            run_restore(repository, view, crm.elsewhere(), RestoreRequest(create_schema=True, dry_run=True))
        assert held(crm.fake) == now

    def test_a_target_that_is_left_without_a_commit_is_as_it_was(self, crm, restored):
        _, _, _, now = restored
        with crm.source.target() as target:
            list(target.read(target.catalog.entity(crm.main)).records)
        assert held(crm.fake) == now

    def test_one_entity_is_restored_without_the_others(self, crm, restored):
        repository, view, then, _ = restored
        fake = crm.fake
        contact = next(fake.org.records("Contact"))
        fake.org.update("Contact", contact["Id"], {"Email": "other@example.org"})
        others = {name: value for name, value in held(fake).items() if name[0] != crm.main}
        scope = RecoveryScope(entities=(crm.main,))
        run_restore(repository, view, crm.source, RestoreRequest(scope=scope, mode=RestoreMode.EXACT, clears=True))
        after = held(fake)
        assert {name: value for name, value in after.items() if name[0] != crm.main} == others
        assert {n: v for n, v in after.items() if n[0] == crm.main} == {
            n: v for n, v in then.items() if n[0] == crm.main
        }
