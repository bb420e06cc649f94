/* The programme on the begeleider's screen: how late the group is, and the present step in sight.

   “Op schema / 3 min achter” grows older while nothing happens: overtime and pauses make a group late without a
   push. The server says it in words; this only notices that its words are a minute old, and has the regions fetched.

   Reads [data-schedule]: data-minutes (behind, as the server counted), data-due (when the running step's time is up,
   epoch ms; none: the clock stands still), data-rest (seconds still to go after that moment, or from now), data-end
   (when the plan ends, epoch ms). Says live:fetch, which live.js hears. */

const LOOK = 5000; // milliseconds

const now = () => Date.now() + Number(document.documentElement.dataset.offset ?? 0);

const behind = ({ due, rest, end }) => {
  const from = due ? Math.max(Number(due), now()) : now();
  return Math.round((from + Number(rest) * 1000 - Number(end)) / 60000);
};

const look = () => {
  const words = document.querySelector("[data-schedule]");
  if (words?.dataset.end && behind(words.dataset) !== Number(words.dataset.minutes))
    document.dispatchEvent(new CustomEvent("live:fetch"));
};

/* When the group moves on, the panel follows. On a phone the plan is no panel, and the page stays where it is. */
let shown = null;

const follow = () => {
  const step = document.querySelector(".plan [aria-current]");
  const panel = step?.closest(".desk-plan");
  if (!panel || step.dataset.leg === shown) return;
  shown = step.dataset.leg;
  const above = step.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  if (above < 0 || above + step.offsetHeight > panel.clientHeight) panel.scrollTop += above - panel.clientHeight / 3;
};

follow();
document.addEventListener("htmx:afterSwap", follow);
if ("live" in document.body.dataset) setInterval(look, LOOK);
