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
    QT_TRANSLATE_NOOP("Notes", "The service granted no more calls, so these are as of {moment}: {names}."),
    QT_TRANSLATE_NOOP("Notes", "The service granted no more calls, so these are not in this recovery point: {names}."),
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
        "Notes", "This account may not see some rules of the service, so they are not compared: {names}."
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "A restore does not make these again, and records that need them are refused until somebody makes them in "
        "the service: {names}.",
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "Files attached to {count} records of '{name}' are not backed up, only their ids: the service keeps them "
        "apart, in its file manager.",
    ),
    QT_TRANSLATE_NOOP("Notes", "Switched on in the service, and may change or refuse what is restored: {names}."),
    QT_TRANSLATE_NOOP(
        "Notes",
        "{count} records of '{name}' were written without '{field}': "
        "what it points to has no counterpart in this account.",
    ),
    QT_TRANSLATE_NOOP(
        "Notes", "{count} records of '{name}' lack what an interrupted restore was still to write: {reason}."
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "What is known of records that another computer restored cannot be read, so some may be created again: "
        "{problem}",
    ),
    QT_TRANSLATE_NOOP(
        "Notes",
        "What became of restored records could not be kept in the repository, so only this computer knows it: "
        "{problem}",
    ),
    QT_TRANSLATE_NOOP("Notes", "a record has no id"),
    QT_TRANSLATE_NOOP("Notes", "an answer is no JSON ({reason})"),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is a number from {least} to {most}"),
    QT_TRANSLATE_NOOP("Notes", "These records are of another kind of CRM than this service."),
    QT_TRANSLATE_NOOP("Notes", "The structure of '{name}' is made in the service itself."),
    QT_TRANSLATE_NOOP("Notes", "'{place}' must be spoken to through https."),
    QT_TRANSLATE_NOOP("Notes", "an answer is larger than {size} MiB"),
    QT_TRANSLATE_NOOP("Notes", "an answer is not compressed as it says"),
    QT_TRANSLATE_NOOP("Notes", "the service gave no reason"),
    QT_TRANSLATE_NOOP("Notes", "the service did not say whether it was done"),
    QT_TRANSLATE_NOOP("Notes", "the service does not let this account create such records"),
    QT_TRANSLATE_NOOP("Notes", "the service does not let this account change such records"),
    QT_TRANSLATE_NOOP("Notes", "the service does not let this account delete such records"),
    QT_TRANSLATE_NOOP("Notes", "it is there under another id"),
    QT_TRANSLATE_NOOP(
        "Notes", "it is there under another id, which showed only during the restore: restore it once more"
    ),
    QT_TRANSLATE_NOOP("Notes", "it was there before the restore"),
    QT_TRANSLATE_NOOP("Notes", "what it belongs to is not there"),
    QT_TRANSLATE_NOOP("Notes", "'{name}' must have a value"),
    QT_TRANSLATE_NOOP("Notes", "'{value}' is none of the values of '{name}'"),
    QT_TRANSLATE_NOOP("Notes", "this computer cannot keep what became of its records ({reason})"),
    QT_TRANSLATE_NOOP("Notes", "what became of restored records cannot be read ({reason})"),
    QT_TRANSLATE_NOOP("Notes", "the service does not say which account this is"),
    QT_TRANSLATE_NOOP("Notes", "it answers with status {number}"),
    QT_TRANSLATE_NOOP("Notes", "an answer has another form than the service documents"),
    QT_TRANSLATE_NOOP("Notes", "an answer cannot be read ({problem})"),
    QT_TRANSLATE_NOOP("Notes", "the service does not give all links of '{name}' and '{field}'"),
    QT_TRANSLATE_NOOP("Notes", "the service does not give all of '{name}'"),
    QT_TRANSLATE_NOOP("Notes", "the service does not give it ({problem})"),
    QT_TRANSLATE_NOOP("Notes", "the service does not give '{name}' ({problem})"),
    QT_TRANSLATE_NOOP("Notes", "the service gives '{name}' in another order than it was asked for"),
    QT_TRANSLATE_NOOP("Notes", "the service gives '{text}' where a time belongs"),
    QT_TRANSLATE_NOOP("Notes", "two records are linked in a way that the service does not describe ({number})"),
    QT_TRANSLATE_NOOP("Notes", "this access token belongs to another account ({name})"),
    QT_TRANSLATE_NOOP("Notes", "it must be the number of the account alone, as in {text}"),
    QT_TRANSLATE_NOOP("Notes", "it must end with the name of the server, as in {text}"),
    QT_TRANSLATE_NOOP("Notes", "'client=' must name the app by which this program signs in"),
    QT_TRANSLATE_NOOP("Notes", "the sign-in does not say how to go on"),
    QT_TRANSLATE_NOOP("Notes", "it was asked for access too often of late"),
    QT_TRANSLATE_NOOP("Notes", "an app signs in at its org's own host, as in {text}"),
    QT_TRANSLATE_NOOP("Notes", "the app may not stay signed in: it lacks the scope 'refresh_token' in Salesforce"),
    QT_TRANSLATE_NOOP("Notes", "the service gave no permission that stays"),
    QT_TRANSLATE_NOOP("Notes", "the service gave no token"),
    QT_TRANSLATE_NOOP("Notes", "the answer names '{name}', which is no server of Zoho"),
    QT_TRANSLATE_NOOP("Notes", "the service does not say to which account it gave permission"),
    QT_TRANSLATE_NOOP("Notes", "The id of the app that the service knows is missing."),
    QT_TRANSLATE_NOOP("Notes", "The secret of the app is missing; this service lets no app in without it."),
    QT_TRANSLATE_NOOP("Notes", "There is no scope '{name}'; there are: {names}."),
    QT_TRANSLATE_NOOP("Notes", "the service broke off giving its records ({reason})"),
    QT_TRANSLATE_NOOP("Notes", "the service names {before} records and gives {after}"),
    QT_TRANSLATE_NOOP("Notes", "the service was given {before} records and answers for {after}"),
    QT_TRANSLATE_NOOP("Notes", "the service does not say what records it has ({reason})"),
    QT_TRANSLATE_NOOP("Notes", "the service did not have '{name}' ready in time"),
    QT_TRANSLATE_NOOP("Notes", "records of '{name}' are deleted faster than they can be read"),
    QT_TRANSLATE_NOOP("Notes", "The content of a file of '{name}' is missing."),
    QT_TRANSLATE_NOOP("Notes", "What became of {count} records of '{name}' is not known."),
    QT_TRANSLATE_NOOP("Notes", "the service took it, but does not show it"),
    QT_TRANSLATE_NOOP("Notes", "the service was told to delete it, but still shows it"),
    QT_TRANSLATE_NOOP("Notes", "the service shows other values than the recovery point has, and keeps them: {names}"),
    QT_TRANSLATE_NOOP("Notes", "it differs from the recovery point, and was left as it is"),
)
