/* The order of people in <ol data-seats data-url>: by dragging a [data-handle], or with [data-up] and [data-down].

   The new order goes to data-url as order=ID&order=ID. From the grip until the server has answered,
   html[data-dragging] asks live.js to leave the list alone; then seats:done lets the held regions in. */

const root = document.documentElement;
let drag = null; // { list, item, before }

const items = (list) => [...list.querySelectorAll(":scope > [data-person]")];
const order = (list) => items(list).map((item) => item.dataset.person);

const post = (list) =>
  fetch(list.dataset.url, {
    method: "POST",
    headers: JSON.parse(document.body.getAttribute("hx-headers") || "{}"),
    body: new URLSearchParams(order(list).map((person) => ["order", person])),
  });

const hold = () => (root.dataset.dragging = "");

const letGo = () => {
  delete root.dataset.dragging;
  document.dispatchEvent(new CustomEvent("seats:done"));
};

const save = async (list) => {
  hold();
  const done = await post(list).then((response) => response.ok, () => false);
  letGo();
  if (done) return;
  document.dispatchEvent(new CustomEvent("live:failed"));
  document.dispatchEvent(new CustomEvent("live:fetch", { detail: { all: true } }));
};

// -- dragging --------------------------------------------------------------------------------------------------------

const grip = (event) => {
  const handle = event.target.closest("[data-seats] [data-handle]");
  if (!handle || event.button !== 0 || drag) return;
  const list = handle.closest("[data-seats]");
  drag = { list, item: handle.closest("[data-person]"), before: order(list) };
  drag.item.dataset.dragged = "";
  list.setPointerCapture(event.pointerId); // of the list: an item loses its capture when it is moved
  event.preventDefault();
  hold();
};

const middle = (item) => {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
};

const move = (event) => {
  if (!drag) return;
  const others = items(drag.list).filter((item) => item !== drag.item);
  const next = others.find((item) => event.clientY < middle(item)) ?? null;
  if (drag.item.nextElementSibling !== next) drag.list.insertBefore(drag.item, next);
};

const drop = () => {
  if (!drag) return;
  const { list, item, before } = drag;
  drag = null;
  delete item.dataset.dragged;
  if (order(list).join() === before.join()) letGo();
  else save(list);
};

const putBack = () => {
  if (!drag) return;
  const { list, before } = drag;
  before.forEach((person) => list.append(items(list).find((item) => item.dataset.person === person)));
  drop();
};

// -- step by step ----------------------------------------------------------------------------------------------------

const step = ({ target }) => {
  const button = target.closest?.("[data-seats] :is([data-up], [data-down])");
  if (!button) return;
  const item = button.closest("[data-person]");
  const up = button.matches("[data-up]");
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (up) other.before(item);
  else other.after(item);
  button.focus();
  save(item.closest("[data-seats]"));
};

document.addEventListener("pointerdown", grip);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", putBack);
document.addEventListener("keydown", (event) => event.key === "Escape" && putBack());
document.addEventListener("click", step);
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-seats]") && event.preventDefault());
document.addEventListener(
  "touchstart", // a finger on a handle drags, it does not scroll
  (event) => event.target.closest("[data-seats] [data-handle]") && event.preventDefault(),
  { passive: false },
);
