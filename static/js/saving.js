/* A form that saves itself while one types: form[data-saves], to its own address, only the fields that changed.

   One request at a time, 0.6 s after the last key. What the server has not acknowledged lies in sessionStorage, is put
   back after a reload and sent again; a phone keeps no confidential text at rest. What the server refuses is said
   beside its field and waits until it is changed. How it stands is said in [data-save-state], in the words of its
   data-saving, -saved, -unsaved and -refused. */

const PAUSE = 600;
const LONGEST = 5000; // who types without a pause is saved in between

const stored = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}");
  } catch {
    return {};
  }
};

const store = (key, typed) => {
  try {
    if (typed.size) sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(typed)));
    else sessionStorage.removeItem(key);
  } catch {
    // full or forbidden: the text is still in the field, and on its way to the server
  }
};

const keepSaved = (form) => {
  const key = `saving:${location.pathname}`;
  const line = form.querySelector("[data-save-state]");
  const waiting = new Map(); // name -> what was typed and is not acknowledged
  const refused = new Map(); // name -> what the server would not have
  let [timer, request, since, failures] = [0, null, 0, 0];

  const say = (state) => (line.textContent = line.dataset[state]);
  const ready = () => [...waiting].filter(([name, value]) => refused.get(name) !== value);

  const plan = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };

  const mark = (name, told) => {
    const field = form.elements[name];
    const around = (field.length && !field.tagName ? field[0] : field).closest(".field");
    around.querySelector(".error")?.remove();
    if (!told) return;
    const line = Object.assign(document.createElement("p"), { className: "error", textContent: told });
    line.setAttribute("role", "alert");
    around.append(line);
  };

  const send = async () => {
    clearTimeout(timer);
    const sent = ready();
    if (request || !sent.length) return;
    request = new AbortController();
    since = 0;
    const limit = setTimeout(() => request.abort(), 10000);
    say("saving");
    const body = new URLSearchParams(sent);
    const headers = { "X-Saving": "1", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const keepalive = String(body).length < 15000; // browsers refuse more than 64 KB once the page is gone
    const options = { method: "POST", body, headers, keepalive, signal: request.signal };
    const answer = await fetch(form.action || location.href, options).catch(() => null);
    const wrong = answer?.status === 422 ? await answer.json().catch(() => null) : null;
    clearTimeout(limit);
    request = null;
    if (answer?.ok && !answer.redirected) saved(sent);
    else if (wrong) notSaved(sent, wrong);
    else failed();
  };

  const saved = (sent) => {
    failures = 0;
    for (const [name, value] of sent) {
      if (waiting.get(name) === value) waiting.delete(name);
      mark(name, "");
    }
    store(key, waiting);
    if (ready().length) plan(PAUSE);
    else say(waiting.size ? "refused" : "saved");
  };

  const notSaved = (sent, wrong) => {
    failures = 0;
    for (const [name, value] of sent) {
      if (name in wrong) refused.set(name, value);
      mark(name, wrong[name]);
    }
    say("refused");
    if (ready().length) plan(0);
  };

  const failed = () => {
    failures += 1;
    say("unsaved");
    plan(Math.min(30000, 1000 * 2 ** failures) * (0.5 + Math.random() / 2));
  };

  const offer = ([name, value]) => {
    const field = form.elements[name];
    if (!field) return;
    field.value = value;
    waiting.set(name, value);
  };

  form.addEventListener("input", ({ target }) => {
    if (!target.name) return;
    waiting.set(target.name, target.value);
    store(key, waiting);
    since ||= Date.now();
    if (!failures) plan(Math.min(PAUSE, Math.max(0, since + LONGEST - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (ready().length) send();
    else say(waiting.size ? "refused" : "saved");
  });
  document.addEventListener("visibilitychange", () => document.hidden && send());
  window.addEventListener("pagehide", send);
  window.addEventListener("online", send);

  Object.entries(stored(key)).forEach(offer);
  if (waiting.size) plan(0);
};

document.querySelectorAll("form[data-saves]").forEach(keepSaved);
