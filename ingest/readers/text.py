"""Markdown and plain text: one page without a number; Markdown keeps its headings and front matter.

The text stays the source, line by line, so that a quote from it can be found in it. Only what nobody reads goes:
heading marks, emphasis marks, backslashes before punctuation, pictures, comments, the rules of tables and code blocks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from corpora.errors import NoText
from corpora.model import Heading, Page, PageState
from ingest.limits import Limits, OcrSettings
from ingest.readers.characters import decode
from ingest.readers.detection import Format
from ingest.readers.reading import Reading

_FRONT_MATTER = re.compile(
    r"((?:(?!---)[^\n]+\n){0,5})---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
"""A converter that breaks long titles leaves a line or two above the block; those stay text."""
_MIN_KEYS_BELOW_TEXT = 3
_MAX_FRONT_MATTER = 20_000
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_TABLE_RULE = re.compile(
    r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$|[ \t]*\|[ \t]*:?-+:?[ \t]*\|$"
)
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*$")
_RULED = re.compile(r"(?:\A|\n[ \t]*\n)([^\n]{3,200})\n(={3,}|-{3,})[ \t]*(?=\n|\Z)")
_RULE_SLACK = 2
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_LINK = re.compile(
    r"(?<!\\)\[([^\[\]]+)\]\(<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:[ \t]+[\"'(][^\"')]*[\"')])?\)"
)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_STRONG = re.compile(r"(?<![\\*\w])(\*\*|__)(?=\S)(.+?)(?<=[^\s\\])\1(?![*\w])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKED = frozenset("[<*_\\")


def read_text(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read plain text of any common encoding. Raises `NoText` where there is nothing but spaces."""
    text = _unify(decode(path.read_bytes()))
    return Reading(Format.TEXT.value, (_page(text, _find_underlined(text), name),))


def read_markdown(path: Path, name: str, limits: Limits, ocr: OcrSettings) -> Reading:
    """Read Markdown: its text, headings with levels and offsets, and the front matter as metadata."""
    source = _unify(decode(path.read_bytes()))
    metadata, body = split_front_matter(source)
    if "<!--" in body:
        body = _COMMENT.sub("", body)
    text, headings = _strip_marks(body)
    return Reading(Format.MARKDOWN.value, (_page(text, headings, name),), metadata)


def split_front_matter(source: str) -> tuple[dict[str, str], str]:
    """YAML front matter as words, and the text after it. What is no YAML mapping stays text."""
    found = _FRONT_MATTER.match(source)
    if found is None or found.end() > _MAX_FRONT_MATTER:
        return {}, source
    above = found.group(1)
    values = _load_mapping(found.group(2))
    if values is None or (above and len(values) < _MIN_KEYS_BELOW_TEXT):
        return {}, source
    return {str(key): _words(value) for key, value in values.items() if value is not None}, above + source[
        found.end() :
    ]


def _load_mapping(block: str) -> dict[Any, Any] | None:
    import yaml

    # Aliases are how a small YAML file grows large in memory; front matter has no use for them.
    try:
        if any(isinstance(event, yaml.events.AliasEvent) for event in yaml.parse(block, Loader=yaml.SafeLoader)):
            return None
        values = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _load_plain_lines(block)
    return values if isinstance(values, dict) else {} if values is None else None


def _load_plain_lines(block: str) -> dict[Any, Any] | None:
    # Titles with a colon are the usual reason why front matter is not YAML; "key: rest of the line" still holds.
    values = {}
    for line in block.splitlines():
        key, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[\w-]+", key):
            values[key] = value.strip()
        elif line.strip():
            return None
    return values or None


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    return str(value).strip()


def _find_underlined(text: str) -> tuple[Heading, ...]:
    """Lines of plain text that stand alone above a rule of their own length; the rule stays in the text."""
    headings = []
    for found in _RULED.finditer(text):
        words, rule = found.group(1), found.group(2)
        if abs(len(words.rstrip()) - len(rule)) <= _RULE_SLACK and words[:1].strip():
            headings.append(Heading(1 if rule[0] == "=" else 2, found.start(1), found.start(1) + len(words.rstrip())))
    return tuple(headings)


def _strip_marks(source: str) -> tuple[str, tuple[Heading, ...]]:
    lines: list[str] = []
    headings: list[Heading] = []
    position, fence = 0, ""
    for line in source.split("\n"):
        kept: str | None = line
        level = 0
        opening = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            if opening and opening.group(1).startswith(fence):
                fence, kept = "", None
        elif opening:
            fence, kept = opening.group(1), None
        elif "#" in line and (found := _HEADING.match(line)):
            level, kept = len(found.group(1)), _strip_inline(found.group(2)).strip()
        elif lines and _is_underline(line, lines, headings, position):
            kept, last = None, lines[-1]
            start = position - len(last) - 1
            indent = len(last) - len(last.lstrip())
            headings.append(Heading(1 if "=" in line else 2, start + indent, start + len(last.rstrip())))
        elif "-" in line and "|" in line and _TABLE_RULE.match(line):
            kept = None
        elif not _MARKED.isdisjoint(line):
            kept = _strip_inline(line)
        if kept is None:
            continue
        if level and kept:
            headings.append(Heading(level, position, position + len(kept)))
        lines.append(kept)
        position += len(kept) + 1
    return "\n".join(lines), tuple(headings)


def _is_underline(line: str, lines: list[str], headings: list[Heading], position: int) -> bool:
    """Whether `line` underlines the line before it, which then is a heading of its own paragraph."""
    if line[:1] not in "=- " or not _UNDERLINE.match(line):
        return False
    last = lines[-1].strip()
    alone = len(lines) == 1 or not lines[-2].strip()
    taken = bool(headings) and headings[-1].end >= position - 1
    return bool(last) and alone and not taken and len(last) <= 200 and last[0] not in "-*+|>:"


def _strip_inline(line: str) -> str:
    if "[" in line:
        line = _PICTURE.sub(r"\1", line)
        line = _LINK.sub(_link_words, line)
    if "<" in line:
        line = _ADDRESS.sub(r"\1", line)
    if "**" in line or "__" in line:
        line = _STRONG.sub(r"\2", line)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line)
    return line


def _link_words(found: re.Match[str]) -> str:
    words, target = found.group(1), found.group(2)
    return words if not target or target.startswith("#") or target == words else f"{words} ({target})"


def _unify(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")


def _page(text: str, headings: tuple[Heading, ...], name: str) -> Page:
    if not text.strip():
        raise NoText(
            f"Die Datei „{name}“ enthält keinen Text.", hint="Prüfen Sie, ob die richtige Datei abgelegt wurde."
        )
    return Page(None, text, PageState.TEXT, headings=headings)
