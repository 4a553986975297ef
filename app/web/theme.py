"""How the pages look, as Streamlit's options: quiet, system fonts, contrasts of 4.5 : 1 and more."""

from __future__ import annotations

_SANS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

THEME: dict[str, object] = {
    "theme.base": "light",
    "theme.font": _SANS,
    "theme.headingFont": _SANS,
    "theme.codeFont": "ui-monospace, Consolas, 'Liberation Mono', monospace",
    "theme.baseFontSize": 16,
    "theme.headingFontSizes": ["1.625rem", "1.25rem", "1.0625rem", "1rem", "1rem", "1rem"],
    "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
    "theme.primaryColor": "#0b4a7d",
    "theme.linkColor": "#0b4a7d",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f4f6f8",
    "theme.textColor": "#1b2430",
    "theme.borderColor": "#6b7684",
    "theme.showWidgetBorder": True,
    "theme.baseRadius": "4px",
    "theme.paddingTop": "1.75rem",
}
"""Set by the server before Streamlit's app is made, since it reads them only once."""
