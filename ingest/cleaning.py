"""Page texts as readers deliver them → page texts as everything after works with them.

One printed line stays one line: paragraphs are not reflowed, so that a quote can be found on the page image again.
What goes: characters nobody can see (some are used to hide instructions to language models), line-end hyphens, running
headers and footers, page numbers, remnants of markup. What stays: every word that is printed once.

`Page.lines` keeps the reader's lines with their boxes; `Page.headings` is carried through in offsets of the new text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from corpora.model import Heading, Page
from ingest.running_lines import drop_running_lines

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BROKEN_HYPHEN = re.compile(r"[\u00ad\ufffe]\n|\ufffe")
"""PDFium writes U+FFFE for a hyphen that the typesetter put at a line's end, and drops the line break."""
_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters, but tab and line feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\uffa0"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, bidi controls, interlinear marks
    "\ufe00-\ufe0f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # variation selectors, surrogates, noncharacters
    "\U000e0000-\U000e0fff"  # tag characters, which hide whole prompts, and more variation selectors
    "]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_SYMBOL_FONT = re.compile("[\uf020-\uf0ff]")
_SYMBOLS = {
    "\uf0a8": "☐",
    "\uf06f": "☐",
    "\uf071": "☐",
    "\uf072": "☐",
    "\uf0fe": "☒",
    "\uf078": "☒",
    "\uf0fd": "☒",
    "\uf0fc": "✓",
    "\uf0e0": "→",
    "\uf0e8": "→",
    "\uf02d": "-",
    "\uf0b0": "°",
    "\uf0b3": "≥",
    "\uf0a3": "≤",
}
"""Wingdings and Symbol as PDF and Word files carry them; everything else of these fonts is a bullet."""

_CHECKBOX = re.compile(r"<input\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|su[bp]|span|br|p|div|font|small)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_GLYPH = re.compile(r"(?:\(cid:\d+\))+")
"""What PDF readers write for letters of a font without a table of characters."""
_EMPHASIS = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_HASH_HEADING = re.compile(r"^(#{1,6})[ \t]+(?=\S)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:(?:[-|:=_+*][ \t]*){3,}|(?:\*[ \t]*){1,2})$", re.MULTILINE)
_LEADERS = re.compile(r"(?:\.[ ]?){5,}|…{2,}")
_DOTS = (".....", ". . .", "……")
_SPACED_LETTERS = re.compile(r"(?<![^\s(„\"])[^\W\d_](?:[ ][^\W\d_]){3,}(?![^\s:.,;!?)“\"-])")
_SPACED_LINE = re.compile(r"^[^\W\d_](?:[ ]{1,4}[^\W\d_]){3,}[ ]?:?$")
_BLANKS = re.compile(r"[ ]{2,}")
_LINE_EDGES = re.compile(r"[ ]*\n[ ]*")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")

_HYPHEN = re.compile(r"-\n(?<=([^\W\d_])([^\W\d_])-\n)[ \t]*([^\W\d_]\S*)[ \t]*\n?")
_SUSPENDED = re.compile(r"(?:und|oder|sowie|bzw|beziehungsweise|bis|u|als|wie|noch)\b")
"""After these the hyphen stands for a part left out (Ergänzungsstrich): "Krippen- und Hortplätze"."""

_FULL_LINE = 50
"""Characters; what a line of running text reaches at least where it is broken inside a compound with a hyphen."""

_START, _END = "\ufdd0", "\ufdd1"
"""Noncharacters that mark headings while the text changes around them; `_INVISIBLE` has removed any others."""
_MARKS = re.compile("[\ufdd0\ufdd1]")


def clean_pages(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with clean texts, in the same order and number.

    Headings that the text itself marks with ``#`` are added to `Page.headings` where the format gave none.
    """
    texts = [_clean_text(page.text, page.headings) for page in pages]
    texts = drop_running_lines(texts)
    return tuple(_rebuild(page, text) for page, text in zip(pages, texts, strict=True))


def _clean_text(text: str, headings: Sequence[Heading]) -> str:
    """The cleaned text with `_START` and `_END` around headings, levels written as so many `_START`."""
    if not text:
        return text
    # 1. Characters. The marks go in after foreign ones went out.
    if headings:
        text = _mark(text, headings)
    else:
        text = _clean_characters(text)
        text = _clean_markup(text)
    # 2. Words.
    if "  " in text or " " in text:
        text = _close_spaced_letters(text)
    text = _BLANKS.sub(" ", text)
    text = _LINE_EDGES.sub("\n", text)
    text = _join_hyphens(text)
    # 3. Lines.
    text = _RULE.sub("", text)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _clean_characters(text: str) -> str:
    text = _LINE_BREAKS.sub("\n", text)
    text = _BROKEN_HYPHEN.sub("-\n", text)
    if text.isascii():
        return _INVISIBLE.sub("", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    # NFKC on ligatures alone: on everything it would turn m² into m2 and ½ into 1⁄2.
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _SYMBOL_FONT.sub(lambda found: _SYMBOLS.get(found[0], "•"), text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _clean_markup(text: str) -> str:
    """Remnants of HTML and Markdown in texts that came without headings of their own."""
    if "<" in text:
        text = _CHECKBOX.sub(_checkbox, text)
        text = _TAG.sub("", text)
    if "(cid:" in text:
        text = _GLYPH.sub(" ", text)
    if "**" in text:
        text = _EMPHASIS.sub(r"\1", text)
    if "#" in text:
        text = _HASH_HEADING.sub(lambda found: _START * len(found[1]), text)
        if _START in text:
            text = re.sub(f"({_START}[^\n]*)", rf"\1{_END}", text)
    return _LEADERS.sub(" … ", text) if any(dots in text for dots in _DOTS) else text


def _checkbox(found: re.Match[str]) -> str:
    tag = found[0].lower()
    if "checkbox" not in tag:
        return ""
    return "☒" if re.search(r"\bchecked\b(?!\s*=\s*[\"']?false)", tag.replace("checkbox", "")) else "☐"


def _mark(text: str, headings: Sequence[Heading]) -> str:
    parts: list[str] = []
    end = 0
    for heading in sorted(headings, key=lambda heading: heading.start):
        if heading.start < end or heading.end <= heading.start or heading.level < 1:
            continue  # a reader's slip; better no heading than text twice
        title = " ".join(_clean_characters(text[heading.start : heading.end]).split())
        parts += [_clean_characters(text[end : heading.start]), _START * heading.level, title, _END]
        end = heading.end
    parts.append(_clean_characters(text[end:]))
    return "".join(parts)


def _close_spaced_letters(text: str) -> str:
    if not _SPACED_LETTERS.search(text):
        return text
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if _SPACED_LINE.match(line.strip()):
            # Two blanks part the words of a heading that is spaced out whole.
            words = [word.replace(" ", "") for word in re.split(r"[ ]{2,}", line.strip())]
            if any(len(word) > 3 and _is_word(word) for word in words):
                lines[number] = " ".join(words)
        else:
            lines[number] = _SPACED_LETTERS.sub(_close_word, line)
    return "\n".join(lines)


def _close_word(found: re.Match[str]) -> str:
    word = found[0].replace(" ", "")
    return word if _is_word(word) else found[0]


def _is_word(letters: str) -> bool:
    """Whether letters set apart are a spaced-out word and not the cells of a table ("x x x x", "A B C D")."""
    letters = letters.rstrip(":")
    shape = letters[1:].islower() or (letters.isupper() and len(letters) >= 6)
    ascending = all(ord(after) == ord(before) + 1 for before, after in pairwise(letters))
    return shape and len(set(letters.lower())) > 2 and not ascending


def _join_hyphens(text: str) -> str:
    # A word may run over more than two lines; each pass joins at most every second break.
    for _ in range(3):
        if "-\n" not in text:
            break
        joined = _HYPHEN.sub(_join_hyphen, text)
        if joined == text:
            break
        text = joined
    return text


def _join_hyphen(found: re.Match[str]) -> str:
    """The rest of a divided word moves up to its line; the line break follows it."""
    before, rest = found[1] + found[2], found[3]
    if rest[0].islower():
        if _SUSPENDED.match(rest):
            return found[0]
        # "EU-weit" and "KI-basiert" keep the hyphen that follows an abbreviation.
        return f"{'-' if before.isupper() else ''}{rest}\n"
    # A short line that ends in a hyphen is a cell of a table, and what follows belongs to another column.
    length = found.start() - found.string.rfind("\n", 0, found.start())
    return f"-{rest}\n" if length > _FULL_LINE else found[0]


def _rebuild(page: Page, text: str) -> Page:
    """The page with its cleaned text, the marks of headings read back into offsets."""
    if _START not in text and _END not in text:
        if text == page.text and not page.headings:
            return page
        return replace(page, text=text, headings=())
    parts: list[str] = []
    headings: list[Heading] = []
    length = end = level = opened = 0
    for found in _MARKS.finditer(text):
        part = text[end : found.start()]
        parts.append(part)
        length += len(part)
        end = found.end()
        if found[0] == _START:
            level, opened = level + 1, length
        elif level:
            headings.append(Heading(level, opened, length))
            level = 0
    parts.append(text[end:])
    cleaned = "".join(parts)
    return replace(page, text=cleaned, headings=tuple(_trim(cleaned, headings)))


def _trim(text: str, headings: Iterable[Heading]) -> Iterable[Heading]:
    for heading in headings:
        title = text[heading.start : heading.end]
        start = heading.start + len(title) - len(title.lstrip())
        end = heading.end - len(title) + len(title.rstrip())
        if start < end:
            yield Heading(heading.level, start, end)
