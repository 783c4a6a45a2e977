"""Sentences about CRMs on database servers; rows as in note_table.py, which takes them in."""

from __future__ import annotations

from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP

SERVERS: tuple[str | tuple[str, str], ...] = (
    (
        "These tables know no transactions, so that they are not kept as of one moment: {names}.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "These tables may have changed while they were read, because the database cannot hold them still: {names}.",
        ),
    ),
    (
        "These tables keep their records elsewhere, so that only their structure is kept: {names}.",
        QT_TRANSLATE_NOOP("Notes", "The content of these tables lies elsewhere and is not in the backup: {names}."),
    ),
    (
        "Of these tables only the present records are kept, not their earlier versions: {names}.",
        QT_TRANSLATE_NOOP(
            "Notes", "Of these tables the backup has what is there now, not what was there before: {names}."
        ),
    ),
    (
        "This account may not see triggers: if the database has any, they are not kept.",
        QT_TRANSLATE_NOOP(
            "Notes", "The account may not see the database's triggers. If there are any, the backup lacks them."
        ),
    ),
    (
        "This account may not see events: if the database has any, they are not kept.",
        QT_TRANSLATE_NOOP(
            "Notes", "The account may not see the database's events. If there are any, the backup lacks them."
        ),
    ),
    (
        "it may read single tables at most, and needs the right SELECT on the whole database",
        QT_TRANSLATE_NOOP("Notes", "it may read single tables at most, and must be allowed to read the whole database"),
    ),
    QT_TRANSLATE_NOOP("Notes", "it may not see how they are made"),
    QT_TRANSLATE_NOOP("Notes", "it cannot say how '{name}' is made: {problem}"),
    QT_TRANSLATE_NOOP("Notes", "the connection was lost"),
    QT_TRANSLATE_NOOP("Notes", "the encrypted connection failed ({problem})"),
    (
        "it wants the password unencrypted, which is not done",
        QT_TRANSLATE_NOOP("Notes", "it wants the password in a form that others could read, so it was not sent"),
    ),
    QT_TRANSLATE_NOOP("Notes", "it wants a way to log in that this program does not have"),
    (
        "what it sends cannot be understood",
        QT_TRANSLATE_NOOP("Notes", "it does not answer as a database server does"),
    ),
    (
        "the server sends what cannot be understood",
        QT_TRANSLATE_NOOP("Notes", "it does not answer as a database server does"),
    ),
    QT_TRANSLATE_NOOP("Notes", "it did not answer for {count} seconds"),
    (
        "it offers no encryption, which the address asks for",
        QT_TRANSLATE_NOOP("Notes", "it cannot encrypt the connection"),
    ),
    (
        "a value of '{name}' is none of its type",
        QT_TRANSLATE_NOOP("Notes", "a value of '{name}' is not what it should be"),
    ),
    (
        "it names no database; the form is mysql://user@host/database",
        QT_TRANSLATE_NOOP("Notes", "it names no database"),
    ),
    QT_TRANSLATE_NOOP("Notes", "'ssl=' is one of off, on and verify"),
    QT_TRANSLATE_NOOP("Notes", "the file in 'ssl-ca=' cannot be used ({problem})"),
    (
        "it names no database; the form is postgresql://user@host/database",
        QT_TRANSLATE_NOOP("Notes", "it names no database"),
    ),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is one of {names}"),
    QT_TRANSLATE_NOOP("Notes", "it wants a password"),
    (
        "row-level security hides records from it",
        QT_TRANSLATE_NOOP("Notes", "rules in the database hide records from this account"),
    ),
    QT_TRANSLATE_NOOP("Notes", "it may not read them"),
    (
        "{count} large objects",
        QT_TRANSLATE_NOOP("Notes", "Files inside the database: {count}"),
    ),
    (
        "pg_dump says: {problem}",
        QT_TRANSLATE_NOOP("Notes", "the program that reads its structure says: {problem}"),
    ),
    (
        "its structure, as pg_dump writes it, is not understood ({problem})",
        QT_TRANSLATE_NOOP("Notes", "its structure is written in a way that this program does not know"),
    ),
    (
        "PostgreSQL {version} is too old; version {least} is the oldest that can be read",
        QT_TRANSLATE_NOOP("Notes", "its PostgreSQL {version} is too old: it must be version {least} or newer"),
    ),
    (
        "Of these tables, the records that lie on another server are not kept: {names}.",
        QT_TRANSLATE_NOOP("Notes", "Some records of these tables lie elsewhere and are not in the backup: {names}."),
    ),
    (
        "These tables belong to extensions, and what was entered into them is not kept: {names}.",
        QT_TRANSLATE_NOOP("Notes", "What was entered into these tables of database extensions is not kept: {names}."),
    ),
    QT_TRANSLATE_NOOP("Notes", "What this database receives from others is not set up again: {names}."),
    QT_TRANSLATE_NOOP("Notes", "A new database keeps these tables in its usual place, not one of their own: {names}."),
    QT_TRANSLATE_NOOP("Notes", "These tables have no columns, so that nothing of them can be kept: {names}."),
    (
        "These tables are empty after a crash of their server (they are unlogged): {names}.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The database itself loses these tables when its server crashes; the backup has them: {names}.",
        ),
    ),
    (
        "The owner or the rights of {count} large objects could not be given back.",
        QT_TRANSLATE_NOOP("Notes", "Files inside the database whose owner or rights could not be given back: {count}."),
    ),
)
