"""The doors through which a live session changes: `perform` for the process, `contribute` for the content.

Each is one transaction: the session's row is claimed by raising its version (which serialises writers on SQLite
and PostgreSQL alike), the change is made, and what the screens must see is pushed after the commit. A push that
fails is logged and forgiven: the database is the truth.
"""

from .content import FormInvalid, contribute, erase, jot, lay_back, withdraw
from .doors import ALL, TIME, announce, changed, claim, save_state
from .people import (
    add_phoneless,
    admit,
    admit_all,
    attend,
    come_back,
    depart,
    enter,
    knock,
    namesake,
    newcomer,
    participant_of,
    refuse,
    reseat,
    set_screen,
    signal,
    spoke,
)
from .plan import (
    add_round,
    change_method,
    drop_round,
    guide,
    insert_step,
    open_meeting,
    open_session,
    put_case,
    repeat,
    stop_at,
)
from .process import accept_chair, owner_as_member, perform, record, take_chair, undo
from .rounds import leg_of

__all__ = [
    "ALL",
    "TIME",
    "FormInvalid",
    "accept_chair",
    "add_phoneless",
    "add_round",
    "admit",
    "admit_all",
    "announce",
    "attend",
    "change_method",
    "changed",
    "claim",
    "come_back",
    "contribute",
    "depart",
    "drop_round",
    "enter",
    "erase",
    "guide",
    "insert_step",
    "jot",
    "knock",
    "lay_back",
    "leg_of",
    "namesake",
    "newcomer",
    "open_meeting",
    "open_session",
    "owner_as_member",
    "participant_of",
    "perform",
    "put_case",
    "record",
    "refuse",
    "repeat",
    "reseat",
    "save_state",
    "set_screen",
    "signal",
    "spoke",
    "stop_at",
    "take_chair",
    "undo",
    "withdraw",
]
