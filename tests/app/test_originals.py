"""Originals are handed out under names and types that can do no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.originals import content_disposition, describe_original, safe_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2024/Satzung.pdf", "Satzung.pdf"),
        ("Gebührenordnung für Öfen.PDF", "Gebührenordnung für Öfen.pdf"),
        ("archiv.zip/innen/Vorlage.pdf", "Vorlage.pdf"),
        ("rechnung.pdf.exe", "rechnung.pdf.exe.pdf"),
        ("ohne-endung", "ohne-endung.pdf"),
        ("..", "Dokument.pdf"),
        (".htaccess", "htaccess.pdf"),
        ('a\\b:c*d?e"f<g>h|i.pdf', "a b c d e f g h i.pdf"),
        ("zeile\numbruch\u202egnp.pdf", "zeile umbruch gnp.pdf"),
        ("con.pdf", "_con.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_safe_and_ends_as_what_the_file_is(path: str, name: str) -> None:
    assert safe_name(path.rsplit("/", 1)[-1], ".pdf") == name


def test_a_file_of_unknown_kind_is_handed_out_as_bytes(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"abc")
    original = describe_original(file, "bild.svg", "image/svg+xml")
    assert (original.media_type, original.name, original.bytes) == ("application/octet-stream", "bild.svg", 3)


def test_a_page_of_html_is_a_download_and_keeps_its_suffix(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"<p>")
    original = describe_original(file, "intranet/seite.htm", "text/html")
    assert original.name == "seite.htm"
    assert original.disposition.startswith("attachment; ")


def test_the_header_spells_umlauts_for_old_and_new_browsers() -> None:
    assert content_disposition('Öfen "neu".pdf') == (
        "attachment; filename=\"Ofen neu.pdf\"; filename*=UTF-8''%C3%96fen%20%22neu%22.pdf"
    )
    assert "\n" not in content_disposition("a\nb")
