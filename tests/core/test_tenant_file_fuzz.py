"""Whatever is in a tenant file: a document or faults, never an exception and never half of it."""

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from holdfast.core.tenant_file import Fault, TenantDocument, difference, tenant_of
from holdfast.core.tenant_file.fault import Place
from holdfast.core.tenant_file.outside import Outside
from holdfast.core.tenant_file.reading import SECTIONS, read_document
from holdfast.sample import sample_tenant_file
from tests.core.tenant_file_texts import OF_THE_DESIGN, SECRETS, read

SAMPLE = sample_tenant_file()
WORDS = sorted({word.strip('"[]{},=') for word in (SAMPLE + OF_THE_DESIGN).split()} - {""})

scalars = st.one_of(
    st.text(max_size=8),
    st.sampled_from(WORDS),
    st.integers(),
    st.sampled_from((10**30, -(10**30), 0, 5, 7, 45)),
    st.booleans(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(), inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from(SECTIONS) | st.text(max_size=5), values, max_size=8)


def check(outcome: TenantDocument | tuple[Fault, ...]) -> None:
    """What must hold of every reading."""
    if isinstance(outcome, TenantDocument):
        stored = json.loads(json.dumps(outcome.data))
        assert stored == outcome.data
        tenant_of(stored)
        assert difference(stored, outcome.data) == ()
        return
    assert outcome
    for fault in outcome:
        assert str(fault).isprintable(), "a fault is one line that can be shown"
        str(fault).encode()


@given(st.text())
def test_any_text_gives_a_document_or_faults(text: str) -> None:
    check(read(text))


@given(st.lists(st.sampled_from(SAMPLE.splitlines()), max_size=40))
def test_any_lines_of_a_right_file_give_a_document_or_faults(lines: list[str]) -> None:
    check(read("\n".join(lines)))


@given(st.data())
def test_a_right_file_with_one_piece_replaced_gives_a_document_or_faults(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SAMPLE)))
    end = data.draw(st.integers(start, min(start + 20, len(SAMPLE))))
    piece = data.draw(st.text(max_size=5) | st.sampled_from(WORDS))
    check(read(SAMPLE[:start] + piece + SAMPLE[end:]))


def check_parsed(document: dict[str, Any]) -> None:
    """Reads a document as if it had come out of a file."""
    root = Place([])
    data = read_document(root, document, Outside(SECRETS.__contains__))
    check(tuple(Fault("f", note.key, note.reason) for note in root.notes) or TenantDocument(data))


@given(documents)
def test_any_parsed_document_gives_a_document_or_faults(document: dict[str, Any]) -> None:
    check_parsed(document)


@given(st.data(), values, st.sampled_from((SAMPLE, OF_THE_DESIGN)))
def test_a_right_document_with_any_value_put_anywhere_gives_a_document_or_faults(
    data: st.DataObject, value: Any, text: str
) -> None:
    document = tomllib.loads(text)
    branch: Any = document
    while isinstance(branch, (dict, list)) and branch:
        place = data.draw(st.sampled_from(list(branch) if isinstance(branch, dict) else range(len(branch))))
        inner = branch[place]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            branch[place] = value
            break
        branch = inner
    check_parsed(document)
