"""What a user can do about an error: each error names one, the window offers it, and the command line prints it."""

from __future__ import annotations

from enum import Enum


class Action(Enum):
    """What a user can do about an error. The value is the advice in English."""

    CORRECT_REQUEST = "Correct the command and run it again; --help lists what it takes."
    CORRECT_LOCATION = "Check the address for typing errors; the README shows one example of each kind."
    USE_SECRET_STORE = (
        "Leave the password out of the address and put it into CRMBACKUP_SOURCE_PASSWORD, "
        "a --source-secrets file or the keyring."
    )
    CREATE_REPOSITORY = "Check the address, or create a repository there with 'crmbackup init'."
    LIST_POINTS = "List what there is with 'crmbackup points --all'."
    SHOW_POINT = "List the entities and records that the point holds with 'crmbackup show'."
    ENTER_KEY = "Give the passphrase or the recovery code again; nothing was changed."
    TRY_OTHER_KEY = (
        "Give a key of another kind, the passphrase or the recovery code; "
        "'crmbackup keys list' tells which kinds there are."
    )
    PROVIDE_KEY = "Set CRMBACKUP_PASSPHRASE, or name a file with --passphrase-file."
    UNLOCK_KEYRING = "Unlock the keyring of your system, or give the passphrase instead."
    ADD_KEY_FIRST = "Add another passphrase or a recovery code first, then remove this one."
    VERIFY_REPOSITORY = (
        "Run 'crmbackup verify' to see what is affected, take a new full backup, "
        "and restore with --latest-intact meanwhile."
    )
    CHOOSE_OTHER_PLACE = "Choose an empty folder, or use the repository that is there."
    CHOOSE_COPY_PLACE = "Choose an empty place for the copy, or the one that has held it before."
    CONNECT_COPY = "Connect the drive or network and try again; --anew begins a new copy there."
    RELEASE_HOLD = "Ask who placed the hold; 'crmbackup hold --release' takes it back when it no longer applies."
    UPDATE_PROGRAM = "Install the newest version of this program and try again."
    CHECK_PLACE = "Check that the place is plugged in, reachable, writable and not full, then try again."
    CHOOSE_OTHER_STORE = "Choose another store, or ask whoever runs this one for If-None-Match on uploads."
    GIVE_STORE_KEY = (
        "Put an access key that may read, write and list there into the environment (AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY, AZURE_STORAGE_KEY, or GOOGLE_APPLICATION_CREDENTIALS) or into the keyring."
    )
    SET_CLOCK = "Set the clock of this computer right, best by letting the system do it, then try again."
    RUN_AGAIN = "Run the same command again; nothing was lost."
    TRY_LATER = "Wait until the other program has finished, or close it, then try again."
    CHECK_SOURCE = "Check that the address names your CRM's own data and that you may read it."
    CHECK_SERVER = "Check that the server is running and that its host and port are right, then try again."
    CHECK_LOGIN = (
        "Check the user, the database and the password; the password goes into CRMBACKUP_SOURCE_PASSWORD, "
        "a --source-secrets file or the keyring."
    )
    SIGN_IN = (
        "Sign in with 'crmbackup sign-in', or give a new token in a --source-secrets file; "
        "the README says what each CRM wants."
    )
    SIGN_IN_AGAIN = (
        "Ask whoever runs the CRM whether this program may still use it, then sign in with 'crmbackup sign-in' "
        "or give a new token in a --source-secrets file; the README says what each CRM wants."
    )
    BEGIN_SIGN_IN = "Sign in again, and say yes in the browser with the account that is meant."
    FREE_CALLBACK = (
        "Close that program, or register another port with the app and name it with 'crmbackup sign-in --port'."
    )
    WAIT_FOR_BUDGET = "Run it again when the service grants calls again; what was backed up before stays."
    GIVE_PASSWORD = (
        "Put the password into CRMBACKUP_SOURCE_PASSWORD or a --source-secrets file, "
        "or enter it in the window of the program, which keeps it in the keyring."
    )
    FREE_PASSWORD = (
        "Unlock the keyring of your system, or put the password into CRMBACKUP_SOURCE_PASSWORD "
        "or a --source-secrets file."
    )
    WIDEN_RIGHTS = "Use an account that may read everything, or ask whoever runs the database to let this one."
    INSTALL_TOOL = "Install the client programs of the database server, in its version or a newer one."
    LOOK_AT_CRM = "Look into the CRM when it can be reached again, or restore once more: what is there is left alone."
    FINISH_RESTORE = (
        "Open the CRM again when nothing else uses it, with an account that may change its tables: "
        "the next backup or restore finishes or takes back what was interrupted."
    )
    TAKE_FULL = "Take a full backup: run 'crmbackup backup' with --strategy full."
    WIDEN_SCOPE = "Include the entities that are named, or choose another mode, and look at --dry-run first."
    CREATE_SCHEMA = "Add --create-schema to create what is missing."
    ADD_CONNECTION = "Add the CRM in the window of the program first."
    CHECK_SETTINGS = "Check that you may write to the folder of the program's settings and that its disk is not full."
