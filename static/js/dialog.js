/* Opens and closes <dialog>s: [data-open-dialog="#id"], [data-close-dialog].

   A dialog that htmx fills (hx-target) opens by itself, and closes when what is posted from it is answered with
   204. [data-confirm-dialog="#id"] on an element with hx-post asks first, in that dialog: a button with value "yes"
   in its <form method="dialog"> goes on. Dialogs stand outside the pushed regions, or a push would close them. */

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

document.addEventListener("htmx:confirm", (event) => {
  const { elt, issueRequest } = event.detail;
  const dialog = elt.dataset?.confirmDialog && document.querySelector(elt.dataset.confirmDialog);
  if (!dialog) return;
  event.preventDefault();
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && issueRequest(true), { once: true });
  open(dialog);
});
