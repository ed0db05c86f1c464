// Starts the app: the only script a page names besides what must run before the first paint.
// The hashed addresses stand in <meta name="broadsheet-app" data-glue data-wasm data-wasm-integrity>, so that the
// content policy needs no inline script. A page whose app cannot start stays readable: the server has written it in full.
// Where people write and keep house (Route::is_desk) another program starts: everyone else need not load it.
const app = document.querySelector('meta[name="broadsheet-app"]');
if (app) {
  const isDesk = /^\/(write|me|setup)(\/|$)/.test(location.pathname);
  const beside = (name) => new URL(name, import.meta.url).href;
  const { glue, wasm, wasmIntegrity } = isDesk ? { glue: beside("desk.js"), wasm: beside("desk_bg.wasm") } : app.dataset;
  const options = { credentials: "same-origin" };
  if (wasmIntegrity) options.integrity = wasmIntegrity;
  const bytes = fetch(wasm, options);
  const { default: start } = await import(glue);
  await start({ module_or_path: bytes });
}
