// What strangers write to run code in other people's pages, and an ear for code that runs.

import { readFile } from "node:fs/promises";
import { marked } from "marked";

/** The vectors that the native tests use too: `id`, `class`, `payload`. */
export const VECTORS = JSON.parse(await readFile(new URL("../../backend/tests/fixtures/xss.json", import.meta.url), "utf8"));

/** Pages that work side by side: most of the time one waits for the next frame. */
const PAGES = 4;

/** The places of a Markdown text where a payload can stand. */
export function placed(payload) {
  return [
    payload,
    `text ${payload} text`,
    `![${payload}](/media/a-1.png)`,
    `[x](https://e.example "${payload}")`,
    `[${payload}](https://e.example)`,
    `\`\`\`${payload}\nx\n\`\`\``,
    `> - ${payload}`,
    `<div>\n${payload}\n</div>`,
  ];
}

/** What a renderer without a sanitiser would make of a payload: the text as it is, as Markdown, and in attributes. */
export function unsanitised(payload) {
  const attributes = `<img src="x" alt="${payload}"><a href="#" title="${payload}">x</a><code class="language-${payload}">x</code>`;
  return [payload, attributes + marked.parse(payload)];
}

/** Makes a context tell of every script that runs. */
export async function listen(context) {
  const ran = [];
  await context.exposeBinding("tellOfScript", (_source, name) => ran.push(name));
  await context.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt", "msgbox"]) window[name] = () => window.tellOfScript(name);
  });
  // A frame that no script of ours has reached yet has the browser's own.
  context.on("dialog", (dialog) => {
    ran.push(dialog.type());
    return dialog.dismiss();
  });
  return ran;
}

/** Hands every vector to one of a few listening pages; the ids of those whose script ran. */
export async function tryEach(open, work) {
  const waiting = [...VECTORS];
  const successful = [];
  const walk = async () => {
    const { page, context } = await open();
    const ran = await listen(context);
    for (let vector = waiting.shift(); vector; vector = waiting.shift()) {
      await work(page, vector);
      if (ran.splice(0).length > 0) successful.push(vector.id);
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: PAGES }, walk));
  return successful.sort();
}

/** Does in the page what a careless reader might: points at everything, puts the focus on it, clicks it. */
export async function touchEverything(page, root = "body") {
  await page.evaluate(async (root) => {
    const isHarmless = (address) => !/^\s*(javascript|data|vbscript):/i.test(address);
    addEventListener("click", (event) => {
      const link = event.target.closest?.("a, area");
      const address = link?.href?.baseVal ?? link?.href ?? "";
      // Away from here nothing is to be learnt.
      if (link && isHarmless(address)) event.preventDefault();
    }, true);
    addEventListener("submit", (event) => {
      const action = event.submitter?.getAttribute("formaction") ?? event.target.getAttribute("action") ?? "";
      if (isHarmless(action)) event.preventDefault();
    }, true);
    for (const element of document.querySelectorAll(`${root}, ${root} *`)) {
      for (const name of ["pointerenter", "mouseover", "mouseenter", "focus", "animationstart", "toggle"]) {
        element.dispatchEvent(new Event(name, { bubbles: name === "mouseover" }));
      }
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
    // Addresses of scripts run a task later, animations begin with a frame.
    for (let frame = 0; frame < 2; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
  }, root);
}
