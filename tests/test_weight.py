"""What a push weighs: a full board reaches the phones in one small letter."""

import pytest

from sessions.live import stage
from sessions.live.actions.doors import FLAP, STEP
from sessions.live.audience import SCREEN, Audience
from sessions.roles import Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIGHT = 30_000  # bytes
# What people write on a post-it: from a few words to as much as goes on one.
NOTES = (
    "vaste volgorde in het overleg",
    "iedereen krijgt vooraf de stukken, en wie ze niet las zegt dat aan het begin",
    "de voorzitter vat na elk punt samen wat er besloten is en vraagt wie het uitvoert",
    "ruimte om te zeggen dat je het er niet mee eens bent, zonder dat je meteen met iets anders hoeft te komen; "
    "de twijfel zelf is al genoeg om er even bij stil te staan",
)


@pytest.fixture
def board(db):
    """Forty post-its of eight people in all columns of a board, in the step itself."""
    people = ("Amina", "Bram", "Joost", "Lieke", "Noor", "Samir", "Fleur", "Wout")
    cast = Cast.gather(people, method="modelling")
    at = next(i for i, leg in enumerate(cast.state.legs, 1) if columns(cast, cast.scene.steps[leg.step]))
    cast.start(at)
    names, key = columns(cast, cast.step)
    writers = [name for name in people if cast.scene.flap.offered(cast.scene.role_of(cast.person(name)))]
    for n in range(40):
        data = {"column": names[n % len(names)]} if len(names) > 1 else {}
        cast.put(writers[n % len(writers)], key, text=NOTES[n % len(NOTES)], **data)
    cast.key = key
    return cast


def columns(cast, step):
    """The columns and the key of a step's board that people fill, if it has one."""
    for sheet in cast.scene.flap.sheets(step):
        options = sheet.options
        if (
            sheet.kind == "board"
            and not options.weights
            and any(sheet.key in row["writes"] for row in step.rows.values())
        ):
            return options.columns, sheet.key
    return None


AUDIENCES = [Role.FACILITATOR, Role.PRESENTER, Role.MEMBER, SCREEN]
# The begeleider's own screen gets the whole programme with a step as well.
PUSHES = [(FLAP, role) for role in AUDIENCES] + [(STEP, role) for role in AUDIENCES[1:]]


@pytest.mark.parametrize(("regions", "role"), PUSHES)
def test_with_forty_post_its_a_push_stays_under_thirty_kilobytes(board, role, regions):
    text = stage.letter(board.scene, Audience(role), regions)
    assert text.count("data-entry") == 40 or (role != Role.FACILITATOR and "40 briefjes liggen klaar" in text)
    assert '"t":"push"' in text
    assert len(text.encode()) < LIGHT


@pytest.mark.parametrize("role", AUDIENCES)
def test_also_once_all_lie_open(board, role):
    board.command(verb="reveal")
    text = stage.letter(board.scene, Audience(role), FLAP)
    assert text.count("data-entry") == 40
    assert len(text.encode()) < LIGHT
