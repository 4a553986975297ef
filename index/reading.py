"""What a reading process runs at an ingest: it reads a file and makes the sparse vectors of its chunks as well.

Making them is much of the work of an ingest, and the process that writes is the one all others wait for. Imported in
reading processes alone (by the name `TASK` of `index.packing`): importing it loads the word list, and does so before
the process's memory is limited, so that the limit stays the files'.
"""

from __future__ import annotations

from index.packing import EncodedDocument, EncodedPassages, pack
from index.sparse import shipped_encoder
from ingest.pipeline import ReadingTask, read_document

_ENCODER = shipped_encoder()


def read_and_encode(task: ReadingTask) -> EncodedDocument:
    """Read one file as `ingest.pipeline.read_document` does, and encode its chunks."""
    read = read_document(task)
    vectors = tuple(_ENCODER.encode_passages(read.chunks))
    return EncodedDocument(read, pack(EncodedPassages(_ENCODER.fingerprint, vectors)))
