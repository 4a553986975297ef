"""The lower half of the composition root: what is written in the database and the library, and who may see it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from app.settings import Settings
from corpora.catalog import Catalog
from corpora.database import Database
from corpora.fact_edits import FactEdits
from corpora.jobs import Jobs
from corpora.library import Library
from corpora.members import Members
from corpora.vocabularies import Vocabularies

if TYPE_CHECKING:
    from app.access import AccessPolicy
    from app.conversations import Conversations
    from app.feedback import Feedback
    from app.holdings import Holdings
    from app.membership import Membership
    from app.server_folders import ServerFolders
    from app.uploads import Uploads
    from app.vocabulary import VocabularyDesk

if TYPE_CHECKING:
    part = cached_property
else:

    class part(cached_property):  # noqa: N801 - reads like the built-in it replaces
        """A cached property that is made once even when two threads ask for it first at the same time.

        A second `EdgeStore` over the same folder would not open. Python's own property lost its lock with 3.12.
        """

        def __get__(self, instance, owner=None):  # noqa: ANN001, ANN204
            """The part, made when there is none."""
            if instance is None:
                return self
            with instance.making:
                return super().__get__(instance, owner)


class DataParts:
    """Parts that need neither index nor model."""

    def __init__(self, settings: Settings, parts: ExitStack) -> None:
        self.settings = settings
        self._parts = parts
        self.making = RLock()
        """Held while a part is made, parts of parts included."""

    @part
    def database(self) -> Database:
        """What the catalogue and everything about people is written in."""
        database = Database(self.settings.catalog_url)
        self._parts.callback(database.close)
        return database

    @part
    def catalog(self) -> Catalog:
        """Tenants, corpora, documents."""
        return Catalog(self.database)

    @part
    def vocabularies(self) -> Vocabularies:
        """The tenants' own words, as texts."""
        return Vocabularies(self.database)

    @part
    def vocabulary(self) -> VocabularyDesk:
        """What a knowledge manager does with a tenant's own words."""
        from app.vocabulary import VocabularyDesk

        return VocabularyDesk(self.catalog, self.vocabularies, self.library)

    @part
    def jobs(self) -> Jobs:
        """The record of jobs."""
        return Jobs(self.database)

    @part
    def fact_edits(self) -> FactEdits:
        """What people have set right about documents."""
        return FactEdits(self.database)

    @part
    def members(self) -> Members:
        """Who belongs to which tenant."""
        return Members(self.database)

    @part
    def access(self) -> AccessPolicy:
        """Who may do and see what."""
        from app.access import AccessPolicy, ClaimNames
        from app.clock import SystemClock

        access = self.settings.access
        claims = ClaimNames(**access.claims.model_dump())
        return AccessPolicy(self.catalog, self.members, SystemClock(), issuer=access.issuer, claims=claims)

    @part
    def membership(self) -> Membership:
        """Who belongs to a tenant, as its admins keep it."""
        from app.membership import Membership

        return Membership(self.members, self.access)

    @part
    def holdings(self) -> Holdings:
        """What people see of their tenant's corpora and documents."""
        from app.holdings import Holdings

        return Holdings(self.catalog, self.access)

    @part
    def folders(self) -> ServerFolders:
        """Folders on the server that managers may name."""
        from app.server_folders import ServerFolders

        folder = self.settings.uploads.folder
        return ServerFolders(self.access, Path(folder) if folder else None)

    @part
    def uploads(self) -> Uploads:
        """Uploaded files before they are read in."""
        import datetime

        from app.clock import SystemClock
        from app.uploads import UploadLimits, Uploads

        uploads = self.settings.uploads
        limits = UploadLimits(
            max_file_bytes=uploads.max_file_bytes,
            max_files=uploads.max_files,
            max_bytes=uploads.max_bytes,
            max_batches=uploads.max_batches,
            keep=datetime.timedelta(hours=uploads.keep_hours),
        )
        return Uploads(self.settings.home / "uploads", limits, self.settings.limits, self.holdings, SystemClock())

    @part
    def conversations(self) -> Conversations:
        """People's own histories."""
        from app.clock import SystemClock
        from app.conversations import Conversations
        from corpora.conversations import ConversationStore

        days = self.settings.retention.days
        store = ConversationStore(self.database)
        return Conversations(store, self.catalog, self.access, SystemClock(), retention_days=days)

    @part
    def feedback(self) -> Feedback:
        """What people say of answers."""
        from app.clock import SystemClock
        from app.feedback import Feedback
        from corpora.conversations import ConversationStore
        from corpora.feedback import FeedbackStore

        stores = FeedbackStore(self.database), ConversationStore(self.database)
        return Feedback(*stores, self.catalog, self.access, SystemClock(), self.settings.retention.days)

    @part
    def library(self) -> Library:
        """Originals and read documents."""
        return Library(self.settings.home / "library")
