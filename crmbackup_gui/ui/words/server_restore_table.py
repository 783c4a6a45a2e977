"""Sentences about restores into database servers; rows as in note_table.py, which takes them in."""

from __future__ import annotations

from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP

_SAYS = QT_TRANSLATE_NOOP("Notes", "The database says: {text}.")

SERVER_RESTORES: tuple[str | tuple[str, str], ...] = (
    (
        "The server does not know the collation '{text}' of '{name}'.",
        QT_TRANSLATE_NOOP("Notes", "The server is too old or too new for '{name}': it does not know '{text}'."),
    ),
    (
        "'{name}' belongs to the account {text}, which is not there or not ours: it was made as ours.",
        QT_TRANSLATE_NOOP("Notes", "'{name}' belonged to the account {text}; now it belongs to the one that restored."),
    ),
    QT_TRANSLATE_NOOP("Notes", "The trigger '{name}' begins in a way that is not known."),
    QT_TRANSLATE_NOOP("Notes", "the value is too long for {field}"),
    QT_TRANSLATE_NOOP("Notes", "the value is out of the range of {field}"),
    QT_TRANSLATE_NOOP("Notes", "{field} cannot hold every character of the value in its character set"),
    QT_TRANSLATE_NOOP("Notes", "{field} does not take this value"),
    QT_TRANSLATE_NOOP("Notes", "no part of its table is for a record like it"),
    QT_TRANSLATE_NOOP("Notes", "The server has no engine '{text}' for '{name}'."),
    QT_TRANSLATE_NOOP("Notes", "How the table '{name}' is made is not known."),
    ("The server of '{place}' says: {text}.", _SAYS),
    ("The database says: {text}.", _SAYS),
    ("The database says: {text}", _SAYS),
    QT_TRANSLATE_NOOP("Notes", "There is no database '{name}', and this account cannot create it: {text}"),
    (
        "The database '{name}' is not there, and this account may not make it: {text}.",
        QT_TRANSLATE_NOOP("Notes", "There is no database '{name}', and this account cannot create it: {text}"),
    ),
    QT_TRANSLATE_NOOP("Notes", "To write '{name}', the account must be allowed to make and drop tables: {text}"),
    QT_TRANSLATE_NOOP("Notes", "Records of '{name}' have no key, and those with large values cannot be told apart."),
    QT_TRANSLATE_NOOP("Notes", "Records of '{name}' have no key, so they cannot be updated."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' cannot be made in the target: {text}."),
    QT_TRANSLATE_NOOP("Notes", "The reference '{name}' is not checked for the records that are there."),
    QT_TRANSLATE_NOOP("Notes", "Records of '{name}' break the rule '{text}' of the target."),
    QT_TRANSLATE_NOOP("Notes", "The setting '{name}' of the database stays as it is: {text}"),
    QT_TRANSLATE_NOOP("Notes", "Values of '{name}' are of a kind that this database does not have."),
    QT_TRANSLATE_NOOP("Notes", "The references of '{name}' cannot be checked."),
    QT_TRANSLATE_NOOP("Notes", "What the recovery point does not have takes fields of '{name}' with it."),
    QT_TRANSLATE_NOOP("Notes", "There is no database yet."),
    (
        "The account '{name}' does not own or may not do what it did at the point: {text}.",
        QT_TRANSLATE_NOOP(
            "Notes", "The database account '{name}' does not own, or may not do, what it did at the point: {text}."
        ),
    ),
    (
        "'{name}' is not in the recovery point, and stays.",
        QT_TRANSLATE_NOOP("Notes", "'{name}' came after the recovery point, and is left as it is."),
    ),
    (
        "'{name}' is not in the recovery point, and stays: {problem}",
        QT_TRANSLATE_NOOP("Notes", "'{name}' came after the recovery point, and is left as it is. {problem}"),
    ),
    QT_TRANSLATE_NOOP("Notes", "The comment '{name}' belongs to another account, and stays as it is."),
    (
        "This server does not know the order '{text}', so text is sorted in another one.",
        QT_TRANSLATE_NOOP(
            "Notes", "The server does not know the order of letters '{text}', so lists may be in another order."
        ),
    ),
    (
        "The database keeps text as {text}, and not as {other}: records with characters it lacks are refused.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The database has fewer characters ({text}) than the recovery point ({other}). Records with others are "
            "left out.",
        ),
    ),
    QT_TRANSLATE_NOOP("Notes", "it has characters that the encoding of the database lacks"),
    QT_TRANSLATE_NOOP("Notes", "The counter '{name}' belongs to another account, so it cannot be set."),
    (
        "This account may not keep triggers and references of {names} quiet: {problem}",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The database does something by itself when records of {names} change. A restore has to switch that off "
            "and on again, which this account may not do. {problem}",
        ),
    ),
    (
        "The database '{name}' is not there and cannot be made: {text}.",
        QT_TRANSLATE_NOOP("Notes", "There is no database '{name}', and it cannot be created: {text}."),
    ),
    QT_TRANSLATE_NOOP("Notes", "'{name}' could not be made: {problem}"),
    QT_TRANSLATE_NOOP("Notes", "A rule of '{name}' could not be made: {problem}"),
    QT_TRANSLATE_NOOP("Notes", "The restore could not do everything: {problem}"),
    (
        "The server does not know the collation '{text}': '{other}' takes its place and may sort otherwise.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The server does not know the order of letters '{text}'. '{other}' takes its place: lists may be in "
            "another order, and searches may find a little more or less.",
        ),
    ),
    QT_TRANSLATE_NOOP("Notes", "The references of '{name}' to another database cannot be checked."),
    (
        "The trigger '{name}' must be quiet meanwhile, and nobody here may put it back: {problem}",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The database does something by itself when these records change ('{name}'). A restore has to switch that "
            "off and on again, and this account could not switch it on. {problem}",
        ),
    ),
    QT_TRANSLATE_NOOP(
        "Notes", "An earlier restore of this CRM was interrupted after its records were in; it has been finished."
    ),
    QT_TRANSLATE_NOOP(
        "Notes", "An earlier restore of this CRM was interrupted; what it had begun has been taken back."
    ),
    (
        "the value of {field} is larger than the {count} bytes that the server takes (max_allowed_packet)",
        QT_TRANSLATE_NOOP("Notes", "the value of {field} is larger than the server takes"),
    ),
)
