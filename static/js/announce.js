/* What a screen reader hears, in #announce (aria-live=polite): another step, one minute left, time up. No more.

   live:announce carries a key (a data attribute of #announce holds its text) or the text itself. The step is told
   by the data-announce of #stage, only when its data-round or data-step is another one than before. */

const say = (text) => {
  const line = document.getElementById("announce");
  if (!line || !text) return;
  line.textContent = "";
  setTimeout(() => (line.textContent = text), 100); // emptied first, so that the same words are heard again
};

const placeOf = (stage) => stage && `${stage.dataset.round}/${stage.dataset.step}`;

let place = placeOf(document.getElementById("stage"));

document.addEventListener("live:announce", ({ detail }) => {
  say(detail.text ?? document.getElementById("announce")?.dataset[detail.key]);
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "stage" || placeOf(target) === place) return;
  place = placeOf(target);
  say(target.dataset.announce);
});
