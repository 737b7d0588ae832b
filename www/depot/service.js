// The service as this page sees it: one function for each of its addresses. Each throws a Refusal when the answer is one.

export class Refusal extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

// The cookie of the session is hidden from scripts: this remembers that there is one, and tells the other tabs.
export const SIGNED_IN = "depot-session";
const PATIENCE = 60_000; // milliseconds, for an answer without a file
const NO_SUCH_SERVICE = [404, 405, 501];
const NOT_THE_SERVICE = "Ce serveur n’est pas le service de dépôt : lancez « upload_server --root www ».";

let csrf = "";

// What a refusal says; other servers than this service refuse in their own words.
export function refusalOf(status, text) {
  let reason;
  try {
    reason = JSON.parse(text).erreur;
  } catch {
    if (NO_SUCH_SERVICE.includes(status)) reason = NOT_THE_SERVICE;
  }
  return new Refusal(status, reason ?? `Le service a répondu ${status}.`);
}

async function ask(path, options = {}) {
  let response;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", signal, ...options });
  } catch {
    throw new Refusal(0, "Le service ne répond pas : vérifiez la connexion.");
  }
  if (!response.ok) throw refusalOf(response.status, await response.text().catch(() => ""));
  return response;
}

// Does this browser keep the cookie of a session here? It is « Secure »: each browser has its own opinion of http://.
export function keepsCookies() {
  document.cookie = "__Host-essai=1; Path=/; Secure; SameSite=Strict; Max-Age=5";
  return document.cookie.includes("__Host-essai=1");
}

async function remember(response) {
  const session = await response.json();
  csrf = session.csrf;
  return session;
}

export function forgetSession() {
  csrf = "";
  localStorage.removeItem(SIGNED_IN);
}

// What a request that changes something has to carry, beside the cookie.
export function proof() {
  return { "X-CSRF-Token": csrf };
}

export async function currentSession() {
  if (!localStorage.getItem(SIGNED_IN)) return null;
  try {
    return await remember(await ask("/session"));
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal;
    forgetSession();
    return null;
  }
}

export async function signIn(username, password) {
  const body = new URLSearchParams({ username, password });
  const session = await remember(await ask("/session", { method: "POST", body }));
  localStorage.setItem(SIGNED_IN, String(Date.now()));
  return session;
}

export async function signOut() {
  await ask("/session", { method: "DELETE", headers: proof() });
  forgetSession();
}

export async function listFiles() {
  return (await (await ask("/files")).json()).fichiers;
}

// A file, or an upload that is not whole yet.
export async function remove(address) {
  await ask(address, { method: "DELETE", headers: { ...proof(), "Tus-Resumable": "1.0.0" } });
}

export async function beginUpload(length, metadata) {
  const headers = { ...proof(), "Tus-Resumable": "1.0.0", "Upload-Length": String(length), "Upload-Metadata": metadata };
  return (await ask("/files/", { method: "POST", headers })).headers.get("Location");
}

// How many bytes of it the service has; null if it does not know it any more.
export async function uploadOffset(address) {
  try {
    const response = await ask(address, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
    return Number(response.headers.get("Upload-Offset"));
  } catch (refusal) {
    if (refusal.status === 404) return null;
    throw refusal;
  }
}
