// Sets the colours that the reader chose before the page is painted, and wires the switch and menus.
const key = "ampliflow-colours";
const root = document.documentElement;
let chosen = null;
try {
  chosen = localStorage.getItem(key);
} catch { /* Storage may be off; the preference of the system holds then. */ }
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

addEventListener("DOMContentLoaded", () => {
  // What stands at the foot of each sheet in print.
  const address = /^https?:/.test(location.protocol) ? location.origin + location.pathname : "";
  const running = [document.title, address].filter((part) => part !== "").join(" · ");
  root.style.setProperty("--running-title", JSON.stringify(running));
  const button = document.querySelector(".theme-switch");
  const dark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  const show = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute(
      "aria-label",
      `Switch to ${dark() ? "light" : "dark"} colours`,
    );
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem(key, root.dataset.theme);
    } catch { /* The choice then lasts for this page only. */ }
    show();
  });
  show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
});

// Pictures below the first screen are loaded as soon as the page is there: not all browsers load, before they print,
// what waits to be scrolled to.
addEventListener("load", () => {
  for (const picture of document.querySelectorAll('img[loading="lazy"]')) picture.loading = "eager";
});

// Menus of the navigation close on Escape and when the reader turns elsewhere.
addEventListener("keydown", ({ key }) => {
  const menu = document.querySelector(".pages [open]");
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
for (const kind of ["pointerdown", "focusin"]) {
  addEventListener(kind, ({ target }) => {
    for (const menu of document.querySelectorAll(".pages [open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
}
