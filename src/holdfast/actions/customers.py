"""Who a visit is for. Several people may share a number; a hidden number is nobody (R28, R29)."""

from dataclasses import dataclass, replace

from holdfast.actions.answer import Answer
from holdfast.actions.conversation import Conversation
from holdfast.actions.understand import need, was_asked, words
from holdfast.core.booking import Customer, Visit
from holdfast.language import (
    Phrase,
    declines,
    hear_email,
    is_hidden_number,
    names_digits,
    read_customer_name,
    read_phone,
    same_name,
)
from holdfast.store import visits

LONGEST_NOTES = 500


@dataclass(frozen=True, slots=True)
class Contact:
    """What the caller said about the customer. `phone` is E.164 as spoken: it reaches, it never authorises."""

    name: str
    phone: str | None = None
    email: str | None = None
    notes: str = ""

    def differs_from(self, visit: Visit) -> bool:
        """Whether it says anything about the visit's customer that is not on record yet."""
        known = visit.customer
        return (
            not same_name(known.name, self.name)
            or (self.phone is not None and self.phone != known.phone and self.phone not in visit.notes)
            or (self.email is not None and self.email != known.email)
            or (bool(self.notes) and self.notes not in visit.notes)
        )


def hear_contact(conv: Conversation) -> Contact | Answer:
    """Name, number, address and notes as heard, or the question for the name."""
    said = words(conv, "customer_name")
    name = read_customer_name(said, _not_customers(conv)) if said else None
    if name is None and said:
        conv.misunderstood()
        return need(Phrase.ASK_NAME, "customer_name")
    name = name or _only_known(conv)
    if name is None:
        return need(Phrase.ASK_NAME, "customer_name")
    phone = _heard_phone(conv)
    if isinstance(phone, Answer):
        return phone
    email = _heard_email(conv)
    if isinstance(email, Answer):
        return email
    notes = "; ".join(part for part in (words(conv, "notes"), phone.unread, email.unread) if part)
    return Contact(name[:120], phone.value, email.value, notes[:LONGEST_NOTES])


@dataclass(frozen=True, slots=True)
class _Heard:
    """A value as understood, or the words that a person should look at because nothing could be made of them."""

    value: str | None = None
    unread: str = ""


def _heard_phone(conv: Conversation) -> _Heard | Answer:
    """The number that was said. One that is none is asked for once more; after that its words go into the notes."""
    said = words(conv, "phone")
    if not said or (is_hidden_number(said) and not names_digits(said)) or declines(said):
        return _Heard()
    number = read_phone(said, conv.tenant.region)
    if number is not None or not names_digits(said):
        return _Heard(number)
    if was_asked(conv, "asked_phone_again"):
        return _Heard(unread=f"Telefon wie gehört: {said[:80]}")
    conv.note("asked_phone_again")
    return need(Phrase.ASK_PHONE_AGAIN, "phone")


def _heard_email(conv: Conversation) -> _Heard | Answer:
    """The address that was said. What had to be filled in is spoken back, what is none asked for once more; after that
    it is taken as it is, or its words go into the notes."""
    said = words(conv, "email")
    if not said or declines(said):
        return _Heard()
    heard = hear_email(said)
    if heard is not None and (heard.sure or was_asked(conv, "asked_email_right")):
        return _Heard(heard.address)
    if heard is not None:
        conv.note("asked_email_right")
        return need(Phrase.ASK_EMAIL_RIGHT, "email", email=heard.address)
    if was_asked(conv, "asked_email_again"):
        return _Heard(unread=f"E-Mail wie gehört: {said[:80]}")
    conv.note("asked_email_again")
    return need(Phrase.ASK_EMAIL_AGAIN, "email")


def notes_for(contact: Contact, customer: Customer, known: str = "") -> str:
    """What staff should read beside a visit: every note once, and the number to call where it is another than the
    customer's own."""
    other = contact.phone if contact.phone and contact.phone != customer.phone else ""
    notes = known
    for more in (contact.notes, f"Telefon {other}" if other else ""):
        if more and more not in notes:
            notes = more if not notes or notes in more else f"{notes}; {more}"
    return notes[:LONGEST_NOTES]


def _not_customers(conv: Conversation) -> list[str]:
    names = [person.name for person in conv.tenant.staff]
    services = [name for service in conv.tenant.services for name in (service.name, *service.aliases)]
    return [*names, *services, conv.tenant.retell.agent_name, conv.tenant.name]


def _only_known(conv: Conversation) -> str | None:
    """The one person known by this number; two sharing it must be told apart by asking."""
    return conv.customers[0].name if len(conv.customers) == 1 else None


def customer_for(conv: Conversation, contact: Contact) -> Customer:
    """The customer of this name at this number, put on record if there is none yet."""
    number = conv.number or contact.phone
    known = visits.customers_of(conv.tx, number) if number else _of_this_call(conv)
    found = next((customer for customer in known if same_name(customer.name, contact.name)), None)
    if found is None:
        new_id = conv.desk.ids.chance.below(2**53)
        return visits.add_customer(conv.tx, new_id, contact.name, number, contact.email, conv.now)
    # Whoever only says a number may fill in what is missing, but changes nothing of the person who has that number.
    email = (contact.email or found.email) if conv.number or found.email is None else found.email
    better = replace(found, phone=found.phone or number, email=email)
    if better != found:
        visits.amend_customer(conv.tx, better)
    return better


def _of_this_call(conv: Conversation) -> tuple[Customer, ...]:
    return tuple(visit.customer for visit in conv.own_visits)
