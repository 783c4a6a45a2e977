"""An invented CRM on SQLite to try everything on, and the edits that its users might make.

It has what real ones have and backups get wrong: a composite key, a table without any, a text key that ignores case,
records that refer to their own table, decimals that are now integers and now reals, texts too large for a batch, a
generated field, triggers, a full-text index, and a folder of attachments. The same seed makes the same records.

Both functions work on their own connection of the standard library's SQLite and have closed it when they return. The
file must not be open through another copy of SQLite in this process meanwhile: closing a file drops the locks that
the whole process holds on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services import demo_rows as rows
from crmbackup_gui.services import demo_words as words

DATABASE: Final = "crm.db"
ATTACHMENTS: Final = "files"

SHARE_OF_EDITS: Final = 300
"""A round adds, changes and deletes one record in so many each: one per cent together."""

_ATTACHMENT_TIME = 1_767_225_600  # 2026-01-01 UTC, so that the files of two demos differ in nothing
_MINUTES = Path("notes", "minutes.md")
_DRAFT = "Angebot Entwurf {}.txt"

_TABLES = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES account (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    website TEXT,
    city TEXT,
    revenue DECIMAL(14, 2),
    created_at DATETIME NOT NULL
);
CREATE TABLE tag (
    name TEXT COLLATE NOCASE PRIMARY KEY NOT NULL,
    colour TEXT NOT NULL DEFAULT '#808080'
);
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    account_id INTEGER REFERENCES account (id) ON DELETE SET NULL,
    manager_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    email VARCHAR(120) NOT NULL,
    phone TEXT,
    street TEXT,
    postcode TEXT,
    city TEXT,
    country CHAR(2),
    language CHAR(2),
    birthday DATE,
    credit_limit DECIMAL(12, 2),
    tag TEXT REFERENCES tag (name),
    score REAL,
    photo BLOB,
    created_at DATETIME NOT NULL,
    updated_at DATETIME NOT NULL,
    full_name TEXT GENERATED ALWAYS AS (first_name || ' ' || last_name) VIRTUAL
);
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('call', 'mail', 'meeting', 'visit')),
    subject TEXT NOT NULL,
    happened_at DATETIME NOT NULL,
    minutes INTEGER,
    done BOOLEAN NOT NULL DEFAULT 0
);
CREATE TABLE deal (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    stage TEXT NOT NULL,
    amount DECIMAL(12, 2) NOT NULL,
    currency CHAR(3) NOT NULL,
    probability REAL,
    closes_on DATE
);
CREATE TABLE deal_contact (
    deal_id INTEGER NOT NULL REFERENCES deal (id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (deal_id, contact_id)
) WITHOUT ROWID;
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at DATETIME NOT NULL
);
CREATE TABLE setting (name TEXT, value);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL,
    old_email TEXT,
    new_email TEXT,
    at DATETIME NOT NULL
);
"""

# Made after the records, which would wait for every one of these otherwise.
_INDEXES_AND_TRIGGERS = """
CREATE UNIQUE INDEX contact_email ON contact (email COLLATE NOCASE);
CREATE INDEX contact_account ON contact (account_id);
CREATE INDEX contact_manager ON contact (manager_id) WHERE manager_id IS NOT NULL;
CREATE INDEX contact_name ON contact (last_name, first_name);
CREATE INDEX activity_contact ON activity (contact_id, happened_at DESC);
CREATE INDEX deal_account ON deal (account_id);
CREATE INDEX deal_contact_contact ON deal_contact (contact_id);
CREATE INDEX note_contact ON note (contact_id);
CREATE VIEW open_deal AS
    SELECT deal.id, account.name AS account, deal.title, deal.amount * deal.probability AS expected
    FROM deal JOIN account ON account.id = deal.account_id
    WHERE deal.stage NOT IN ('won', 'lost');
CREATE TRIGGER contact_changed AFTER UPDATE OF email ON contact BEGIN
    INSERT INTO audit (contact_id, old_email, new_email, at) VALUES (old.id, old.email, new.email, new.updated_at);
END;
CREATE TRIGGER contact_deleted AFTER DELETE ON contact BEGIN
    INSERT INTO audit (contact_id, old_email, at) VALUES (old.id, old.email, old.updated_at);
END;
"""

_SEARCH = """
CREATE VIRTUAL TABLE note_search USING fts5 (title, body, content = 'note', content_rowid = 'id');
INSERT INTO note_search (note_search) VALUES ('rebuild');
CREATE TRIGGER note_search_added AFTER INSERT ON note BEGIN
    INSERT INTO note_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER note_search_deleted AFTER DELETE ON note BEGIN
    INSERT INTO note_search (note_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
CREATE TRIGGER note_search_changed AFTER UPDATE ON note BEGIN
    INSERT INTO note_search (note_search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
    INSERT INTO note_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
"""

_ADD = {
    "account": "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?)",
    "contact": "INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "activity": "INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?)",
    "deal": "INSERT INTO deal VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "deal_contact": "INSERT INTO deal_contact VALUES (?, ?, ?)",
    "note": "INSERT INTO note VALUES (?, ?, ?, ?, ?)",
    "tag": "INSERT INTO tag VALUES (?, ?)",
    "setting": "INSERT INTO setting VALUES (?, ?)",
}


def create_demo_crm(folder: Path, *, contacts: int = 2_000, seed: int = 7) -> Path:
    """A CRM of that many contacts and what belongs to them. Returns its database; attachments are in `files` beside it.

    The folder is made if need be. Raises InvalidRequest when it holds a demo CRM already or no contact is asked for.
    """
    if contacts < 1:
        raise InvalidRequest("A demo CRM needs at least one contact.")
    path = folder / DATABASE
    if path.exists():
        raise InvalidRequest(f"'{path}' is there already, so no demo CRM was created over it.")
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Nothing is lost that could not be made again, so nothing is kept safe while it is made.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        _fill(connection, rng, contacts)
        connection.execute("COMMIT")
        connection.executescript(_INDEXES_AND_TRIGGERS)
        if _can_search(connection):
            connection.executescript(_SEARCH)
        connection.execute("PRAGMA journal_mode = WAL")
    _attach(folder / ATTACHMENTS, rng)
    return path


def change_demo_crm(path: Path, *, round: int, seed: int = 7) -> None:  # noqa: A002 - the word for it
    """What users do between two backups: about one per cent of contacts and deals is added, changed or deleted.

    `path` is the database. What belongs to those records goes along; accounts stay as they are. One attachment is
    renamed and one is changed as well. The same CRM, seed and round make the same edits; every round is of a day of its
    own.
    """
    rng = Random(f"{seed}/{round}")
    day = (rows.FIRST_DAY + timedelta(days=rows.DAYS + round)).isoformat()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        _change_contacts(connection, rng, day)
        _change_deals(connection, rng)
        _change_small_things(connection, rng, day)
        connection.execute("COMMIT")
    _change_attachments(path.parent / ATTACHMENTS, round, day)


def _fill(connection: sqlite3.Connection, rng: Random, contacts: int) -> None:
    people = range(1, contacts + 1)
    companies = range(1, contacts // 4 + 2)
    deals = range(1, contacts // 4 + 2)
    notes = range(1, contacts // 8 + len(rows.LARGE_NOTES) + 1)
    connection.executemany(_ADD["tag"], ((name, rows.pick(rng, words.COLOURS)) for name in words.TAGS))
    connection.executemany(_ADD["account"], rows.accounts(rng, companies))
    connection.executemany(_ADD["contact"], rows.contacts(rng, people, companies))
    connection.executemany(_ADD["activity"], rows.activities(rng, people, people))
    connection.executemany(_ADD["deal"], rows.deals(rng, deals, companies))
    connection.executemany(_ADD["deal_contact"], rows.deal_contacts(rng, deals, people))
    connection.executemany(_ADD["note"], rows.notes(rng, notes, people))
    connection.executemany(_ADD["setting"], rows.settings(rng))


def _can_search(connection: sqlite3.Connection) -> bool:
    """Whether this build of SQLite has the full-text index."""
    return connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None


def _change_contacts(connection: sqlite3.Connection, rng: Random, day: str) -> None:
    count, last, companies = connection.execute(
        "SELECT count(*), coalesce(max(id), 0), (SELECT max(id) FROM account) FROM contact"
    ).fetchone()
    edits = max(1, count // SHARE_OF_EDITS)

    doomed = _some_ids(connection, rng, "contact", edits)
    connection.executemany("DELETE FROM contact WHERE id = ?", ((id_,) for id_ in doomed))

    moved = (
        (*rows.pick(rng, rows.pick(rng, words.LOCALES).cities), rows.money(rng, 20_000), f"{day} 09:30:00", id_)
        for id_ in _some_ids(connection, rng, "contact", edits)
    )
    connection.executemany(
        "UPDATE contact SET postcode = ?, city = ?, credit_limit = ?, updated_at = ?, email = 'new.' || email"
        " WHERE id = ?",
        moved,
    )

    added = range(last + 1, last + edits + 1)
    connection.executemany(_ADD["contact"], rows.contacts(rng, added, range(1, companies + 1)))
    (last_activity,) = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'activity'").fetchone()
    calls = range(last_activity + 1, last_activity + edits + 1)
    connection.executemany(_ADD["activity"], rows.activities(rng, calls, added))


def _change_deals(connection: sqlite3.Connection, rng: Random) -> None:
    count, last, companies = connection.execute(
        "SELECT count(*), coalesce(max(id), 0), (SELECT max(id) FROM account) FROM deal"
    ).fetchone()
    edits = max(1, count // SHARE_OF_EDITS)

    doomed = _some_ids(connection, rng, "deal", edits)
    connection.executemany("DELETE FROM deal WHERE id = ?", ((id_,) for id_ in doomed))

    won = ((rows.money(rng, 250_000), id_) for id_ in _some_ids(connection, rng, "deal", edits))
    connection.executemany("UPDATE deal SET stage = 'won', probability = 1, amount = ? WHERE id = ?", won)

    added = range(last + 1, last + edits + 1)
    connection.executemany(_ADD["deal"], rows.deals(rng, added, range(1, companies + 1)))
    people = _some_ids(connection, rng, "contact", 2 * edits)
    connection.executemany(_ADD["deal_contact"], rows.deal_contacts(rng, added, people))


def _change_small_things(connection: sqlite3.Connection, rng: Random, day: str) -> None:
    """A large note grows, a note comes, a tag is there from now on, and a setting is kept twice."""
    connection.execute(
        "UPDATE note SET body = body || ? WHERE id = (SELECT id FROM note ORDER BY length(body) DESC, id LIMIT 1)",
        (f"\n{day}: {rows.pick(rng, words.NOTE_SENTENCES)}",),
    )
    connection.execute(
        "INSERT INTO note (contact_id, title, body, created_at) VALUES ((SELECT max(id) FROM contact), ?, ?, ?)",
        (rows.pick(rng, words.NOTE_TITLES), rows.pick(rng, words.NOTE_SENTENCES), f"{day} 17:45:00"),
    )
    connection.execute("INSERT OR IGNORE INTO tag VALUES (?, ?)", (f"seen {day}", rows.pick(rng, words.COLOURS)))
    connection.execute("UPDATE setting SET value = ? WHERE name = 'theme'", (f"as of {day}",))


def _some_ids(connection: sqlite3.Connection, rng: Random, table: str, wanted: int) -> list[int]:
    """Up to that many different ids that exist, in order. Looks at those only, however large the table is."""
    (last,) = connection.execute(f'SELECT max(id) FROM "{table}"').fetchone()
    if last is None:
        return []
    found = (
        connection.execute(f'SELECT id FROM "{table}" WHERE id >= ? LIMIT 1', (rng.randrange(last) + 1,)).fetchone()
        for _ in range(wanted)
    )
    return sorted({id_ for (id_,) in found})


def _attach(folder: Path, rng: Random) -> None:
    attachments = {
        _MINUTES: b"# Minutes\n\n- Begun.\n",
        Path("offers", _DRAFT.format(0)): "Sehr geehrte Frau Müller, anbei unser Angebot.\n".encode(),
        Path("offers", "2025", "signed.pdf"): b"%PDF-1.4\n" + rng.randbytes(40_000),
        Path("图片", "标志.png"): b"\x89PNG\r\n\x1a\n" + rng.randbytes(9_000),
        Path("brochure.bin"): rng.randbytes(1_300_000),
        Path("empty.txt"): b"",
    }
    for name, content in attachments.items():
        _write(folder / name, content)


def _change_attachments(folder: Path, round_: int, day: str) -> None:
    for draft in folder.glob(f"offers/{_DRAFT.format('*')}"):
        draft.rename(draft.with_name(_DRAFT.format(round_)))
    minutes = folder / _MINUTES
    _write(minutes, minutes.read_bytes() + f"- {day}: round {round_}.\n".encode(), later=round_ * 86_400)


def _write(path: Path, content: bytes, *, later: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (_ATTACHMENT_TIME + later, _ATTACHMENT_TIME + later))
