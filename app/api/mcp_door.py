"""`/mcp` before anyone asked for it: the protocol's library takes as long to load as half of the rest, so it waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from app.api.callers import Parts

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from app.mcp import McpDoor


class McpWhenAsked:
    """An ASGI application that loads the real one with its first request; `living` must be entered while it serves."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._wanted = asyncio.Event()
        self._ending = asyncio.Event()
        self._door: asyncio.Future[McpDoor] | None = None

    @asynccontextmanager
    async def living(self, _: object) -> AsyncIterator[None]:
        """Serve while the block runs; once."""
        self._door = asyncio.get_running_loop().create_future()
        # What the library opens must be closed by the task that opened it.
        keeper = asyncio.create_task(self._keep(self._door))
        try:
            yield
        finally:
            self._ending.set()
            self._wanted.set()
            await keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        assert self._door is not None  # noqa: S101 - nothing is served before the service lives
        self._wanted.set()
        door = await asyncio.shield(self._door)
        await door(scope, receive, send)

    async def _keep(self, ready: asyncio.Future[McpDoor]) -> None:
        await self._wanted.wait()
        if self._ending.is_set():
            return
        try:
            door = await asyncio.to_thread(self._load)
        except Exception as error:
            ready.set_exception(error)
            return
        async with door.running():
            ready.set_result(door)
            await self._ending.wait()

    def _load(self) -> McpDoor:
        from app.mcp import McpDoor

        return McpDoor(self._parts)
