/* Another step begins at its top: where we are, how long, and what is asked now. Not under who is typing. */

const placeOf = (stage) => stage && `${stage.dataset.phase}/${stage.dataset.round}/${stage.dataset.step}`;

let place = placeOf(document.getElementById("stage"));

const toTop = () => {
  if (document.activeElement?.matches("input, textarea, select")) return;
  [window, document.querySelector(".desk-main")].forEach((part) => part?.scrollTo({ top: 0, behavior: "instant" }));
};

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "stage" || placeOf(target) === place) return;
  place = placeOf(target);
  toTop();
});
