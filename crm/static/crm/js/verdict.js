// A verdict by one key: 1 passes at once; 2 and 3 want a reason first, and Enter sends them.
const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea";
const form = document.querySelector("[data-verdict]");
const choices = form ? [...form.querySelectorAll("[name=verdict]")] : [];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches(TYPING)) return;
  const chosen = choices[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.checked = true;
  const reason = form.elements.reason;
  if (chosen.value === "pass" || reason.value.trim()) form.requestSubmit();
  else reason.focus();
});
// Twice pressed is judged once.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
