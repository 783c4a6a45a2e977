"""What is said of hosted CRMs, as note_table.py has it."""

from __future__ import annotations

from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP

HOSTED: tuple[str | tuple[str, str], ...] = (
    QT_TRANSLATE_NOOP("Notes", "Fields of '{name}' that this account may not read are not backed up: {names}."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is not backed up, because this account may not read it: {reason}."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is not backed up, because this account may not read it."),
    QT_TRANSLATE_NOOP(
        "Notes", "Computed fields of these may be older than the recovery point until the next full backup: {names}."
    ),
    QT_TRANSLATE_NOOP("Notes", "The clock of the service and that of this computer differ by {number} minutes."),
    QT_TRANSLATE_NOOP(
        "Notes",
        "A restore into this CRM was interrupted: its records are neither as before nor as they were to be. "
        "Run the restore again, then take another backup.",
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "This is another account than the one that was backed up: records get new ids, "
        "and only what was restored into it before is recognised.",
    ),
    QT_TRANSLATE_NOOP(
        "Notes", "Rules of the service changed since the recovery point and may act on what is restored: {names}."
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "{count} records of '{name}' were written without '{field}': "
        "what it points to has no counterpart in this account.",
    ),
    QT_TRANSLATE_NOOP("Notes", "a record has no id"),
    QT_TRANSLATE_NOOP("Notes", "an answer is no JSON ({reason})"),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is a number from {least} to {most}"),
    QT_TRANSLATE_NOOP("Notes", "These records are of another kind of CRM than this service."),
)
