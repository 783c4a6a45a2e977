"""A history that walks over faults and over other programs begin with, what is read of it, and jobs that work on it."""

import os
from contextlib import suppress

from crmbackup_gui.engine.consolidate import consolidate
from crmbackup_gui.errors import NoSuchKey, WrongKey
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.keys import Passphrase
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.folder import FolderObjects
from tests.repository.points_by_hand import CRM, LINK, MASTER, Layer, contacts, names_of, photos, take

ID = "a" * 32

DUE, BASE, NEWEST = 1, 2, 3
"""Sequences of the history: a point that is marked for deletion, a full, and what was taken on it."""


def opened(folder):
    return Repository(FolderObjects(folder), ID, MASTER)


def fill(repository):
    """A full that goes, a full and an increment on it, and a passphrase; what nothing needs is marked."""
    keys.add_passphrase(repository.store, ID, MASTER, "old")
    write_config(repository.store, ID, MASTER)
    take(repository, contacts(9, photos={(9,): b"nine" * 99}))
    full = take(repository, contacts(1, 2, photos={(1,): b"one" * 99}), Layer(LINK, {(1, "a"): "a"}))
    take(repository, contacts(2, name="new", records=2), Layer(LINK, records=1), parent=full)
    drop(repository, CRM, [DUE], "retention")
    sweep(repository, "retention")


def filled_folder(place):
    """The folder with that history, whose marks are old enough for what they mark to go at once."""
    place.mkdir(parents=True, exist_ok=True)
    fill(opened(place))
    for mark in place.glob("marks/*"):
        aged = mark.stat().st_mtime - 2 * SWEEP_AFTER
        os.utime(mark, (aged, aged))
    return place


def contents(repository):
    """Records and photos by point and entity."""
    found = {}
    for sequence in repository.sequences(CRM):
        view = repository.view(CRM, sequence)
        for entity in view.entities():
            records = names_of(entity, view.read(entity.name))
            found[sequence, entity.name] = records, photos(repository, view.point, entity)
    return found


def opens(store, passphrase):
    try:
        return keys.unlock(store, ID, Passphrase(passphrase)) == MASTER
    except (WrongKey, NoSuchKey):
        return False


# Jobs


def back_up(repository, key=3, name="third"):
    """A change set on the newest point: one contact more."""
    parent = max(repository.timeline(CRM).points, key=lambda p: p.sequence)
    records = repository.manifest(CRM, parent.sequence).state("contact").records + 1
    layer = contacts(key, name=name, photos={(key,): f"photo {key}".encode() * 30}, records=records)
    return take(repository, layer, Layer(LINK, records=1), parent=parent)


def prune(repository):
    return sweep(repository, "retention")


def make_full(repository):
    return consolidate(repository, CRM)


def change_key(repository):
    """Old becomes new; where it did so already, new becomes new."""
    for passphrase in ("old", "new"):
        with suppress(WrongKey):
            _, slot = keys.open_slot(repository.store, ID, Passphrase(passphrase))
            keys.change_passphrase(repository.store, ID, MASTER, "new", slot)
            return
