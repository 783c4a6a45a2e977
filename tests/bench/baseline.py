"""What reading a SQLite CRM costs at least: one scan of the type of every value, then all rows through ADBC."""

from __future__ import annotations

import sys
from contextlib import closing

import adbc_driver_sqlite.dbapi


def read_everything(path: str) -> int:
    """Scan types and read rows; how many rows there were."""
    with closing(adbc_driver_sqlite.dbapi.connect(f"file:{path}?mode=ro")) as connection:
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA table_info(contact)")
            names = [row[1] for row in cursor.fetchall()]
            counts = ", ".join(f"sum(typeof({name}) = 'integer')" for name in names)
            cursor.execute(f"SELECT {counts} FROM contact")
            cursor.fetchall()
        with closing(connection.cursor()) as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": "16384"})
            cursor.execute("SELECT * FROM contact ORDER BY id")
            return sum(batch.num_rows for batch in cursor.fetch_record_batch())


if __name__ == "__main__":
    print(read_everything(sys.argv[1]))
