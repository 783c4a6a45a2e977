"""Sentences that the engine stores are recognised: all that stand in its source are looked up here."""

import ast
from pathlib import Path

import crmbackup_gui
from crmbackup_gui.ui.words.note_table import ROWS
from crmbackup_gui.ui.words.notes import all_translated, path_of, pattern_of, translated

ROOT = Path(crmbackup_gui.__file__).parent
FLOORS = ("engine", "model", "repository", "services", "sources")
RAISED = {
    "CommitRefused",
    "InvalidLocation",
    "InvalidRequest",
    "LoginRefused",
    "NothingFound",
    "OSError",
    "RestoreRefused",
    "ServerSaid",
    "SettingsFailed",
    "SourceIncomplete",
    "SourceUnreachable",
    "SourceUnreadable",
    "StoreFailed",
    "Unrecovered",
    "_Unusable",
}
KEPT = ("warnings", "_warnings", "warning", "notes", "_WORDS", "_UNSEEN")
ANSWERS = (
    "_warnings",
    "_problem",
    "path_problem",
    "words",
    "_history",
    "_unreadable_after",
    "_what_is_lost",
    "check_violations",
)
NOT_ON_SCREENS = (
    "The 7 '7' ",  # only the command line reads files of secrets
    "A store option",
    "A repository in a folder has no store option",
)
VARYING = {
    "The records do not fit together without others: 7.7",
    "The recovery code has a typing error7.",
    "'7' 7.",
    "7 must be an absolute path",
    "7 7",
}
"""What has a choice of words among its data; the test of each row below looks at all of them."""


def sentences():
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield from ((path.name, text) for part in kept(node) for text in texts(part) if " " in text)


def kept(node):
    """The parts of the tree that make sentences for users."""
    if isinstance(node, ast.Call):
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        holder = getattr(getattr(node.func, "value", None), "attr", None) or getattr(
            getattr(node.func, "value", None), "id", ""
        )
        if called in RAISED or (called in ("append", "yield") and holder in KEPT):
            yield from node.args
    elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") in KEPT for target in node.targets):
        yield node.value
    elif isinstance(node, ast.FunctionDef) and node.name.endswith(ANSWERS):
        yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Return | ast.Yield) and n.value)


def texts(node):
    """The texts in an expression, with 7 or a date for data."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value.replace("{0}", "7").replace("{1}", "7").replace("{2}", "7")
    elif isinstance(node, ast.JoinedStr):
        yield "".join(sample(part) for part in node.values)
    elif isinstance(node, ast.Compare):
        return
    elif isinstance(node, ast.Call):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called not in {"compile", "append", "replace"}:
            for part in [*node.args, *(k.value for k in node.keywords)]:
                yield from texts(part)
    else:
        for part in ast.iter_child_nodes(node):
            yield from texts(part)


def sample(part):
    if isinstance(part, ast.Constant):
        return part.value
    spec = ast.unparse(part.format_spec) if part.format_spec else ""
    return "2026-11-03 10:00" if "%Y" in spec else "7"


def test_every_sentence_of_the_source_has_a_pattern():
    patterns = [pattern_of(row if isinstance(row, str) else row[0]) for row in ROWS]
    found = [(name, text) for name, text in sentences() if not text.startswith(NOT_ON_SCREENS) and text not in VARYING]
    strange = [(name, text) for name, text in found if not any(pattern.fullmatch(text) for pattern in patterns)]
    assert len(found) > 80
    assert not strange


def test_every_sentence_is_said_with_its_data():
    wrong = []
    for row in ROWS:
        template, said = row if isinstance(row, tuple) else (row, row)
        names = pattern_of(template).groupindex
        data = {name: str(17 + number) for number, name in enumerate(names)}
        if translated(template.format(**data)) != said.format(**data):
            wrong.append(template)
    assert not wrong


def test_a_reason_inside_of_a_sentence_is_said_too():
    told = translated("How long this took could not be kept for the planner: No space left on device")
    assert told == "How long this took could not be kept for the planner: there is no room left"


def test_times_are_told_on_the_clock_of_this_machine():
    assert "3 Nov 2026" in translated(
        "2 newer recovery points are damaged; what changed between 2026-11-03 10:00 and 2026-11-03 12:00 UTC is lost."
    )


def test_what_nobody_knows_comes_through_unchanged():
    assert all_translated(["Somebody else's warning: {x} 100%", ""]) == ["Somebody else's warning: {x} 100%", ""]


def test_a_place_in_a_cloud_is_shown_as_it_was_typed():
    assert path_of("gs://bucket/中文 2") == "gs://bucket/中文 2"
