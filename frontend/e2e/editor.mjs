// The editor, as the journeys handle it.

import { takenOver, visit } from "./site.mjs";

/** The title's field. */
export const title = (page) => page.getByRole("textbox", { name: "Title", exact: true });
/** The text's field. */
export const body = (page) => page.getByRole("textbox", { name: "Text, in Markdown" });
/** What readers will see. */
export const preview = (page) => page.getByRole("tabpanel", { name: "Preview" });
/** The side panel. */
export const details = (page) => page.getByRole("complementary", { name: "Details" });

/** Opens the editor for something new. */
export async function openEditor(page, site) {
  await visit(page, `${site.address}/write`);
  await body(page).waitFor();
}

/** Opens one of one's own posts. */
export async function openPost(page, site, id) {
  await visit(page, `${site.address}/write/${id}`);
  await body(page).waitFor();
}

/** Saves the draft; the id that the server gave it. */
export async function saveDraft(page) {
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByRole("status").filter({ hasText: /^Saved today at/ }).waitFor();
  return new URL(page.url()).pathname.split("/").at(-1);
}

/** Publishes and waits for the post's page. */
export async function publish(page) {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Published. Everyone can read it now.").waitFor();
  await page.waitForURL("**/posts/*");
  await takenOver(page);
}

/** Chooses one of the rarer actions. */
export async function chooseAction(page, name) {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** Lets a picture fall onto the text, or the same one under several names at once. */
export async function drop(page, bytes, ...names) {
  const data = await page.evaluateHandle(
    ([bytes, names]) => {
      const data = new DataTransfer();
      for (const name of names) data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
      return data;
    },
    [[...bytes], names],
  );
  for (const event of ["dragover", "drop"]) await body(page).dispatchEvent(event, { dataTransfer: data });
}
