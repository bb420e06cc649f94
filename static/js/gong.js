/* A soft bell when the time of a step is up, for who switches it on: the checkbox [data-gong].

   Off by default and remembered per browser. A browser lets a page sound only from a tap: the switch itself plays
   the bell once, softly; after a reload the first tap anywhere opens the sound again. */

const NAME = "gong";
let audio = null;

const on = () => localStorage.getItem(NAME) === "on";

const open = () => {
  audio ??= new AudioContext();
  return audio.resume();
};

const tone = (frequency, loudness, seconds) => {
  const wave = new OscillatorNode(audio, { frequency });
  const volume = new GainNode(audio, { gain: loudness });
  volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + seconds);
  wave.connect(volume).connect(audio.destination);
  wave.start();
  wave.stop(audio.currentTime + seconds);
};

const ring = (loudness) => {
  tone(392, loudness, 3.5);
  tone(784, loudness / 3, 2.2);
  tone(1176, loudness / 8, 1.2);
};

const show = () => document.querySelectorAll("[data-gong]").forEach((box) => (box.checked = on()));

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-gong]")) return;
  localStorage.setItem(NAME, target.checked ? "on" : "off");
  if (target.checked) open().then(() => ring(0.08));
});

document.addEventListener("pointerup", () => on() && open());
document.addEventListener("htmx:afterSwap", show);

/* Who wakes a sleeping laptop long after time does not want to hear it any more. */
document.addEventListener("live:announce", ({ detail }) => {
  if (detail.key === "up" && detail.late < 3 && on() && audio && document.querySelector("[data-gong]")) ring(0.2);
});

show();
