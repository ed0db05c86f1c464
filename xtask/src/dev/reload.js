// Development only: reloads the page when `cargo xtask dev` has rebuilt something.
{
  let before;
  setInterval(async () => {
    try {
      const answer = await fetch("/assets/stamp.txt", { cache: "no-store" });
      const now = answer.ok ? await answer.text() : before;
      if (before && now !== before) location.reload();
      before = now;
    } catch {
      // The server is just being started again.
    }
  }, 1000);
}
