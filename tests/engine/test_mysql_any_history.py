"""Any sequence of edits and backups of any MariaDB database: every point restores so that mariadb-dump sees it."""

import re
import subprocess
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.mysql_crm import MysqlCrm, counts, same, state
from tests.engine.mysql_statements import Writer, edits

_COUNTER = re.compile(r" AUTO_INCREMENT=\d+")
_SESSION = "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00', foreign_key_checks = "


def run(crm, statements, *, checked=True):
    """Those that the database takes."""
    script = ";\n".join([f"{_SESSION}{int(checked)}", *statements])
    note(script)
    client = ["mariadb", *crm.server.login, "--force", "--comments", "--default-character-set=utf8mb4", crm.database]
    subprocess.run(client, input=script, encoding="utf-8", capture_output=True, check=False)


def without_counters(lines):
    """A counter is never lowered by what is not exact."""
    return [_COUNTER.sub("", line) for line in lines if "SETVAL(" not in line]


def structure(lines):
    return without_counters(line for line in lines if not line.startswith("INSERT INTO "))


def records(lines):
    return {line for line in lines if line.startswith("INSERT INTO ")}


def check_promise(mode, found, then, now):
    """What a restore of a mode leaves where nothing but records differ."""
    if mode is RestoreMode.MISSING:
        assert records(found) >= records(now)
    elif mode is RestoreMode.MERGE:
        assert records(found) >= records(then)
    else:
        assert records(found) == records(then)


def check(crm, moments, random):
    """One restore into what is there now, whose counts were rehearsed, and back."""
    sequence = random.choice(sorted(moments))
    mode, schema = random.choice(list(RestoreMode)), random.random() < 0.7
    exact = mode is RestoreMode.EXACT and schema
    now, then = crm.state(), moments[sequence]
    note(f"restore {sequence} {mode} {schema}")
    try:
        dry = crm.restore(sequence, mode=mode, create_schema=schema, dry_run=True)
    except RestoreRefused as refusal:
        note(f"refused: {refusal}")
        assert not exact
        same(crm.state(), now)
        return
    same(crm.state(), now)
    report = crm.restore(sequence, mode=mode, create_schema=schema)
    assert counts(dry) == counts(report)
    if exact:
        same(crm.state(), then)
    if structure(now) == structure(then) and not report.total("failed"):
        check_promise(mode, crm.state(), then, now)
    crm.undo(report)
    found = crm.state()
    same(*((found, now) if exact else (without_counters(found), without_counters(now))))


def history(server, random, rounds):
    writer = Writer(random)
    crm = MysqlCrm(server, "history", "SELECT 1")
    run(crm, [writer.create_table() for _ in range(random.randint(1, 4))])
    moments = {}
    for _ in range(rounds):
        run(crm, edits(writer, 12), checked=random.random() < 0.8)
        if random.random() < 0.5:
            run(crm, [writer.restructure(), writer.restructure(), writer.create_table()])
            run(crm, edits(writer, 4))
        before = crm.state()
        point = crm.back_up(random.choice((None, *Strategy)))
        moments[point.sequence] = before
        note(f"point {point.sequence}: {point.strategy}")
        run(crm, edits(writer, 5))
        if random.random() < 0.3:
            run(crm, [writer.restructure()])
        check(crm, moments, random)
    server.run("DROP DATABASE IF EXISTS history_made")
    sequence = random.choice(sorted(moments))
    report = crm.restore(sequence, target="history_made", create_schema=True)
    same(state(server, "history_made"), moments[sequence])
    assert (report.total("failed"), report.warnings) == (0, ())


def check_histories(server, examples, rounds):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
    )
    @given(st.integers(0, 2**32))
    def every_history(seed):
        history(server, Random(seed), rounds)

    every_history()


@pytest.mark.timeout(300)
def test_every_point_of_any_history_restores_exactly_and_every_restore_can_be_undone(mariadb):
    check_histories(mariadb, examples=3, rounds=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_long_histories_restore_exactly(mariadb):
    check_histories(mariadb, examples=15, rounds=5)
