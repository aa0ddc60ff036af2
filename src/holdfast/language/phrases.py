"""Every sentence Holdfast can say, by its name; the wordings stand in `phrases_de` and `phrases_en`."""

from enum import StrEnum, auto


class Phrase(StrEnum):
    """One sentence, or two at most. A `refused_...` is the first sentence only: an offer may follow it."""

    # an offer, before anything is booked
    HELD_ASKED = auto()  # at, service, staff, price?
    HELD_WINDOW = auto()  # choices, service?, price?, said_day?
    ASK_TO_BOOK = auto()  # at, service, staff
    ASK_TO_MOVE = auto()  # at
    ASK_TO_CANCEL = auto()  # at, service
    OFFER_CHOICES = auto()  # choices, said_day?
    OFFER_CALLBACK = auto()
    KEPT = auto()  # kept: when the visit is that was not moved, said_day?
    KEPT_CHOICES = auto()  # kept?, choices, said_day?
    OFFER_TRANSFER = auto()  # name?
    # why not
    REFUSED_SLOT_TAKEN = auto()  # at?
    REFUSED_HELD_BY_OTHER = auto()  # at?
    REFUSED_CLOSED = auto()  # date?, at?
    REFUSED_HOLIDAY = auto()  # holiday?, date?, at?
    REFUSED_STAFF_AWAY = auto()  # staff?, at?
    REFUSED_TOO_SHORT_NOTICE = auto()  # at?, minutes?
    REFUSED_PAST = auto()  # date?, at?
    REFUSED_BEYOND_HORIZON = auto()  # at? date?
    REFUSED_DOES_NOT_FIT = auto()  # service?, at?
    REFUSED_OFF_GRID = auto()  # at?
    REFUSED_NOTHING_FREE = auto()  # date?, at?
    REFUSED_NOTHING_LATER = auto()
    REFUSED_NOTHING_EARLIER = auto()
    REFUSED_NOTHING_ELSE = auto()
    REFUSED_UNKNOWN_SERVICE = auto()  # service?
    REFUSED_STAFF_CANNOT = auto()  # staff?, service?
    REFUSED_NOT_BOOKABLE = auto()  # service?
    REFUSED_HOLD_EXPIRED = auto()  # at?
    REFUSED_NOT_FOUND = auto()
    REFUSED_NOT_AUTHORISED = auto()
    REFUSED_POLICY = auto()
    REFUSED_CALENDAR_UNREACHABLE = auto()
    REFUSED_NOT_ACCEPTED = auto()  # at?
    REFUSED_NOT_MOVED = auto()  # at?: where the visit was to go
    REFUSED_TECHNICAL = auto()
    REFUSED_ALREADY_YOURS = auto()  # at?
    # what has been done, or is being done
    ALREADY_YOURS = auto()  # at, service, staff?, ref
    CONFIRMED = auto()  # at, service, staff?, ref
    CONFIRMED_SECOND = auto()  # at, ref, other?: when the other visit is, said_day?
    CONFIRMED_SEVERAL = auto()  # refs
    AMENDED = auto()  # at, name? or service
    AMENDED_BY_HAND = auto()  # at, name
    PENDING = auto()  # at?, ref?
    PENDING_CALLBACK = auto()
    MOVED = auto()  # at, service, staff?, ref
    MOVED_PENDING = auto()  # at?
    CANCELLED = auto()  # at, service?
    CANCEL_PENDING = auto()  # at?
    # visits on record
    CANCEL_WHICH = auto()  # choices
    WHICH_VISIT = auto()  # choices
    STATUS_CONFIRMED = auto()  # at, service, staff?
    STATUS_PENDING = auto()  # at, said_day?
    STATUS_CANCELLED = auto()  # at
    STATUS_NONE = auto()
    STATUS_UNDONE = auto()  # at
    STATUS_IN_QUESTION = auto()  # at
    VISITS_FOUND = auto()  # choices
    VISIT_ONE = auto()  # at, service, staff?
    # what a caller was told wrongly, when they call again
    CORRECTION_STANDS = auto()  # at
    CORRECTION_DONE = auto()  # at
    CORRECTION_NOT_BOOKED = auto()  # at
    CORRECTION_OTHER_TIME = auto()  # at
    CORRECTION_NOT_CANCELLED = auto()  # at
    # what became of something that this very call left open
    MEANWHILE_DONE = auto()  # at
    MEANWHILE_NOT_BOOKED = auto()  # at
    MEANWHILE_OTHER_TIME = auto()  # at
    MEANWHILE_CANCELLED = auto()  # at
    # one question
    ASK_SERVICE = auto()
    ASK_DATE = auto()
    ASK_TIME = auto()
    ASK_NAME = auto()
    ASK_PHONE = auto()
    ASK_REF_AND_NAME = auto()
    ASK_REF = auto()
    ASK_VISIT_NAME = auto()
    ASK_WHICH_SERVICE = auto()  # names, service?: what else was said and is not forgotten
    ASK_LIKE_LAST_TIME = auto()  # service
    ASK_PHONE_AGAIN = auto()
    ASK_EMAIL_AGAIN = auto()
    ASK_EMAIL_RIGHT = auto()  # email
    ASK_WHICH_STAFF = auto()  # names
    ASK_FIELD = auto()  # field: the name of an argument or words for it
    ASK_AGAIN = auto()
    ASK_SECOND_VISIT = auto()  # date, service
    # questions about time (language/questions.py)
    HALF_OF_DAY = auto()  # readings
    WHICH_WEEK = auto()  # readings
    WHICH_OPTION = auto()  # readings
    WEEKDAY_AGAINST_DATE = auto()  # readings
    NO_SUCH_DATE = auto()
    NO_SUCH_TIME = auto()
    PAST = auto()
    UNREAD = auto()
    UNREAD_TIME = auto()
    NOTHING_HEARD = auto()
    # information
    UNMATCHED_SERVICE = auto()  # service: what was asked for, in the caller's words
    ONE_BY_ONE = auto()
    SERVICES_LIST = auto()  # names
    SERVICE_PRICE = auto()  # service, price?, minutes?
    OPENING_TODAY = auto()  # spans
    OPENING_ON = auto()  # date, spans
    CLOSED_TODAY = auto()  # holiday?
    CLOSED_ON = auto()  # date, holiday?
    CALLBACK_NOTED = auto()  # at?: when it is due
    CALLBACK_AMENDED = auto()  # at?
    CALLBACK_NEEDS_PHONE = auto()
    TRANSFER = auto()  # name?
    CONTEXT_KNOWN = auto()  # name?
    CONTEXT_UNKNOWN = auto()
    BOOKINGS_OFF = auto()
    CALLBACK_ONLY = auto()
    KNOWN_CUSTOMERS_ONLY = auto()  # service?
    TECHNICAL_READ = auto()
    TECHNICAL_WRITE = auto()
    WRONG_SALON = auto()
    TOO_MANY_WRONG_REFS = auto()
