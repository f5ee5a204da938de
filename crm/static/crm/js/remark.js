// Whether a problem remark says anything: `shipments/rules/problem_remark.py` step for step, with the edition's words.
const TIMES = /\p{Nd}{1,2}:\p{Nd}{2}(:\p{Nd}{2})?|\p{Nd}{1,2}[点时](半|整|钟|\p{Nd}{1,2}分?)?|(\p{Nd}{2,4}年)?(\p{Nd}{1,2}月)?\p{Nd}{1,2}[日号]/gu;
const REPEATED = /^(.{1,2})\1{2,}.?$/u;
const BLANK = /_{2,}/u;
const CLAUSE_ENDS = /[,.。;!?、\n]+/u;

const plain = (text) => text.normalize("NFKC").toLowerCase();
const letters = (text) => (text.match(/\p{L}/gu) ?? []).join("");
const digits = (text) => (text.match(/\p{Nd}/gu) ?? []).join("");
const size = (text) => [...text].length;
const kinds = (text) => new Set(text).size;
const without = (text, part) => (part ? text.replaceAll(part, " ") : text);

function anyOf(words) {
  const ordered = [...words].sort((a, b) => size(b) - size(a));
  return new RegExp(ordered.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|") || "(?!)", "gu");
}

// Whether a sentence with blanks has not been filled in.
export const hasBlank = (matter) => BLANK.test(plain(matter));

// rules: banned, filler, empty, phoneDigits, matterLetters, numbers; remark: occurredAt, contact, phone, matter
export function remarkVerdict(rules, remark) {
  const { phrases, rest } = readMatter(rules, remark);
  const missing = missingElements(rules, remark, rest);
  if (phrases.length && size(rest) <= rules.matterLetters) {
    return { kind: "IV2", missing: missing.filter((element) => element !== "matter"), phrases };
  }
  if (missing.length) return { kind: "IV1", missing, phrases };
  return { kind: phrases.length ? "review" : "valid", missing, phrases };
}

function readMatter(rules, remark) {
  const bare = rules.numbers.reduce((text, number) => without(text, plain(number)), plain(remark.matter));
  const clauses = bare.replace(TIMES, " ").split(CLAUSE_ENDS).map(letters).join(" ");
  const banned = anyOf(rules.banned.map(({ phrase }) => plain(phrase)));
  const phrases = [...new Set(clauses.match(banned) ?? [])];
  const rest = without(clauses.replace(banned, " "), letters(plain(remark.contact)));
  return { phrases, rest: letters(rest.replace(anyOf(rules.filler), " ")) };
}

function missingElements(rules, remark, rest) {
  const numbers = rules.numbers.map((number) => digits(plain(number)));
  const copies = rules.numbers.map((number) => plain(number).trim());
  const [contact, matter, phone] = [plain(remark.contact), letters(plain(remark.matter)), digits(plain(remark.phone))];
  const saysNothing = (text) => !text || rules.empty.includes(text) || REPEATED.test(text);
  const empty = {
    time: !remark.occurredAt,
    contact: saysNothing(letters(contact)) || copies.includes(contact.trim()),
    matter: hasBlank(remark.matter) || !rest || size(matter) < 2 || kinds(matter) < 2 || saysNothing(matter),
    phone: size(phone) < rules.phoneDigits || kinds(phone) < 2 || numbers.includes(phone),
  };
  return Object.keys(empty).filter((element) => empty[element]);
}
