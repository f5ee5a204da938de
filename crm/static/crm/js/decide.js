// A decision by one key: a figure presses what carries it. Twice pressed is decided once.
const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.matches(TYPING) || document.querySelector("dialog[open]")) return;
  const pressed = /^\d$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
