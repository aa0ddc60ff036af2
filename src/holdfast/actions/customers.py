"""Who a visit is for. Several people may share a number; a hidden number is nobody (R28, R29)."""

from dataclasses import dataclass, replace

from holdfast.actions.answer import Answer
from holdfast.actions.conversation import Conversation
from holdfast.actions.understand import need, words
from holdfast.core.booking import Customer, Visit
from holdfast.language import Phrase, is_hidden_number, read_customer_name, read_email, read_phone, same_name
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
    spoken = words(conv, "phone")
    phone = None if is_hidden_number(spoken) else read_phone(spoken, conv.tenant.region)
    email = read_email(words(conv, "email"))
    return Contact(name[:120], phone, email, words(conv, "notes")[:LONGEST_NOTES])


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
    return [*names, conv.tenant.retell.agent_name, conv.tenant.name]


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
