/* What a person has in hand survives a swap: typed text, caret, focus, open folds, scrolled places.

   A push must never cost a character. Before any swap (live:swap of live.js, htmx:beforeSwap of htmx itself) this
   remembers every field with an id that somebody changed or stands in, and puts it back when the field with that
   id has been replaced. So the id of a field must name its step and sheet: text never wanders to another question.
   The one exception: a form that was just handed in comes back as the server sends it, empty. */

const FIELDS = "textarea[id], select[id], input[id]:not([type=hidden], [type=file], [type=submit], [type=button])";
const CONTROLS = "button, a[href], summary, input, select, textarea, [tabindex]";
const find = (id) => document.getElementById(id);
const checkable = (field) => field.type === "checkbox" || field.type === "radio";

/* Of a list the one that was chosen counts, where it is another than the page came with. */
const chosen = ({ options, selectedIndex }) =>
  selectedIndex !== Math.max(0, [...options].findIndex((option) => option.defaultSelected));

const changed = (field) => {
  if (checkable(field)) return field.checked !== field.defaultChecked;
  if (field.options) return chosen(field);
  if ("dirty" in field.dataset) return true;
  return "defaultValue" in field ? field === document.activeElement || field.value !== field.defaultValue : false;
};

const snapshot = (field) => ({
  field,
  value: field.value,
  checked: field.checked,
  caret: checkable(field) ? null : [field.selectionStart, field.selectionEnd, field.selectionDirection],
  top: field.scrollTop,
});

const placeOf = (element) => ({ element, top: element.scrollTop, left: element.scrollLeft });

/* A control without an id is found again by its words, among those alike in the nearest part that has one. */
const alike = (part, { tagName, textContent }) =>
  [...part.querySelectorAll(CONTROLS)].filter((c) => c.tagName === tagName && c.textContent === textContent);

const focusPoint = () => {
  const element = document.activeElement;
  const part = element?.closest("[id]");
  if (!part) return null;
  return { element, part, rank: alike(part, element).indexOf(element), top: element.getBoundingClientRect().top };
};

const focusAgain = ({ element, part, rank }) => {
  const place = find(part.id);
  return part === element || !place ? place : alike(place, element)[rank];
};

const remember = () => ({
  focus: focusPoint(),
  fields: [...document.querySelectorAll(FIELDS)].filter(changed).map(snapshot),
  folds: [...document.querySelectorAll("details[id]")],
  places: [...document.querySelectorAll("[id]")].filter((e) => e.scrollTop || e.scrollLeft).map(placeOf),
});

/* The element that took the place of this one, if it was replaced. */
const successor = (element) => {
  const next = element.isConnected ? null : find(element.id);
  return next && next !== element ? next : null;
};

const setCaret = (field, caret) => {
  if (caret?.[0] != null && field.setSelectionRange) field.setSelectionRange(...caret);
};

const putBack = (kept, next) => {
  if (checkable(kept.field)) next.checked = kept.checked;
  else if (next.options && ![...next.options].some((option) => option.value === kept.value)) return;
  else if (next.value !== kept.value) next.value = kept.value;
  if ("dirty" in kept.field.dataset) next.dataset.dirty = "";
  setCaret(next, kept.caret);
  next.scrollTop = kept.top;
};

/* Of a field that was handed in, only what was typed after sending is still in hand. */
const putBackRest = (kept, next, handedIn) => {
  const sent = String(handedIn.get(kept.field.name) ?? "").replace(/\r\n/g, "\n");
  if (checkable(kept.field) || kept.value === sent) return;
  next.value = kept.value.startsWith(sent) ? kept.value.slice(sent.length) : kept.value;
  next.dispatchEvent(new Event("input", { bubbles: true }));
};

const restoreField = (kept, form, handedIn) => {
  const next = successor(kept.field);
  if (!next || !("value" in next)) return;
  if (form && kept.field.form === form && handedIn.has(kept.field.name)) putBackRest(kept, next, handedIn);
  else putBack(kept, next);
};

const restoreFold = (old) => {
  const next = successor(old);
  if (!next) return;
  if ("touched" in old.dataset) next.dataset.touched = "";
  if (old.open || "touched" in old.dataset) next.open = old.open;
};

const restorePlace = ({ element, top, left }) => {
  const next = successor(element);
  if (next) next.scrollTo({ top, left, behavior: "instant" });
};

/* Where somebody types or stands stays at the same height, whatever grew or shrank above it. */
const restoreFocus = (kept) => {
  const next = kept && focusAgain(kept);
  if (!next) return;
  if (!kept.element.isConnected && next !== document.activeElement) next.focus({ preventScroll: true });
  const shift = next.getBoundingClientRect().top - kept.top;
  if (next === document.activeElement && Math.abs(shift) >= 1) window.scrollBy({ top: shift, behavior: "instant" });
};

const restore = (kept, form = null, handedIn = null) => {
  kept.folds.forEach(restoreFold);
  kept.places.forEach(restorePlace);
  restoreFocus(kept.focus);
  kept.fields.forEach((one) => restoreField(one, form, handedIn));
};

let pending = null; // the swap of live.js that is going on
const requests = new Map(); // request of htmx -> what was in hand when its answer came

document.addEventListener("live:swap", () => (pending = remember()));

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.shouldSwap) requests.set(detail.xhr, remember());
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const kept = detail.xhr ? requests.get(detail.xhr) : pending;
  if (!kept) return;
  if (detail.xhr) requests.delete(detail.xhr);
  else pending = null;
  const done = detail.xhr?.status === 200 && detail.requestConfig.verb !== "get";
  restore(kept, done ? detail.requestConfig.elt.closest("form") : null, detail.requestConfig?.formData);
});

/* A fold somebody closed stays closed too, also where the server opens it for everybody. */
document.addEventListener("click", ({ target }) => {
  const fold = target.closest?.("details[id] > summary")?.parentElement;
  if (fold) fold.dataset.touched = "";
});
