// "I have read this" waits until the end of the text has been in sight, by whatever key, wheel or finger.
const form = document.querySelector("[data-reading]");

if (form && "IntersectionObserver" in window) {
  const button = form.querySelector("button[type=submit]");
  const [done, wait] = [form.querySelector("[data-reading-done]"), form.querySelector("[data-reading-wait]")];
  const show = (reached) => {
    button.disabled = !reached;
    [done.hidden, wait.hidden] = [!reached, reached];
  };
  show(false);
  const end = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    end.disconnect();
    show(true);
  });
  end.observe(button);
}
