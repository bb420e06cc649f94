"""The tools around the product: texts, environment, browser, and that the named packages do the work."""

import ast
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from channels.consumer import AsyncConsumer
from django.conf import settings as project
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import translation

from intervisie.accounts.management.commands import messages
from tests import browsers

PAGE = """
{% load i18n %}
    <p>{% translate "Volgende stap" %} \u00a0 “leestekens” (en haakjes
  </p>
 {% blocktranslate trimmed %}
    Leg je telefoon
    even weg.
 {% endblocktranslate %}
{% blocktranslate count n=n with who=name trimmed %}
  {{ n }} vraag van {{ who }}{% plural %}{{ n }} vragen van {{ who }}{% endblocktranslate %}
{% translate "ronde" context "muziek" %}{% translate "100% zeker" %}{{ title|default:_("Zonder titel") }}
"""
MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext_lazy

TITLE = _("Lui, en "
          "over twee regels")
MANY = ngettext_lazy("%d beurt", "%d beurten", "n")
TURN = pgettext_lazy("verkeer", "beurt")
"""


@pytest.fixture
def tree(tmp_path: Path, settings) -> Path:
    """A small project of one template and one module, with a catalogue of its own."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "templates").mkdir()
    (tmp_path / "methods" / "migrations").mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "methods" / "words.py").write_text(MODULE)
    (tmp_path / "methods" / "migrations" / "0001.py").write_text('_("niet deze")')
    return tmp_path


def translate_all(path: Path, **exceptions: str) -> None:
    """Fills a catalogue with “EN …”, but for the texts that are given."""
    with path.open("rb") as file:
        catalog = read_po(file)
    for message in messages.texts(catalog):
        ids = message.id if message.pluralizable else (message.id,)
        strings = tuple(exceptions.get(text, f"EN {text}") for text in ids)
        message.string = strings if message.pluralizable else strings[0]
    with path.open("wb") as file:
        messages.write_po(file, catalog)


def found(tree: Path) -> Catalog:
    return messages.extracted(tree, "en")


class TestExtracting:
    def test_template_texts(self, tree):
        catalog = found(tree)
        assert "Volgende stap" in catalog
        assert "Leg je telefoon even weg." in catalog
        assert "Zonder titel" in catalog
        assert catalog.get("ronde", "muziek")
        assert "ronde" not in catalog

    def test_plural_in_a_template(self, tree):
        message = found(tree).get("%(n)s vraag van %(who)s")
        assert message.id == ("%(n)s vraag van %(who)s", "%(n)s vragen van %(who)s")
        assert "python-format" in message.flags

    def test_percent_is_doubled_as_the_template_looks_it_up(self, tree):
        assert "100%% zeker" in found(tree)

    def test_python_texts(self, tree):
        catalog = found(tree)
        assert "Lui, en over twee regels" in catalog
        assert catalog.get("%d beurt").id == ("%d beurt", "%d beurten")
        assert catalog.get("beurt", "verkeer")

    def test_migrations_are_left_alone(self, tree):
        assert "niet deze" not in found(tree)


class TestUpdating:
    def test_keeps_translations_and_shows_no_change_when_there_is_none(self, tree):
        po = messages.po_file("en")
        call_command("messages")
        translate_all(po)
        call_command("messages")
        once = po.read_text()
        call_command("messages")
        assert po.read_text() == once
        assert 'msgstr "EN Volgende stap"' in once
        assert "#: templates/page.html\n" in once

    def test_a_text_that_gets_a_plural_keeps_what_was_translated(self, tree):
        call_command("messages")
        translate_all(messages.po_file("en"))
        words = tree / "methods" / "words.py"
        words.write_text(words.read_text() + 'ngettext("Zonder titel", "Zonder titels", 2)\n')
        assert messages.translated("en").get("Zonder titel").string == ("EN Zonder titel", "")

    def test_translations_are_used(self, tree):
        call_command("messages")
        translate_all(messages.po_file("en"))
        call_command("messages", compile=True)
        with translation.override("en"):
            assert translation.gettext("Volgende stap") == "EN Volgende stap"
            assert translation.ngettext("%d beurt", "%d beurten", 2) == "EN %d beurten"
            page = Template(PAGE).render(Context({"n": 3, "name": "Amina"}))
        assert "EN 3 vragen van Amina" in page
        assert "EN Leg je telefoon even weg." in page
        assert "EN 100% zeker" in page


class TestChecking:
    def test_a_complete_catalogue_passes(self, tree):
        call_command("messages")
        translate_all(messages.po_file("en"))
        call_command("messages", check=True)

    def test_lists_what_is_missing_and_changes_nothing(self, tree):
        with pytest.raises(CommandError, match=r"ontbreekt: “Volgende stap” \(templates/page.html\)"):
            call_command("messages", check=True)
        assert not messages.po_file("en").exists()

    @pytest.mark.parametrize(
        ("text", "english", "reason"),
        [
            ("Volgende stap", "", "onvertaald: “Volgende stap”"),
            ("%(n)s vragen van %(who)s", "", "onvertaald: “%(n)s vraag van %(who)s”"),
            ("%(n)s vragen van %(who)s", "%(n)s of %(whom)s", "whom"),
        ],
    )
    def test_lists_a_wrong_translation(self, tree, text, english, reason):
        call_command("messages")
        translate_all(messages.po_file("en"), **{text: english})
        with pytest.raises(CommandError) as refused:
            call_command("messages", check=True)
        assert reason in str(refused.value)

    def test_lists_a_fuzzy_translation(self, tree):
        call_command("messages")
        po = messages.po_file("en")
        translate_all(po)
        po.write_text(po.read_text().replace('msgid "Volgende stap"', '#, fuzzy\nmsgid "Volgende stap"'))
        with pytest.raises(CommandError, match="fuzzy"):
            call_command("messages", check=True)


class TestCompiling:
    def test_only_when_something_changed(self, tree):
        call_command("messages")
        mo = messages.po_file("en").with_suffix(".mo")
        before = mo.stat().st_ino
        call_command("messages", compile=True)
        assert mo.stat().st_ino == before
        translate_all(messages.po_file("en"))
        call_command("messages", compile=True)
        assert b"EN Volgende stap" in mo.read_bytes()

    def test_without_a_catalogue_there_is_nothing_to_do(self, tree):
        call_command("messages", compile=True)
        assert not (tree / "locale").exists()


class TestBrowser:
    @pytest.fixture
    def chromium(self, tmp_path, monkeypatch):
        """A path with nothing but what the test puts there, and no browser of Playwright."""
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
        monkeypatch.setattr(browsers, "CACHES", ())
        monkeypatch.setattr(browsers.subprocess, "run", self.run)
        browsers.chromium_path.cache_clear()
        yield tmp_path / "chromium"
        browsers.chromium_path.cache_clear()

    def run(self, command, **options):
        """As subprocess.run, without fetching anything."""
        if "playwright" in command:
            return subprocess.CompletedProcess(command, 1)
        code = subprocess.call(command, stdout=subprocess.DEVNULL)
        return subprocess.CompletedProcess(command, code)

    def test_the_systems_own(self, chromium):
        chromium.write_text("#!/bin/sh\nexit 0\n")
        chromium.chmod(0o755)
        assert browsers.chromium_path() == str(chromium)

    def test_one_that_does_not_start_is_none(self, chromium):
        chromium.write_text("#!/bin/sh\nexit 127\n")
        chromium.chmod(0o755)
        assert browsers.chromium_path() is None

    def test_missing_is_a_failure_on_the_build_machine_only(self, chromium, monkeypatch, capsys):
        monkeypatch.setenv("CI", "true")
        assert browsers.ensure() == 1
        monkeypatch.delenv("CI")
        assert browsers.ensure() == 0
        assert "apt-get install chromium" in capsys.readouterr().out


class TestEnvironment:
    @pytest.fixture
    def copy(self, tmp_path):
        """requirements/ in a place of its own, with an environment that is up to date by its stamp."""
        folder = tmp_path / "requirements"
        folder.mkdir()
        for name in ("install.py", "base.txt", "dev.txt", "uv.txt"):
            (folder / name).write_bytes((project.BASE_DIR / "requirements" / name).read_bytes())
        return folder

    def answer(self, copy: Path, script: str) -> str:
        """What a few lines with install.py imported as `i` print."""
        lines = f"import sys; sys.path.insert(0, {str(copy)!r}); import install as i; {script}"
        done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, timeout=60)
        assert not done.returncode, done.stderr
        return done.stdout.strip()

    def test_an_old_python_gets_the_command_that_mends_it(self, copy):
        told = self.answer(copy, "sys.version_info = (3, 9, 2); print(i.main('base'))")
        assert "3.9" in told
        assert "make setup PYTHON=" in told

    def test_a_python_without_venv_gets_the_command_that_mends_it(self, copy):
        told = self.answer(copy, "i.create = lambda: False; print(i.main('base'))")
        assert "apt-get install python3-venv" in told

    def test_a_failed_installation_gets_the_command_that_mends_it(self, copy):
        told = self.answer(copy, "i.create = lambda: True; i.install = lambda kind: False; print(i.main('dev'))")
        assert told.endswith("rm -rf .venv && make setup-dev")

    def test_no_python_at_all_gets_the_command_that_mends_it(self):
        done = subprocess.run(
            ["make", "setup", "PYTHON=python0"], cwd=project.BASE_DIR, capture_output=True, text=True
        )
        assert done.returncode
        assert "sudo apt-get install python3" in done.stdout

    def test_a_package_that_is_gone_gets_the_command_that_mends_it(self, tmp_path):
        (tmp_path / "csp.py").write_text("raise ModuleNotFoundError(name='csp')")
        environment = os.environ | {
            "PYTHONPATH": str(tmp_path),
            "INTERVISIE_DEMO": "1",
            "INTERVISIE_DATA": str(tmp_path),
        }
        command = [sys.executable, "manage.py", "live", "--demo"]
        done = subprocess.run(command, cwd=project.BASE_DIR, env=environment, capture_output=True, text=True)
        assert done.returncode
        assert done.stderr.strip().endswith("make clean && make setup")
        assert "Traceback" not in done.stderr

    def test_up_to_date_installs_nothing(self, copy):
        (copy.parent / ".venv").mkdir()
        ready = "i.alive = lambda kind: True; open(i.STAMP, 'w').write(i.stamp('dev')); "
        assert self.answer(copy, ready + "i.install = None; print(i.main('base') + i.main('dev'))") == ""

    def test_changed_requirements_are_installed_and_the_tools_stay(self, copy):
        (copy.parent / ".venv").mkdir()
        ready = "i.alive = lambda kind: True; open(i.STAMP, 'w').write('dev of yesterday'); "
        told = self.answer(copy, ready + "i.install = lambda kind: print(kind) or True; i.main('base')")
        assert told.splitlines()[-1] == "dev"

    def test_every_requirement_is_pinned_with_hashes_and_names_no_server(self):
        for name in ("base", "dev", "uv"):
            text = (project.BASE_DIR / "requirements" / f"{name}.txt").read_text()
            pinned = [part for part in text.replace("\\\n", " ").splitlines() if part[:1].isalnum()]
            assert pinned
            assert all("==" in part and "--hash=sha256:" in part for part in pinned)
            assert "://" not in text


class TestTree:
    @pytest.mark.parametrize(
        "folder", ["intervisie", "methods", "sessions", "templates", "static", "fixtures", "tests"]
    )
    def test_folders(self, folder):
        assert (project.BASE_DIR / folder).is_dir()

    @pytest.mark.parametrize("file", ["manage.py", "pyproject.toml", "README.md"])
    def test_files(self, file):
        assert (project.BASE_DIR / file).is_file()

    def test_the_ci_script_can_be_run(self):
        assert os.access(project.BASE_DIR / ".ci" / "run", os.X_OK)

    def test_the_named_packages_are_at_work(self):
        assert project.INSTALLED_APPS[0] == "daphne"  # before staticfiles, or runserver is not daphne's
        assert {"channels", "django_htmx"} <= set(project.INSTALLED_APPS)
        assert "django_htmx.middleware.HtmxMiddleware" in project.MIDDLEWARE
        assert "channels" in project.CHANNEL_LAYERS["default"]["BACKEND"]

    def test_the_stage_is_a_channels_consumer(self):
        from sessions.live.consumers import StageConsumer

        assert issubclass(StageConsumer, AsyncConsumer)

    def test_htmx_comes_from_django_htmx(self):
        path = finders.find("django_htmx/htmx-2.min.js")
        assert path
        assert "django_htmx" in path
        assert not list((project.BASE_DIR / "static").rglob("htmx*.js"))


def test_what_the_product_imports_is_installed_for_running_it():
    """Not only for building it: `make run` on a bare machine has the base requirements and nothing else."""
    installed = set(re.findall(r"^([\w.-]+)==", (project.BASE_DIR / "requirements/base.txt").read_text(), re.M))
    files = [
        file for room in ("intervisie", "methods", "sessions") for file in (project.BASE_DIR / room).rglob("*.py")
    ]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text()))]
    names = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    names |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    homes = packages_distributions()
    wanted = {
        re.sub(r"[._-]+", "-", home).lower() for name in names for home in homes.get(name.split(".")[0], [])[:1]
    }
    assert "django" in wanted
    assert wanted - installed == set()
