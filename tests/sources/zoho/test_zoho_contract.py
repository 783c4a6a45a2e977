"""What every source promises, promised by Zoho CRM."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import AccessRevoked
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.fakes.serving import Clock
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.contract import Crm, SourceContract
from tests.sources.zoho.organisation import fill, natural, source_of


class ZohoCrm(Crm):
    main = "Leads"
    one_moment = False

    def __init__(self, zoho, folder):
        self.zoho, self.folder = zoho, folder
        self.source = source_of(zoho, folder)
        self.number = itertools.count(1)
        for at in range(10):
            zoho.org.add("Leads", Last_Name=f"Alone {at}", Company="Zylker")
        zoho.clock.advance(minutes=1)

    def edit(self):
        org, at = self.zoho.org, next(self.number)
        there = [lead for lead in org.records["Leads"].values() if lead.values["Last_Name"].startswith("Alone")]
        org.delete(there[0])
        org.erase("Leads", there[0].id)
        org.edit(there[1], Email=f"b{at}@example.com")
        org.add("Leads", Last_Name=f"Alone new {at}", Company="Zylker")
        self.zoho.clock.advance(minutes=1)

    def elsewhere(self):
        refresh = self.zoho.grant()
        self.zoho.revoke(refresh)
        return source_of(self.zoho, self.folder, refresh=refresh)


def differing(before, after):
    """How many records and files only one of two states has."""
    return tuple(
        sum(sum((Counter(one) - Counter(other)).values()) for one, other in zip(a, b, strict=True))
        for a, b in ((before, after), (after, before))
    )


class TestZoho(SourceContract):
    """The parts that compare a CRM with itself to the last field are told here of what a service does not keep.

    A record that was erased comes back under another id, and every change moves the time of the last one.
    """

    @pytest.fixture
    def zoho(self):
        clock = Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1))
        with FakeZoho(clock) as zoho:
            yield zoho

    @pytest.fixture
    def crm(self, zoho, tmp_path):
        fill(zoho)
        return ZohoCrm(zoho, tmp_path)

    @pytest.fixture
    def restored(self, crm):
        """As of the contract, in what an organisation says without its ids."""
        repository = new_repository()
        then = natural(crm.zoho)
        back_up(crm.source, repository)
        crm.edit()
        return repository, repository.view(only_crm(repository), 1), then, natural(crm.zoho)

    def test_it_is_there_and_the_place_beside_it_is_not(self, crm):
        assert crm.source.exists()
        with pytest.raises(AccessRevoked):
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
            states.append(natural(crm.zoho))
            back_up(crm.source, repository, strategy)
            crm.edit()
        for sequence, expected in reversed(list(enumerate(states, 1))):
            view = repository.view(only_crm(repository), sequence)
            report = run_restore(repository, view, crm.source, RestoreRequest(mode=RestoreMode.EXACT, clears=True))
            assert report.total("failed") == 0
            assert natural(crm.zoho) == expected

    def test_an_exact_restore_makes_the_crm_as_it_was_and_undo_as_it_is(self, crm, restored):
        repository, view, then, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=RestoreMode.EXACT, clears=True))
        assert (report.total("created"), report.total("updated"), report.total("deleted")) == (1, 1, 1)
        assert natural(crm.zoho) == then
        undo = repository.view(view.point.crm, report.safety_point.sequence)
        run_undo(repository, undo, crm.source)
        assert natural(crm.zoho) == now

    @pytest.mark.parametrize(("mode", "created", "updated"), [(RestoreMode.MISSING, 1, 0), (RestoreMode.MERGE, 1, 1)])
    def test_a_milder_restore_deletes_nothing(self, crm, restored, mode, created, updated):
        repository, view, then, now = restored
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True))
        assert (report.total("created"), report.total("updated"), report.total("deleted")) == (created, updated, 0)
        assert differing(now, natural(crm.zoho)) == (updated, created + updated)
        assert differing(then, natural(crm.zoho))[0] == 1 - updated

    @pytest.mark.parametrize("mode", RestoreMode)
    def test_a_dry_run_counts_what_the_run_then_does_and_changes_nothing(self, crm, restored, mode):
        repository, view, _, now = restored
        dry = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True, dry_run=True))
        assert natural(crm.zoho) == now
        report = run_restore(repository, view, crm.source, RestoreRequest(mode=mode, clears=True))
        for what in ("created", "updated", "deleted", "unchanged", "skipped", "failed"):
            assert dry.total(what) == report.total(what)

    def test_a_dry_run_into_a_place_where_nothing_is_leaves_nothing_there(self, crm, restored):
        repository, view, _, now = restored
        with pytest.raises(AccessRevoked):
            run_restore(repository, view, crm.elsewhere(), RestoreRequest(create_schema=True, dry_run=True))
        assert natural(crm.zoho) == now

    def test_a_target_that_is_left_without_a_commit_is_as_it_was(self, crm, restored):
        _, _, _, now = restored
        with crm.source.target() as target:
            list(target.read(target.catalog.entity(crm.main)).records)
        assert natural(crm.zoho) == now

    def test_one_entity_is_restored_without_the_others(self, crm, restored):
        repository, view, then, _ = restored
        crm.zoho.org.edit(next(iter(crm.zoho.org.records["Contacts"].values())), Description="Elsewhere")
        scope = RecoveryScope(entities=(crm.main,))
        run_restore(repository, view, crm.source, RestoreRequest(scope=scope, mode=RestoreMode.EXACT, clears=True))
        assert differing(then, natural(crm.zoho)) == (1, 1)
