"""Repositories that the tests of plans and of advice have measured."""

from crmbackup_gui.model.planner import DAY, Measurements

MEASURED = Measurements(
    full_bytes=100_000,
    scope_bytes=100_000,
    changes=(1_000, 2_000, 1_500),
    cumulative=(1_000, 2_500, 3_000),
    s1=1_000.0,
    s2=100.0,
    s3=200.0,
    interval_seconds=DAY,
)
OLD_ONLY = Measurements(full_bytes=100_000, scope_bytes=100_000)
UNTIMED = Measurements(full_bytes=100_000, scope_bytes=100_000, changes=(1_000,), cumulative=(1_000,))
