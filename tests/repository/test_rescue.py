"""The rescue script: a repository is read by a program that has nothing but three libraries and FORMAT.md."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.parse
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import zstandard

from crmbackup_gui.repository import keys
from crmbackup_gui.repository.stores.opening import open_store
from tests.repository.make_golden import GOLDEN, encoded_rows
from tests.repository.stranger import SCRIPT, Repository, rescue

TOLD = {path.stem: json.loads(path.read_text()) for path in sorted(GOLDEN.glob("*.json"))}
POINTS = [(made, number) for made, told in TOLD.items() for number in range(len(told["points"]))]
LIBRARIES = ("cryptography", "pyarrow", "zstandard", "cffi", "_cffi_backend")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(scope="session")
def only_three(tmp_path_factory):
    """A folder from which the three libraries, and what they are made of, can be imported, and nothing else."""
    folder = tmp_path_factory.mktemp("libraries")
    installed = Path(sysconfig.get_path("platlib"))
    for path in installed.iterdir():
        if path.name.split(".")[0] in LIBRARIES:
            (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture
def run(only_three, tmp_path):
    """Runs the script as its README says, in an interpreter that has no site-packages."""

    def run(folder, key, *arguments):
        (tmp_path / "key").write_text(key, encoding="utf-8")
        begin = f"import sys, runpy; sys.path.append({str(only_three)!r}); "
        begin += f"runpy.run_path({str(SCRIPT)!r}, None, '__main__')"
        command = [sys.executable, "-I", "-S", "-c", begin, str(folder), "--key-file", str(tmp_path / "key")]
        return subprocess.run(
            [*command, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
        )

    return run


def test_the_interpreter_of_these_tests_has_nothing_but_the_three_libraries(only_three):
    code = f"import sys; sys.path.append({str(only_three)!r})\n"
    code += "import cryptography, pyarrow.parquet, zstandard\nimport msgspec"
    ended = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert "No module named 'msgspec'" in ended.stderr


@pytest.mark.parametrize(("made", "number"), POINTS)
def test_every_golden_point_is_written_exactly(run, tmp_path, made, number):
    told = TOLD[made]
    point = told["points"][number]
    ended = run(GOLDEN / made, told["passphrase"], tmp_path / "out", "--point", point["id"])
    assert (ended.returncode, "NOT WHOLE" in ended.stderr) == (0, False), ended.stderr
    (folder,) = (tmp_path / "out").iterdir()
    entities = Repository(GOLDEN / made, "passphrase", told).entities(point["crm"], point["sequence"])
    written = re.findall(r"^  (.+\.csv): ", ended.stderr, re.MULTILINE)
    for entity, name in zip(entities, written, strict=True):
        expected = point["entities"][entity["name"]]
        fields, rows = read_csv(folder, name, entity["fields"])
        assert (fields, encoded_rows(rows)) == (expected["fields"], expected["records"])
        if deleted := point.get("tombstones", {}).get(entity["name"]):
            keys_of = [field for name in entity["key"] for field in entity["fields"] if field["name"] == name]
            _, rows = read_csv(folder, name.replace(".csv", " (delete).csv"), keys_of)
            assert encoded_rows(rows) == deleted


@pytest.mark.parametrize("made", TOLD)
@pytest.mark.parametrize("kind", ["passphrase", "recovery-code", "device"])
def test_each_kind_of_key_opens_and_by_default_the_newest_point_of_each_crm_is_written(run, tmp_path, made, kind):
    told = TOLD[made]
    key = {
        "passphrase": told["passphrase"],
        "recovery-code": told["recovery-code"].lower().replace("0", "o"),
        "device": f"{told['device-slot']}:{base64.b64encode(bytes.fromhex(told['device'])).decode()}",
    }[kind]
    ended = run(GOLDEN / made, key, tmp_path / "out")
    newest = {point["crm"]: point["id"] for point in told["points"] if point["kind"] == "regular"}
    assert ended.returncode == 0, ended.stderr
    assert {path.name.split(" ")[-1] for path in (tmp_path / "out").iterdir()} == set(newest.values())


@pytest.mark.parametrize(
    "key", ["wrong", "CRMB-00000-00000-00000-00000-00000-00000-00000", "CRMB-00000-00000-00000-00000-00000-00000-00001"]
)
def test_a_key_that_does_not_fit_is_said_and_nothing_is_written(run, tmp_path, key):
    ended = run(GOLDEN / "crm", key, tmp_path / "out")
    assert (ended.returncode, (tmp_path / "out").exists()) == (4, False)
    assert "Traceback" not in ended.stderr


def test_a_damaged_part_is_named_and_everything_else_is_written(run, tmp_path):
    shutil.copytree(GOLDEN / "crm", tmp_path / "damaged")
    told, opened = TOLD["crm"], Repository(GOLDEN / "crm", "passphrase", TOLD["crm"])
    point = next(p for p in told["points"] if p["strategy"] == "full")
    states = opened.manifest(point["crm"], point["sequence"])["entities"]
    place = next(state["upserts"][0][0] for state in states if state["name"] == "company")
    pack = tmp_path / "damaged" / "packs" / place[0].hex()[:2] / place[0].hex()
    content = bytearray(pack.read_bytes())
    content[40 + place[1]] ^= 1
    pack.write_bytes(content)
    ended = run(tmp_path / "damaged", told["passphrase"], tmp_path / "out", "--point", point["id"])
    assert ended.returncode in (1, 5), ended.stderr
    assert "is not what was written" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_newest_point_that_is_damaged_gives_way_to_the_one_before(run, tmp_path):
    shutil.copytree(GOLDEN / "files", tmp_path / "damaged")
    told = TOLD["files"]
    *_, before, newest = (point for point in told["points"] if point["kind"] == "regular")
    (tmp_path / "damaged" / "points" / newest["crm"] / f"{newest['sequence']:010d}").write_bytes(b"nothing")
    ended = run(tmp_path / "damaged", told["passphrase"], tmp_path / "out")
    assert [path.name.split(" ")[-1] for path in (tmp_path / "out").iterdir()] == [before["id"]], ended.stderr


def test_the_list_tells_every_point(run):
    ended = run(GOLDEN / "crm", TOLD["crm"]["passphrase"], "--list")
    assert [point["id"] in ended.stderr for point in TOLD["crm"]["points"]] == [True] * len(TOLD["crm"]["points"])


def test_a_folder_of_files_comes_back_under_its_own_paths(run, tmp_path):
    told = TOLD["files"]
    point = told["points"][0]
    run(GOLDEN / "files", told["passphrase"], tmp_path / "out", "--point", point["id"])
    (folder,) = (tmp_path / "out").iterdir()
    (entity,) = point["entities"].values()
    at = {name: position for position, name in enumerate(entity["fields"])}
    files = [record for record in entity["records"] if record[at["kind"]] == "file"]
    written = [path for path in (folder / "contents").rglob("*") if path.is_file()]
    assert len(written) == len(files)
    assert sorted(path.stat().st_size for path in written) == sorted(record[at["size"]] for record in files)


HOSTILE = [
    "../../escaped",
    "/etc/escaped",
    "..",
    ".",
    "",
    "a/../../../escaped",
    "..\\..\\escaped",
    "C:\\escaped",
    "con.txt",
    "nul",
    "x\0y",
    "\ud800",
    "a" * 5_000,
    "~/escaped",
    "trailing. . .",
    "new\nline",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leads_out_of_the_output_folder(tmp_path, name):
    class Point:
        manifest = {"point": {"kind": "regular"}}  # noqa: RUF012
        catalog = {}  # noqa: RUF012

    output = rescue.Output(tmp_path / "out", Point())
    for prefix in ("", "contents/", "contents/b/"):
        path = output._new(f"{prefix}{name}", "")
        path.touch(exist_ok=False)
        inside = Path(os.path.realpath(path)).relative_to(os.path.realpath(tmp_path / "out"))
        assert not set(inside.parts) & {"..", "."}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_names_that_are_taken_and_files_that_stand_where_folders_are_wanted_get_other_names(tmp_path):
    class Point:
        manifest = {"point": {"kind": "regular"}}  # noqa: RUF012
        catalog = {}  # noqa: RUF012

    output = rescue.Output(tmp_path / "out", Point())
    names = ["contents/x", "contents/x", "contents/x/y", "contents/x/y", "contents~2", "contents~2/x", "contents/x/y/z"]
    made = []
    for name in names:
        made.append(output._new(name, ""))
        made[-1].touch(exist_ok=False)
    assert len(set(made)) == len(names)


@pytest.mark.parametrize("data", [b"", b"\x9f", b"\xdd\xff\xff\xff\xff", b"\x91" * 100_000, b"\xc1", b"\xd4\x05\0"])
def test_maps_that_nobody_can_have_written_are_damage(data):
    with pytest.raises(rescue.Damaged):
        rescue.unpack(data)


def test_a_map_that_would_fill_the_memory_is_refused():
    bomb = zstandard.ZstdCompressor().compress(bytes((256 << 20) + 1))
    with pytest.raises(rescue.Damaged):
        rescue.unpack_compressed(bomb)


def test_the_newest_costs_of_the_program_are_read(run, tmp_path):
    """The golden repositories have cheap ones."""
    shutil.copytree(GOLDEN / "files", tmp_path / "new")
    opened, store = Repository(GOLDEN / "files", "passphrase", TOLD["files"]), open_store(str(tmp_path / "new"))
    keys.add_passphrase(store, opened.config["id"], opened.master, "costly", costs=keys.Argon2Costs())
    assert run(tmp_path / "new", "costly", "--list").returncode == 0


# Reading what was written


def read_csv(folder, name, columns):
    text = (folder / name).read_bytes().decode("utf-8", "surrogateescape")
    cells = re.findall(r'("(?:[^"]|"")*"|[^",\n]*)([,\n])', text)
    lines, line = [], []
    for cell, end in cells:
        line.append(cell)
        if end == "\n":
            lines.append(line)
            line = []
    head, *rest = lines
    fields = [value_of(folder, "text", cell) for cell in head]
    types = {field["name"]: field["type"] for field in columns}
    return fields, [[value_of(folder, types[f], c) for f, c in zip(fields, row, strict=True)] for row in rest]


def value_of(folder, kind, cell):  # noqa: C901, PLR0911
    if not cell:
        return None
    if cell.startswith('"'):
        return cell[1:-1].replace('""', '"')
    if cell.startswith("\\x"):
        return bytes.fromhex(cell[2:])
    if cell.startswith("file:"):
        path = folder / urllib.parse.unquote(cell[5:], errors="surrogateescape")
        content = path.read_bytes()
        if kind == "content" and not content:
            return None  # an empty file has no content to tell
        return content.decode() if path.suffix == ".txt" and kind != "content" else content
    match kind:
        case "bool":
            return cell == "true"
        case "date":
            return (date.fromisoformat(cell) - EPOCH.date()).days
        case "time":
            at = datetime.combine(EPOCH.date(), time.fromisoformat(cell), UTC)
            return (at - EPOCH) // MICROSECOND
        case "timestamp" | "timestamptz":
            assert cell.endswith("+00") is (kind == "timestamptz")
            return (datetime.fromisoformat(cell.removesuffix("+00") + "+00:00") - EPOCH) // MICROSECOND
        case "float32" | "float64":
            return float(cell)
        case _:
            return int(cell) if re.fullmatch(r"-?\d+", cell) else float(cell)
