// The problem form says while one writes what is still missing, why a phrase is none, and what would be one.
import { remarkVerdict } from "./remark.js";

const FIELDS = { time: "occurred_at", contact: "contact", matter: "matter", phone: "phone" };
const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function judge(form) {
  const rules = (form.remarkRules ??= JSON.parse(form.dataset.remark));
  const of = (name) => form.elements[name].value;
  const remark = { occurredAt: of("occurred_at"), contact: of("contact"), phone: of("phone"), matter: of("matter") };
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
    live.textContent = touched && wanting.has(name) ? rules.missing[name] : "";
    describe(field, live);
  }
  const banned = rules.banned.find(({ phrase }) => phrase.normalize("NFKC").toLowerCase() === verdict.phrases[0]);
  if (banned) form.querySelector("[data-element=matter] [data-remark-live]").textContent = fill(verdict.kind === "IV2" ? rules.instead : rules.review, banned);
  const filled = 4 - wanting.size;
  form.querySelector("[data-remark-count]").textContent = filled;
  form.querySelector("[data-remark-progress] progress").value = filled;
  return wanting;
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
    form.querySelector("[data-remark-templates]").hidden = false;
    show(form);
  }
}

// Nothing leaves under four of four: the first one wanting gets the cursor instead.
function hold(event) {
  const form = event.target.closest?.("form[data-remark]");
  if (!form) return;
  for (const name of Object.values(FIELDS)) form.elements[name].dataset.touched = "";
  const [first] = show(form);
  if (!first) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  for (const name of show(form)) {
    const live = form.querySelector(`[data-element=${name}] [data-remark-live]`);
    live.textContent ||= form.remarkRules.missing[name];
  }
  form.elements[first].focus();
}

function insert(button) {
  const form = button.closest("form");
  const field = form.elements.matter;
  field.value = button.dataset.sentence;
  const blank = field.value.indexOf("___");
  field.focus();
  if (blank >= 0) field.setSelectionRange(blank, blank + 3);
  field.dataset.touched = "";
  show(form);
}

export function tendRemarks() {
  document.addEventListener("input", (event) => event.target.closest("form[data-remark]") && show(event.target.form));
  document.addEventListener("focusout", (event) => {
    if (!event.target.closest?.("form[data-remark]") || !event.target.name) return;
    event.target.dataset.touched = "";
    show(event.target.form);
  });
  document.addEventListener("click", (event) => event.target.closest("[data-sentence]") && insert(event.target.closest("[data-sentence]")));
  document.addEventListener("submit", hold, true);
  document.addEventListener("htmx:afterSettle", (event) => open(event.target));
  open(document);
}
