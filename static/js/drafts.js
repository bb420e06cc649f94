/* What is typed and not yet handed in is kept: on the server, and until that has it, in this tab.

   Every field with data-draft inside #mine (its id is the draft's key) is saved 0.6 s after the last key, one
   request at a time per field. What the server has not acknowledged lies in sessionStorage, is offered again after
   a reload or a swap, and is removed on acknowledgement; a phone keeps no confidential text at rest.
   With data-draft="here" (nobody may know whose it is) it lies in this tab only, until it is handed in.
   Says how it stands in the nearest [data-draft-state], with that element's data-saving, -saved or -unsaved. */

const PAUSE = 600;
const LONGEST = 5000; // who types without a pause is saved in between
const drafts = new Map(); // key -> { text, since, timer, request, failures, refused }
const { body } = document;

const name = (key) => `draft:${location.pathname}:${key}`;
const fields = () => [...document.querySelectorAll("#mine [data-draft]")];

const wentWell = (status) => status >= 200 && status < 300;

const draftOf = (key) => {
  if (!drafts.has(key)) drafts.set(key, { text: null, failures: 0 });
  return drafts.get(key);
};

const stored = (key) => {
  try {
    return sessionStorage.getItem(name(key));
  } catch {
    return null;
  }
};

const store = (key, text) => {
  try {
    if (text === null) sessionStorage.removeItem(name(key));
    else sessionStorage.setItem(name(key), text);
  } catch {
    // full or forbidden: the text is still in the field, and on its way to the server
  }
};

// -- telling ---------------------------------------------------------------------------------------------------------

const nearestLine = (field) => {
  let around = field?.parentElement;
  while (around && !around.querySelector("[data-draft-state]")) around = around.parentElement;
  return around?.querySelector("[data-draft-state]");
};

const say = (key, state) => {
  const line = nearestLine(document.getElementById(key));
  if (line && line.dataset[state] !== undefined) line.textContent = line.dataset[state];
};

// -- sending ---------------------------------------------------------------------------------------------------------

const post = (key, text, signal) => {
  const data = new URLSearchParams({ key, text });
  const headers = JSON.parse(body.getAttribute("hx-headers") || "{}");
  const keepalive = text.length < 15000; // browsers refuse more than 64 KB once the page is gone
  return fetch(body.dataset.drafts, { method: "POST", body: data, headers, signal, keepalive });
};

const plan = (key, delay) => {
  const draft = draftOf(key);
  clearTimeout(draft.timer);
  draft.timer = setTimeout(send, delay, key);
};

const send = async (key) => {
  const draft = draftOf(key);
  clearTimeout(draft.timer);
  const { text } = draft;
  if (draft.request || text === null || text === draft.refused) return;
  const request = (draft.request = new AbortController());
  draft.since = null;
  const limit = setTimeout(() => request.abort(), 10000);
  say(key, "saving");
  const status = await post(key, text, request.signal).then((r) => r.status, () => 0);
  clearTimeout(limit);
  if (draft.request !== request) return; // handed in meanwhile
  draft.request = null;
  answered(key, draft, text, status);
};

const answered = (key, draft, text, status) => {
  if (wentWell(status)) saved(key, draft, text);
  else if (status >= 400 && status < 500 && status !== 408 && status !== 429) refused(key, draft, text);
  else failed(key, draft);
};

const saved = (key, draft, text) => {
  draft.failures = 0;
  if (draft.text !== text) return plan(key, PAUSE);
  draft.text = null;
  store(key, null);
  say(key, "saved");
};

const refused = (key, draft, text) => {
  draft.refused = text;
  draft.failures = 0;
  say(key, "unsaved");
  if (draft.text !== text) plan(key, PAUSE);
};

const failed = (key, draft) => {
  draft.failures += 1;
  say(key, "unsaved");
  plan(key, Math.min(30000, 1000 * 2 ** draft.failures) * (0.5 + Math.random() / 2));
};

const sendAll = () => drafts.forEach((draft, key) => draft.text !== null && send(key));

// -- typing, offering again, handing in ------------------------------------------------------------------------------

const staysHere = (field) => field.dataset.draft === "here";

const typed = (field) => {
  const draft = draftOf(field.id);
  field.dataset.dirty = "";
  store(field.id, field.value);
  if (staysHere(field)) return;
  draft.text = field.value;
  draft.since ??= Date.now();
  if (!draft.failures) plan(field.id, Math.min(PAUSE, Math.max(0, draft.since + LONGEST - Date.now())));
};

const offer = (field) => {
  const draft = draftOf(field.id);
  const onItsWay = draft.text !== null; // a stream of swaps must not put it off
  const text = draft.text ?? stored(field.id);
  if (text === null) return;
  if (field.value !== text) field.value = text;
  field.dataset.dirty = "";
  if (staysHere(field)) return;
  draft.text = text;
  if (!onItsWay) plan(field.id, PAUSE);
};

/* The fields of ours that a request of htmx hands in. */
const handedIn = ({ requestConfig: { verb, elt, formData } }) => {
  const form = verb === "get" ? null : elt.closest("form");
  return form ? [...form.elements].filter((field) => "draft" in field.dataset && formData.has(field.name)) : [];
};

/* No draft may overtake the contribution it became: the server would keep it for ever. */
const hold = (key) => {
  const draft = draftOf(key);
  clearTimeout(draft.timer);
  draft.request?.abort();
  draft.request = null;
};

const forget = (field) => {
  hold(field.id);
  drafts.delete(field.id);
  store(field.id, null);
  delete field.dataset.dirty;
};

document.addEventListener("input", ({ target }) => target.matches("#mine [data-draft]") && typed(target));
document.addEventListener("htmx:beforeSend", ({ detail }) => handedIn(detail).forEach((field) => hold(field.id)));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (wentWell(detail.xhr.status)) handedIn(detail).forEach(forget);
});
document.addEventListener("htmx:afterSwap", () => fields().forEach(offer));
document.addEventListener("htmx:afterRequest", ({ detail }) => wentWell(detail.xhr.status) || sendAll());
document.addEventListener("visibilitychange", () => document.hidden && sendAll());
window.addEventListener("pagehide", sendAll);
window.addEventListener("online", sendAll);

if (body.dataset.drafts) fields().forEach(offer);
