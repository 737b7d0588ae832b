// One file on its way, in pieces (tus 1.0.0): it can pause, go on after a cut, and go on after the page was loaded anew.
import { Refusal, beginUpload, proof, uploadOffset } from "./service.js";

const PIECE = 8 * 1024 * 1024; // bytes sent at once
const HASHED = 64 * 1024 * 1024; // files up to this size get their SHA-256 declared: it takes the whole file in memory
const PATIENCE = [1000, 2000, 5000, 10000]; // milliseconds, before each new try

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function metadataOf(file) {
  const pairs = [`filename ${base64(file.name)}`];
  if (file.size <= HASHED && globalThis.isSecureContext) pairs.push(`sha256 ${base64(await sha256(file))}`);
  return pairs.join(",");
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

export class Transfer {
  // `tell` is called with each change: { state: "sending" | "paused" | "waiting" | "done" | "refused", sent, reason }.
  constructor(file, user, tell) {
    this.file = file;
    this.tell = tell;
    this.key = `envoi ${user} ${file.name} ${file.size} ${file.lastModified}`;
    this.paused = false;
    this.sent = 0;
  }

  async run() {
    this.paused = false;
    for (let tries = 0; !this.paused; ) {
      try {
        await this.sendRest(() => (tries = 0));
        if (this.paused) return;
        localStorage.removeItem(this.key);
        return this.tell({ state: "done", sent: this.file.size });
      } catch (failure) {
        if (this.paused) return;
        const mayPass = failure instanceof Refusal && [0, 409, 429, 503].includes(failure.status);
        if (!mayPass || tries === PATIENCE.length) return this.refuse(failure);
        this.tell({ state: "waiting", sent: this.sent, reason: failure.message });
        await wait(PATIENCE[tries++]);
      }
    }
  }

  pause() {
    this.paused = true;
    this.request?.abort();
    this.tell({ state: "paused", sent: this.sent });
  }

  refuse(failure) {
    localStorage.removeItem(this.key);
    this.tell({ state: "refused", sent: this.sent, reason: failure.message });
  }

  // Where this file goes: an address kept from before, if the service still knows it, or a new one.
  async findAddress() {
    const known = localStorage.getItem(this.key);
    const offset = known ? await uploadOffset(known) : null;
    if (offset !== null) {
      this.sent = offset;
      return known;
    }
    this.sent = 0;
    const address = await beginUpload(this.file.size, await metadataOf(this.file));
    localStorage.setItem(this.key, address);
    return address;
  }

  async sendRest(progressed) {
    const address = await this.findAddress();
    let first = this.sent === 0; // an empty file takes one piece too
    while (!this.paused && (first || this.sent < this.file.size)) {
      this.sent = await this.sendPiece(address);
      first = false;
      progressed();
      this.tell({ state: "sending", sent: this.sent });
    }
  }

  // XMLHttpRequest, since fetch() does not tell how much has been sent.
  sendPiece(address) {
    const begin = this.sent;
    const piece = this.file.slice(begin, begin + PIECE);
    return new Promise((resolve, reject) => {
      const request = (this.request = new XMLHttpRequest());
      request.open("PATCH", address);
      const headers = { ...proof(), "Tus-Resumable": "1.0.0", "Upload-Offset": String(begin), "Content-Type": "application/offset+octet-stream" };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => this.tell({ state: "sending", sent: begin + event.loaded });
      request.onload = () => (request.status === 204 ? resolve(Number(request.getResponseHeader("Upload-Offset"))) : reject(refusalOf(request)));
      request.onerror = request.onabort = () => reject(new Refusal(0, "La connexion s’est coupée."));
      request.send(piece);
    });
  }
}

function refusalOf(request) {
  let reason = `Le service a répondu ${request.status}.`;
  try {
    reason = JSON.parse(request.responseText).erreur ?? reason;
  } catch {
    // not JSON: the status says enough
  }
  return new Refusal(request.status, reason);
}
