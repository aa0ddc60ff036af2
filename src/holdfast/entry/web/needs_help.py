"""The sheets that help with one thing that needs a person: words and times for the telephone, and mending a visit with
its preview and its way back. They decide nothing: what helps is `core.needs`, what may be done the actions say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import Response

from holdfast.actions.book_by_staff import StaffWish
from holdfast.actions.change_by_staff import ChangedMeanwhile
from holdfast.actions.help_need import Aid, WantedTimes, look_at_help, take_time
from holdfast.actions.look_at_needs import Need, look_at_need
from holdfast.actions.look_up import BookingSeen, NoSuchTime, NotFound, instant_at
from holdfast.actions.mend_visit import TAKE_OUT, Mending, can_be_undone, mend, plan_restoring, plan_taking_out, unmend
from holdfast.actions.repair_apply import RepairBarred
from holdfast.actions.sign_in import note_look
from holdfast.core.access import Right
from holdfast.core.booking import Goal, VisitState
from holdfast.entry.web.needs import after
from holdfast.entry.web.needs_told import cause_of, sentence_of
from holdfast.entry.web.pages import page_routes
from holdfast.entry.web.screen import Refused, Screen, looks
from holdfast.entry.web.words import Words, words_in

routes = page_routes()
Acting = Annotated[Screen, Depends(looks(Right.ACT))]
_READ_OUT = 3


@routes.get("/salon/{tenant}/needs/of/{item}")
async def help_with(screen: Acting, item: str, service: str = "", staff: str = "", first: str = "") -> Response:
    """What to say on the telephone, and which times to offer. The look is audited, and the task counts as seen."""
    found = await look_at_help(
        screen.application.desk, screen.tenant_id, item, WantedTimes(service, staff, _day(first))
    )
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "looked_at_need", item)
    return _sheet(screen, found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _sheet(screen: Screen, found: Aid, told: str = "", status: int = 200) -> Response:
    headers = {"HX-Retarget": "#need-sheet", "HX-Reswap": "outerHTML"} if status != 200 else None
    spoken = Spoken(words_in(found.tenant.language), found)
    values: dict[str, Any] = {"aid": found, "need": found.need, "tenant": found.tenant, "spoken": spoken, "told": told}
    zone = found.tenant.timezone
    values["sentence"] = sentence_of(found.need, screen.words, zone, found.now.astimezone(zone).date())
    values["cause"] = cause_of(found.need, screen.words)
    return screen.page("need_help.html", status, headers, here="needs", **values)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is read out to the customer, in the language of the salon."""

    words: Words
    aid: Aid

    @property
    def sentences(self) -> list[str]:
        """Greeting, what happened, and what could be instead."""
        return [self._hello(), self.aid.sentence or self._matter(), *([self._offer()] if self.aid.slots else [])]

    def _hello(self) -> str:
        name, salon = self.aid.need.name, self.aid.tenant.name
        return self.words("say_hello", name=name, salon=salon) if name else self.words("say_hello_nobody", salon=salon)

    def _matter(self) -> str:
        need = self.aid.need
        if need.wish and need.kind == "task_callback":
            return self.words("say_task_callback_wish", wish=need.wish)
        if need.visit is None:
            return self.words.maybe(f"say_{need.kind}", "say_other_nothing")
        who = (need.task.personal or {}).get("absent", "") if need.task else ""
        return self.words.maybe(f"say_{need.kind}", "say_other", when=self._when(need.visit.start), who=who)

    def _when(self, at: datetime) -> str:
        local = at.astimezone(self.aid.tenant.timezone)
        return self.words("say_when", day=self.words.day(local.date()), time=f"{local:%H:%M}")

    def _offer(self) -> str:
        tenant, said = self.aid.tenant, []
        for slot in self.aid.slots[:_READ_OUT]:
            local = slot.start.astimezone(tenant.timezone)
            staff = f" {self.words('and')} ".join(map(tenant.staff_name, slot.plan.staff))
            said.append(
                self.words("say_offer_one", day=self.words.day(local.date()), time=f"{local:%H:%M}", staff=staff)
            )
        *most, last = said
        times = f"{', '.join(most)} {self.words('say_or')} {last}" if most else last
        return self.words("say_offer", times=times)


@routes.post("/salon/{tenant}/needs/of/{item}/take")
async def take(screen: Acting, item: str) -> Response:
    """Take one of the times; where it is not free any more, those that still are."""
    desk = screen.application.desk
    _, found = await look_at_need(desk, screen.tenant_id, item)
    day, _, rest = screen.field("slot", 100).partition(" ")
    at, _, staff = rest.partition(" ")
    try:
        start = instant_at(datetime.fromisoformat(f"{day}T{at}"), found.tenant.timezone)
    except (ValueError, NoSuchTime) as error:
        raise Refused(422, "refused_form") from error
    service = screen.field("service", 63)
    wish = StaffWish((service,) if service else (), staff or None, start, name=screen.field("name", 120))
    booked, aid = await take_time(desk, screen.application.drives, screen.tenant_id, item, wish, screen.by)
    if booked.seen is None:
        wanted = WantedTimes(service, screen.field("staff", 63), _day(screen.field("first", 10)))
        return _sheet(screen, await look_at_help(desk, screen.tenant_id, item, wanted), "aid_taken", 409)
    old, ref = aid.moves, booked.seen.visit.ref
    await note_look(desk, screen.who, screen.tenant_id, "moved" if old else "booked", ref)
    if not screen.is_fragment:
        return screen.go(f"{screen.root}/needs")
    task = aid.need.task.id if aid.need.task is not None else ""
    told, undo = ("told_moved", "move") if old else ("told_booked", "cancel")
    return screen.done("_told.html", told=told, seen=booked.seen, undo=undo, more={"old": old, "task": task})


# Mending a visit


@routes.get("/salon/{tenant}/needs/of/{item}/mend/{act}")
async def preview(screen: Acting, item: str, act: str) -> Response:
    """What mending would do, by the calendar as it is at this moment. Nothing is changed by looking."""
    need, _ = await look_at_need(screen.application.desk, screen.tenant_id, item)
    await note_look(screen.application.desk, screen.who, screen.tenant_id, "looked_at_need", item)
    return await _preview(screen, need, act)


async def _preview(screen: Screen, need: Need, act: str, told: str = "", because: str = "") -> Response:
    if need.visit is None or act not in need.helps:
        raise Refused(409, "refused_changed")
    plan = plan_taking_out if act == TAKE_OUT else plan_restoring
    found: Mending = await plan(screen.application.desk, screen.tenant_id, need.visit.ref, screen.words.language)
    headers = {"HX-Retarget": "#mending", "HX-Reswap": "outerHTML"} if told else None
    return screen.page(
        "need_mend.html",
        409 if told else 200,
        headers,
        here="needs",
        need=need,
        mending=found,
        help=act,
        tenant=found.booked.tenant,
        undoable=can_be_undone(found.act, found.visit.goal),
        told=told,
        because=because,
    )


@routes.post("/salon/{tenant}/needs/of/{item}/mend/{act}")
async def do_mend(screen: Acting, item: str, act: str) -> Response:
    """Do what was shown; where anything is not as it was, the new state is shown instead."""
    desk = screen.application.desk
    need, _ = await look_at_need(desk, screen.tenant_id, item)
    if need.visit is None or act not in need.helps:
        raise Refused(409, "refused_changed")
    before, ref = need.visit, need.visit.ref
    how = TAKE_OUT if act == TAKE_OUT else "restore"
    try:
        seen = await mend(
            desk, screen.application.drives, screen.tenant_id, ref, how, screen.field("token", 64), screen.by
        )
    except ChangedMeanwhile:
        return await _preview(screen, need, act, "mend_changed")
    except RepairBarred as barred:
        return await _preview(screen, need, act, "mend_barred", str(barred))
    await note_look(desk, screen.who, screen.tenant_id, f"mended_{act}", ref)
    undo = f"{screen.root}/needs/visits/{ref}/unmend" if can_be_undone(how, before.goal) else ""
    return await _after(screen, _outcome(seen, how), seen, undo)


def _outcome(seen: BookingSeen, how: str) -> str:
    state = seen.visit.state
    if how == TAKE_OUT:
        return "mend_told_out_pending" if state is VisitState.PENDING else "mend_told_out"
    if state is VisitState.CONFIRMED:
        return "mend_told_stands"
    at_rest = all(saga.due_at is None for saga in seen.sagas if saga.goal is Goal.PRESENT)
    return "mend_told_failed" if at_rest or state is VisitState.UNDONE else "mend_told_pending"


@routes.post("/salon/{tenant}/needs/visits/{ref}/unmend")
async def undo_mend(screen: Acting, ref: str) -> Response:
    """Take back what was mended last, as far as that harms nobody."""
    desk = screen.application.desk
    try:
        seen = await unmend(desk, screen.application.drives, screen.tenant_id, ref, screen.by)
    except RepairBarred as barred:
        raise Refused(409, "mend_undo_barred") from barred
    except NotFound as missing:
        raise Refused(409, "refused_changed") from missing
    await note_look(desk, screen.who, screen.tenant_id, "unmended", seen.visit.ref)
    return await _after(screen, "mend_told_back", seen)


async def _after(screen: Screen, told: str, seen: BookingSeen, undo: str = "") -> Response:
    local = seen.visit.start.astimezone(seen.tenant.timezone)
    when = f"{screen.words.day(local.date(), 'short')} {local:%H:%M}"
    return await after(screen, told, undo, name=seen.visit.customer.name, when=when)
