"""`holdfast fake-calcom`: a calendar to test against, that behaves as a real Cal.com server was measured to."""

import asyncio
import json
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfast.core.tenant import Tenant
from holdfast.core.tenant_file import TenantDocument, read_tenant_file, tenant_of
from holdfast.entry.cli.serving import address_of, leave_sigterm_to_the_server, listen
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, out, print_table
from holdfast.sample import SALON, sample_tenant_file
from holdfast.testing.calcom import (
    SALON_KEY,
    Faults,
    PlanInvalid,
    key_of_host,
    read_plan,
    salon_calcom,
    salon_event_types,
)

if TYPE_CHECKING:
    from uvicorn import Server

DEFAULT_PORT = 9100


def fake_calcom(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = DEFAULT_PORT,
    tenant_file: Annotated[
        Path | None, typer.Option("--tenant", metavar="FILE", help="A tenant file; else the sample salon.")
    ] = None,
    faults: Annotated[Path | None, typer.Option("--faults", metavar="FILE", help="A fault plan, TOML or JSON.")] = None,
    latency_ms: Annotated[
        int, typer.Option("--latency-ms", min=0, help="Time between the look and the effect of each request.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Serve a fake Cal.com v2 with one host per member of staff. Nothing is kept after it ends.

    Examples:

      holdfast fake-calcom

      holdfast fake-calcom --tenant salon.toml --faults bad-day.toml --latency-ms 300
    """
    tenant = _tenant(tenant_file)
    plan = _plan(faults)
    listening = listen(host, port)
    url = address_of(listening)
    server = _server(tenant, plan, latency_ms / 1000, partial(_tell, tenant, url, as_json=as_json))
    asyncio.run(_until_stopped(server, listening))


def _tenant(file: Path | None) -> Tenant:
    text = sample_tenant_file() if file is None else file.read_text(encoding="utf-8")
    name = SALON if file is None else str(file)
    # Secrets are not needed here: the fake has keys of its own.
    read = read_tenant_file(text, name, lambda _reference: True)
    if not isinstance(read, TenantDocument):
        raise Refusal("\n".join(map(str, read)))
    return tenant_of(read.data)


def _plan(file: Path | None) -> Faults:
    faults = Faults()
    if file is not None:
        try:
            faults.arm(*read_plan(file))
        except PlanInvalid as error:
            raise Refusal(f"{file}: {error}") from error
    return faults


def _server(tenant: Tenant, faults: Faults, latency: float, tell: Callable[[], None]) -> "Server":
    from uvicorn import Config, Server  # Here, since most verbs need no server, and loading one takes half a second.

    from holdfast.testing.calcom.server import build_fake

    app = build_fake(salon_calcom(tenant), faults, latency=latency, on_start=tell)
    # The Date header is the fake's: its clock may be off by plan.
    return Server(Config(app, log_config=None, access_log=False, date_header=False, timeout_graceful_shutdown=1))


async def _until_stopped(server: "Server", listening: socket.socket) -> None:
    with suppress(KeyboardInterrupt):
        leave_sigterm_to_the_server()
        await server.serve(sockets=[listening])
    if not server.started:
        raise Refusal("the server did not start", Code.OUTAGE)


def _tell(tenant: Tenant, url: str, *, as_json: bool) -> None:
    types = salon_event_types(tenant)
    keys = {person.key: key_of_host(SALON_KEY, person.key) for person in tenant.staff}
    if as_json:
        told = {
            "url": url,
            "base_url": f"{url}/v2",
            "key": SALON_KEY,
            "keys": keys,
            "tenant": tenant.slug,
            "event_types": [asdict(one) for one in types],
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    say = partial(out().print, markup=False, soft_wrap=True)
    say(f"A fake Cal.com for {tenant.name}. Ctrl-C ends it, and nothing is kept.\n")
    say(f"base URL   {url}/v2\nkey        {SALON_KEY}   (sees every host)")
    for staff, key in keys.items():
        say(f"           {key}   (sees {tenant.staff_name(staff)} alone)")
    say("")
    rows = [(one.id, one.service, one.segment, one.staff) for one in types]
    print_table(("event type", "service", "segment", "staff"), rows, "no event types: the tenant has no services")
    tomorrow = datetime.now(tenant.timezone).date() + timedelta(days=1)
    say(_example(url, types[0].id if types else 1, tomorrow))


def _example(url: str, event_type: int, day: date) -> str:
    return (
        "\nFree starts tomorrow, then a lost answer to the next booking:"
        "\n  curl -H 'cal-api-version: 2024-09-04'"
        f" '{url}/v2/slots?eventTypeId={event_type}&start={day}&end={day}'"
        "\n  curl -X POST -H 'Content-Type: application/json'"
        f' -d \'{{"fault":"lose_answer","verb":"create"}}\' {url}/fake/faults'
    )
