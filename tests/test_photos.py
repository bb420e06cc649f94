"""A photo of a drawing on paper: made anew, seen by whoever sees the drawing, and gone with it."""

import io
import secrets
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from sessions.activities import pictures
from sessions.live import actions, machine, stage
from sessions.live.audience import SCREEN, Audience
from sessions.live.models import Attachment
from sessions.live.viewer import SCREEN_COOKIE
from sessions.roles import Role
from sessions.tokens import digest
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PLACE = "Canon EOS, Kerkstraat 12"


def photo(size=(3000, 2000), kind="JPEG", turned=False, color=(200, 30, 30)) -> bytes:
    """What a phone's camera makes: its upper left corner black, and in its EXIF where it was."""
    image = Image.new("RGB", size, color)
    image.paste((0, 0, 0), (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[0x010F] = PLACE
    exif[0x0112] = 6 if turned else 1  # 6: the camera was held a quarter turn to the right
    exif.get_ifd(0x8825)[2] = (52.0, 22.0, 12.0)  # GPS latitude
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def read(content: bytes):
    return pictures.read(io.BytesIO(content), len(content))


class TestMadeAnew:
    def test_the_longest_side_is_sixteen_hundred_dots(self):
        made = read(photo())
        assert (made.width, made.height) == (1600, 1067)
        assert Image.open(io.BytesIO(made.content)).format == "WEBP"

    def test_a_small_one_is_not_blown_up(self):
        assert read(photo(size=(400, 300))).width == 400

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_where_and_when_it_was_taken_is_gone(self, kind):
        sent = photo(kind=kind)
        assert PLACE.encode() in sent or kind != "JPEG"
        assert Image.open(io.BytesIO(sent)).getexif()[0x010F] == PLACE
        made = Image.open(io.BytesIO(read(sent).content))
        assert not made.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(made.info)

    def test_it_stands_upright(self):
        made = Image.open(io.BytesIO(read(photo(turned=True)).content)).convert("L")
        assert made.size == (1067, 1600)
        assert made.getpixel((1000, 50)) < 60 < made.getpixel((50, 50)), "the dark corner turned to the right"

    def test_what_is_behind_the_picture_is_not_kept(self):
        assert b"<script>" not in read(photo(kind="PNG") + b"<script>alert(1)</script>").content

    @pytest.mark.parametrize(
        "content",
        [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 40, photo()[:2000], b"\xff\xd8\xff" + b"x" * 400],
        ids=["empty", "svg", "gif", "half", "pretends"],
    )
    def test_what_is_no_photo_is_told_so(self, content):
        assert "niet als foto lezen" in str(read(content))

    def test_too_heavy_and_too_large_are_told_so(self, monkeypatch):
        assert "12 MB" in str(pictures.read(io.BytesIO(), pictures.HEAVIEST + 1))
        monkeypatch.setattr(pictures, "DOTS", 1000)
        assert "beeldpunten" in str(read(photo(size=(400, 300))))


# -- in a session ------------------------------------------------------------------------------------------------


@pytest.fixture
def drawing(db):
    """The step of a method in which everybody draws, by finger or on paper."""
    cast = Cast.gather(method="creatieve-brein")
    at = next(i for i, leg in enumerate(cast.state.legs, 1) if wants_photo(cast.scene.steps[leg.step]))
    cast.start(at)
    return cast


def wants_photo(step):
    return any(spec["options"].get("photo") for spec in step.activities)


def send(cast, name, content=None, **data):
    key = next(spec["key"] for spec in cast.step.activities if spec["options"].get("photo"))
    form = {"step": cast.step.pk, "client_key": secrets.token_hex(10), **data}
    if content is not None:
        form["photo"] = SimpleUploadedFile("IMG_2041.jpg", content, "image/jpeg")
    return cast.phone(name).post(cast.url(f"contribute/{key}/"), form)


@pytest.fixture
def sent(drawing):
    """Bram's photo."""
    assert send(drawing, "Bram", photo()).status_code == 200
    drawing.entry = drawing.session.contributions.get()
    drawing.address = drawing.url(f"foto/{drawing.entry.pk}/")
    return drawing


def hidden(cast):
    return any(sheet.hidden for sheet in cast.scene.flap.sheets(cast.step, Role.MEMBER))


def test_it_is_offered_beside_the_drawing(drawing):
    page = drawing.phone("Bram").get(drawing.url("mine/")).content.decode()
    assert 'type="file"' in page
    assert "multipart/form-data" in page
    assert "<canvas" in page


def test_the_push_carries_a_reference_and_no_photo(sent):
    sent.perform(machine.Reveal()) if hidden(sent) else None
    flap = stage.render(sent.scene, Audience(Role.MEMBER), "flap")
    assert sent.address in flap
    assert len(flap) < 4000
    assert sent.entry.body == {"photo": {"width": 1600, "height": 1067}}


def test_who_sees_the_drawing_sees_the_photo_and_nobody_else(sent):
    if hidden(sent):
        assert sent.phone("Joost").get(sent.address).status_code == 404
        sent.perform(machine.Reveal())
    wall, token = Client(), secrets.token_urlsafe(16)
    actions.set_screen(sent.session, digest(token))
    wall.cookies[SCREEN_COOKIE] = token
    assert f"{sent.address}?als=scherm" in stage.render(sent.scene, Audience(SCREEN), "flap")
    assert wall.get(f"{sent.address}?als=scherm").status_code == 200
    for client in (sent.desk, sent.phone("Amina"), sent.phone("Bram"), sent.phone("Joost")):
        answer = client.get(sent.address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"
    actions.depart(sent.session, sent.person("Joost"), "removed")
    for outsider in (Client(), sent.phone("Joost")):
        assert outsider.get(sent.address).status_code == 404


def test_what_is_hidden_is_hidden_as_a_photo_too(sent):
    rows = sent.step.activities
    for spec in rows:
        spec["options"]["reveal"] = "at_end"
    sent.scene.steps[sent.step.pk].__class__.objects.filter(pk=sent.step.pk).update(activities=rows)
    assert hidden(sent)
    assert sent.phone("Joost").get(sent.address).status_code == 404
    assert sent.phone("Bram").get(sent.address).status_code == 200, "my own"
    assert sent.desk.get(sent.address).status_code == 200, "the begeleider guards the process"
    sent.perform(machine.Reveal())
    assert sent.phone("Joost").get(sent.address).status_code == 200


def test_not_in_another_session(sent):
    other = actions.open_session(sent.owner, sent.session.rounds.get().method)
    assert sent.desk.get(f"/live/{other.code}/foto/{sent.entry.pk}/").status_code == 404


def test_the_inbrenger_takes_it_home_and_others_only_their_own(sent):
    sent.perform(machine.Finish())
    for name, theirs in {"Amina": True, "Bram": True, "Joost": False}.items():
        page = sent.phone(name).get(sent.url("flap/")).content.decode()
        assert (sent.address in page) is theirs, name
        assert (sent.phone(name).get(sent.address).status_code == 200) is theirs, name
    assert sent.desk.get(sent.address).status_code == 404
    assert "- Tekening" in sent.phone("Amina").get(sent.url("flap.md")).content.decode()


def test_it_is_taken_back_and_erased_with_its_drawing(sent):
    key = sent.entry.key
    assert sent.phone("Bram").post(sent.url(f"withdraw/{key}/"), {"entry": sent.entry.pk}).status_code == 200
    assert not Attachment.objects.exists()
    send(sent, "Bram", photo())
    assert Attachment.objects.exists()
    sent.perform(machine.Finish())
    actions.erase(sent.session)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"), [(b"geen foto", "niet als foto lezen"), (None, "Kies eerst een foto.")]
)
def test_a_bad_file_gets_a_sentence_beside_the_field(drawing, content, words):
    answer = send(drawing, "Bram", content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not drawing.session.contributions.exists()


def test_a_drawing_by_finger_is_still_a_drawing(drawing):
    strokes = '[{"color": "blue", "width": "thin", "points": [1, 2, 30, 40]}]'
    assert send(drawing, "Bram", strokes=strokes).status_code == 200
    assert "strokes" in drawing.session.contributions.get().body
    empty = send(drawing, "Joost", strokes="")
    assert empty.status_code == 422
    assert "Teken eerst iets" in empty.content.decode()


def test_a_photo_where_none_is_asked_for_is_not_kept(cast):
    cast.start(2)
    form = {"step": cast.step.pk, "client_key": secrets.token_hex(10), "text": "Wat helpt?"}
    form["photo"] = SimpleUploadedFile("x.jpg", photo(), "image/jpeg")
    assert cast.phone("Bram").post(cast.url("contribute/questions/"), form).status_code == 200
    assert not Attachment.objects.exists()


def test_the_same_submission_twice_is_one_photo(drawing):
    key = secrets.token_hex(10)
    for _ in range(2):
        assert send(drawing, "Bram", photo(), client_key=key).status_code == 200
    assert Attachment.objects.count() == 1


def test_the_bytes_lie_in_a_confidential_field(sent):
    with connection.cursor() as cursor:
        cursor.execute("SELECT image FROM live_attachment")
        (kept,) = cursor.fetchone()
    assert isinstance(kept, str)
    assert "ConfidentialBytes" in Path("sessions/live/models.py").read_text()
    assert Attachment.objects.get().image[:4] == b"RIFF"
