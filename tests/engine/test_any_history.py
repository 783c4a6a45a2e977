"""Any sequence of edits and backups: every point restores exactly, whatever its strategy, mode and target are."""

import secrets
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.compare import compare, plain
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.engine.merging import by_identity, differing, expected
from tests.engine.sqlite_crm import EDITS, NUMBERS, RECORDS, RESTRUCTURINGS, TABLE_NAMES, SqliteCrm, definitions
from tests.engine.sqlite_state import state_of

COUNTS = ("created", "updated", "deleted", "unchanged", "skipped", "failed")


class AnyHistory(RuleBasedStateMachine):
    """A CRM that is edited, backed up and restored; `moments` is what it held at each point."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="crmbackup-test-"))
        self.crm = SqliteCrm(self.folder / "crm.db")
        self.source = SqliteSource(self.crm.path)
        self.repository = Repository(open_store("memory:"), "r" * 32, secrets.token_bytes(32))
        self.moments = {}
        self.partial = {}
        self.outputs = 0

    def teardown(self):
        try:
            for sequence in self.moments:
                self.restored_into_new_file(sequence, RestoreMode.MERGE)
            assert check(self.repository).sound
        finally:
            shutil.rmtree(self.folder)

    # Edits

    @initialize(
        journal=st.sampled_from(("WAL", "DELETE")), encoding=st.sampled_from(("UTF-8", "UTF-8", "UTF-16le")),
        tables=st.lists(definitions(), min_size=1, max_size=4), records=RECORDS,
    )  # fmt: skip
    def begin(self, journal, encoding, tables, records):
        self.crm.run(f"PRAGMA encoding='{encoding}'", f"PRAGMA journal_mode={journal}")
        for number, (name, definition) in enumerate(zip(TABLE_NAMES, tables, strict=False)):
            self.crm.create_table(name, definition)
            self.crm.insert(number, records)

    @rule(edits=st.lists(EDITS, min_size=1, max_size=5))
    def edit(self, edits):
        for name, *arguments in edits:
            getattr(self.crm, name)(*arguments)

    @rule(edits=st.lists(EDITS, min_size=1, max_size=3), strategy=st.sampled_from((None, *Strategy)))
    def edit_and_back_up(self, edits, strategy):
        self.edit(edits)
        self.back_up(strategy)

    @rule(restructuring=RESTRUCTURINGS)
    def restructure(self, restructuring):
        name, *arguments = restructuring
        getattr(self.crm, name)(*arguments)

    # Backups

    @rule(strategy=st.sampled_from((None, *Strategy, Strategy.INCREMENTAL)))
    def back_up(self, strategy):
        before = state_of(self.crm.path)
        point = run_backup(self.source, self.repository, BackupRequest(strategy)).point
        note(f"{point.sequence}: {point.strategy} of {point.records}, chain {point.chain}")
        assert point.kind is PointKind.REGULAR
        assert state_of(self.crm.path) == before
        self.moments[point.sequence] = before

    @precondition(lambda self: self.moments)
    @rule(tables=st.lists(NUMBERS, min_size=1, max_size=2), strategy=st.sampled_from((None, *Strategy)))
    def back_up_some(self, tables, strategy):
        scope = RecoveryScope(entities=tuple({self.crm.table(table) for table in tables}))
        if not set(scope.entities) <= set(self.crm.tables()):
            return
        point = run_backup(self.source, self.repository, BackupRequest(strategy, scope)).point
        note(f"{point.sequence}: {point.kind} {point.strategy} {scope.entities}, chain {point.chain}")
        state = state_of(self.crm.path)
        if point.kind is PointKind.PARTIAL:
            self.partial[point.sequence] = (state, scope.entities)

    # Restores

    def view(self, sequence):
        (crm,) = self.repository.crms()
        return self.repository.view(crm.id, sequence)

    def chosen(self, number):
        return sorted(self.moments)[number % len(self.moments)]

    def restored_into_new_file(self, sequence, mode):
        self.outputs += 1
        path = self.folder / f"restored {self.outputs}.db"
        request = RestoreRequest(mode=mode, create_schema=True)
        report = run_restore(self.repository, self.view(sequence), SqliteSource(path), request)
        wanted, found = self.moments[sequence], state_of(path)
        path.unlink()
        assert found == wanted, found.difference(wanted)
        assert report.verified
        assert report.total("failed") == 0
        assert report.total("created") == self.view(sequence).point.records

    @precondition(lambda self: self.moments)
    @rule(number=NUMBERS, mode=st.sampled_from(RestoreMode))
    def restore_into_new_file(self, number, mode):
        self.restored_into_new_file(self.chosen(number), mode)

    @precondition(lambda self: self.moments)
    @rule(number=NUMBERS, undo=st.booleans())
    def restore_exactly(self, number, undo):
        sequence, before = self.chosen(number), state_of(self.crm.path)
        request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True)
        rehearsed = self.rehearsed(sequence, request)
        assert state_of(self.crm.path) == before
        report = run_restore(self.repository, self.view(sequence), self.source, request)
        after = state_of(self.crm.path)
        assert after == self.moments[sequence], after.difference(self.moments[sequence])
        assert counts(report) == counts(rehearsed)
        assert report.total("verified") == self.view(sequence).point.records
        if undo:
            run_undo(self.repository, self.view(report.safety_point.sequence), self.source)
            after = state_of(self.crm.path)
            assert after == before, after.difference(before)

    def rehearsed(self, sequence, request):
        dry = RestoreRequest(request.scope, request.mode, dry_run=True, create_schema=request.create_schema)
        return run_restore(self.repository, self.view(sequence), self.source, dry)

    @precondition(lambda self: self.moments)
    @rule(number=NUMBERS, mode=st.sampled_from(RestoreMode), undo=st.booleans())
    def restore_records(self, number, mode, undo):
        """Into the structure that is there: what each mode means, record by record."""
        sequence, before = self.chosen(number), state_of(self.crm.path)
        point = self.moments[sequence]
        scope = RecoveryScope(entities=comparable_tables(point, before))
        if not scope.entities:
            return
        request = RestoreRequest(scope, mode)
        try:
            report = run_restore(self.repository, self.view(sequence), self.source, request)
        except RestoreRefused as refusal:
            note(f"refused: {refusal}")
            assert any(before.references[name] for name in before.tables)
            assert state_of(self.crm.path) == before
            return
        after = state_of(self.crm.path)
        assert after.schema == before.schema
        assert {n: t for n, t in after.tables.items() if n not in scope.entities and n != "sqlite_sequence"} == {
            n: t for n, t in before.tables.items() if n not in scope.entities and n != "sqlite_sequence"
        }
        exact = mode is RestoreMode.EXACT
        for result in report.entities:
            wanted = expected(point.tables[result.name], before.tables[result.name], mode.value, row_ids=exact)
            found = by_identity(after.tables[result.name], row_ids=exact)
            note(f"{result}")
            assert differing(found, wanted.after) == result.failed
            if not result.failed:
                assert [getattr(result, count) for count in COUNTS[:-1]] == [getattr(wanted, c) for c in COUNTS[:-1]]
        if undo:
            run_undo(self.repository, self.view(report.safety_point.sequence), self.source)
            after = state_of(self.crm.path)
            wanted = before.without_counters()
            assert after.without_counters() == wanted, after.without_counters().difference(wanted)

    @precondition(lambda self: self.partial)
    @rule(number=NUMBERS, undo=st.booleans())
    def restore_partial_exactly(self, number, undo):
        """Only the entities that such a point has end as they were; what was left out of it stays."""
        sequence = sorted(self.partial)[number % len(self.partial)]
        moment, names = self.partial[sequence]
        before = state_of(self.crm.path)
        request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True)
        try:
            report = run_restore(self.repository, self.view(sequence), self.source, request)
        except RestoreRefused as refusal:
            note(f"refused: {refusal}")
            assert state_of(self.crm.path) == before
            return
        after = state_of(self.crm.path).without_counters()
        untouched = {name: table for name, table in before.without_counters().tables.items() if name not in names}
        assert after.tables == untouched | {name: moment.tables[name] for name in names}
        assert all(after.definition(name) == moment.definition(name) for name in names)
        if undo:
            run_undo(self.repository, self.view(report.safety_point.sequence), self.source)
            after = state_of(self.crm.path)
            wanted = before.without_counters()
            assert after.without_counters() == wanted, after.without_counters().difference(wanted)

    # Comparisons

    @precondition(lambda self: self.moments)
    @rule(first=NUMBERS, second=NUMBERS)
    def compare_points(self, first, second):
        a, b = self.chosen(first), self.chosen(second)
        found = compare(self.repository, self.view(a), self.view(b), rows=1_000_000)
        assert_compared(found, self.moments[a], self.moments[b])
        comparable = comparable_tables(self.moments[a], self.moments[b])
        for comparison in found:
            if comparison.name in comparable:
                before, after = (records_of(self.view(sequence), comparison.name) for sequence in (a, b))
                assert applied(comparison.rows, before) == after

    @precondition(lambda self: self.moments)
    @rule(number=NUMBERS)
    def compare_with_crm(self, number):
        sequence, state = self.chosen(number), state_of(self.crm.path)
        with self.source.snapshot() as snapshot:
            found = compare(self.repository, self.view(sequence), snapshot)
        assert_compared(found, self.moments[sequence], state)


def records_of(view, name):
    """How often each record of an entity occurs, as Python values."""
    names = [field.name for field in view.entity(name).fields]
    return Counter(
        repr({field: plain(run.batch.column(i)[row]) for i, field in enumerate(names)})
        for run in view.read(name)
        for row in range(len(run))
    )


def applied(rows, records):
    """The records after what a comparison says was done to them."""
    gone = Counter(repr(row["before"]) for row in rows if "before" in row)
    assert gone <= records
    return records - gone + Counter(repr(row["after"]) for row in rows if "after" in row)


def counts(report):
    return {result.name: tuple(getattr(result, count) for count in COUNTS) for result in report.entities}


def comparable_tables(point, before):
    """Tables of one definition on both sides whose records have the same kind of key there."""
    return tuple(
        name
        for name, table in before.tables.items()
        if not name.startswith("sqlite_")
        and name in point.tables
        and point.definition(name) == before.definition(name)
        and (point.tables[name].key, point.tables[name].row_id_is_key) == (table.key, table.row_id_is_key)
    )


def assert_compared(found, a, b):
    """Each entity's counts, for those whose records can be told apart by the same key on both sides."""
    by_name = {comparison.name: comparison for comparison in found}
    names = {name for name in (*a.tables, *b.tables) if not name.startswith("sqlite_")}
    assert set(by_name) == names
    for name in comparable_tables(a, b):
        wanted = expected(b.tables[name], a.tables[name], "exact", row_ids=True)
        comparison = by_name[name]
        assert (comparison.added, comparison.changed, comparison.deleted) == (
            wanted.created,
            wanted.updated,
            wanted.deleted,
        ), name
    for name in names - set(a.tables):
        assert by_name[name].added == len(by_identity(b.tables[name]))
    for name in names - set(b.tables):
        assert by_name[name].deleted == len(by_identity(a.tables[name]))


def check_histories(examples, steps):
    run_state_machine_as_test(
        AnyHistory,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            # A failing history is long to shrink, and tells enough as it is.
            phases=[phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
        ),
    )


def test_every_point_of_any_history_restores_exactly_and_the_modes_do_what_they_say():
    check_histories(examples=35, steps=20)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_long_histories_restore_exactly():
    check_histories(examples=400, steps=50)
