/* Says in #notice (role=alert) that something did not get through; the next thing that does clears it.

   Its own texts: data-failed (the server refused or broke) and data-offline (it was not reached). What people
   typed stays where it is. Another module may say so by the event live:failed. */

const say = (kind) => {
  const notice = document.getElementById("notice");
  if (!notice) return;
  notice.textContent = kind ? notice.dataset[kind] ?? "" : "";
  notice.hidden = !kind;
};

document.addEventListener("htmx:responseError", () => say("failed"));
document.addEventListener("htmx:swapError", () => say("failed"));
document.addEventListener("live:failed", () => say("failed"));
document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:timeout", () => say("offline"));
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && say(null));
