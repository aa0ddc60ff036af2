"""The measurements themselves, run tiny: what they say must have its shape, whatever the figures are."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from holdfast.entry.cli.bench import Machine, Report, What, bench, measured, show
from holdfast.entry.cli.bench_growth import QUICK_GROWTH, measure_growth
from holdfast.entry.cli.bench_http import POSTGRES, QUICK, SQLITE, OnEngine, measure_http
from holdfast.entry.cli.bench_language import measure_language
from holdfast.entry.cli.terminal import Refusal
from holdfast.testing.postgres import find_binaries

pytestmark = pytest.mark.xdist_group("heavy")
ENGINES = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.skipif(not find_binaries(), reason="no PostgreSQL"))]


def said_nothing(_sentence: str) -> None:
    """Progress that nobody looks at."""


def run(*arguments: str) -> tuple[int, str]:
    """`holdfast bench` with these arguments: its exit code and its output."""
    app = typer.Typer()
    app.command()(bench)
    done = CliRunner().invoke(app, [*arguments, "--quick"])
    return done.exit_code, done.stdout


def test_availability_finds_free_times_and_says_how_long_it_took() -> None:
    code, text = run("availability", "--json")
    report = json.loads(text)
    assert code == 0
    assert report["http"] is report["growth"] is None
    assert all(timing["found"] > 0 and timing["median_ms"] > 0 for timing in report["availability"])
    assert {"all starts, one segment", "all starts, four segments"} <= {t["question"] for t in report["availability"]}


def test_a_person_gets_tables() -> None:
    code, text = run("availability")
    assert code == 0
    assert "all starts, four segments" in text
    assert "median ms" in text


@cache
def measured_http(engine: str) -> OnEngine:
    """Measured once for all tests: starting and filling a server takes longest."""
    (measure,) = measure_http((engine,), QUICK, said_nothing)
    return measure


@pytest.mark.parametrize("engine", ENGINES)
def test_calls_over_http_are_checked_booked_and_ended(engine: str) -> None:
    measure = measured_http(engine)
    assert measure.skipped is None
    kinds = [(phase.kind, phase.callers) for phase in measure.phases]
    assert kinds == [
        ("check", 1),
        ("day", 1),
        ("book", 1),
        ("end", 8),
        ("check", 2),
        ("day", 2),
        ("book", 2),
        ("end", 8),
    ]
    assert [phase.example for phase in measure.phases if phase.wrong] == []
    assert all(phase.done and phase.p50_ms <= phase.p95_ms for phase in measure.phases)
    assert [request.kind for request in measure.requests] == ["check", "book", "end"]
    assert all(request.statements >= request.transactions > 0 for request in measure.requests)


def test_growth_compares_few_and_many_visits() -> None:
    (grown,) = measure_growth((SQLITE,), QUICK_GROWTH, said_nothing)
    assert [kind.kind for kind in grown.kinds] == ["check", "day", "book", "end"]
    assert [kind.example for kind in grown.kinds if kind.wrong] == []
    assert all(kind.ratio > 0 for kind in grown.kinds)


def test_a_missing_postgres_is_said_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("bench_http", "bench_growth"):
        monkeypatch.setattr(f"holdfast.entry.cli.{module}.find_binaries", lambda: None)
    http = measure_http((POSTGRES,), QUICK, said_nothing)
    growth = measure_growth((POSTGRES,), QUICK_GROWTH, said_nothing)
    machine = measured(What.AVAILABILITY, True, False, said_nothing).machine
    report = Report(machine, None, http, growth)
    show(report)
    assert report.wrong == 0
    assert capsys.readouterr().out.count("skipped: ") == 2


def test_a_wrong_answer_is_counted_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    measure = measured_http(SQLITE)
    first, *rest = measure.phases
    wrong = replace(measure, phases=(replace(first, wrong=1, example="refused"), *rest))
    machine: Machine = measured(What.AVAILABILITY, True, False, said_nothing).machine
    show(Report(machine, None, [wrong], None))
    assert "1 answers were not the expected ones, such as: refused" in capsys.readouterr().out


def test_spoken_times_are_scored_by_kind_and_source(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    said = {"lang": "de", "reference": "2026-11-25T10:20:00+01:00", "source": "here"}
    rows.write_text(
        json.dumps(said | {"id": "1", "text": "morgen", "kind": "date", "expected": {"date": "2026-11-26"}})
        + "\n"
        + json.dumps(said | {"id": "2", "text": "um elf", "kind": "time", "expected": {"time": "12:00"}}),
        encoding="utf-8",
    )
    code, text = run("language", "--json", "--rows", str(rows))
    got = json.loads(text)["language"]
    assert code == 0, "what was not understood is a score, not a fault"
    assert got["rows"] == 2
    assert [(kind["name"], kind["accepted"], kind["silent"]) for kind in got["by_kind"]] == [
        ("date", 100.0, 0.0),
        ("time", 0.0, 100.0),
    ]
    assert [source["name"] for source in got["by_source"]] == ["here"]
    assert [miss["text"] for miss in got["misses"]] == ["um elf"]
    assert 0 < got["p50_ms"] <= got["p99_ms"]
    assert got["import_s"] > 0
    code, text = run("language", "--rows", str(rows))
    assert "silently wrong" in text
    assert "'um elf' should be {'time': '12:00'}" in text


@pytest.mark.parametrize("content", ["", "no json", '{"text": "morgen"}'])
def test_a_file_that_holds_no_rows_is_refused(tmp_path: Path, content: str) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(content, encoding="utf-8")
    with pytest.raises(Refusal, match="rows"):
        measure_language([rows], 1)
    with pytest.raises(Refusal, match="rows"):
        measure_language([tmp_path / "missing"], 1)
