/* How far the server's clock is from this device's: html[data-offset], in milliseconds, and live:clock on a change.

   The offset comes from the quickest of the last five round trips (live:sample: its error is at most half a trip).
   After a sleep or a jump of the clock (live:wake) the old trips are forgotten. News that went one way only, the
   page itself and the beats, is late by an unknown time: it may raise a guess, and never touches a measurement. */

const { body, documentElement: root } = document;
let samples = [];

const set = (offset) => {
  root.dataset.offset = String(offset);
  document.dispatchEvent(new CustomEvent("live:clock"));
};

const measured = ({ trip, now }) => {
  samples = [...samples.slice(-4), { trip, offset: now + trip / 2 - Date.now() }];
  set(samples.reduce((best, one) => (one.trip < best.trip ? one : best)).offset);
};

const guessed = (offset) => {
  if (!samples.length && offset > Number(root.dataset.offset ?? -Infinity)) set(offset);
};

/* This device's time when the page began to arrive: parsing it may have taken long since. */
const arrival = () => {
  const [page] = performance.getEntriesByType("navigation");
  return Date.now() - performance.now() + (page?.responseStart || performance.now());
};

if ("now" in body.dataset) {
  document.addEventListener("live:sample", ({ detail }) => measured(detail));
  document.addEventListener("live:wake", () => (samples = []));
  document.addEventListener("live:message", ({ detail }) => detail.t === "beat" && guessed(detail.now - Date.now()));
  guessed(Number(body.dataset.now) - arrival());
}
