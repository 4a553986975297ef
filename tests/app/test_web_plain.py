"""Text of papers where Streamlit reads Markdown."""

from __future__ import annotations

import re

import pytest

from app.web.plain import plain, plain_lines


def seen(text: str) -> str:
    """What a reader sees of Markdown that holds nothing but escaped signs."""
    return re.sub(r"\\(.)", r"\1", text).replace("\u2060", "")


@pytest.mark.parametrize(
    "text",
    [
        "Satzung über die Hundesteuer",
        "![Bild](http://boese.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "[hier](javascript:alert(1)) `code` $x$ :material/delete: :red[rot] ~~weg~~",
        "§ 3 Abs. 1 * 2 _ 3 # 4 - 5 + 6 > 7 | 8 ^ 9 = {a}",
        "C:\\Ordner\\Datei.pdf",
    ],
)
def test_a_reader_sees_the_text_as_it_stands(text: str) -> None:
    assert seen(plain(text)) == text


@pytest.mark.parametrize("sign", "\\`*_{}[]()<>#+.!|~$^=-:")
def test_every_sign_with_a_meaning_is_escaped(sign: str) -> None:
    assert plain(f"a{sign}b") == f"a\\{sign}b"


@pytest.mark.parametrize(
    "address", ["https://boese.example/x", "www.boese.example", "a@boese.example", "HTTP://B.example"]
)
def test_a_bare_address_is_broken(address: str) -> None:
    assert not re.search(r"https?://|www\.|\w@\w", plain(address).replace("\\", ""), re.IGNORECASE)


def test_lines_become_one_and_invisible_characters_go() -> None:
    assert plain("eins\n# zwei\u200b\u202e\tdrei") == r"eins \# zwei drei"


def test_lines_of_a_list_of_faults_stay_apart_and_mean_nothing_either() -> None:
    assert plain_lines("f, Zeile 1: *a*\n# f, Zeile 2") == "f, Zeile 1\\: \\*a\\*  \n\\# f, Zeile 2"
