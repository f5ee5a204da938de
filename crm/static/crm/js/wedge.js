// A barcode gun types like a keyboard, only faster. Its codes are caught wherever the focus is, ended by Enter or Tab,
// and also while a Chinese input method would turn the keys into candidates.
const GUN_MS = 30; // between two keys, on average
const PAUSE_MS = 200; // a longer one begins another burst
const SHORTEST = 6;
const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";
const KEEPS_FOCUS = `${TYPING}, a, summary, dialog, dialog *`;
const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);
const BY_CODE = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d)|(Minus|NumpadSubtract))$/;

// The character of a key, read from its place on the board while an input method hides it.
function character(event) {
  if (event.key.length === 1) return event.key;
  if (event.key !== "Process" && event.keyCode !== 229) return "";
  const [, letter, digit, dash] = BY_CODE.exec(event.code) ?? [];
  return letter ?? digit ?? (dash ? "-" : "");
}

export class Wedge {
  constructor(field, take) {
    this.field = field;
    this.take = take;
    this.typed = ""; // what the keys said, whatever the input method made of it
    this.composed = false;
    this.burst = null; // a run of keys in a field that is not ours
    this.lastKey = -Infinity;
    document.addEventListener("keydown", (event) => this.key(event), true);
    document.addEventListener("click", (event) => this.comeBack(event));
    document.addEventListener("change", (event) => this.comeBack(event));
    window.addEventListener("focus", () => this.focus());
    field.addEventListener("input", () => field.value || this.forget());
    field.addEventListener("compositionstart", () => (this.composed = true));
    field.addEventListener("paste", (event) => this.paste(event));
    this.focus();
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  forget() {
    this.typed = "";
    this.composed = false;
  }

  // After a click or a change by pointer; who walks by keyboard is left alone, typing brings them back.
  comeBack(event) {
    const byPointer = event.type === "click" ? event.detail > 0 : this.lastKey < performance.now() - 1000;
    const chosen = event.type === "change" && event.target.matches("select, [type=checkbox], [type=radio]");
    if (byPointer && (chosen || !event.target.closest(KEEPS_FOCUS))) setTimeout(() => this.focus());
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const gap = event.timeStamp - this.lastKey;
    if (event.key !== "Shift") this.lastKey = event.timeStamp;
    const end = ENDS.has(event.code) || ENDS.has(event.key);
    if (event.target === this.field) this.inField(event, end);
    else if (event.target.matches(TYPING)) this.inOther(event, end, gap);
    else this.nowhere(event);
  }

  inField(event, end) {
    if (!end) {
      if (event.key === "Backspace") this.typed = this.typed.slice(0, -1);
      if (event.key === "Process" || event.keyCode === 229) this.composed = true;
      this.typed += character(event);
      return;
    }
    // A keyboard on a screen names no keys at all: then the field knows.
    const code = this.composed && this.typed ? this.typed : this.field.value;
    if (!code.trim()) {
      if (event.key !== "Tab") event.preventDefault();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (this.composed) this.field.blur(); // ends the composition, whose text is thrown away below
    this.field.value = "";
    this.forget();
    this.focus();
    this.take(code);
  }

  inOther(event, end, gap) {
    if (end && this.isGun(event, gap)) {
      event.preventDefault();
      event.stopPropagation();
      event.target.value = this.burst.before;
      const code = this.burst.text;
      this.burst = null;
      this.focus();
      this.take(code);
      return;
    }
    const key = character(event);
    if (!key) return;
    if (this.burst?.target !== event.target || gap >= PAUSE_MS) {
      this.burst = { target: event.target, before: event.target.value, text: "", since: event.timeStamp };
    }
    this.burst.text += key;
  }

  isGun(event, gap) {
    const { target, text, since } = this.burst ?? {};
    return target === event.target && gap < PAUSE_MS && text.length >= SHORTEST && event.timeStamp - since < GUN_MS * text.length;
  }

  // The key that moved the focus lands in the field by itself.
  nowhere(event) {
    const key = character(event);
    if (!key.trim()) return;
    event.stopPropagation();
    if (event.key !== key) this.composed = true;
    this.typed += key;
    this.focus();
  }

  paste(event) {
    const text = event.clipboardData.getData("text");
    if (!/[\n\r\t,;，；、]/.test(text.trim())) return;
    event.preventDefault();
    this.take(text);
  }
}
