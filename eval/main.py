"""The command `kompass` as it is installed: the product's commands with `eval` beside them.

Evaluation stands above the product and the product must not know it, so the two meet here, one floor up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli import main
from app.commands.serve import EXTENSIONS
from eval.cli import evaluation

if TYPE_CHECKING:
    from app.api.service import Added
    from app.wiring import App


@contextmanager
def _evaluation(app: App) -> Iterator[Added]:
    """Loads its part when a server starts, so that no other command pays for it."""
    from eval.api import evaluation as opened

    with opened(app) as added:
        yield added


main.add_command(evaluation)
EXTENSIONS.append(_evaluation)

if __name__ == "__main__":
    main()
