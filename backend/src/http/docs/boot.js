// Starts the reference for the document that the page names. A file of its own, because the policy allows no inline script.
"use strict";

// The theme chosen on the site, else the system's; the reference's own sheet knows the class, ours the attribute.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => {
  let choice;
  try {
    choice = localStorage.getItem("theme");
  } catch {
    // Storage is closed to us: the system decides.
  }
  const isDark = choice === "dark" || (choice !== "light" && dark.matches);
  document.documentElement.classList.toggle("dark-mode", isDark);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
};
follow();
dark.addEventListener("change", follow);

const mount = document.getElementById("reference");

window.SwaggerUIBundle({
  url: mount.dataset.document,
  domNode: mount,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  // Tokens stay in memory, and nothing is sent to a validator elsewhere.
  persistAuthorization: false,
  validatorUrl: null,
  queryConfigEnabled: false,
});
