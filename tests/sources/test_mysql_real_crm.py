"""Every table of a real CRM on MariaDB reads as the server itself prints it."""

import pytest
import zstandard

from crmbackup_gui.model.catalog import Codec, ValueType
from crmbackup_gui.sources.sql.mysql.names import quoted
from tests.sources.mysql_reading import connected, read_table, snapshot_of

DATABASE = "suitecrm_read"


@pytest.fixture(scope="module")
def suitecrm(mariadb, crm_data):
    packed = crm_data / "suitecrm-mariadb.sql.zst"
    if not packed.exists():
        pytest.skip(f"tests on SuiteCRM: there is no {packed}")
    mariadb.create(DATABASE)
    with packed.open("rb") as stream:
        mariadb.run(zstandard.ZstdDecompressor().stream_reader(stream).read().decode(), DATABASE)
    yield mariadb.url(DATABASE)
    mariadb.run(f"DROP DATABASE {DATABASE}")


def as_printed(value):
    return None if value is None else str(value).removesuffix(".0") if isinstance(value, float) else str(value)


def test_every_record_of_every_table_reads_as_the_server_prints_it(suitecrm):
    counts = {}
    with snapshot_of(suitecrm) as snapshot, connected(suitecrm) as connection:
        assert snapshot.warnings == ()
        for entity in snapshot.catalog.entities:
            _, records, attempts = read_table(snapshot, entity.name)
            columns = ", ".join(f"CAST({quoted(field.name)} AS CHAR)" for field in entity.fields)
            printed = connection.rows(f"SELECT {columns} FROM {quoted(entity.name)}")
            told = [tuple(as_printed(value) for value in record) for record in records]
            assert (entity.name, sorted(told, key=repr)) == (entity.name, sorted(printed, key=repr))
            assert attempts == 1
            counts[entity.name] = len(records)
    assert (len(counts), sum(counts.values())) == (222, 16_206)


def test_the_ids_of_suitecrm_are_read_in_key_order_without_sorting(suitecrm):
    with snapshot_of(suitecrm) as snapshot:
        for name in ("accounts", "contacts", "opportunities", "email_addresses"):
            stream, records, _ = read_table(snapshot, name)
            assert stream.in_key_order
            assert stream.entity.key == ("id",)
            assert [record[0] for record in records] == sorted(record[0] for record in records)


def test_tables_without_a_key_are_known_as_such(suitecrm):
    with snapshot_of(suitecrm) as snapshot:
        keyless = sorted(entity.name for entity in snapshot.catalog.entities if not entity.key)
    assert len(keyless) == 5
    assert "users_feeds" in keyless


def test_text_is_text_and_amounts_are_as_exact_as_the_server_has_them(suitecrm):
    with snapshot_of(suitecrm) as snapshot:
        fields = {field.name: field for field in snapshot.catalog.entity("opportunities").fields}
    assert (fields["name"].type, fields["name"].codec) == (ValueType.TEXT, Codec.NATIVE)
    assert fields["date_closed"].type is ValueType.DATE
    assert fields["date_entered"].type is ValueType.TIMESTAMP
    assert fields["amount"].type in (ValueType.FLOAT64, ValueType.TEXT)
