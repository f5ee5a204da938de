// A letter presses the button or link that names it in `data-letter`; silent while somebody types.
const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches(TYPING)) return;
  const meant = document.querySelector(`[data-letter="${CSS.escape(event.key)}"]`);
  if (!meant || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (meant.matches(TYPING)) meant.focus();
  else meant.click();
});
