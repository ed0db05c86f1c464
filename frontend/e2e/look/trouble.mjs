// What a page looks like when the server does not play along.

/** What the server says when something failed. */
export const PROBLEM = { type: "/problems/internal", title: "Internal error", status: 500, detail: "Something failed.", code: "internal", request_id: "01hv4w6q0cexample" };

/** The same as an answer. */
export function problem() {
  return { status: 500, contentType: "application/problem+json", body: JSON.stringify(PROBLEM) };
}

/** The page again, while the list that it shows cannot be had. */
export async function failList(page, address) {
  await page.route(address, (route) => route.fulfill(problem()));
  await page.reload();
  await page.locator(".callout--error").waitFor();
}

/** The page again, while what it is made of cannot be had. */
export async function failPage(page, address) {
  await page.route(address, (route) => route.fulfill(problem()));
  await page.reload();
  await page.locator(".notice--page").waitFor();
}
