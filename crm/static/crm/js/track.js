// The tracking box: Enter searches, Shift+Enter begins another line; a paste stays as it is.
const box = document.querySelector("[data-track]");

box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  box.form.requestSubmit();
});
