"""Recovery points made by hand, as backups of many days would leave them."""

from datetime import UTC, datetime, timedelta

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy

NOW = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
SHORT = {"F": Strategy.FULL, "D": Strategy.DIFFERENTIAL, "I": Strategy.INCREMENTAL}


def point(sequence, strategy="I", hours_ago=0.0, **given_values):
    when = NOW - timedelta(hours=hours_ago)
    values = {
        "id": f"{sequence:032x}",
        "crm": "c0ffee",
        "crm_name": "Acme Sales",
        "url": "sqlite:////crm.db",
        "kind": PointKind.REGULAR,
        "taken_at": when,
        "consistent_as_of": when,
        "records": 1_000 + sequence,
        "bytes_stored": 900_000,
    }
    return RecoveryPoint(sequence=sequence, strategy=SHORT[strategy], **(values | given_values))


def points_of(strategies, every_hours=6.0):
    """Regular points, oldest first, the newest two hours old, with the chains that backups would give them."""
    made, full, chain = [], None, ()
    for sequence, strategy in enumerate(strategies, start=1):
        own = () if strategy == "F" else (full,) if strategy == "D" else chain
        made.append(
            point(
                sequence,
                strategy,
                2 + every_hours * (len(strategies) - sequence),
                base=None if strategy == "F" else full,
                chain=own,
                parent=own[-1] if own else None,
            )
        )
        full = sequence if strategy == "F" else full
        chain = (*own, sequence)
    return made


def safety(sequence, hours_ago=1.0):
    return point(sequence, "I", hours_ago, kind=PointKind.SAFETY)
