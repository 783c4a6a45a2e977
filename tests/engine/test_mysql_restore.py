"""Recovery points of MariaDB databases, restored so that mariadb-dump sees no difference."""

import pytest

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.mysql_crm import CHANGES, MORE, SCRIPT, MysqlCrm, counts, same, state


@pytest.fixture
def crm(mariadb):
    return MysqlCrm(mariadb, "crm", SCRIPT)


@pytest.fixture
def changed(crm):
    """With two points, of before and after everything changed."""
    crm.back_up(Strategy.FULL)
    crm.run(CHANGES)
    crm.back_up(Strategy.INCREMENTAL)
    return crm


def test_a_database_of_everything_restores_into_an_empty_one_at_every_strategy(crm, mariadb):
    moments = [crm.state()]
    crm.back_up(Strategy.FULL)
    for strategy, script in ((Strategy.INCREMENTAL, CHANGES), (Strategy.DIFFERENTIAL, MORE)):
        crm.run(script)
        moments.append(crm.state())
        crm.back_up(strategy)
    for sequence, moment in enumerate(moments, 1):
        mariadb.run("DROP DATABASE IF EXISTS made")
        if sequence == 2:
            mariadb.create("made", "CHARACTER SET latin1")
        report = crm.restore(sequence, target="made", create_schema=True)
        assert report.verified
        assert (report.total("failed"), report.warnings) == (0, ())
        same(state(mariadb, "made"), moment)
        defaults = "SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = "
        assert mariadb.run(f"{defaults}'made'") == mariadb.run(f"{defaults}'crm'")


@pytest.mark.parametrize("create_schema", [True, False])
def test_an_exact_restore_makes_a_living_database_as_it_was_and_undo_as_it_is(changed, create_schema):
    now = changed.state()
    dry = changed.restore(mode=RestoreMode.EXACT, create_schema=create_schema, dry_run=True)
    same(changed.state(), now)
    report = changed.restore(mode=RestoreMode.EXACT, create_schema=create_schema)
    assert (report.outcome, report.warnings) == (Outcome.OK, ())
    assert counts(dry) == counts(report)
    then = changed.state()
    changed.restore(2, mode=RestoreMode.EXACT, create_schema=create_schema)
    same(changed.state(), now)
    changed.restore(1, mode=RestoreMode.EXACT, create_schema=create_schema)
    same(changed.state(), then)
    changed.undo(report)
    same(changed.state(), now)


def test_counters_are_set_back_by_an_exact_restore_of_everything_and_otherwise_never_lowered(changed):
    counter = (
        "SELECT TABLE_NAME, AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'crm' AND TABLE_NAME = "
    )
    assert changed.run(f"{counter}'account'") == "account\t9\n"
    changed.restore(mode=RestoreMode.EXACT)
    assert changed.run(f"{counter}'account'") == "account\t9\n"
    changed.restore(mode=RestoreMode.EXACT, create_schema=True)
    assert changed.run(f"{counter}'account'") == "account\t8\n"
    changed.run("ALTER TABLE log AUTO_INCREMENT = 5; DELETE FROM log; ALTER TABLE log AUTO_INCREMENT = 1")
    changed.restore(mode=RestoreMode.MERGE)
    assert changed.run(f"{counter}'log'") == "log\t41\n"


def test_records_without_a_key_come_back_where_values_of_another_type_stood_meanwhile(mariadb):
    table = "CREATE TABLE loose (a bigint unsigned, d date); INSERT INTO loose VALUES (1, '2020-01-01'), (NULL, NULL);"
    crm = MysqlCrm(mariadb, "crm", table)
    then = crm.state()
    crm.back_up()
    crm.run("SET sql_mode = ''; INSERT INTO loose VALUES (18446744073709551615, '0000-00-00')")
    crm.restore(mode=RestoreMode.EXACT)
    same(crm.state(), then)


def test_times_that_no_other_program_knows_stay_beside_those_of_the_point(mariadb):
    crm = MysqlCrm(
        mariadb,
        "crm",
        """CREATE TABLE visit (id int PRIMARY KEY, day date, at datetime, exact datetime(3), moment timestamp(6) NULL);
        INSERT INTO visit VALUES (1, '2020-01-01', '2020-01-01', '2020-01-01 01:02:03.5', '2020-01-01 01:02:03'),
        (2, NULL, '2020-01-01 10:20:30', NULL, NULL);""",
    )
    crm.back_up()
    zero = "'0000-00-00', '0000-00-00', '0000-00-00', '0000-00-00'"
    crm.run(f"SET sql_mode = ''; UPDATE visit SET at = '2021-01-01' WHERE id = 1; INSERT INTO visit VALUES (3, {zero})")
    report = crm.restore()
    assert (report.total("updated"), report.total("unchanged"), report.total("created")) == (1, 1, 0)
    assert crm.run("SELECT at FROM visit ORDER BY id").split("\n")[0] == "2020-01-01 00:00:00"


def test_text_of_another_character_set_is_refused_where_it_would_come_back_as_other_bytes(mariadb):
    crm = MysqlCrm(
        mariadb,
        "crm",
        """CREATE TABLE note (id int PRIMARY KEY, words varchar(9) CHARACTER SET gbk);
        INSERT INTO note VALUES (1, 'abc'), (2, '客户');""",
    )
    crm.back_up()
    crm.run("INSERT INTO note VALUES (3, _gbk x'FEA0'); UPDATE note SET words = 'x' WHERE id < 3")
    now = crm.state()
    with pytest.raises(RestoreRefused, match=r"Values of 'note\.words' do not fit the field"):
        crm.restore()
    same(crm.state(), now)
    crm.run("DELETE FROM note WHERE id = 3")
    crm.restore()
    assert crm.run("SELECT words FROM note ORDER BY id") == "abc\n客户\n"


def test_a_counter_is_set_back_where_no_record_of_a_table_without_transactions_changed(mariadb):
    crm = MysqlCrm(mariadb, "crm", "CREATE TABLE old (id int NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=MyISAM;")
    then = crm.state()
    crm.back_up()
    crm.run("ALTER TABLE old AUTO_INCREMENT = 18")
    crm.restore(mode=RestoreMode.EXACT, create_schema=True)
    same(crm.state(), then)


@pytest.mark.parametrize("mode", [RestoreMode.MISSING, RestoreMode.MERGE])
def test_what_is_missing_comes_back_and_only_a_merge_changes_what_is_there(changed, mode):
    changed.run(
        "SET foreign_key_checks = 0; DELETE FROM account WHERE id = 0; UPDATE pair SET n = 0; DELETE FROM old_style"
    )
    now = changed.state()
    dry = changed.restore(2, mode=mode, dry_run=True)
    same(changed.state(), now)
    report = changed.restore(2, mode=mode)
    assert counts(dry) == counts(report)
    assert changed.run("SELECT name FROM account WHERE id = 0") == "root \\\\ 'x'\n"
    assert changed.run("SELECT t FROM old_style ORDER BY id") == "changed\nfïve\nsix\n"
    assert changed.run("SELECT MAX(n) FROM pair") == ("0\n" if mode is RestoreMode.MISSING else "99\n")
    changed.undo(report)
    assert changed.run("SELECT COUNT(*) FROM account WHERE id = 0") == "0\n"


STRUCTURE = {
    "columns": "ALTER TABLE account ADD more int NOT NULL DEFAULT 3, DROP KEY words, ADD KEY more (code, name); "
    "ALTER TABLE contact DROP COLUMN note; ALTER TABLE old_style DROP COLUMN t; "
    "ALTER TABLE every_type MODIFY si bigint, MODIFY c varchar(9), MODIFY dd double; "
    "ALTER TABLE parts REMOVE PARTITIONING; "
    "ALTER TABLE case_key MODIFY k varchar(30) CHARACTER SET latin1 COLLATE latin1_nopad_bin NOT NULL",
    "keys": "ALTER TABLE pair DROP PRIMARY KEY, ADD PRIMARY KEY (a, b); "
    "ALTER TABLE keyless ADD id int NOT NULL AUTO_INCREMENT PRIMARY KEY; ALTER TABLE case_key DROP PRIMARY KEY",
    "engines": "ALTER TABLE crash_safe ENGINE=InnoDB; ALTER TABLE pair ENGINE=MyISAM; ALTER TABLE log ENGINE=Aria",
    "rules": "ALTER TABLE account DROP CONSTRAINT code_long; ALTER TABLE contact DROP FOREIGN KEY contact_account; "
    "ALTER TABLE contact ADD CONSTRAINT contact_account FOREIGN KEY (account) "
    "REFERENCES account (id) ON DELETE SET NULL; "
    "ALTER TABLE pair ADD account int unsigned, ADD CONSTRAINT more FOREIGN KEY (account) REFERENCES account (id)",
    "tables": "DROP TABLE pair; DROP TABLE old_style; SET foreign_key_checks = 0; DROP TABLE contact; "
    "DROP VIEW people, all_people; CREATE TABLE extra (id int PRIMARY KEY, account int unsigned, "
    "CONSTRAINT contact_account FOREIGN KEY (account) REFERENCES account (id)); INSERT INTO extra VALUES (1, 1); "
    "CREATE VIEW extra_view AS SELECT * FROM extra; CREATE TABLE extra_old (a int) ENGINE=MyISAM",
    "a table that was a view": "DROP VIEW all_people, people; CREATE TABLE people (id int PRIMARY KEY); "
    "DROP TABLE pair; CREATE VIEW pair AS SELECT 1 AS a",
    "what acts and shows": "DROP TRIGGER a_second; DROP TRIGGER `log it`; CREATE TRIGGER more BEFORE DELETE ON contact "
    "FOR EACH ROW SET @x = 1; CREATE TRIGGER `log it` AFTER DELETE ON log FOR EACH ROW SET @y = 1; "
    "DROP FUNCTION twice; DROP PROCEDURE tidy; CREATE PROCEDURE twice() SELECT 1; DROP VIEW all_people; "
    "CREATE OR REPLACE VIEW people AS SELECT 1 AS one; CREATE VIEW more AS SELECT 2 AS two; DROP EVENT nightly; "
    "CREATE EVENT other ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01' DISABLE DO SELECT 1",
    "sequences": "ALTER TABLE contact ALTER ticket DROP DEFAULT; DROP SEQUENCE ticket; "
    "CREATE SEQUENCE other START WITH 7; "
    "ALTER DATABASE COLLATE latin1_swedish_ci",
    "a sequence that counts otherwise": "ALTER SEQUENCE ticket INCREMENT BY 3; SELECT NEXT VALUE FOR ticket",
}


@pytest.mark.parametrize("what", STRUCTURE)
def test_an_exact_restore_with_schema_undoes_every_change_of_structure_and_is_undone_itself(crm, what):
    then = crm.state()
    crm.back_up()
    crm.run(STRUCTURE[what])
    now = crm.state()
    dry = crm.restore(mode=RestoreMode.EXACT, create_schema=True, dry_run=True)
    same(crm.state(), now)
    report = crm.restore(mode=RestoreMode.EXACT, create_schema=True)
    same(crm.state(), then)
    assert (report.outcome, report.warnings) == (Outcome.OK, ())
    assert counts(dry) == counts(report)
    again = crm.restore(mode=RestoreMode.EXACT, create_schema=True)
    assert sum(again.total(count) for count in ("created", "updated", "deleted", "failed")) == 0
    crm.undo(report)
    same(crm.state(), now)


def test_tables_that_are_missing_are_created_with_their_triggers_and_nothing_else_changes(crm):
    crm.back_up()
    crm.run("DROP VIEW all_people, people; DROP EVENT nightly; ALTER TABLE pair ADD more int; DELETE FROM log")
    wanted = crm.state()
    crm.run("SET foreign_key_checks = 0; DROP TABLE account, old_style")
    with pytest.raises(RestoreRefused, match="The target has no 'account', 'old_style'"):
        crm.restore(entities=("account", "old_style"))
    without = crm.state()
    report = crm.restore(entities=("account", "old_style"), create_schema=True)
    assert report.outcome is Outcome.OK
    same(crm.state(), wanted)
    crm.undo(report)
    same(crm.state(), without)


def test_a_dry_run_into_a_database_that_does_not_exist_counts_and_creates_nothing(crm, mariadb):
    crm.back_up()
    mariadb.run("DROP DATABASE IF EXISTS made")
    dry = crm.restore(target="made", create_schema=True, dry_run=True)
    assert mariadb.run("SHOW DATABASES LIKE 'made'") == ""
    report = crm.restore(target="made", create_schema=True)
    assert counts(dry) == counts(report)
    assert dry.total("failed") == 0
