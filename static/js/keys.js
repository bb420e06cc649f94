/* The begeleider's keys, on a page with data-keys: → next, ← back, space pause, + a minute, ? help.

   They press the buttons that carry data-key-next and so on, wherever those stand by now. Never while a field or
   any other control has the focus, nor behind a dialog; to be switched off with [data-keys-switch] (WCAG 2.1.4). */

const NAME = "keys";
const CONTROLS = "input, textarea, select, button, a[href], summary, [contenteditable], [tabindex], audio, video";
const BUTTONS = {
  ArrowRight: "[data-key-next]",
  ArrowLeft: "[data-key-back]",
  " ": "[data-key-pause]",
  "+": "[data-key-plus]",
};

const off = () => localStorage.getItem(NAME) === "off";

const otherwiseBusy = (event) =>
  event.defaultPrevented ||
  event.repeat ||
  event.isComposing ||
  event.ctrlKey ||
  event.altKey ||
  event.metaKey ||
  document.activeElement?.closest(CONTROLS) ||
  document.querySelector("dialog[open]");

const press = (event) => {
  if (off() || otherwiseBusy(event)) return;
  const button = BUTTONS[event.key] && document.querySelector(BUTTONS[event.key]);
  const help = event.key === "?" && document.querySelector("dialog#help");
  if (!button && !help) return;
  event.preventDefault();
  if (help) help.showModal();
  else button.click();
};

const show = () => document.querySelectorAll("[data-keys-switch]").forEach((box) => (box.checked = !off()));

if ("keys" in document.body.dataset) {
  show();
  document.addEventListener("keydown", press);
  document.addEventListener("htmx:afterSwap", show);
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-keys-switch]")) localStorage.setItem(NAME, target.checked ? "on" : "off");
  });
}
