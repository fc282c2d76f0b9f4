// Shows what the choices of a form lead to as soon as one of them changes. Without this file the button of the form does the same.
const form = document.querySelector("form[data-live]");
const parts = () => document.querySelectorAll("[data-live-part]");
let asking;

form?.addEventListener("change", async () => {
  asking?.abort();
  asking = new AbortController();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return location.assign(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts()) {
      const fresh = page.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
    history.replaceState(null, "", address);
  } catch (fault) {
    // Without a line nothing changes on the page: the choice stays, and the button asks again.
    if (fault.name !== "AbortError") console.warn(fault);
  }
});
