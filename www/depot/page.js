// The page of the upload service: what is shown, and what each button does.
import { Lines } from "./lines.js";
import { SIGNED_IN, currentSession, forgetSession, keepsCookies, listFiles, remove, signIn, signOut } from "./service.js";
import { button, element, readableSize, typeset } from "./texts.js";

const NO_COOKIE = "Ce navigateur n’accepte ici aucun cookie sûr : ouvrez cette page en https://, ou à http://localhost.";

const part = (id) => document.getElementById(id);
let user = "";         // who is signed in, or was until the session ended by itself
let isSignedIn = false;

function say(message) {
  part("message").textContent = typeset(message);
  part("message").hidden = message === "";
}

// Said to who cannot see it.
function whisper(message) {
  part("news").textContent = typeset(message);
}

// Runs what a button asks for; what goes wrong is said, and a session that is over leads back to the form.
async function attempt(action) {
  say("");
  try {
    await action();
  } catch (failure) {
    if (failure.status === 401 && isSignedIn) endSession();
    else say(failure.message);
  }
}

function show(session) {
  const reads = session?.role === "lecteur";
  isSignedIn = Boolean(session);
  part("visitor-name").textContent = session ? `${session.user} (${session.role})` : "";
  part("visitor").hidden = !session;
  part("sign-in-part").hidden = Boolean(session);
  part("upload-part").hidden = !session || reads;
  part("files-part").hidden = !session;
  part("fichiers").textContent = session?.role === "admin" ? "Les fichiers de tous" : "Vos fichiers";
  part("no-files").textContent = reads ? "Aucun fichier. Le rôle de lecteur ne permet pas d’en déposer." : "Rien encore.";
}

// Shows what this session may see. Another's transfers are nobody's business.
async function enter(session) {
  if (user !== "" && user !== session.user) lines.clear();
  user = session.user;
  await refresh();
  show(session);
}

// The session ended by itself: transfers wait for its user to come back.
function endSession() {
  forgetSession();
  show(null);
  part("files").replaceChildren();
  say("La session est terminée : connectez-vous de nouveau.");
  part("username").focus();
}

function leave() {
  user = "";
  lines.clear();
  part("files").replaceChildren();
  show(null);
}

// The label is for small screens, where a row becomes a list.
function cell(label, ...content) {
  const made = element("td");
  if (label) made.dataset.label = label;
  made.append(...content);
  return made;
}

function fileRow(file) {
  const row = element("tr");
  const link = element("a", file.name, { href: `/files/${file.id}`, download: file.name });
  const name = cell("", link);
  if (file.owner !== user) name.append(element("span", `de ${file.owner}`, { className: "hint" }));
  const created = new Date(file.created).toLocaleString("fr", { dateStyle: "medium", timeStyle: "short" });
  const digest = element("code", `${file.sha256.slice(0, 12)}…`, { title: file.sha256 });
  row.append(name, cell("Taille", readableSize(file.size)), cell("Déposé", created), cell("SHA-256", digest),
    cell("", button("Supprimer", file.name, () => attempt(() => removeFile(file)))));
  return row;
}

async function removeFile(file) {
  if (!confirm(typeset(`Supprimer « ${file.name} » ? Il n’en restera rien.`))) return;
  await remove(`/files/${file.id}`);
  await refresh();
  whisper(`${file.name} est supprimé.`);
  part("fichiers").focus();
}

// Answers may overtake one another: only that to the last question counts.
let questions = 0;
async function refresh() {
  const question = ++questions;
  const files = await listFiles();
  if (question !== questions) return;
  part("files").replaceChildren(...files.map(fileRow));
  part("table").hidden = files.length === 0;
  part("no-files").hidden = files.length > 0;
}

const lines = new Lines(part("transfers"), ({ state, reason }, file) => {
  if (state === "signed-out") endSession();
  if (state === "refused") whisper(`${file.name} est refusé : ${reason}`);
  if (state !== "done") return;
  whisper(`${file.name} est déposé.`);
  attempt(refresh);
});

function sendAll(files) {
  say("");
  for (const file of files) lines.add(file, user);
}

part("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  attempt(async () => {
    if (!keepsCookies()) throw new Error(NO_COOKIE);
    await enter(await signIn(form.username.value, form.password.value));
    form.reset();
    part(part("upload-part").hidden ? "fichiers" : "depot").focus();
  });
});

part("sign-out").addEventListener("click", () => attempt(async () => {
  await signOut();
  leave();
  part("username").focus();
}));

part("chosen").addEventListener("change", (event) => {
  sendAll(event.target.files);
  event.target.value = "";
});

// A file that is let fall beside the zone must not take the place of the page.
const drop = part("drop");
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.toggle("over", drop.contains(event.target));
});
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (drop.contains(event.target)) sendAll(event.dataTransfer.files);
});

async function begin() {
  const session = await currentSession();
  if (session) return enter(session);
  leave();
  if (!keepsCookies()) say(NO_COOKIE);
}

addEventListener("storage", (event) => { if (event.key === SIGNED_IN) attempt(begin); });
attempt(begin);
