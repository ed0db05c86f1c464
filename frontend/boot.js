// Starts the app: the only script a page names besides what must run before the first paint.
// The server names the page's program in <meta name="broadsheet-app" data-glue data-wasm data-wasm-integrity>, so that
// the content policy needs no inline script. A page whose app cannot start stays readable: the server has written it in
// full.
const app = document.querySelector('meta[name="broadsheet-app"]');
if (app) {
  const { glue, wasm, wasmIntegrity } = app.dataset;
  const options = { credentials: "same-origin" };
  if (wasmIntegrity) options.integrity = wasmIntegrity;
  const bytes = fetch(wasm, options);
  const { default: start } = await import(glue);
  await start({ module_or_path: bytes });
}
