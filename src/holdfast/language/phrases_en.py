"""The English sentences; the notation is that of `phrases_de`."""

from collections.abc import Mapping

from .phrases import Phrase

SENTENCES: Mapping[Phrase, tuple[str, ...]] = {
    Phrase.HELD_ASKED: (
        "{at:when} is free, {service} with {staff} {price:cost}. Shall I book that for you?",
        "{at:when} is free, {service} with {staff}. Shall I book that for you?",
        "{at:when} is free, {service}. Shall I book that for you?",
    ),
    Phrase.HELD_WINDOW: (
        "Yes, {service} {price:cost} would be possible at {hours:hours}, {hours:?would that|which would} suit you?",
        "Yes, {service} {price:cost} would be possible {choices:on_choices}, "
        "{choices:?would that|which would} suit you?",
        "Yes, {service} would be possible at {hours:hours}, {hours:?would that|which would} suit you?",
        "Yes, {service} would be possible {choices:on_choices}, {choices:?would that|which would} suit you?",
        "I have {choices:choices}, {choices:?would that|which would} suit you?",
    ),
    Phrase.ASK_TO_BOOK: (
        "{at:when}, {service} with {staff}. Shall I book it?",
        "{at:when}, {service}. Shall I book it?",
    ),
    Phrase.ASK_TO_MOVE: ("I can move the appointment to {at:for}. Shall I do that?",),
    Phrase.ASK_TO_CANCEL: (
        "Shall I really cancel the appointment {at:on}, {service}?",
        "Shall I really cancel the appointment {at:on}?",
    ),
    Phrase.OFFER_CHOICES: (
        "I could offer {hours:hours}, {hours:?would that|which would} suit you?",
        "I could offer {choices:choices}, {choices:?would that|which would} suit you?",
    ),
    Phrase.OFFER_CALLBACK: ("Shall someone from the team call you back?",),
    Phrase.OFFER_TRANSFER: ("Shall I put you through to {name}?", "Shall I put you through?"),
    Phrase.REFUSED_SLOT_TAKEN: ("{at:when} is already taken, I'm afraid.", "That time is already taken, I'm afraid."),
    Phrase.REFUSED_HELD_BY_OTHER: (
        "{at:when} is reserved for someone else at the moment.",
        "That time is reserved for someone else at the moment.",
    ),
    Phrase.REFUSED_CLOSED: (
        "{date:date_on}, we are closed, I'm afraid.",
        "{at:on} we are closed, I'm afraid.",
        "We are closed at that time, I'm afraid.",
    ),
    Phrase.REFUSED_HOLIDAY: (
        "{date:date_on}, it is {holiday:feast}, and we are closed.",
        "{at:date_on}, it is {holiday:feast}, and we are closed.",
        "It is {holiday:feast} then, and we are closed.",
        "{date:date}, is a public holiday, and we are closed.",
        "{at:date}, is a public holiday, and we are closed.",
        "That is a public holiday, and we are closed.",
    ),
    Phrase.REFUSED_STAFF_AWAY: (
        "{staff} is away {at:on}, I'm afraid.",
        "{staff} is away at that time, I'm afraid.",
        "{at:on} nobody on the team is in for that, I'm afraid.",
        "Nobody on the team is in for that at that time, I'm afraid.",
    ),
    Phrase.REFUSED_TOO_SHORT_NOTICE: (
        "{at:when} is too soon, I'm afraid, we need at least {minutes:minutes} notice.",
        "{at:when} is too soon, I'm afraid.",
        "That is too soon, I'm afraid, we need at least {minutes:minutes} notice.",
        "That is too soon, I'm afraid.",
    ),
    Phrase.REFUSED_PAST: (
        "{date:date}, is already over, I'm afraid.",
        "{at:when} is already over, I'm afraid.",
        "That time is already over, I'm afraid.",
    ),
    Phrase.REFUSED_BEYOND_HORIZON: (
        "{at:date} is too far away, we don't plan that far ahead yet.",
        "We don't plan that far ahead yet.",
    ),
    Phrase.REFUSED_DOES_NOT_FIT: (
        "{service} no longer fits in {at:on}, I'm afraid.",
        "{service} no longer fits in at that time, I'm afraid.",
        "There is not enough room in the calendar at that time, I'm afraid.",
    ),
    Phrase.REFUSED_OFF_GRID: (
        "No appointment begins at {at:time} here, I'm afraid.",
        "No appointment begins at that minute here, I'm afraid.",
    ),
    Phrase.REFUSED_NOTHING_FREE: (
        "{date:date_on}, nothing is free any more, I'm afraid.",
        "{at:date_on}, nothing is free any more, I'm afraid.",
        "Nothing is free in that time any more, I'm afraid.",
    ),
    Phrase.REFUSED_UNKNOWN_SERVICE: (
        "I couldn't find {service} among our services.",
        "I couldn't find that among our services.",
    ),
    Phrase.REFUSED_STAFF_CANNOT: (
        "{service} is not available with {staff}, I'm afraid.",
        "That is not available with {staff}, I'm afraid.",
        "I have nobody for that combination, I'm afraid.",
    ),
    Phrase.REFUSED_NOT_BOOKABLE: (
        "I can't book {service} with {staff} over the phone, I'm afraid.",
        "I can't book {service} over the phone, I'm afraid.",
        "I can't book that over the phone, I'm afraid.",
    ),
    Phrase.REFUSED_HOLD_EXPIRED: (
        "The reservation for {at:for} has run out, I'm afraid.",
        "The reservation has run out, I'm afraid.",
    ),
    Phrase.REFUSED_NOT_FOUND: ("I couldn't find a matching appointment, I'm afraid.",),
    Phrase.REFUSED_NOT_AUTHORISED: ("For that I need the booking code and the name the appointment is under.",),
    Phrase.REFUSED_POLICY: ("The rules of the house don't allow that, I'm afraid.",),
    Phrase.REFUSED_CALENDAR_UNREACHABLE: (
        "I can't get into our calendar just now, and I don't want to tell you anything wrong.",
    ),
    Phrase.REFUSED_NOT_ACCEPTED: (
        "Our calendar doesn't accept {at:when}, I'm afraid.",
        "Our calendar doesn't accept that time, I'm afraid.",
    ),
    Phrase.REFUSED_TECHNICAL: ("That didn't work on our side just now, I'm sorry.",),
    Phrase.REFUSED_ALREADY_YOURS: (
        "{at:when} is already booked for you.",
        "That time is already booked for you.",
    ),
    Phrase.ALREADY_YOURS: (
        "{at:when} is already your appointment, {service} with {staff}. The booking code is {ref:ref}.",
        "{at:when} is already your appointment, {service}. The booking code is {ref:ref}.",
    ),
    Phrase.CONFIRMED: (
        "{at:when} is booked, {service} with {staff}. Your booking code is {ref:ref}.",
        "{at:when} is booked, {service}. Your booking code is {ref:ref}.",
    ),
    Phrase.CONFIRMED_SEVERAL: ("The appointments are booked. The booking codes are {refs:refs}.",),
    Phrase.AMENDED: (
        "The appointment {at:on} is now under {name}.",
        "I have noted that with your appointment, {at:when}, {service}.",
    ),
    Phrase.AMENDED_BY_HAND: (
        "The appointment {at:on} is now under {name}. The salon will still change the name in its calendar.",
        "The appointment is now under {name}. The salon will still change the name in its calendar.",
    ),
    Phrase.PENDING: (
        "I'm entering {at:for} right now, just a moment. The booking code for it is {ref:ref}.",
        "I'm entering {at:for} right now, just a moment.",
        "I'm entering that right now, just a moment.",
    ),
    Phrase.PENDING_CALLBACK: ("Entering it takes longer than usual. A call back about it is noted for you.",),
    Phrase.MOVED: (
        "Your appointment has been moved to {at:for}, {service} with {staff}. The booking code is {ref:ref}.",
        "Your appointment has been moved to {at:for}, {service}. The booking code is {ref:ref}.",
    ),
    Phrase.MOVED_PENDING: (
        "I'm moving the appointment to {at:for} right now, just a moment.",
        "I'm moving the appointment right now, just a moment.",
    ),
    Phrase.CANCELLED: (
        "Your appointment {at:on}, {service}, is cancelled.",
        "Your appointment {at:on} is cancelled.",
    ),
    Phrase.CANCEL_PENDING: (
        "I'm cancelling the appointment {at:on} right now, just a moment.",
        "I'm cancelling the appointment right now, just a moment.",
    ),
    Phrase.CANCEL_WHICH: ("Which appointment shall I cancel: {choices:choices}?",),
    Phrase.WHICH_VISIT: ("Which appointment do you mean: {choices:choices}?",),
    Phrase.SECOND_VISIT: (
        "This is a second appointment, the one at {hour:time} stays as it is.",
        "This is a second appointment, the one {at:on} stays as it is.",
    ),
    Phrase.STATUS_CONFIRMED: (
        "Yes, {at:when} is booked, {service} with {staff}.",
        "Yes, {at:when} is booked, {service}.",
    ),
    Phrase.STATUS_PENDING: ("{at:when} is being entered right now, it is not confirmed yet.",),
    Phrase.STATUS_CANCELLED: ("The appointment {at:on} is cancelled.",),
    Phrase.STATUS_NONE: ("I can't find an appointment for that.",),
    Phrase.STATUS_UNDONE: ("The appointment {at:on} did not come about, I'm afraid, nothing is booked.",),
    Phrase.STATUS_IN_QUESTION: (
        "The appointment {at:on} was changed in the calendar. Somebody of the team will sort it out and be in touch.",
    ),
    Phrase.VISITS_FOUND: ("Your appointments: {choices:all}.",),
    Phrase.VISIT_ONE: (
        "You have one appointment: {at:when}, {service} with {staff}.",
        "You have one appointment: {at:when}, {service}.",
    ),
    Phrase.ASK_SERVICE: ("What would you like to have done?",),
    Phrase.ASK_DATE: ("Which day would suit you?",),
    Phrase.ASK_TIME: ("What time would suit you?",),
    Phrase.ASK_NAME: ("What name may I put the appointment under?",),
    Phrase.ASK_PHONE: ("What number can we reach you on?",),
    Phrase.ASK_REF_AND_NAME: ("What is your booking code, and what name is the appointment under?",),
    Phrase.ASK_REF: ("What is your booking code?",),
    Phrase.ASK_VISIT_NAME: ("What name is the appointment under?",),
    Phrase.ASK_WHICH_SERVICE: ("Do you mean {names:either}?",),
    Phrase.ASK_WHICH_STAFF: ("I don't know that name here. Who would you like to see: {names:either}?",),
    Phrase.ASK_FIELD: ("One thing is still missing: {field:field}. Could you tell me again, please?",),
    Phrase.ASK_AGAIN: ("I didn't quite catch that, I'm afraid. Could you say it again, please?",),
    Phrase.HALF_OF_DAY: ("Do you mean {readings:which}?",),
    Phrase.WHICH_WEEK: ("Do you mean {readings:which}?",),
    Phrase.WHICH_OPTION: ("Which shall I look at first, {readings:either}?",),
    Phrase.WEEKDAY_AGAINST_DATE: ("The weekday and the date don't go together. Do you mean {readings:which}?",),
    Phrase.NO_SUCH_DATE: ("There is no such day in the calendar. Which day would you like?",),
    Phrase.NO_SUCH_TIME: ("There is no such time of day. What time would you like?",),
    Phrase.PAST: ("That is already over. Which day and what time would suit you instead?",),
    Phrase.UNREAD: ("I didn't quite get the time. Which day and what time would you like?",),
    Phrase.UNREAD_TIME: ("I didn't quite get the time. What time would you like?",),
    Phrase.NOTHING_HEARD: ("Which day and what time would you like?",),
    Phrase.UNMATCHED_SERVICE: ("{service} is not something we offer, I'm afraid.",),
    Phrase.SERVICES_LIST: ("We offer {names:some}. What would you like?",),
    Phrase.SERVICE_PRICE: (
        "{service} costs {price:price} and takes {minutes:minutes}.",
        "{service} costs {price:price}.",
    ),
    Phrase.OPENING_TODAY: ("Today we are open {spans:spans}.",),
    Phrase.OPENING_ON: ("{date:date_on}, we are open {spans:spans}.",),
    Phrase.CLOSED_TODAY: ("Today is {holiday:feast}, and we are closed.", "Today we are closed."),
    Phrase.CLOSED_ON: ("{date:date_on}, it is {holiday:feast}, and we are closed.", "{date:date_on}, we are closed."),
    Phrase.CALLBACK_NOTED: ("We'll call you back by {at:until}.", "We'll call you back."),
    Phrase.CALLBACK_AMENDED: (
        "I have added your number and your wish, we'll call you back by {at:until}.",
        "I have added your number and your wish for the call back.",
    ),
    Phrase.CALLBACK_NEEDS_PHONE: ("I'll gladly note a call back. What number can we reach you on?",),
    Phrase.TRANSFER: ("Shall I put you through to {name}?", "Shall I put you through?"),
    Phrase.CONTEXT_KNOWN: (
        "Hello, {name}, good to hear from you. What can I do for you?",
        "Hello, good to hear from you again. What can I do for you?",
    ),
    Phrase.CONTEXT_UNKNOWN: ("Hello, what can I do for you?",),
    Phrase.BOOKINGS_OFF: ("I can't book appointments over the phone at the moment, I'm afraid.",),
    Phrase.CALLBACK_ONLY: ("Our team arranges appointments in person.",),
    Phrase.KNOWN_CUSTOMERS_ONLY: (
        "{service} I book over the phone only for guests who have been here before.",
        "That I book over the phone only for guests who have been here before.",
    ),
    Phrase.TECHNICAL_READ: ("Something is stuck on my side, one moment please.",),
    Phrase.TECHNICAL_WRITE: ("I couldn't enter that safely just now, nothing is confirmed yet.",),
    Phrase.WRONG_SALON: ("I can't say anything about that on this number, I'm afraid.",),
    Phrase.TOO_MANY_WRONG_REFS: ("The booking code didn't match several times, I'm afraid.",),
}
