"""The sentences that the engine says in English, and how screens say them.

A row is an English template whose {names} stand for data: the engine's own wording, which screens keep, or a pair of
the engine's wording and a plainer one. More particular templates stand before those that would match as well. What
begins in lower case is part of a sentence. The names of data say how it is told, as `notes.py` has it.
"""

from __future__ import annotations

from crmbackup_gui.ui.words.copy_note_table import COPIES
from crmbackup_gui.ui.words.hosted_note_table import HOSTED
from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP
from crmbackup_gui.ui.words.server_note_table import SERVERS
from crmbackup_gui.ui.words.server_restore_table import SERVER_RESTORES
from crmbackup_gui.ui.words.store_note_table import STORES

Row = str | tuple[str, str]

BACKUP: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP("Notes", "'{name}' is no longer there; earlier recovery points still hold its {count} records."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' fell from {before} to {after} records."),
    (
        "The key of '{name}' is sorted by rules that only the CRM's own program knows; it is compared byte by byte.",
        QT_TRANSLATE_NOOP("Notes", "'{name}' is sorted by rules of the CRM's own, so it is compared letter by letter."),
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "Of the files, {count} could not be read and are missing, with all that lies in them: {names}.",
    ),
    (
        "Of the files, {count} are sockets, pipes, devices or the like and were left out: {names}.",
        QT_TRANSLATE_NOOP("Notes", "{count} items in the folder are not real files and were left out: {names}."),
    ),
    QT_TRANSLATE_NOOP(
        "Notes", "Files that records name and that are missing in the folder of attachments: {names} ({count})."
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "A restore into '{place}' was interrupted: its files are neither as before nor as they were to be. "
        "Run the restore again, then take another backup.",
    ),
    QT_TRANSLATE_NOOP("Notes", "{problem} This machine needs the passphrase for every backup."),
)

POINTS: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP(
        "Notes", "A recovery point behind the chosen one cannot be read, and may have been nearer to that time."
    ),
    (
        "{count} newer recovery points are damaged; what changed between {moment} and {until} UTC is lost.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "Newer recovery points that are damaged: {count}. What changed between {moment} and {until} is lost.",
        ),
    ),
    (
        "{count} newer recovery points are damaged; what changed between {moment} is lost.",
        QT_TRANSLATE_NOOP(
            "Notes", "Newer recovery points that are damaged: {count}. What changed after {moment} is lost."
        ),
    ),
    (
        "'{crm}': the recovery point before number {number} is gone or was exchanged.",
        QT_TRANSLATE_NOOP("Notes", "{crm}: the recovery point before number {number} is gone or was exchanged."),
    ),
    (
        "'{crm}': recovery point number {number} is not the one that this machine has seen.",
        QT_TRANSLATE_NOOP(
            "Notes", "{crm}: recovery point number {number} is not the one that this computer has seen before."
        ),
    ),
    (
        "'{crm}': this machine has seen recovery point number {seen}, but the newest one here is number {number}.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "{crm}: this computer has seen recovery point number {seen} before, but the newest one here is number "
            "{number}.",
        ),
    ),
    (
        "'{crm}': recovery point number {number} is gone.",
        QT_TRANSLATE_NOOP("Notes", "{crm}: recovery point number {number} is gone."),
    ),
)

RESTORE: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP("Notes", "{count} of '{child}' refer to '{parent}' that are not there."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' has no such fields any more, so their values were left out: {names}."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' has fields that the point does not know; they stay as they are: {names}."),
    (
        "'{name}' computes fields by itself that now differ from the recovery point in {count} records: {names}.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The CRM computes some fields of '{name}' by itself, and in {count} records they now differ from the "
            "recovery point: {names}.",
        ),
    ),
    (
        "'{name}' computes fields by itself that now differ from the recovery point in {count} records.",
        QT_TRANSLATE_NOOP(
            "Notes",
            "The CRM computes some fields of '{name}' by itself, and in {count} records they now differ from the "
            "recovery point.",
        ),
    ),
    (
        "The references of '{name}' cannot be checked: a parent has no such key.",
        QT_TRANSLATE_NOOP("Notes", "Whether everything that '{name}' refers to is there cannot be checked."),
    ),
    (
        "The index '{name}' could not be made: {problem}",
        QT_TRANSLATE_NOOP("Notes", "The CRM's index '{name}' could not be made; the CRM makes it itself. {problem}"),
    ),
    QT_TRANSLATE_NOOP("Notes", "The search index '{name}' must be made anew by the CRM: {problem}"),
    QT_TRANSLATE_NOOP("Notes", "Folders that could not be removed: {names} ({count})."),
    (
        "Folders that did not take their permissions or times: {names} ({count}).",
        QT_TRANSLATE_NOOP("Notes", "Folders that did not take their rights or dates: {names} ({count})."),
    ),
    QT_TRANSLATE_NOOP("Notes", "How long this took could not be kept for the planner: {problem}"),
)

REFUSED_RESTORES: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP("Notes", "There is no CRM yet at that place."),
    QT_TRANSLATE_NOOP("Notes", "The target has no {names}."),
    QT_TRANSLATE_NOOP("Notes", "The target no longer has {names}."),
    QT_TRANSLATE_NOOP(
        "Notes", "The records do not fit together without others: {list}. The target did not take {names}."
    ),
    QT_TRANSLATE_NOOP("Notes", "The records do not fit together without others: {list}."),
    QT_TRANSLATE_NOOP("Notes", "{count} of '{child}' would refer to '{parent}' that are not there"),
    QT_TRANSLATE_NOOP("Notes", "'{place}' is there already."),
    QT_TRANSLATE_NOOP("Notes", "'{place}' cannot be written: {problem}."),
    (
        "The files in '{name}' were left out: restore them into a folder.",
        QT_TRANSLATE_NOOP("Notes", "Attachments are left out: restore them into a folder."),
    ),
    QT_TRANSLATE_NOOP("Notes", "Values of '{name}' do not fit the field of that name in the target."),
    QT_TRANSLATE_NOOP("Notes", "{record} could not be {done}: {problem}"),
    QT_TRANSLATE_NOOP("Notes", "{record} is in the way of another restored record."),
    QT_TRANSLATE_NOOP("Notes", "The target refuses most records of '{name}': {problem}."),
    (
        "Records of '{name}' have no key; they can only be told apart by all their fields.",
        QT_TRANSLATE_NOOP(
            "Notes", "Records of '{name}' have nothing that identifies them, so they can only come back whole."
        ),
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "Records of '{name}' are identified by {fields} in the recovery point, and by {others} in the target.",
    ),
    (
        "The recovery point keeps text of '{name}' as {stored}, and the target as {wanted}.",
        QT_TRANSLATE_NOOP("Notes", "The recovery point and the target write the text of '{name}' in different ways."),
    ),
    QT_TRANSLATE_NOOP("Notes", "'{place}' was created by somebody else meanwhile."),
    (
        "The recovery point's definition of '{name}' is no {kind}.",
        QT_TRANSLATE_NOOP("Notes", "The recovery point describes '{name}' in a way that cannot be trusted."),
    ),
    (
        "The recovery point's definition of '{name}' makes something else.",
        QT_TRANSLATE_NOOP("Notes", "The recovery point describes '{name}' in a way that cannot be trusted."),
    ),
    (
        "SQLite says of '{place}': {problem}.",
        QT_TRANSLATE_NOOP("Notes", "The database '{place}' does not take it: {problem}."),
    ),
    QT_TRANSLATE_NOOP("Notes", "'{place}' cannot be written: {problem}."),
    QT_TRANSLATE_NOOP("Notes", "'{place}' cannot be created: {problem}."),
    QT_TRANSLATE_NOOP("Notes", "A folder of files cannot be dropped or rebuilt."),
    QT_TRANSLATE_NOOP("Notes", "A folder does not take records of '{name}'."),
    QT_TRANSLATE_NOOP("Notes", "Files come back as a whole, not single fields of them."),
)

RETENTION: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP(
        "Notes",
        "{count} recovery points cannot be read, so no space is freed until a check has looked at them.",
    ),
    (
        "Recovery point {id} could not be stored anew, so what it needs is kept: {problem}",
        QT_TRANSLATE_NOOP(
            "Notes", "A recovery point could not be rewritten, so the older ones that it needs stay: {problem}"
        ),
    ),
    QT_TRANSLATE_NOOP("Notes", "recovery point number {number} has been seen and is gone"),
    QT_TRANSLATE_NOOP("Notes", "What a rule keeps is a number from 0 to {most}."),
    QT_TRANSLATE_NOOP("Notes", "These rules keep nothing; at least one of them must be above zero."),
    (
        "other programs began to store the point anew all the time",
        QT_TRANSLATE_NOOP("Notes", "other programs are rewriting the recovery point"),
    ),
    (
        "another program is storing the point anew",
        QT_TRANSLATE_NOOP("Notes", "another program is rewriting the recovery point"),
    ),
    (
        "another program deleted the point or stored it anew meanwhile",
        QT_TRANSLATE_NOOP("Notes", "another program has deleted or rewritten the recovery point meanwhile"),
    ),
    QT_TRANSLATE_NOOP("Notes", "it would need more points than before"),
    QT_TRANSLATE_NOOP("Notes", "another backup was taken meanwhile"),
)

REQUESTS: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP("Notes", "Single fields can be put back into records that are there, not deleted or created."),
    QT_TRANSLATE_NOOP("Notes", "Only a safety point, which a restore takes before it writes, can be undone."),
    QT_TRANSLATE_NOOP("Notes", "Nothing is left to do: every entity is excluded."),
    QT_TRANSLATE_NOOP("Notes", "The recovery point has only what the CRM makes anew; name it to put it back."),
    QT_TRANSLATE_NOOP("Notes", "A day of the week is a number from 0 (Monday) to 6 (Sunday)."),
    QT_TRANSLATE_NOOP("Notes", "Backups can be repeated every 1 to 1440 minutes."),
    QT_TRANSLATE_NOOP("Notes", "'{text}' is not a time of day such as 18:30."),
    QT_TRANSLATE_NOOP("Notes", "A wish for the backups must be a number above zero."),
    QT_TRANSLATE_NOOP("Notes", "A recovery code begins with {text}-."),
    QT_TRANSLATE_NOOP("Notes", "Group {number} of the recovery code has a character that no code has."),
    QT_TRANSLATE_NOOP("Notes", "A recovery code has {count} characters after {text}-, but this one has {before}."),
    QT_TRANSLATE_NOOP("Notes", "The recovery code has a typing error, most likely in group {number}."),
    QT_TRANSLATE_NOOP("Notes", "The recovery code has a typing error."),
    QT_TRANSLATE_NOOP("Notes", "A passphrase must not look like a recovery code."),
    QT_TRANSLATE_NOOP("Notes", "The label of a key has at most {count} printable characters."),
    QT_TRANSLATE_NOOP("Notes", "A repository has at most {count} keys; remove one first."),
    QT_TRANSLATE_NOOP("Notes", "The passphrase is empty."),
    (
        "The passphrase is not valid Unicode text.",
        QT_TRANSLATE_NOOP("Notes", "The passphrase has characters that no keyboard writes."),
    ),
    QT_TRANSLATE_NOOP("Notes", "The two passphrases are not the same."),
    (
        "'{name}' has a key of {count} fields; write it as a JSON list.",
        QT_TRANSLATE_NOOP("Notes", "A record of '{name}' is identified by {count} fields; all of them are needed."),
    ),
    QT_TRANSLATE_NOOP("Notes", "'{text}' is not a number, but '{name}' holds numbers."),
    QT_TRANSLATE_NOOP("Notes", "'{text}' is none of the values that '{name}' can hold."),
    QT_TRANSLATE_NOOP("Notes", "'{text}' is the beginning of several keys."),
    QT_TRANSLATE_NOOP("Notes", "'{text}' is no key of this repository."),
    QT_TRANSLATE_NOOP("Notes", "A demo CRM needs at least one contact."),
    QT_TRANSLATE_NOOP("Notes", "'{place}' is there already, so no demo CRM was created over it."),
    QT_TRANSLATE_NOOP("Notes", "Records of '{name}' have no file content."),
    QT_TRANSLATE_NOOP("Notes", "The target was not prepared."),
)

REFUSALS: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP("Notes", "another record already has this value of {fields}"),
    QT_TRANSLATE_NOOP("Notes", "{fields} must not be empty"),
    QT_TRANSLATE_NOOP("Notes", "it breaks the rule {text}"),
    (
        "{field} takes {wanted}, not {stored}",
        QT_TRANSLATE_NOOP("Notes", "{field} does not take a value of this type"),
    ),
    QT_TRANSLATE_NOOP("Notes", "the value of the key is not a whole number"),
    QT_TRANSLATE_NOOP("Notes", "a file or a link stands where its folder must be"),
    QT_TRANSLATE_NOOP("Notes", "a folder with other files stands in its place"),
    QT_TRANSLATE_NOOP("Notes", "its content has {count} bytes, not the {before} that it should"),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is not a folder"),
    QT_TRANSLATE_NOOP("Notes", "the record has no path"),
    QT_TRANSLATE_NOOP("Notes", "the path belongs to the journal of restores"),
    QT_TRANSLATE_NOOP("Notes", "the path is not relative"),
    QT_TRANSLATE_NOOP("Notes", "the path has an empty part, '.' or '..'"),
    QT_TRANSLATE_NOOP("Notes", "the path contains the character NUL"),
    QT_TRANSLATE_NOOP("Notes", "the path has a part that Windows does not take"),
    QT_TRANSLATE_NOOP("Notes", "the record has no modification time"),
    QT_TRANSLATE_NOOP("Notes", "the link leads nowhere"),
    QT_TRANSLATE_NOOP("Notes", "the record is neither a file, a folder nor a link"),
    QT_TRANSLATE_NOOP("Notes", "the record has permissions that are not restored"),
    QT_TRANSLATE_NOOP("Notes", "the file has no size"),
    QT_TRANSLATE_NOOP("Notes", "the content of the file is missing"),
)

PLACES: tuple[Row, ...] = (
    QT_TRANSLATE_NOOP("Notes", "there is no room left"),
    QT_TRANSLATE_NOOP("Notes", "permission was refused"),
    QT_TRANSLATE_NOOP("Notes", "it can only be read"),
    QT_TRANSLATE_NOOP("Notes", "the drive reports an error"),
    QT_TRANSLATE_NOOP("Notes", "a link stands where an object should be"),
    QT_TRANSLATE_NOOP("Notes", "a file stands where a folder should be, or the other way round"),
    QT_TRANSLATE_NOOP("Notes", "it cannot be reached, or it refused the request"),
    QT_TRANSLATE_NOOP("Notes", "it cannot be reached"),
    QT_TRANSLATE_NOOP("Notes", "the system gave no reason"),
    QT_TRANSLATE_NOOP("Notes", "'{name}' in it is a link to another place"),
    QT_TRANSLATE_NOOP("Notes", "the folder is no longer there"),
    QT_TRANSLATE_NOOP("Notes", "another program keeps them locked"),
    QT_TRANSLATE_NOOP("Notes", "a folder was expected"),
    QT_TRANSLATE_NOOP("Notes", "it lies inside the CRM, which would then be kept in itself"),
    QT_TRANSLATE_NOOP("Notes", "The repository is damaged: 1 problem found."),
    QT_TRANSLATE_NOOP("Notes", "The repository is damaged: {count} problems found."),
    QT_TRANSLATE_NOOP("Notes", "A drill can be repeated every 1 to {count} days."),
    QT_TRANSLATE_NOOP("Notes", "A check can be repeated every 1 to {count} days."),
    QT_TRANSLATE_NOOP("Notes", "A schedule checks everything or the newest recovery point."),
    QT_TRANSLATE_NOOP("Notes", "it lies inside the repository, which holds nothing but recovery points"),
    QT_TRANSLATE_NOOP("Notes", "a file address has three slashes and a path, as in file:///folder"),
    QT_TRANSLATE_NOOP("Notes", "it names no file or folder"),
    QT_TRANSLATE_NOOP("Notes", "it names no file"),
    QT_TRANSLATE_NOOP("Notes", "it does not begin with the kind of CRM, such as 'sqlite://'"),
    QT_TRANSLATE_NOOP("Notes", "'{text}' has no option '{name}'"),
    QT_TRANSLATE_NOOP("Notes", "the option '{name}' stands there twice"),
    QT_TRANSLATE_NOOP("Notes", "an option has the form name=value; in a path, '?' is written %3F and '&' is %26"),
    QT_TRANSLATE_NOOP("Notes", "a path follows three slashes, as in {text}:///"),
    QT_TRANSLATE_NOOP("Notes", "the folder in 'files=' must be an absolute path"),
    QT_TRANSLATE_NOOP("Notes", "the folder must be an absolute path"),
    QT_TRANSLATE_NOOP("Notes", "the server is written host, host:port or [IPv6 address]:port"),
    QT_TRANSLATE_NOOP("Notes", "a port is a number from 1 to 65535"),
    QT_TRANSLATE_NOOP("Notes", "'%' must be followed by two hexadecimal digits; a literal '%' is written %25"),
    QT_TRANSLATE_NOOP("Notes", "it contains characters that no file system or server takes"),
    QT_TRANSLATE_NOOP("Notes", "it contains the character NUL"),
    QT_TRANSLATE_NOOP("Notes", "the extension {name} does not load ({problem})"),
)

SOURCES: tuple[Row, ...] = (
    (
        "the types of its values do not settle",
        QT_TRANSLATE_NOOP("Notes", "it is being changed all the time"),
    ),
    (
        "two of its records have the same key",
        QT_TRANSLATE_NOOP("Notes", "two of its records cannot be told apart"),
    ),
    QT_TRANSLATE_NOOP("Notes", "it cannot be opened"),
    QT_TRANSLATE_NOOP("Notes", "it is gone"),
    (
        "its schema holds text that is not valid",
        QT_TRANSLATE_NOOP("Notes", "its structure holds text that is not valid"),
    ),
    QT_TRANSLATE_NOOP("Notes", "a rehearsal writes no content"),
    QT_TRANSLATE_NOOP("Notes", "it took longer than a day, and parts of it may have been cleaned up meanwhile"),
    QT_TRANSLATE_NOOP("Notes", "other programs committed all the time"),
    QT_TRANSLATE_NOOP("Notes", "other programs changed recovery points all the time"),
    QT_TRANSLATE_NOOP("Notes", "a part of the repository that it needs is gone"),
    QT_TRANSLATE_NOOP("Notes", "a part of the repository that it needs is about to be cleaned up"),
)

SYSTEM: tuple[Row, ...] = (
    # What operating systems and SQLite say most often; whatever else they say is shown as it is.
    ("No space left on device", QT_TRANSLATE_NOOP("Notes", "there is no room left")),
    ("Permission denied", QT_TRANSLATE_NOOP("Notes", "permission was refused")),
    ("Read-only file system", QT_TRANSLATE_NOOP("Notes", "it can only be read")),
    ("Input/output error", QT_TRANSLATE_NOOP("Notes", "the drive reports an error")),
    ("No such file or directory", QT_TRANSLATE_NOOP("Notes", "it is not there")),
    ("Not a directory", QT_TRANSLATE_NOOP("Notes", "it is not a folder")),
    ("Is a directory", QT_TRANSLATE_NOOP("Notes", "it is a folder, not a file")),
    ("File name too long", QT_TRANSLATE_NOOP("Notes", "its name is too long")),
    ("file is not a database", QT_TRANSLATE_NOOP("Notes", "it is not a database")),
    ("database disk image is malformed", QT_TRANSLATE_NOOP("Notes", "the database is damaged")),
    ("unable to open database file", QT_TRANSLATE_NOOP("Notes", "it cannot be opened")),
    ("attempt to write a readonly database", QT_TRANSLATE_NOOP("Notes", "it can only be read")),
    ("database or disk is full", QT_TRANSLATE_NOOP("Notes", "there is no room left")),
    ("disk I/O error", QT_TRANSLATE_NOOP("Notes", "the drive reports an error")),
)

ROWS: tuple[Row, ...] = (
    *BACKUP,
    *HOSTED,
    *POINTS,
    *RETENTION,
    *RESTORE,
    *REFUSED_RESTORES,
    *REQUESTS,
    *REFUSALS,
    *PLACES,
    *SOURCES,
    *SERVERS,
    *SERVER_RESTORES,
    *STORES,
    *COPIES,
    *SYSTEM,
)
