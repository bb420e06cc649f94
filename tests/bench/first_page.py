"""What a phone loads before its first screen stands: bytes on the wire (headers too) and requests."""

from __future__ import annotations

import gzip
import http.client
import re
from dataclasses import dataclass

NAMED = re.compile(r'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="(/[^"#]*)"')


@dataclass(frozen=True)
class Page:
    requests: int
    bytes: int


def first_page(port: int, path: str, cookies: dict[str, str]) -> Page:
    """A page and everything that it names, each once, as a browser with an empty cache asks for them."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    html, size = get(line, port, path, cookies)
    named = dict.fromkeys(NAMED.findall(html))
    sizes = [size, *(get(line, port, each, cookies)[1] for each in named)]
    line.close()
    return Page(len(sizes), sum(sizes))


def get(line: http.client.HTTPConnection, port: int, path: str, cookies: dict[str, str]) -> tuple[str, int]:
    shown = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Host": f"localhost:{port}", "Accept-Encoding": "gzip, br", "Cookie": shown}
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    packed = answer.getheader("Content-Encoding")
    text = gzip.decompress(body) if packed == "gzip" else body if not packed else b""
    return text.decode("utf-8", "replace"), head + len(body)
