"""What every source promises, promised by a service on the internet that keeps ids and times to itself.

What a restore makes anew comes back under another id, and every change moves the time of the last one. So the parts of
the contract that compare a CRM with itself to the last field are told here in what the people who use it would say.

A test module subclasses `HostedContract` and gives the fixture `crm`: a `HostedCrm` of its kind.
"""

from abc import abstractmethod

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from tests.engine.setting import new_repository, only_crm
from tests.sources.contract import Crm, SourceContract, counts_of, states_backed_up


class HostedCrm(Crm):
    """A CRM that a fake service holds. `main` has ten records more than before, which nothing else points to."""

    one_moment = False
    clears = True
    refusal = None
    """The error that says no to whoever comes to `elsewhere`, the same service with a login that it does not know."""

    def __init__(self, fake, folder):
        self.fake, self.folder, self.edits = fake, folder, 0
        self.source = self.source_in(folder)
        for at in range(10):
            self.add(f"Alone {at}")
        self.pass_time()

    def edit(self):
        self.edits += 1
        gone, changed = self.alone()[:2]
        self.delete(gone)
        self.change(changed, self.edits)
        self.add(f"Alone new {self.edits}")
        self.pass_time()

    @abstractmethod
    def state(self):
        """By entity and what a person would call the record: all that people keep of it, without ids and times."""

    @abstractmethod
    def source_in(self, folder):
        """The fake as a source with its ledgers in a folder."""

    @abstractmethod
    def pass_time(self):
        """Go on to when the service knows for certain what was done before."""

    @abstractmethod
    def alone(self):
        """The records of `main` that are there and are called "Alone ...", the eldest first."""

    @abstractmethod
    def add(self, name):
        """Add a record to `main`."""

    @abstractmethod
    def change(self, record, number):
        """Write a text with the number into one of `alone`, elsewhere than into its name."""

    @abstractmethod
    def delete(self, record):
        """Delete one of `alone`."""

    @abstractmethod
    def change_another(self):
        """Change one record of another entity than `main`."""


def split(state, entity):
    """What a state holds of an entity, and of all others."""
    of_it = {name: values for name, values in state.items() if name[0] == entity}
    return of_it, {name: values for name, values in state.items() if name[0] != entity}


def unlike(before, after):
    """How many names of a state stand for something else in another one, or for nothing."""
    return sum(after.get(name) != values for name, values in before.items())


class HostedContract(SourceContract):
    """Subclass it as `Test...` and give the fixture `crm`."""

    def test_it_is_there_and_the_place_beside_it_is_not(self, crm):
        assert crm.source.exists()
        with pytest.raises(crm.refusal):
            crm.elsewhere().exists()

    def test_every_strategy_shows_the_crm_of_its_moment(self, crm):
        repository = new_repository()
        states = states_backed_up(crm, repository)
        for sequence, expected in reversed(list(enumerate(states, 1))):
            view = repository.view(only_crm(repository), sequence)
            report = crm.restored_from(repository, view, RestoreMode.EXACT)
            assert report.total("failed") == 0
            assert crm.state() == expected

    @pytest.mark.parametrize(("mode", "updated"), [(RestoreMode.MISSING, 0), (RestoreMode.MERGE, 1)])
    def test_a_milder_restore_deletes_nothing(self, crm, restored, mode, updated):
        repository, view, then, now = restored
        report = crm.restored_from(repository, view, mode)
        assert counts_of(report) == {crm.comes_back: 1} | ({"updated": updated} if updated else {})
        after = crm.state()
        assert now.keys() - after.keys() == set()
        assert len(after.keys() - now.keys()) == 1
        assert unlike(now, after) == updated
        assert unlike(then, after) == 1 - updated

    def test_a_dry_run_into_a_place_where_nothing_is_leaves_nothing_there(self, crm, restored):
        repository, view, _, now = restored
        with pytest.raises(crm.refusal):
            run_restore(repository, view, crm.elsewhere(), RestoreRequest(create_schema=True, dry_run=True))
        assert crm.state() == now

    def test_one_entity_is_restored_without_the_others(self, crm, restored):
        repository, view, then, _ = restored
        of_main_then, others_then = split(then, crm.main)
        crm.change_another()
        _, others = split(crm.state(), crm.main)
        assert unlike(others_then, others) == 1
        crm.restored_from(repository, view, RestoreMode.EXACT, scope=RecoveryScope(entities=(crm.main,)))
        assert split(crm.state(), crm.main) == (of_main_then, others)
