/* Opens and closes <dialog>s: [data-open-dialog="#id"], [data-close-dialog].

   A dialog that htmx fills (hx-target) opens by itself, and closes when what is posted from it is answered with
   204. What hx-confirm asks is asked in #ask: a button with value "yes" in its <form method="dialog"> goes on.
   Dialogs stand outside the pushed regions, or a push would close them. */

const open = (dialog) => dialog && !dialog.open && dialog.showModal();

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-open-dialog]");
  if (opener) open(document.querySelector(opener.dataset.openDialog));
  target.closest("[data-close-dialog]")?.closest("dialog")?.close();
});

document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  if (detail.xhr && target.matches("dialog") && target.childElementCount) open(target);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr.status === 204) detail.elt.closest("dialog")?.close();
});

/* A push may have replaced the button while the question stood there: then the one that took its place goes on. */
const successor = (elt) =>
  [...document.querySelectorAll("[hx-confirm]")].find((other) =>
    ["hx-post", "hx-vals", "hx-confirm"].every((name) => other.getAttribute(name) === elt.getAttribute(name)),
  );

const goOn = ({ elt, issueRequest }) => {
  if (elt.isConnected) return issueRequest(true);
  const next = successor(elt);
  if (!next) return;
  next.dataset.sure = "";
  next.click();
};

document.addEventListener("htmx:confirm", (event) => {
  const { elt, question, issueRequest } = event.detail;
  const dialog = question && document.getElementById("ask");
  if (!dialog) return;
  event.preventDefault();
  if ("sure" in elt.dataset) return issueRequest(true);
  dialog.querySelector("h2").textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && goOn(event.detail), { once: true });
  open(dialog);
});
