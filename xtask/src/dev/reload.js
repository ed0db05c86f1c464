// Development only: reloads the page when `cargo xtask dev` has rebuilt something.
{
  const read = () => fetch("/assets/stamp.txt", { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : null));
  const first = read().catch(() => null);
  setInterval(async () => {
    try {
      const [before, now] = [await first, await read()];
      if (before && now && before !== now) location.reload();
    } catch {
      // The server is just being started again.
    }
  }, 1000);
}
