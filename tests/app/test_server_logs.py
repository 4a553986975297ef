"""What a server writes down: nothing of who asked, what they asked, or what they showed to be let in."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

from tests.app.people import open_town
from tests.app.server_process import served
from tests.oidc_issuer import CLIENT, SECRET, Issuer, make_key

QUESTION = "Wie hoch ist die Zulage für den Winterdienst?"


def test_tokens_secrets_people_and_questions_are_in_no_log(tmp_path: Path) -> None:
    page = tmp_path / "seite.py"
    page.write_text("import streamlit as st\nst.title('Seite')\nraise RuntimeError('geheim auf der Seite')\n")
    with open_town(tmp_path / "home", tmp_path / "papiere"):
        pass
    with Issuer() as issuer:
        issuer.person.subject, issuer.person.email = "leserin", "leserin@musterstadt.example"
        settings = {
            "AKTENKOMPASS_ACCESS__ISSUER": issuer.url,
            "AKTENKOMPASS_ACCESS__CLIENT_ID": CLIENT,
            "AKTENKOMPASS_ACCESS__CLIENT_SECRET": SECRET,
        }
        tokens = {
            "good": issuer.token(),
            "expired": issuer.token(exp=time.time() - 60),
            "forged": issuer.token(key=make_key("erster")),
            "stranger": issuer.token(sub="fremd", email=""),
        }
        with served(tmp_path / "home", pages=page, **settings) as server:
            keys = [
                json.loads((tmp_path / "home" / "server.json").read_text())["token"],
                (tmp_path / "home" / "cookies.key").read_text(),
            ]
            statuses = []
            for token in (*tokens.values(), "kein.token"):
                headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
                for path in ("/api/ask", "/api/search", "/v1/chat/completions", "/mcp"):
                    body = json.dumps({"question": QUESTION}).encode()
                    statuses.append(server.ask("POST", path, headers, body).status)
            server.ask("GET", f"/oauth2callback?code={tokens['good'][:40]}&state=x")
            server.ask("GET", "/auth/login")
            issuer.broken = True
            server.ask("GET", "/api/me", {"authorization": f"Bearer {issuer.token(header={'kid': 'neu'})}"})
            _, output, errors = server.end(signal.SIGTERM)
    assert 200 in statuses
    assert 401 in statuses
    assert 403 in statuses
    written = output + errors
    for secret in (*tokens.values(), *keys, SECRET, QUESTION, "Winterdienst", "leserin", "Erika", "75 Euro"):
        assert secret not in written
    for token in tokens.values():
        assert token.split(".")[1] not in written
