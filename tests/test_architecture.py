"""The house is as DESIGN.md has it: floors, no circles, small rooms."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
import re
import subprocess
import sys

import pytest

import custom_components.green_api

COMPONENT = Path(custom_components.green_api.__file__).parent
ROOT = COMPONENT.parents[1]
PACKAGE = "custom_components.green_api"
# "About 300", in DESIGN.md's words.
MAX_LINES = 320

# Nothing on these floors knows Home Assistant.
GROUND = ("client", "journal", "migration", "overview", "schedule")


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


def _nodes(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Return the imports of a module that happen when it runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        else:
            yield from _nodes(node)


def imports(name: str) -> set[str]:
    """Return what a module imports, as absolute names."""
    found: set[str] = set()
    path = MODULES[name]
    own = [PACKAGE, *name.split(".")] if name else [PACKAGE]
    if path.name != "__init__.py":
        own = own[:-1]
    for node in _nodes(ast.parse(SOURCES[name])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
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
    for each in imports(name):
        inner = each.removeprefix(f"{PACKAGE}.")
        if each.startswith(f"{PACKAGE}.") and inner in MODULES and inner != name:
            found.add(inner)
    return found


def on_ground(name: str) -> bool:
    """Return whether a module must not know Home Assistant."""
    return name.split(".", maxsplit=1)[0] in GROUND


def test_there_is_a_house() -> None:
    """The modules that the rules are about are found, with what they import."""
    assert {"", "client", "client.client", "journal", "coordinator"} <= MODULES.keys()
    assert "journal" in own_imports("overview")
    assert "client.models" in own_imports("client.client")
    assert "homeassistant.core" in imports("coordinator")
    assert "coordinator" in own_imports("sensor")


@pytest.mark.parametrize("name", [name for name in MODULES if on_ground(name)])
def test_ground_floor_knows_nothing_of_home_assistant(name: str) -> None:
    """The client and what is pure can be imported and tested alone."""
    assert not [each for each in imports(name) if each.startswith("homeassistant")]
    assert "homeassistant" not in SOURCES[name].replace("Home Assistant", "")


def test_client_can_be_imported_alone() -> None:
    """Somebody else could use the client, without Home Assistant being there."""
    code = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "client", {str(COMPONENT / "client" / "__init__.py")!r},
    submodule_search_locations=[{str(COMPONENT / "client")!r}],
)
module = importlib.util.module_from_spec(spec)
sys.modules["client"] = module
spec.loader.exec_module(module)
assert not [name for name in sys.modules if name.startswith("homeassistant")]
assert module.GreenApiClient
"""
    subprocess.run([sys.executable, "-I", "-c", code], check=True)  # noqa: S603


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("client", {"client"}),
        ("journal", {"client"}),
        ("overview", {"client", "journal"}),
    ],
)
def test_no_floor_knows_the_one_above(name: str, allowed: set[str]) -> None:
    """Imports go downwards."""
    for module in MODULES:
        if module.split(".", maxsplit=1)[0] == name:
            floors = {each.split(".", maxsplit=1)[0] for each in own_imports(module)}
            assert floors - {name} <= allowed, module


def test_nothing_imports_in_circles() -> None:
    """There is an order in which the modules can be read."""
    assert list(
        TopologicalSorter(
            {
                # A module in a package is read when the package is.
                name: own_imports(name) - {name.rpartition(".")[0]}
                for name in MODULES
                if name
            }
        ).static_order()
    )


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_small(name: str) -> None:
    """A module can be read at one go."""
    assert SOURCES[name].count("\n") <= MAX_LINES


@pytest.mark.parametrize("name", MODULES)
def test_nothing_outdated_is_used(name: str) -> None:
    """Nothing that Home Assistant or Python has left behind is imported."""
    outdated = {
        "__future__.annotations",
        "async_timeout",
        "pytz",
        "requests",
        "httpx",
        "probatio",
        "typing.Optional",
        "typing.Union",
        "typing.List",
        "typing.Dict",
        "typing.Callable",
        "typing.Iterable",
        "typing.Mapping",
        "homeassistant.helpers.typing.UNDEFINED",
        "homeassistant.helpers.entity_platform.AddEntitiesCallback",
        "homeassistant.helpers.typing.HomeAssistantType",
        "homeassistant.data_entry_flow.FlowResult",
        "homeassistant.helpers.config_validation.PLATFORM_SCHEMA",
    }
    assert imports(name) & outdated == set()
    for pattern in (
        r"\basyncio\.get_event_loop\(",
        r"\butcnow\(\)\.replace",
        r"\bhass\.data\[DOMAIN\]",
    ):
        assert not re.search(pattern, SOURCES[name])


@pytest.mark.parametrize("name", MODULES)
def test_nothing_blocks_the_loop(name: str) -> None:
    """No module opens sockets, sleeps or runs processes behind Home Assistant's back."""
    assert (
        imports(name) & {"socket", "subprocess", "urllib.request", "time.sleep"}
        == set()
    )


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
