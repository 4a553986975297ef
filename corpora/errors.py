"""The whole error family on one page.

::

    AktenkompassError                     .message (German, for the reader), .hint (what to do), .code (stable name)
    ├── UsageError                        the caller asked for something that makes no sense      exit code 2
    │   ├── UnknownTenant, UnknownCorpus, UnknownDocument, AlreadyExists
    │   ├── UnknownMember, UnknownJob, UnknownUpload, UnknownConversation, UnknownFeedback, UnknownRun,
    │   │   UnknownCases, NothingShared
    │   ├── NotSignedIn, SessionExpired, NotAMember, NotAllowed, TooBusy
    │   ├── InvalidName, InvalidSetting, FolderMissing
    │   └── ScopeError                    a question without a right to ask it
    ├── DocumentError                     one document cannot be read; the run goes on            exit code 1
    │   ├── EmptyFile, BrokenFile, EncryptedFile, UnsupportedFormat, WrongSuffix
    │   ├── TooLarge, TooManyPages, DecompressionBomb, UnsafeArchive
    │   ├── NeedsOcr, NoText
    │   └── ReaderCrashed, ReaderTimeout
    └── Unavailable                       something we need is not there; the run stops           exit code 3
        ├── DataFolderBusy, DiskFull, CatalogUnavailable, CatalogOutdated, AddressTaken
        ├── IndexUnavailable, IndexOutdated, VanishedFiles
        ├── ModelUnavailable, ModelTimeout, ModelAnswerInvalid
        └── SignInUnavailable

The first branch and the second are the reader's to mend, the third is the operator's. Libraries' own errors are mapped
to these at the seam where they arise, with the cause kept (`raise ... from error`).
"""

from __future__ import annotations


class AktenkompassError(Exception):
    """Base of all errors this project raises on purpose.

    `message` says what is wrong and where, `hint` what to do about it; both are German and safe to show.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    @property
    def code(self) -> str:
        """Stable English name of the error for machines, e.g. ``"EncryptedFile"``."""
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (the reading pool); keyword arguments need help to survive pickling.
        return _rebuild, (type(self), self.message, self.hint)


def _rebuild(kind: type[AktenkompassError], message: str, hint: str) -> AktenkompassError:
    return kind(message, hint=hint)


class UsageError(AktenkompassError):
    """The caller asked for something that makes no sense."""


class UnknownTenant(UsageError):
    """No tenant has this id."""


class UnknownCorpus(UsageError):
    """The tenant has no corpus with this id."""


class UnknownDocument(UsageError):
    """The corpus has no document at this path."""


class AlreadyExists(UsageError):
    """A tenant or corpus with this id is there already."""


class UnknownMember(UsageError):
    """The tenant has no such member."""


class UnknownJob(UsageError):
    """There is no such job, or not for this person."""


class UnknownUpload(UsageError):
    """There is no such batch of uploaded files, or not for this person."""


class UnknownConversation(UsageError):
    """The person has no such conversation, or it has no such turn."""


class UnknownFeedback(UsageError):
    """There is no such feedback, or not for this person."""


class UnknownRun(UsageError):
    """There is no such evaluation run, or not for this person."""


class UnknownCases(UsageError):
    """There is no such file of cases, or not for this person."""


class NothingShared(UsageError):
    """Two evaluation runs have no case in common, so there is nothing to compare."""


class NotSignedIn(UsageError):
    """Nobody has said who is asking, or nobody we believe."""


class SessionExpired(UsageError):
    """Who is asking was known, but is not any more: the time is over."""


class NotAMember(UsageError):
    """Who is asking is known, but belongs to no tenant here, or no longer."""


class NotAllowed(UsageError):
    """The person's roles do not reach for this. To the outside this looks like something that is not there."""


class TooBusy(UsageError):
    """More is asked for at once, or by one person, than the server takes; it will take it later."""

    seconds = 5
    """After which to try again."""


class InvalidName(UsageError):
    """An id does not have the allowed form."""


class InvalidSetting(UsageError):
    """A setting is unknown or its value does not fit."""


class FolderMissing(UsageError):
    """A folder or file to ingest is not there or cannot be listed."""


class ScopeError(UsageError):
    """A scope without a grant, or a question outside of every grant."""


class DocumentError(AktenkompassError):
    """One document cannot be read; it is recorded with this reason and the run goes on."""


class EmptyFile(DocumentError):
    """The file has no bytes."""


class BrokenFile(DocumentError):
    """The file is truncated or damaged."""


class EncryptedFile(DocumentError):
    """The file opens only with a password."""


class UnsupportedFormat(DocumentError):
    """No reader knows this format."""


class WrongSuffix(DocumentError):
    """The content is of another, unreadable format than the file's name says."""


class TooLarge(DocumentError):
    """The file is larger than the limit."""


class TooManyPages(DocumentError):
    """The document has more pages than the limit."""


class DecompressionBomb(DocumentError):
    """Unpacking would need far more memory than the file's size suggests."""


class UnsafeArchive(DocumentError):
    """An archive names paths outside of itself, links or devices."""


class NeedsOcr(DocumentError):
    """The document is a scan and no text recognition is installed."""


class NoText(DocumentError):
    """The document was read whole and holds no text."""


class ReaderCrashed(DocumentError):
    """The process that read the document died (memory limit, crash in a library)."""


class ReaderTimeout(DocumentError):
    """Reading took longer than the limit."""


class Unavailable(AktenkompassError):
    """Something the run needs is not there; the run stops."""


class DataFolderBusy(Unavailable):
    """Another process owns the data folder."""


class AddressTaken(Unavailable):
    """Another program answers at the address where the server should run."""


class DiskFull(Unavailable):
    """The data folder's disk has no space left."""


class CatalogUnavailable(Unavailable):
    """The catalogue's database cannot be reached."""


class CatalogOutdated(Unavailable):
    """The catalogue was written by a newer version of the program."""


class IndexUnavailable(Unavailable):
    """The index cannot be reached or opened."""


class IndexOutdated(Unavailable):
    """The index was made with another pipeline or model and must be made anew."""


class VanishedFiles(Unavailable):
    """A listing lost more files than may be deleted without being told to."""


class ModelUnavailable(Unavailable):
    """The language model's host does not answer or does not have the model."""


class ModelTimeout(Unavailable):
    """The language model did not answer in time."""


class ModelAnswerInvalid(Unavailable):
    """The language model's answer does not have the form asked for."""


class SignInUnavailable(Unavailable):
    """The identity provider does not answer as it should."""
