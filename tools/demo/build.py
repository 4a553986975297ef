"""Writes `corpora/demo` from the texts: `python -m tools.demo.build [--fonts DIR] [--check]`.

Steps: read the texts, write each paper in the format of its suffix, put those that lie inside an archive or a mail
there, find the gold page or section of every question, write `questions.jsonl`.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path

from tools.demo import flowing, office, printing
from tools.demo.papers import Paper, read_papers
from tools.demo.questions import write_questions

DEMO = Path(__file__).parents[2] / "corpora" / "demo"
CONTAINERS = (".zip/", ".eml/")


def build_files(papers: list[Paper]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Finished files by output path, and for PDFs the same pages as text before scanning."""
    files: dict[str, bytes] = {}
    readable: dict[str, bytes] = {}
    inside: dict[str, dict[str, bytes]] = {}
    for paper in papers:
        if paper.output.endswith(".eml"):
            continue
        data, text_pdf = _render(paper)
        if text_pdf:
            readable[paper.output] = text_pdf
        container = next((c for c in CONTAINERS if c in paper.output), None)
        if container:
            outer, name = paper.output.split(container)
            inside.setdefault(outer + container[:-1], {})[name] = data
        else:
            files[paper.output] = data
    for paper in papers:
        if paper.output.endswith(".eml"):
            files[paper.output] = flowing.write_mail(paper, inside.pop(paper.output, {}))
    for path, members in inside.items():
        files[path] = _zip_members(members)
    return files, readable


def _render(paper: Paper) -> tuple[bytes, bytes]:
    match Path(paper.output).suffix:
        case ".pdf":
            return printing.print_pdf(paper)
        case ".docx":
            return office.write_docx(paper), b""
        case ".odt":
            return office.write_odt(paper), b""
        case ".pptx":
            return office.write_pptx(paper), b""
        case ".xlsx":
            return office.write_xlsx(paper), b""
        case ".html":
            return flowing.write_html(paper), b""
        case ".md":
            return flowing.write_markdown(paper), b""
        case ".txt":
            return flowing.write_text(paper), b""
        case suffix:
            raise SystemExit(f"{paper.output}: no writer for {suffix}")


def _zip_members(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            archive.writestr(name, data)
    return office.freeze_zip(buffer.getvalue())


def main() -> int:
    parser = argparse.ArgumentParser(description="Write corpora/demo from the texts in tools/demo/texts.")
    parser.add_argument(
        "--fonts", type=Path, default=Path("/usr/share/fonts"), help="folder with Liberation and DejaVu"
    )
    parser.add_argument("--check", action="store_true", help="compare with the files that are there, write nothing")
    options = parser.parse_args()
    printing.register_fonts(options.fonts)
    papers = read_papers()
    files, readable = build_files(papers)
    files["questions.jsonl"] = write_questions(papers, readable)
    changed = [path for path, data in files.items() if not (DEMO / path).exists() or (DEMO / path).read_bytes() != data]
    if not options.check:
        for path in changed:
            (DEMO / path).parent.mkdir(parents=True, exist_ok=True)
            (DEMO / path).write_bytes(files[path])
    total = sum(map(len, files.values()))
    print(f"{len(files) - 1} files, {total / 1e6:.2f} MB, {len(changed)} changed", file=sys.stderr)
    for path in changed:
        print(path)
    return int(options.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
