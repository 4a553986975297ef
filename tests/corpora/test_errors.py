"""The error family: every class crosses a process border and stands in the tree of the docstring."""

from __future__ import annotations

import pickle
import re

import pytest

from corpora import errors
from corpora.errors import AktenkompassError, DocumentError, Unavailable, UsageError

FAMILY = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, AktenkompassError) and kind is not AktenkompassError
]


@pytest.mark.parametrize("kind", FAMILY)
def test_an_error_keeps_message_hint_and_kind_when_it_is_pickled(kind: type[AktenkompassError]) -> None:
    error = pickle.loads(pickle.dumps(kind("Was fehlt.", hint="Was zu tun ist.")))
    assert type(error) is kind
    assert (error.message, error.hint, error.code) == ("Was fehlt.", "Was zu tun ist.", kind.__name__)
    assert str(error) == "Was fehlt. Was zu tun ist."
    assert str(kind("Nur das.")) == "Nur das."


@pytest.mark.parametrize("kind", FAMILY)
def test_an_error_belongs_to_exactly_one_branch_and_says_what_it_means(kind: type[AktenkompassError]) -> None:
    assert sum(issubclass(kind, branch) for branch in (UsageError, DocumentError, Unavailable)) == 1
    assert kind.__doc__


def test_the_tree_in_the_docstring_names_every_error_under_its_branch_and_no_other() -> None:
    tree = (errors.__doc__ or "").split("::", 1)[1].split("\n\nThe first branch")[0]
    branch = ""
    found: dict[str, str] = {}
    for line in tree.splitlines():
        names = re.findall(r"\b[A-Z][A-Za-z]+\b", re.sub(r"\(.*?\)|\s{4,}[a-z(].*$", "", line))
        if re.match(r" {4}[├└]── ", line):
            branch = names[0]
        elif branch:
            found |= dict.fromkeys(names, branch)
    leaves = {kind.__name__: kind.__mro__[1].__name__ for kind in FAMILY if kind.__mro__[1] is not AktenkompassError}
    assert found == leaves
