"""Who may do what on the screens: roles, and the rights they give. A role is held in one salon; nothing is inherited.

Source: issue 6, "Trust". Whoever runs the installation (an operator *everywhere*) has the operator's rights in every
salon; all others have rights only where a role was given to them.
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a salon."""

    OWNER = "owner"
    RECEPTION = "reception"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a page or a deed asks for."""

    LOOK = "look"
    """See diary, visits, calls, tasks and figures."""
    ACT = "act"
    """Book, move, cancel, close tasks, decide about differences."""
    SET_UP = "set_up"
    """Change what the tenant file says, users and keys."""
    RAW = "raw"
    """See the raw bodies of requests and calendar exchanges."""
    AUDIT = "audit"
    """See who looked at and did what."""


_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset({Right.LOOK, Right.ACT, Right.SET_UP, Right.AUDIT}),
    Role.RECEPTION: frozenset({Right.LOOK, Right.ACT}),
    Role.OPERATOR: frozenset({Right.LOOK, Right.ACT, Right.SET_UP, Right.RAW}),
    Role.AUDITOR: frozenset({Right.LOOK, Right.AUDIT}),
}


def may(role: Role | None, right: Right) -> bool:
    """Whether somebody in this role (None: without one) has the right."""
    return role is not None and right in _RIGHTS[role]


def may_give(own: Role | None, role: Role) -> bool:
    """Whether somebody in the role `own` may give or take `role`: only where it has no right that they lack."""
    return own is not None and _RIGHTS[role] <= _RIGHTS[own]


SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def password_fault(password: str, login: str) -> str | None:
    """What is wrong with a new password, as a key of the texts; None where nothing is.

    Long and not the login: NIST SP 800-63B asks for length, not for kinds of characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    if login.casefold() in password.casefold() or len(set(password)) < 5:
        return "password_easy"
    return None


def tidy_login(login: str) -> str:
    """A login as it is stored and compared: without blanks around it, in small letters."""
    return login.strip().casefold()
