"""What a command answers, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crmbackup_gui.errors import CrmBackupError, ReadBackDiffers
from crmbackup_gui.model.outcome import Outcome

_EXIT_CODES = {Outcome.OK: 0, Outcome.WARNINGS: 3, Outcome.FAILED: 1, Outcome.CANCELLED: 130, Outcome.SKIPPED: 0}


@dataclass(frozen=True)
class Problem:
    """One sentence of what is wrong, one of what to do, and the exit code that says so to programs."""

    sentence: str
    advice: str
    exit_code: int


@dataclass(frozen=True)
class Answer:
    """How a command ended. `data` are the fields of the JSON result, `lines` say the same to people."""

    outcome: Outcome
    data: Mapping[str, object]
    lines: Sequence[str] = ()
    warnings: Sequence[str] = ()
    problem: Problem | None = None
    hints: Sequence[str] = field(default=())
    """What a person may want to do next."""

    @property
    def exit_code(self) -> int:
        """As CLI contract: 0 ok, 1 failed, 2 usage, 3 warnings, 4 key, 5 damage, 6 nothing found, 130 cancelled."""
        return self.problem.exit_code if self.problem else _EXIT_CODES[self.outcome]

    def fields(self) -> dict[str, object]:
        """The JSON result."""
        result: dict[str, object] = {"event": "result", "outcome": self.outcome, "warnings": self.warnings, **self.data}
        if self.problem is not None:
            result |= {"error": self.problem.sentence, "advice": self.problem.advice}
        return result


def failure(error: CrmBackupError) -> Answer:
    """The answer of a command that an error ended."""
    data = {"verified": False, "differences": error.differences} if isinstance(error, ReadBackDiffers) else {}
    problem = Problem(error.user_message, error.advice, error.exit_code)
    outcome = Outcome.CANCELLED if error.exit_code == _EXIT_CODES[Outcome.CANCELLED] else Outcome.FAILED
    return Answer(outcome, data, problem=problem)
