/* What only some steps need is fetched when it comes on screen: a part that brings its own script names it in
   [data-module]. A browser fetches each once; what failed on a bad line is tried again at the next swap. */

const bring = () => document.querySelectorAll("[data-module]").forEach(({ dataset }) => import(dataset.module).catch(() => {}));

document.addEventListener("htmx:afterSwap", bring);
bring();
