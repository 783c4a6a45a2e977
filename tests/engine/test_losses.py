"""What vanished since the point before is told; what a database only keeps in another way is not."""

MANY = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300)"


def test_a_sharp_fall_of_records_is_a_warning(crm):
    made = crm("CREATE TABLE note (id INTEGER PRIMARY KEY)", f"{MANY} INSERT INTO note SELECT x FROM n")
    made.back_up()
    made.run("DELETE FROM note WHERE id > 100")
    assert made.back_up().warnings == ("'note' fell from 300 to 100 records.",)


def test_a_search_index_that_is_packed_together_is_none(crm):
    made = crm(
        "CREATE VIRTUAL TABLE found USING fts5 (body)", "INSERT INTO found (found, rank) VALUES ('automerge', 0)"
    )
    made.run(*(f"INSERT INTO found VALUES ('word{number}')" for number in range(150)))
    made.back_up()
    before = made.rows("SELECT count(*) FROM found_data")
    made.run("INSERT INTO found (found) VALUES ('optimize')")
    assert made.rows("SELECT count(*) * 2 FROM found_data") < before
    assert made.back_up().warnings == ()
