// What journeys about live pages share: comments, and that nothing in sight moves while something happens.

import assert from "node:assert/strict";

/** The part of a post's page with its comments. */
export const comments = (page) => page.getByRole("region", { name: /^Comments/ });
/** One of them. */
export const byId = (page, { id }) => page.locator(`#comment-${id}`);

/** Brings a comment to the upper part of the screen. */
export async function lookAt(page, comment, top = 120) {
  await byId(page, comment).evaluate((element, top) => {
    scrollTo({ top: scrollY + element.getBoundingClientRect().top - top, behavior: "instant" });
  }, top);
}

/** Where everything stands that is in sight. */
const inSight = (page) =>
  page.evaluate(() => {
    const parts = document.querySelectorAll(".comment, .comments__head, .post__title, .author-card, .site-footer");
    const boxes = [...parts].map((part) => {
      const { x, y, width, height, bottom } = part.getBoundingClientRect();
      return { name: part.id || `${part.className} of ${part.closest("[id]").id}`, box: [x, y, width, height], isSeen: bottom > 0 && y < innerHeight };
    });
    return Object.fromEntries(boxes.filter(({ isSeen }) => isSeen).map(({ name, box }) => [name, box]));
  });

/** Everything that was in sight stands where it stood. Fractions of a pixel are the screen's own. */
function assertStill(before, after, what) {
  assert.ok(Object.keys(before).length > 1, "something is in sight");
  for (const [name, box] of Object.entries(before)) {
    const shift = box.map((side, at) => Math.abs(side - (after[name]?.[at] ?? Infinity)));
    assert.ok(Math.max(...shift) < 1, `${what}: ${name} was at ${box} and is at ${after[name]}`);
  }
}

/** Does something elsewhere and waits until this page shows it; nothing in sight moves meanwhile, nor after. */
export async function stillWhile(page, what, act, shown) {
  const before = await inSight(page);
  await act();
  await shown();
  await someFrames(page);
  assertStill(before, await inSight(page), what);
}

/** Waits for the next frames: whatever the browser has to correct it does with them. */
export function someFrames(page) {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
  });
}
