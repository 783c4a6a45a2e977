"""Keeps resources/i18n/ in step with the texts of the window: `make translations`.

lupdate reads Python only in part: it drops a plural whose number is more than a name, and never marks one that is not
`self.tr`. So the texts are found here, by Python's own parser, and handed to it as the C++ that it knows best.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "crmbackup_gui" / "ui"
FOLDER = ROOT / "resources" / "i18n"
CHINESE = FOLDER / "crmbackup_zh_CN.ts"
ENGLISH = FOLDER / "crmbackup_en.ts"
"""Plurals only: all else is English already."""

DYNAMIC = frozenset({"notes.py", "errors.py"})
"""They translate what tables mark with QT_TRANSLATE_NOOP, so their own calls have no text."""


@dataclass(frozen=True)
class Text:
    """One text for translators."""

    context: str
    source: str
    comment: str
    plural: bool
    note: str
    where: str


class NoLiteral(Exception):
    """A text that no translator would ever see, because it is made while the program runs."""


def texts(folder: Path = SOURCE) -> list[Text]:
    """Every text of the window, file by file."""
    return [text for path in sorted(folder.rglob("*.py")) for text in _of_file(path)]


def update(catalogue: Path) -> None:
    """Bring a .ts file in step with the texts: new ones come in unfinished, those that are gone go."""
    plurals = ["-pluralonly"] if catalogue.name == ENGLISH.name else []
    language = catalogue.stem.partition("_")[2]
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "texts.cpp"
        listing.write_text("".join(_cpp(text) for text in texts()), encoding="utf-8")
        options = ["-source-language", "en", "-target-language", language, "-locations", "none", "-no-obsolete"]
        heuristics = ["-disable-heuristic", "similartext"]
        _run("pyside6-lupdate", str(listing), *options, *heuristics, *plurals, "-ts", str(catalogue))


def release(catalogue: Path, compiled: Path | None = None) -> Path:
    """Compile a .ts file into the .qm beside it, or elsewhere."""
    compiled = compiled or catalogue.with_suffix(".qm")
    _run("pyside6-lrelease", "-silent", str(catalogue), "-qm", str(compiled))
    return compiled


def _of_file(path: Path) -> Iterator[Text]:
    code = path.read_text(encoding="utf-8")
    lines = code.splitlines()
    for node, context in _calls(ast.parse(code), ""):
        called = ast.unparse(node.func)
        if called.endswith(".tr"):
            arguments = [ast.Constant(context), *node.args]
        elif called in {"QT_TRANSLATE_NOOP", "QCoreApplication.translate", "QApplication.translate"}:
            arguments = list(node.args)
        else:
            continue
        literals = [a.value if isinstance(a, ast.Constant) else None for a in arguments[:3]]
        if not all(isinstance(literal, str) for literal in literals):
            if path.name in DYNAMIC:
                continue
            raise NoLiteral(f"{path.name}:{node.lineno}")
        comment = literals[2] if len(literals) > 2 else ""
        note = _note(lines, node.lineno)
        where = f"{path.name}:{node.lineno}"
        yield Text(literals[0], literals[1], comment, len(arguments) > 3, note, where)


def _calls(node: ast.AST, context: str) -> Iterator[tuple[ast.Call, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, context
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else context)


def _note(lines: Sequence[str], number: int) -> str:
    """What stands in `#:` comments right above a call."""
    note: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.strip().startswith("#:"):
            break
        note.insert(0, line.strip().removeprefix("#:").strip())
    return " ".join(note)


def _cpp(text: Text) -> str:
    note = f"//: {text.note}\n" if text.note else ""
    plural = ", n" if text.plural else ""
    arguments = ", ".join(_quoted(part) for part in (text.context, text.source, text.comment))
    return f"{note}QCoreApplication::translate({arguments}{plural});\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if found is None:
        raise FileNotFoundError(tool)
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def main() -> None:
    """Update both catalogues and compile them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.parse_args()
    for catalogue in (CHINESE, ENGLISH):
        update(catalogue)
        release(catalogue)


if __name__ == "__main__":
    sys.exit(main())
