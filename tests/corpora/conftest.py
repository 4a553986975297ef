"""Catalogues on every database that is supported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from corpora.catalog import Catalog
from tests.corpora.postgres import CannotStart, running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL template of a running server."""
    server = running_server()
    try:
        url = server.__enter__()
    except CannotStart as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL cannot be started: {error}")
    yield url
    server.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'catalogue.db'}"
    import psycopg

    template = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(template.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url: str = template.format(database=name)
    return url


@pytest.fixture
def open_catalog(database_url: str) -> Iterator[Callable[[], Catalog]]:
    """Opens the same catalogue any number of times and closes all at the end."""
    opened: list[Catalog] = []

    def open_one() -> Catalog:
        opened.append(Catalog.open(database_url))
        return opened[-1]

    yield open_one
    for catalog in opened:
        catalog.close()


@pytest.fixture
def catalog(open_catalog: Callable[[], Catalog]) -> Catalog:
    """An empty catalogue."""
    return open_catalog()
