"""Tests of the list of translations that are missing or stale."""

from pathlib import Path

import pytest

from tools import translations
from tools.translations import (
    State,
    languages,
    load_state,
    mark_reviewed,
    missing,
    read_texts,
    save_state,
    update,
)

ENGLISH = {"a": "Old", "b": "Same"}
FIRST = update(State({}, {}), ENGLISH, {"de": {"a": "Alt", "b": "Gleich"}})


@pytest.mark.parametrize("language", languages())
def test_every_text_is_translated(language: str) -> None:
    """Each language has every text, none older than its English one: run `scripts/translations`."""
    english, texts = read_texts("en"), read_texts(language)
    state = update(load_state(), english, {language: texts})
    assert missing(english, texts) == []
    assert state.stale[language] == frozenset()


def test_english_texts_are_known() -> None:
    """A new English text is noted: run `scripts/translations`."""
    assert load_state().sources == update(State({}, {}), read_texts("en"), {}).sources


def test_changed_english_text_asks_for_its_translations() -> None:
    """Only what changed is stale, in every language that has it, until it is reviewed."""
    both = {"de": {"a": "Alt", "b": "Gleich"}, "fr": {"b": "Même"}}
    changed = update(FIRST, {**ENGLISH, "a": "New"}, both)
    assert changed.stale == {"de": {"a"}, "fr": frozenset()}
    again = update(changed, {**ENGLISH, "a": "New"}, both)
    assert again == changed
    assert mark_reviewed(again, ["de"], ["b"]).stale["de"] == {"a"}
    assert mark_reviewed(again, ["de"], ["a"]).stale["de"] == frozenset()
    assert mark_reviewed(again, ["de"], []).stale["de"] == frozenset()


def test_new_and_removed_texts_are_not_stale() -> None:
    """A new text is missing until it is translated; a removed one is forgotten."""
    english = {"b": "Same", "c": "New"}
    state = update(FIRST, english, {"de": {"b": "Gleich"}})
    assert missing(english, {"b": "Gleich"}) == ["c"]
    assert state.stale == {"de": frozenset()}
    assert state.sources.keys() == {"b", "c"}


def test_state_is_stored(tmp_path: Path) -> None:
    """What is stored is what is read."""
    state = State({"a": "12345678"}, {"de": frozenset({"a"})})
    save_state(state, tmp_path / "state.json")
    assert load_state(tmp_path / "state.json") == state


def test_plural_forms_are_one_text(tmp_path: Path) -> None:
    """A language has its own plural forms."""
    for language, form in (("en", "other"), ("ru", "few")):
        (tmp_path / f"{language}.json").write_text(
            f'{{"views_one": "1", "views_{form}": "2"}}', encoding="utf-8"
        )
    assert read_texts("ru", {"card": tmp_path}) == {"card:views": "1\n2"}
    assert languages({"card": tmp_path}) == ["ru"]


def test_command_lists_and_marks(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The command lists what is missing or stale until it is translated and marked as reviewed."""
    path = tmp_path / "state.json"
    save_state(FIRST, path)
    texts = {"en": {"a": "New", "b": "Same"}, "de": {"a": "Alt"}, "fr": {"a": "Vieux"}}
    monkeypatch.setattr(translations, "languages", lambda: ["de", "fr"])
    monkeypatch.setattr(translations, "read_texts", texts.__getitem__)
    monkeypatch.setattr(translations, "load_state", lambda: load_state(path))
    monkeypatch.setattr(translations, "save_state", lambda s: save_state(s, path))

    def listed(*arguments: str) -> list[str]:
        translations.main(arguments)
        return capsys.readouterr().out.splitlines()

    assert listed() == [
        "de missing b: 'Same'",
        "de stale a: 'New'",
        "fr missing b: 'Same'",
        "fr stale a: 'New'",
    ]
    texts["de"]["b"] = texts["fr"]["b"] = "translated"
    assert listed("--reviewed", "de", "a") == ["fr stale a: 'New'"]
    assert translations.main([]) == 1
    capsys.readouterr()
    assert listed("--reviewed", "all") == ["Everything is translated."]
    assert translations.main([]) == 0
    for wrong in (["--reviewed", "xx"], ["a"]):
        with pytest.raises(SystemExit):
            translations.main(wrong)
