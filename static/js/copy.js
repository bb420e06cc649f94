/* [data-copy="text"] or [data-copy="#id"]: copies, and says data-done for two seconds.

   Without a secure connection (a laptop on the local network) there is no clipboard API; then a field that is
   selected and gone again does it. The button keeps its accessible name; the word is also announced. */

const textOf = (button) => {
  const { copy } = button.dataset;
  const source = copy.startsWith("#") ? document.querySelector(copy) : null;
  return source ? source.value ?? source.textContent.trim() : copy;
};

const copyByHand = (text, near) => {
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  near.after(field); // beside the button, so that it also works inside a dialog
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  near.focus();
  return done;
};

const copy = (text, near) =>
  navigator.clipboard
    ? navigator.clipboard.writeText(text).then(() => true, () => copyByHand(text, near))
    : Promise.resolve(copyByHand(text, near));

const confirm = (button) => {
  if ("copied" in button.dataset || !button.dataset.done) return;
  const content = [...button.childNodes];
  const label = button.getAttribute("aria-label");
  button.setAttribute("aria-label", label ?? button.textContent.trim());
  button.dataset.copied = "";
  button.replaceChildren(button.dataset.done);
  document.dispatchEvent(new CustomEvent("live:announce", { detail: { text: button.dataset.done } }));
  setTimeout(() => {
    button.replaceChildren(...content);
    delete button.dataset.copied;
    if (label === null) button.removeAttribute("aria-label");
  }, 2000);
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button && (await copy(textOf(button), button))) confirm(button);
});
