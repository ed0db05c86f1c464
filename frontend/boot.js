// Starts the app: the only script a page names besides what must run before the first paint.
// The server names the page's program in <meta name="broadsheet-app" data-glue data-wasm data-wasm-integrity>, so that
// the content policy needs no inline script. A page whose app cannot start stays readable: the server has written it in
// full. One that only the app makes has a skeleton in its place, and beside it, hidden, what to say then.
const app = document.querySelector('meta[name="broadsheet-app"]');
if (app) {
  const { glue, wasm, wasmIntegrity } = app.dataset;
  const options = { credentials: "same-origin" };
  if (wasmIntegrity) options.integrity = wasmIntegrity;
  try {
    const bytes = fetch(wasm, options);
    // Whichever of the two fails first is told below; the other must not be told a second time.
    bytes.catch(() => {});
    const { default: start } = await import(glue);
    await start({ module_or_path: bytes });
  } catch (error) {
    const notice = document.getElementById("not-started");
    if (notice) {
      notice.parentElement.querySelector(".skeleton")?.remove();
      notice.hidden = false;
    }
    throw error;
  }
}
