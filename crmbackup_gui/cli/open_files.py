"""`crmbackup restore csv:///...` and `parquet:///...`: records of a recovery point as files for other programs."""

from __future__ import annotations

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.wording import counted, duration, moment, number, table
from crmbackup_gui.engine.open_files.export import ExportReport
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.engine.points import ChosenPoint

FILE_SCHEMES = tuple(file_format.value for file_format in FileFormat)


def exported(report: ExportReport, chosen: ChosenPoint) -> Answer:
    """The answer of a restore into open files, with the fields that any restore has."""
    point = chosen.point
    rows = [(entity.name, number(entity.records), str(entity.file)) for entity in report.entities]
    return Answer(
        report.outcome,
        {
            "created": report.records,
            **dict.fromkeys(("updated", "undeleted", "deleted", "unchanged", "skipped", "failed"), 0),
            "verified": True,
            "records_verified": report.records,
            "differences": 0,
            "dry_run": False,
            "point": point.id,
            "skipped_points": chosen.skipped,
            "safety_point": None,
            "seconds": report.seconds,
            "report": {
                "entities": [{"name": e.name, "created": e.records, "verified": e.records} for e in report.entities],
                "files": [str(entity.file) for entity in report.entities],
                "refused": [],
                "warnings": report.warnings,
            },
        },
        lines=[
            f"Recovery point {point.id} of {point.crm_name}, as of {moment(point.consistent_as_of)}.",
            *([chosen.note] if chosen.note else []),
            *table(("Entity", "Records", "File"), rows, right=(1,)),
            f"Done in {duration(report.seconds)}: {counted(report.records, 'record')} read back and compared.",
        ],
        warnings=report.warnings,
    )
