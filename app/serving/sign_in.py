"""Whether the settings let people in as they should, checked before anything answers; what Streamlit needs of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from app.serving.guards import Address, is_loopback
from app.settings import Settings
from corpora.errors import InvalidSetting

_CALLBACK = "/oauth2callback"
"""Streamlit's; where the provider sends people back to."""


def check_access(settings: Settings, host: str) -> None:
    """Raise `InvalidSetting` when others could come in unasked, or nobody could sign in."""
    access, public = settings.access, settings.server.public_url
    if not access.issuer:
        if not is_loopback(host):
            raise InvalidSetting(
                f"Ohne Anmeldung darf der Dienst nicht unter {host} laufen: Jeder im Netz sähe alle Dokumente.",
                hint="Lassen Sie --host weg (dann gilt 127.0.0.1), oder nennen Sie in access.issuer den Anmeldedienst.",
            )
        if public:
            raise InvalidSetting(
                f"Ohne Anmeldung darf der Dienst nicht unter {public} zu erreichen sein.",
                hint="Entfernen Sie server.public_url, oder nennen Sie mit access.issuer den Anmeldedienst.",
            )
        return
    _check_encrypted("access.issuer", access.issuer)
    for name, value in (("client_id", access.client_id), ("client_secret", access.client_secret.get_secret_value())):
        if not value:
            raise InvalidSetting(
                f"Für die Anmeldung fehlt access.{name}.",
                hint="Der Anmeldedienst vergibt sie, wenn Sie Aktenkompass dort eintragen.",
            )
    if public:
        _check_encrypted("server.public_url", public)
    elif not is_loopback(host):
        raise InvalidSetting(
            f"Es fehlt die Adresse, unter der man den Dienst auf {host} von außen erreicht.",
            hint="Setzen Sie server.public_url, z. B. auf „https://wissen.musterstadt.de“.",
        )
    back = access.redirect_uri
    if back and not back.endswith(_CALLBACK):
        raise InvalidSetting(f"access.redirect_uri endet nicht auf {_CALLBACK}.", hint="Oder lassen Sie sie weg.")


def sign_in_secrets(settings: Settings, address: Address, key: str) -> dict[str, Any]:
    """What `st.login` works with; empty without a provider. Streamlit keeps it in memory, nothing is written."""
    access = settings.access
    if not access.issuer:
        return {}
    return {
        "auth": {
            "redirect_uri": access.redirect_uri or f"{address.url}{_CALLBACK}",
            "cookie_secret": key,
            "client_id": access.client_id,
            "client_secret": access.client_secret.get_secret_value(),
            "server_metadata_url": f"{access.issuer.rstrip('/')}/.well-known/openid-configuration",
            "expose_tokens": ["access"],
        }
    }


def _check_encrypted(name: str, value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise InvalidSetting(
            f"{name} = „{value}“ ist keine verschlüsselte Adresse: Anmeldungen wären mitzulesen.",
            hint="Nennen Sie eine Adresse mit https://.",
        )
