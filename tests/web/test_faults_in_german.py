"""Every sentence with which a tenant file or a calendar is found faulty is said in German on the German pages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import holdfast
from holdfast.entry.web.doctor_rows_de import DOCTOR
from holdfast.entry.web.faults_de import in_german
from holdfast.entry.web.faults_rows_de import FILE
from holdfast.entry.web.words import words_in

CODE = Path(holdfast.__file__).parent
SAYING = {"fault", "Fault", "Gap", "_gap", "_salon_gap"}
NAMES = {"problem", "remedy", "reason"}


def written(node: ast.AST) -> str | None:
    """A sentence as it stands in the code, with a name in each open place."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else '"x"' for part in parts)
    return None


def sentences() -> Iterator[tuple[str, str]]:
    """What is handed to whatever notes a fault or a finding, with where it stands."""
    files = [*CODE.glob("core/tenant_file/*.py"), *CODE.glob("core/provisioning*.py"), CODE / "actions/set_up.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            said: list[ast.expr] = []
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in SAYING:
                said = [one for one in ast.walk(node) if isinstance(one, ast.Constant | ast.JoinedStr)]
            if isinstance(node, ast.Assign) and {getattr(t, "id", "") for t in node.targets} & NAMES:
                said = [node.value]
            for one in said:
                text = written(one)
                if text and text.count(" ") >= 3 and text[0] not in ",; ":
                    yield f"{file.name}:{one.lineno}", text


SAID = sorted({text: place for place, text in sentences()}.items())


def test_the_sentences_are_found() -> None:
    assert len(SAID) > 70


PUT_TOGETHER = {'"x", must have between 1 and "x"'}
"""Whose beginning is another sentence."""


@pytest.mark.parametrize("text", [text for text, _ in SAID if text not in PUT_TOGETHER])
def test_every_sentence_has_its_german(text: str) -> None:
    known = in_german(text)
    begun = any(
        row.replace("{}", '"x"').startswith(text) or text in row.replace("{}", '"x"') for row in (*FILE, *DOCTOR)
    )
    assert known != text or begun, f"no row of faults_rows_de or doctor_rows_de is {text!r}"


@pytest.mark.parametrize(
    ("said", "german"),
    [
        ("is 9, must be between 1 and 5 minutes", "ist 9, möglich ist 1 bis 5 Minuten"),
        (
            '"mia2" is not the key of any [[staff]]; did you mean "mia"?',
            '"mia2" ist kein Schlüssel eines [[staff]]; meinten Sie "mia"?',
        ),
        (
            '"09:00-25:00" has a time that does not exist; a day goes from 00:00 to 24:00',
            '"09:00-25:00" nennt eine Uhrzeit, die es nicht gibt; ein Tag geht von 00:00 bis 24:00',
        ),
        (
            "Event type 4 for dauerwelle 2 with mia offers 30 minutes, the segment takes 50.",
            "Ereignistyp 4 für dauerwelle, Abschnitt 2, bei mia bietet 30 Minuten, der Abschnitt dauert 50.",
        ),
        ("something that nobody wrote a row for", "something that nobody wrote a row for"),
    ],
)
def test_what_is_said_in_german(said: str, german: str) -> None:
    assert words_in("de").report(said) == german
    assert words_in("en").report(said) == said


def test_rows_have_as_many_open_places_in_both_languages() -> None:
    assert [row for row, german in {**FILE, **DOCTOR}.items() if row.count("{}") != german.count("{}")] == []
