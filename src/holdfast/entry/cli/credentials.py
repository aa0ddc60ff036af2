"""`holdfast secret` and `holdfast key`: what proves who somebody is. Neither is ever an argument, or printed twice."""

import re
import sys
from typing import Annotated

import typer
from rich.prompt import Prompt

from holdfast.actions.manage_keys import create_key, list_keys, list_secrets, revoke_key
from holdfast.actions.secrets import remove_secret, set_secret
from holdfast.app import Application
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import (
    AsJson,
    Refusal,
    TenantOption,
    is_at_terminal,
    out,
    print_json,
    print_table,
    say,
)

secret = typer.Typer(cls=Verbs, no_args_is_help=True, help="Secrets that tenant files name as secret:NAME.")
key = typer.Typer(cls=Verbs, no_args_is_help=True, help="API keys, each of one tenant.")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LONGEST_SECRET = 10_000
_Name = Annotated[str, typer.Argument(metavar="NAME", help="As in secret:NAME of a tenant file.")]
_Owner = Annotated[str, typer.Option("--tenant", metavar="SLUG", help="Only for this tenant; else for all.")]


@secret.command("set")
def set_(name: _Name, tenant: _Owner = "", as_json: AsJson = False) -> None:
    """Store a secret, sealed under HOLDFAST_SECRET_KEY. The value is asked for, or read from standard input.

    Examples:

      holdfast secret set RETELL_API_KEY --tenant salon-lindenhof

      pass show retell | holdfast secret set RETELL_API_KEY
    """
    if not _NAME.fullmatch(name):
        raise Refusal(f"{name!r} is no name for a secret: letters, digits, dots, - and _, at most 100")
    value = _read_value(name)

    async def work(application: Application) -> None:
        await set_secret(application.desk, name, value, tenant)

    run(work)
    if as_json:
        print_json({"name": name, "tenant": tenant or None, "stored": True})
    else:
        out().print(f"secret:{name} is stored{f' for {tenant}' if tenant else ''}", markup=False)


def _read_value(name: str) -> str:
    """The secret itself: hidden at a terminal, else standard input without its last line end."""
    value = Prompt.ask(f"Value of {name}", password=True) if is_at_terminal() else sys.stdin.read(_LONGEST_SECRET + 2)
    value = value.removesuffix("\n").removesuffix("\r")
    if not value:
        raise Refusal("the secret is empty; nothing was stored")
    if len(value) > _LONGEST_SECRET:
        raise Refusal(f"the secret is longer than {_LONGEST_SECRET} characters; nothing was stored")
    return value


@secret.command("list")
def list_all_secrets(as_json: AsJson = False) -> None:
    """List names and owners of all secrets, never their values.

    Example:

      holdfast secret list --json
    """

    async def work(application: Application) -> None:
        found = await list_secrets(application.desk)
        if as_json:
            print_json(found)
            return
        rows = [(one.name, one.tenant or "all tenants", f"{one.changed_at:%Y-%m-%d %H:%M} UTC") for one in found]
        print_table(("Name", "For", "Since"), rows, "no secrets are stored")

    run(work)


@secret.command("remove")
def remove(name: _Name, tenant: _Owner = "", as_json: AsJson = False) -> None:
    """Forget a secret. Whatever names it stops working at once.

    Example:

      holdfast secret remove RETELL_API_KEY --tenant salon-lindenhof
    """

    async def work(application: Application) -> bool:
        return await remove_secret(application.desk, name, tenant)

    if not run(work):
        raise Refusal(f"there is no secret {name}{f' for {tenant}' if tenant else ' for all tenants'}")
    if as_json:
        print_json({"name": name, "tenant": tenant or None, "removed": True})
    else:
        out().print(f"secret:{name} is removed", markup=False)


@key.command("create")
def create(
    tenant: TenantOption,
    name: Annotated[str, typer.Option("--name", help="Who will use it, so that you know it again.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make an API key for one tenant. It is shown now and never again.

    Examples:

      holdfast key create --tenant salon-lindenhof --name "Büro"

      curl -H "Authorization: Bearer KEY" http://127.0.0.1:8080/api/v1/bookings
    """
    if len(name) > 100:
        raise Refusal("the name of a key has at most 100 characters")

    async def work(application: Application) -> None:
        admitted = await tenant_named(application, tenant)
        made = await create_key(application.desk, admitted.row.slug, name)
        assert made is not None, "the tenant was found just now"
        if as_json:
            print_json({"id": made.record.id, "tenant": tenant, "name": name, "key": made.key})
            return
        out().print(made.key, markup=False, soft_wrap=True)
        say("This is the only time that the key is shown. It is ended with:")
        say(f"holdfast key revoke {made.record.id} --tenant {tenant}")

    run(work)


@key.command("list")
def list_all_keys(
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="Only of this tenant.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the keys by their ids; the keys themselves are known to nobody.

    Example:

      holdfast key list --tenant salon-lindenhof
    """

    async def work(application: Application) -> None:
        if tenant is not None:
            await tenant_named(application, tenant)
        found = await list_keys(application.desk, tenant)
        if as_json:
            names = ("id", "slug", "name", "created_at", "revoked_at")
            print_json([{n.replace("slug", "tenant"): getattr(one, n) for n in names} for one in found])
            return
        rows = [
            (one.id, one.slug, one.name, f"{one.created_at:%Y-%m-%d}", "revoked" if one.revoked_at else "valid")
            for one in found
        ]
        print_table(("Id", "Tenant", "Name", "Made", "State"), rows, "there are no keys")

    run(work)


@key.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id: what stands before its dot.")],
    tenant: TenantOption,
    as_json: AsJson = False,
) -> None:
    """End a key at once.

    Example:

      holdfast key revoke k7m4abcde2 --tenant salon-lindenhof
    """

    async def work(application: Application) -> bool:
        admitted = await tenant_named(application, tenant)
        return await revoke_key(application.desk, admitted.row.id, key_id.partition(".")[0])

    if not run(work):
        raise Refusal(f"{tenant} has no valid key {key_id.partition('.')[0]}")
    if as_json:
        print_json({"id": key_id.partition(".")[0], "revoked": True})
    else:
        out().print("the key is revoked")
