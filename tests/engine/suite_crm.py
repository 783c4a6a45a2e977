"""A SuiteCRM on SQLite: its tables as it has them, with a few records of invented people."""

from tests.engine.sqlite_state import opened, quoted
from tests.sources.crm_tables import SUITECRM, table


def made_of(*tables):
    """The statements that make tables of `tests.sources.crm_tables`."""
    for one in tables:
        entity = table(one) if isinstance(one, str) else one
        columns = ", ".join(f"{quoted(field.name)} TEXT" for field in entity.fields)
        key = ", ".join(quoted(name) for name in entity.key)
        yield f"CREATE TABLE {quoted(entity.name)} ({columns}, PRIMARY KEY ({key}))"


SUITE = (
    *made_of(*SUITECRM),
    "CREATE INDEX by_item ON tracker (id)",
    "INSERT INTO accounts (id, name, deleted) VALUES ('a1', 'Acme', '0'), ('a2', 'Bell', '0'), ('a3', 'Gone', '1')",
    ("INSERT INTO contacts (id, first_name, last_name, created_by, deleted) VALUES "
    "('c1', 'Ann', 'Ash', 'u1', '0'), ('c2', 'Bob', 'Birch', 'u1', '0')"),
    "INSERT INTO accounts_contacts (id, account_id, contact_id) VALUES ('1', 'a1', 'c1'), ('2', 'a2', 'c2')",
    "INSERT INTO accounts_cstm (id_c, colour_c) VALUES ('a1', 'red'), ('a2', 'blue')",
    "INSERT INTO email_addresses (id, email_address) VALUES ('e1', 'ann@example.com'), ('e2', 'acme@example.com')",
    ("INSERT INTO email_addr_bean_rel (id, email_address_id, bean_id, bean_module) VALUES "
    "('1', 'e1', 'c1', 'Contacts'), ('2', 'e2', 'a1', 'Accounts'), ('3', 'e2', 'a2', 'Contacts')"),
    ("INSERT INTO notes (id, filename, parent_type, parent_id, contact_id, deleted) VALUES "
    "('n1', 'offer.pdf', 'Accounts', 'a1', NULL, '0'), ('n2', '', 'Accounts', 'a1', NULL, '0'), "
    "('n3', 'scan.png', 'Leads', 'a1', NULL, '0'), ('n4', 'old.txt', 'Accounts', 'a2', 'c1', '1')"),
    "INSERT INTO calls (id, parent_type, parent_id) VALUES ('k1', 'Contacts', 'c1'), ('k2', 'Accounts', 'a2')",
    "INSERT INTO users (id, user_hash) VALUES ('u1', 'x')",
    "INSERT INTO tracker VALUES ('1'), ('2')",
)  # fmt: skip


def make_suite(path):
    """Such a CRM in a file."""
    with opened(path) as connection:
        for statement in SUITE:
            connection.execute(statement)
    return path
