// Runs before the first paint, so that the theme is right from the start: a choice made here wins over the system's.
// Following the system is having made no choice. frontend/src/state/theme.rs changes the choice later on.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const choice = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const apply = () => {
    const chosen = choice();
    root.dataset.theme = chosen === "dark" || chosen === "light" ? chosen : dark.matches ? "dark" : "light";
  };
  root.dataset.script = "";
  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", (event) => event.key === "theme" && apply());
})();
