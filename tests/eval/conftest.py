"""The municipality of these tests, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.commandline import Kompass
from tests.eval.town import build_town, write_cases


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Kompass:
    folder = tmp_path_factory.mktemp("birkenhain")
    return build_town(folder / "home", folder / "papers")


@pytest.fixture(scope="session")
def cases_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cases(tmp_path_factory.mktemp("cases") / "fragen.jsonl")


@pytest.fixture(scope="session")
def finished_run(town: Kompass, cases_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole run over the town."""
    out = tmp_path_factory.mktemp("run")
    town.done("eval", "run", "birkenhain", str(cases_file), "--out", str(out))
    return out
