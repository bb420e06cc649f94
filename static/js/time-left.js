/* <time-left mode planned zero used>: what is left of the step, drawn from the deadline and never counted.

   Every drawing starts from `zero` (the server's instant at which no time was used) and the offset of the clocks
   that live.js keeps in html[data-offset]; so screens agree, also after sleep. Until the offset is known the text
   of the server stands. A second that has begun counts, as in sessions/live/clock.py.
   Sets state="ok|last|over|still", the ring of the nearest .clock, and the title where body has data-title-clock;
   says live:announce "minute" and "up" once for every run of the clock, for announce.js and gong.js. */

const LAST = 60;
const title = document.title;
const lefts = new Map(); // run of the clock -> what was left when last drawn; outlives a swapped element

const clockText = (seconds, over) => {
  const whole = over ? Math.trunc(-seconds) : Math.ceil(seconds);
  return `${over ? "+" : ""}${Math.trunc(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

const announce = (run, left) => {
  const before = lefts.get(run) ?? left;
  lefts.set(run, left);
  const key = before > 0 && left <= 0 ? "up" : before > LAST && left <= LAST && left > 0 ? "minute" : null;
  if (key) document.dispatchEvent(new CustomEvent("live:announce", { detail: { key, late: Math.max(0, -left) } }));
};

class TimeLeft extends HTMLElement {
  static observedAttributes = ["mode", "planned", "zero", "used"];

  connectedCallback() {
    this.setAttribute("role", "timer");
    this.redraw = () => this.draw();
    document.addEventListener("live:clock", this.redraw);
    document.addEventListener("visibilitychange", this.redraw);
    this.draw();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("live:clock", this.redraw);
    document.removeEventListener("visibilitychange", this.redraw);
    if ("titleClock" in document.body.dataset && !document.querySelector("time-left")) document.title = title;
  }

  attributeChangedCallback() {
    if (this.redraw) this.draw();
  }

  number(name) {
    const value = this.getAttribute(name);
    return value ? Number(value) : null;
  }

  get running() {
    return this.getAttribute("mode") === "running";
  }

  /* Seconds used, or null while it cannot be known. */
  used() {
    if (!this.running) return this.number("used") ?? 0;
    const { offset } = document.documentElement.dataset;
    return offset === undefined ? null : Math.max(0, (Date.now() + Number(offset) - this.number("zero")) / 1000);
  }

  draw() {
    clearTimeout(this.timer);
    const used = this.used();
    if (this.getAttribute("mode") === "off") this.show(null, "still");
    if (used === null || this.getAttribute("mode") === "off") return;
    const planned = this.number("planned");
    if (planned === null) this.show(clockText(used, false), this.running ? "ok" : "still");
    else this.drawLeft(planned, planned - used);
    if (this.running) this.wait(planned === null ? -used : planned - used);
  }

  drawLeft(planned, left) {
    const state = left < 0 ? "over" : left <= LAST ? "last" : "ok";
    this.show(clockText(left, left < 0), this.running ? state : "still");
    this.ring(Math.min(1, Math.abs(left) / (planned || 1)));
    if (this.running) announce(`${this.getAttribute("zero")} ${planned}`, left);
  }

  /* Until just past the next whole second. */
  wait(left) {
    this.timer = setTimeout(() => this.draw(), ((left - Math.floor(left)) * 1000 || 1000) + 5);
  }

  show(text, state) {
    if (text !== null && this.textContent !== text) this.textContent = text;
    this.setAttribute("state", state);
    if ("titleClock" in document.body.dataset && document.querySelector("time-left") === this) {
      document.title = text === null ? title : `${text} · ${title}`;
    }
  }

  ring(part) {
    const circle = this.closest(".clock")?.querySelector("svg circle.progress");
    circle?.setAttribute("stroke-dasharray", `${(part * 100).toFixed(2)} 100`);
  }
}

customElements.define("time-left", TimeLeft);
