/* Drawing on a sheet: a form[data-drawing] with a canvas, buttons, and a hidden field that keeps the strokes as JSON.

   By finger, mouse or pen; by keyboard the arrows move the pen (with shift in small steps), space puts it down or
   lifts it. Strokes are { color, width, points: [x1, y1, x2, y2 …] } in the canvas's own 1000 by 750. The field is a
   draft like any other (drafts.js, keep.js): after a swap the sheet is drawn again from what the field holds. */

const NEAR = 5; // a point nearer to the last one than this adds nothing
const STEP = 20;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// -- the strokes ------------------------------------------------------------------------------------------------------

const fieldOf = (form) => form.querySelector("[data-strokes]");
const canvasOf = (form) => form.querySelector("canvas");

const strokesOf = (form) => {
  try {
    const strokes = JSON.parse(fieldOf(form).value || "[]");
    return Array.isArray(strokes) ? strokes : [];
  } catch {
    return [];
  }
};

const keep = (form, strokes) => {
  const field = fieldOf(form);
  const text = strokes.length ? JSON.stringify(strokes) : "";
  if (text.length > Number(canvasOf(form).dataset.longest)) return say(form, "full");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

// -- showing ----------------------------------------------------------------------------------------------------------

const say = (form, what) => {
  const line = form.querySelector("[data-pen]");
  line.classList.toggle("sr", what !== "full");
  line.textContent = line.dataset[what] ?? "";
};

const valueOf = (form, name, stroke, key) =>
  form.querySelector(`[data-${name}="${CSS.escape(stroke[name])}"]`)?.dataset[key];

const trace = (form, stroke) => {
  const pen = canvasOf(form).getContext("2d");
  const [x, y, ...rest] = stroke.points;
  pen.strokeStyle = valueOf(form, "color", stroke, "ink") ?? "#000";
  pen.lineWidth = Number(valueOf(form, "width", stroke, "thickness") ?? 5);
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(x, y);
  if (!rest.length) pen.lineTo(x, y);
  for (let at = 0; at < rest.length; at += 2) pen.lineTo(rest[at], rest[at + 1]);
  pen.stroke();
};

/* Where the keyboard's pen is: a ring, filled while it is down. */
const showPen = (form, { x, y, stroke }) => {
  const pen = canvasOf(form).getContext("2d");
  pen.beginPath();
  pen.arc(x, y, 14, 0, 2 * Math.PI);
  pen.lineWidth = 4;
  pen.strokeStyle = "#22262e";
  pen.fillStyle = "#22262e";
  pen.stroke();
  if (stroke) pen.fill();
};

const draw = (form, current = null) => {
  const canvas = canvasOf(form);
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  strokesOf(form).concat(current ?? []).forEach((stroke) => trace(form, stroke));
  const pen = pens.get(canvas);
  if (pen?.shown) showPen(form, pen);
};

// -- a stroke, however it is made -------------------------------------------------------------------------------------

const pressed = (form, name) => form.querySelector(`[data-${name}][aria-pressed="true"]`)?.dataset[name];
const begun = (form, x, y) => ({ color: pressed(form, "color"), width: pressed(form, "width"), points: [x, y] });
const far = (points, x, y) => Math.hypot(x - points.at(-2), y - points.at(-1)) >= NEAR;
const ended = (form, stroke) => keep(form, [...strokesOf(form), stroke]);

// -- finger, mouse, pen -----------------------------------------------------------------------------------------------

let drag = null; // { form, stroke, pointer }

const place = (canvas, { clientX, clientY }) => {
  const box = canvas.getBoundingClientRect();
  const within = (part, size) => Math.round(Math.min(1, Math.max(0, part)) * size);
  return [
    within((clientX - box.left) / box.width, canvas.width),
    within((clientY - box.top) / box.height, canvas.height),
  ];
};

const press = (event) => {
  const form = event.target.closest?.("canvas") && event.target.closest("form[data-drawing]");
  if (!form || drag || event.button !== 0) return;
  drag = { form, pointer: event.pointerId, stroke: begun(form, ...place(event.target, event)) };
  event.target.setPointerCapture(event.pointerId);
  draw(form, drag.stroke);
};

const move = (event) => {
  if (drag?.pointer !== event.pointerId) return;
  const { points } = drag.stroke;
  (event.getCoalescedEvents?.() ?? [event]).forEach((one) => {
    const [x, y] = place(canvasOf(drag.form), one);
    if (far(points, x, y)) points.push(x, y);
  });
  draw(drag.form, drag.stroke);
};

const release = (event) => {
  if (drag?.pointer !== event.pointerId) return;
  const { form, stroke } = drag;
  drag = null;
  if (!form.isConnected) return;
  ended(form, stroke);
  draw(form);
};

// -- keyboard ---------------------------------------------------------------------------------------------------------

const pens = new WeakMap(); // canvas -> { x, y, stroke, shown }

const penOf = (canvas) => {
  if (!pens.has(canvas)) pens.set(canvas, { x: canvas.width / 2, y: canvas.height / 2, stroke: null, shown: false });
  return pens.get(canvas);
};

const lift = (form, pen) => {
  if (!pen.stroke) return;
  say(form, "up");
  ended(form, pen.stroke);
  pen.stroke = null;
};

const key = (event) => {
  const canvas = event.target;
  const form = canvas.matches?.("canvas") && canvas.closest("form[data-drawing]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey || !(event.key in ARROWS || event.key === " ")) return;
  event.preventDefault();
  const pen = penOf(canvas);
  pen.shown = true;
  if (event.key !== " ") step(canvas, pen, ARROWS[event.key], event.shiftKey ? NEAR : STEP);
  else if (pen.stroke) lift(form, pen);
  else {
    pen.stroke = begun(form, pen.x, pen.y);
    say(form, "down");
  }
  draw(form, pen.stroke);
};

const step = (canvas, pen, [right, down], size) => {
  pen.x = Math.min(canvas.width, Math.max(0, pen.x + right * size));
  pen.y = Math.min(canvas.height, Math.max(0, pen.y + down * size));
  if (pen.stroke && far(pen.stroke.points, pen.x, pen.y)) pen.stroke.points.push(pen.x, pen.y);
};

const leave = ({ target }) => {
  const form = target.matches?.("canvas") && target.closest("form[data-drawing]");
  if (!form || !pens.has(target)) return;
  lift(form, penOf(target));
  penOf(target).shown = false;
  draw(form);
};

// -- buttons ----------------------------------------------------------------------------------------------------------

const choose = (button) =>
  button.parentElement
    .querySelectorAll("[aria-pressed]")
    .forEach((one) => one.setAttribute("aria-pressed", String(one === button)));

const button = ({ target }) => {
  const one = target.closest?.("form[data-drawing] button");
  const form = one?.closest("form");
  if (!one) return;
  if ("color" in one.dataset || "width" in one.dataset) choose(one);
  else if ("undo" in one.dataset) keep(form, strokesOf(form).slice(0, -1));
  else if ("clear" in one.dataset && strokesOf(form).length && confirm(one.dataset.sure)) keep(form, []);
  else return;
  say(form, "");
  draw(form);
};

const drawAll = () => document.querySelectorAll("form[data-drawing]").forEach((form) => draw(form));

document.addEventListener("pointerdown", press);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", release);
document.addEventListener("pointercancel", release);
document.addEventListener("keydown", key);
document.addEventListener("focusout", leave);
document.addEventListener("click", button);
// keep.js and drafts.js put back what the field held first
document.addEventListener("htmx:afterSwap", () => requestAnimationFrame(drawAll));
drawAll();
