"""Hosted sources read: what a service hands out becomes recovery points, exactly and without gaps."""

from datetime import timedelta

import pyarrow as pa
import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.sources.hosted.columns import DoesNotFit, to_records
from crmbackup_gui.sources.hosted.rows import decode_json
from crmbackup_gui.sources.hosted.service import Form, Page
from crmbackup_gui.sources.limited import Hidden
from tests.engine.setting import new_repository
from tests.sources.hosted.office import Office, source_of


@pytest.fixture
def office():
    made = Office()
    ada = made.add("user", login="ada")
    for number in range(40):
        company = made.add("company", name=f"Company {number}", owner=ada, turnover=f"{number}.50")
        contact = made.add("contact", name=f"Contact {number}", mail=f"c{number}@example.com", company=company)
        made.put("membership", company, contact, "buyer")
    made.tick(hours=1)
    return made


@pytest.fixture
def kept(office, tmp_path):
    return Kept(office, tmp_path)


class Kept:
    """An office and its repository."""

    def __init__(self, office, folder):
        self.office, self.source, self.repository = office, source_of(office, folder), new_repository()
        self.crm = None

    def back_up(self, strategy=None):
        self.office.calls.clear()
        self.office.tick(minutes=1)
        report = run_backup(self.source, self.repository, BackupRequest(strategy=strategy, crm=self.crm))
        self.crm = report.point.crm
        self.office.tick(minutes=10)
        return report

    def stored(self, report, name):
        view = self.repository.view(self.crm, report.point.sequence)
        entity = view.entity(name)
        names = [field.name for field in entity.fields]
        return {
            tuple(row[name] for name in entity.key): {n: row[n] for n in names}
            for run in view.read(name)
            for row in run.batch.to_pylist()
        }

    def agrees(self, report):
        """Whether the point has just what the office has now."""
        for module in self.office.modules:
            stored, there = self.stored(report, module.entity.name), self.office.rows[module.entity.name]
            keys = {key if isinstance(key, tuple) else (key,) for key in there}
            assert set(stored) == keys
            if "name" in module.entity.fields[1].name:
                assert {k[0]: row["name"] for k, row in stored.items()} == {k: r["name"] for k, r in there.items()}


def test_a_full_backup_has_every_record_of_every_page(kept):
    report = kept.back_up()
    kept.agrees(report)
    assert report.point.records == 121


def test_an_increment_asks_for_changes_and_deletions_alone(kept):
    kept.back_up()
    kept.office.change("company", "ac00002", name="Renamed")
    kept.office.delete("contact", "ac00005")
    new = kept.office.add("contact", name="New")
    report = kept.back_up()
    assert report.point.strategy is Strategy.INCREMENTAL
    assert ("read", "contact") not in kept.office.calls
    assert ("keys", "contact") not in kept.office.calls
    kept.agrees(report)
    assert (new,) in kept.stored(report, "contact")


def test_a_feed_of_deletions_that_does_not_reach_back_makes_the_keys_be_compared(kept):
    kept.back_up()
    kept.office.delete("contact", "ac00005")
    kept.office.tick(days=20)
    report = kept.back_up()
    assert ("keys", "contact") in kept.office.calls
    kept.agrees(report)


def test_a_record_that_comes_twice_while_pages_turn_counts_as_it_was_last(kept):
    first = next(iter(kept.office.rows["company"]))

    def moved(name):
        if name == "company":
            kept.office.after_page = lambda _: None
            kept.office.change("company", first, name="Moved on")

    service = kept.office.service()
    module = service.describe().modules[1]

    def pages():
        yield Page([dict(row) for row in kept.office.rows["company"].values()])
        moved("company")
        yield Page([dict(kept.office.rows["company"][first])])

    class Moving(type(service)):
        def read(self, asked):
            reading = super().read(asked)
            return type(reading)(pages()) if asked.entity.name == "company" else reading

    kept.source._connect = lambda: Moving(kept.office)
    report = kept.back_up()
    assert module.entity.name == "company"
    assert kept.stored(report, "company")[first,]["name"] == "Moved on"
    assert report.point.records == 121


def test_what_changes_while_a_backup_reads_is_in_the_next_one(kept):
    kept.back_up()

    def meanwhile(name):
        if name == "company":
            kept.office.after_page = lambda _: None
            kept.office.add("contact", name="Came meanwhile", mail="meanwhile@example.com")
            kept.office.change("company", "ac00002", name="Changed meanwhile")
            kept.office.delete("company", "ac00004")

    kept.office.after_page = meanwhile
    kept.back_up(Strategy.FULL)
    kept.agrees(kept.back_up())


def test_increments_overlap_so_that_an_index_that_lags_loses_nothing(kept):
    kept.back_up()
    late = kept.office.add("contact", name="Indexed late")
    row = kept.office.rows["contact"].pop(late)
    kept.back_up()
    row["modified"] = (kept.office.now - timedelta(minutes=14)).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept.office.rows["contact"][late] = row
    kept.agrees(kept.back_up())


def test_the_position_of_another_account_is_not_gone_on_from(kept):
    since = kept.back_up().point
    position = kept.repository.view(kept.crm, since.sequence).manifest.position
    kept.office.account = "office-2"
    with kept.source.snapshot() as snapshot:
        contact = snapshot.catalog.entity("contact")
        assert snapshot.changes(contact, position, contact) is None


def test_what_the_account_may_not_read_is_said_with_the_point(kept):
    kept.office.hidden = (Hidden("contact", ("salary", "notes")), Hidden("case", (), "insufficient access rights"))
    report = kept.back_up()
    assert "Fields of 'contact' that this account may not read are not backed up: salary, notes." in report.warnings
    assert any("'case' is not backed up" in warning and "insufficient" in warning for warning in report.warnings)


def test_a_value_that_is_not_what_the_service_describes_is_kept_as_text(kept):
    kept.office.rows["contact"]["ac00003"]["visits"] = 3
    kept.office.rows["contact"]["ac00005"]["visits"] = decode_json(b"3.5", "")
    report = kept.back_up()
    stored = kept.stored(report, "contact")
    assert (stored["ac00003",]["visits"], stored["ac00005",]["visits"]) == ("3", "3.5")
    kept.office.change("contact", "ac00003", visits=4)
    report = kept.back_up()
    assert report.point.strategy is Strategy.INCREMENTAL
    assert kept.stored(report, "contact")["ac00003",]["visits"] == "4"


# Columns


def read(kind, *values, form=None, table=False):
    field = Field(name="x", type=kind)
    entity = Entity(name="e", fields=(field,), key=())
    rows = pa.table({"x": pa.array(values, pa.string())}) if table else [{"x": value} for value in values]
    [records] = to_records(entity, {"x": form} if form else {}, Page(rows))
    return records.batch.column(0).to_pylist()


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("10.50", "10.5"),
        ("10.00", "10"),
        ("0.0", "0"),
        ("-0", "0"),
        ("1e3", "1000"),
        ("12345678901234567890.12345678901234567890", "12345678901234567890.1234567890123456789"),
        ("007", "7"),
        ("100", "100"),
        ("n/a", "n/a"),
    ],
)
def test_decimals_are_kept_to_the_last_digit_in_one_form(told, kept, table):
    assert read(ValueType.TEXT, told, form=Form.DECIMAL, table=table) == [kept]


def test_numbers_out_of_json_keep_the_digits_that_no_float_holds():
    row = decode_json(b'{"x": 1234567890123456789.125}', "")
    assert read(ValueType.TEXT, row["x"], form=Form.DECIMAL) == ["1234567890123456789.125"]


def test_structures_are_the_same_text_whatever_order_they_come_in():
    one, other = decode_json(b'{"b": [1.50, null], "a": "x"}', ""), decode_json(b'{"a": "x", "b": [1.50, null]}', "")
    assert read(ValueType.TEXT, one, other, form=Form.JSON) == ['{"a":"x","b":[1.50,null]}'] * 2


def test_lists_of_ids_are_sorted_as_their_order_says_nothing():
    assert read(ValueType.TEXT, [3, 1, 2], form=Form.IDS) == ['["1","2","3"]']


def test_moments_of_every_form_are_the_same_moment():
    forms = ["2026-01-31T10:00:00.000+0000", "2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"]
    assert len(set(read(ValueType.TIMESTAMP_TZ, *forms))) == 1
    assert read(ValueType.TIMESTAMP_TZ, 1769853600000) == read(ValueType.TIMESTAMP_TZ, forms[0])


@pytest.mark.parametrize("table", [False, True])
def test_truth_values_dates_and_times_come_as_text_too(table):
    assert read(ValueType.BOOL, "true", "False", None, table=table) == [True, False, None]
    assert str(read(ValueType.DATE, "2026-02-28", table=table)[0]) == "2026-02-28"
    assert str(read(ValueType.TIME, "10:20:30.000Z", table=table)[0]) == "10:20:30"
    assert read(ValueType.INT64, "12", "12.0", table=table) == [12, 12]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ValueType.INT64, "twelve"),
        (ValueType.INT64, 2**63),
        (ValueType.DATE, "0000-00-00"),
        (ValueType.BOOL, "perhaps"),
        (ValueType.TIMESTAMP_TZ, "2026-01-31T10:00:00"),
        (ValueType.TIME, "10:20+02:00"),
    ],
)
def test_what_does_not_fit_is_never_bent_to_fit(kind, value):
    with pytest.raises(DoesNotFit, match="x"):
        read(kind, value)


def test_a_number_where_text_is_described_is_its_digits():
    assert read(ValueType.TEXT, 5, decode_json(b"1.50", ""), True, "x") == ["5", "1.50", "true", "x"]


def test_a_large_text_travels_beside_the_batch():
    entity = Entity(
        name="e", fields=(Field(name="id", type=ValueType.TEXT), Field(name="x", type=ValueType.TEXT)), key=("id",)
    )
    rows = [{"id": str(n), "x": "small" if n else "ü" * 50_000} for n in range(3)]
    [records] = to_records(entity, {}, Page(rows))
    [large] = records.large
    assert (large.row, large.field, b"".join(large.read()).decode()) == (0, 1, "ü" * 50_000)
    assert records.batch.column(1).to_pylist() == [None, "small", "small"]
