// Alt with an arrow moves the need in hand: the one whose link or button has the focus.
const WAYS = { ArrowUp: "up", ArrowDown: "down" };

export function rankNeeds() {
  document.addEventListener("keydown", (event) => {
    const way = event.altKey && WAYS[event.key];
    const need = way ? document.activeElement?.closest("[data-need]") : null;
    const button = need?.querySelector(`button[value="${way}"]`);
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.click();
  });
}
