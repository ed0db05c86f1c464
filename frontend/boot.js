// Starts the app: the only script a page names besides what must run before the first paint.
// The server names the page's program in <meta name="broadsheet-app" data-glue data-wasm data-wasm-integrity>, so that
// the content policy needs no inline script. A page whose app cannot start stays readable: the server has written it in
// full. One that only the app makes has a skeleton in its place, and beside it, hidden, what to say then.
// What is live is a program of its own, named in the same way in "broadsheet-live". To somebody with a session it comes once
// the page is quiet, and to comments at once; to a stranger, who may just read a page and go, once they do something or have
// stayed for a while. A page that asks for it gets it now, and one that it does not come to stays as it is.
const app = document.querySelector('meta[name="broadsheet-app"]');
const live = document.querySelector('meta[name="broadsheet-live"]');
/** How long to wait after the first, the second and every later attempt that failed. */
const PAUSES_MS = [5_000, 30_000, 60_000];
/** What somebody does who has begun to use a page. */
const SIGNS_OF_USE = ["scroll", "pointermove", "pointerdown", "touchstart", "keydown", "click"];
/** How long a stranger looks at a page before what is live comes by itself. */
const STAY_MS = 4_000;
/** What a site answers for a file that it has no more: asking once more helps nobody. */
const GONE = [404, 410];
class Gone extends Error {}
let isLiveComing = false;
let failures = 0;
let nextAttempt;

if (app) {
  // Before the page's program starts, which may have something to ask for at once.
  if (live) document.addEventListener("broadsheet:wanted", bringLive);
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
  if (live) {
    addEventListener("online", bringLive);
    // The cookie holds no secret: it says that there may be a session.
    if (!/(^|; )__Host-hint=1(;|$)/.test(document.cookie)) whenUsed(bringLive);
    else if (document.querySelector("[data-live=talk]")) bringLive();
    else whenQuiet(bringLive);
  }
}

/** Does something once the page is quiet. Safari has no word for that. */
function whenQuiet(act) {
  if (window.requestIdleCallback) requestIdleCallback(act, { timeout: 1_500 });
  else setTimeout(act, 200);
}

/** Does something once somebody uses the page, or has looked at it for a while. */
function whenUsed(act) {
  const over = new AbortController();
  const { signal } = over;
  const begin = () => {
    if (signal.aborted) return;
    over.abort();
    act();
  };
  const wait = () =>
    setTimeout(() => {
      if (document.hidden) document.addEventListener("visibilitychange", wait, { once: true, signal });
      else whenQuiet(begin);
    }, STAY_MS);
  for (const sign of SIGNS_OF_USE) addEventListener(sign, begin, { capture: true, passive: true, signal });
  wait();
}

/**
 * Loads and starts what is live, unless it is there or on its way; later once more if it cannot be had just now. What the
 * site has no more belongs to an older version of it, as this page does: the next one that is loaded names another.
 */
async function bringLive() {
  if (isLiveComing) return;
  isLiveComing = true;
  clearTimeout(nextAttempt);
  try {
    const { glue, glueIntegrity, wasm, wasmIntegrity } = live.dataset;
    const [module, program] = await Promise.all([file(glue, glueIntegrity), file(wasm, wasmIntegrity)]);
    // Browsers may remember for good that an import failed (https://github.com/whatwg/html/issues/6768), so the module is
    // imported only when it is in their cache, in full.
    await module.arrayBuffer();
    const { default: start } = await import(glue);
    // wasm-bindgen begins a program once, however often it is told to: there are never two.
    await start({ module_or_path: program });
  } catch (error) {
    if (error instanceof Gone) {
      console.warn("What is live is gone from the site; the next page that is loaded has it.", error);
      // It is not asked for again, by nobody.
      return;
    }
    if (failures === 0) console.warn("What is live did not start; it is tried again.", error);
    nextAttempt = setTimeout(bringLive, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
    failures += 1;
    isLiveComing = false;
  }
}

/** The answer with a file of the site. The page's own needs go first. */
async function file(address, integrity) {
  const ask = (how) => fetch(address, { credentials: "same-origin", priority: "low", ...how });
  let answer;
  try {
    answer = await ask({ integrity });
    if (answer.ok) return answer;
  } catch (error) {
    // What a site answers instead of a file has another digest, so the browser tells nothing of it, not even its status.
    answer = await ask({ method: "HEAD" });
    if (!GONE.includes(answer.status)) throw error;
  }
  const Failure = GONE.includes(answer.status) ? Gone : Error;
  throw new Failure(`${address} answers ${answer.status}`);
}
