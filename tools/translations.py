"""Lists the translations that are missing, or older than their English text.

`tests/translations.json` holds a hash of each English text and, for each language, the keys whose English text has
changed since they were translated. Each run of this command updates it.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
import json
from pathlib import Path
import re
import sys
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDERS = {
    "integration": ROOT / "custom_components" / "green_api" / "translations",
    "card": ROOT / "frontend" / "src" / "translations",
}
STATE_FILE = ROOT / "tests" / "translations.json"
PLURAL_FORM = re.compile(r"_(zero|one|two|few|many|other)$")

type Texts = dict[str, str]


@dataclass(frozen=True)
class State:
    """Which English texts are known, and which translations are older than theirs, by language."""

    sources: Mapping[str, str]
    stale: Mapping[str, frozenset[str]]


def _flat(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Return the texts of a tree by their path."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def read_texts(language: str, folders: Mapping[str, Path] = FOLDERS) -> Texts:
    """Return the texts of a language by key; the plural forms of a card's text are one text."""
    texts: Texts = {}
    for part, folder in folders.items():
        path = folder / f"{language}.json"
        tree = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        for key, text in _flat(tree, f"{part}:"):
            name = PLURAL_FORM.sub("", key) if part == "card" else key
            texts[name] = f"{texts[name]}\n{text}" if name in texts else text
    return texts


def languages(folders: Mapping[str, Path] = FOLDERS) -> list[str]:
    """Return the languages other than English."""
    found = {path.stem for folder in folders.values() for path in folder.glob("*.json")}
    return sorted(found - {"en"})


def missing(english: Texts, texts: Texts) -> list[str]:
    """Return the keys that a language lacks."""
    return [key for key in english if key not in texts]


def update(state: State, english: Texts, translations: Mapping[str, Texts]) -> State:
    """Return the state with the present English texts: where one changed, its translations are stale."""
    sources = {
        key: sha256(text.encode()).hexdigest()[:8] for key, text in english.items()
    }
    changed = {key for key, known in state.sources.items() if sources.get(key) != known}
    stale = {
        language: frozenset(
            (state.stale.get(language, frozenset()) | changed)
            & english.keys()
            & texts.keys()
        )
        for language, texts in translations.items()
    }
    return State(sources, stale)


def mark_reviewed(state: State, reviewed: Iterable[str], keys: Sequence[str]) -> State:
    """Return the state after the translations of some languages were reviewed: of these keys, or of all."""
    stale = dict(state.stale)
    for language in reviewed:
        stale[language] = stale[language] - set(keys) if keys else frozenset()
    return State(state.sources, stale)


def load_state(path: Path = STATE_FILE) -> State:
    """Return what is stored."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    stale = {language: frozenset(keys) for language, keys in stored["stale"].items()}
    return State(stored["sources"], stale)


def save_state(state: State, path: Path = STATE_FILE) -> None:
    """Store the state; languages without a stale text are left out."""
    stale = {language: sorted(keys) for language, keys in state.stale.items() if keys}
    text = json.dumps({"sources": state.sources, "stale": stale}, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """List what is missing or stale, and return whether there is anything."""
    parser = argparse.ArgumentParser(
        prog="scripts/translations",
        description="Lists the translations that are missing, or older than their English text.",
    )
    parser.add_argument(
        "--reviewed",
        metavar="LANGUAGE",
        help="mark the translations of a language ('all' for each) as up to date",
    )
    parser.add_argument("keys", nargs="*", help="mark only these keys, as listed")
    options = parser.parse_args(arguments)

    english = read_texts("en")
    translations = {language: read_texts(language) for language in languages()}
    state = update(load_state(), english, translations)
    if options.reviewed:
        if options.reviewed not in {"all", *translations}:
            parser.error(f"there is no language {options.reviewed}")
        every = options.reviewed == "all"
        reviewed = list(translations) if every else [options.reviewed]
        state = mark_reviewed(state, reviewed, options.keys)
    elif options.keys:
        parser.error("keys are given with --reviewed")
    save_state(state)

    lines = [
        f"{language} {word} {key}: {english[key]!r}"
        for language, texts in translations.items()
        for word, keys in (
            ("missing", missing(english, texts)),
            ("stale", sorted(state.stale[language])),
        )
        for key in keys
    ]
    sys.stdout.write("\n".join(lines or ["Everything is translated."]) + "\n")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
