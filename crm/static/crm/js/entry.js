// The counter's entry: parties found by a few keys, Enter goes on, Ctrl+Enter saves, the destination follows the address.
const WAIT_MS = 150;

const form = document.getElementById("entry");
const finders = Object.fromEntries([...form.querySelectorAll("[data-finder]")].map((box) => [box.dataset.finder, new Finder(box)]));
let destinationByHand = Boolean(form.elements.destination.value);

async function ask(parameters) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ ...parameters, origin: form.elements.origin.value });
  const response = await fetch(form.dataset.parties, { method: "POST", headers: { "X-CSRFToken": token }, body });
  return response.ok ? response.json() : {};
}

// Whatever a script fills in counts like typing: coverage and freight follow.
const filled = () => form.dispatchEvent(new CustomEvent("filled"));

function Finder(box) {
  const side = box.dataset.finder;
  const field = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[data-finder-said]");
  let shown = [];
  let current = -1;
  let timer = 0;
  let asked = 0;

  box.hidden = false;

  function mark(place) {
    current = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place >= 0) field.setAttribute("aria-activedescendant", list.children[place].id);
    else field.removeAttribute("aria-activedescendant");
  }

  function show(found, text) {
    shown = found;
    list.replaceChildren(...found.map((party, place) => option(party, place)));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    const none = [...text].length < 2 ? "" : form.dataset.nobody;
    said.textContent = found.length ? form.dataset.found.replace("%s", found.length) : none;
    said.classList.toggle("unseen", !none || found.length > 0);
    mark(found.length ? 0 : -1);
  }

  function option(party, place) {
    const line = document.createElement("li");
    line.id = `${list.id}-${place}`;
    line.role = "option";
    for (const [name, text] of [["strong", party.name], ["span", party.phone], ["small", party.address]]) {
      line.append(Object.assign(document.createElement(name), { textContent: text }));
    }
    line.addEventListener("mousedown", (event) => event.preventDefault());
    line.addEventListener("click", () => choose(party));
    return line;
  }

  async function search() {
    const text = field.value.trim();
    const number = ++asked;
    const { found = [] } = [...text].length < 2 ? {} : await ask({ text });
    if (number === asked) show(found, text);
  }

  async function choose(party) {
    const whole = await ask({ chosen: party.pk });
    for (const part of ["name", "phone", "address"]) form.elements[`${side}_${part}`].value = whole[part] ?? "";
    if (side === "sender") form.elements.customer.value = whole.customer ?? "";
    else destinationByHand = false;
    field.value = "";
    show([], "");
    filled();
    (side === "sender" ? finders.receiver.field : form.elements.product).focus();
  }

  // Nobody found: what was typed goes where it belongs, and the cursor follows.
  function keep() {
    const text = field.value.trim();
    const phone = /^[\d\s+()-]{7,}$/.test(text.normalize("NFKC"));
    const target = form.elements[phone ? `${side}_phone` : `${side}_name`];
    if (text && !/^[\x20-\x7e]{1,6}$/.test(text) && !target.value) target.value = text;
    field.value = "";
    show([], "");
    form.elements[`${side}_name`].focus();
  }

  field.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  });
  field.addEventListener("keydown", async (event) => {
    if (event.isComposing || event.ctrlKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!shown.length) return;
      event.preventDefault();
      mark((current + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length);
    } else if (event.key === "Escape") {
      show([], "");
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer);
      // Who types faster than the server answers is waited for.
      if (field.value.trim() && !shown.length) await search();
      if (current >= 0) choose(shown[current]);
      else keep();
    }
  });
  field.addEventListener("blur", () => setTimeout(() => list.hidden || show([], ""), 100));
  return { field };
}

// Fields in their order, without what a scanner or a clerk does not stop at.
function stops() {
  const all = [...form.querySelectorAll("input, select, button[name=then]")];
  return all.filter((field) => field.type !== "hidden" && !field.disabled && field.offsetParent !== null);
}

function goOn(from) {
  const all = stops();
  const next = all[all.indexOf(from) + 1];
  next?.focus();
  if (next?.select && next.type !== "checkbox") next.select();
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name=then][value=next]"));
  } else if (event.target.matches("input, select")) {
    event.preventDefault();
    goOn(event.target);
  }
});
form.elements.destination.addEventListener("change", () => (destinationByHand = Boolean(form.elements.destination.value)));
form.elements.receiver_address.addEventListener("input", () => (destinationByHand = false));

// The outlet that delivers to the address is the destination, unless the clerk has chosen another.
document.addEventListener("htmx:afterSettle", () => {
  const { proposed } = document.getElementById("live").dataset;
  if (destinationByHand || !proposed) return;
  const { destination } = form.elements;
  if (destination.value !== proposed) destination.value = proposed;
});

// A press too many must not make a second waybill.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => delete form.dataset.sent);

const wrong = form.querySelector("[aria-invalid=true]");
(wrong ?? (form.dataset.same ? finders.receiver : finders.sender).field).focus();
