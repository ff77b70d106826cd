"""The modules import downwards, without circles, and use nothing outdated."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path
import re
import subprocess

import pytest

import custom_components.green_api

COMPONENT = Path(custom_components.green_api.__file__).parent
ROOT = COMPONENT.parents[1]
PACKAGE = "custom_components.green_api"

# What decides is pure: nothing of Home Assistant, and no clock but util's.
PURE = (
    "brief",
    "client",
    "contacts.snapshot",
    "contacts.storage",
    "journal.activity",
    "journal.insights",
    "journal.journal",
    "journal.snapshot",
    "media.mime",
    "util",
    "viewers.schedule",
)
# What each module of the lower floors may import of the component, by the first part of the name.
FLOORS = {
    "client": set(),
    "const": set(),
    "util": set(),
    "journal": {"client", "const", "util"},
    "journal_coordinator": {"client", "const", "journal", "util"},
    "issues": {"client", "const", "journal", "util"},
    "media": {"client", "const", "journal", "util"},
    "contacts": {"client", "const", "issues", "journal_coordinator", "journal", "util"},
    "viewers": {"client", "const", "issues", "journal", "util"},
    "coordinator": {
        "client",
        "const",
        "issues",
        "journal_coordinator",
        "journal",
        "util",
    },
    "brief": {"client", "journal", "util"},
    "data": {"client", "const", "contacts", "coordinator", "media", "viewers"},
}


def name_of(path: Path) -> str:
    """Return the dotted name of a module, relative to the component."""
    parts = path.relative_to(COMPONENT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {
    name_of(path): path
    for path in sorted(COMPONENT.rglob("*.py"))
    if "__pycache__" not in path.parts
}
SOURCES = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}


def imports(name: str) -> set[str]:
    """Return what a module imports, as absolute names."""
    found: set[str] = set()
    path = MODULES[name]
    own = [PACKAGE, *name.split(".")] if name else [PACKAGE]
    if path.name != "__init__.py":
        own = own[:-1]
    for node in ast.walk(ast.parse(SOURCES[name])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if not isinstance(node, ast.ImportFrom):
            continue
        base = node.module or ""
        if node.level:
            base = ".".join([*own[: len(own) - node.level + 1], *base.split(".")])
            base = base.rstrip(".")
        found.add(base)
        found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def own_imports(name: str) -> set[str]:
    """Return which modules of the component a module imports."""
    found = set()
    for one in imports(name):
        inner = one.removeprefix(f"{PACKAGE}.")
        if one.startswith(f"{PACKAGE}.") and inner in MODULES and inner != name:
            found.add(inner)
    return found


def floor_of(name: str) -> str:
    """Return the first part of a module's name."""
    return name.split(".", maxsplit=1)[0]


@pytest.mark.parametrize(
    "name",
    [name for name in MODULES if name in PURE or floor_of(name) == "client"],
)
def test_what_is_pure_knows_nothing_of_home_assistant(name: str) -> None:
    """The client and what decides can be imported and tested alone."""
    assert not [one for one in imports(name) if one.startswith("homeassistant")]


@pytest.mark.parametrize("name", [name for name in MODULES if floor_of(name) in FLOORS])
def test_imports_go_downwards(name: str) -> None:
    """No module of the lower floors knows one above it, not even for its types."""
    floor = floor_of(name)
    assert {floor_of(one) for one in own_imports(name)} - {floor} <= FLOORS[floor]


def test_nothing_imports_in_circles() -> None:
    """There is an order in which the modules can be read; imports for type checking count."""
    graph = {
        # A package is read before its modules, and imports them.
        name: own_imports(name) - {name.rpartition(".")[0]}
        for name in MODULES
        if name
    }
    assert list(TopologicalSorter(graph).static_order())


def _project_files() -> list[Path]:
    """Return the text files of the project that go to users."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    binary = {".png", ".jpg", ".mp4", ".mp3", ".ogg", ".gif", ".svg", ".ico"}
    return [
        ROOT / name
        for name in names
        if Path(name).suffix not in binary and (ROOT / name).is_file()
    ]


def test_no_file_names_a_machine() -> None:
    """No path and no user of the machine that this was written on is in any file."""
    home = re.compile(r"(?<![\w/.])/(?:work|root|home/\w+|Users/\w+)/")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in _project_files()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if home.search(line)
    ]
    assert found == []
