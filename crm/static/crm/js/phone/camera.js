// The camera as a barcode gun. What reads the codes comes with the first opening, not with the page.
const FORMATS = ["code_128", "code_39", "itf", "qr_code"];
const HOLD_OFF_MS = 500; // the same code again only after it was gone that long
const PAUSE_MS = 60;

async function detector() {
  const native = globalThis.BarcodeDetector;
  if (native && (await native.getSupportedFormats()).includes("code_128")) return new native({ formats: FORMATS });
  const { BarcodeDetector, prepareZXingModule } = await import("../../../vendor/barcode-detector/ponyfill.js");
  const wasm = new URL("../../../vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href;
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new BarcodeDetector({ formats: FORMATS });
}

export class Camera {
  constructor(box, take) {
    Object.assign(this, { box, take, seen: new Map() });
    this.video = box.querySelector("video");
    this.torch = box.querySelector("[data-torch]");
    this.zoom = box.querySelector("[data-zoom]");
    this.torch.addEventListener("click", () => this.light(this.torch.getAttribute("aria-pressed") !== "true"));
    this.zoom.addEventListener("input", () => this.set({ zoom: Number(this.zoom.value) }));
    document.addEventListener("visibilitychange", () => document.hidden && this.stop());
  }

  get running() {
    return Boolean(this.stream);
  }

  async start() {
    const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this.stream;
    this.box.hidden = false;
    this.offer();
    const [reader] = await Promise.all([detector(), this.video.play()]);
    this.read(reader);
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.box.hidden = true;
    this.box.dispatchEvent(new Event("stopped"));
  }

  // What this camera can do besides.
  offer() {
    const { torch, zoom } = this.stream.getVideoTracks()[0].getCapabilities?.() ?? {};
    this.torch.hidden = !torch;
    this.torch.setAttribute("aria-pressed", "false");
    this.zoom.parentElement.hidden = !zoom;
    if (zoom) Object.assign(this.zoom, { min: zoom.min, max: zoom.max, step: zoom.step || 0.1, value: zoom.min });
  }

  light(on) {
    this.torch.setAttribute("aria-pressed", String(on));
    this.set({ torch: on });
  }

  set(setting) {
    this.stream?.getVideoTracks()[0].applyConstraints({ advanced: [setting] }).catch(() => {});
  }

  async read(reader) {
    while (this.running) {
      const frame = this.region();
      const codes = frame ? await reader.detect(frame).catch(() => []) : [];
      for (const { rawValue } of codes) this.found(rawValue);
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }

  // Only what stands inside the frame on the screen: a shelf of parcels is not one scan.
  region() {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width) return null;
    const part = { x: width * 0.08, y: height * 0.28, width: width * 0.84, height: height * 0.44 };
    const canvas = (this.canvas ??= new OffscreenCanvas(1, 1));
    Object.assign(canvas, { width: part.width, height: part.height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(this.video, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  }

  found(code) {
    const now = performance.now();
    const last = this.seen.get(code) ?? -Infinity;
    this.seen.set(code, now);
    if (now - last > HOLD_OFF_MS) this.take(code);
  }
}
