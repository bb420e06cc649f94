/* A soft, private check while one writes: is there something by which people can be found? Nothing leaves the device.

   Looks in every [data-traceable] for citizen service numbers (by their eleven-test), dates of birth, mail addresses,
   telephone numbers and names behind mevrouw, meneer and the like. After a pause it shows one line under the field,
   with a replacement by one tap, and a way to leave it. It holds nothing back.
   The words stand in [data-traceable-words] of the form: data-on-<kind>, data-put-…, data-do and data-leave. */

const REST = 700; // milliseconds without a key
const OLD = 5; // a date so many years ago is rather a birthday than an appointment

const MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december";
const SHORT_MONTHS = "jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec";
const BORN = "(?:geboren(?: op)?|geb\\.?(?: op)?|geboortedatum(?: is| was)?|born(?: on)?)[:\\s]*";
const YEAR = "(?:\\d{4}|['’]?\\d{2})";
const DATE = `\\d{1,2}(?:[-/.]\\d{1,2}[-/.]|\\s+(?:${MONTHS}|(?:${SHORT_MONTHS})\\.?)\\s+)${YEAR}`;
const capital = (words) => words.replace(/(^|\|)(\w)/g, (_, bar, letter) => `${bar}[${letter.toUpperCase()}${letter}]`);
const TITLE = capital(
  "mevrouw|meneer|mevr\\.?|mw\\.?|dhr\\.?|de heer|mijnheer|juffrouw|juf|dokter|mrs\\.?|mr\\.?|ms\\.?",
);
const PARTICLE = `(?:${capital("van|de|den|der|ten|ter|te|het|el|al|von|di|la|le|du|op")}|['’]t)`;

const NUMBER = /(?<![\d+])(?:\d{8,9}|\d(?:[ .-]?\d){8})(?![ .-]?\d)/g;
const MAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu;
const PHONE = /(?<![\d.])(?:(?:\+|00)3[12][ .-]?(?:\(0\)[ .-]?)?|0)[1-9](?:[ ./-]{0,3}\d){7,8}(?!\d)/g;
const BIRTH = new RegExp(`(${BORN})?(?<![\\d-])(${DATE}|\\d{4}-\\d{2}-\\d{2})(?![\\d-])`, "gi");
const NAME = new RegExp(
  `(?<![\\p{L}])(${TITLE})(?:\\s+|(?<=\\.))((?:\\p{Lu}\\.\\s?)*(?:${PARTICLE}\\s+)*)(\\p{Lu}[\\p{L}’'-]*\\p{L}(?:\\s\\p{Lu}\\p{L}+)?)`,
  "gu",
);

/* The eleven-test: nine digits weighed 9 to 2, and the last −1. One digit fewer had its nought left off. */
export const isBsn = (digits) => {
  const nine = digits.padStart(9, "0");
  if (!/^\d{9}$/.test(nine) || /^0+$/.test(nine)) return false;
  const sum = [...nine].reduce((total, digit, at) => total + digit * (at < 8 ? 9 - at : -1), 0);
  return sum % 11 === 0;
};

const monthOf = (word) => {
  if (/^\d+$/.test(word)) return Number(word);
  return MONTHS.split("|").findIndex((month) => month.startsWith(word.slice(0, 3).replace("mrt", "maa"))) + 1;
};

/* Day, month and year of a date as people write it; nothing when there is no such day. */
const dayOf = (text, today) => {
  const parts = text.toLowerCase().split(/[-/.\s]+/);
  const [day, month, year] = /^\d{4}-/.test(text) ? [parts[2], parts[1], parts[0]] : parts;
  const short = year.replace(/['’]/, "");
  const full = short.length === 4 ? Number(short) : Number(short) + (Number(short) > today.getFullYear() % 100 ? 1900 : 2000);
  const found = new Date(full, monthOf(month) - 1, Number(day));
  return found.getDate() === Number(day) && found.getMonth() === monthOf(month) - 1 ? found : null;
};

export const ageOf = (day, today) => {
  const had = [today.getMonth() - day.getMonth(), today.getDate() - day.getDate()].find((gap) => gap) ?? 0;
  return today.getFullYear() - day.getFullYear() - (had < 0);
};

const all = (pattern, text, kind, read) =>
  [...text.matchAll(pattern)].flatMap((match) => {
    const more = read(match);
    return more ? [{ kind, start: match.index, end: match.index + match[0].length, found: match[0], ...more }] : [];
  });

/* Everything in a text that may lead to a person, in order; what overlaps an earlier find is left out. */
export const findings = (text, today = new Date()) => {
  const birth = ([, born, date]) => {
    const day = dayOf(date, today);
    const age = day && ageOf(day, today);
    return day && age >= (born ? 0 : OLD) && age < 120 ? { age } : null;
  };
  const found = [
    ...all(MAIL, text, "mail", () => ({})),
    ...all(BIRTH, text, "birth", birth),
    ...all(PHONE, text, "phone", () => ({})),
    ...all(NUMBER, text, "bsn", ([digits]) => (isBsn(digits.replace(/\D/g, "")) ? {} : null)),
    ...all(NAME, text, "name", ([, title, , name]) => ({ initial: `${title} ${name[0]}.` })),
  ];
  const kept = found.filter((one, at) => !found.slice(0, at).some((other) => one.start < other.end && other.start < one.end));
  return kept.sort((one, other) => one.start - other.start);
};

// -- the line under the field ------------------------------------------------------------------------------------------

const left = new Set(); // what somebody wants to leave as it is
const timers = new WeakMap();

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const instead = (one, words) => {
  if (one.kind === "name") return [one.initial, words.putClient];
  if (one.kind === "birth") return [fill(words.putAge, one)];
  return [words[`put${one.kind[0].toUpperCase()}${one.kind.slice(1)}`]];
};

const button = (label, press) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: label });
  made.addEventListener("click", press);
  return made;
};

const replace = (field, one, text) => {
  const at = findings(field.value).find(({ found }) => found === one.found);
  if (!at) return;
  const twice = text.endsWith(".") && field.value[at.end] === "."; // an initial at the end of a sentence
  field.setRangeText(text, at.start, at.end + twice, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  look(field);
};

const lineOf = (field) => {
  const there = field.parentElement.querySelector(".traceable");
  if (there) return there;
  const line = Object.assign(document.createElement("div"), { className: "traceable" });
  line.setAttribute("role", "status");
  field.after(line);
  return line;
};

const look = (field) => {
  const words = field.form.querySelector("[data-traceable-words]").dataset;
  const one = findings(field.value).find(({ found }) => !left.has(found));
  if (!one) return field.parentElement.querySelector(".traceable")?.remove();
  const told = Object.assign(document.createElement("span"), { textContent: fill(words[`on${one.kind[0].toUpperCase()}${one.kind.slice(1)}`], one) });
  const offers = instead(one, words).map((text) => button(fill(words.do, { instead: text }), () => replace(field, one, text)));
  const leave = button(words.leave, () => {
    left.add(one.found);
    field.focus();
    look(field);
  });
  lineOf(field).replaceChildren(told, ...offers, leave);
};

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-traceable]")) return;
  clearTimeout(timers.get(target));
  timers.set(target, setTimeout(look, REST, target));
});
