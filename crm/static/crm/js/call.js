// The script of a call, one sentence at a time: digits answer, 0 goes back. Without this file all steps stand in a row.
const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea";
const script = document.querySelector("[data-script]");
const result = document.querySelector("[data-call-result]");

function tend() {
  const steps = new Map([...script.querySelectorAll("[data-step]")].map((step) => [step.dataset.step, step]));
  const way = [steps.keys().next().value];

  function show({ focus = true } = {}) {
    const here = steps.get(way.at(-1));
    for (const step of steps.values()) step.hidden = step !== here;
    script.querySelector("[data-script-way]").hidden = way.length < 2;
    result.elements.steps.value = way.join(",");
    for (const button of result.querySelectorAll("[name=result]")) {
      const meant = button.value === here.dataset.result;
      button.classList.toggle("button--primary", meant);
      if (meant && focus) return button.focus({ preventScroll: true });
    }
    if (focus) here.focus({ preventScroll: true });
    return undefined;
  }

  const go = (code) => (way.push(code), show());
  const back = () => (way.length > 1 && way.pop(), show());

  script.addEventListener("click", (event) => {
    const reply = event.target.closest("[data-to]");
    if (reply) (event.preventDefault(), go(reply.dataset.to));
    if (event.target.closest("[data-back]")) back();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches(TYPING)) return;
    if (event.key === "0") return back();
    steps.get(way.at(-1)).querySelector(`[data-digit="${CSS.escape(event.key)}"]`)?.click();
  });
  show({ focus: false });
}

if (script && result) tend();
