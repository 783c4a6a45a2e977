"""Records of one entity that a restore has put aside until it writes or deletes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.repository.blobs import names_in
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.segments import BLOBS


class PutAside:
    """What is to be created and updated, in the point's shape, and what is replaced and deleted, in the target's.

    None where there is nothing of the kind. One thread.
    """

    def __init__(self) -> None:
        self._spills = ExitStack()
        self.created: Spill | None = None
        self.updated: Spill | None = None
        self.before_update: Spill | None = None
        self.deleted: Spill | None = None

    def put(self, spill: Spill | None, schema: pa.Schema, run: Run) -> Spill:
        """Put records where others of the kind are; that place."""
        if spill is None:
            spill = self._spills.enter_context(Spill(schema))
        spill.append(run.batch)
        return spill

    def forget(self) -> None:
        """Free all of it."""
        self._spills.close()
        self.created = self.updated = self.before_update = self.deleted = None


def read_spill(spill: Spill | None, order: KeyOrder) -> Iterator[Run]:
    """The records that were put there, in key order; none from nowhere."""
    for batch in spill.read() if spill else ():
        yield Run(order.keys_of(batch), batch)


def among(spill: Spill | None, order: KeyOrder, keys: pa.Array) -> np.ndarray:
    """For each key whether its record was put there."""
    found = np.zeros(len(keys), dtype=bool)
    for run in read_spill(spill, order) if len(keys) else ():
        found |= np.asarray(pc.is_in(keys, value_set=run.keys))
    return found


def blobs_of(spill: Spill | None) -> set[bytes]:
    """Names of all blobs of records that were put there."""
    return {name for batch in (spill.read() if spill else ()) for name in names_in(batch.column(-1), BLOBS)}
