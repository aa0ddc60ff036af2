"""`holdfast absence`: who is not there, from the terminal."""

from datetime import date, timedelta

from tests.cli.conftest import SLUG, Terminal


def test_an_absence_is_added_listed_and_removed(terminal: Terminal) -> None:
    terminal.fine("apply", terminal.sample(), "--yes")
    day = (date.today() + timedelta(days=30)).isoformat()
    at = ("--tenant", SLUG)
    made = terminal.json("absence", "add", *at, "--staff", "Mia", "--kind", "holiday", "--from", day, "--note", "Meer")
    assert (made["staff"], made["kind"], made["first"], made["last"], made["to_call"]) == (
        *("mia", "holiday", day, day, []),
    )
    told = terminal.fine("absence", "add", *at, "--staff", "felix", "--from", day, "--hours", "12:00-14:00")
    assert f"Felix, sick, {day} 12:00-14:00" in told
    assert sorted(one["staff"] for one in terminal.json("absence", "list", *at)) == ["felix", "mia"]
    shown = terminal.run("slot", "explain", *at, "--staff", "mia", "--at", f"{day}T12:00")
    assert f"Abwesenheit {made['ref']}: Urlaub" in shown.stdout
    assert terminal.json("absence", "remove", made["ref"], *at)["lifted"] is True
    assert [one["staff"] for one in terminal.json("absence", "list", *at)] == ["felix"]
    for wrong in (
        *(("--staff", "nobody"), ("--staff", "mia", "--hours", "noon"), ("--staff", "mia", "--to", "2020-01-01")),
    ):
        assert terminal.run("absence", "add", *at, *wrong).exit_code == 2
    assert terminal.run("absence", "remove", "a_nothing", *at).exit_code == 2
