// Three sounds that no ear confuses: new is high and short, duplicate is two, refused is low and long.
const TONES = {
  new: [{ hertz: 1320, at: 0, lasts: 0.07, wave: "sine" }],
  duplicate: [
    { hertz: 740, at: 0, lasts: 0.08, wave: "triangle" },
    { hertz: 740, at: 0.14, lasts: 0.08, wave: "triangle" },
  ],
  refused: [{ hertz: 165, at: 0, lasts: 0.45, wave: "square" }],
};
const LOUD = 0.2;
let context = null;

// A browser makes no sound before the first key or tap.
const wake = () => (context ??= new AudioContext()).resume();
for (const gesture of ["pointerdown", "keydown"]) document.addEventListener(gesture, wake, { once: true, capture: true });

export function beep(kind) {
  if (context?.state !== "running") return;
  for (const { hertz, at, lasts, wave } of TONES[kind]) {
    const start = context.currentTime + at;
    const tone = new OscillatorNode(context, { frequency: hertz, type: wave });
    const volume = new GainNode(context, { gain: LOUD });
    volume.gain.setTargetAtTime(0, start + lasts * 0.7, lasts / 8);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + lasts);
  }
}
