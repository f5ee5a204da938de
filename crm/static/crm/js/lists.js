// A row is as good as its link; filters leave empty fields out of the address and unfold on a phone.
function unfold(button) {
  const form = button.closest("form");
  const open = form.toggleAttribute("data-open");
  button.setAttribute("aria-expanded", open);
}

export function tendLists() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unfold]");
    if (button) unfold(button);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.closest("a, button, input, select, label") || getSelection().toString()) return;
    const link = row.querySelector(".cell--link a");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href);
    else link.click();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.closest("[data-lean]")) return;
    for (const [name, value] of [...event.detail.formData.entries()]) if (value === "") event.detail.formData.delete(name);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
    setTimeout(() => [...event.target.elements].forEach((field) => (field.disabled = false)));
  });
}
