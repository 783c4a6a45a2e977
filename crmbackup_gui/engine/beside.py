"""The target's records of one entity beside those that the point has in scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from crmbackup_gui.engine.computed import differ_only_in_computed, runs_without_computed, without_computed
from crmbackup_gui.engine.difference import Difference, differences, more_copies
from crmbackup_gui.engine.field_differences import only_computed, values_kept
from crmbackup_gui.engine.incoming import incoming, with_contents
from crmbackup_gui.engine.matching import Match, match
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.references import distinct
from crmbackup_gui.engine.restore_job import EntityJob
from crmbackup_gui.engine.selection import keys_told, restrict
from crmbackup_gui.engine.storing import TYPE_CHANGES
from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.keyless import COPIES, is_keyless, source_form
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.prefetch import closing_all, prefetch
from crmbackup_gui.sources.base import LastingTarget, RecordStream, Target, TypesChanged


class Beside:
    """Reads both. `blob_key` is the repository's sub-key for names; `tick` is told of records that were read."""

    def __init__(self, target: Target, job: EntityJob, blob_key: bytes, tick: Callable[[int], None]) -> None:
        self._target, self._job, self._blob_key, self._tick = target, job, blob_key, tick

    def until_types_settle(self, step: Callable[[], None]) -> None:
        """Begin a step again whenever the target finds that values do not fit the types it announced."""
        for _ in range(TYPE_CHANGES):
            try:
                step()
            except TypesChanged:
                continue
            return
        raise SourceUnreadable(self._job.entity.name, "the types of its values do not settle")

    @contextmanager
    def windows(self) -> Iterator[tuple[Match, Iterator[Difference]]]:
        """The target beside the point. At the end no thread reads either of them any more."""
        with self._sides() as (match_, current, expected):
            windows: Iterator[Difference] = differences(current, expected, match_.columns)
            if is_keyless(match_.target) and self._job.mode is not RestoreMode.EXACT:
                windows = more_copies(windows, match_.target.index(COPIES), match_.written.index(COPIES))
            if not self._job.clears:
                windows = values_kept(match_, windows)
            yield match_, self._told(windows)

    @contextmanager
    def _sides(self) -> Iterator[tuple[Match, Iterator[Run], Iterator[Run]]]:
        """The records of the target and of the point."""
        stream = self._stream(source_form(self._job.entity))
        match_ = match(self._job.entity, stream.entity, self._job.fields, self._target.in_text, hidden=self._job.hidden)
        current = prefetch(self._current(match_, stream), name="read-target")
        expected = self._job.expected()
        with closing_all(current, expected):
            yield match_, current, match_.from_point(expected)

    def _stream(self, known: Entity) -> RecordStream:
        """The target's records, or where it can give them one by one only those that were chosen."""
        if self._job.chosen is None or not isinstance(self._target, LastingTarget):
            return self._target.read(known, known)
        keys = (keys_told(self._job.entity, run.batch) for run in self._job.chosen())
        return self._target.read_some(known, known, keys)

    def only_computed(self, match_: Match, window: Difference) -> np.ndarray:
        """For each changed record whether all that differs is computed by the target."""
        if self._job.clears:
            return differ_only_in_computed(match_, window)
        return only_computed(match_, window, clears=False)

    def _told(self, windows: Iterator[Difference]) -> Iterator[Difference]:
        for window in windows:
            self._tick(len(window.new) if window.new is not None else 0)
            yield window

    def _current(self, match_: Match, stream: RecordStream) -> Iterator[Run]:
        keeper = BlobNamer(self._blob_key)
        runs: Iterator[Run] = incoming(stream, keeper)
        if self._job.chosen is not None:
            keys = [run.keys for run in match_.from_point(self._job.chosen())]
            if not keys:
                return
            runs = restrict(runs, distinct(keys))
        for run in match_.from_target(runs):
            yield with_contents(match_.target, run, self._target.open_content, keeper)

    def alike_without_computed(self, match_: Match) -> bool:
        """Whether records without a key are as they were to be, but for what the target computes.

        Such a record is told by all its values, so that with another one of them it seems to be another record.
        """
        if self._job.chosen is not None:
            return False
        with self._sides() as (_, current, expected):
            narrow = without_computed(match_.written)
            columns = [(place, place) for place in range(len(narrow.fields) + 1)]
            one, other = (runs_without_computed(match_.written, runs) for runs in (current, expected))
            windows: Iterator[Difference] = differences(one, other, columns)
            if self._job.mode is not RestoreMode.EXACT:
                windows = more_copies(windows, narrow.index(COPIES), narrow.index(COPIES))
            return not any(self._unlike(window) for window in windows)

    def _unlike(self, window: Difference) -> int:
        """How many records of a window of records without a key are not as they were to be."""
        wrong = len(window.added)
        if self._job.mode is not RestoreMode.MISSING:
            wrong += len(window.changed_new)
        return wrong + len(window.deleted) if self._job.mode is RestoreMode.EXACT else wrong
