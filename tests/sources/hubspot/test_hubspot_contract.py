"""What every source promises, promised by HubSpot."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import LoginRefused
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.fakes.hubspot.server import HubSpot
from tests.fakes.serving import Clock
from tests.sources.contract import Crm, SourceContract
from tests.sources.hubspot.accounts import fill, natural, source_of


class HubSpotCrm(Crm):
    main = "companies"
    one_moment = False

    def __init__(self, hubspot, folder):
        self.hubspot, self.folder = hubspot, folder
        self.source = source_of(hubspot, folder)
        self.number = itertools.count(1)
        for at in range(10):
            hubspot.account.add("companies", name=f"Alone {at}")
        hubspot.clock.advance(minutes=5)

    def edit(self):
        account, at = self.hubspot.account, next(self.number)
        kind = account.kinds["companies"]
        there = [r for r in kind.records.values() if not r.archived_at and r.properties["name"].startswith("Alone")]
        account.archive(kind, there[0].id)
        account.update(kind, there[1], {"city": f"Bergen {at}"})
        account.add("companies", name=f"Alone new {at}")
        self.hubspot.clock.advance(minutes=5)

    def elsewhere(self):
        return source_of(self.hubspot, self.folder, token="nobody's")


class TestHubSpot(SourceContract):
    """The parts that compare a CRM with itself to the last field are told here of what a service does not keep.

    A record that was archived comes back under another id, and every change moves the time of the last one.
    """

    @pytest.fixture
    def hubspot(self):
        with HubSpot(Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10))) as hubspot:
            yield hubspot

    @pytest.fixture
    def crm(self, hubspot, tmp_path):
        fill(hubspot)
        return HubSpotCrm(hubspot, tmp_path)

    @pytest.fixture
    def restored(self, crm):
        """As of the contract, in what an account says without its ids."""
        repository = new_repository()
        then = natural(crm.hubspot)
        back_up(crm.source, repository)
        crm.edit()
        return repository, repository.view(only_crm(repository), 1), then, natural(crm.hubspot)

    def test_it_is_there_and_the_place_beside_it_is_not(self, crm):
        assert crm.source.exists()
        with pytest.raises(LoginRefused):
            crm.elsewhere().exists()

    def test_every_strategy_shows_the_crm_of_its_moment(self, crm):
        repository, states = new_repository(), []
        for strategy in (
            Strategy.FULL,
            Strategy.INCREMENTAL,
            Strategy.INCREMENTAL,
            Strategy.DIFFERENTIAL,
            Strategy.FULL,
        ):
            states.append(natural(crm.hubspot))
            back_up(crm.source, repository, strategy)
            crm.edit()
        for sequence, expected in reversed(list(enumerate(states, 1))):
            view = repository.view(only_crm(repository), sequence)
            report = run_restore(repository, view, crm.source, RestoreRequest(mode=RestoreMode.EXACT, clears=True))
            assert report.total("failed") == 0
            assert natural(crm.hubspot) == expected

    def test_an_incremental_stores_what_changed(self, crm):
        repository = new_repository()
        back_up(crm.source, repository)
        crm.edit()
        point = back_up(crm.source, repository)
        state = repository.view(only_crm(repository), point.sequence).manifest.state(crm.main)
        assert (state.added, state.changed, state.deleted) == (1, 1, 1)
        crm.hubspot.clock.advance(minutes=15)
        again = back_up(crm.source, repository)
        assert (again.records_added, again.records_deleted) == (0, 0)
        crm.hubspot.clock.advance(minutes=15)
        still = back_up(crm.source, repository)
        assert (still.records_added, still.records_changed, still.records_deleted) == (0, 0, 0)

    def test_an_exact_restore_makes_the_crm_as_it_was_and_undo_as_it_is(self, crm, restored):
        repository, view, then, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=RestoreMode.EXACT, clears=True))
        assert (report.total("created"), report.total("updated"), report.total("deleted")) == (1, 1, 1)
        assert natural(crm.hubspot) == then
        undo = repository.view(view.point.crm, report.safety_point.sequence)
        run_undo(repository, undo, crm.source)
        assert natural(crm.hubspot) == now

    @pytest.mark.parametrize(("mode", "created", "updated"), [(RestoreMode.MISSING, 1, 0), (RestoreMode.MERGE, 1, 1)])
    def test_a_milder_restore_deletes_nothing(self, crm, restored, mode, created, updated):
        repository, view, then, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True))
        assert (report.total("created"), report.total("updated"), report.total("deleted")) == (created, updated, 0)
        after = natural(crm.hubspot)
        assert now.keys() - after.keys() == set()
        assert len(after.keys() - now.keys()) == created
        assert sum(after[name] != now[name] for name in now) == updated
        assert sum(after[name] != held for name, held in then.items()) == 1 - updated

    @pytest.mark.parametrize("mode", RestoreMode)
    def test_a_dry_run_counts_what_the_run_then_does_and_changes_nothing(self, crm, restored, mode):
        repository, view, _, now = restored
        dry = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True, dry_run=True))
        assert natural(crm.hubspot) == now
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True))
        for what in ("created", "updated", "deleted", "unchanged", "skipped", "failed"):
            assert dry.total(what) == report.total(what)

    def test_a_dry_run_into_a_place_where_nothing_is_leaves_nothing_there(self, crm, restored):
        repository, view, _, now = restored
        with pytest.raises(LoginRefused):
            run_restore(repository, view, crm.elsewhere(), RestoreRequest(create_schema=True, dry_run=True))
        assert natural(crm.hubspot) == now

    def test_a_target_that_is_left_without_a_commit_is_as_it_was(self, crm, restored):
        _, _, _, now = restored
        with crm.source.target() as target:
            list(target.read(target.catalog.entity(crm.main)).records)
        assert natural(crm.hubspot) == now

    def test_one_entity_is_restored_without_the_others(self, crm, restored):
        repository, view, then, _ = restored
        contacts = crm.hubspot.account.kinds["contacts"]
        crm.hubspot.account.update(contacts, next(iter(contacts.records.values())), {"city": "Elsewhere"})
        others = {name: held for name, held in natural(crm.hubspot).items() if name[0] != crm.main}
        scope = RecoveryScope(entities=(crm.main,))
        run_restore(repository, view, crm.source, RestoreRequest(scope=scope, mode=RestoreMode.EXACT, clears=True))
        after = natural(crm.hubspot)
        assert {name: held for name, held in after.items() if name[0] != crm.main} == others
        assert {name: held for name, held in after.items() if name[0] == crm.main} == {
            name: held for name, held in then.items() if name[0] == crm.main
        }
