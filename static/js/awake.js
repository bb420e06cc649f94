/* Keeps a live screen lit, where that is possible.

   A wake lock needs a tap, a secure connection and a willing browser, and ends when the page is hidden; so it is a
   bonus, and where it is missing or refused the sentence in #awake says so. */

let lock = null;

const explain = () => document.getElementById("awake")?.removeAttribute("hidden");

const ask = async () => {
  if (document.hidden || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    document.getElementById("awake")?.setAttribute("hidden", "");
  } catch {
    explain();
  }
};

const start = () => {
  if (!("wakeLock" in navigator)) {
    explain();
    return;
  }
  ["pointerup", "keydown"].forEach((kind) => document.addEventListener(kind, ask));
  document.addEventListener("visibilitychange", () => lock && ask());
};

if ("live" in document.body.dataset && "awake" in document.body.dataset) start();
