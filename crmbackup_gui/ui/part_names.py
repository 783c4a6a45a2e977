"""What the parts of each CRM are called in the job panel, where the engine only says the names of tables."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crmbackup_gui.ui.words.business import labels_of
from crmbackup_gui.ui.words.parts import part_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmbackup_gui.model.conventions import BusinessEntity
    from crmbackup_gui.services.overview import PointDetail
    from crmbackup_gui.services.source_facts import EntityFacts
    from crmbackup_gui.ui.session import Session


class PartNames(QObject):
    """Learned from a CRM that was connected to, or from its newest recovery point when a job begins. GUI thread only.

    Signals:
        learned(connection id): its parts have names from now on.
    """

    learned = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._labels: dict[str, dict[str, str]] = {}
        self._known: dict[str, int] = {}
        """The sequence of the point that the names are from."""

    def name(self, connection_id: str, entity: str) -> str:
        """What users call the part that this entity belongs to."""
        return self._labels.get(connection_id, {}).get(entity) or part_name(entity)

    def learn_from_source(
        self, connection_id: str, entities: Sequence[EntityFacts], business: Sequence[BusinessEntity]
    ) -> None:
        """Of a CRM that has no recovery point yet."""
        self._take(connection_id, labels_of(entities, business))

    def learn_from_newest(self, connection_id: str) -> None:
        """Look into the newest point, unless its names are known."""
        connection, overview = self._session.connection(connection_id), self._session.overview(connection_id)
        if connection is None or overview is None or not overview.points:
            return
        newest = max(point.sequence for point in overview.points)
        if self._known.get(connection_id) != newest:
            self._known[connection_id] = newest
            look = partial(self._session.program.point_detail, connection, newest)
            self._session.jobs.ask(look, partial(self._seen, connection_id), _unseen)

    def _seen(self, connection_id: str, detail: PointDetail) -> None:
        self._take(connection_id, labels_of(detail.entities, detail.business))

    def _take(self, connection_id: str, labels: dict[str, str]) -> None:
        self._labels[connection_id] = self._labels.get(connection_id, {}) | labels
        self.learned.emit(connection_id)


def _unseen(_error: BaseException) -> None:
    """The job that begins meets the same, and tells it."""
