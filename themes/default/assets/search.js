// Searches while somebody types. Without it the form is sent and answered as
// any other; this asks for the same page and takes its results over.
const form = document.querySelector("#searching form");
const field = form.elements.q;
const results = document.querySelector("#results");
const found = document.querySelector("#found");
const heading = document.querySelector("#searching h1");
const kept = new Map(); // address -> page, of this visit
const pause = 250; // ms without a key before anything is asked
let timer, asking, shown = location.pathname + location.search;

const address = () => {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim()) asked.set(name, value.trim());
  return form.getAttribute("action") + (asked.size ? "?" + asked : "");
};

// Two letters say enough, or one character of a script that needs no more.
const enough = (words) => words.length === 0 || words.length > 1 || words > "\u2e80";

async function load(url, signal) {
  for (let again = false; ; again = true) {
    const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
    if (answer.status === 429 && !again) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      signal.throwIfAborted();
      continue;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }
}

function show(url, page) {
  shown = url;
  document.title = page.title;
  heading.textContent = page.querySelector("#searching h1").textContent;
  found.textContent = page.querySelector("#found").textContent;
  results.replaceChildren(...page.querySelector("#results").cloneNode(true).childNodes);
  history.replaceState(null, "", url);
}

async function ask() {
  const url = address();
  asking?.abort();
  asking = undefined;
  results.removeAttribute("aria-busy");
  if (url === shown || !enough(field.value.trim())) return;
  const own = (asking = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    const page = kept.get(url) ?? (await load(url, own.signal));
    if (asking !== own) return;
    kept.set(url, page);
    show(url, page);
  } catch {
    // What is there stays; the button asks again and says what is wrong.
  } finally {
    if (asking === own) results.removeAttribute("aria-busy");
  }
}

const soon = (ms) => { clearTimeout(timer); timer = setTimeout(ask, ms); };
form.addEventListener("input", (event) => { if (!event.isComposing) soon(pause); });
form.addEventListener("compositionend", () => soon(pause));
form.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); });

// The arrow keys lead from the words into the results and back.
document.querySelector("#searching").addEventListener("keydown", (event) => {
  const links = [...results.querySelectorAll(".card-head a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape" && at >= 0) field.focus();
  else if (event.key === "ArrowDown" && (at >= 0 || event.target === field)) links[at + 1]?.focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? field).focus();
  else return;
  event.preventDefault();
});
