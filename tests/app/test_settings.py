"""Settings: environment over file over default over error."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from app.answering_settings import AnswerEngine
from app.reading_settings import LimitSettings, OcrSection
from app.settings import IndexEngine, Settings, load_settings, setting_names
from corpora.errors import InvalidSetting
from ingest.limits import Limits, OcrMode, OcrSettings

ROOT = Path(__file__).resolve().parents[2]


def a_file(folder: Path, text: str) -> dict[str, str]:
    """An environment that names this file."""
    (folder / "aktenkompass.toml").write_text(text, encoding="utf-8")
    return {"AKTENKOMPASS_CONFIG": str(folder / "aktenkompass.toml")}


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings({})
    assert settings.index.engine is IndexEngine.EDGE
    assert settings.answering.engine is AnswerEngine.EXTRACTIVE
    assert settings.limits == Limits()
    assert settings.ocr == OcrSettings()
    assert settings.home.is_absolute()
    assert settings.catalog_url == f"sqlite:///{settings.home}/katalog.db"
    assert 1 <= settings.workers <= 8


def test_the_file_stands_over_the_defaults_and_the_environment_over_the_file(tmp_path: Path) -> None:
    environment = a_file(
        tmp_path,
        """
        [reading]
        workers = 3
        [reading.limits]
        max_pages = 50
        [reading.ocr]
        mode = "off"
        [answering.model]
        name = "qwen3:4b"
        """,
    )
    settings = load_settings({**environment, "AKTENKOMPASS_READING__LIMITS__MAX_PAGES": "7"})
    assert settings.workers == 3
    assert settings.limits == Limits(max_pages=7)
    assert settings.ocr == OcrSettings(mode=OcrMode.OFF)
    assert settings.answering.model.name == "qwen3:4b"


def test_the_file_may_lie_elsewhere_and_name_the_data_folder_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "etc" / "kompass.toml"
    file.parent.mkdir()
    file.write_text('home = "daten"\n', encoding="utf-8")
    assert load_settings({"AKTENKOMPASS_CONFIG": str(file)}).home == tmp_path / "etc" / "daten"
    other = {"AKTENKOMPASS_CONFIG": str(file), "AKTENKOMPASS_HOME": str(tmp_path / "anders")}
    assert load_settings(other).home == tmp_path / "anders"


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"AKTENKOMPASS_READING__WORKERS": ""}) == load_settings({})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("workers = 3", ["workers", "aktenkompass.toml", "reading.workers"]),
        ("[readin]\nworkers = 3", ["readin", "reading"]),
        ("[reading.limits]\nmax_page = 3", ["reading.limits.max_page", "reading.limits.max_pages"]),
        ("[reading]\nworkers = 'vier'", ["reading.workers", "aktenkompass.toml", "ganze Zahl"]),
        ("[reading]\nworkers = -1", ["reading.workers", "ab 0"]),
        ("[reading]\nworkers = 99", ["reading.workers", "bis 64"]),
        ("[reading.limits]\nseconds = 0", ["reading.limits.seconds", "über 0"]),
        ("reading = 5", ["reading", "Abschnitt"]),
        ("[index]\nengine = 'lucene'", ["index.engine", "edge, server, memory"]),
        ("[index]\nurl = 5", ["index.url", "Text"]),
        ("home = 5", ["home", "Pfad"]),
        ("[embedding]\nprovider = 'openai'", ["embedding.provider", "sentence-transformers, ollama"]),
        ("[embedding]\ntrust_code = 'vielleicht'", ["embedding.trust_code", "true oder false"]),
        ("[reranking]\nweight = 70", ["reranking.weight", "bis 1"]),
        ("[reading", ["aktenkompass.toml", "TOML"]),
        ("workers == 3", ["aktenkompass.toml", "TOML"]),
    ],
)
def test_what_does_not_fit_is_refused_in_german_with_its_key_and_file(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    with pytest.raises(InvalidSetting) as caught:
        load_settings(a_file(tmp_path, text))
    for part in expected:
        assert part in str(caught.value)
    assert not re.search(r"\b(should|Input|valid|Extra|field)\b", str(caught.value))


def test_a_variable_that_is_no_setting_is_refused_with_the_ones_that_look_like_it() -> None:
    with pytest.raises(InvalidSetting, match="AKTENKOMPASS_READING__WORKERS"):
        load_settings({"AKTENKOMPASS_READING__WORKER": "2"})
    with pytest.raises(InvalidSetting, match=r"AKTENKOMPASS_READING__WORKERS.*ganze Zahl"):
        load_settings({"AKTENKOMPASS_READING__WORKERS": "zwei"})
    load_settings({"AKTENKOMPASSNACHBAR": "1", "PATH": "/bin"})


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match=r"fehlt\.toml"):
        load_settings({"AKTENKOMPASS_CONFIG": str(tmp_path / "fehlt.toml")})
    (tmp_path / "latin.toml").write_bytes("home = 'Müller'".encode("latin-1"))
    with pytest.raises(InvalidSetting, match="nicht lesbar"):
        load_settings({"AKTENKOMPASS_CONFIG": str(tmp_path / "latin.toml")})


def test_secrets_are_never_printed(tmp_path: Path) -> None:
    environment = {
        "AKTENKOMPASS_DATABASE_URL": "postgresql://anna:geheim@db/kompass",
        "AKTENKOMPASS_INDEX__API_KEY": "geheim",
        "AKTENKOMPASS_ANSWERING__MODEL__API_KEY": "geheim",
        "AKTENKOMPASS_EMBEDDING__API_KEY": "geheim",
    }
    settings = load_settings(environment)
    assert "geheim" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.catalog_url == "postgresql://anna:geheim@db/kompass"
    assert settings.index.api_key.get_secret_value() == "geheim"
    with pytest.raises(InvalidSetting) as caught:
        load_settings(a_file(tmp_path, "[index]\napi_key = ['geheim']"))
    assert "geheim" not in str(caught.value) + repr(caught.value.__cause__)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings({}).reading.workers = 3  # type: ignore[misc]


def test_limits_and_text_recognition_have_a_setting_for_every_field() -> None:
    assert list(LimitSettings.model_fields) == [field.name for field in fields(Limits)]
    assert list(OcrSection.model_fields) == [field.name for field in fields(OcrSettings)]


def test_the_documentation_names_every_setting_with_its_default_and_no_other() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `([a-z_.]+)` \*? ?\| (.+?) \|", text, flags=re.MULTILINE))
    assert list(documented) == [".".join(path) for path in setting_names()]
    for path in setting_names():
        if path == ("home",):
            continue
        value: object = Settings(home=Path("x"))
        for part in path:
            value = getattr(value, part)
        value = str(value).lower() if isinstance(value, bool) else value
        shown = "none" if value is None else str(value) if str(value).strip("*") else '""'
        assert documented[".".join(path)].strip("`") == shown, path


def test_the_file_is_looked_for_in_the_data_folder(tmp_path: Path) -> None:
    a_file(tmp_path, "[reading]\nworkers = 5")
    assert load_settings({"AKTENKOMPASS_HOME": str(tmp_path)}).workers == 5
