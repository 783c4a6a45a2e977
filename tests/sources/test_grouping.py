"""Tables of CRMs that nobody knows become groups that people can choose from."""

from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.sources.sql.grouping import MOST, grouped, singular
from crmbackup_gui.sources.sql.profile_files import vocabulary
from tests.sources.crm_tables import catalog_of, pointing, table


def groups(*tables, most=MOST):
    return {one.id: one for one in grouped(catalog_of(*tables).entities, vocabulary(), most)}


def members(*tables, most=MOST):
    return {id_: one.entities for id_, one in groups(*tables, most=most).items()}


def test_a_table_belongs_to_the_one_that_its_name_begins_with():
    assert members("order", "order_line", "order_line_tax", "orderly") == {
        "order": ("order", "order_line", "order_line_tax"),
        "orderly": ("orderly",),
    }


def test_singular_and_plural_are_the_same_word():
    assert members("contacts", "contact_note", "companies", "company_note") == {
        "contacts": ("contacts", "contact_note"),
        "companies": ("companies", "company_note"),
    }


def test_a_table_that_only_joins_others_belongs_to_one_of_them():
    link = table("membership", "team", "person", references=(pointing("team", "team"), pointing("person", "person")))
    deal = table("deal", "a", "b", "c", "person", "team", references=link.references)
    assert members("person", "team", link, deal) == {
        "person": ("person",),
        "team": ("team", "membership"),
        "deal": ("deal",),
    }


def test_a_word_before_nearly_all_names_says_nothing():
    found = groups("llx_deal", "llx_contact", "llx_contact_note", "llx_call", "llx_bill", "other")
    assert found["llx_contact"].entities == ("llx_contact", "llx_contact_note")
    assert (found["llx_contact"].english, found["llx_contact"].chinese) == ("Contacts", "联系人")


def test_known_words_have_names_in_both_languages_and_others_are_written_as_people_write():
    found = groups("contact", "spare_part", "MyOwn", "deal")
    assert (found["contact"].english, found["contact"].chinese) == ("Contacts", "联系人")
    assert (found["spare_part"].english, found["spare_part"].chinese) == ("Spare part", "Spare part")
    assert found["myown"].english == "MyOwn"


def test_two_groups_of_one_name_are_told_apart():
    found = groups("sales.contact", "support.contact", "customer", "client")
    assert found["sales.contact"].english == "Sales.contact"
    assert found["customer"].chinese == "客户 (customer)"
    assert found["client"].chinese == "客户 (client)"


def test_four_hundred_tables_become_tens_of_groups():
    apps = ("sale", "stock", "account", "hr", "project", "website")
    tables = [f"{app}_{part}" for app in apps for part in ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")]
    found = groups(*tables, *(f"single{number}x" for number in range(340)))
    assert len(found) == MOST
    assert found["sale_a"].entities == tuple(name for name in tables if name.startswith("sale_"))
    assert (found["sale_a"].english, found["sale_a"].chinese) == ("Sales", "销售")
    assert (found["other"].english, found["other"].chinese) == ("Other tables", "其他表")
    assert sum(len(one.entities) for one in found.values()) == 400


def test_ids_that_are_taken_are_not_given_again():
    (one,) = grouped(catalog_of("contact").entities, vocabulary(), taken=("contact",))
    assert one.id == "contact+"


NAMES = st.text("abs_-. É2", min_size=1, max_size=9)


@given(st.lists(NAMES, unique=True, max_size=60), st.integers(2, 40))
def test_whatever_tables_are_called_each_is_in_exactly_one_group(names, most):
    found = grouped(catalog_of(*names).entities, vocabulary(), most)
    assert sorted(name for one in found for name in one.entities) == sorted(names)
    assert len(found) <= most
    assert len({one.id for one in found}) == len(found)
    assert len({one.english for one in found}) == len({one.chinese for one in found}) == len(found)


def test_words_lose_the_endings_of_the_plural():
    words = ("contacts", "companies", "boxes", "addresses", "status", "class", "bus", "as")
    one = ["contact", "company", "box", "address", "status", "class", "bus", "as"]
    assert [singular(word) for word in words] == one
