"""What all sections of the settings have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section: unknown keys are refused, values do not change, errors quote no input."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
