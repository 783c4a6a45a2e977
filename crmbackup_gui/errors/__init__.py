"""Every error the program raises on purpose.

    CrmBackupError
    ├── InvalidRequest                the call itself cannot be carried out        (exit 2)
    │   ├── InvalidLocation           a SOURCE, TARGET or REPO that cannot be read
    │   ├── PasswordInLocation        a secret stands where it would be logged
    │   └── UnsupportedLocation       a kind of place this installation cannot use
    ├── NothingFound                  a name leads nowhere                         (exit 6)
    │   ├── RepositoryNotFound        no repository at that place
    │   ├── CrmNotFound               the repository holds no such CRM
    │   ├── ConnectionNotFound        the settings have no such CRM
    │   ├── PointNotFound             no recovery point of that name or time
    │   ├── EntityNotFound            the CRM or the point has no such entity
    │   └── RecordNotFound            the point has no such record
    ├── KeyProblem                    the repository stays closed                  (exit 4)
    │   ├── WrongKey                  a key was given, and it does not fit
    │   ├── NoSuchKey                 no key of that kind opens this repository
    │   ├── NoKeyLeft                 every key slot is gone or damaged, and nothing opens it ever again
    │   ├── KeyMissing                no key was given and none is stored
    │   ├── KeyringUnavailable        the keyring of the system cannot be used
    │   └── LastKey                   removing this slot would lock everybody out
    ├── DamagedRepository             what is stored is not what was written       (exit 5)
    │   ├── ObjectMissing             an object that a point needs is gone
    │   ├── ObjectDamaged             an object fails its authentication or shape
    │   └── HistoryBroken             recovery points vanished or were exchanged
    ├── RepositoryProblem             the repository is sound but refuses          (exit 1)
    │   ├── RepositoryExists          a place that already holds one
    │   ├── OtherRepository           a place for a copy holds something else
    │   ├── CopyGone                  a copy was there, and nothing is now
    │   ├── EraseRefused              a record must not be erased
    │   ├── FormatNotSupported        written by a newer program
    │   ├── StoreFailed               the place cannot be reached or written
    │   ├── CommitRefused             committing now could leave a point without its objects
    │   └── PointBusy                 another program is about to delete or replace a point
    ├── SourceProblem                 the CRM cannot be read                       (exit 1)
    │   ├── SourceMissing             there is nothing at that place
    │   ├── SourceBusy                somebody else keeps it locked
    │   ├── SourceUnreadable          it is there, but not what it should be
    │   ├── SourceUnreachable         no server answers, or no longer
    │   ├── LoginRefused              the server does not let this account in
    │   ├── AccessExpired             nobody has signed in to the service, or too long ago
    │   ├── AccessRevoked             the service has taken back what it once allowed
    │   ├── SignInRefused             the service gave no permission when somebody signed in
    │   ├── SignInTimedOut            nobody answered in the browser
    │   ├── OtherAccount              somebody signed in to another account than was meant
    │   ├── CallbackTaken             another program listens where the browser would bring the answer
    │   ├── BudgetSpent               the service grants no more calls for now
    │   ├── PasswordMissing           the server wants a password, and nobody gave one
    │   ├── PasswordUnavailable       the password is in a keyring that cannot be used
    │   ├── SourceIncomplete          this account does not see everything
    │   ├── ToolMissing               a program that the database's own structure needs is not there
    │   └── SourceChanged             it changed in a way that spoils a consistent reading
    ├── RestoreProblem                the target cannot take the records           (exit 1)
    │   ├── RestoreRefused            the target's rules forbid the result; nothing was changed
    │   ├── ReadBackDiffers           what was written does not read back; nothing was kept
    │   ├── OutcomeUnknown            nobody can tell whether it was kept
    │   └── RestoreUnfinished         it was interrupted, and what is left to do cannot be done now
    ├── ProgramProblem                this computer's own side stands in the way   (exit 1)
    │   ├── JobRunning                another job works on the same CRM
    │   └── SettingsFailed            settings cannot be read or written
    └── Cancelled                     the user stopped the job                     (exit 130)

An error carries its data as attributes and says two sentences: `user_message`, what is wrong, and
`action`, the id of what mends it, whose English words are `Action.advice`. Screens translate both.
No message ever contains a secret.
"""

from __future__ import annotations

from crmbackup_gui.errors.base import (
    Cancelled,
    ConnectionNotFound,
    CrmBackupError,
    CrmNotFound,
    EntityNotFound,
    InvalidLocation,
    InvalidRequest,
    JobRunning,
    NothingFound,
    PasswordInLocation,
    PointNotFound,
    ProgramProblem,
    RecordNotFound,
    RepositoryNotFound,
    SettingsFailed,
    UnsupportedLocation,
)
from crmbackup_gui.errors.crms import (
    AccessExpired,
    AccessRevoked,
    BudgetSpent,
    CallbackTaken,
    LoginRefused,
    OtherAccount,
    OutcomeUnknown,
    PasswordMissing,
    PasswordUnavailable,
    ReadBackDiffers,
    RestoreProblem,
    RestoreRefused,
    RestoreUnfinished,
    SignInRefused,
    SignInTimedOut,
    SourceBusy,
    SourceChanged,
    SourceIncomplete,
    SourceMissing,
    SourceProblem,
    SourceUnreachable,
    SourceUnreadable,
    ToolMissing,
)
from crmbackup_gui.errors.stored import (
    CommitRefused,
    CopyGone,
    DamagedRepository,
    EraseRefused,
    FormatNotSupported,
    HistoryBroken,
    KeyMissing,
    KeyProblem,
    KeyringTrouble,
    KeyringUnavailable,
    LastKey,
    NoKeyLeft,
    NoSuchKey,
    ObjectDamaged,
    ObjectMissing,
    OtherRepository,
    PointBusy,
    RepositoryExists,
    RepositoryProblem,
    StoreFailed,
    WrongKey,
)

__all__ = [
    "AccessExpired",
    "AccessRevoked",
    "BudgetSpent",
    "CallbackTaken",
    "Cancelled",
    "CommitRefused",
    "ConnectionNotFound",
    "CopyGone",
    "CrmBackupError",
    "CrmNotFound",
    "DamagedRepository",
    "EntityNotFound",
    "EraseRefused",
    "FormatNotSupported",
    "HistoryBroken",
    "InvalidLocation",
    "InvalidRequest",
    "JobRunning",
    "KeyMissing",
    "KeyProblem",
    "KeyringTrouble",
    "KeyringUnavailable",
    "LastKey",
    "LoginRefused",
    "NoKeyLeft",
    "NoSuchKey",
    "NothingFound",
    "ObjectDamaged",
    "ObjectMissing",
    "OtherAccount",
    "OtherRepository",
    "OutcomeUnknown",
    "PasswordInLocation",
    "PasswordMissing",
    "PasswordUnavailable",
    "PointBusy",
    "PointNotFound",
    "ProgramProblem",
    "ReadBackDiffers",
    "RecordNotFound",
    "RepositoryExists",
    "RepositoryNotFound",
    "RepositoryProblem",
    "RestoreProblem",
    "RestoreRefused",
    "RestoreUnfinished",
    "SettingsFailed",
    "SignInRefused",
    "SignInTimedOut",
    "SourceBusy",
    "SourceChanged",
    "SourceIncomplete",
    "SourceMissing",
    "SourceProblem",
    "SourceUnreachable",
    "SourceUnreadable",
    "StoreFailed",
    "ToolMissing",
    "UnsupportedLocation",
    "WrongKey",
]
