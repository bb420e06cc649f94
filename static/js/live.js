/* What a live screen shows: regions that are pushed, and what is personal, which is pulled.

   A push is only a fast way to see the database and may be lost, doubled or late. So every message carries a
   version: what is older than what is shown is dropped, and a hole in the numbers is filled by fetching all regions
   over HTTP, the same address that link.js has polled when there is no socket. What is personal (#compose, #turn)
   never travels in a push; a push carries its key, and when that is not the one shown, this screen pulls its own.

   Reads from <body data-live>: data-regions, -mine, -turn, -version, -place.
   Hears on document: live:message and live:gone (link.js), live:fetch, seats:done (seats.js).
   Says: live:swap before each swap (keep.js), live:fetched, live:sample (clock.js), live:gone. */

const { body, documentElement: root } = document;
const PATIENCE = 5000; // milliseconds for a request
const CLICK = 50; // milliseconds from the lifting of a finger to the click that comes of it
const find = (id) => document.getElementById(id);
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

const get = (url, headers, signal) => fetch(url, { headers, signal, cache: "no-store" });

/* Three times in ten seconds at most, then it waits: a server that contradicts itself cannot make a loop, and
   somebody who is let in and put out at once still sees the goodbye. */
const reload = () => {
  if (reloading) return;
  reloading = true;
  const now = Date.now();
  const earlier = JSON.parse(sessionStorage.getItem("live:reloads") ?? "[]").filter((at) => Math.abs(now - at) < 10000);
  const wait = earlier.length < 3 ? 0 : 10000;
  sessionStorage.setItem("live:reloads", JSON.stringify([...earlier, now + wait]));
  setTimeout(() => location.reload(), wait);
};
let reloading = false;

// -- swapping --------------------------------------------------------------------------------------------------------

const shownHtml = new Map(); // region -> the HTML last put there, so that polling leaves alone what is the same
const held = new Map(); // region -> HTML that waits until a press, a drag or a composition (IME) is done
const sending = new Map(); // requests of htmx under way -> the element that asked and the one to be replaced
let composing = false;
let pressed = null; // the control under a finger: were it replaced before the finger is lifted, the press would be lost

const swap = (element, html) => {
  tell("live:swap");
  htmx.swap(element, html.trim(), { swapStyle: "outerHTML", ignoreTitle: true });
};

const inHand = (element) =>
  element.contains(pressed) ||
  (composing && element.contains(document.activeElement)) ||
  ("dragging" in root.dataset && element.querySelector("[data-seats]") !== null);

const show = (name, html) => {
  const element = find(name);
  held.delete(name);
  if (!element || shownHtml.get(name) === html) return;
  if (inHand(element)) {
    held.set(name, html);
    return;
  }
  shownHtml.set(name, html);
  swap(element, html);
};

const release = () => {
  [...held].forEach(([name, html]) => show(name, html));
  Object.keys(personal).forEach(pull);
};

const answered = (request) => sending.delete(request) && release();

// -- what is personal: pulled when its key changes, one request at a time, latest key wins -----------------------

const personal = { compose: { url: body.dataset.mine }, turn: { url: body.dataset.turn } };

/* A form that is being sent is not taken away from under its own answer, nor the place where that answer goes. */
const waits = (element) => inHand(element) || [...sending.values()].flat().some((part) => element.contains(part));

/* `pulled` is the key that was answered; the answer may carry another key when it was newer already. */
const wanted = (one, element) =>
  one.url && one.key && !one.busy && element && ![element.dataset.key, one.pulled].includes(one.key) && !waits(element);

const pull = async (id) => {
  const one = personal[id];
  if (!wanted(one, find(id))) return;
  const { key } = one;
  clearTimeout(one.retry);
  one.busy = true;
  const answer = await fetchPersonal(one.url).catch(() => null);
  one.busy = false;
  if (answer === null) one.retry = setTimeout(pull, 1500 + Math.random() * 1500, id);
  else if (find(id) && !waits(find(id))) {
    one.pulled = key;
    if (answer.trim()) swap(find(id), answer);
    pull(id);
  } // else release() asks again
};

const fetchPersonal = async (url) => {
  const response = await get(url, { "HX-Request": "true" }, AbortSignal.timeout?.(PATIENCE));
  if (response.status === 404) fetchAll(); // it knows whether we are still welcome
  return response.ok ? response.text() : null;
};

const want = (id, key) => {
  if (personal[id].key !== key) personal[id].pulled = null;
  personal[id].key = key;
  pull(id);
};

/* What htmx put there itself may be older than the key we know. */
const doubt = () => Object.values(personal).forEach((one) => (one.pulled = null));

// -- versions --------------------------------------------------------------------------------------------------------

let shown = Number(body.dataset.version);
const versions = new Map(); // region -> the version it shows, where that is newer than the page

/* A role may change hands: its name in #role follows, and by body[data-role] its colour. */
const assume = (role, label) => {
  const pill = find("role");
  body.dataset.role = role;
  if (!pill) return;
  pill.dataset.role = role;
  pill.textContent = label;
};

/* A fetch may be overtaken by a push of one region; of its answer only the other regions are shown then. */
const receive = ({ v, place, role, label, regions = {}, keys = {} }) => {
  if (place && body.dataset.place && place !== body.dataset.place) return reload();
  Object.entries(regions).forEach(([name, html]) => {
    if (v < (versions.get(name) ?? Number(body.dataset.version))) return;
    versions.set(name, v);
    show(name, html);
  });
  if (v < shown) return;
  shown = v;
  if (role) assume(role, label);
  want("compose", keys.mine);
  want("turn", keys.turn);
};

const pushed = (message) => {
  if (message.v < shown) return;
  const hole = message.v > shown + 1;
  receive(message);
  if (hole) fetchAll();
};

/* A version that is only mentioned: its push is usually right behind it. */
const mentioned = ({ v }) => {
  if (v > shown) setTimeout(() => v > shown && fetchAll(), 100 + Math.random() * 200);
};

const recast = () => {
  Object.keys(personal).forEach((id) => find(id)?.setAttribute("data-key", ""));
  doubt();
  fetchAll({ fresh: true });
};

// -- fetching all regions: one at a time and at most one queued ------------------------------------------------------

let fetching = null;
let queued = false;
let retry = 0;
let over = false; // no longer welcome: nothing is asked any more

/* fresh: a request of before a sleep may hang for long, so it is given up, not waited for. */
const fetchAll = async ({ fresh = false } = {}) => {
  queued = fetching !== null;
  if (fetching && fresh) fetching.abort();
  if (over || fetching) return;
  clearTimeout(retry);
  fetching = new AbortController();
  const limit = setTimeout(() => fetching.abort(), PATIENCE);
  const done = await fetchOnce(fetching.signal).catch(() => false);
  clearTimeout(limit);
  fetching = null;
  tell("live:fetched", { done });
  if (queued) fetchAll();
  else if (!done) retry = setTimeout(fetchAll, 2000 + Math.random() * 1000);
};

const fetchOnce = async (signal) => {
  const start = performance.now();
  const response = await get(body.dataset.regions, { Accept: "application/json" }, signal);
  const trip = performance.now() - start;
  if (response.status === 404) tell("live:gone");
  if (!response.ok) return false;
  const message = await response.json();
  tell("live:sample", { trip, now: message.now });
  receive(message);
  return true;
};

// -- listening -------------------------------------------------------------------------------------------------------

const hearing = { push: pushed, beat: mentioned, pong: mentioned, recast, bye: () => tell("live:gone") };

const listen = () => {
  document.addEventListener("live:message", ({ detail }) => hearing[detail.t]?.(detail));
  document.addEventListener("live:fetch", ({ detail }) => {
    if (detail?.all) shownHtml.clear();
    fetchAll({ fresh: detail?.fresh });
  });
  document.addEventListener("live:gone", () => {
    if (!over) reload();
    over = true;
  });
};

let lifting = 0;
const lift = (delay) => {
  clearTimeout(lifting);
  lifting = setTimeout(() => {
    pressed = null;
    release();
  }, delay);
};

const listenToHands = () => {
  document.addEventListener("compositionstart", () => (composing = true));
  document.addEventListener("compositionend", () => {
    composing = false;
    setTimeout(release); // the last letters of a composition arrive after its end
  });
  document.addEventListener("pointerdown", ({ target }) => {
    pressed = target.closest("button, a, summary, label");
    lift(PATIENCE); // should the lifting never be told
  });
  ["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, () => lift(CLICK)));
  document.addEventListener("seats:done", release);
  document.addEventListener("htmx:beforeSend", ({ detail: { xhr, elt, target } }) => {
    sending.set(xhr, [elt, target]);
    xhr.addEventListener("loadend", () => answered(xhr)); // htmx tells it to a button that may be gone
    setTimeout(answered, 2 * PATIENCE, xhr); // an answer that never comes holds nothing up
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => detail.xhr && doubt());
};

if ("live" in body.dataset) {
  listen();
  listenToHands();
}
