"""The command `kompass` as it is installed: the product's commands with `eval` beside them.

Evaluation stands above the product and the product must not know it, so the two meet here, one floor up.
"""

from __future__ import annotations

from app.cli import main
from eval.cli import evaluation

main.add_command(evaluation)

if __name__ == "__main__":
    main()
