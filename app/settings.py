"""`aktenkompass.toml` and `AKTENKOMPASS_*`, read once: environment over file over default over error.

Lower floors never see this module; `app.wiring` hands them plain values. Every setting stands in docs/settings.md (a
test compares). A key that nobody knows is refused, with the keys that look like it, and secrets are never printed.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, SecretStr, ValidationError

from app.answering_settings import AnsweringSettings
from app.model_settings import EmbeddingSettings, RerankingSettings
from app.reading_settings import ReadingSettings
from app.setting_errors import explain_invalid, explain_unknown
from app.setting_section import Section as _Section
from corpora.errors import InvalidSetting
from ingest.limits import Limits, OcrSettings

PREFIX = "AKTENKOMPASS_"
FILE_VARIABLE = "AKTENKOMPASS_CONFIG"
FILE_NAME = "aktenkompass.toml"


class IndexEngine(StrEnum):
    """Where vectors lie."""

    EDGE = "edge"
    """In the data folder, in this process."""
    SERVER = "server"
    """On a Qdrant server or cluster."""
    MEMORY = "memory"
    """Nowhere: gone when the process ends. For tests."""


class IndexSettings(_Section):
    """Where vectors lie."""

    engine: IndexEngine = IndexEngine.EDGE
    """`edge` in the data folder, `server` on a Qdrant server, `memory` for experiments."""
    url: str = ""
    """Of the Qdrant server, for `server` only, e.g. ``http://localhost:6333``."""
    api_key: SecretStr = SecretStr("")
    """Key of the Qdrant server."""
    replicas: int = Field(1, ge=1)
    """Copies of each collection in a Qdrant cluster."""
    open_tenants: int = Field(8, ge=1)
    """Tenants whose indexes `edge` keeps open at a time."""


class ServerSettings(_Section):
    """Where pages and routes are served."""

    host: str = "127.0.0.1"
    """Address of this machine; any but loopback needs an identity provider."""
    port: int = Field(8600, ge=0, le=65535)
    """0 takes a free one."""
    public_url: str = Field("", pattern=r"^(https?://[A-Za-z0-9.:\[\]-]+/?)?$")
    """What people open when a proxy stands before the server, e.g. ``https://wissen.musterstadt.de``."""
    answers_at_once: int = Field(4, ge=1, le=64)
    """Questions that are answered at the same time."""
    answers_waiting: int = Field(60, ge=0)
    """Questions that wait for their turn; further ones are refused for the moment."""
    requests_per_minute: int = Field(240, ge=1)
    """Of one person to the interface for programs."""


class WebSettings(_Section):
    """What the pages say of the house that runs them."""

    contact: str = ""
    """Whom people ask for help, several lines if need be; shown on the page „Über“."""


class ClaimSettings(_Section):
    """Which claims of the identity provider make someone a member; see `app.access.ClaimNames`."""

    tenant: str = ""
    """Path of the claim with the tenant's id; empty: only the catalogue's members come in."""
    roles: str = ""
    """Path of the claim with the roles, e.g. ``realm_access.roles``."""
    clearance: str = ""
    """Path of the claim with the clearance; without a value in it: public."""
    prefix: str = ""
    """What stands before our word in roles and clearance, e.g. ``kompass-``."""


class AccessSettings(_Section):
    """Who may come in. Without an issuer there is one local person, and the server listens on loopback only."""

    issuer: str = ""
    """Address of the OpenID Connect provider; empty: none."""
    client_id: str = ""
    """What the provider calls the pages."""
    client_secret: SecretStr = SecretStr("")
    """The pages' secret at the provider."""
    audience: str = ""
    """What a bearer token must be meant for; empty takes `client_id`."""
    ask_seconds: float = Field(5.0, ge=0)
    """After so long the provider is asked anew what a signed-in person may; what it said before is gone then."""
    redirect_uri: str = ""
    """Where the provider sends people back to, ending in ``/oauth2callback``."""
    claims: ClaimSettings = ClaimSettings()


class RetentionSettings(_Section):
    """How long what people leave is kept."""

    days: int = Field(90, ge=1)
    """Conversations nobody continued, feedback, and records of jobs are deleted after so many days."""


class UploadSettings(_Section):
    """What may be uploaded; checked before a file is read."""

    max_file_bytes: int = Field(Limits().max_bytes, gt=0)
    """Largest file."""
    max_files: int = Field(500, gt=0)
    """Files in one batch."""
    max_bytes: int = Field(1024**3, gt=0)
    """Bytes in one batch."""
    max_batches: int = Field(20, gt=0)
    """Batches of a tenant that wait to be read in or thrown away."""
    keep_hours: float = Field(24.0, gt=0)
    """After so long a batch that nobody read in is thrown away."""
    folder: str = ""
    """Folder on the server below which each tenant's managers may name folders, in the one called like the tenant;
    empty: none. The local person may name any."""


class ViewingSettings(_Section):
    """How sources are shown."""

    processes: int = Field(2, ge=1, le=16)
    """Processes that draw pages of originals."""
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0)
    """Page images kept in memory."""


class Settings(_Section):
    """All settings. Make one with `load_settings`."""

    home: Path
    """Data folder; default: the platform's folder for user data."""
    database_url: SecretStr = SecretStr("")
    """``postgresql://user:password@host/name``; empty: SQLite in the data folder."""
    index: IndexSettings = IndexSettings()
    reading: ReadingSettings = ReadingSettings()
    answering: AnsweringSettings = AnsweringSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    reranking: RerankingSettings = RerankingSettings()
    server: ServerSettings = ServerSettings()
    web: WebSettings = WebSettings()
    access: AccessSettings = AccessSettings()
    retention: RetentionSettings = RetentionSettings()
    uploads: UploadSettings = UploadSettings()
    viewing: ViewingSettings = ViewingSettings()

    @property
    def catalog_url(self) -> str:
        """URL of the catalogue's database."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.home / 'katalog.db'}"

    @property
    def workers(self) -> int:
        """Reading processes."""
        return self.reading.workers or min(os.cpu_count() or 1, 8)

    @property
    def limits(self) -> Limits:
        """The limits as the reading floor takes them."""
        return Limits(**self.reading.limits.model_dump())

    @property
    def ocr(self) -> OcrSettings:
        """Text recognition as the reading floor takes it."""
        return OcrSettings(**self.reading.ocr.model_dump())


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; `environment` stands in for the process's own in tests.

    Raises `InvalidSetting` for an unreadable file, an unknown key, or a value that does not fit, and names which.
    """
    given = os.environ if environment is None else environment
    paths = {variable_name(path): path for path in setting_names()}
    variables = _read_variables(given, paths)
    home = Path(variables.get(("home",)) or _default_home()).expanduser()
    file = Path(given[FILE_VARIABLE]).expanduser() if given.get(FILE_VARIABLE) else home / FILE_NAME
    values = _read_file(file, required=bool(given.get(FILE_VARIABLE)))
    if isinstance(values.get("home"), str):
        values["home"] = file.parent / Path(values["home"]).expanduser()
    values.setdefault("home", home)
    for path, value in variables.items():
        _put(values, path, value)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        origin = {path: variable_name(path) for path in variables}
        first = error.errors(include_url=False, include_input=False)[0]
        raise explain_invalid(first, origin=origin, file=str(file), known=list(paths.values())) from None
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def setting_names(model: type[BaseModel] | None = None, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every single setting, e.g. ``("reading", "ocr", "dpi")``."""
    for name, field in (model or Settings).model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from setting_names(kind, (*prefix, name))
        else:
            yield (*prefix, name)


def variable_name(path: tuple[str, ...]) -> str:
    """The environment variable of a setting."""
    return PREFIX + "__".join(path).upper()


def _read_variables(given: Mapping[str, str], paths: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    found = {}
    for name, value in sorted(given.items()):
        if not name.startswith(PREFIX) or name == FILE_VARIABLE:
            continue
        if name not in paths:
            raise explain_unknown(name, "der Umgebung", [FILE_VARIABLE, *paths])
        if value:
            found[paths[name]] = value
    return found


def _put(values: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    for part in path[:-1]:
        inner = values.setdefault(part, {})
        if not isinstance(inner, dict):
            return  # The file has a value where a section belongs; validation names it.
        values = inner
    values[path[-1]] = value


def _read_file(file: Path, *, required: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if not required:
            return {}
        raise InvalidSetting(
            f"Die Datei mit den Einstellungen {file} gibt es nicht.",
            hint=f"Berichtigen Sie {FILE_VARIABLE} oder legen Sie die Datei an.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            f"Die Datei mit den Einstellungen {file} ist nicht lesbar ({error}).",
            hint="Prüfen Sie Rechte und Kodierung.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidSetting(
            f"Die Datei mit den Einstellungen {file} ist kein gültiges TOML ({error}).",
            hint="Texte stehen in Anführungszeichen, Abschnitte in eckigen Klammern.",
        ) from error


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("aktenkompass", appauthor=False)
