"""The HTTP server: all doors under one roof, and the worker beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from holdfast.app import Application
from holdfast.entry.api import api_routes
from holdfast.entry.api.schema import describe
from holdfast.entry.calendars import CalendarDoor
from holdfast.entry.guard import Guard
from holdfast.entry.operations import Metrics, operations_routes
from holdfast.entry.problems import add_problem_handlers
from holdfast.entry.voice.rest import RestDoor
from holdfast.entry.voice.retell import RetellDoor
from holdfast.entry.web import web_routes
from holdfast.entry.web.feed import Feeds
from holdfast.entry.web.test_call import open_sandboxes
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
        await server.state.feeds.close()
        await server.state.sandboxes.close()
        await application.close()

    server = FastAPI(
        title="Holdfast", version="1", lifespan=life, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    server.state.application = application
    server.state.feeds = Feeds(application.desk)
    server.state.sandboxes = open_sandboxes(application)
    add_problem_handlers(server)
    _add_doors(server, application)
    describe(server)
    return server


def _add_doors(server: FastAPI, application: Application) -> None:
    """Every door, and the guard around them all."""
    parts = (application.desk, application.drives, application.doorkeeper)
    metrics = Metrics(application)
    server.include_router(RetellDoor(*parts).router())
    server.include_router(RestDoor(*parts).router())
    server.include_router(CalendarDoor(application.desk, application.doorkeeper).router())
    server.include_router(api_routes())
    server.include_router(operations_routes(application, metrics))
    server.include_router(web_routes())
    server.add_middleware(Guard, note=metrics.note)
