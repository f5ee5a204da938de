// The problem form says while one writes what is still missing, why a phrase is none, and what would be one.
import { hasBlank, remarkVerdict } from "./remark.js";
import { forgetDraft, keepDraft, saveLater } from "./problem_draft.js";
import { takePictures } from "./problem_pictures.js";

const FIELDS = { time: "occurred_at", contact: "contact", matter: "matter", phone: "phone" };
// A masked number of the waybill is put in whole by the server: here it counts as one.
const WHOLE = "01".repeat(10);
const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function judge(form) {
  const rules = (form.remarkRules ??= JSON.parse(form.dataset.remark));
  const of = (name) => form.elements[name].value;
  const phone = rules.known.includes(of("phone").trim()) ? WHOLE : of("phone");
  const remark = { occurredAt: of("occurred_at"), contact: of("contact"), phone, matter: of("matter") };
  return { rules, verdict: remarkVerdict(rules, remark) };
}

function show(form) {
  const { rules, verdict } = judge(form);
  const wanting = new Set(verdict.missing.map((element) => FIELDS[element]));
  if (verdict.kind === "IV2") wanting.add("matter");
  for (const box of form.querySelectorAll("[data-element]")) {
    const name = box.dataset.element;
    const field = form.elements[name];
    const touched = field.dataset.touched !== undefined && field.value.trim() !== "";
    box.dataset.filled = String(!wanting.has(name));
    const live = box.querySelector("[data-remark-live]");
    say(live, touched && wanting.has(name) ? why(rules, name, field) : "");
    describe(field, live);
  }
  const banned = rules.banned.find(({ phrase }) => phrase.normalize("NFKC").toLowerCase() === verdict.phrases[0]);
  if (banned) {
    const live = form.querySelector("[data-element=matter] [data-remark-live]");
    say(live, fill(verdict.kind === "IV2" ? rules.instead : rules.review, banned));
    describe(form.elements.matter, live);
    if (verdict.kind !== "IV2") form.elements.matter.removeAttribute("aria-invalid");
  }
  const filled = 4 - wanting.size;
  form.querySelector("[data-remark-count]").textContent = filled;
  form.querySelector("[data-remark-progress] progress").value = filled;
  return wanting;
}

const why = (rules, name, field) => (name === "matter" && hasBlank(field.value) ? rules.unfilled : rules.missing[name]);

// Only what changed is said aloud again.
function say(live, text) {
  if (live.textContent !== text) live.textContent = text;
}

function describe(field, live) {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  field.setAttribute("aria-describedby", [...ids.add(live.id)].join(" "));
  if (live.textContent) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function open(root) {
  const itself = root.matches?.("form[data-remark]") ? [root] : [];
  for (const form of [...itself, ...root.querySelectorAll("form[data-remark]")]) {
    form.querySelector("[data-remark-progress]").hidden = false;
    for (const help of form.querySelectorAll("[data-remark-help]")) help.hidden = false;
    narrow(form);
    show(form);
  }
}

// Nothing leaves under four of four: the first one wanting gets the cursor instead.
function hold(event) {
  const form = event.target.closest?.("form[data-remark]");
  if (!form || event.submitter?.dataset.later !== undefined) return;
  for (const name of Object.values(FIELDS)) form.elements[name].dataset.touched = "";
  const wanting = show(form);
  if (!wanting.size) return forgetDraft(form);
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const name of wanting) {
    const live = form.querySelector(`[data-element=${name}] [data-remark-live]`);
    live.textContent ||= why(form.remarkRules, name, form.elements[name]);
    describe(form.elements[name], live);
  }
  form.elements[[...wanting][0]].focus();
}

// Of all reasons those of the chosen category.
function narrow(form) {
  const category = form.elements.category.value;
  for (const group of form.querySelectorAll("[data-reasons-of]")) {
    group.hidden = group.dataset.reasonsOf !== category;
    group.querySelector(".problem__group").hidden = true;
    if (!group.hidden) continue;
    for (const radio of group.querySelectorAll("input:checked")) radio.checked = false;
  }
}

// A reason's sentence goes where nothing of one's own stands.
function write(form, sentence) {
  const field = form.elements.matter;
  if (field.value.trim() === "" || field.value === form.written) form.written = field.value = sentence;
  field.focus();
  nextBlank(field, 0);
  changed(form, field);
}

function nextBlank(field, from) {
  const at = field.value.indexOf("___", from);
  if (at >= 0) field.setSelectionRange(at, at + 3);
  return at >= 0;
}

function changed(form, field) {
  field.dataset.touched = "";
  show(form);
  saveLater(form);
}

function help(event) {
  const button = event.target.closest("[data-add], [data-contact]");
  const form = button?.closest("form[data-remark]");
  if (!form) return;
  const { matter, contact, phone } = form.elements;
  if (button.dataset.add) {
    matter.value = [matter.value.trim(), button.dataset.add].filter(Boolean).join(" ");
    return changed(form, matter);
  }
  contact.value = button.dataset.contact;
  phone.value = button.dataset.phone;
  contact.dataset.touched = "";
  changed(form, phone);
}

function jump(event) {
  const field = event.target;
  if (event.key !== "Tab" || event.shiftKey || event.isComposing || field.name !== "matter" || !field.form?.dataset.remark) return;
  if (nextBlank(field, field.selectionEnd)) event.preventDefault();
}

export function tendRemarks() {
  const inForm = (event) => event.target.closest?.("form[data-remark]");
  document.addEventListener("input", (event) => {
    const form = inForm(event);
    if (!form) return;
    if (event.target.name === "category") narrow(form);
    if (event.target.dataset.sentence) write(form, event.target.dataset.sentence);
    show(form);
    if (event.target.type !== "file") saveLater(form);
  });
  document.addEventListener("change", (event) => inForm(event) && event.target.type === "file" && takePictures(inForm(event)));
  document.addEventListener("focusout", (event) => {
    if (!inForm(event) || !event.target.name) return;
    event.target.dataset.touched = "";
    show(inForm(event));
  });
  document.addEventListener("click", help);
  document.addEventListener("keydown", jump);
  document.addEventListener("submit", hold, true);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) document.querySelectorAll("form[data-remark]").forEach(keepDraft);
  });
  document.addEventListener("htmx:afterSettle", (event) => open(event.target));
  open(document);
}
