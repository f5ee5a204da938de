// A part of the page could not be fetched: say so, once, above the page, where a screen reader hears it too.
export function reportFailures() {
  const report = () => {
    const list = document.getElementById("messages");
    const model = document.getElementById("failed");
    if (!list || !model || list.querySelector("[data-failure]")) return;
    list.append(model.content.cloneNode(true));
    list.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", report);
  document.addEventListener("htmx:sendError", report);
  document.addEventListener("htmx:timeout", report);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) document.querySelector("[data-failure]")?.remove();
  });
}
