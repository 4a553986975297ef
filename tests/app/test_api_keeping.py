"""Managers over HTTP: files come in and are read by jobs that run on; pages and originals come back out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.settings import ServerSettings, UploadSettings
from corpora.demo.manifest import load_demo
from tests.app.api_server import ApiServer, town_server

PDF = load_demo().questions.parent / "auenfurt" / "ortsrecht" / "Hundesteuersatzung_2024.pdf"
RATE = "Wie hoch ist die Hundesteuer für den zweiten Hund?"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    folder = tmp_path_factory.mktemp("stadt")
    own = folder / "ordner" / "musterstadt" / "neu"
    own.mkdir(parents=True)
    (own / "brunnen.md").write_text("# Brunnen\n\nDer Brunnen am Markt wird 2027 saniert.\n", encoding="utf-8")
    changes: dict[str, Any] = {
        "server": ServerSettings(requests_per_minute=100_000),
        "uploads": UploadSettings(folder=str(folder / "ordner"), max_file_bytes=200_000),
    }
    with town_server(folder, **changes) as up:
        yield up


def send(town: ApiServer, method: str, path: str, subject: str = "pflege", **options: Any) -> httpx.Response:
    return town.client.request(method, path, headers=town.headers(subject), **options)


def upload(town: ApiServer, *files: tuple[str, bytes], corpus: str = "rat") -> str:
    """A batch with these files."""
    batch = send(town, "POST", "/api/uploads", json={"corpus": corpus})
    assert batch.status_code == 201
    for name, content in files:
        path = f"/api/uploads/{batch.json()['id']}/files"
        assert send(town, "POST", path, params={"name": name}, content=content).status_code == 201
    id: str = batch.json()["id"]
    return id


def run(town: ApiServer, order: dict[str, Any], subject: str = "pflege") -> dict[str, Any]:
    """A job, to its end."""
    started = send(town, "POST", "/api/jobs", subject, json=order)
    assert started.status_code == 202, started.text
    return end_of(town, started.json()["id"], subject)


def end_of(town: ApiServer, id: str, subject: str = "pflege") -> dict[str, Any]:
    """A job once it has ended."""
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = send(town, "GET", f"/api/jobs/{id}", subject).json()
        if job["state"] not in ("queued", "running"):
            return job
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def bylaw(town: ApiServer) -> dict[str, Any]:
    """A hit in a PDF that was brought over HTTP."""
    job = run(town, {"kind": "ingest_upload", "upload": upload(town, ("Recht/Hundesteuer.pdf", PDF.read_bytes()))})
    assert (job["state"], job["done"], job["failed"]) == ("done", 1, 0)
    hits = send(town, "POST", "/api/search", "gast", json={"question": RATE}).json()["hits"]
    assert hits[0]["document"] == "Recht/Hundesteuer.pdf"
    found: dict[str, Any] = hits[0]
    return found


def test_what_was_uploaded_is_found_once_a_job_has_read_it(bylaw: dict[str, Any]) -> None:
    assert bylaw["page"] == 1


def test_a_preview_says_what_would_be_read_and_what_was_refused(town: ApiServer, bylaw: dict[str, Any]) -> None:
    id = upload(
        town,
        ("Neu.md", b"# Neu\n\nEin neues Merkblatt mit Inhalt.\n"),
        ("Kopie.pdf", PDF.read_bytes()),
        ("leer.pdf", b""),
        ("programm.exe", b"MZ"),
        ("gross.txt", b"x" * 200_001),
    )
    batch = send(town, "GET", f"/api/uploads/{id}").json()
    assert {file["path"]: file["refused_code"] for file in batch["files"]} == {
        "Neu.md": None,
        "Kopie.pdf": None,
        "leer.pdf": "EmptyFile",
        "programm.exe": "UnsupportedFormat",
        "gross.txt": "TooLarge",
    }
    seen = send(town, "GET", f"/api/uploads/{id}/preview").json()
    assert {file["path"]: file["finding"] for file in seen["files"]}["Kopie.pdf"] == "duplicate"
    assert seen["counts"] == {"new": 1, "duplicate": 1, "refused": 3}
    (copy,) = [file["id"] for file in batch["files"] if file["path"] == "Kopie.pdf"]
    left = send(town, "DELETE", f"/api/uploads/{id}/files/{copy}").json()
    assert "Kopie.pdf" not in {file["path"] for file in left["files"]}
    assert id in {each["id"] for each in send(town, "GET", "/api/uploads").json()}
    assert send(town, "DELETE", f"/api/uploads/{id}").status_code == 204
    assert send(town, "GET", f"/api/uploads/{id}").status_code == 404


def test_names_that_leave_the_folder_stay_inside(town: ApiServer) -> None:
    id = upload(town, ("ok.md", b"# Ok\n"))
    for name in ("../../etc/passwd.md", "/etc/passwd.md", "a\x00b.md"):
        reply = send(town, "POST", f"/api/uploads/{id}/files", params={"name": name}, content=b"# x\n")
        assert reply.status_code in (201, 400)
    paths = [file["path"] for file in send(town, "GET", f"/api/uploads/{id}").json()["files"]]
    assert not any(".." in path or path.startswith("/") for path in paths)


def test_folders_on_the_server_are_the_tenant_s_own(town: ApiServer) -> None:
    job = run(town, {"kind": "ingest_folders", "corpus": "haus", "folders": ["neu"]})
    assert (job["state"], job["done"]) == ("done", 1)
    for name in ("/etc", "../nachbardorf", "gibt-es-nicht"):
        order = {"kind": "ingest_folders", "corpus": "haus", "folders": [name]}
        assert send(town, "POST", "/api/jobs", json=order).status_code == 400


def test_a_document_is_read_again_and_deleted_with_a_receipt(town: ApiServer) -> None:
    text = b"# Marktordnung\n\nDer Markt ist samstags von 8 bis 13 Uhr.\n"
    run(town, {"kind": "ingest_upload", "upload": upload(town, ("Markt.md", text))})
    (hit, *_) = send(town, "POST", "/api/search", json={"question": "Marktordnung samstags"}).json()["hits"]
    assert run(town, {"kind": "reread", "document": hit["document_id"]})["state"] == "done"
    receipt = run(town, {"kind": "delete", "document": hit["document_id"]})["report"]
    assert (receipt["documents"], receipt["complete"]) == (1, True)
    assert send(town, "GET", f"/api/documents/{hit['document_id']}").status_code == 404
    assert send(town, "GET", f"/api/documents/{hit['document_id']}/original").status_code == 404


def test_jobs_are_listed_and_can_be_called_off(town: ApiServer) -> None:
    job = run(town, {"kind": "reindex"})
    assert job["state"] == "done"
    assert job["id"] in {each["id"] for each in send(town, "GET", "/api/jobs").json()}
    assert send(town, "POST", f"/api/jobs/{job['id']}/cancel").json()["state"] == "done"
    assert send(town, "GET", "/api/jobs", params={"corpus": "haus"}).status_code == 200
    assert send(town, "GET", "/api/jobs", params={"corpus": "gibt-es-nicht"}).status_code == 404


def test_readers_have_none_of_these_routes(town: ApiServer) -> None:
    absent = town.get("/api/gibt-es-nicht", "leserin").content
    for method, path, content in (
        ("POST", "/api/uploads", {"corpus": "rat"}),
        ("GET", "/api/uploads", None),
        ("GET", "/api/jobs", None),
        ("POST", "/api/jobs", {"kind": "reindex"}),
    ):
        reply = send(town, method, path, "leserin", json=content)
        assert reply.status_code == 404
        assert reply.content == absent


@pytest.mark.parametrize(
    "order",
    [{}, {"kind": "format_disk"}, {"kind": "delete"}, {"kind": "reindex", "tenant": "nachbardorf"}, {"kind": "update"}],
)
def test_an_order_that_is_none_is_refused(town: ApiServer, order: dict[str, Any]) -> None:
    assert send(town, "POST", "/api/jobs", json=order).status_code == 422


# Who may see a corpus


def give_access(town: ApiServer, access: str, corpus: str = "haus", subject: str = "pflege") -> httpx.Response:
    return send(town, "PUT", f"/api/corpora/{corpus}/access", subject, json={"access": access})


def test_a_corpus_is_restricted_at_once_and_opened_by_a_job(town: ApiServer) -> None:
    def found(subject: str) -> bool:
        hits = send(town, "POST", "/api/search", subject, json={"question": "Sprechstunde Personalabteilung"}).json()
        return "sprechstunde.md" in {hit["document"] for hit in hits["hits"]}

    assert found("leserin")
    assert not found("gast")
    with town.app.knowledge.log.alone("musterstadt"):
        job = give_access(town, "restricted")
        assert (job.status_code, job.json()["kind"], job.json()["corpus"]) == (202, "access", "haus")
        assert not found("leserin")
    ended = end_of(town, job.json()["id"])
    assert (ended["state"], ended["report"]["counts"]["restricted"]) == ("done", ended["report"]["documents"])
    assert end_of(town, give_access(town, "public").json()["id"])["state"] == "done"
    assert found("gast")
    assert end_of(town, give_access(town, "internal").json()["id"])["state"] == "done"
    assert not found("gast")


def test_an_access_that_is_none_or_above_one_s_own_is_refused(town: ApiServer) -> None:
    assert give_access(town, "geheim").status_code == 422
    above = give_access(town, "restricted", subject="pflege-haus")
    assert (above.status_code, above.json()["error"]["code"]) == (400, "UsageError")
    assert "selbst nicht mehr sehen" in above.json()["error"]["message"]
    absent = town.get("/api/gibt-es-nicht", "pflege").content
    for corpus, subject in (("gibt-es-nicht", "pflege"), ("personal", "pflege-haus"), ("haus", "leserin")):
        reply = give_access(town, "internal", corpus, subject)
        assert (reply.status_code, reply.content) == (404, absent)


def test_the_kind_of_a_corpus_is_changed_by_a_job_that_reads_its_papers_again(town: ApiServer) -> None:
    def kind() -> str:
        listed = send(town, "GET", "/api/corpora", "pflege").json()
        return next(str(each["kind"]) for each in listed if each["corpus"] == "haus")

    before = kind()
    for wanted in ("guide" if before != "guide" else "council", before):
        job = send(town, "PUT", "/api/corpora/haus/kind", "pflege", json={"kind": wanted})
        assert (job.status_code, job.json()["kind"], job.json()["corpus"]) == (202, "kind", "haus")
        ended = end_of(town, job.json()["id"])
        assert (ended["state"], ended["report"]["failed"]) == ("done", 0)
        assert ended["report"]["read"] > 0
        assert kind() == wanted
    assert send(town, "PUT", "/api/corpora/haus/kind", "pflege", json={"kind": "roman"}).status_code == 422


# Pages and originals


def test_a_page_comes_with_its_passage_marked_and_what_the_paper_is(town: ApiServer, bylaw: dict[str, Any]) -> None:
    answer = send(town, "POST", "/api/ask", "gast", json={"question": RATE, "stream": False}).json()
    (cited, *_) = answer["statements"][0]["citations"]
    place = {key: cited[key] for key in ("start", "end", "quote", "version")}
    page = send(town, "GET", f"/api/documents/{cited['document_id']}/pages/1", "gast", params=place).json()
    assert page["quote"] == cited["quote"]
    assert "144,00" in page["quote"]
    assert (page["page"], page["has_image"], page["lost"]) == (1, True, False)
    marks = send(town, "GET", f"/api/documents/{cited['document_id']}/pages/1/marks", "gast", params=place).json()
    assert len(marks["boxes"]) >= 2
    for left, top, right, bottom in marks["boxes"]:
        assert 0 <= left < right <= marks["width"]
        assert 0 <= top < bottom <= marks["height"]


def test_a_page_comes_as_a_picture_that_no_cache_keeps(town: ApiServer, bylaw: dict[str, Any]) -> None:
    reply = send(town, "GET", f"/api/documents/{bylaw['document_id']}/pages/1/image", "gast", params={"width": 400})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "image/png"
    assert reply.content.startswith(b"\x89PNG")
    assert "no-store" in reply.headers["cache-control"]
    assert "sandbox" in reply.headers["content-security-policy"]


def test_the_original_is_a_download_and_never_shown(town: ApiServer, bylaw: dict[str, Any]) -> None:
    reply = send(town, "GET", f"/api/documents/{bylaw['document_id']}/original", "gast")
    assert reply.content == PDF.read_bytes()
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]
    assert "no-store" in reply.headers["cache-control"]


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("pages/99", 404),
        ("pages/0", 422),
        ("pages/1?start=5", 400),
        ("pages/1?start=5&end=5", 400),
        ("pages/1/image?width=99999", 422),
    ],
)
def test_a_place_that_is_none_is_refused(town: ApiServer, bylaw: dict[str, Any], place: str, status: int) -> None:
    assert send(town, "GET", f"/api/documents/{bylaw['document_id']}/{place}", "gast").status_code == status


def test_papers_without_pages_have_text_and_no_picture(town: ApiServer) -> None:
    (hit, *_) = send(town, "POST", "/api/search", json={"question": "Sprechstunde"}).json()["hits"]
    page = send(town, "GET", f"/api/documents/{hit['document_id']}/pages/1").json()
    assert (page["page"], page["has_image"]) == (None, False)
    assert "donnerstags" in page["before"] + page["quote"] + page["after"]
    assert send(town, "GET", f"/api/documents/{hit['document_id']}/pages/1/image").status_code == 422
