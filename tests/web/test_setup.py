"""The set-up from the screens: the difference before it is saved, the rules of apply, nothing beyond the own salon."""

import html
import re
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.sample import sample_tenant_file
from tests.entry.house import OTHER, SALON
from tests.web.conftest import PASSWORD, Browser, Pages, found

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
ROOT = f"/salon/{SALON}/setup"
WEEK = {"mon": "09:00-12:30, 13:00-18:00", "tue": "09:00-18:00", "wed": "", "thu": "", "fri": "", "sat": "", "sun": ""}


async def file_of(browser: Browser, root: str = ROOT) -> str:
    """The tenant file as its page shows it."""
    return html.unescape(
        found(r'(?s)<textarea id="text".*?>\n(.*?)</textarea>', (await browser.get(f"{root}/file")).text)
    )


def fields(page: str) -> dict[str, str]:
    """What the button that saves would send."""
    form = found(rf'(?s)(<form method="post" action="{ROOT}/save">.*?</form>)', page)
    return {name: html.unescape(value) for name, value in re.findall(r'name="(version|text)" value="([^"]*)"', form)}


async def audited(pages: Pages) -> list[tuple[str, str]]:
    rows = await pages.house.application.desk.transact(
        lambda tx: list(tx.run(sa.text("SELECT deed, thing FROM audit WHERE thing IS NOT NULL ORDER BY id")))
    )
    return [(row.deed, row.thing) for row in rows]


async def test_everything_is_shown_and_no_secret(pages: Pages) -> None:
    jana = await pages.of("jana")
    for path, words in {
        "": ("Salon Lindenhof", "030 123 456 78", "09:00–20:00", "13. Juli 2026", "jedes Jahr am 24.12."),
        "/services": ("Dauerwelle", "85 €", "ab 125 €", "bei Felix: 60 Min., 50 €", "nur für Stammkundschaft"),
        "/staff": ("Mia", "11:00–20:00", "24. Dezember 2026"),
        "/calendar": ("eingebaut",),
        "/agent": ("check_availability", "http://salon/t/salon-lindenhof/retell/events", "Computerprogramm"),
        "/access": ("Jana", "das sind Sie", "for tests"),
        "/file": ("env:RETELL_API_KEY", "dauerwelle"),
    }.items():
        page = (await jana.get(f"{ROOT}{path}")).text
        for word in words:
            assert word in page, f"{path}: {word}"
        assert "key_test_0000" not in page, "what a reference stands for is never shown"


@BOTH
async def test_hours_of_a_person_are_changed_after_the_difference_was_seen(pages: Pages) -> None:
    jana = await pages.of("jana")
    shown = await jana.post(f"{ROOT}/staff/mia", {**WEEK, "time_off": "2026-12-24..2027-01-01"})
    assert shown.status_code == 200 and "Das würde sich ändern" in shown.text
    assert "<del>09:00-18:00</del>" in shown.text and "<ins>09:00-12:30, 13:00-18:00</ins>" in shown.text
    assert "entfällt" in shown.text and "Montag" in shown.text
    assert "13:00–18:00" not in (await jana.get(f"{ROOT}/staff")).text.partition("Emma")[0], "nothing is stored yet"
    saved = await jana.post(f"{ROOT}/save", fields(shown.text))
    assert saved.headers["location"] == f"{ROOT}?told=saved"
    page = (await jana.get(f"{ROOT}/staff")).text
    assert "09:00–12:30, 13:00–18:00" in page and "Fassung 2" in page
    assert ("setup_saved", "version 2") in await audited(pages)
    free = await pages.house.read("/availability?service=beratung&staff=mia&date=2026-11-26")
    assert free["items"] == [], "in force at once: Thursday is off"


async def test_a_fault_is_told_in_german_and_nothing_is_stored(pages: Pages) -> None:
    jana = await pages.of("jana")
    wrong = await jana.post(f"{ROOT}/staff/mia", {**WEEK, "mon": "18:00-09:00", "time_off": "Weihnachten"})
    assert wrong.status_code == 422 and "2 Fehler; gesichert ist nichts" in wrong.text
    assert "geht über Mitternacht" in wrong.text and ">Weihnachten<" in wrong.text
    assert 'value="18:00-09:00"' in wrong.text
    assert (await jana.post(f"{ROOT}/services/beratung", {"name": "", "price": "30"})).status_code == 422
    dear = await jana.post(f"{ROOT}/services/beratung", {"name": "Beratung", "price": "viel"})
    assert dear.status_code == 422 and 'value="viel"' in dear.text
    assert (await jana.post(f"{ROOT}/rules", {"offers": "9"})).status_code == 422
    assert "Fassung 1" in (await jana.get(ROOT)).text
    file = (await file_of(jana)).replace("offers = 3", "offers = 9")
    told = await jana.post(f"{ROOT}/file", {"text": file})
    line = file[: file.index("offers = 9")].count("\n") + 1
    assert told.status_code == 422 and f"Zeile {line}: <code>rules.offers</code>" in told.text
    assert "offers = 9" in told.text, "what was written is still there"


async def test_price_rules_and_opening_hours_have_forms(pages: Pages) -> None:
    jana = await pages.of("jana")
    aliases = "Beratungsgespräch\nBeratungstermin\nFarbberatung"
    price = await jana.post(f"{ROOT}/services/beratung", {"name": "Beratung", "price": "35,50", "aliases": aliases})
    assert re.findall(r"<ins>(.*?)</ins>", price.text) == ["3550"], "and nothing else"
    assert (await jana.post(f"{ROOT}/save", fields(price.text))).status_code == 303
    rule = await jana.post(f"{ROOT}/rules", {"notice_minutes": "60", "grid_minutes": "15"})
    assert re.findall(r"<ins>(.*?)</ins>", rule.text) == ["60"]
    assert (await jana.post(f"{ROOT}/save", fields(rule.text))).status_code == 303
    opening = await jana.post(f"{ROOT}/opening", {**WEEK, "closures": "2026-07-13..2026-07-25\n2026-11-30"})
    assert "2026-11-30" in opening.text and (await jana.post(f"{ROOT}/save", fields(opening.text))).status_code == 303
    page = (await jana.get(ROOT)).text
    assert "30. November 2026" in page and "Fassung 4" in page
    same = await jana.post(f"{ROOT}/rules", {"notice_minutes": "60"})
    assert "Daran ändert sich nichts" in same.text and f"{ROOT}/save" not in same.text


class Form(HTMLParser):
    """The fields of the first form with a name in it, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.area = ""
        self.feed(found(r'(?s)(<form class="panel.*?</form>)', page))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name != "csrf" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[name] = value
        if tag in ("select", "textarea"):
            self.area, self.fields[name] = name, ""
        if tag == "option" and ("selected" in given or not self.fields[self.area]):
            self.fields[self.area] = value

    def handle_data(self, data: str) -> None:
        if self.area == "aliases" and self.lasttag == "textarea":
            self.fields["aliases"] += data

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag in ("select", "textarea") else self.area


async def test_what_a_form_shows_and_nobody_touched_changes_nothing(pages: Pages) -> None:
    jana = await pages.of("jana")
    for one in ("services/dauerwelle", "services/herrenhaarschnitt", "services/balayage-ombre", "staff/mia"):
        page = (await jana.get(f"{ROOT}/{one}")).text
        shown = await jana.post(f"{ROOT}/{one}", Form(page).fields if one[:2] == "se" else person_of(page))
        assert "Daran ändert sich nichts" in shown.text, one


def person_of(page: str) -> dict[str, str]:
    off = html.unescape(found(r'(?s)<textarea id="time_off"[^>]*>(.*?)</textarea>', page))
    return {**Form(page).fields, "time_off": off}


async def test_the_segments_and_people_of_a_service_are_changed_by_form(pages: Pages) -> None:
    jana = await pages.of("jana")
    page = (await jana.get(f"{ROOT}/services/dauerwelle")).text
    assert ">135 Min.</output>" in page and 'value="Fixierung auftragen"' in page
    form = Form(page).fields
    wrong = await jana.post(f"{ROOT}/services/dauerwelle", {**form, "kind-1": "gap", "minutes-3": "7"})
    assert wrong.status_code == 422 and "am Anfang und am Ende arbeitet immer jemand" in wrong.text
    assert "ein Vielfaches von 5" in wrong.text and 'value="7"' in wrong.text, "what was typed is still there"
    other = {**form, "minutes-1": "45", "kind-7": "gap", "minutes-7": "10", "part-8": "Föhnen", "minutes-8": "20"}
    other.pop("by-felix")
    shown = await jana.post(f"{ROOT}/services/dauerwelle", {**other, "buffer_after": "5"})
    assert shown.status_code == 200 and "Föhnen" in shown.text and "Nachbereitung" in shown.text, shown.text
    assert (await jana.post(f"{ROOT}/save", fields(shown.text))).status_code == 303
    service = next(s for s in (await pages.house.read("/services"))["items"] if s["key"] == "dauerwelle")
    assert "felix" not in service["staff"]
    assert ">160 Min.</output>" in (await jana.get(f"{ROOT}/services/dauerwelle")).text
    assert ("setup_saved", "version 2") in await audited(pages)


async def test_services_and_people_come_and_go(pages: Pages) -> None:
    jana = await pages.of("jana")
    assert (await jana.get(f"{ROOT}/new-service")).status_code == 200
    new = {"name": "Bärte & Brauen", "price": "12", "kind-1": "busy", "part-1": "", "minutes-1": "20"}
    nobody = await jana.post(f"{ROOT}/new-service", new)
    assert nobody.status_code == 422 and "mindestens" in nobody.text, "somebody has to do it"
    shown = await jana.post(f"{ROOT}/new-service", {**new, "by-mia": "yes"})
    assert (await jana.post(f"{ROOT}/save", fields(shown.text))).status_code == 303
    assert "Bärte &amp; Brauen" in (await jana.get(f"{ROOT}/services/baerte-brauen")).text
    shown = await jana.post(f"{ROOT}/services/baerte-brauen/remove")
    assert "entfällt" in shown.text and (await jana.post(f"{ROOT}/save", fields(shown.text))).status_code == 303
    assert (await jana.get(f"{ROOT}/services/baerte-brauen")).status_code == 404
    person = await jana.post(f"{ROOT}/new-person", {"name": "Özlem", "thu": "10:00-16:00", "time_off": ""})
    assert (await jana.post(f"{ROOT}/save", fields(person.text))).status_code == 303
    assert 'value="10:00-16:00"' in (await jana.get(f"{ROOT}/staff/oezlem")).text
    gone = await jana.post(f"{ROOT}/staff/emma/remove")
    assert gone.status_code in (200, 422)
    assert (await jana.post(f"{ROOT}/staff/oezlem/remove")).status_code == 200


async def test_what_somebody_else_saved_meanwhile_is_never_overwritten_unseen(pages: Pages) -> None:
    jana, otto = await pages.of("jana"), await pages.of("otto")
    mine = await jana.post(f"{ROOT}/rules", {"offers": "2"})
    theirs = await otto.post(f"{ROOT}/rules", {"notice_minutes": "60"})
    assert (await otto.post(f"{ROOT}/save", fields(theirs.text))).status_code == 303
    late = await jana.post(f"{ROOT}/save", fields(mine.text))
    assert late.status_code == 409 and "Inzwischen hat jemand anders" in late.text
    assert "<ins>15</ins>" in late.text, "it says that saving would take the other change back"
    assert "Fassung 2" in (await jana.get(ROOT)).text


async def test_a_file_stays_that_of_its_salon(pages: Pages) -> None:
    """Neither a look at another salon's set-up, nor a new salon, nor another one's number."""
    jana = await pages.of("jana")
    file = await file_of(jana)
    for slug in (OTHER, "salon-of-nobody"):
        stolen = file.replace(f'slug = "{SALON}"', f'slug = "{slug}"')
        told = await jana.post(f"{ROOT}/file", {"text": stolen})
        assert told.status_code == 422 and f"muss {SALON} bleiben" in told.text and "Nordstern" not in told.text
        saved = await jana.post(f"{ROOT}/save", {"text": stolen, "version": "1"})
        assert saved.status_code == 422
    number = await jana.post(f"{ROOT}/file", {"text": file.replace("+493012345678", "+493087654321")})
    assert number.status_code == 422 and "erreicht schon einen anderen Salon" in number.text
    slugs = await pages.house.application.desk.transact(
        lambda tx: sorted(tx.run(sa.text("SELECT slug FROM tenant")).scalars())
    )
    assert slugs == [SALON, OTHER]
    assert "Fassung 1" in (await jana.get(ROOT)).text


async def test_where_secrets_are_sent_is_not_the_salons_to_change(pages: Pages) -> None:
    """Else an owner could have any secret of the server sent to an address of their own."""
    jana, oskar = await pages.of("jana"), await pages.of("oskar")
    file = await file_of(jana)
    calendar = 'kind = "calcom"\nbase_url = "https://elsewhere.example"\napi_key = "env:RETELL_API_KEY"'
    sent = file.replace('kind = "builtin"', calendar)
    told = await jana.post(f"{ROOT}/file", {"text": sent})
    assert told.status_code == 422 and "das ändert, wer Holdfast betreibt" in told.text
    assert (await jana.post(f"{ROOT}/save", {"text": sent, "version": "1"})).status_code == 422
    probes = [file.replace("env:RETELL_API_KEY", f"env:{name}") for name in ("PATH", "NO_SUCH_NAME_HERE")]
    answers = [(await jana.post(f"{ROOT}/file", {"text": probe})).text for probe in probes]
    told_of = [re.findall(r"<li>Zeile .*?</li>", answer) for answer in answers]
    assert told_of[0] and told_of[0][0].replace("PATH", "X") == told_of[1][0].replace("NO_SUCH_NAME_HERE", "X")
    assert (await oskar.post(f"{ROOT}/file", {"text": sent})).status_code == 200


@pytest.mark.parametrize("text", ["", "[tenant", "slug = 1", "x" * 500_000, "[tenant]\nslug = 'a'\n" * 3])
async def test_a_hostile_file_is_answered_with_its_faults(pages: Pages, text: str) -> None:
    jana = await pages.of("jana")
    assert (await jana.post(f"{ROOT}/file", {"text": text})).status_code == 422


async def test_a_file_as_large_as_a_large_salon_has_room(pages: Pages) -> None:
    jana = await pages.of("jana")
    file = await file_of(jana) + "# äöü\n" * 20_000
    assert (await jana.post(f"{ROOT}/file", {"text": file})).status_code == 200
    assert (await jana.post(f"{ROOT}/rules", {"offers": "2", "more": "x" * 40_000})).status_code == 413


async def test_a_name_in_the_file_is_never_a_tag(pages: Pages) -> None:
    text = sample_tenant_file().replace('name = "Dauerwelle"', 'name = "<b>Welle</b>"')
    await apply_tenant(pages.house.application.desk, text, "salon.toml")
    jana = await pages.of("jana")
    for path in ("/services", "/services/dauerwelle", "/file", "/agent"):
        page = (await jana.get(f"{ROOT}{path}")).text
        assert "&lt;b&gt;Welle" in page and "<b>Welle" not in page
    assert await file_of(jana) == await file_of(jana) and "<b>Welle</b>" in await file_of(jana)


async def test_an_invitation_is_shown_once_and_opens_the_door(pages: Pages) -> None:
    jana = await pages.of("jana")
    answer = await jana.post(f"{ROOT}/access/people", {"login": "Mia", "name": "Mia Muster", "role": "reception"})
    link = found(r'<code id="link">http://salon([^<]+)</code>', answer.text)
    assert link not in (await jana.get(f"{ROOT}/access")).text
    mia = pages.browser()
    gate = found(r'name="gate" value="([^"]+)"', (await mia.get(link)).text)
    assert (await mia.post(link, {"gate": gate, "password": PASSWORD, "again": PASSWORD})).status_code == 303
    assert (await mia.get(f"/salon/{SALON}/today")).status_code == 200
    assert (await mia.get(ROOT)).status_code == 403
    number = await user_id(pages, "mia")
    await jana.post(f"{ROOT}/access/people/{number}/role", {"role": "none"})
    assert (await mia.get(f"/salon/{SALON}/today")).status_code == 404
    assert [deed for deed, _ in await audited(pages)] == ["user_added", "role_taken"]


async def user_id(pages: Pages, login: str) -> int:
    rows = await pages.house.application.desk.transact(
        lambda tx: tx.run(sa.text("SELECT id FROM user_account WHERE login = :login"), {"login": login}).scalar_one()
    )
    return int(rows)


async def test_nobody_gives_or_takes_more_than_they_have(pages: Pages) -> None:
    jana, otto = await pages.of("jana"), await pages.of("otto")
    people = f"{ROOT}/access/people"
    operator = await jana.post(people, {"login": "evil", "name": "", "role": "operator"})
    assert operator.status_code == 409 and "dürfen Sie nicht geben" in operator.text
    assert (await otto.post(people, {"login": "evil", "name": "", "role": "owner"})).status_code == 409
    for whom in ("jana", "otto"):
        taken = await jana.post(f"{people}/{await user_id(pages, whom)}/role", {"role": "none"})
        assert taken.status_code == 409, f"{whom}: oneself, or somebody with more rights"
    taken = await otto.post(f"{people}/{await user_id(pages, 'jana')}/role", {"role": "none"})
    assert taken.status_code == 409
    raised = await jana.post(f"{people}/{await user_id(pages, 'rita')}/role", {"role": "operator"})
    assert raised.status_code == 409
    assert (await jana.post(f"{people}/{await user_id(pages, 'rita')}/role", {"role": "auditor"})).status_code == 303


async def test_users_of_other_salons_are_out_of_reach(pages: Pages) -> None:
    """No role by mistyping, no link that would open another salon, nothing of whom one cannot see."""
    jana = await pages.of("jana")
    people = f"{ROOT}/access/people"
    known = await jana.post(people, {"login": "nora", "name": "", "role": "reception"})
    assert known.status_code == 409 and "gibt es schon" in known.text
    nora = await user_id(pages, "nora")
    for deed in ("link", "role"):
        assert (await jana.post(f"{people}/{nora}/{deed}", {"role": "none"})).status_code == 404
    await pages.house.application.desk.transact(
        lambda tx: tx.run(
            sa.text(
                "INSERT INTO user_role (tenant_id, user_id, role) SELECT id, :u, 'reception' FROM tenant WHERE slug=:s"
            ),
            {"u": nora, "s": SALON},
        )
    )
    shared = await jana.post(f"{people}/{nora}/link")
    assert shared.status_code == 409, "the link would sign in to her other salon, too"
    assert (await jana.post(f"{people}/{nora}/role", {"role": "none"})).status_code == 303


async def test_a_key_is_shown_once_and_ends_at_once(pages: Pages) -> None:
    jana = await pages.of("jana")
    answer = await jana.post(f"{ROOT}/access/keys", {"name": "Kasse"})
    key = found(r'<code id="key">([^<]+)</code>', answer.text)
    assert (await jana.get(f"{ROOT}/access")).text.count(key) == 0
    headers = {"Authorization": f"Bearer {key}"}
    assert (await pages.house.http.get("/api/v1/tasks", headers=headers)).status_code == 200
    key_id = key.partition(".")[0]
    assert (await jana.post(f"{ROOT}/access/keys/{key_id}/end")).status_code == 303
    assert (await pages.house.http.get("/api/v1/tasks", headers=headers)).status_code == 401
    other = pages.house.key_ids[OTHER]
    await jana.post(f"{ROOT}/access/keys/{other}/end")
    assert (await pages.house.get("/tasks", OTHER)).status_code == 200, "a key of another salon lives on"
    assert (await jana.post(f"{ROOT}/access/keys", {"name": ""})).status_code == 422


async def test_the_calendar_is_examined_on_demand(pages: Pages) -> None:
    jana = await pages.of("jana")
    own = (await jana.get(f"{ROOT}/calendar")).text
    assert "nichts zu prüfen" in own and "calendar/check" not in own, "what is built in needs no doctor"
    page = await jana.post(f"{ROOT}/calendar/check")
    assert page.status_code == 200 and "Alles lässt sich dort buchen" in page.text
    text = sample_tenant_file().replace(
        'kind = "builtin"', 'kind = "calcom"\nbase_url = "http://127.0.0.1:9"\napi_key = "env:RETELL_API_KEY"'
    )
    applied = await apply_tenant(pages.house.application.desk, text, "salon.toml")
    assert applied.faults == ()
    assert "Jetzt untersuchen" in (await jana.get(f"{ROOT}/calendar")).text
    away = await jana.post(f"{ROOT}/calendar/check")
    assert away.status_code == 200 and "lässt sich gerade nicht lesen" in away.text
    assert "env:RETELL_API_KEY" in away.text and "key_test_0000" not in away.text
