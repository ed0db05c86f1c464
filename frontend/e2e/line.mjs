// The line between a page and the server, as the journeys hear it and cut into it.

import { until } from "./site.mjs";

const LINE = /\/api\/v2\/ws$/;
/** What a line that is cut is closed with: the server restarts. */
const RESTART = 1012;

/** What a page is told on its line, and what it says there. To be called before the page is opened. */
export function listenIn(page) {
  const [frames, said] = [[], []];
  page.on("websocket", (socket) => {
    if (!LINE.test(socket.url())) return;
    socket.on("framereceived", ({ payload }) => frames.push(JSON.parse(String(payload))));
    socket.on("framesent", ({ payload }) => said.push(JSON.parse(String(payload))));
  });
  const isOpen = (topic) => frames.some((frame) => frame.frame === "subscribed" && frame.topic.endsWith(`/${topic}`));
  return { frames, said, follows: (topic) => until(() => isOpen(topic), `the line of ${topic}`) };
}

/**
 * A line whose events can be kept from the page, that can be made to say things, and that can be cut until it is mended.
 * To be called before the page is opened.
 */
export async function tapLine(page) {
  const tap = { isDeaf: false, isCut: false, withheld: 0, say: undefined, cut: undefined, topics: [] };
  await page.routeWebSocket(LINE, async (socket) => {
    if (tap.isCut) return socket.close({ code: RESTART });
    const server = socket.connectToServer();
    tap.say = (frame) => socket.send(JSON.stringify(frame));
    tap.cut = () => {
      tap.isCut = true;
      return socket.close({ code: RESTART });
    };
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => {
      const { frame, topic } = JSON.parse(String(message));
      if (frame === "subscribed") tap.topics.push(topic);
      if (tap.isDeaf && ["event", "now"].includes(frame)) tap.withheld += 1;
      else socket.send(message);
    });
  });
  tap.mend = () => (tap.isCut = false);
  tap.follows = (topic) => until(() => tap.topics.find((own) => own.split("/").at(-1) === topic), `the line of ${topic}`);
  return tap;
}
