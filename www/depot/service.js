// The service as this page sees it: one function for each of its addresses. Each throws a Refusal when the answer is one.

export class Refusal extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

let csrf = "";

async function explain(response) {
  const type = response.headers.get("Content-Type") ?? "";
  const reason = type.startsWith("application/json") ? (await response.json()).erreur : `Le service a répondu ${response.status}.`;
  return new Refusal(response.status, reason);
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Refusal(0, "Le service ne répond pas : vérifiez la connexion, puis recommencez.");
  }
  if (!response.ok) throw await explain(response);
  return response;
}

async function remember(response) {
  const session = await response.json();
  csrf = session.csrf;
  return session;
}

// What a request that changes something has to carry, beside the cookie.
export function proof() {
  return { "X-CSRF-Token": csrf };
}

export async function currentSession() {
  try {
    return await remember(await ask("/session"));
  } catch (refusal) {
    if (refusal.status === 401) return null;
    throw refusal;
  }
}

export async function signIn(username, password) {
  const body = new URLSearchParams({ username, password });
  return remember(await ask("/session", { method: "POST", body }));
}

export async function signOut() {
  await ask("/session", { method: "DELETE", headers: proof() });
  csrf = "";
}

export async function listFiles() {
  return (await (await ask("/files")).json()).fichiers;
}

export async function removeFile(id) {
  await ask(`/files/${id}`, { method: "DELETE", headers: proof() });
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
    if (refusal.status === 404 || refusal.status === 403) return null;
    throw refusal;
  }
}
