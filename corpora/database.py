"""The connection under the catalogue: opens, migrates, maps errors. Knows SQLite and PostgreSQL, knows no documents."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from corpora.errors import AktenkompassError, CatalogOutdated, CatalogUnavailable, DiskFull, InvalidSetting
from corpora.tables import REVISION

_MIGRATION_LOCK = 0x616B74656E
"""Number of PostgreSQL's advisory lock under which one starter migrates while the others wait."""
_BUSY_SECONDS = 30.0
"""How long a writer waits for another process's transaction."""


class Database:
    """An engine with two kinds of transaction: `reading` and `writing`. Thread-safe."""

    def __init__(self, url: str) -> None:
        """Open and migrate to the newest revision.

        Raises `InvalidSetting` (not a usable URL), `CatalogUnavailable`, `CatalogOutdated`, `DiskFull`.
        """
        self.url = _parse(url)
        self.shown = self.url.render_as_string(hide_password=True)
        self._sqlite = self.url.get_backend_name() == "sqlite"
        with self._mapped():
            self._engine = self._create()
            try:
                self._migrate()
            except BaseException:
                self._engine.dispose()
                raise

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def insert(self, table: Table) -> Any:
        """The dialect's own insert, because it knows ``ON CONFLICT``."""
        if self.dialect == "postgresql":
            from sqlalchemy.dialects.postgresql import insert
        else:
            from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
        return insert(table)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the catalogue."""
        with self._mapped(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable when the block has ended without an error, and undone otherwise."""
        with self._mapped(), self._engine.connect() as plain:
            # IMMEDIATE takes SQLite's write lock at once: a reader that turns writer half-way may deadlock instead.
            connection = plain.execution_options(aktenkompass_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _create(self) -> Engine:
        try:
            if not self._sqlite:
                return create_engine(self.url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
            engine = create_engine(self.url, connect_args={"timeout": _BUSY_SECONDS})
        except ImportError as error:
            raise CatalogUnavailable(
                f"Für die Datenbank {self.shown} fehlt das Paket „{error.name}“.",
                hint='Installieren Sie es mit `pip install "aktenkompass[server]"`.',
            ) from error
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _migrate(self) -> None:
        if self._sqlite:
            self._switch_to_wal()
        with self._engine.connect() as connection, connection.begin():
            found = _revision(connection)
        if found == REVISION:
            return
        with self.writing() as connection:
            if not self._sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            _upgrade(connection, self.shown)

    def _switch_to_wal(self) -> None:
        """The switch to WAL ignores the busy time-out, so two first starters need patience of their own."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            raw = self._engine.raw_connection()
            try:
                cursor = raw.cursor()
                cursor.execute("PRAGMA journal_mode=WAL")
                mode = cursor.fetchone()
                cursor.close()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                if mode is None or mode[0] != "wal":
                    raise CatalogUnavailable(
                        f"Die Datenbank {self.shown} lässt sich nicht im WAL-Modus öffnen.",
                        hint="Legen Sie den Datenordner auf eine lokale Platte, nicht auf ein Netzlaufwerk.",
                    )
                return
            finally:
                raw.close()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        """Turn the libraries' errors into ours; what a transaction raises on purpose passes through."""
        try:
            yield
        except AktenkompassError:
            raise
        except DBAPIError as error:
            raise self._translated(error.orig or error) from error
        except sqlite3.Error as error:
            raise self._translated(error) from error
        except SQLAlchemyError as error:
            raise self._translated(error) from error

    def _translated(self, error: BaseException) -> AktenkompassError:
        if _is_disk_full(error, self._folder()):
            return DiskFull(
                f"Auf der Platte der Datenbank {self.shown} ist kein Platz mehr; "
                "der letzte Schritt wurde zurückgenommen.",
                hint="Schaffen Sie Platz und wiederholen Sie den Befehl; er setzt dort fort, wo er stand.",
            )
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return CatalogUnavailable(
                f"Die Datenbank {self.shown} ist seit {_BUSY_SECONDS:.0f} Sekunden von einem anderen Programm "
                "gesperrt.",
                hint="Beenden Sie das andere Programm und versuchen Sie es erneut.",
            )
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return CatalogUnavailable(
                f"Die Datei der Datenbank {self.shown} ist beschädigt oder keine Datenbank.",
                hint="Spielen Sie den Datenordner aus einer Sicherung zurück.",
            )
        if self._sqlite:
            return CatalogUnavailable(
                f"Die Datenbank {self.shown} lässt sich nicht lesen oder schreiben ({error}).",
                hint="Prüfen Sie, ob der Ordner vorhanden ist und Sie darin schreiben dürfen.",
            )
        return CatalogUnavailable(
            f"Die Datenbank {self.shown} ist nicht erreichbar oder lehnt den Zugriff ab ({_first_line(error)}).",
            hint="Prüfen Sie `database_url`, das Netz und ob der Datenbankserver läuft.",
        )

    def _folder(self) -> Path | None:
        return Path(self.url.database).parent if self._sqlite and self.url.database else None


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise _invalid(url) from error
    if backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+pysqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise _invalid(parsed.render_as_string(hide_password=True))


def _invalid(url: str) -> InvalidSetting:
    scheme = url.split(":", 1)[0]
    return InvalidSetting(
        f"Die Adresse der Datenbank („{scheme}:…“) ist nicht verwendbar.",
        hint="Möglich sind `sqlite:////pfad/katalog.db` und `postgresql://benutzer:kennwort@rechner/datenbank`.",
    )


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late and not before DDL; with None it leaves transactions to `_begin_sqlite`.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("aktenkompass_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection, shown: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    found = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise CatalogOutdated(
            f"Die Datenbank {shown} wurde mit einer neueren Fassung von Aktenkompass geschrieben (Stand {found}).",
            hint="Installieren Sie die neuere Fassung, oder geben Sie einen anderen Datenordner an.",
        )
    command.upgrade(config, "head")


def _is_disk_full(error: BaseException, folder: Path | None) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    if getattr(error, "sqlstate", None) == "53100":
        return True
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return True
    # Growing the shared-memory file of the WAL reports a full disk as a plain input/output error.
    return primary == sqlite3.SQLITE_IOERR and folder is not None and _free_bytes(folder) < 1 << 20


def _free_bytes(folder: Path) -> int:
    import shutil

    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 1 << 40


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
