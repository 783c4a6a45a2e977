"""What is said of cloud stores. As note_table.py says."""

from __future__ import annotations

from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP

STORES: tuple[str | tuple[str, str], ...] = (
    QT_TRANSLATE_NOOP("Notes", "the access key is not accepted"),
    QT_TRANSLATE_NOOP("Notes", "the access key is no longer valid"),
    QT_TRANSLATE_NOOP("Notes", "no access key was given for it"),
    QT_TRANSLATE_NOOP("Notes", "its access key or its options have the wrong form"),
    QT_TRANSLATE_NOOP("Notes", "the clock of this computer is wrong, so the store does not accept what it signs"),
    QT_TRANSLATE_NOOP("Notes", "it has no such bucket"),
    QT_TRANSLATE_NOOP("Notes", "the bucket is being deleted"),
    QT_TRANSLATE_NOOP("Notes", "the bucket is in another region"),
    QT_TRANSLATE_NOOP("Notes", "it is overloaded"),
    QT_TRANSLATE_NOOP("Notes", "it does not answer"),
    QT_TRANSLATE_NOOP("Notes", "it does not take objects of this size"),
    QT_TRANSLATE_NOOP("Notes", "{count} objects must not be deleted at that place yet; the next clean-up tries again."),
    QT_TRANSLATE_NOOP("Notes", "objects there must not be deleted yet"),
    QT_TRANSLATE_NOOP(
        "Notes",
        "it does not keep two programs from writing the same name, so that a repository would not be safe there",
    ),
    QT_TRANSLATE_NOOP("Notes", "options go into --store-option, not behind the address"),
    QT_TRANSLATE_NOOP("Notes", "'{name}' cannot be the name of a bucket"),
    QT_TRANSLATE_NOOP("Notes", "the part behind the bucket has names that stores write in different ways"),
    QT_TRANSLATE_NOOP("Notes", "the part behind the bucket is too long"),
    QT_TRANSLATE_NOOP(
        "Notes",
        "'{name}' is a secret, which others could read on the command line; "
        "put it into the environment or the keyring.",
    ),
    QT_TRANSLATE_NOOP("Notes", "A repository in {place} has no store option '{name}'; it has: {names}."),
    QT_TRANSLATE_NOOP("Notes", "The address of a store's server begins with https:// and its name."),
    QT_TRANSLATE_NOOP("Notes", "The address of a store's server must hold no password."),
    QT_TRANSLATE_NOOP("Notes", "A store is reached through https:// only, unless its server runs on this computer."),
    QT_TRANSLATE_NOOP("Notes", "The certificate '{name}' cannot be read."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is no certificate in PEM."),
    QT_TRANSLATE_NOOP("Notes", "The store option '{name}' is yes or no."),
    QT_TRANSLATE_NOOP("Notes", "'{name}' is no key file of a service account."),
    QT_TRANSLATE_NOOP("Notes", "The key file '{name}' cannot be read: {problem}."),
    QT_TRANSLATE_NOOP("Notes", "The key file '{name}' is too large to be one."),
    QT_TRANSLATE_NOOP("Notes", "The key file '{name}' is not UTF-8 text."),
    QT_TRANSLATE_NOOP(
        "Notes", "A repository in az:// needs the store option 'account', the name of the storage account."
    ),
    QT_TRANSLATE_NOOP("Notes", "A limit to the rate is a number of bytes a second such as 500k or 2M, at least 1k."),
)
