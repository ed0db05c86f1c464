// The line between a page and the server, as the journeys hear it and cut into it.

import { until } from "./site.mjs";

const LINE = /\/api\/v2\/ws$/;

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

/** A line whose events can be kept from the page, and that can be made to say things. To be called before the page is opened. */
export async function tapLine(page) {
  const tap = { isDeaf: false, say: undefined, topics: [] };
  await page.routeWebSocket(LINE, (socket) => {
    const server = socket.connectToServer();
    tap.say = (frame) => socket.send(JSON.stringify(frame));
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => {
      const frame = JSON.parse(String(message));
      if (frame.frame === "subscribed") tap.topics.push(frame.topic);
      if (!(tap.isDeaf && frame.frame === "event")) socket.send(message);
    });
  });
  tap.follows = (topic) => until(() => tap.topics.find((own) => own.endsWith(`/${topic}`)), `the line of ${topic}`);
  return tap;
}
