"""`holdfast agent`: what has to be set up on the voice platform's side."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from holdfast.actions.export_agent import AgentExport, export_agent
from holdfast.app import Application
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Refusal, out, print_json, print_table, say
from holdfast.settings import read_settings

agent = typer.Typer(cls=Verbs, no_args_is_help=True, help="The telephone agent, as the voice platform needs it.")


@agent.callback()
def only_a_group() -> None:
    """Keeps `export` a verb of its own while it is the only one."""


@agent.command("export")
def export(
    tenant: Annotated[str, typer.Argument(metavar="TENANT", help="The tenant's slug.")],
    url: Annotated[
        str | None, typer.Option("--url", help="Where the platform reaches us; else HOLDFAST_PUBLIC_URL.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print ready Retell functions, agent settings and a German prompt for one salon.

    Examples:

      holdfast agent export salon-lindenhof --url https://termine.example.test

      holdfast agent export salon-lindenhof --json > agent.json
    """
    public_url = _checked(url or read_settings().public_url)

    async def work(application: Application) -> AgentExport:
        await tenant_named(application, tenant)
        found = await export_agent(application.desk, tenant, public_url)
        assert found is not None, "the tenant was found just now"
        return found

    exported = run(work)
    if as_json:
        print_json(exported.as_data())
    else:
        _show(exported)


def _checked(url: str | None) -> str:
    if not url:
        raise Refusal("the platform needs a public address: --url https://… or HOLDFAST_PUBLIC_URL")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise Refusal(f"{url} is no address such as https://termine.example.test")
    if parts.scheme == "http":
        say("Beware: over http everybody on the way can read what callers say; Retell needs https.")
    return url.rstrip("/")


def _show(exported: AgentExport) -> None:
    """For a person who fills in the platform's pages by hand; --json is for its programming interface."""
    console = out()
    console.print("[bold]Functions[/bold] (Retell: agent, Functions, Custom Function; the parameters are in --json)")
    tools = [tool for tool in exported.retell_llm["general_tools"] if tool["type"] == "custom"]
    rows = [(tool["name"], ", ".join(tool["parameters"]["properties"]) or "-") for tool in tools]
    print_table(("Name", "Parameters"), rows, "")
    console.print(f"\nEach: POST {tools[0]['url'].rpartition('/')[0]}/NAME", markup=False)
    console.print(
        f"time limit {tools[0]['timeout_ms']} ms, no repeats, header X-Call-Id: {{{{call_id}}}}\n", markup=False
    )
    console.print("[bold]Agent settings[/bold]")
    _lines(exported.agent)
    console.print("\n[bold]Telephone number[/bold]")
    _lines(exported.phone_number)
    console.print("\n[bold]First words[/bold]")
    console.print(exported.retell_llm["begin_message"], markup=False)
    console.print("\n[bold]Prompt[/bold]")
    console.print(exported.retell_llm["general_prompt"], markup=False, soft_wrap=True)


def _lines(settings: Mapping[str, Any]) -> None:
    """Settings line by line, never wrapped, to be copied."""
    for name, value in settings.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        out().print(f"{name}: {words}", markup=False, soft_wrap=True)
