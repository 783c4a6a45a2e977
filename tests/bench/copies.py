"""What a copy sends after one record in a hundred changed, beside what it sent at first."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.repository.identity import new_repository_id, write_config
from crmbackup_gui.repository.keys import new_master
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.memory import give_memory_back
from crmbackup_gui.sources.registry import open_source
from tests.bench.crm import change_crm, make_crm


def measure(folder: Path, contacts: int) -> dict[str, int]:
    """Bytes sent for the first copy and for the one after the changes."""
    database = folder / "crm.db"
    make_crm(database, contacts)
    master, identity = new_master(), new_repository_id()
    store = open_store(str(folder / "repository"))
    write_config(store, identity, master)
    repository = Repository(store, identity, master)
    copy = open_store(str(folder / "copy"))
    sent = {}
    for what in ("whole", "changes"):
        run_backup(open_source(f"sqlite:///{database}"), repository)
        sent[what] = copy_repository(repository, copy).bytes_sent
        change_crm(database, 100, salt=1)
    return sent


if __name__ == "__main__":
    give_memory_back()  # as the program does
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
