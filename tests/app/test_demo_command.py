"""`kompass demo`: from nothing to an answer, and again."""

from __future__ import annotations

from pathlib import Path

from tests.app.commandline import Kompass


def test_the_demo_answers_its_question_and_a_second_run_reads_nothing_again(tmp_path: Path) -> None:
    kompass = Kompass(tmp_path / "home")
    first = kompass.done("demo").output
    assert "3,00 €" in first
    assert "BV/0112/2024" in first
    assert "kompass ask auenfurt" in first
    states = {record["state"] for tenant in ("auenfurt", "moorwalde") for record in documents(kompass, tenant)}
    assert states <= {"ready", "needs_ocr"}
    before = [record["updated"] for record in documents(kompass, "auenfurt")]
    assert "3,00 €" in kompass.done("demo").output
    assert [record["updated"] for record in documents(kompass, "auenfurt")] == before


def documents(kompass: Kompass, tenant: str) -> list[dict[str, object]]:
    return kompass.done("documents", tenant, "--json").records
