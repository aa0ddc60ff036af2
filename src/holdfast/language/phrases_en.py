"""The English sentences; the notation is that of `phrases_de`."""

from collections.abc import Mapping

from .phrases import Phrase

SENTENCES: Mapping[Phrase, tuple[str, ...]] = {
    Phrase.HELD_ASKED: (
        "{at:when} is free with {staff}, {service} {price:cost}. Shall I book that for you?",
        "{at:when} is free with {staff}, {service}. Shall I book that for you?",
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
        "That would be {at:when}, {service} with {staff} {price:cost}. Shall I book it?",
        "That would be {at:when}, {service} with {staff}. Shall I book it?",
        "That would be {at:when}, {service}. Shall I book it?",
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
    Phrase.OFFER_TRANSFER: (
        "Shall I put you through to {name}?",
        "Shall I put you through to someone from the team?",
    ),
    Phrase.KEPT: (
        "Your appointment at {kept_hour:time} stays as it is, shall someone from the team call you back?",
        "Your appointment {kept:on} stays as it is, shall someone from the team call you back?",
    ),
    Phrase.KEPT_CHOICES: (
        "Your appointment at {kept_hour:time} stays as it is, I could offer {hours:hours}, "
        "{hours:?would that|which would} suit you?",
        "Your appointment at {kept_hour:time} stays as it is, I could offer {choices:choices}, "
        "{choices:?would that|which would} suit you?",
        "Your appointment {kept:on} stays as it is, I could offer {hours:hours}, {hours:?would "
        "that|which would} suit you?",
        "Your appointment {kept:on} stays as it is, I could offer {choices:choices}, {choices:?would "
        "that|which would} suit you?",
        "Your present appointment stays as it is, I could offer {choices:choices}, {choices:?would "
        "that|which would} suit you?",
    ),
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
        "{at:then} is too short notice, I'm afraid, we need at least {minutes:minutes}.",
        "{at:then} is too short notice, I'm afraid.",
        "That is too short notice, I'm afraid, we need at least {minutes:minutes}.",
        "That is too short notice, I'm afraid.",
    ),
    Phrase.REFUSED_PAST: (
        "{date:date}, is already over, I'm afraid.",
        "{at:then} is already over, I'm afraid.",
        "That time is already over, I'm afraid.",
    ),
    Phrase.REFUSED_BEYOND_HORIZON: (
        "We don't take appointments for {at:date}, yet, I'm afraid.",
        "We don't take appointments for {date:date}, yet, I'm afraid.",
        "We don't take appointments that far ahead yet, I'm afraid.",
    ),
    Phrase.REFUSED_DOES_NOT_FIT: (
        "{at:on} there is not enough time left for {service}, I'm afraid.",
        "There is not enough time left for {service} then, I'm afraid.",
        "There is not enough time left then, I'm afraid.",
    ),
    Phrase.REFUSED_OFF_GRID: (
        "No appointment begins at {at:time} here, I'm afraid.",
        "No appointment begins at exactly that time here, I'm afraid.",
    ),
    Phrase.REFUSED_NOTHING_FREE: (
        "{date:date_on}, nothing is free any more, I'm afraid.",
        "{at:date_on}, nothing is free any more, I'm afraid.",
        "Nothing is free in that time any more, I'm afraid.",
    ),
    Phrase.REFUSED_NOTHING_LATER: ("I have nothing later left, I'm afraid.",),
    Phrase.REFUSED_NOTHING_EARLIER: ("I have nothing earlier left, I'm afraid.",),
    Phrase.REFUSED_NOTHING_ELSE: ("I have nothing else left then, I'm afraid.",),
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
    Phrase.REFUSED_POLICY: ("That is not possible here, I'm afraid.",),
    Phrase.REFUSED_CALENDAR_UNREACHABLE: (
        "I can't get into our calendar just now, and I don't want to tell you anything wrong.",
    ),
    Phrase.REFUSED_NOT_ACCEPTED: (
        "The appointment {at:on} could not be entered, I'm afraid.",
        "That appointment could not be entered, I'm afraid.",
    ),
    Phrase.REFUSED_NOT_MOVED: (
        "Your appointment could not be moved to {at:for}, I'm afraid.",
        "Your appointment could not be moved to that time, I'm afraid.",
    ),
    Phrase.REFUSED_TECHNICAL: ("That didn't work on our side just now, I'm sorry.",),
    Phrase.REFUSED_ALREADY_YOURS: (
        "You already have an appointment {at:on}.",
        "You already have an appointment then.",
    ),
    Phrase.ALREADY_YOURS: (
        "You already have the appointment {at:on}, {service} with {staff}. Your booking code is {ref:ref}.",
        "You already have the appointment {at:on}, {service}. Your booking code is {ref:ref}.",
    ),
    Phrase.CONFIRMED: (
        "Your appointment {at:on} is booked, {service} with {staff}. Your booking code is {ref:ref}.",
        "Your appointment {at:on} is booked, {service}. Your booking code is {ref:ref}.",
    ),
    Phrase.CONFIRMED_SECOND: (
        "Your second appointment {at:on} is booked, the one at {other_hour:time} stays as it is. The "
        "booking code is {ref:ref}.",
        "Your second appointment {at:on} is booked, the one {other:on} stays as it is. The booking code is {ref:ref}.",
        "Your second appointment {at:on} is booked, the other one stays as it is. The booking code is {ref:ref}.",
    ),
    Phrase.CONFIRMED_SEVERAL: ("Your appointments are booked. The booking codes are {refs:refs}.",),
    Phrase.AMENDED: (
        "The appointment {at:on} is now under {name}.",
        "I have noted that with your appointment {at:on}, {service}.",
    ),
    Phrase.AMENDED_BY_HAND: (
        "The appointment {at:on} is now under {name}. The salon will still change the name in its calendar.",
        "The appointment is now under {name}. The salon will still change the name in its calendar.",
    ),
    Phrase.PENDING: (
        "I'm entering the appointment {at:on} right now, just a moment. The booking code for it is {ref:ref}.",
        "I'm entering the appointment {at:on} right now, just a moment.",
        "I'm entering that right now, just a moment.",
    ),
    Phrase.PENDING_CALLBACK: ("This is taking longer than usual. We'll call you back and tell you whether it worked.",),
    Phrase.MOVED: (
        "Your appointment has been moved to {at:for}, {service} with {staff}. The booking code is still {ref:ref}.",
        "Your appointment has been moved to {at:for}, {service}. The booking code is still {ref:ref}.",
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
    Phrase.CANCEL_WHICH: ("Which appointment shall I cancel, the one {choices:on_choices}?",),
    Phrase.WHICH_VISIT: ("Which appointment do you mean, the one {choices:on_choices}?",),
    Phrase.STATUS_CONFIRMED: (
        "Yes, your appointment {at:on} is booked, {service} with {staff}.",
        "Yes, your appointment {at:on} is booked, {service}.",
    ),
    Phrase.STATUS_PENDING: (
        "Your appointment at {hour:time} is still being entered, it is not confirmed yet.",
        "Your appointment {at:on} is still being entered, it is not confirmed yet.",
    ),
    Phrase.STATUS_CANCELLED: ("Your appointment {at:on} is cancelled.",),
    Phrase.STATUS_NONE: ("I can't find an appointment for that, I'm afraid.",),
    Phrase.STATUS_UNDONE: ("The appointment {at:on} did not come about, I'm afraid, nothing is booked.",),
    Phrase.STATUS_IN_QUESTION: (
        "Your appointment {at:on} was changed in the calendar. Someone from the team will sort it out and be in touch.",
    ),
    Phrase.VISITS_FOUND: ("You have {choices:?one appointment|appointments} {choices:all}.",),
    Phrase.VISIT_ONE: (
        "You have one appointment {at:on}, {service} with {staff}.",
        "You have one appointment {at:on}, {service}.",
    ),
    Phrase.CORRECTION_STANDS: ("Your appointment {at:on} stands after all. Would you like to keep it?",),
    Phrase.CORRECTION_DONE: ("About your last call: the appointment {at:on} is booked for certain now.",),
    Phrase.CORRECTION_NOT_BOOKED: (
        "About your last call, and please accept our apologies: the appointment {at:on} did not come about after all. "
        "Shall I look for another time?",
    ),
    Phrase.CORRECTION_OTHER_TIME: (
        "Unlike what you were told last time, your appointment is {at:on}. Does that suit you?",
    ),
    Phrase.CORRECTION_NOT_CANCELLED: (
        "Your appointment {at:on} is still in our calendar after all. Shall I cancel it now?",
    ),
    Phrase.MEANWHILE_DONE: ("Good news: your appointment {at:on} is booked for certain now.",),
    Phrase.MEANWHILE_NOT_BOOKED: ("I'm sorry, the appointment {at:on} did not work out after all.",),
    Phrase.MEANWHILE_OTHER_TIME: ("Your appointment is {at:on} after all.",),
    Phrase.MEANWHILE_CANCELLED: ("Your appointment {at:on} is cancelled now.",),
    Phrase.ASK_SERVICE: ("What would you like to have done?",),
    Phrase.ASK_DATE: ("Which day would suit you?",),
    Phrase.ASK_TIME: ("What time would suit you?",),
    Phrase.ASK_NAME: ("What name may I put the appointment under?",),
    Phrase.ASK_PHONE: ("What number can we reach you on?",),
    Phrase.ASK_REF_AND_NAME: ("What is your booking code, and what name is the appointment under?",),
    Phrase.ASK_REF: ("What is your booking code?",),
    Phrase.ASK_VISIT_NAME: ("What name is the appointment under?",),
    Phrase.ASK_WHICH_SERVICE: (
        "I've noted {service:service}. Do you mean {names:either}?",
        "Do you mean {names:either}?",
    ),
    Phrase.ASK_LIKE_LAST_TIME: ("Last time it was {service:service}. Would you like the same again?",),
    Phrase.ASK_PHONE_AGAIN: ("I didn't quite catch the number. Could you say it once more, digit by digit?",),
    Phrase.ASK_EMAIL_AGAIN: ("I didn't quite catch the email address. Could you spell it for me, please?",),
    Phrase.ASK_EMAIL_RIGHT: ("The email address is {email:email}, is that right?",),
    Phrase.ASK_WHICH_STAFF: ("I don't know that name here. Who would you like to see: {names:either}?",),
    Phrase.ASK_FIELD: ("One thing is still missing, {field:field}. Could you tell me that, please?",),
    Phrase.ASK_SECOND_VISIT: (
        "{date:date_on}, there is an appointment under this name already, {service}. Shall I book another one all the "
        "same?",
    ),
    Phrase.ASK_AGAIN: ("I didn't quite catch that, I'm afraid. Could you say it again, please?",),
    Phrase.HALF_OF_DAY: ("Do you mean {readings:which}?",),
    Phrase.WHICH_WEEK: ("Do you mean {readings:which}?",),
    Phrase.WHICH_OPTION: ("Which would you prefer, {readings:either}?",),
    Phrase.WEEKDAY_AGAINST_DATE: ("The weekday and the date don't go together. Do you mean {readings:which}?",),
    Phrase.NO_SUCH_DATE: ("There is no such day in the calendar. Which day would you like?",),
    Phrase.NO_SUCH_TIME: ("There is no such time of day. What time would you like?",),
    Phrase.PAST: ("That is already over, I'm afraid. Which day and what time would suit you instead?",),
    Phrase.UNREAD: ("I didn't quite get the time. Which day and what time would you like?",),
    Phrase.UNREAD_TIME: ("I didn't quite get the time. What time would you like?",),
    Phrase.NOTHING_HEARD: ("Which day and what time would you like?",),
    Phrase.UNMATCHED_SERVICE: ("{service} is not something we offer, I'm afraid.",),
    Phrase.ONE_BY_ONE: ("Let's take one appointment at a time.",),
    Phrase.SERVICES_LIST: ("We offer {names:some}. What would you like?",),
    Phrase.SERVICE_PRICE: (
        "{service} costs {price:price} and takes {minutes:minutes}.",
        "{service} costs {price:price}.",
        "{service} takes {minutes:minutes}. We will gladly tell you the price in the salon.",
    ),
    Phrase.OPENING_TODAY: ("Today we are open {spans:spans}.",),
    Phrase.OPENING_ON: ("{date:date_on}, we are open {spans:spans}.",),
    Phrase.CLOSED_TODAY: ("Today is {holiday:feast}, and we are closed.", "Today we are closed."),
    Phrase.CLOSED_ON: ("{date:date_on}, it is {holiday:feast}, and we are closed.", "{date:date_on}, we are closed."),
    Phrase.CALLBACK_NOTED: (
        "We'll call you back by {at:then}.",
        "We'll call you back.",
    ),
    Phrase.CALLBACK_AMENDED: (
        "I have added your number and your wish, we'll call you back by {at:then}.",
        "I have added your number and your wish for the call back.",
    ),
    Phrase.CALLBACK_NEEDS_PHONE: ("I'll gladly note a call back. What number can we reach you on?",),
    Phrase.TRANSFER: (
        "Shall I put you through to {name}?",
        "Shall I put you through to someone from the team?",
    ),
    Phrase.CONTEXT_KNOWN: (
        "Hello, {name}, good to hear from you. What can I do for you?",
        "Hello, good to hear from you again. What can I do for you?",
    ),
    Phrase.CONTEXT_UNKNOWN: ("Hello, what can I do for you?",),
    Phrase.BOOKINGS_OFF: ("I can't book appointments over the phone at the moment, I'm afraid.",),
    Phrase.CALLBACK_ONLY: ("Our team arranges appointments in person.",),
    Phrase.KNOWN_CUSTOMERS_ONLY: (
        "Over the phone I can only book {service} for guests who have been here before.",
        "Over the phone I can only book that for guests who have been here before.",
    ),
    Phrase.TECHNICAL_READ: ("Something is stuck on my side, one moment please.",),
    Phrase.TECHNICAL_WRITE: ("I couldn't enter that safely just now, nothing is confirmed yet.",),
    Phrase.WRONG_SALON: ("I can't say anything about that on this number, I'm afraid.",),
    Phrase.TOO_MANY_WRONG_REFS: ("The booking code didn't match several times, I'm afraid.",),
}
