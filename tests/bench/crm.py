"""A CRM of any size for benchmarks: one table of contacts with 18 columns, made by SQLite itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_TABLE = """
CREATE TABLE contact (
    id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT, phone TEXT, mobile TEXT,
    company TEXT, title TEXT, street TEXT, city TEXT, zip TEXT, country TEXT, birthday DATE, created_at DATETIME,
    updated_at DATETIME, balance DECIMAL(12,2), score REAL, notes TEXT
)
"""

_FILL = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
INSERT INTO contact
SELECT
    n, 'First' || abs(random() % 800), 'Lastname' || abs(random() % 4000),
    printf('person.%d.%d@example.com', n, abs(random() % 1000)), printf('+49 %09d', abs(random() % 1000000000)),
    CASE WHEN random() % 10 < 7 THEN printf('+49 17%08d', abs(random() % 100000000)) END,
    'Company ' || abs(random() % 50000), 'Title ' || abs(random() % 5),
    printf('Street %d No. %d', abs(random() % 4000), abs(random() % 200)), 'City' || abs(random() % 2000),
    printf('%05d', abs(random() % 100000)), 'C' || abs(random() % 40),
    date('1940-01-01', abs(random() % 22000) || ' days'),
    datetime('2024-01-01', abs(random() % 40000000) || ' seconds'),
    datetime('2025-01-01', abs(random() % 40000000) || ' seconds'), abs(random() % 1000000) / 100.0,
    abs(random() % 1000000) / 1000003.0, hex(randomblob(12)) || ' called about the offer of ' || abs(random() % 999)
FROM number
"""


def make_crm(path: Path, contacts: int) -> None:
    """Make the database; its connection is closed when this returns."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_TABLE)
        connection.execute(_FILL, (contacts,))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def change_crm(path: Path, one_in: int, salt: int) -> int:
    """Change one field of every record whose number leaves `salt` when divided by `one_in`; how many those are."""
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute(
            "UPDATE contact SET phone = printf('+49 %09d', abs(random() % 1000000000)) WHERE id % ? = ?",
            (one_in, salt % one_in),
        )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return cursor.rowcount
