// Runs before anything is drawn, so that what a reader put away does not flash
// up and push the page down. It is asked for only where something is announced.
{
  const root = document.documentElement;
  root.dataset.canClose = "";
  try {
    if (localStorage.getItem("announcement") === document.currentScript.dataset.announced) root.dataset.closed = "";
  } catch { /* nothing can be kept here: it is shown again */ }
}
