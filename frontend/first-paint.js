// Runs before the first paint, so that the page is right from the start.
(() => {
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  // The theme: a choice made here wins over the system's. Following the system is having made no choice.
  // frontend/src/state/theme.rs changes the choice later on.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = kept("theme");
    root.dataset.theme = chosen === "dark" || chosen === "light" ? chosen : dark.matches ? "dark" : "light";
  };
  root.dataset.script = "";
  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", (event) => event.key === "theme" && apply());

  // The page was made for everybody. What people wrote in it whom the one who is signed in has blocked or muted is left
  // out, until the app has it made for this one. frontend/src/state/shielded.rs keeps the list of them.
  const words = (kept("hidden") ?? "").split(" ");
  const hidden = words.filter((id) => /^[0-9a-f-]{36}$/.test(id));
  const isSomebodyThere = /(^|; )__Host-hint=1(;|$)/.test(document.cookie);
  if (hidden.length > 0 && isSomebodyThere && "adoptedStyleSheets" in document) {
    const theirs = `:is(${hidden.map((id) => `[data-by="${id}"]`).join(", ")})`;
    const sheet = new CSSStyleSheet();
    // A comment keeps its place, for the sake of its answers. Who keeps order in threads reads all of them.
    const comments = words[0] === "threads" ? "" : `[data-hides] .comment${theirs} > * { visibility: hidden; }`;
    const lists = `[data-hides] li${theirs}, [data-hides] .pinned:has(li${theirs}) { display: none; }`;
    sheet.replaceSync(`${lists} ${comments}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    root.dataset.hides = "";
  }
})();
