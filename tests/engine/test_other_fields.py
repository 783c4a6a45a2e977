"""A target that has other fields than the recovery point: they are matched by name, and what differs is said."""

FULL = (
    "CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT, phone TEXT)",
    "INSERT INTO contact VALUES (1, 'Ann', '5')",
)
LEFT_OUT = "'contact' has no such fields any more, so their values were left out: phone."
UNKNOWN = "'contact' has fields that the point does not know; they stay as they are: score."


def changed(crm, *statements):
    made = crm(*FULL)
    made.back_up()
    made.run(*statements)
    return made


def test_values_without_a_field_are_left_out_and_that_is_said(crm):
    made = changed(crm, "ALTER TABLE contact DROP COLUMN phone", "UPDATE contact SET name = 'Bob'")
    report = made.restore()
    assert made.rows("SELECT * FROM contact") == [(1, b"Ann")]
    assert report.warnings == (LEFT_OUT,)


def test_values_of_a_field_that_the_point_does_not_know_stay_and_that_is_said(crm):
    made = changed(crm, "ALTER TABLE contact ADD COLUMN score", "UPDATE contact SET name = 'Bob', score = 3")
    report = made.restore()
    assert made.rows("SELECT * FROM contact") == [(1, b"Ann", b"5", 3)]
    assert report.warnings == (UNKNOWN,)


def test_nothing_is_said_of_fields_where_nothing_was_written(crm):
    made = changed(crm, "ALTER TABLE contact ADD COLUMN score")
    assert made.restore().warnings == ()
