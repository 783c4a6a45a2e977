"""A rehearsal foresees which records have nothing to belong to."""

import pytest

from crmbackup_gui.model.scope import RecoveryScope
from tests.sources.hosted.office import counts, ids


def told(report):
    return counts(report), sorted((e.name, key, why) for e in report.entities for key, why in e.refused)


def lose(office, name, key):
    """A record is gone for good, and nothing points to it any more."""
    office.delete(name, key)
    office.empty_bin()
    for rows in office.rows.values():
        for row in rows.values():
            row.update({field: None for field, value in row.items() if value == key and field != "id"})


@pytest.mark.parametrize("gone", [("contact",), ("company", "contact"), ("company",)])
def test_a_rehearsal_foresees_which_records_have_nothing_to_belong_to(office, restore, gone):
    top, _ = ids(office, "company")
    first, second, *_ = ids(office, "contact")
    if "contact" in gone:
        lose(office, "contact", first)
        lose(office, "contact", second)
    if "company" in gone:
        lose(office, "company", top)
    asked = {"scope": RecoveryScope(entities=("contact",))}
    rehearsed, done = restore(dry_run=True, **asked), restore(**asked)
    assert counts(rehearsed) == counts(done)
    assert [key for _, key, _ in told(rehearsed)[1]] == [key for _, key, _ in told(done)[1]]
    failed = {("contact",): 0, ("company", "contact"): 4, ("company",): 4}[gone]
    assert rehearsed.total("failed") == failed
    assert {why for _, _, why in told(rehearsed)[1]} <= {"what it belongs to is not there"}


def test_a_rehearsal_finds_what_the_same_restore_creates_before(office, restore):
    for name in ("contact", "company"):
        for key in ids(office, name):
            lose(office, name, key)
    rehearsed, done = restore(dry_run=True), restore()
    assert counts(rehearsed) == counts(done)
    assert (rehearsed.total("created"), rehearsed.total("failed")) == (6, 0)


def test_a_rehearsal_foresees_what_lacks_a_record_that_is_refused(office, restore):
    top, below = ids(office, "company")
    for key in (below, top):
        lose(office, "company", key)
    for key in ids(office, "contact"):
        lose(office, "contact", key)
    asked = {"scope": RecoveryScope(entities=("company",), records={"company": (below,)})}
    rehearsed, done = restore(dry_run=True, **asked), restore(**asked)
    assert told(rehearsed)[0] == told(done)[0]
    assert told(rehearsed)[1] == [("company", below, "what it belongs to is not there")]


def test_a_rehearsal_asks_of_no_record_that_it_has_seen(office, restore):
    office.change("contact", ids(office, "contact")[0], name="?")
    office.calls.clear()
    restore(dry_run=True)
    assert ("fetch", "company") not in office.calls
