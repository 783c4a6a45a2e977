"""A MariaDB database of everything that makes restoring one hard, what happens to it, and how two are compared."""

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.mysql.source import open_mysql
from tests.engine.setting import new_repository, view_of

TABLES = """
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00';
CREATE SEQUENCE ticket START WITH 100 INCREMENT BY 10;
CREATE TABLE account (
  id int unsigned NOT NULL AUTO_INCREMENT COMMENT 'AUTO_INCREMENT=7, (x',
  name varchar(80) COLLATE utf8mb4_bin DEFAULT NULL,
  code varchar(20) NOT NULL,
  parent int unsigned DEFAULT NULL,
  changed timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
  twice int GENERATED ALWAYS AS (char_length(`name`) * 2) VIRTUAL,
  shout varchar(80) GENERATED ALWAYS AS (upper(`code`)) STORED,
  secret varchar(10) INVISIBLE DEFAULT 'hidden',
  PRIMARY KEY (id), UNIQUE KEY by_code (code), KEY by_parent (parent), FULLTEXT KEY words (name),
  CONSTRAINT account_parent FOREIGN KEY (parent) REFERENCES account (id) ON DELETE SET NULL,
  CONSTRAINT code_long CHECK (char_length(code) > 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='Accounts; all of ''them';
CREATE TABLE contact (
  id char(36) NOT NULL, account int unsigned DEFAULT NULL, ticket bigint DEFAULT (NEXT VALUE FOR ticket),
  email varchar(190) CHARACTER SET latin1 DEFAULT NULL, note mediumtext, photo mediumblob,
  PRIMARY KEY (id), KEY by_account (account),
  CONSTRAINT contact_account FOREIGN KEY (account) REFERENCES account (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
CREATE TABLE every_type (
  id bigint NOT NULL PRIMARY KEY,
  ti tinyint, tu tinyint unsigned, si smallint, mu mediumint unsigned, bu bigint unsigned, z int(8) unsigned zerofill,
  b1 bit(1), b9 bit(9), b64 bit(64), f float, fd float(7,3), d double, dd double(20,4), de decimal(65,30), y year,
  da date, dt datetime(6), ts timestamp NULL, tm time(6), c char(5), vb varbinary(10), bi binary(4),
  tt tinytext CHARACTER SET latin1, lt longtext COLLATE utf8mb4_general_ci, js json, e enum('a','b','it''s'),
  s set('x','y','z'), g geometry, p point, u uuid, ip inet6,
  sj varchar(20) CHARACTER SET sjis, u16 varchar(20) CHARACTER SET utf16
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE case_key (k varchar(20) COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY, v int UNIQUE) DEFAULT
  CHARSET=utf8mb4;
CREATE TABLE pair (a int NOT NULL, b varchar(10) NOT NULL, n int, PRIMARY KEY (b, a)) DEFAULT CHARSET=utf8mb4;
CREATE TABLE keyless (a int, b varchar(20), c text) DEFAULT CHARSET=utf8mb4;
CREATE TABLE old_style (id int NOT NULL AUTO_INCREMENT, t text, PRIMARY KEY (id), FULLTEXT KEY t (t))
  ENGINE=MyISAM DEFAULT CHARSET=latin1;
CREATE TABLE counted (g int NOT NULL, n int NOT NULL AUTO_INCREMENT, v int, PRIMARY KEY (g, n)) ENGINE=MyISAM;
CREATE TABLE crash_safe (id int NOT NULL PRIMARY KEY, v varchar(10)) ENGINE=Aria TRANSACTIONAL=1 DEFAULT
  CHARSET=utf8mb4;
CREATE TABLE parts (id int NOT NULL, y int NOT NULL, PRIMARY KEY (id, y)) ENGINE=InnoDB
  PARTITION BY RANGE (y) (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE `od``d, näme(` (`c``1` int NOT NULL, `sel"ect` varchar(10), `ü` int, PRIMARY KEY (`c``1`)) DEFAULT
  CHARSET=utf8mb4;
CREATE TABLE log (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, what varchar(200)) DEFAULT CHARSET=utf8mb4;
"""

OBJECTS = r"""
DELIMITER //
CREATE FUNCTION twice(a int) RETURNS int DETERMINISTIC COMMENT 'x' RETURN a * 2//
CREATE PROCEDURE tidy(IN a int, OUT b varchar(10)) MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN DELETE FROM log WHERE id < a; SET b = 'ünï'; END//
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'//
CREATE VIEW people AS SELECT c.id, a.name || '!' AS "account name" FROM contact c LEFT JOIN account a ON a.id =
  c.account//
SET sql_mode = ''//
CREATE VIEW all_people AS SELECT * FROM people WHERE id <> 'x'//
CREATE TRIGGER   first_word BEFORE INSERT ON account FOR EACH ROW SET NEW.secret = 'by trigger'//
CREATE TRIGGER `log it` AFTER UPDATE ON account FOR EACH ROW
BEGIN
  INSERT INTO log (what) VALUES (CONCAT('changed ', OLD.id));
END//
CREATE TRIGGER a_second AFTER UPDATE ON account FOR EACH ROW FOLLOWS `log it` INSERT INTO log (what) VALUES
  ('second')//
CREATE TRIGGER old_log AFTER INSERT ON old_style FOR EACH ROW INSERT INTO log (what) VALUES ('old')//
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE COMMENT 'sleeps' DO DELETE FROM
  log//
DELIMITER ;
"""

RECORDS = r"""
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00', foreign_key_checks = 0;
INSERT INTO account (id, name, code, parent, changed, secret) VALUES (0, 'root \\ ''x''', 'r0', NULL,
  '2020-01-01 00:00:00.123', NULL),
  (1, 'Ärger 😀', 'c1', 0, '2021-01-01', 'one'), (2, NULL, 'c2', 1, '2022-02-02 02:02:02', DEFAULT), (7, 'x', 'c7',
  2, '1970-01-01 00:00:01', 's');
INSERT INTO contact (id, account, email, note, photo) VALUES ('a-1', 1, 'ä€@x', 'note', x'00FF275C'), ('a-2', 2,
  NULL, REPEAT('lärge', 30000), REPEAT(x'00275CFF', 40000)),
  ('b-3', NULL, '', '', '');
INSERT INTO every_type (id) VALUES (0);
INSERT INTO every_type VALUES (1, -128, 255, -32768, 16777215, 18446744073709551615, 42, 1, 257, 18446744073709551615,
  1.2345678, 1234.567, 1e-300, 1.5, 12345678901234567890123456789012345.123456789012345678901234567890, 1901,
  '2004-02-31',
  '9999-12-31 23:59:59.999999', '0000-00-00 00:00:00', '838:59:59.999999', 'ab   ', x'0001FF', x'01', 'tïny', '',
  '{"a": [1, "ü"]}', 'it''s',
  'x,z', ST_GeomFromText('LINESTRING(0 0,1 1)', 4326), POINT(1, -0.0), '123e4567-e89b-12d3-a456-426655440000',
  '::1', 'ソース', '😀u'),
  (2, 127, 0, 32767, 0, 9223372036854775808, 0, 0, 0, 0, -3.4028234663852886e38, -0.001, -0.0, -99.9999, -0.1, 0,
  '0000-00-00',
  '0000-00-00', '2038-01-19 03:14:07', '-838:59:59', '', '', x'', '', NULL, 'null', 'nothing', '', NULL, NULL,
  '00000000-0000-0000-0000-000000000000', '::ffff:1.2.3.4', '', ''),
  (3, 0, 1, 0, 1, 1, 1, NULL, 1, 9223372036854775808, 16777217, 0, 4.9e-324, 0, 1, 2155, '2004-00-00',
  '1000-01-01 00:00:00.000001', '1970-01-01 00:00:01',
  '00:00:00.000001', 'é', x'5C27', x'5C272200', '''', '\\ \' " \n \r \0 \Z', '[]', 'a', 'x',
  ST_GeomFromText('POINT(5 5)'), POINT(1e308, 1e-308), NULL, '2001:db8::ff00:42:8329', '表', 'a');
INSERT INTO case_key VALUES ('a', 1), ('A', 2), ('á', 3), ('a ', 4), ('', 5);
INSERT INTO pair VALUES (1, 'x', 1), (2, 'x', 2), (1, 'y', 3);
INSERT INTO keyless VALUES (1, 'same', NULL), (1, 'same', NULL), (1, 'same', NULL), (2, 'Same', ''), (NULL, NULL,
  NULL), (3, 'long', REPEAT('k', 70000));
INSERT INTO old_style VALUES (1, 'one'), (5, 'fïve');
INSERT INTO counted VALUES (1, 1, 1), (1, 2, 2), (2, 1, 3);
INSERT INTO crash_safe VALUES (1, 'safe'), (2, 'ünsafe');
INSERT INTO parts VALUES (1, 1999), (2, 2020);
INSERT INTO `od``d, näme(` VALUES (1, 'ä', NULL), (-1, NULL, 3);
INSERT INTO log VALUES (10, 'made'), (40, 'later');
DELETE FROM log WHERE id = 40;
SELECT NEXT VALUE FOR ticket;
"""

CHANGES = r"""
SET time_zone = '+00:00', foreign_key_checks = 0;
UPDATE account SET name = CONCAT(IFNULL(name, ''), ' changed') WHERE id IN (1, 2);
UPDATE account SET code = CASE id WHEN 1 THEN 'tmp' ELSE code END; UPDATE account SET code = 'c1' WHERE id = 2;
  UPDATE account SET code = 'c2' WHERE id = 1;
INSERT INTO account (name, code) VALUES ('new', 'new');
DELETE FROM contact WHERE id = 'b-3'; UPDATE contact SET note = REPEAT('other', 30000) WHERE id = 'a-1';
UPDATE every_type SET f = 0.1, de = 3, js = '{}' WHERE id = 3; DELETE FROM every_type WHERE id = 2;
DELETE FROM case_key WHERE k = 'A'; INSERT INTO case_key VALUES ('B', 2), ('b', 9);
DELETE FROM keyless WHERE a = 1 LIMIT 1; INSERT INTO keyless VALUES (2, 'Same', ''), (9, 'new', 'x');
INSERT INTO old_style (t) VALUES ('six'); UPDATE old_style SET t = 'changed' WHERE id = 1;
INSERT INTO counted (g, v) VALUES (1, 9); DELETE FROM crash_safe WHERE id = 1; INSERT INTO crash_safe VALUES (3, 'x');
UPDATE parts SET y = 1980 WHERE id = 2; DELETE FROM `od``d, näme(` WHERE `c``1` = 1;
INSERT INTO pair VALUES (9, 'z', 9); UPDATE pair SET n = 99 WHERE a = 1 AND b = 'x';
"""

MORE = r"""
UPDATE account SET name = 'more', changed = '2023-03-03' WHERE id = 7; INSERT INTO every_type (id, e) VALUES (-9,
  'b');
DELETE FROM contact; UPDATE keyless SET b = 'x' WHERE a = 1; DELETE FROM old_style; UPDATE crash_safe SET v = NULL;
ALTER TABLE pair ADD extra varchar(10) DEFAULT 'x' FIRST; CREATE VIEW later AS SELECT * FROM pair;
"""

SCRIPT = TABLES + OBJECTS + RECORDS

COUNTS = ("created", "updated", "deleted", "unchanged", "skipped", "failed")


class MysqlCrm:
    """A database with a repository for its points."""

    def __init__(self, server, database, script="", repository=None):
        self.server, self.database = server, database
        self.repository = repository or new_repository()
        if script:
            server.create(database)
            server.run(script, database)

    @property
    def source(self):
        return open_mysql(parse_location(self.server.url(self.database)))

    def run(self, script):
        return self.server.run(script, self.database)

    def back_up(self, strategy=None, **scope):
        return run_backup(self.source, self.repository, BackupRequest(strategy, RecoveryScope(**scope))).point

    def restore(self, sequence=1, *, target=None, **request):
        scope = RecoveryScope(
            **{name: request.pop(name) for name in ("entities", "records", "fields") if name in request}
        )
        source = self.source if target is None else open_mysql(parse_location(self.server.url(target)))
        return run_restore(
            self.repository, view_of(self.repository, sequence), source, RestoreRequest(scope=scope, **request)
        )

    def undo(self, report):
        view = view_of(self.repository, report.safety_point.sequence)
        return run_undo(self.repository, view, self.source)

    def state(self):
        return state(self.server, self.database)


def state(server, database):
    """What the dump tool prints, whatever the database is called, and in whatever order records lie."""
    lines = [line.replace(f"nextval(`{database}`.", "nextval(") for line in server.dump(database)]
    records = [f"{line}\n" for line in lines if line.startswith("INSERT INTO ")]
    return [line for line in lines if not line.startswith("INSERT INTO ")] + sorted(records)


def same(found, wanted):
    """Fails with the lines that differ, cut to what can be read."""
    there, asked = set(found), set(wanted)
    missing = [line[:400] for line in wanted if line not in there]
    extra = [line[:400] for line in found if line not in asked]
    if missing or extra:
        raise AssertionError("\n".join([*(f"- {line}" for line in missing), *(f"+ {line}" for line in extra)]))
    assert found == wanted, "the same lines in another order"


def counts(report):
    """What became of the records, by entity."""
    return {entity.name: tuple(getattr(entity, what) for what in COUNTS) for entity in report.entities}
