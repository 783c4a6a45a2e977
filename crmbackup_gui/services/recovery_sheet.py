"""What stands on the recovery sheet: the paper that opens a repository when everything else is lost.

On paper both languages stand one below the other, for nobody knows who will need it; so the words are here, and not in
the catalogues of the window.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crmbackup_gui.repository.recovery_code import parse_code
from crmbackup_gui.services.settings import Language

_IN_A_LINE = 4
"""Groups of the code in a line: two lines are easier to type from than one."""


@dataclass(frozen=True)
class RecoverySheet:
    """The sheet in one language, in the order in which it is read. All of it is plain text."""

    title: str
    purpose: str
    facts: tuple[tuple[str, str], ...]
    """What it is called, and what it is: the place, the repository's id, the date."""
    code_title: str
    code_lines: tuple[str, ...] = field(repr=False)
    """The code in groups, as it is typed."""
    steps_title: str
    steps: tuple[str, ...]
    without_title: str
    without: str
    """How to read the repository if there is no such program any more."""

    def text(self) -> str:
        """The whole sheet as lines of text."""
        numbered = [f"{number}. {step}" for number, step in enumerate(self.steps, 1)]
        parts = (
            [self.title],
            [self.purpose],
            [f"{name}: {value}" for name, value in self.facts],
            [self.code_title, *(f"    {line}" for line in self.code_lines)],
            [self.steps_title, *numbered],
            [self.without_title, self.without],
        )
        return "\n\n".join("\n".join(part) for part in parts) + "\n"


def recovery_sheet(code: str, repository_id: str, location: str, made: datetime, language: Language) -> RecoverySheet:
    """The sheet for a code that was made at that moment (aware) for the repository at that place, without secrets.

    Every language but Chinese is told in English. Raises InvalidRequest for a code with a typing error: a sheet that
    opens nothing must never be printed.
    """
    parse_code(code)
    if made.tzinfo is None:
        raise ValueError("the date of a recovery sheet needs a zone")
    groups = code.upper().split("-")
    lines = tuple("-".join(groups[at : at + _IN_A_LINE]) for at in range(0, len(groups), _IN_A_LINE))
    place = "".join(character if character.isprintable() else "?" for character in location)
    day = f"{made:%Y-%m-%d}"
    if language is Language.CHINESE:
        return RecoverySheet(
            title="crmbackup 恢复卡",
            purpose="忘记密码短语或计算机丢失时，此恢复码可打开下面的存储库。任何持有它的人都能读取其中的恢复点："
            "请像护照一样保管，不要放在计算机旁边。",
            facts=(("存储库位置", place), ("存储库编号", repository_id), ("制作日期", day)),
            code_title="恢复码",
            code_lines=lines,
            steps_title="使用方法",
            steps=(
                "在任意一台计算机上安装并打开 crmbackup。",
                "选择“添加 CRM”，然后选择“我已有存储库”。",
                "选择存储库所在的位置，在要求输入密码短语时输入此恢复码。字母大小写、空格和短横线都不影响。",
                "换用新的恢复码之后，请销毁这张旧卡。",
            ),
            without_title="没有 crmbackup 时",
            without="存储库中名为“readme”的文件说明了不用本程序读取它的方法，需要此恢复码。",
        )
    return RecoverySheet(
        title="crmbackup recovery sheet",
        purpose="This code opens the repository below when the passphrase is forgotten or the computer is gone. "
        "Whoever has it can read the recovery points: keep it where you keep passports, and not beside the computer.",
        facts=(("Place of the repository", place), ("Id of the repository", repository_id), ("Made on", day)),
        code_title="Recovery code",
        code_lines=lines,
        steps_title="How to use it",
        steps=(
            "Install crmbackup on any computer and open it.",
            "Choose “Add a CRM”, then “I already have a repository”.",
            (
                "Choose the place of the repository, and type the code where the passphrase is asked for. "
                "Small letters, blanks and dashes do not matter."
            ),
            "When you have made a new code in place of this one, destroy this sheet.",
        ),
        without_title="Without crmbackup",
        without="The file named “readme” in the repository says how to read it without this program; "
        "this code is needed.",
    )
