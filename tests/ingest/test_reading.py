"""What a file is, and text, Markdown, web pages and mails."""

from __future__ import annotations

import contextlib
import dataclasses
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corpora.errors import (
    BrokenFile,
    EmptyFile,
    EncryptedFile,
    NoText,
    TooLarge,
    UnsupportedFormat,
    WrongSuffix,
)
from corpora.model import Page, PageState
from ingest.limits import Limits, OcrSettings
from ingest.readers.detection import Format, detect_format
from ingest.readers.reading import Reading, read_file
from tests.conftest import ROOT
from tests.ingest.files import SENTENCE, make_docx, make_mail, make_pdf, make_zip

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def read(path: Path, content: bytes | str | None = None, **limits: int) -> Reading:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, path.name, limits=dataclasses.replace(Limits(), **limits), ocr=OcrSettings())


def headings(page: Page) -> list[tuple[int, str]]:
    return [(heading.level, page.text[heading.start : heading.end]) for heading in page.headings]


# What a file is


def test_content_outranks_the_suffix(tmp_path: Path) -> None:
    assert read(make_pdf(tmp_path / "a.docx")).media_type == "application/pdf"
    assert read(make_docx(tmp_path / "b.pdf")).pages[0].text == SENTENCE
    assert read(tmp_path / "c.pdf", "<!DOCTYPE html><p>Nicht gefunden</p>").media_type == "text/html"


def test_a_pdf_behind_other_bytes_is_a_pdf(tmp_path: Path) -> None:
    data = make_pdf(tmp_path / "rein.pdf").read_bytes()
    assert read(tmp_path / "a.pdf", b"\r\n\r\n" + data).pages[0].text == SENTENCE

    assert read(tmp_path / "b.pdf", b"Gesendet vom Scanner\n" + data).pages[0].text == SENTENCE


def test_a_format_is_not_taken_for_the_pdf_that_it_holds_or_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.write(make_pdf(tmp_path / "satzung.pdf"), "satzung.pdf")
    assert detect_format(tmp_path / "a.zip", "a.zip") is Format.ZIP
    told = "Eine solche Datei beginnt so:\n%PDF-1.7\nund endet mit %%EOF.\n"
    assert read(tmp_path / "notiz.txt", told).media_type == "text/plain"
    assert read(tmp_path / "notiz.md", f"# Formate\n\n{told}").media_type == "text/markdown"
    assert read(tmp_path / "seite.html", f"<!DOCTYPE html><p>{told}</p>").media_type == "text/html"
    assert read(make_mail(tmp_path / "brief.eml", html=f"<p>{told}</p>")).media_type == "message/rfc822"
    with pytest.raises(UnsupportedFormat, match="altes Office"):
        read(tmp_path / "alt.doc", OLD_OFFICE[:100] + b"%PDF-1.4" + OLD_OFFICE[100:])


@pytest.mark.parametrize("content", [b"Das ist kein PDF.", bytes(range(256)) * 8])
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx"])
def test_a_name_that_promises_what_nobody_can_read_is_wrong(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(WrongSuffix, match=r"endet auf \."):
        read(tmp_path / name, content)


def test_a_zip_named_docx_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(WrongSuffix):
        read(make_zip(tmp_path / "a.docx", {"foto.jpg": b"x"}))


@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("alt.doc", OLD_OFFICE, "DOCX"),
        ("alt.pdf", OLD_OFFICE, "PDF"),
        ("brief.rtf", b"{\\rtf1 Guten Tag}", "DOCX"),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "PDF"),
        ("archiv.7z", b"7z\xbc\xaf\x27\x1c", "ZIP"),
        ("unbekannt.bin", bytes(range(256)) * 8, "DOCX"),
    ],
)
def test_an_unknown_format_says_what_to_save_it_as(tmp_path: Path, name: str, content: bytes, advice: str) -> None:
    with pytest.raises(UnsupportedFormat, match=name) as caught:
        read(tmp_path / name, content)
    assert advice in caught.value.hint


def test_an_archive_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="Archiv"):
        read(make_zip(tmp_path / "a.zip", {"a.txt": b"Text"}))


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile, match=r"„leer\.pdf“"):
        read(tmp_path / "leer.pdf", b"")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match="weg"):
        read(tmp_path / "weg.pdf")


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="2,0 MB groß, erlaubt sind 1,0 MB"):
        read(tmp_path / "a.txt", b"x" * 2 * 1024 * 1024, max_bytes=1024 * 1024)


def test_reading_a_pdf_loads_no_office_library() -> None:
    script = (
        "import sys, ingest.readers.pdf, ingest.sandbox\n"
        "print(sorted({'unstructured', 'spacy', 'docx', 'openpyxl', 'numpy', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Gebührenordnung für Straßen\nAbsätze – „§ 3“ gelten für Änderungen"
    (page,) = read(tmp_path / "a.txt", text.encode(encoding)).pages
    assert (page.text, page.number, page.state) == (text, None, PageState.TEXT)


def test_text_underlined_by_hand_has_headings(tmp_path: Path) -> None:
    source = "Satzung über Hunde\n==================\n\n§ 1 Zweck\n---------\n\nKG   Betrag\n100  5\n-----------\n"
    (page,) = read(tmp_path / "a.txt", source).pages
    assert headings(page) == [(1, "Satzung über Hunde"), (2, "§ 1 Zweck")]
    assert page.text == source


def test_text_of_spaces_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoText, match=r"a\.txt"):
        read(tmp_path / "a.txt", " \n\t\n")


# Markdown


def test_markdown_keeps_headings_front_matter_and_its_lines(tmp_path: Path) -> None:
    source = (
        "---\nTitle: Mindesturlaubsgesetz\njurabk: BUrlG\nJahr: 1963\nStand: 2022-01-05\n---\n\n"
        "# Mindesturlaubsgesetz\n\n## § 1 Urlaubsanspruch ##\n\n(1) Jeder **Arbeitnehmer** hat\nAnspruch\\*.\n"
    )
    reading = read(tmp_path / "index.md", source)
    (page,) = reading.pages
    assert reading.metadata == {
        "Title": "Mindesturlaubsgesetz",
        "jurabk": "BUrlG",
        "Jahr": "1963",
        "Stand": "2022-01-05",
    }
    assert headings(page) == [(1, "Mindesturlaubsgesetz"), (2, "§ 1 Urlaubsanspruch")]
    assert page.text == "\nMindesturlaubsgesetz\n\n§ 1 Urlaubsanspruch\n\n(1) Jeder Arbeitnehmer hat\nAnspruch*.\n"


def test_markdown_front_matter_that_is_no_yaml_is_read_line_by_line(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.md", "---\nTitle: Gesetz: das zweite\njurabk: GzwG\n---\nText\n")
    assert reading.metadata == {"Title": "Gesetz: das zweite", "jurabk": "GzwG"}
    assert reading.pages[0].text == "Text\n"


def test_markdown_yaml_cannot_grow(tmp_path: Path) -> None:
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\nText\n"
    reading = read(tmp_path / "a.md", bomb)
    assert reading.metadata == {}
    assert reading.pages[0].text.endswith("Text\n")


def test_markdown_keeps_link_targets_and_drops_pictures(tmp_path: Path) -> None:
    source = (
        'Siehe [Antrag](https://x.example/a_(1).pdf "Titel"), [oben](#oben) und ![Lageplan](plan.png).\n<!-- weg -->'
    )
    (page,) = read(tmp_path / "a.md", source).pages
    assert page.text == "Siehe Antrag (https://x.example/a_(1).pdf), oben und Lageplan.\n"


def test_markdown_code_and_tables_are_no_headings(tmp_path: Path) -> None:
    source = "Titel\n=====\n\n```\n# kein Titel\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nUnterpunkt\n---\n"
    (page,) = read(tmp_path / "a.md", source).pages
    assert headings(page) == [(1, "Titel"), (2, "Unterpunkt")]
    assert page.text == "Titel\n\n# kein Titel\n\n| A | B |\n| 1 | 2 |\n\nUnterpunkt\n"


@pytest.mark.shared_data
def test_law_texts_keep_every_section_heading(shared_data: Path, tmp_path: Path) -> None:
    import tarfile

    count = 0
    with tarfile.open(shared_data / "gesetze.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith("index.md") else None
            if file is None:
                continue
            source = file.read()
            reading = read(tmp_path / "index.md", source)
            (page,) = reading.pages
            marked = [line[3:].strip() for line in source.decode().split("\n") if line.startswith("## ")]
            assert len([level for level, _ in headings(page) if level == 2]) >= len(marked)
            assert all(words and "\n" not in words for _, words in headings(page))
            assert reading.metadata["jurabk"]
            count += 1
            if count == 200:
                break
    assert count == 200


def test_markdown_front_matter_below_a_broken_title_is_found(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.md", "Nationale Muster\n---\nTitle: Anhang V\njurabk: B5\nslug: b5\n---\n# Anhang V\n")
    assert reading.metadata["jurabk"] == "B5"
    assert reading.pages[0].text == "Nationale Muster\nAnhang V\n"


# HTML


def test_html_keeps_what_a_browser_shows(tmp_path: Path) -> None:
    source = """<!DOCTYPE html><html><head><title>KI im
      Rathaus</title><style>p{}</style><script>alert(1)</script></head><body><nav>Menü</nav>
      <h1>KI im Rathaus</h1><p>Was ist <b>erlaubt</b>?<br>Und was nicht?</p>
      <div style="display:none">versteckt</div><p hidden>auch</p>
      <h2>Regeln</h2><ul><li>Keine Namen</li><li>Immer prüfen</li></ul>
      <table><tr><th>Werkzeug</th><th>Frei</th></tr><tr><td>Übersetzung</td><td>ja<br>immer</td></tr></table>
      <p>Ende &amp; Schluss</p></body></html>"""
    reading = read(tmp_path / "a.html", source)
    (page,) = reading.pages
    assert reading.metadata == {"title": "KI im Rathaus"}
    assert headings(page) == [(1, "KI im Rathaus"), (2, "Regeln")]
    assert page.text.split("\n\n") == [
        "KI im Rathaus",
        "Was ist erlaubt?\nUnd was nicht?",
        "Regeln",
        "Keine Namen\nImmer prüfen",
        "Werkzeug | Frei\nÜbersetzung | ja immer",
        "Ende & Schluss",
    ]


def test_html_in_its_declared_encoding(tmp_path: Path) -> None:
    source = '<html><head><meta charset="iso-8859-1"></head><body><p>Straße – Gebühr</p></body></html>'
    assert read(tmp_path / "a.html", source.encode("cp1252")).pages[0].text == "Straße – Gebühr"


def test_html_without_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        read(tmp_path / "a.html", "<!DOCTYPE html><html><body><script>1</script></body></html>")


def test_html_nested_without_end_is_an_answer_and_no_crash(tmp_path: Path) -> None:
    source = "<!DOCTYPE html><html><body>" + "<div>" * 20_000 + "tief"
    with contextlib.suppress(BrokenFile, NoText):
        assert "tief" in read(tmp_path / "a.html", source).pages[0].text


# Mail


def test_a_mail_is_its_headers_and_its_text(tmp_path: Path) -> None:
    reading = read(make_mail(tmp_path / "a.eml", {"Satzung.pdf": b"%PDF"}, html="<p>Nur für Browser</p>"))
    (page,) = reading.pages
    assert page.text == (
        "Von: Ordnungsamt <ordnungsamt@musterstadt.example>\nAn: rathaus@musterstadt.example\n"
        "Datum: 12.03.2025 14:30\nBetreff: Änderung der Öffnungszeiten\n\n"
        "Das Bürgerbüro öffnet künftig um 7:30 Uhr.\n\nAnlagen: Satzung.pdf"
    )
    assert reading.metadata["subject"] == "Änderung der Öffnungszeiten"
    assert reading.metadata["date"] == "12.03.2025 14:30"


def test_a_mail_in_html_only_is_read(tmp_path: Path) -> None:
    source = (
        "From: a@b.example\nTo: c@d.example\nSubject: =?iso-8859-1?Q?Geb=FChren?=\nMIME-Version: 1.0\n"
        "Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n"
        "\n<p>Die Geb=FChr steigt.</p>"
    )
    text = read(tmp_path / "a.eml", source).pages[0].text
    assert "Betreff: Gebühren" in text
    assert text.endswith("Die Gebühr steigt.")


def test_a_mail_with_an_unknown_charset_is_read(tmp_path: Path) -> None:
    source = "From: a@b.example\nTo: c@d.example\nSubject: x\nContent-Type: text/plain; charset=gibtsnicht\n\nGuten Tag"
    assert read(tmp_path / "a.eml", source).pages[0].text.endswith("Guten Tag")


def test_an_encrypted_mail_is_named(tmp_path: Path) -> None:
    source = (
        "From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\n\nAAAA'
    )
    with pytest.raises(EncryptedFile, match=r"geheim\.eml"):
        read(tmp_path / "geheim.eml", source)


def test_text_that_opens_like_a_council_paper_is_no_mail(tmp_path: Path) -> None:
    source = "Datum: 12.03.2025\nBetreff: Haushalt\nSubject: x\nDate: y\n\nText"
    assert read(tmp_path / "a.txt", source).media_type == "text/plain"


def test_a_damaged_directory_of_an_archive_is_broken(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx")
    data = path.read_bytes()
    with pytest.raises(BrokenFile):
        read(path, data[: data.rfind(b"PK\x05\x06")])
    assert not zipfile.is_zipfile(path)
