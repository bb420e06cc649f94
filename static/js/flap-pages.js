/* On the big screen a long flap turns pages; it never shrinks, for it is read from six metres.

   Shows as much of #flap as fits in its height, entry by entry, turns every 12 s, and says "1/3" in [data-page].
   What is not on the page is hidden, and so is a sheet, a column or a heading of which nothing is on the page; a
   text that is taller than the flap by itself is turned screen by screen. After a push the flap stays at what stood
   first. */

const TURN = 12000;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
let pages = []; // each { parts, top }: what it shows, and how far down
let at = 0;
let first = { id: "", rank: 0 };

const flap = () => document.getElementById("flap");
const fits = () => flap().scrollHeight <= flap().clientHeight + 1;

/* An entry, a row of a table, or a sheet that has none (the case). */
const allParts = () =>
  [...flap().querySelectorAll(".sheet, .entry, tbody > tr")].filter((part) => !part.querySelector(".entry, tr"));

const woven = (columns) => {
  const longest = Math.max(...columns.map((column) => column.length));
  return Array.from({ length: longest }, (_, n) => columns.flatMap((column) => column.slice(n, n + 1))).flat();
};

/* Of columns that stand side by side the first of each, then the second of each: so they do on a page, too.
   Asked while all are shown, for the grid tells how many there is room for. */
const rowByRow = (parts) =>
  parts.flatMap((part) => {
    const board = part.closest(".side-by-side > .column")?.parentElement;
    if (!board) return [part];
    const columns = [...board.children].map((column) => parts.filter((each) => column.contains(each)));
    if (columns.find((column) => column.length)[0] !== part) return []; // the first one brought all others along
    const room = getComputedStyle(board).gridTemplateColumns.split(" ").length;
    return columns.flatMap((_, n) => (n % room ? [] : woven(columns.slice(n, n + room))));
  });

const showOnly = (shown) => {
  const empty = (part) => !shown.some((each) => part.contains(each));
  allParts().forEach((part) => (part.hidden = empty(part)));
  flap().querySelectorAll(".sheet, .column:has(.entry)").forEach((part) => (part.hidden = empty(part)));
  flap()
    .querySelectorAll("h4:has(+ .entries)")
    .forEach((heading) => (heading.hidden = empty(heading.nextElementSibling)));
};

const number = (text) => document.querySelectorAll("[data-page]").forEach((place) => (place.textContent = text));

/* Fill page after page, each until one part more would not fit. */
const fill = (parts) => {
  const filled = [[]];
  parts.forEach((part) => {
    const page = [...filled.at(-1), part];
    showOnly(page);
    if (fits() || page.length === 1) filled[filled.length - 1] = page;
    else filled.push([part]);
  });
  return filled;
};

/* A page of one part may still be too tall; a little of what was read stays in sight at each turn. */
const screens = (parts) => {
  showOnly(parts);
  const step = flap().clientHeight * 0.85;
  const extra = step > 0 ? Math.ceil((flap().scrollHeight - 1 - flap().clientHeight) / step) : 0;
  return Array.from({ length: 1 + Math.max(0, extra) }, (_, turn) => ({ parts, top: turn * step }));
};

const divide = (parts) => {
  showOnly(parts);
  if (fits()) return [{ parts, top: 0 }];
  number("1/2"); // takes its room while we measure
  return fill(rowByRow(parts)).flatMap(screens);
};

const show = () => {
  const { parts, top } = pages[at];
  showOnly(parts);
  flap().scrollTop = top;
  first = { id: parts[0]?.id ?? "", rank: allParts().indexOf(parts[0]) };
  number(pages.length > 1 ? `${at + 1}/${pages.length}` : "");
};

const lay = () => {
  if (!flap()) return;
  number("");
  const all = allParts();
  pages = divide(all);
  const stay = all.find((part) => first.id && part.id === first.id) ?? all[first.rank];
  at = Math.max(0, pages.findIndex(({ parts }) => parts.includes(stay)));
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
  document.addEventListener("htmx:afterSwap", ({ target }) => target.id === "flap" && lay());
}
