"""Random statements for a MariaDB database: tables of every type, edits, and changes of structure."""

TYPES = {
    "tinyint": ("-128", "127", "0"),
    "tinyint(1) unsigned": ("0", "255"),
    "smallint(5) unsigned zerofill": ("0", "42", "65535"),
    "mediumint": ("-8388608", "8388607"),
    "int": ("-2147483648", "2147483647", "0", "7"),
    "bigint": ("-9223372036854775808", "9223372036854775807"),
    "bigint unsigned": ("0", "9223372036854775808", "18446744073709551615"),
    "decimal(65,30)": ("12345678901234567890123456789012345.000000000000000000000000000001", "-0.1", "0"),
    "decimal(10,2)": ("1.50", "-99999999.99", "0"),
    "decimal(20,0) unsigned": ("0", "99999999999999999999"),
    "float": ("1.2345678", "-3.4028234663852886e38", "1.4e-45", "-0.0", "16777217", "0.1"),
    "float(7,3)": ("1234.567", "-0.001"),
    "double": ("1e-300", "4.9e-324", "-0.0", "0.1", "1.7976931348623157e308", "123456789012345678"),
    "double(20,4)": ("1.5", "-99.9999"),
    "bit(1)": ("0", "1"),
    "bit(9)": ("257", "0"),
    "bit(64)": ("18446744073709551615", "9223372036854775808"),
    "year": ("0", "1901", "2155"),
    "date": ("'2004-02-29'", "'2004-02-31'", "'0000-00-00'", "'2004-00-00'", "'9999-12-31'"),
    "datetime": ("'1000-01-01 00:00:00'", "'0000-00-00 00:00:00'", "'9999-12-31 23:59:59'"),
    "datetime(3)": ("'2020-01-01 01:02:03.5'", "'2004-00-01 00:00:00.001'"),
    "datetime(6)": ("'9999-12-31 23:59:59.999999'", "'2020-01-01 00:00:00.000001'"),
    "timestamp NULL": ("'1970-01-01 00:00:01'", "'0000-00-00 00:00:00'", "'2038-01-19 03:14:07'"),
    "timestamp(6) NULL": ("'2038-01-19 03:14:07.999999'", "'1970-01-01 00:00:01.000001'"),
    "time": ("'838:59:59'", "'-838:59:59'", "'00:00:00'"),
    "time(2)": ("'-00:00:00.01'", "'12:34:56.78'"),
    "time(6)": ("'838:59:59.999999'", "'-00:00:00.000001'"),
    "char(5)": ("'ab   '", "''", "'é'", "'😀'"),
    "char(5) CHARACTER SET latin1": ("'€ä'", "' a'", "''"),
    "varchar(20)": ("'a'", "'A'", "'a '", "'á'", "''", "'\\\\ \\' \\\" \\n \\r \\0 \\Z'"),
    "varchar(20) COLLATE utf8mb4_bin": ("'a'", "'A'", "'a '", "''"),
    "varchar(20) COLLATE utf8mb4_nopad_bin": ("'a'", "'a '", "''"),
    "varchar(20) COLLATE utf8mb4_turkish_ci": ("'I'", "'ı'", "'i'"),
    "varchar(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_german2_ci": ("'ß'", "'ss'", "'ä'"),
    "varchar(20) CHARACTER SET ascii": ("'a'", "'~'"),
    "varchar(20) CHARACTER SET sjis": ("'ソース'", "'表'", "''"),
    "varchar(20) CHARACTER SET cp932": ("'①ソ'", "'a'"),
    "varchar(20) CHARACTER SET eucjpms": ("'日本'", "'a'"),
    "varchar(20) CHARACTER SET gbk": ("'客户'", "'縗'"),
    "varchar(20) CHARACTER SET big5 COLLATE big5_bin": ("'客戶'", "'功'"),
    "varchar(20) CHARACTER SET cp1251": ("'Привет'", "'a'"),
    "varchar(20) CHARACTER SET koi8r": ("'Привет'", "''"),
    "varchar(20) CHARACTER SET utf16": ("'😀u'", "''"),
    "varchar(20) CHARACTER SET utf16le COLLATE utf16le_bin": ("'😀u'", "'a'"),
    "varchar(20) CHARACTER SET utf32": ("'😀u'", "'a'"),
    "varchar(20) CHARACTER SET ucs2": ("'ü'", "'a'"),
    "tinytext": ("''", "'tïny'"),
    "text CHARACTER SET latin1": ("'tïxt'", "''", "REPEAT('x', 70000)"),
    "mediumtext": ("REPEAT('lärge', 20000)", "'small'", "''"),
    "longtext COLLATE utf8mb4_nopad_bin": ("'lóng '", "'lóng'", "NULL"),
    "binary(4)": ("x'01'", "x'01000000'", "x'00275CFF'"),
    "varbinary(10)": ("x''", "x'0001FF'", "x'275C'", "'a '"),
    "tinyblob": ("x''", "x'80'"),
    "mediumblob": ("REPEAT(x'00275CFF', 20000)", "x'00'", "x''"),
    "longblob": ("x'FF'", "'text'"),
    "json": ('\'{"a": [1, "ü"]}\'', "'null'", "'[]'"),
    "enum('a','b','it''s','ü')": ("'a'", "'it''s'", "'ü'"),
    "enum('客','户2') CHARACTER SET gbk": ("'客'", "2"),
    "set('x','y','z')": ("''", "'x,z'", "7"),
    "geometry": ("ST_GeomFromText('LINESTRING(0 0,1 1)', 4326)", "ST_GeomFromText('POINT(5 5)')"),
    "point": ("POINT(1, -0.0)", "POINT(1e308, 1e-308)"),
    "polygon": ("ST_GeomFromText('POLYGON((0 0,0 1,1 1,0 0))')",),
    "uuid": ("'123e4567-e89b-12d3-a456-426655440000'", "'00000000-0000-0000-0000-000000000000'"),
    "inet6": ("'::1'", "'::ffff:1.2.3.4'"),
}

MODIFIED = ("text", "varchar(200)", "longblob", "varbinary(200)", "text CHARACTER SET latin1", "bigint", "double")
CHARSETS = ("latin1", "utf8mb3", "utf8mb4 COLLATE utf8mb4_bin", "utf16", "utf8mb4")
ENGINES = ("MyISAM", "Aria", "InnoDB", "InnoDB")

KEYS = {
    "auto": "id int NOT NULL AUTO_INCREMENT PRIMARY KEY",
    "int": "id int NOT NULL PRIMARY KEY",
    "unsigned": "id bigint unsigned NOT NULL PRIMARY KEY",
    "folding": "id varchar(40) NOT NULL PRIMARY KEY",
    "text": "id varchar(40) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY",
    "latin": "id varchar(40) CHARACTER SET latin1 COLLATE latin1_german1_ci NOT NULL PRIMARY KEY",
    "wide": "id varchar(40) CHARACTER SET utf16 NOT NULL PRIMARY KEY",
    "bytes": "id varbinary(40) NOT NULL PRIMARY KEY",
    "decimal": "id decimal(20,3) NOT NULL PRIMARY KEY",
    "time": "id datetime(3) NOT NULL PRIMARY KEY",
    "two": "id int NOT NULL, part varchar(10) NOT NULL DEFAULT 'p', PRIMARY KEY (part, id)",
    "counted in groups": "id int NOT NULL, n int NOT NULL AUTO_INCREMENT, PRIMARY KEY (id, n)",
    "not null": "id int NOT NULL, UNIQUE KEY (id)",
    "none": "id int",
}
COUNTING = frozenset({"auto", "counted in groups"})
REFERABLE = frozenset({"auto", "int", "not null"})


class Writer:
    """Writes statements for a database that it knows as far as it needs to. Some of them will be refused."""

    def __init__(self, random):
        self.random = random
        self.tables = {}  # columns of each by name, with their types
        self.referable = []
        self.referring = set()
        self.counting = set()
        self.viewed = set()
        self.made = 0

    def create_table(self):
        self.made += 1
        name, key = f"table {self.made}", self.random.choice(list(KEYS))
        types = self.random.sample(sorted(TYPES), self.random.randint(1, 5))
        engine = "MyISAM" if key == "counted in groups" else self.random.choice(ENGINES)
        columns = [KEYS[key], *(f"c{number} {kind}" for number, kind in enumerate(types))]
        if self.random.random() < 0.4:
            columns.append("at timestamp(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3)")
        if self.random.random() < 0.4:
            stored = self.random.choice(("VIRTUAL", "STORED"))
            columns.append(f"computed varchar(90) GENERATED ALWAYS AS (concat('of ', `id`)) {stored}")
        if key in COUNTING:
            self.counting.add(name)
        if engine == "InnoDB":
            columns += self._references(name, key)
        self.tables[name] = {f"c{number}": kind for number, kind in enumerate(types)}
        return f"CREATE TABLE `{name}` ({', '.join(columns)}) ENGINE={engine}"

    def insert(self):
        name, columns = self._table()
        chosen = [column for column in columns if self.random.random() < 0.8]
        number = self.random.randrange(40)
        key = self.random.choice((str(number), f"'k{number}'", f"'K{number}'", f"'2020-01-01 00:00:{number:02}'"))
        ref = ["ref"] if name in self.referring and self.random.random() < 0.7 else []
        names = ", ".join(["id", *chosen, *ref])
        values = ", ".join([key, *(self._value(columns[column]) for column in chosen), *(str(number % 5) for _ in ref)])
        return f"INSERT INTO `{name}` ({names}) VALUES ({values})"

    def update(self):
        name, columns = self._table()
        column = self.random.choice([*columns, "id"])
        value = str(self.random.randrange(40)) if column == "id" else self._value(columns[column])
        return f"UPDATE `{name}` SET {column} = {value} {self._some()}"

    def exchange(self):
        name, _ = self._table()
        numbers = self.random.sample(range(40), 2)
        return (
            f"UPDATE `{name}` SET id = -1 WHERE id = {numbers[0]}; UPDATE `{name}` SET id = {numbers[0]} "
            f"WHERE id = {numbers[1]}; UPDATE `{name}` SET id = {numbers[1]} WHERE id = -1"
        )

    def delete(self):
        name, _ = self._table()
        return f"DELETE FROM `{name}` {self._some()}"

    def restructure(self):
        name, columns = self._table()
        self.made += 1
        kind, some = self.random.choice(sorted(TYPES)), self.random.choice(list(columns) or ["id"])
        other = self.random.choice(self.referable or [name])
        alter = f"ALTER TABLE `{name}`"
        choices = {
            "add": f"{alter} ADD d{self.made} {kind} DEFAULT ({self._value(kind)}) {self.random.choice(('FIRST', ''))}",
            "drop": f"{alter} DROP COLUMN {some}",
            "modify": f"{alter} MODIFY {some} {self.random.choice(MODIFIED)}",
            "unique": f"{alter} ADD UNIQUE KEY ({some})",
            "prefix": f"{alter} ADD KEY ({some} (9))",
            "keyless": f"{alter} DROP PRIMARY KEY",
            "keyed": f"{alter} ADD row{self.made} int NOT NULL AUTO_INCREMENT, DROP PRIMARY KEY, ADD PRIMARY KEY "
            f"(row{self.made})",
            "engine": f"{alter} ENGINE={self.random.choice(ENGINES)}",
            "charset": f"{alter} CONVERT TO CHARACTER SET {self.random.choice(CHARSETS)}",
            "rename": f"{alter} RENAME COLUMN {some} TO `renamed {self.made}`",
            "comment": f"{alter} COMMENT 'of {self.made}; it''s'",
            "counter": f"{alter} AUTO_INCREMENT = {self.made + 90}",
            "generated": f"{alter} ADD g{self.made} longtext AS (concat(`{some}`, '!')) VIRTUAL",
            "parts": f"{alter} PARTITION BY HASH (id) PARTITIONS 3",
            "cycle": f"{alter} ADD FOREIGN KEY (ref) REFERENCES `{other}` (id) ON DELETE SET NULL",
            "view": f"CREATE VIEW `view {self.made}` AS SELECT id FROM `{name}`",
            "trigger": f"CREATE TRIGGER `trigger {self.made}` AFTER UPDATE ON `{name}` FOR EACH ROW SET @x = NEW.id",
            "sequence": f"CREATE SEQUENCE s{self.made} START WITH {self.made}; SELECT NEXT VALUE FOR s{self.made}",
            "no table": f"DROP TABLE `{name}`",
        }
        if name not in self.counting:
            # MyISAM and Aria keep the option, which then means nothing, and nothing but the dump tells it.
            del choices["counter"]
        if name in self.viewed:
            # The dump tool gives up where a view shows what is gone.
            del choices["no table"]
        if some == "id":
            del choices["drop"], choices["rename"]
        choice = self.random.choice(list(choices))
        if choice == "add":
            columns[f"d{self.made}"] = kind
        elif choice == "view":
            self.viewed.add(name)
        elif choice in ("drop", "rename"):
            columns.pop(some, None)
        elif choice == "no table" and len(self.tables) > 1:
            del self.tables[name]
        return choices[choice]

    def _references(self, name, key):
        references = []
        if self.referable and self.random.random() < 0.6:
            rule = self.random.choice(("", "ON DELETE CASCADE", "ON UPDATE CASCADE", "ON DELETE SET NULL"))
            other = self.random.choice(self.referable)
            self.referring.add(name)
            references += ["ref int", f"FOREIGN KEY (ref) REFERENCES `{other}` (id) {rule}"]
        if key in REFERABLE:
            self.referable.append(name)
            if self.random.random() < 0.3:
                references += ["self int", f"FOREIGN KEY (self) REFERENCES `{name}` (id)"]
        return references

    def _table(self):
        name = self.random.choice(list(self.tables))
        return name, self.tables[name]

    def _value(self, kind):
        return self.random.choice([*TYPES[kind], "NULL"])

    def _some(self):
        return f"ORDER BY id LIMIT {self.random.randint(1, 6)}"


def edits(writer, count):
    """Mostly new records, so that there is something to change."""
    kinds = (writer.insert, writer.insert, writer.insert, writer.update, writer.exchange, writer.delete)
    return [writer.random.choice(kinds)() for _ in range(count)]
