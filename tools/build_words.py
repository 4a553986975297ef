"""Make `index/words_de.txt.gz`: words that stand alone, with the number of texts they were seen in.

    python tools/build_words.py FOLDER

FOLDER holds `gesetze/` (acts as Markdown) and `karlsruhe-files.jsonl.xz` (council papers, one JSON object a line).
Only words that were seen in 20 texts or more are kept, so no rare name is among them; of those with three letters
only the ones that `index.compounds.SHORT_PARTS` names.
"""

from __future__ import annotations

import gzip
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.compounds import SHORT_PARTS

MIN_TEXTS = 20
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{3,40}")
HYPHEN = re.compile(r"-\s*\n\s*(?=[a-zäöüß])")


def read_texts(folder: Path) -> Iterator[str]:
    """Council papers whole, acts section by section."""
    with lzma.open(folder / "karlsruhe-files.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]
    for path in sorted((folder / "gesetze").rglob("index.md")):
        yield from re.split(r"\n#+ ", path.read_text(encoding="utf-8"))


def main() -> None:
    """Count and write."""
    counts: Counter[str] = Counter()
    for text in read_texts(Path(sys.argv[1])):
        counts.update({word.lower() for word in WORD.findall(HYPHEN.sub("", text))})
    target = Path(__file__).parents[1] / "index" / "words_de.txt.gz"
    lines = "".join(
        f"{word}\t{count}\n"
        for word, count in sorted(counts.items())
        if count >= MIN_TEXTS and (len(word) > 3 or word in SHORT_PARTS)
    )
    target.write_bytes(gzip.compress(lines.encode(), mtime=0))
    print(f"{lines.count(chr(10))} words, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
