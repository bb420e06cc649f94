/* Two taps on one spot in half a second are one press.

   When a press moved the session on, #turn is fresh by the time the finger or the key comes down again, and what
   stands there now is another button: the next step of the next, or the way back into the round. A command carries
   the position it leaves, but the second tap would carry the new one. A key that is held down presses once, too. */

const SOON = 500; // milliseconds
const NEAR = 40; // pixels
const MOVES = ["start", "next", "back", "turn", "done", "pass", "repeat"];
let last = null; // the press that moved: { at, x, y, verb }

const verbOf = (button) => JSON.parse(button.getAttribute("hx-vals") ?? "{}").verb;

/* A key has no spot: pressed twice it is the same verb that comes twice. A press that waited (waiting.js) comes by
   script, and is the first one still. */
const sameSpot = (event, verb) =>
  event.detail
    ? Math.hypot(event.clientX - last.x, event.clientY - last.y) < NEAR
    : event.isTrusted && verb === last.verb;

const stop = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

const pressed = (event) => {
  const button = event.target.closest?.("#turn button");
  if (!button) return;
  const verb = verbOf(button);
  if (last && event.timeStamp - last.at < SOON && sameSpot(event, verb)) stop(event);
  else last = MOVES.includes(verb) ? { at: event.timeStamp, x: event.clientX, y: event.clientY, verb } : null;
};

document.addEventListener("click", pressed, true);
document.addEventListener("keydown", (event) => event.repeat && event.target.closest?.("#turn button") && stop(event), true);
