// Starts the reference for the document that the page names. A file of its own, because the policy allows no inline script.
"use strict";

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
