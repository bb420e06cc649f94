/* Choosing from one's own notes what to share: each of their lines is a button, which lays it in the field above it.

   Nothing is shared by that; only what is then handed in is. [data-from-notes] stays hidden while nothing was noted. */

const lines = () => {
  const notes = document.querySelector("[data-private]")?.value ?? "";
  return notes.split("\n").map((line) => line.trim()).filter(Boolean);
};

const button = (line) => Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: line });

const show = () =>
  document.querySelectorAll("[data-from-notes]").forEach((chooser) => {
    chooser.hidden = !lines().length;
    chooser.querySelector("[role=group]").replaceChildren(...lines().map(button));
  });

document.addEventListener("click", ({ target }) => {
  const chosen = target.closest("[data-from-notes] button");
  if (!chosen) return;
  const field = chosen.closest("form").querySelector("textarea");
  field.value = [field.value.trim(), chosen.textContent].filter(Boolean).join(" ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

document.addEventListener("input", ({ target }) => target.matches("[data-private]") && show());
document.addEventListener("htmx:afterSwap", show);
show();
