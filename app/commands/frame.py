"""What all commands share: German words, an example under every help text, errors and exit codes at the edge.

Exit codes: 0 done, 1 done with failures, 2 wrong use, 3 something needed is not available (our own faults included),
130 stopped by the person. Imports nothing heavy: the settings and the app are loaded when a command asks for them.
"""

from __future__ import annotations

import gettext
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from corpora.errors import AktenkompassError, DocumentError, UsageError

if TYPE_CHECKING:
    from app.settings import Settings
    from app.wiring import App

WITH_FAILURES, WRONG_USE, NOT_AVAILABLE, STOPPED = 1, 2, 3, 130

C = TypeVar("C", bound=Callable[..., Any])


class Runtime:
    """What a command needs from outside: read only when it is asked for."""

    debug: bool = False
    _settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        """The settings. Raises `InvalidSetting`."""
        from app.settings import load_settings

        if self._settings is None:
            self._settings = load_settings()
        return self._settings

    def look(self) -> AbstractContextManager[App]:
        """The app to look at or change the catalogue alone, beside whoever owns the data folder."""
        from app.wiring import Use, open_app

        return open_app(self.settings, Use.LOOK)

    def search(self) -> AbstractContextManager[App]:
        """The app to ask questions; a server that owns the data folder answers them."""
        from app.terminal.remote import open_here_or_there
        from app.wiring import Use

        return open_here_or_there(self.settings, Use.SEARCH)

    def write(self) -> AbstractContextManager[App]:
        """The app to change documents; a server that owns the data folder does it."""
        from app.terminal.remote import open_here_or_there
        from app.wiring import Use

        return open_here_or_there(self.settings, Use.WRITE)


pass_runtime = click.make_pass_decorator(Runtime, ensure=True)


class KompassCommand(click.Command):
    """A command whose help ends in an example and that takes `--debug`."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIONEN]")
        super().__init__(*args, **kwargs)
        self.example = example
        self.params.append(
            click.Option(
                ["--debug"],
                is_flag=True,
                expose_value=False,
                callback=_set_debug,
                help="Bei einem unerwarteten Fehler seinen Ursprung im Programm zeigen.",
            )
        )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example, as it is typed."""
        _write_example(self.example, formatter)


class KompassGroup(click.Group):
    """A group of commands whose help ends in an example."""

    command_class = KompassCommand

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[OPTIONEN]")
        kwargs.setdefault("subcommand_metavar", "BEFEHL [ANGABEN] …")
        super().__init__(*args, **kwargs)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example, as it is typed."""
        _write_example(self.example, formatter)


class Entry(KompassGroup):
    """The outermost group: German from the first word, every error told once and turned into an exit code."""

    group_class = KompassGroup

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program."""
        speak_german()
        # Before numpy is loaded. The ranking's matrices are small: a second thread of its arithmetic doubles the
        # processor time of a search and saves none (docs/measurements.md). Torch has threads of its own.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises ends here."""
        runtime = ctx.ensure_object(Runtime)
        try:
            return super().invoke(ctx)
        except AktenkompassError as error:
            tell(error)
            if runtime.debug:
                traceback.print_exc()
            ctx.exit(exit_code(error))
        except KeyboardInterrupt:
            click.echo("\nAbgebrochen. Was bis dahin fertig war, ist gespeichert.", err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            _leave_closed_pipe()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            _tell_unexpected(error, debug=runtime.debug)
            ctx.exit(NOT_AVAILABLE)


def tell(error: AktenkompassError) -> None:
    """Message and hint on standard error. Both may quote a file's name, which must not steer the terminal."""
    from app.commands.printing import printable

    click.echo(f"Fehler: {printable(error.message)}", err=True)
    if error.hint:
        click.echo(f"  → {printable(error.hint)}", err=True)


def exit_code(error: AktenkompassError) -> int:
    """The exit code of an error that ended a command."""
    if isinstance(error, UsageError):
        return WRONG_USE
    return WITH_FAILURES if isinstance(error, DocumentError) else NOT_AVAILABLE


def speak_german() -> None:
    """Give click its German words, whatever language the system speaks, and a terminal that takes every character."""
    os.environ["LANGUAGE"] = "de"
    gettext.bindtextdomain("messages", str(Path(__file__).parents[1] / "locale"))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def confirm(question: str, *, sure: bool) -> None:
    """Ask before something is deleted, when a person sits there to answer; programs are taken at their word."""
    if not sure and sys.stdin.isatty():
        click.confirm(question, abort=True, err=True)


def split_corpus(value: str) -> tuple[str, str]:
    """The ids in ``TENANT/CORPUS``. Raises `UsageError`."""
    tenant, slash, corpus = value.partition("/")
    if not (tenant and slash and corpus) or "/" in corpus:
        raise UsageError(
            f"„{value}“ nennt keinen Bestand.",
            hint="Geben Sie Mandant und Bestand mit Schrägstrich an, z. B. „musterstadt/rat“.",
        )
    return tenant, corpus


def option(*names: str, **kwargs: Any) -> Callable[[C], C]:
    """`click.option` with its help text required."""
    if "help" not in kwargs:
        raise TypeError(f"option {names[0]} has no help text")
    return click.option(*names, **kwargs)


sure_option = option("--yes", "sure", is_flag=True, help="Am Terminal nicht nachfragen.")
json_option = option("--json", "as_json", is_flag=True, help="Ein JSON-Objekt je Zeile, für Programme.")


def fits_terminal(stream_is_terminal: bool, sizes: Sequence[int] = (40, 120)) -> int:
    """Columns to write in: the terminal's within `sizes`, 100 where there is none."""
    import shutil

    if not stream_is_terminal:
        return 100
    return max(sizes[0], min(sizes[1], shutil.get_terminal_size().columns))


def _set_debug(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Runtime).debug = True


def _write_example(example: str, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    formatter.write("Beispiel:\n")
    for line in example.splitlines():
        formatter.write(f"  {line}\n")


def _tell_unexpected(error: Exception, *, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    click.echo(f"Fehler: Das hätte nicht geschehen dürfen ({type(error).__name__}: {error}).", err=True)
    if not debug:
        click.echo("  → Mit --debug zeigt derselbe Befehl, wo es geschah. Bitte melden Sie das.", err=True)


def _leave_closed_pipe() -> NoReturn:
    """The reader of our output has left (``| head``): nothing is wrong and nobody is there to be told."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)
