"""`kompass demo`: from nothing to an answer, and again."""

from __future__ import annotations

import signal
import urllib.request
from pathlib import Path

from app.settings import Settings
from app.wiring import Use, open_app
from tests.app.commandline import Kompass


def test_the_demo_answers_its_question_and_a_second_run_reads_nothing_again(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    first = kompass.done("demo", "--no-serve").output
    assert "3,00 €" in first
    assert "BV/0112/2024" in first
    assert "kompass ask auenfurt" in first
    states = {record["state"] for tenant in ("auenfurt", "moorwalde") for record in documents(kompass, tenant)}
    assert states <= {"ready", "needs_ocr"}
    before = [record["updated"] for record in documents(kompass, "auenfurt")]
    assert "3,00 €" in kompass.done("demo", "--no-serve").output
    assert [record["updated"] for record in documents(kompass, "auenfurt")] == before


def test_the_demo_ends_with_the_address_of_its_pages(tmp_path: Path) -> None:
    process = Kompass(tmp_path / "home").start("demo", "--port", "0")
    try:
        assert process.stdout is not None
        address = next(line.rsplit(" ", 1)[-1].strip() for line in process.stdout if "läuft unter" in line)
        with urllib.request.urlopen(f"{address}/ready", timeout=30) as reply:
            assert reply.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


def documents(kompass: Kompass, tenant: str) -> list[dict[str, object]]:
    return kompass.done("documents", tenant, "--json").records


def test_an_index_of_an_earlier_program_is_built_anew_before_the_demo_asks(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    kompass.done("demo", "--no-serve")
    with open_app(Settings(home=tmp_path / "home"), Use.WRITE) as app:
        for tenant in app.catalog.tenants():
            app.catalog.set_generation(tenant.id, "0" * 12)
    again = kompass.done("demo", "--no-serve")
    assert "wird neu aufgebaut" in again.errors
    assert "3,00 €" in again.output
    assert "3,00 €" in kompass.done("demo", "--no-serve").output
