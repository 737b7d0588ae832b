// One file on its way, in pieces (tus 1.0.0): it can pause, go on after a cut, and go on after the page was loaded anew.
import { Refusal, beginUpload, proof, refusalOf, remove, uploadOffset } from "./service.js";

const PIECE = 8 * 1024 * 1024; // bytes sent at once
const HASHED = 64 * 1024 * 1024; // files up to this size get their SHA-256 declared: it takes the whole file in memory
const AT_ONCE = 3; // files on their way at the same time; the others wait for their turn
const PATIENCE = [1000, 2000, 5000, 10000]; // milliseconds, before each new try
const MAY_PASS = [0, 409, 429, 503];

// Lets a few in at a time, in the order in which they came.
class Gate {
  constructor(places) {
    this.places = places;
    this.waiting = [];
  }

  async enter() {
    if (this.places > 0) --this.places;
    else await new Promise((resolve) => this.waiting.push(resolve));
  }

  leave() {
    const next = this.waiting.shift();
    if (next) next();
    else ++this.places;
  }
}

const gate = new Gate(AT_ONCE);

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

async function bytesOf(file) {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Error("Ce fichier n’a pas pu être lu : est-ce un dossier, ou a-t-il changé ?");
  }
}

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await bytesOf(file));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function metadataOf(file) {
  const pairs = [`filename ${base64(file.name)}`];
  if (file.size <= HASHED && globalThis.isSecureContext) pairs.push(`sha256 ${base64(await sha256(file))}`);
  return pairs.join(",");
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

export class Transfer {
  // `tell` is called with each change: { state, sent, reason }, where state is "queued", "preparing", "sending",
  // "checking", "waiting" (to try again), "paused", "signed-out" (paused too), "done" or "refused".
  constructor(file, user, tell) {
    this.file = file;
    this.key = `envoi ${user} ${file.name} ${file.size} ${file.lastModified}`;
    this.announce = tell;
    this.state = "queued";
    this.sent = 0;
    this.turn = 0; // a run is over when a pause or another run has begun since
  }

  get isOver() {
    return this.state === "done" || this.state === "refused";
  }

  get isPaused() {
    return this.state === "paused" || this.state === "signed-out";
  }

  tell(state, reason = "") {
    this.state = state;
    this.announce({ state, sent: this.sent, reason });
  }

  async run() {
    const turn = ++this.turn;
    const goesOn = () => turn === this.turn;
    this.tell("queued");
    await gate.enter();
    try {
      for (let tries = 0; goesOn(); ) {
        const failure = await this.sendRest(goesOn, () => (tries = 0)).catch((error) => error);
        if (!goesOn()) return;
        if (!failure) return this.finish("done");
        if (failure.status === 401) return this.tell("signed-out", failure.message);
        if (!MAY_PASS.includes(failure.status)) return this.finish("refused", failure.message);
        if (tries === PATIENCE.length) return this.tell("paused", failure.message);
        this.tell("waiting", failure.message);
        await wait(PATIENCE[tries++]);
      }
    } finally {
      gate.leave();
    }
  }

  pause() {
    ++this.turn;
    this.request?.abort();
    this.tell("paused");
  }

  finish(state, reason) {
    localStorage.removeItem(this.key);
    this.tell(state, reason);
  }

  // What the service already has of it goes too.
  async abandon() {
    const address = localStorage.getItem(this.key);
    this.pause();
    localStorage.removeItem(this.key);
    if (address) await remove(address).catch(() => {}); // what is left of it there expires
  }

  // Where this file goes: an address kept from before, if the service still knows it, or a new one.
  async findAddress() {
    const known = localStorage.getItem(this.key);
    const offset = known ? await uploadOffset(known) : null;
    this.sent = offset ?? 0;
    if (offset !== null) return known;
    const address = await beginUpload(this.file.size, await metadataOf(this.file));
    localStorage.setItem(this.key, address);
    return address;
  }

  // An empty file is whole at once; so is one whose last answer alone was lost.
  async sendRest(goesOn, progressed) {
    if (goesOn()) this.tell("preparing");
    const address = await this.findAddress();
    while (goesOn() && this.sent < this.file.size) {
      this.sent = await this.sendPiece(address, goesOn);
      progressed();
    }
  }

  // XMLHttpRequest, since fetch() does not tell how much has been sent.
  sendPiece(address, goesOn) {
    const begin = this.sent;
    const type = "application/offset+octet-stream";
    const headers = { ...proof(), "Tus-Resumable": "1.0.0", "Upload-Offset": String(begin), "Content-Type": type };
    const request = (this.request = new XMLHttpRequest());
    request.open("PATCH", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      if (!goesOn()) return;
      this.sent = begin + loaded;
      this.tell(this.sent < this.file.size ? "sending" : "checking");
    };
    return new Promise((resolve, reject) => {
      request.onload = () => {
        if (request.status === 204) resolve(Number(request.getResponseHeader("Upload-Offset")));
        else reject(refusalOf(request.status, request.responseText));
      };
      request.onerror = request.onabort = () => reject(new Refusal(0, "La connexion s’est coupée."));
      request.send(this.file.slice(begin, begin + PIECE));
    });
  }
}
