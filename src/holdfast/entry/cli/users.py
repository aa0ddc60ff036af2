"""`holdfast user`: who may sign in at the screens."""

import sys
from typing import Annotated

import typer
from rich.prompt import Prompt

from holdfast.actions import manage_users
from holdfast.actions.manage_users import NewUser, UserRefused
from holdfast.app import Application
from holdfast.core.access import LONGEST_PASSWORD, Role
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Refusal, is_at_terminal, out, print_json, print_table, say
from holdfast.settings import read_settings

user = typer.Typer(cls=Verbs, no_args_is_help=True, help="Who may sign in at the screens, and as what.")

_Login = Annotated[
    str, typer.Argument(metavar="LOGIN", help="What the person signs in with; an e-mail address will do.")
]
_Tenant = Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="In this salon.")]


@user.command("add")
def add(
    login: _Login,
    role: Annotated[Role, typer.Option("--role", help="As what.")],
    tenant: _Tenant = None,
    name: Annotated[str, typer.Option("--name", help="What the person is called on the pages.")] = "",
    link: Annotated[
        bool, typer.Option("--link", help="Print a one-time link instead of asking for a password.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let somebody in. An operator without --tenant is one for all salons. Somebody known gets one more role.

    Examples:

      holdfast user add jana --role owner --tenant salon-lindenhof --name Jana

      holdfast user add mia --role reception --tenant salon-lindenhof --link
    """
    if len(name) > 100:
        raise Refusal("the name of a user has at most 100 characters")

    async def work(application: Application) -> str | None:
        if tenant is not None:
            await tenant_named(application, tenant)
        known = {one.login for one in await manage_users.list_users(application.desk)}
        is_known = login.strip().casefold() in known
        password = None if link or is_known else _read_password(login)
        await manage_users.add_user(application.desk, NewUser(login, name, role, tenant, password))
        return await manage_users.make_link(application.desk, login) if link else None

    token = _refusing(work)
    _tell(login, token, as_json, f"{login} may sign in as {role.value}{f' of {tenant}' if tenant else ' everywhere'}")


@user.command("link")
def make_link(login: _Login, as_json: AsJson = False) -> None:
    """Print a one-time link with which somebody sets a new password. It lives for three days.

    Example:

      holdfast user link jana
    """

    async def work(application: Application) -> str | None:
        return await manage_users.make_link(application.desk, login)

    _tell(login, _refusing(work), as_json, "")


@user.command("password")
def password(login: _Login, as_json: AsJson = False) -> None:
    """Set another password, asked for or read from standard input. Whoever is signed in under it is signed out.

    Example:

      pass show holdfast | holdfast user password jana
    """

    async def work(application: Application) -> str | None:
        await manage_users.set_password(application.desk, login, _read_password(login))
        return None

    _refusing(work)
    _tell(login, None, as_json, f"{login} has a new password")


@user.command("list")
def list_all(tenant: _Tenant = None, as_json: AsJson = False) -> None:
    """List who may sign in, as what, and in how many browsers they are now.

    Example:

      holdfast user list --tenant salon-lindenhof
    """

    async def work(application: Application) -> None:
        if tenant is not None:
            await tenant_named(application, tenant)
        found = await manage_users.list_users(application.desk, tenant)
        if as_json:
            print_json(found)
            return
        rows = [(one.login, one.name, _roles(one), _state(one), one.sessions) for one in found]
        print_table(("Login", "Name", "Role", "State", "Signed in"), rows, "nobody may sign in: holdfast user add")

    run(work)


@user.command("remove")
def remove(login: _Login, tenant: _Tenant = None, as_json: AsJson = False) -> None:
    """Shut somebody out at once; with --tenant only take the role in that salon away.

    Examples:

      holdfast user remove mia --tenant salon-lindenhof

      holdfast user remove mia
    """

    async def work(application: Application) -> str | None:
        if tenant is None:
            await manage_users.shut_out(application.desk, login)
        elif not await manage_users.take_role(application.desk, login, tenant):
            raise Refusal(f"{login} has no role in {tenant}")
        return None

    _refusing(work)
    _tell(login, None, as_json, f"{login} is shut out{f' of {tenant}' if tenant else ''}")


@user.command("restore")
def restore(login: _Login, as_json: AsJson = False) -> None:
    """Let somebody in again who was shut out.

    Example:

      holdfast user restore mia
    """

    async def work(application: Application) -> str | None:
        await manage_users.let_in_again(application.desk, login)
        return None

    _refusing(work)
    _tell(login, None, as_json, f"{login} may sign in again")


def _refusing(work: object) -> str | None:
    try:
        return run(work)  # type: ignore[arg-type]
    except UserRefused as refused:
        raise Refusal(str(refused)) from refused


def _tell(login: str, token: str | None, as_json: bool, sentence: str) -> None:
    link = _address(token) if token else None
    if as_json:
        print_json({"login": login, "link": link})
        return
    if sentence:
        out().print(sentence, markup=False, soft_wrap=True)
    if link:
        out().print(link, markup=False, soft_wrap=True)
        say("This link works once, within three days. Whoever has it sets the password.")


def _address(token: str) -> str:
    settings = read_settings()
    root = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{root.rstrip('/')}/welcome/{token}"


def _read_password(login: str) -> str:
    """The password: hidden and twice at a terminal, else standard input without its last line end."""
    if not is_at_terminal():
        value = sys.stdin.read(LONGEST_PASSWORD + 3)
        return value.removesuffix("\n").removesuffix("\r")
    value = Prompt.ask(f"Password of {login}", password=True)
    if Prompt.ask("Once more", password=True) != value:
        raise Refusal("the two are not the same; nothing was changed")
    return value


def _roles(seen: manage_users.UserSeen) -> str:
    if seen.everywhere:
        return "operator everywhere"
    return ", ".join(f"{place.role.value} of {place.slug}" for place in seen.places) or "-"


def _state(seen: manage_users.UserSeen) -> str:
    if seen.closed_at is not None:
        return "shut out"
    return "may sign in" if seen.has_password else "has a link to use"
