"""`holdfast repair`: what would be done about a call that differs, doing it, undoing it, waiving it."""

import getpass
from typing import Annotated, Any

import typer

from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.doctor import all_rows
from holdfast.actions.look_up import NotFound, configuration
from holdfast.actions.look_up import call as look_up_call
from holdfast.actions.repair_apply import Applied, RepairBarred, apply_repair, undo_repair, waive
from holdfast.actions.repair_plan import RepairPlan, plan_repair
from holdfast.actions.repair_words import ACTS, CLOSED, HEADINGS, OUTCOMES, spoken_in
from holdfast.app import Application
from holdfast.core.ids import TenantId
from holdfast.core.mending import Act
from holdfast.entry.cli.session import Verbs, run, tenant_named
from holdfast.entry.cli.terminal import AsJson, Code, Refusal, agreed_to, is_at_terminal, out, print_json, say
from holdfast.language.report_words import ACTS as REPORTED

repair = typer.Typer(cls=Verbs, no_args_is_help=True, help="Repairs of calls in which something went wrong.")

_CALL = Annotated[str, typer.Argument(metavar="CALL", help="The call's id.")]
_TENANT = Annotated[str | None, typer.Option("--tenant", metavar="SLUG", help="The tenant, where several know it.")]
_BOOKING = Annotated[
    str | None, typer.Option("--booking", metavar="REF", help="The booking meant, where the call has several.")
]


_LANGUAGE = Annotated[
    str | None, typer.Option("--language", "--lang", metavar="de|en", help="To be read in; else the salon's own.")
]


@repair.command("plan")
def plan(
    call: _CALL,
    tenant: _TENANT = None,
    booking: _BOOKING = None,
    language: _LANGUAGE = None,
    as_json: AsJson = False,
) -> None:
    """Show what would be done about a call, why, what must never be done, and what the caller has to be told.

    Nothing is changed. Exit 1 where there is something to do.

    Example:

      holdfast repair plan call_0123456789abcdef
    """

    _check_language(language)

    async def work(application: Application) -> RepairPlan:
        return await plan_repair(application.desk, await _tenant_of(application, call, tenant), call, booking, language)

    found = run(work)
    if as_json:
        print_json(_data(found))
    else:
        _show(found)
    raise typer.Exit(Code.FINE if found.act is Act.NONE else Code.DIFFERENCES)


@repair.command("apply")
def apply(
    call: _CALL,
    tenant: _TENANT = None,
    booking: _BOOKING = None,
    token: Annotated[
        str | None, typer.Option("--token", help="Of the plan that you saw; what changed since is not done.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    language: _LANGUAGE = None,
    as_json: AsJson = False,
) -> None:
    """Show the plan, ask, and do it. What is not any more as it was shown is not done.

    Example:

      holdfast repair apply call_0123456789abcdef
    """

    _check_language(language)

    async def show(application: Application) -> RepairPlan:
        return await plan_repair(application.desk, await _tenant_of(application, call, tenant), call, booking, language)

    if token is None:
        seen = run(show)
        if not as_json:
            _show(seen)
        token = seen.token
        if not yes and not is_at_terminal():
            raise Refusal("nobody can be asked here: name the plan you saw with --token, or add --yes")
        if not yes and not agreed_to(HEADINGS[seen.language]["ask"]):
            raise Refusal("nothing was done")

    async def work(application: Application) -> tuple[Applied, str]:
        tenant_id = await _tenant_of(application, call, tenant)
        spoken = await _spoken(application, tenant_id, language)
        try:
            done = await apply_repair(
                application.desk, application.drives, tenant_id, call, token, getpass.getuser(), booking
            )
            return done, spoken
        except ChangedMeanwhile as changed:
            raise Refusal("it is not any more as the plan has it: look at it again", Code.DIFFERENCES) from changed
        except RepairBarred as barred:
            raise Refusal(str(barred)) from barred

    _tell(*run(work), as_json)


@repair.command("undo")
def undo(call: _CALL, tenant: _TENANT = None, language: _LANGUAGE = None, as_json: AsJson = False) -> None:
    """Take the last repair of a call back, as far as that harms nobody.

    Example:

      holdfast repair undo call_0123456789abcdef
    """

    _check_language(language)

    async def work(application: Application) -> tuple[Applied, str]:
        tenant_id = await _tenant_of(application, call, tenant)
        spoken = await _spoken(application, tenant_id, language)
        try:
            done = await undo_repair(application.desk, application.drives, tenant_id, call, getpass.getuser())
            return done, spoken
        except NotFound as missing:
            raise Refusal("no repair of this call is in force") from missing
        except RepairBarred as barred:
            raise Refusal(str(barred)) from barred

    _tell(*run(work), as_json)


@repair.command("waive")
def waive_case(
    call: _CALL,
    why: Annotated[str, typer.Option("--why", help="Why the caller need not be told. Goes on record.")],
    tenant: _TENANT = None,
    as_json: AsJson = False,
) -> None:
    """Close the case of a call although its caller does not know the truth.

    Example:

      holdfast repair waive call_0123456789abcdef --why "Kundin war heute da"
    """
    if len(why.strip()) < 3:
        raise Refusal("say why, in a few words")

    async def work(application: Application) -> None:
        tenant_id = await _tenant_of(application, call, tenant)
        try:
            await waive(application.desk, tenant_id, call, why.strip(), getpass.getuser())
        except NotFound as missing:
            raise Refusal("this call has no open case") from missing

    run(work)
    if as_json:
        print_json({"call": call, "closed": "waived"})
    else:
        say(f"the case of {call} is closed")


def _check_language(language: str | None) -> None:
    if language not in (None, "de", "en"):
        raise Refusal("it can be read in de or en")


async def _spoken(application: Application, tenant_id: TenantId, language: str | None) -> str:
    """The language to answer in: the one wanted, else the salon's."""
    return language or spoken_in((await configuration(application.desk, tenant_id)).language)


async def _tenant_of(application: Application, call: str, tenant: str | None) -> TenantId:
    """The tenant whose call it is. Raises Refusal."""
    slugs = [tenant] if tenant else [row.slug for row in await all_rows(application.desk)]
    found: list[TenantId] = []
    for slug in slugs:
        tenant_id = (await tenant_named(application, slug)).row.id
        try:
            await look_up_call(application.desk, tenant_id, call)
        except NotFound:
            continue
        found.append(tenant_id)
    if len(found) > 1:
        raise Refusal(f"several tenants have a call {call}: name one with --tenant")
    if not found:
        whose = f"{tenant} has no" if tenant else "nobody has a"
        raise Refusal(f"{whose} call {call}; see: holdfast call list TENANT")
    return found[0]


def _show(found: RepairPlan) -> None:
    words = HEADINGS[found.language]
    out().print(found.verdict or f"{found.call}: {found.cause}", style="bold", markup=False)
    about = f" ({found.ref})" if found.ref else ""
    out().print(f"\n{found.title}{about}", style="bold", markup=False)
    if found.why:
        out().print(found.why, markup=False)
    for number, step in enumerate(found.steps, start=1):
        out().print(f"  {number}. {step.words[:1].upper()}{step.words[1:]}", markup=False)
    if found.never and found.act is not Act.NONE:
        out().print(f"\n{words['never']}:", style="bold")
        for one in found.never:
            name = REPORTED[one.act][1 if found.language == "en" else 0] if one.act in REPORTED else one.act
            out().print(f"  {name}: {one.why}", markup=False)
    if found.tell_caller:
        out().print("\n" + words["tell"].format(sentence=found.tell_caller), markup=False)
    if found.because:
        out().print("\n" + words["barred"].format(because=found.because), style="red", markup=False)
    if found.applied is not None:
        act = ACTS[found.language].get(Act(found.applied.act), found.applied.act)
        out().print("\n" + words["in_force"].format(act=act, who=found.applied.applied_by), markup=False)
    if found.case is not None:
        how = found.case.closed_how or ""
        closed = words["closed"].format(how=CLOSED[found.language].get(how, how))
        out().print(words["case"].format(state=closed if found.case.closed_at else words["open"]), markup=False)
    out().print("\n" + words["token"].format(token=found.token), style="dim", markup=False)


def _tell(done: Applied, language: str, as_json: bool) -> None:
    if as_json:
        data = {"id": done.repair.id, "act": done.repair.act, "outcome": done.outcome, "new": done.is_new}
        print_json(data)
        return
    words = OUTCOMES[language]
    again = "" if done.is_new else f" ({words['again']})"
    act = ACTS[language].get(Act(done.repair.act), done.repair.act)
    out().print(f"{act}: {words[done.outcome.value]}{again}", markup=False)


def _data(found: RepairPlan) -> dict[str, Any]:
    names = ("call", "cause", "verdict", "act", "title", "why", "never", "steps", "tell_caller", "token")
    data = {name: getattr(found, name) for name in names}
    data |= {"booking": found.ref, "barred": found.because, "applied": found.applied.id if found.applied else None}
    case = found.case
    return {**data, "case": None if case is None else case.closed_how or "open"}
