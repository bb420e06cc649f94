"""Everything that reaches a screen: pages, answers and pushes, on a tape that outlives what is on show.

Recorded inside the page, where nothing is missed and nothing has to be asked again.
"""

from __future__ import annotations

from .people import Person

RECORD = """(() => {
  const tell = (text) => window.taped(String(text)).catch(() => {});
  const plain = window.fetch;
  window.fetch = async (...given) => {
    const answer = await plain(...given);
    answer.clone().text().then(tell, () => {});
    return answer;
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    this.addEventListener("load", () => tell(this.responseText));
    return send.apply(this, given);
  };
  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", (event) => tell(event.data));
    }
  };
  addEventListener("DOMContentLoaded", () => tell(document.documentElement.outerHTML));
})()"""


class Tape:
    """What one screen was ever sent, in order; begun before its first page."""

    def __init__(self, person: Person) -> None:
        self.heard: list[str] = []
        person.context.expose_binding("taped", lambda _source, text: self.heard.append(text))
        person.context.add_init_script(RECORD)

    def holds(self, text: str) -> bool:
        return any(text in heard for heard in self.heard)
