"""A restore of everything also restores full-text indexes; its undo leaves them to the database."""

import pytest

from crmbackup_gui.model.scope import RestoreMode

NOTES = (
    "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)",
    "CREATE VIRTUAL TABLE found USING fts5 (body, content = 'note', content_rowid = 'id')",
    "CREATE TRIGGER added AFTER INSERT ON note BEGIN INSERT INTO found (rowid, body) VALUES (new.id, new.body); END",
    """CREATE TRIGGER gone DELETE ON note BEGIN
        INSERT INTO found (found, rowid, body) VALUES ('delete', old.id, old.body);
    END""",
    "INSERT INTO note VALUES (1, 'first'), (2, 'second')",
)
CHECK = "INSERT INTO found (found, rank) VALUES ('integrity-check', 1)"


@pytest.mark.parametrize("meanwhile", [None, "INSERT INTO note VALUES (9, 'meanwhile')"], ids=["at once", "later"])
def test_undoing_a_restore_of_everything_leaves_a_search_index_that_finds_what_is_there(crm, meanwhile):
    made = crm(*NOTES)
    made.back_up()
    made.run("DELETE FROM note WHERE id = 1", "INSERT INTO note VALUES (3, 'third')")
    report = made.restore(mode=RestoreMode.EXACT)
    assert made.rows("SELECT rowid FROM found WHERE found MATCH 'first OR third'") == [(1,)]
    if meanwhile:
        made.run(meanwhile)
    undone = made.undo(report)
    assert undone.verified
    assert made.rows("SELECT rowid FROM found WHERE found MATCH 'first OR third'") == [(3,)]
    made.run(CHECK)


def test_undoing_also_puts_back_an_index_that_keeps_its_own_records(crm):
    made = crm("CREATE VIRTUAL TABLE own USING fts5 (body)", "INSERT INTO own (rowid, body) VALUES (1, 'first')")
    made.back_up()
    made.run("INSERT INTO own (rowid, body) VALUES (3, 'third')")
    before = made.state()
    made.undo(made.restore(mode=RestoreMode.EXACT))
    assert made.state() == before
    assert made.rows("SELECT rowid FROM own WHERE own MATCH 'third'") == [(3,)]
