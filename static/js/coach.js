/* The open-question coach: a private, gentle hint while somebody types a question that closes the conversation.

   The upper part is pure and holds every rule: kindOf(text) says whether a Dutch question looks closed, leading,
   double, or like advice in disguise; openingFor(text) gives an open beginning to try. The lower part shows that in
   the [data-coach-hint] near a textarea[data-coach]. It decides nothing: it never blocks, keeps or sends what is
   typed. tests/coach measures the rules; a question wrongly called closed costs more than one that slips through. */

// -- the words -------------------------------------------------------------------------------------------------------

const WAAR = "waar(?:aan|achter|bij|door|heen|in|langs|mee|naar|om|onder|op|over|tegen|toe|tussen|uit|van|voor)?";
const ASKING = `(?:wat|wie|wiens|welke?|wanneer|vanwaar|hoe(?:zo|veel|lang|ver|verre|vaak)?|${WAAR})`;
const BEFORE = "aan|bij|door|in|met|naar|om|onder|op|over|sinds|tegen|tot|tussen|uit|van|vanaf|vanuit|voor";
const WAY_IN = `(?:(?:${BEFORE}) )?${ASKING}`; // how an open question begins: “wat”, “met wie”, “in hoeverre”
const YOU = "(?:je|jij|jullie|u|ge|gij)";
const SUBJECT = `(?:${YOU}|hij|ze|zij|we|wij|men|iemand|iedereen)`;
const THING = "(?:het|dat|dit|die|er|da)";
const NOT = "(?:niet|geen|niks)";
const MAY = "(?:zou|zoudt|zouden|kun|kunt|kan|kunnen|moet|moeten|mag|wil|hoef)"; // these often carry a proposal
const MAY_YOU = `(?:${MAY} ${YOU}|kunde|zoude|moette)`; // kunde: Flemish for kun je
const HAVE_YOU = `(?:(?:heb|hebt|hebben|heeft|had) ${YOU}|hebde)`;

/* Verbs that begin a question. With a question mark no list is needed; without one this is all there is. */
const VERBS = [
  "ben|bent|is|was|waren|zijn|zijt|heb|hebt|hebben|heeft|had|hadden|hebde|word|wordt|werd|blijf|blijft",
  "ga|gaat|ging|gaan|kom|komt|kwam|doe|doet|deed|weet|weten|wist|denk|denkt|dacht|vind|vindt|vond|voel|voelt|voelde",
  "zie|ziet|zag|merk|ken|kent|kende|herken|lukt|klopt|speelt|ligt|lag|zit|zat|sta|staat|maak|maakt|krijg|kreeg",
  "durf|durfde|mis|moet|moest|mag|mocht|werk|werkt|werkte|helpt|hangt|geldt|houd|houden|hou|hoort|loopt|rijdt",
  "twijfel|leeft|slaap|slaapt|vertrouw|geloof|verwacht|bedoel|bedoelt|raakt|ervaar|neem|zeg|zegt|zei|praat|valt",
].join("|");

const rule = (...parts) => new RegExp(parts.join(""));

// -- reading ---------------------------------------------------------------------------------------------------------

/* Without accents and capitals, so that “Hè” is “he” and \b finds the ends of words. */
const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[‘’`]/g, "'")
    .replace(/[“”"„«»()]/g, " ")
    .replace(/\?[?!]+/g, "?")
    .replace(/[^\S\n]+/g, " ");

/* A dot, a question mark or a new line ends a sentence. */
const sentencesOf = (text) => {
  const parts = plain(text).match(/[^.?!…\n]+[.?!…]*/g) ?? [];
  return parts.map((one) => one.trim()).filter(Boolean);
};

/* Who starts with “En …” or “Maar …” continues the conversation; the question begins after it. */
const LEAD = /^(?:(?:en|maar|dus|want|of|zeg(?=,)|nou|oke|ok|ja|nee|he|sorry|trouwens|kom op)\b,? )+(?=\S)/;
const core = (sentence) => sentence.replace(LEAD, "");

/* A sentence with another end than a dot may be (or become) a question. */
const asks = (sentence) => !/[.…]$|[^?]!$/.test(sentence);

const some = (rules) => (sentence) => rules.some((one) => one.test(sentence));

// -- open ------------------------------------------------------------------------------------------------------------

/* A question word, not followed by its subject: that would be a subordinate clause (“wat je toen deed”). */
const MAIN = `${WAY_IN}\\b(?! (?:${SUBJECT}|${THING}|de|ik)\\b)`;

const OPEN = [
  rule("^", WAY_IN, "\\b"),
  rule("[,:;–-] ?(?:en )?(?:dan )?", MAIN), // “Als je terugkijkt, wat valt je op?”
  rule("\\b", WAY_IN, "\\?$"), // “En dat was wanneer?”
  /^(?:toen|daarna|dan|verder|nu|jij|jullie|u|zij|hij)\b.{0,12}\?$/, // “En toen?”
  rule("\\b(?:benieuwd|nieuwsgierig|vraag me af|zou graag (?:weten|horen))\\b.*\\b", WAY_IN), // asks indirectly
  /^(?:vertel|beschrijf|schets|omschrijf|leg (?:eens |me |ons )*uit|zeg eens (?:wat|iets)|neem (?:me|ons))\b/,
  /^geef (?:eens |me |ons )*(?:een|wat) voorbeeld/,
];
/* “Kun je vertellen wat …” has the form of a closed question and is an open one. */
const REQUEST = rule(
  `^(?!.*\\b${NOT}\\b)(?:mag ik (?:je |jou |u )?vragen ${WAY_IN}|(?:${MAY_YOU}|mag ik) .*\\b(?:`,
  "vertellen|uitleggen|toelichten|schetsen|beschrijven|omschrijven|verduidelijken|meenemen|loodsen|",
  "(?:iets|wat|meer)\\b.* (?:zeggen|kwijt)|voorbeeld (?:geven|noemen)))\\b",
);
const requests = (sentence) => REQUEST.test(sentence);
const isOpen = (sentence) => some(OPEN)(sentence) || requests(sentence);

// -- advice in disguise ----------------------------------------------------------------------------------------------

const GOOD = "(?:idee|optie|een mogelijkheid|(?:handig|verstandig|slim)(?:m?er)?|beter|het beste|zinvol)";
const PERHAPS = "^(?:misschien|wellicht|mss)\\b.*\\b";

const ADVICE = [
  // “Heb je al geprobeerd …”: the answer is known, the plan is the asker's.
  rule("^", HAVE_YOU, " .*\\b(?:geprobeerd|overwogen|(?:aan|over) (?:ge|nage)dacht|(?:ge|nage)dacht (?:aan|over))"),
  rule("^", HAVE_YOU, "(?: \\S+){0,3} (?:al|al eens|wel eens|weleens|ooit)\\b(?!.*(?:gehad|gekregen|meegemaakt)\\b)"),
  rule("^", HAVE_YOU, " (?:dat|die) (?:boek|artikel|cursus|training|podcast)"),
  rule("^(?:ben|bent|zijn|zijt) ", YOU, " al (?:eens )?(?:bij|naar|met|gaan|langs|in gesprek)\\b"),
  // “Waarom vraag je het niet?”: a proposal with a reproach. Of wanting, knowing and feeling one may ask why not.
  rule(
    "^waarom (?!wil|kun|kan|kon|durf|weet|wist|vind|vond|denk|dacht|voel|heb|had|was|ben|bleef|vertrouw|luister)",
    `\\S+ ${YOU}\\b.*\\b${NOT}\\b`,
  ),
  // “Zou je niet …”, “Kun je niet …”, “Moet je niet …”: the word “niet” makes a proposal of it.
  rule("^", MAY_YOU, "\\b.*\\b", NOT, "\\b(?! liever)"),
  rule("^", MAY, " (?:jouw|die|de|een|iemand) \\S+ .*\\bniet\\b.*\\b(?:van|naar)\\b"),
  rule("^(?:kan|zou) (?:je|een|die|dat|het) .*\\b(?:helpen|iets voor (?:je|jou|u) zijn|een optie)\\b"),
  rule("^zou ", YOU, " .*\\b(?:overwegen|hebben aan|eens)\\b"),
  rule("^(?:zou het|het zou) .*\\b(?:helpen|goed|", GOOD, ")\\b"),
  /^(?:wat (?:je|u) (?:zou )?(?:kunnen|kunt|kan) (?:doen|proberen)|een optie is)\b.*\bis\b/,
  rule("^(?:is|was) (?:het|dat|er|dit)\\b.*\\b", GOOD, "\\b(?: zijn)? (?:om|als|dat)\\b"),
  /^is er (?:niet|geen|niemand)\b.*\b(?:mogelijkheid|manier|optie|iemand|om)\b/,
  /\b(?:is|zou|lijkt|misschien)\b.* (?:iets|wat|niks|niets) voor (?:je|jou|u)(?=\W*$| zijn)/,
  /^(?:lijkt|leek) (?:het|dat) (?:je|jou|u)\b/,
  /^wordt het (?:geen|niet)\b.*\btijd\b/,
  /^een \S+.*, (?:is dat|zou dat|lijkt je dat) (?:iets|wat|niks|een)\b/,
  // “Wat als je …” and “Als je nou eens …?” ask for a yes to one idea.
  rule("^wat (?:nou |nu )?als (?:", SUBJECT, "|het)\\b"),
  rule("^als ", YOU, "\\b(?!.*, ?(?:", MAIN, "|dan)).*(?:\\beens\\b|\\b(?:nou|nu|gewoon)\\b.*\\?$)"),
  rule("^stel (?:nou |nu )?dat ", YOU, "\\b(?!.*, ?", MAIN, ")"),
  rule("^(?:wat|hoe) zou\\b.*\\bals ", YOU, " .*\\beens\\b"),
  /^hoe zou het zijn\b.*\b(?:eens|gewoon)\b/,
  /^wat (?:dacht|denk|vind) (?:je|u|ge) (?:er ?)?van (?:om|een)\b|^wat dacht (?:je|u|ge) ervan\b/,
  /^wat zou (?:je|u|ge) ervan (?:vinden|zeggen) om\b/,
  /^wat let (?:je|u)\b/,
  // And advice without a disguise.
  rule(PERHAPS, "(?:", MAY, " ", YOU, "|helpt|helpen|dat ", YOU, ")\\b"), // but not “Misschien is hij bang”
  rule(PERHAPS, "(?:", GOOD, "|goed) (?:om|als|dat)\\b"),
  rule(`^(?:volgens mij|ik denk|ik vind|eigenlijk)\\b.* (?:moet ${YOU}|${YOU}(?! veel).* moet|dat ${YOU} beter)\\b`),
  rule(`^${YOU} (?:moet|moeten|zou|zoudt|zouden)\\b(?! (?:toch|${YOU}|wel)\\b| .*\\b(?:bijna|haast|denken)\\b)`),
  rule(`^${YOU} (?:kunt|kan|kunnen|mag) (?:\\S+ )?(?:ook|beter|toch|gewoon|eens)\\b(?! niet\\b|.* zien\\b)`),
  rule(`^${YOU} hoeft\\b.*\\btoch\\b`),
  // “Ik zou …” is advice, unless it says how one would feel.
  /^ik zou\b(?! (?:graag|wel|nooit|me|mij|nog)\b|.*\b(?:willen|vinden|worden|zijn|weten|voelen|schrikken|liegen)\b)/,
  /\bals ik (?:jou|u|jij) was\b|\bin (?:jouw|je|uw) (?:schoenen|plaats)\b.*\b(?:ik|zou|ging)\b/,
  /\bzou ik (?:zeggen|ook doen)\b|\bmijn (?:advies|tip)\b|^tip\b|\been tip\b/,
  /\b(?:raad|zou) (?:je|jou|u) .*\b(?:aan|aanraden)\b(?= om|\W*$)/,
  /^(?:het (?:lijkt|leek) (?:me|mij) \S+ (?:om|als|dat je)|het is belangrijk dat je|het beste is)\b/,
  rule("^(?:bij ons|wij|we)\\b.*\\b(?:(?:doen|deden|losten) (?:we |wij )?(?:dat|het)|hebben daar een|werkt goed)\\b"),
];
/* “Probeer eens …”: an order, however kind. Followed by a subject it is a question (“Neem je …”). */
const ORDER = rule(
  "^(?!.*\\b(?:ik|me|mij|mijn|mezelf|altijd|steeds|vaak|te (?:snel|veel|weinig|laat))\\b)", // of oneself: “laat me …”
  "(?:probeer|ga|zet|doe|schrijf|vraag|zeg|laat|wees|vergeet|neem|maak|kies|bel|praat|bespreek|begin|stop|zorg|kijk",
  "|geef|leg|stuur|houd|hou|plan|overleg|spreek|durf|zoek|wacht|denk|stel|haal) ",
  "(?!(?:jij|jullie|u|ge|gij|hij|ze|zij|we|dat (?:het|je|ze))\\b|je (?!niet)", // “Ga je weg, dan …”
  "|(?:a|deze|maar|nu zelf|er maar aan|op de|in het)\\b)", // “Plan A”, “Begin deze maand”, “Laat op de avond”
);
const isOrder = (sentence) => ORDER.test(sentence) && !sentence.endsWith("?") && !isOpen(sentence);

const isAdvice = (sentence) => {
  const said = core(sentence);
  return !requests(said) && (some(ADVICE)(said) || isOrder(said));
};

// -- leading ---------------------------------------------------------------------------------------------------------

/* Words with which somebody fills in the answer. */
const FILLED_IN = /\b(?:toch|zeker|natuurlijk|vast|gewoon|dus|eigenlijk|zal wel|vooral|helemaal|duidelijk)\b/;
const TAG = rule(
  "\\S,? (?:he|niet|toch|nietwaar|niet waar|zeker|of (?:niet|wel)|klopt (?:dat|het)|",
  "(?:vind|vindt|denk|denkt) (?:je|u) (?:ook )?niet|of vergis ik me)\\W*$",
);

const LEADING = [
  rule(`^waarom (?:heb|had|was|ben|bleef|deed|ging|zei|vertrouw|luister) ${YOU}\\b.*\\b(?:niet|geen|niemand)\\b`),
  // “Waarom … zo, altijd, nooit, toch”: a judgement that asks for a defence.
  rule(`^waarom \\S+ ${YOU}\\b.*\\b(?:zo(?!'n)|altijd|steeds|nooit|toch|nou|per se|jezelf)\\b`),
  rule(`^waarom moet ${YOU}\\b|^waarom zou(?:den)? `, "|\\bin (?:vredesnaam|godsnaam|hemelsnaam)\\b"),
  rule(`^hoe (?:kun|kon|kan|kunt) ${YOU} (?:.*\\b(?:nou|toch|niet)\\b|nu .* zijn\\b|zeggen )`),
  rule(`^hoe haal ${YOU} het|^hoe lang (?:ga|blijf|laat) ${YOU}|^wie zegt dat ${YOU}|^wat is er mis met|^wat is nou`),
  /\bd(?:at|ie) (?:schandalige|belachelijke|onmogelijke|asociale|idiote|absurde|verschrikkelijke|onzinnige)\b/,
  /\bben(?:t)? (?:je|jij|u) het (?:niet )?(?:met (?:me|mij)|ermee|er mee) eens\b/,
  /^(?:kan|kon|zou) het (?:niet )?(?:zijn|kunnen(?: zijn)?) dat (?:je|jij|u|ge)\b/,
  /^(?:zeg nu zelf|geef (?:maar|het) toe|geef maar|kom op)\b|\b(?:je|u) hebt? gelijk dat\b/,
];

const BEGINS = rule("^(?:", VERBS, ")\\b");

/* A question with “niet” in its first clause hopes for a yes: “Ben je niet jaloers?” */
const HOPES = rule("^(?!", WAY_IN, "\\b)\\S+ (?:(?!\\bdat (?:", SUBJECT, "|het|er)\\b).)*\\b", NOT, "\\b");

/* “Je bent toch …?” says it, and asks for assent. */
const STATES = rule("^(?:", SUBJECT, "|", THING, "|ik|dan|volgens mij|die \\S+|de \\S+|nu je)\\b");

const isLeading = (sentence) => {
  const said = core(sentence);
  if (some(LEADING)(said) || some(LEADING)(sentence)) return true;
  if (isOpen(said)) return false;
  if (TAG.test(said) || (STATES.test(said) && FILLED_IN.test(sentence))) return true;
  return HOPES.test(said) && (sentence.endsWith("?") || BEGINS.test(said));
};

// -- double ----------------------------------------------------------------------------------------------------------

/* Only verbs of the list: “…, terwijl je …”, “… en met je team” and “…, denk je, …” are no second question. */
const VERB_AND_SUBJECT = `(?!denk je\\b)(?:${VERBS}|${MAY}) (?:${SUBJECT}|${THING}|de|een)\\b`;

const DOUBLE = [
  // “Wat deed je en hoe reageerde zij?”, but not “Wie of wat helpt je?” and “Wat kun je wel doen, en wat niet?”
  rule(`^${WAY_IN}\\b(?! of).*(?:,| en| of),? (?:en )?${MAIN}(?! (?:niet|wel)\\W*$)`),
  rule("(?:,| en),? (?:en )?", WAY_IN, "\\W*$"), // “…, en van wie?”
  rule(`^${WAY_IN}\\b \\S+ \\S+.*(?: en|,)(?: en)? ${VERB_AND_SUBJECT}(?! ?\\?$)`), // “…, en heb je nog contact?”
  rule(`^(?:${VERBS}|${MAY}) .* en ${MAIN}`), // “Ken je hem, en hoe is dat contact?”
  rule(`^${WAY_IN}\\b.*: .* of `), // “Waar zit het: hier of daar?”
];
/* Two answers to choose from: “Ben je boos of verdrietig?” But in “Weet je of …” the word only joins. */
const JOINS = `\\b(?:(?:weet|wist) (?:je|u)|vragen|gevraagd|uitgezocht|weten) of (?:${SUBJECT}|${THING}|de|ik)\\b`;
const CHOICE = rule("^(?!", WAY_IN, "\\b)(?!.*", JOINS, ")\\S+ .*,? of (?!zo\\b)");

const isDouble = (sentence) => {
  const said = core(sentence);
  return some(DOUBLE)(said) || (!isOpen(said) && CHOICE.test(said));
};

// -- closed ----------------------------------------------------------------------------------------------------------

/* With a question mark: whatever is not open. Without: only what begins with a verb that cannot become a request. */
const VERB_FIRST = rule(`^(?:${VERBS}) (?:${SUBJECT}|${THING}|de|een|jouw|zijn|haar|\\S+ ${THING})\\b`);

const isClosed = (sentence) => {
  const said = core(sentence);
  if (isOpen(said)) return false;
  return sentence.endsWith("?") || VERB_FIRST.test(said);
};

// -- what a text looks like ------------------------------------------------------------------------------------------

/* The sentence that stands out, and as what. Advice first: in some steps it is all that matters. */
const look = (text) => {
  const sentences = sentencesOf(text);
  const questions = sentences.filter(asks);
  const marked = sentences.filter((one) => one.endsWith("?"));
  const found = (kind, sentence) => sentence && { kind, sentence: core(sentence) };
  return (
    found("advice", sentences.find(isAdvice)) ??
    found("leading", questions.find(isLeading)) ??
    found("double", marked.length > 1 ? marked[0] : questions.find(isDouble)) ??
    found("closed", questions.find(isClosed)) ??
    null
  );
};

/* What the sentence began with -> with what it could begin. The first that fits. */
const OPENINGS = {
  advice: [
    [rule("^", HAVE_YOU), "Wat heb je al"],
    [/^waarom\b/, "Wat maakt dat"],
    [/^/, "Wat zou"],
  ],
  leading: [
    [/^waarom\b/, "Wat maakte dat"],
    [/^hoe\b/, "Wat"],
    [/^/, "Hoe"],
  ],
  closed: [
    [/^(?:weet|wist|denk|dacht|wil|moet|mag|verwacht|zie|merk|heb|had|betekent|bedoel|mis|krijg|herken)/, "Wat"],
    [/^(?:ken|praat|werk|vertrouw)/, "Wie"],
    [/^/, "Hoe"],
  ],
  double: [[/^/, "Wat"]],
};

const ownWord = ({ kind, sentence }) => kind === "double" && sentence.match(rule("^(?:", WAY_IN, ")\\b"))?.[0];
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const opening = (found) => {
  const own = ownWord(found); // a double question is helped by its own first half
  return own ? capital(own) : OPENINGS[found.kind].find(([start]) => start.test(found.sentence))[1];
};

/* null, or the first of "advice", "leading", "double", "closed" that a text looks like. */
export const kindOf = (text) => look(text)?.kind ?? null;

/* An open beginning to try instead, or null where there is nothing to say. */
export const openingFor = (text) => {
  const found = look(text);
  return found && opening(found);
};

// -- showing ---------------------------------------------------------------------------------------------------------

const PAUSE = 700;
const OFF = "coach:off";
const shown = new Set(); // ids of the fields with a hint; a swap may have put an empty one in its place
let timer;

const isOff = () => {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
};

const turnOff = (button) => {
  try {
    localStorage.setItem(OFF, "1");
  } catch {
    // forbidden: then it is off until the page is left
  }
  clearTimeout(timer);
  document.removeEventListener("input", onInput);
  partWith(button, "textarea[data-coach]")?.focus(); // the button is about to go
  fields().forEach((field) => say(field, ""));
};

const fields = () => [...document.querySelectorAll("textarea[data-coach]")];

const partWith = (element, selector) => {
  let around = element.parentElement;
  while (around && !around.querySelector(selector)) around = around.parentElement;
  return around?.querySelector(selector);
};

const say = (field, words) => {
  const hint = partWith(field, "[data-coach-hint]");
  const off = hint?.parentElement.querySelector("[data-coach-off]");
  for (const part of [hint, off]) if (part) part.hidden = !words;
  if (hint && hint.textContent !== words) hint.textContent = words; // after it is there: then it is also heard
  shown[words ? "add" : "delete"](field.id);
};

/* What may be said of this field now; a text that has hardly begun is left alone. */
const wordsFor = (field) => {
  const text = field.value.trim();
  if (!text.endsWith("?") && text.split(/\s+/).length < 3) return "";
  const found = look(text);
  if (!found || (field.dataset.coach === "advice-only" && found.kind !== "advice")) return "";
  const words = partWith(field, "[data-coach-hint]")?.getAttribute(`data-on-${found.kind}`) ?? "";
  return words.replace("{word}", opening(found));
};

const weigh = (id) => {
  const field = fields().find((one) => one.id === id); // by its id: a swap may have replaced it
  if (field) say(field, wordsFor(field));
};

/* A hint comes when the typing rests, and goes as soon as it is not true any more. */
const typed = (field) => {
  clearTimeout(timer);
  if (shown.has(field.id) && !wordsFor(field)) say(field, "");
  timer = setTimeout(weigh, PAUSE, field.id);
};

const onInput = ({ target }) => target.matches("textarea[data-coach]") && typed(target);

if (!isOff()) document.addEventListener("input", onInput);
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-coach-off]");
  if (button) turnOff(button);
});
document.addEventListener("htmx:afterSwap", () => {
  fields().forEach((field) => shown.has(field.id) && say(field, wordsFor(field)));
});
if (!isOff()) fields().forEach((field) => field.value && typed(field)); // typed while this was on its way
