/* A press on a button of #turn while another is under way waits, instead of being lost (hx-sync drops it).

   When the answer came, the button in the fresh #turn that does the same is pressed: it carries the position as it
   is by then. The last press waits. After an answer other than 200 none is: the session is not as it was seen. */

let underway = null;
let wanted = "";

/* What a button asks, apart from the position at which it does. */
const deed = (button) => {
  const { leaving, turn, ...rest } = JSON.parse(button.getAttribute("hx-vals"));
  return JSON.stringify(rest);
};

const press = (wanted) =>
  [...document.querySelectorAll("#turn [hx-vals]")].find((button) => deed(button) === wanted)?.click();

document.addEventListener("htmx:confirm", (event) => {
  const { elt } = event.detail;
  if (!underway || !elt.matches("#turn [hx-vals]")) return;
  event.preventDefault();
  wanted = deed(elt);
});

/* By the request itself: its button may have been replaced by another answer, and then htmx tells nobody of the end. */
const answered = (xhr) => {
  if (xhr !== underway) return;
  const now = xhr.status === 200 ? wanted : "";
  underway = null;
  wanted = "";
  if (now) press(now);
};

document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  if (!elt.matches("#turn [hx-vals]")) return;
  underway = xhr;
  xhr.addEventListener("loadend", () => answered(xhr));
});
