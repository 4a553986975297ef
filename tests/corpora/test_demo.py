"""The demo corpora: complete, readable, fictional, and with gold that stands where the questions say."""

from __future__ import annotations

import email
import email.policy
import html
import io
import json
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from corpora.demo.manifest import DemoCorpus, load_demo
from tools.demo.papers import Paper, read_papers

CONTAINERS = (".zip/", ".eml/")
Place = dict[str, Any]


def read_questions() -> list[dict[str, Any]]:
    lines = load_demo().questions.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


QUESTIONS = read_questions()
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]


def find_corpus(tenant: str, corpus: str) -> DemoCorpus:
    tenants = {known.id: known for known in load_demo().tenants}
    return next(known for known in tenants[tenant].corpora if known.id == corpus)


def all_files() -> list[Path]:
    folders = [corpus.folder for tenant in load_demo().tenants for corpus in tenant.corpora]
    return sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())


@cache
def source_papers() -> dict[str, Paper]:
    return {paper.output: paper for paper in read_papers()}


def read_place(question: dict[str, Any], place: Place) -> str:
    """The text of the gold page, slide or sheet, or of the whole document where the gold is a section."""
    corpus = find_corpus(place.get("tenant", question["tenant"]), place["corpus"])
    name, member = place["document"], ""
    for container in CONTAINERS:
        if container in name:
            name, member = name.split(container)
            name += container[:-1]
    data = (corpus.folder / name).read_bytes()
    if member and name.endswith(".eml"):
        attachments = email.message_from_bytes(data, policy=email.policy.default).iter_attachments()
        data = next(part.get_payload(decode=True) for part in attachments if part.get_filename() == member)
    elif member:
        data = zipfile.ZipFile(io.BytesIO(data)).read(member)
    pages = read_pages(member or name, data)
    if place.get("page") is None:
        return "\n".join(pages)
    text: str = pages[place["page"] - 1]
    if len(text.strip()) < 50:  # A scan: the source text stands in for what OCR has to find.
        output = f"{corpus.folder.parent.name}/{corpus.id}/{name}"
        return source_papers()[output].body
    return text


def read_pages(name: str, data: bytes) -> list[str]:
    suffix = Path(name).suffix
    if suffix == ".pdf":
        return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    if suffix in {".docx", ".odt"}:
        member = "word/document.xml" if suffix == ".docx" else "content.xml"
        return [strip_tags(zipfile.ZipFile(io.BytesIO(data)).read(member).decode())]
    if suffix == ".pptx":
        return read_parts(data, r"ppt/slides/slide(\d+)\.xml")
    if suffix == ".xlsx":
        return read_parts(data, r"xl/worksheets/sheet(\d+)\.xml")
    if suffix == ".eml":
        return read_mail(data)
    if suffix == ".zip":
        archive = zipfile.ZipFile(io.BytesIO(data))
        return [text for member in archive.namelist() for text in read_pages(member, archive.read(member))]
    text = data.decode("utf-8")
    return [strip_tags(text) if suffix == ".html" else text]


def read_parts(data: bytes, pattern: str) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    found = {int(match[1]): match[0] for name in archive.namelist() if (match := re.fullmatch(pattern, name))}
    return [strip_tags(archive.read(found[number]).decode()) for number in sorted(found)]


def read_mail(data: bytes) -> list[str]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    texts = [f"{message['From']}\n{message['To']}\n{body.get_content()}"]
    for attachment in message.iter_attachments():
        texts += read_pages(str(attachment.get_filename()), attachment.get_payload(decode=True))  # type: ignore[arg-type]
    return texts


def strip_tags(markup: str) -> str:
    markup = re.sub(r"</(w:p|text:p|text:h|a:p|row|c|p|h\d|t[dhr]|li)>", "\n", markup)
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def normalise(text: str) -> str:
    """Without hyphens, bold marks and table bars; every run of white space one space."""
    text = re.sub(r"[\ufffe\u00ad]\s*|-\s*\n\s*", "", text)
    return re.sub(r"\s+", " ", re.sub(r"[-*|]", " ", text.replace("-", ""))).strip()


def holds(text: str, span: str) -> bool:
    """Whether the span stands in the text on number boundaries: 15,00 is not 5,00."""
    return re.search(rf"(?<![\d.,]){re.escape(normalise(span))}(?!\d)", normalise(text)) is not None


def test_two_towns_have_corpora_of_every_kind_and_access() -> None:
    demo = load_demo()
    corpora = [corpus for tenant in demo.tenants for corpus in tenant.corpora]
    assert [tenant.id for tenant in demo.tenants] == ["auenfurt", "moorwalde"]
    assert {corpus.kind for corpus in corpora} == {"council", "regulation", "guide"}
    assert {corpus.access for corpus in corpora} == {"public", "internal", "restricted"}
    assert all(corpus.folder.is_dir() for corpus in corpora)


def test_a_corpus_is_shared_only_with_another_tenant_that_exists() -> None:
    demo = load_demo()
    known = {tenant.id for tenant in demo.tenants}
    shares = [
        (tenant.id, other) for tenant in demo.tenants for corpus in tenant.corpora for other in corpus.shared_with
    ]
    assert shares == [("auenfurt", "moorwalde")]
    assert all(other in known and other != owner for owner, other in shares)


def test_every_format_of_the_product_is_there() -> None:
    suffixes = Counter(file.suffix for file in all_files())
    assert set(suffixes) == {
        ".pdf",
        ".docx",
        ".odt",
        ".pptx",
        ".xlsx",
        ".html",
        ".eml",
        ".md",
        ".txt",
        ".zip",
    }
    assert 30 <= len(all_files()) <= 50


def test_the_demo_stays_small() -> None:
    assert sum(file.stat().st_size for file in all_files()) < 3_000_000


def test_every_source_text_became_a_file_and_no_file_is_without_one() -> None:
    root = load_demo().questions.parent
    outer = {re.split(r"(?<=\.zip)/|(?<=\.eml)/", output)[0] for output in source_papers()}
    assert {str(file.relative_to(root)) for file in all_files()} == outer


def test_pdfs_are_born_digital_scanned_and_mixed() -> None:
    looks = Counter[str]()
    for file in all_files():
        if file.suffix == ".pdf":
            blank = [len(text.strip()) < 50 for text in read_pages(file.name, file.read_bytes())]
            looks["scanned" if all(blank) else "mixed" if any(blank) else "digital"] += 1
    assert looks["digital"] >= 10
    assert looks["scanned"] >= 1
    assert looks["mixed"] >= 1


def test_printed_pages_have_running_lines_and_hyphens_at_line_ends() -> None:
    folder = find_corpus("auenfurt", "ortsrecht").folder
    pages = read_pages("a.pdf", (folder / "Hundesteuersatzung_2024.pdf").read_bytes())
    assert all("Ortsrecht der Stadt Auenfurt" in page for page in pages)
    assert all(f"Seite {number} von {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert any("\ufffe" in page or re.search(r"\w-\r?\n[a-zäöü]", page) for page in pages)


def test_forty_questions_of_which_eight_have_no_answer() -> None:
    assert len(QUESTIONS) == 40
    assert len({question["id"] for question in QUESTIONS}) == 40
    assert len({question["question"] for question in QUESTIONS}) == 40
    unanswerable = [question for question in QUESTIONS if not question["answerable"]]
    assert len(unanswerable) == 8
    assert all(not question["relevant"] and not question["answer_spans"] for question in unanswerable)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_the_answer_stands_on_the_gold_page(question: dict[str, Any]) -> None:
    texts = [read_place(question, place) for place in question["relevant"]]
    spans = question["answer_spans"]
    assert texts
    assert spans
    if question["spans_needed"] == "all":
        assert all(any(holds(text, span) for text in texts) for span in spans)
    else:
        assert all(any(holds(text, span) for span in spans) for text in texts)


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_a_gold_place_has_a_page_or_a_section_of_its_document(question: dict[str, Any]) -> None:
    for place in question["relevant"] + question.get("stale", []):
        assert ("page" in place) != ("section" in place)
        text = read_place(question, place)
        assert "section" not in place or normalise(place["section"]) in normalise(text)


def test_an_outdated_place_is_never_gold_too() -> None:
    for question in ANSWERABLE:
        assert not [place for place in question.get("stale", []) if place in question["relevant"]]
    assert sum("stale" in question for question in ANSWERABLE) >= 3


def test_a_question_asks_only_what_its_tenant_may_see() -> None:
    for question in ANSWERABLE:
        for place in question["relevant"]:
            owner = place.get("tenant", question["tenant"])
            corpus = find_corpus(owner, place["corpus"])
            assert owner == question["tenant"] or question["tenant"] in corpus.shared_with


def test_a_public_corpus_holds_a_paper_that_calls_itself_not_public() -> None:
    corpus = find_corpus("auenfurt", "ratsinformation")
    file = corpus.folder / "2025" / "BV-0071-2025_Grundstuecksangelegenheit.pdf"
    assert corpus.access == "public"
    assert "Nicht öffentliche Beschlussvorlage" in read_pages(file.name, file.read_bytes())[0]


def test_no_paper_carries_a_real_address_or_telephone_number() -> None:
    texts = [text for file in all_files() for text in read_pages(file.name, file.read_bytes())]
    texts += [paper.body + str(paper.head) for paper in source_papers().values()]
    for text in texts:
        assert all(address.endswith(".example") for address in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text))
        assert all(number.startswith("0000") for number in re.findall(r"(?<![\d.,/])0\d{2,5}[ /]\d{3,}", text))
        assert all(code == "00000" for code in re.findall(r"(?<![\d.,])(\d{5}) [A-ZÄÖÜ][a-zäöü]", text))
        assert all(site.endswith(".example") for site in re.findall(r"www(?:\.[\w-]+)+", text))
