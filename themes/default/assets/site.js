// What a script can add: the device's own share sheet and "copy link". Without
// it the page has the same content and every form works.
for (const box of document.querySelectorAll("[data-share]")) {
  const { title, url } = box.dataset;
  const offer = (name, act) => {
    const button = box.querySelector(`[data-do=${name}]`);
    button.closest("li").hidden = false;
    button.addEventListener("click", () => act(button).catch(() => {}));
  };
  if (navigator.share) offer("share", () => navigator.share({ title, url }));
  if (navigator.clipboard) {
    offer("copy", async (button) => {
      await navigator.clipboard.writeText(url);
      const label = button.querySelector("span");
      const before = label.textContent;
      label.textContent = button.dataset.done;
      label.dataset.said = "";
      setTimeout(() => { label.textContent = before; delete label.dataset.said; }, 2000);
    });
  }
}

// What is embedded is a link until the reader asks for the piece itself; before
// that nothing is asked of where it lies.
for (const box of document.querySelectorAll("[data-embed]")) {
  const { embed, show, provider } = box.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = show;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.title = provider;
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
    frame.src = embed;
    button.replaceWith(frame);
    box.classList.add("is-shown");
    frame.focus();
  });
  box.prepend(button);
}

// Where the menu at the head slides sideways, it begins with the page that is shown in sight.
const here = document.querySelector(".sections [aria-current]");
const strip = here?.closest("ul");
if (strip && strip.scrollWidth > strip.clientWidth) {
  const [mine, whole] = [here.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += mine.left + mine.width / 2 - whole.left - whole.width / 2;
}

// An announcement that is closed stays closed in this browser, until another one comes.
for (const bar of document.querySelectorAll("[data-announcement]")) {
  bar.querySelector("button").addEventListener("click", () => {
    try { localStorage.setItem("announcement", bar.dataset.announcement); } catch { /* for this page alone */ }
    bar.remove();
    document.getElementById("main").focus({ preventScroll: true });
  });
}
