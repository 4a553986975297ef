"""People who ask one question after another, for locust. Told by the environment what to ask, how often, and where.

`LOAD_QUESTIONS` is a file of ``{"tenant", "question"}``, a line each; `LOAD_TOTAL` is after how many answers all stop;
`LOAD_OUT` is where each answer's times go, a JSON line each.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from pathlib import Path

from locust import HttpUser, constant, events, task

QUESTIONS = [json.loads(line) for line in Path(os.environ["LOAD_QUESTIONS"]).read_text(encoding="utf-8").splitlines()]
TOTAL = int(os.environ["LOAD_TOTAL"])

_order = itertools.count()
_times: list[dict[str, object]] = []


class Caseworker(HttpUser):
    """Asks, reads the answer to its end, and asks the next question at once."""

    wait_time = constant(float(os.environ.get("LOAD_PAUSE", "0")))

    @task
    def ask(self) -> None:
        number = next(_order)
        if number >= TOTAL:
            if len(_times) >= TOTAL and self.environment.runner is not None:
                self.environment.runner.quit()
            time.sleep(0.1)
            return
        asked = QUESTIONS[number % len(QUESTIONS)]
        began, first, outcome, error = time.perf_counter(), None, "", ""
        try:
            with self.client.post(
                "/api/ask",
                json={"question": asked["question"]},
                headers={"Aktenkompass-Tenant": asked["tenant"]},
                stream=True,
                name="ask",
                catch_response=True,
            ) as reply:
                if reply.status_code != 200:
                    error = f"HTTP {reply.status_code} {getattr(reply, 'error', None) or ''}".strip()
                event = ""
                for raw in reply.iter_lines(
                    chunk_size=None
                ):  # As it comes; byte by byte the asking takes longer than the answer.
                    line = raw.decode()
                    if line.startswith("event: "):
                        event = line.removeprefix("event: ")
                        if event == "statement" and first is None:
                            first = time.perf_counter() - began
                    elif line.startswith("data: ") and event == "finished":
                        outcome = json.loads(line.removeprefix("data: "))["outcome"]
                    elif line.startswith("data: ") and event == "error":
                        error = line
                if not outcome and not error:
                    error = "the answer has no end"
                if error:
                    reply.failure(error)
                else:
                    reply.success()
        except Exception as fault:
            error = error or repr(fault)
        _times.append(
            {
                "number": number,
                "tenant": asked["tenant"],
                "first": first,
                "seconds": time.perf_counter() - began,
                "outcome": outcome,
                "error": error,
            }
        )


def write_times(**_: object) -> None:
    """Keep all times."""
    lines = (json.dumps(each, ensure_ascii=False) for each in _times)
    Path(os.environ["LOAD_OUT"]).write_text("\n".join(lines), encoding="utf-8")


events.quitting.add_listener(write_times)  # type: ignore[no-untyped-call]
