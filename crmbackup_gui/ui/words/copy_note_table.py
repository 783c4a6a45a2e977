"""What is said of copies and of erased records. As note_table.py says."""

from __future__ import annotations

from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP

COPIES: tuple[str | tuple[str, str], ...] = (
    (
        "{count} recovery points of the copy cannot be read; check the copy.",
        QT_TRANSLATE_NOOP("Notes", "Recovery points of the copy that cannot be read: {count}. Check the copy."),
    ),
    (
        "{count} objects must not be deleted in the copy's place yet.",
        QT_TRANSLATE_NOOP(
            "Notes", "Files that the copy no longer needs, and that its place does not let be deleted yet: {count}."
        ),
    ),
    (
        "The copy keeps key {name}, which is not in the original.",
        QT_TRANSLATE_NOOP("Notes", "The copy still opens with a key that the original no longer has ({name})."),
    ),
    QT_TRANSLATE_NOOP(
        "Notes", "'{location}' cannot be reached now. The copy in '{place}' is used, which may lack the newest points."
    ),
    QT_TRANSLATE_NOOP("Notes", "How old the copy is could not be kept: {problem}"),
    (
        (
            "From recovery point number {number} on the copy holds others than the original, so no more points of this "
            "CRM were copied."
        ),
        QT_TRANSLATE_NOOP(
            "Notes",
            "From number {number} on, the copy has other recovery points than the original, so no more were copied.",
        ),
    ),
    (
        "Recovery point number {number} is gone from the original, which nothing explains; the copy keeps it.",
        QT_TRANSLATE_NOOP(
            "Notes", "Recovery point number {number} is gone from the original, nobody knows why; the copy keeps it."
        ),
    ),
    QT_TRANSLATE_NOOP("Notes", "Recovery point number {number} is older here than in the copy; it stays."),
    QT_TRANSLATE_NOOP("Notes", "a part of the copy that it needs is about to be cleaned up"),
    QT_TRANSLATE_NOOP("Notes", "what was written does not read back"),
    (
        "{count} records of '{name}' that were erased are still in the CRM, so this point has them again.",
        QT_TRANSLATE_NOOP(
            "Notes", "Records of '{name}' that you erased are still in the CRM, so this backup has them again: {count}."
        ),
    ),
    QT_TRANSLATE_NOOP("Notes", "records are still being erased from it"),
    QT_TRANSLATE_NOOP("Notes", "records were erased meanwhile"),
    QT_TRANSLATE_NOOP("Notes", "something in it is held, and so an erasure was taken back"),
    (
        "something in the repository's place bears the highest number that a point can have",
        QT_TRANSLATE_NOOP(
            "Notes", "something where the recovery points are has the highest number that a recovery point can have"
        ),
    ),
    (
        "A damaged point does not tell what it did not have, so nothing can be deleted by it.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "A damaged recovery point does not tell what was missing in it, so nothing is deleted because of it.",
        ),
    ),
)
