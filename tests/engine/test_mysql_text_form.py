"""Values of a point whose column became text meanwhile: as the server itself converts them."""

import pytest

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.mysql_crm import MysqlCrm

REALS = (
    "1.2345678, -3.4028234663852886e38, 1.4e-45, -0e0, 16777217, 0.1, 123456, 1234567, 999999.5, 1e-4, 0.00012345",
    "1234565, 1234575, 0e0 * -1, 12345.678, 1e10, 1e14, 1e15, 1e20, 1e-15, 1e-16, 1.2345678e-15, -1.2345678e-14",
)
VALUES = {
    "float": ", ".join(REALS),
    "double": f"{', '.join(REALS)}, 1e-300, 4.9e-324, 1.7976931348623157e308, 123456789012345678e0, 1e23, 2e0 / 3, "
    "1234567890123456e0, 999999999999999e0, -1.2345678901234567e-15, 123456789.12345678, 9007199254740993e0",
    "float(7,3)": "1234.567, -0.001, 0, 0.0005",
    "double(20,4)": "1.5, -99.9999, 0, 1e15, 0.00005",
    "bit(1)": "0, 1",
    "bit(9)": "0, 65, 257",
    "bit(20)": "97, 0",
    "year": "0, 1901, 2155",
    "int(8) unsigned zerofill": "42, 0, 4294967295",
    "smallint": "-5, 32767",
    "bigint": "-9223372036854775808, 9223372036854775807",
    "bigint unsigned": "18446744073709551615, 0",
    "decimal(10,2)": "1.5, 0, -99999999.99",
    "date": "'2020-01-01', '1000-12-31', '0001-01-01'",
    "datetime": "'2020-01-01 01:02:03', '1000-01-01'",
    "datetime(3)": "'2020-01-01 01:02:03.5', '2020-01-01'",
    "datetime(6)": "'2020-01-01 01:02:03.5', '9999-12-31 23:59:59.999999'",
    "timestamp(3) NULL": "'2020-01-01 01:02:03.5', '1970-01-01 00:00:01'",
    "time": "'838:59:59', '-00:00:01'",
    "time(2)": "'-00:00:00.01', '12:34:56'",
}


def became_text(mariadb, kind, values, before=""):
    """A database whose only point has numbers or times where it has text now."""
    crm = MysqlCrm(mariadb, "became", f"SET time_zone = '+00:00'; CREATE TABLE t (id serial PRIMARY KEY, v {kind});")
    listed = "".join(f"INSERT INTO t (v) VALUES ({value});" for value in [*values.split(", "), "NULL"])
    crm.run(f"SET time_zone = '+00:00', sql_mode = ''; {listed}")
    crm.back_up()
    crm.run(f"SET time_zone = '+00:00'; {before} ALTER TABLE t MODIFY v longtext CHARACTER SET utf8mb4")
    return crm


@pytest.mark.parametrize("kind", VALUES)
def test_a_column_that_became_text_takes_the_values_of_a_point_as_the_server_writes_them(mariadb, kind):
    crm = became_text(mariadb, kind, VALUES[kind])
    wanted = crm.run("SELECT id, hex(v) FROM t")
    report = crm.restore(mode=RestoreMode.EXACT)
    assert crm.run("SELECT id, hex(v) FROM t") == wanted
    assert report.total("unchanged") == len(wanted.splitlines())
    crm.run("DELETE FROM t WHERE id % 2; UPDATE t SET v = 'other'")
    crm.restore(mode=RestoreMode.EXACT)
    assert crm.run("SELECT id, hex(v) FROM t") == wanted


def test_bits_that_are_no_characters_are_refused_and_nothing_is_changed(mariadb):
    crm = became_text(mariadb, "bit(9)", "255, 1", before="DELETE FROM t WHERE id = 1;")
    now = crm.state()
    with pytest.raises(RestoreRefused, match=r"Values of 't\.v' do not fit"):
        crm.restore(mode=RestoreMode.EXACT)
    assert crm.state() == now
