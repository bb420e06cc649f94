/* On the big screen a long flap turns pages; it never shrinks, for it is read from six metres.

   Shows as many .entry of #flap as fit in its height, turns every 12 s, and says "1/3" in [data-page]. What does
   not stand on the page is hidden, and a [data-sheet] without an entry on it too. After a push the page stays at
   the entry that stood first. */

const TURN = 12000;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
let pages = [];
let at = 0;
let first = "";

const flap = () => document.getElementById("flap");
const entries = () => [...flap().querySelectorAll(".entry")];
const fits = () => flap().scrollHeight <= flap().clientHeight + 1;

const showOnly = (shown) => {
  entries().forEach((entry) => (entry.hidden = !shown.includes(entry)));
  flap().querySelectorAll("[data-sheet]").forEach((sheet) => {
    const own = [...sheet.querySelectorAll(".entry")];
    sheet.hidden = own.length > 0 && own.every((entry) => entry.hidden);
  });
};

const number = (text) => document.querySelectorAll("[data-page]").forEach((place) => (place.textContent = text));

/* Fill page after page, each until one entry more would not fit. */
const divide = (all) => {
  showOnly(all);
  if (fits()) return [all];
  number("1/2"); // takes its room while we measure
  const found = [[]];
  for (const entry of all) {
    const page = [...found.at(-1), entry];
    showOnly(page);
    if (fits() || page.length === 1) found[found.length - 1] = page;
    else found.push([entry]);
  }
  return found;
};

const show = () => {
  showOnly(pages[at]);
  first = pages[at][0]?.id ?? "";
  number(pages.length > 1 ? `${at + 1}/${pages.length}` : "");
};

const lay = () => {
  if (!flap()) return;
  number("");
  pages = divide(entries());
  at = Math.max(0, pages.findIndex((page) => first && page.some((entry) => entry.id === first)));
  show();
};

const turn = () => {
  if (pages.length < 2 || !flap()) return;
  at = (at + 1) % pages.length;
  show();
  if (!CALM.matches) flap().animate([{ opacity: 0 }, { opacity: 1 }], 300);
};

if (document.body.dataset.place === "screen") {
  lay();
  setInterval(turn, TURN);
  window.addEventListener("resize", lay);
  document.fonts?.ready.then(lay);
  document.addEventListener("htmx:afterSwap", lay);
}
