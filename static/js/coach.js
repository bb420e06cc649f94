/* The open-question coach: a private, gentle hint while somebody types a question that closes the conversation.

   The upper part is pure and holds every rule: kindOf(text) says whether a Dutch question looks closed, leading,
   double, or like advice in disguise; openingFor(text) gives an open beginning to try. The lower part shows that in
   the [data-coach-hint] near a textarea[data-coach]. It decides nothing: it never blocks, keeps or sends what is
   typed. tests/coach measures the rules; a question wrongly called closed costs more than one that slips through. */

// -- the words -------------------------------------------------------------------------------------------------------

const WAAR = "waar(?:aan|achter|bij|door|heen|in|langs|mee|naar|om|onder|op|over|tegen|toe|tussen|uit|van|voor)?";
const ASKING = `(?:wat|wie|wiens|welke?|wanneer|vanwaar|hoe(?:zo|veel|lang|ver|verre|vaak)?|${WAAR})`;
const BEFORE = "(?:(?:aan|bij|door|in|met|naar|om|onder|op|over|sinds|tegen|tot|tussen|uit|van|vanaf|voor) )?";
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
  "ga|gaat|ging|gaan|kom|komt|kwam|doe|doet|deed|weet|wist|denk|denkt|dacht|vind|vindt|vond|voel|voelt|voelde",
  "zie|ziet|zag|merk|ken|kent|kende|herken|lukt|klopt|speelt|ligt|lag|zit|zat|sta|staat|maak|maakt|krijg|kreeg",
  "durf|durfde|mis|moet|moest|mag|mocht|werk|werkt|werkte|helpt|hangt|geldt|houd|hou|hoort|loopt|rijdt|twijfel",
  "leeft|slaap|slaapt|vertrouw|geloof|verwacht|bedoel|bedoelt|raakt|ervaar|neem|zeg|zegt|zei|praat|bestaat|valt",
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
const sentencesOf = (text) => (plain(text).match(/[^.?!…\n]+[.?!…]*/g) ?? []).map((one) => one.trim()).filter(Boolean);

/* Who starts with “En …” or “Maar …” continues the conversation; the question begins after it. */
const LEAD = /^(?:(?:en|maar|dus|want|of|zeg(?=,)|nou|oke|ok|ja|nee|he|sorry|trouwens|kom op)\b,? )+(?=\S)/;
const core = (sentence) => sentence.replace(LEAD, "");

/* A sentence with another end than a dot may be (or become) a question. */
const asks = (sentence) => !/[.…]$|[^?]!$/.test(sentence);

const some = (rules) => (sentence) => rules.some((one) => one.test(sentence));

// -- open ------------------------------------------------------------------------------------------------------------

const STARTS_OPEN = rule("^", BEFORE, ASKING, "\\b|^(?:waarom|in hoeverre|op (?:wat voor|welke))\\b");
const WAY_IN = `${BEFORE}(?:${ASKING}|waarom)`;

/* A question word, not followed by its subject: that would be a subordinate clause (“wat je toen deed”). */
const MAIN = `${WAY_IN}\\b(?! (?:${SUBJECT}|${THING}|de|ik)\\b)`;

const OPEN = [
  STARTS_OPEN,
  rule("[,:;–-] ?(?:en )?(?:dan )?", MAIN), // “Als je terugkijkt, wat valt je op?”
  rule("\\b", WAY_IN, "\\?$"), // “En dat was wanneer?”
  /^(?:toen|daarna|dan|verder)\b.{0,12}\?$/, // “En toen?”
  rule("\\b(?:benieuwd|nieuwsgierig|vraag me af|zou graag (?:weten|horen))\\b.*\\b", WAY_IN), // asks openly, indirectly
  /^(?:vertel|beschrijf|schets|omschrijf|leg (?:eens |me |ons )*uit|zeg eens (?:wat|iets)|neem (?:me|ons))\b/,
  /^geef (?:eens |me |ons )*(?:een|wat) voorbeeld/,
];
/* “Kun je vertellen wat …” has the form of a closed question and is an open one. */
const REQUEST = rule(
  `^(?:${MAY_YOU}|mag ik) .*\\b(?:vertellen|uitleggen|toelichten|schetsen|beschrijven|omschrijven|verduidelijken`,
  "|meenemen in|(?:iets|wat|meer)\\b.* (?:zeggen|kwijt)|voorbeeld (?:geven|noemen))\\b",
);
const requests = (sentence) => REQUEST.test(sentence) && !rule("\\b", NOT, "\\b").test(sentence);
const isOpen = (sentence) => some(OPEN)(sentence) || requests(sentence);

// -- advice in disguise ----------------------------------------------------------------------------------------------

const A_GOOD_THING =
  "(?:een (?:goed )?idee|(?:een |geen )?optie|een mogelijkheid|handig(?:er)?|beter|het beste|verstandig(?:er)?|slim(?:mer)?|zinvol)";

const ADVICE = [
  // “Heb je al geprobeerd …”: the answer is known, the plan is the asker's.
  rule("^", HAVE_YOU, " .*\\b(?:geprobeerd|overwogen|(?:aan|over) (?:ge|nage)dacht|(?:ge|nage)dacht (?:aan|over))"),
  rule("^", HAVE_YOU, "(?: \\S+){0,3} (?:al|al eens|wel eens|weleens|ooit)\\b(?!.*(?:gehad|gekregen|meegemaakt)\\b)"),
  rule("^", HAVE_YOU, " (?:dat|die) (?:boek|artikel|cursus|training|podcast)"),
  rule("^(?:ben|bent|zijn|zijt) ", YOU, " al (?:eens )?(?:bij|naar|met|gaan|langs|in gesprek)\\b"),
  // “Waarom vraag je het niet?”: a proposal with a reproach. Of wanting, knowing and feeling one may ask why not.
  rule(
    "^waarom (?!wil|wilde|kun|kan|kon|durf|weet|wist|vind|vond|denk|dacht|voel|heb|had|was|ben|bleef|vertrouw|luister)",
    `\\S+ ${YOU}\\b.*\\b${NOT}\\b`,
  ),
  // “Zou je niet …”, “Kun je niet …”, “Moet je niet …”: the word “niet” makes a proposal of it.
  rule("^", MAY_YOU, "\\b.*\\b", NOT, "\\b(?! liever)"),
  rule("^(?:kan|kun|kunnen|moet|mag|zou) (?:je |jouw |jullie |die |de |een |iemand )\\S+ .*\\bniet\\b.*\\b(?:van|naar)\\b"),
  rule("^(?:kan|zou) (?:je|een|die|dat|het) .*\\b(?:helpen|iets voor (?:je|jou|u) zijn|iets hebben aan|een optie)\\b"),
  rule("^zou ", YOU, " .*\\b(?:overwegen|hebben aan|eens)\\b"),
  rule("^(?:zou het|het zou) .*\\b(?:helpen|goed|", A_GOOD_THING, ")\\b"),
  /^(?:wat (?:je|u) (?:zou )?(?:kunnen|kunt|kan)|een optie is)\b.*\bis\b/,
  rule("^(?:is|was) (?:het|dat|er|dit)\\b.*\\b", A_GOOD_THING, "\\b(?: zijn)? (?:om|als|dat)\\b"),
  /^is er (?:niet|geen|niemand)\b.*\b(?:mogelijkheid|manier|optie|iemand|om)\b/,
  /\b(?:iets|wat|niks|niets) voor (?:je|jou|u)\b(?! is\b)(?=\W*$| zijn)/,
  /^(?:lijkt|leek) (?:het|dat) (?:je|jou|u)\b/,
  /^wordt het (?:geen|niet)\b.*\btijd\b/,
  /^een \S+.*, (?:is dat|zou dat|lijkt je dat) (?:iets|wat|niks|een)\b/,
  // “Wat als je …” and “Als je nou eens …?” ask for a yes to one idea.
  rule("^wat (?:nou |nu )?als (?:", SUBJECT, "|het)\\b"),
  rule("^als ", YOU, "\\b(?!.*, ?(?:", MAIN, "|dan)).*\\b(?:eens|nou|nu|gewoon)\\b.*"),
  rule("^stel (?:nou |nu )?dat ", YOU, "\\b(?!.*, ?", MAIN, ")"),
  rule("^(?:wat|hoe) zou\\b.*\\bals ", YOU, " .*\\beens\\b"),
  /^hoe zou het zijn\b.*\b(?:eens|gewoon)\b/,
  /^wat (?:dacht|denk|vind) (?:je|u|ge) (?:er ?)?van (?:om|een)\b|^wat dacht (?:je|u|ge) ervan\b/,
  /^wat zou (?:je|u|ge) ervan (?:vinden|zeggen) (?:om|als)\b/,
  /^wat let (?:je|u)\b/,
  // And advice without a disguise.
  rule("^(?:misschien|wellicht|mss)\\b.*\\b(?:", MAY, " ", YOU, "|helpt|helpen|dat ", YOU, ")\\b"), // not “Misschien is hij bang”
  rule("^(?:misschien|wellicht|mss)\\b.*\\b(?:", A_GOOD_THING, "|goed) (?:om|als|dat)\\b"),
  rule("^(?:volgens mij|ik (?:denk|vind)(?: dat)?|eigenlijk)\\b.*\\b(?:moet ", YOU, "|", YOU, ".* (?:moet|beter))\\b"),
  rule("^", YOU, " (?:moet|moeten|zou|zoudt|zouden)\\b(?! (?:toch|", YOU, "|wel)\\b| .*\\b(?:bijna|haast)\\b)"),
  rule("^", YOU, " (?:kunt|kan|kunnen|hoeft|mag) (?:\\S+ )?(?:ook|beter|toch|altijd|gewoon|eens)\\b"),
  /^ik zou\b(?! (?:graag|wel|nooit|me|mij|willen|je willen|iets willen|nog)\b)/,
  /\bals ik (?:jou|u|jij) was\b|\bin (?:jouw|je|uw) (?:schoenen|plaats)\b.*\b(?:ik|zou|ging)\b|\bzou ik (?:zeggen|ook doen)\b/,
  /\bmijn (?:advies|tip)\b|^(?:een )?tip\b|\been tip\b|\b(?:raad|zou) (?:je|jou|u) .*\b(?:aan|aanraden)\b(?= om|$|\W*$)/,
  /^(?:het (?:lijkt|leek) (?:me|mij)|het is belangrijk (?:dat je|om)|het beste is)\b/,
  rule("^(?:bij ons|wij|we)\\b.*\\b(?:(?:doen|deden|losten) (?:we |wij )?(?:dat|het)|hebben daar|werkt goed|werkte goed)\\b"),
];
/* “Probeer eens …”: an order, however kind. Followed by a subject it is a question (“Neem je …”). */
const ORDER = rule(
  "^(?:probeer|ga|zet|doe|schrijf|vraag|zeg|laat|wees|vergeet|neem|maak|kies|bel|praat|bespreek|begin|stop|zorg|kijk",
  "|geef|leg|stuur|houd|hou|plan|overleg|spreek|durf|zoek|wacht|denk|stel|haal) ",
  `(?!(?:jij|jullie|u|ge|gij|hij|ze|zij|we|dat het|dat je|dat ze)\\b|je (?!niet)|nu zelf|er maar aan|op de |in het )`,
);
const isOrder = (sentence) => ORDER.test(sentence) && !sentence.endsWith("?") && !some(OPEN)(sentence);

const isAdvice = (sentence) => {
  const said = core(sentence);
  if (requests(said)) return false;
  return some(ADVICE)(said) || isOrder(said);
};

// -- leading ---------------------------------------------------------------------------------------------------------

/* Words with which somebody fills in the answer. */
const FILLED_IN = /\b(?:toch|zeker|natuurlijk|vast|gewoon|dus|eigenlijk|zal wel|vooral|helemaal|duidelijk)\b/;
const TAG =
  /\S,? (?:he|niet|toch|nietwaar|niet waar|zeker|of (?:niet|wel)|klopt (?:dat|het)|vind (?:je|u) (?:ook )?niet|denk je ook niet|of vergis ik me)\W*$/;

const LEADING = [
  rule(`^waarom (?:heb|had|was|ben|bleef|deed|ging|zei|vertrouw|luister) ${YOU}\\b.*\\b(?:niet|geen|niemand|nooit)\\b`),
  // “Waarom … zo, altijd, nooit, toch”: a judgement that asks for a defence.
  rule(`^waarom \\S+ ${YOU}\\b.*\\b(?:zo(?!n|'n)|zo'n last|altijd|steeds|nooit|toch|nou|per se|jezelf|makkelijkste)\\b`),
  rule(`^waarom moet ${YOU}\\b|^waarom zou(?:den)? `, "|\\bin (?:vredesnaam|godsnaam|hemelsnaam)\\b"),
  rule(`^hoe (?:kun|kon|kan|kunt) ${YOU} (?:dat |daar |zo |nou |nu |toch |zeggen |het )`),
  rule(`^hoe haal ${YOU} het|^hoe lang (?:ga|blijf|laat) ${YOU}|^wie zegt dat ${YOU}|^wat is er mis met|^wat is nou`),
  /\b(?:schandalig|belachelijk|onmogelijk|asociaal|idioot|absurd|verschrikkelijk)e? (?:gedrag|man|mens|vrouw|kind|idee|plan)\b/,
  /\bben(?:t)? (?:je|jij|u) het (?:niet )?(?:met (?:me|mij)|ermee|er mee) eens\b/,
  /^(?:kan|kon|zou) het (?:niet )?(?:zijn|kunnen(?: zijn)?) dat (?:je|jij|u|ge)\b|^komt het (?:niet )?(?:gewoon )?doordat/,
  /^(?:zeg nu zelf|geef (?:maar|het) toe|geef maar|kom op)\b|\b(?:je|u) hebt? gelijk dat\b/,
];

/* A question with “niet” in its first clause hopes for a yes: “Ben je niet jaloers?” */
const HOPES = rule("^(?!", WAY_IN, "\\b)\\S+ (?:(?!\\bdat (?:", SUBJECT, "|het|er)\\b).)*\\b", NOT, "\\b");

const states = (said) => rule("^(?:", SUBJECT, "|", THING, "|ik|dan|volgens mij|die \\S+|de \\S+|nu je)\\b").test(said);

const isLeading = (sentence) => {
  const said = core(sentence);
  if (some(LEADING)(said) || some(LEADING)(sentence)) return true;
  if (isOpen(said)) return false;
  if (TAG.test(said) || (states(said) && FILLED_IN.test(sentence))) return true;
  return HOPES.test(said) && (sentence.endsWith("?") || rule("^(?:", VERBS, ")\\b").test(said));
};

// -- double ----------------------------------------------------------------------------------------------------------

const VERB_AND_SUBJECT = `(?:(?!die|dat|of)\\S+ (?:${SUBJECT})|(?:${VERBS}|zou|kan) (?:${THING}|de|iedereen|een|dit))\\b`;

const DOUBLE = [
  rule(`^${WAY_IN}\\b(?! of).*(?:,| en| of),? (?:en )?${MAIN}(?! (?:niet|wel)\\W*$)`), // “Wat deed je en hoe reageerde zij?”
  rule("(?:,| en),? (?:en )?", BEFORE, ASKING, "\\W*$"), // “…, en van wie?”
  rule(`^${WAY_IN}\\b \\S+ \\S+.*(?: en|,)(?: en)? ${VERB_AND_SUBJECT}(?! ?\\?$)`), // “…, en heb je nog contact?”
  rule(`^(?:${VERBS}|${MAY}) .* en ${MAIN}`), // “Ken je hem, en hoe is dat contact?”
  rule(`^${WAY_IN}\\b.*: .* of `), // “Waar zit het: hier of daar?”
];
/* Two answers to choose from: “Ben je boos of verdrietig?” But in “Weet je of …” the word only joins. */
const JOINS = "\\b(?:weet (?:je|u)|wist (?:je|u)|vragen|gevraagd|uitgezocht|gekeken|weten) of (?:" + `${SUBJECT}|${THING}|de|ik)\\b`;
const CHOICE = rule("^(?!", WAY_IN, "\\b)(?!.*", JOINS, ")\\S+ .*,? of (?!zo\\b)");

const isDouble = (sentence) => {
  const said = core(sentence);
  return some(DOUBLE)(said) || (!isOpen(said) && CHOICE.test(said));
};

// -- closed ----------------------------------------------------------------------------------------------------------

/* With a question mark: whatever is not open. Without: what begins with a verb that is not yet a request. */
const VERB_FIRST = rule("^(?:", VERBS, ") (?:", SUBJECT, "|", THING, "|de|een|jouw|zijn|haar|\\S+ (?:", THING, "|er))\\b");

const isClosed = (sentence) => {
  const said = core(sentence);
  if (isOpen(said)) return false;
  return sentence.endsWith("?") || VERB_FIRST.test(said);
};

// -- what a text looks like ------------------------------------------------------------------------------------------

/* null, or the first of "advice", "leading", "double", "closed" that a text looks like. */
export const kindOf = (text) => {
  const sentences = sentencesOf(text);
  const questions = sentences.filter(asks);
  const marked = sentences.filter((one) => one.endsWith("?"));
  if (sentences.some(isAdvice)) return "advice";
  if (questions.some(isLeading)) return "leading";
  if (marked.length > 1 || questions.some(isDouble)) return "double";
  if (questions.some(isClosed)) return "closed";
  return null;
};
