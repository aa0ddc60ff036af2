"""The HTTP server: all doors under one roof, and the worker beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from holdfast.app import Application
from holdfast.entry.problems import Problem, on_problem
from holdfast.entry.voice.retell import RetellDoor
from holdfast.entry.worker import Worker


def build_server(application: Application, *, work: bool = True) -> FastAPI:
    """The ASGI application. With `work` it also takes up due steps while it serves."""

    @asynccontextmanager
    async def life(_server: FastAPI) -> AsyncIterator[None]:
        worker = Worker(application)
        task = asyncio.create_task(worker.run()) if work else None
        yield
        worker.stop()
        if task is not None:
            await task
        await application.close()

    server = FastAPI(title="Holdfast", version="1", lifespan=life, docs_url=None, redoc_url=None)
    server.add_exception_handler(Problem, on_problem)
    door = RetellDoor(application.desk, application.drives, application.doorkeeper)
    server.include_router(door.router())
    return server
