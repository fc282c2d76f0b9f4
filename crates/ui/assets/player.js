// Tells the server, every ten seconds, what is on screen. It counts no time: the server has its own clock.
const root = document.querySelector("[data-beats]");
const EVERY = 10_000;

if (root) {
  const status = root.querySelector("[data-status]");
  const video = root.querySelector("video");
  const unsent = [];
  let { sequence } = root.dataset;
  sequence = Number(sequence);
  let played = null; // [from, to] in seconds since the last beat
  let sending = false;

  const say = (state) => {
    const words = status?.dataset[state];
    if (words && status.textContent !== words) status.textContent = words;
  };

  const send = async (keepalive) => {
    if (sending && !keepalive) return;
    sending = true;
    try {
      while (unsent.length) {
        const answer = await fetch("/beats", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(unsent[0]),
          redirect: "manual",
          keepalive,
        });
        if (!answer.ok && answer.status >= 500) throw new Error(answer.status);
        unsent.shift();
        if (!answer.ok) return say("lost");
        const credit = await answer.json();
        sequence = Math.max(sequence, credit.sequence);
        if (credit.object_done) document.querySelector("[data-line]")?.classList.replace("here", "done");
        say(credit.segment_done ? "done" : "saved");
      }
    } catch {
      say("waiting");
    } finally {
      sending = false;
    }
  };

  const beat = (visible, keepalive = false) => {
    const { enrolment, object, segment } = root.dataset;
    const made = { enrolment, object, segment: Number(segment), kind: "text", visible, sequence: ++sequence };
    if (played && Math.floor(played[1]) > Math.floor(played[0])) {
      Object.assign(made, { kind: "video", from_second: Math.floor(played[0]), to_second: Math.floor(played[1]) });
      played = [Math.floor(played[1]), played[1]];
    }
    unsent.push(made);
    if (unsent.length > 30) unsent.shift();
    send(keepalive);
  };

  setInterval(() => document.visibilityState === "visible" && beat(true), EVERY);
  addEventListener("pagehide", () => beat(document.visibilityState === "visible", true));
  // Going away closes the visible time; coming back tells the server not to count the time between.
  document.addEventListener("visibilitychange", () => beat(document.visibilityState !== "visible", document.visibilityState !== "visible"));
  addEventListener("online", () => send());

  if (video) {
    video.addEventListener("timeupdate", () => {
      if (video.seeking || video.paused) return;
      if (played && video.currentTime >= played[1] && video.currentTime - played[1] < 5) played[1] = video.currentTime;
      else played = [video.currentTime, video.currentTime];
    });
    video.addEventListener("seeking", () => {
      if (played && played[1] - played[0] >= 1) beat(true);
      played = null;
    });
    video.addEventListener("pause", () => played && beat(true));
  }
}
