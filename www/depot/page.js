// The page of the upload service: what is shown, and what each button does. Texts of strangers (names of files) are only
// ever put into the page as text.
import { currentSession, listFiles, removeFile, signIn, signOut } from "./service.js";
import { Transfer } from "./transfer.js";

const part = (id) => document.getElementById(id);
let user = "";

function say(message) {
  part("message").textContent = message;
  part("message").hidden = message === "";
}

// Runs what a button asks for; what goes wrong is said, and a session that is over leads back to the form.
async function attempt(action) {
  say("");
  try {
    await action();
  } catch (failure) {
    if (failure.status === 401 && user !== "") show(null);
    say(failure.message);
  }
}

function show(session) {
  user = session?.user ?? "";
  part("visitor-name").textContent = session ? `${session.user} (${session.role})` : "";
  part("visitor").hidden = !session;
  part("sign-in-part").hidden = Boolean(session);
  part("upload-part").hidden = !session || session.role === "lecteur";
  part("files-part").hidden = !session;
}

function element(name, text = "", properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, properties);
}

function readableSize(bytes) {
  const units = ["octets", "Kio", "Mio", "Gio"];
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; ++unit) bytes /= 1024;
  return `${bytes.toLocaleString("fr", { maximumFractionDigits: 1 })} ${units[unit]}`;
}

function cell(content) {
  const made = element("td");
  made.append(content);
  return made;
}

function fileRow(file) {
  const row = element("tr");
  const remove = element("button", "Supprimer", { type: "button" });
  remove.setAttribute("aria-label", `Supprimer ${file.name}`);
  remove.addEventListener("click", () => attempt(async () => { await removeFile(file.id); await refresh(); }));
  const link = element("a", file.name, { href: `/files/${file.id}`, download: file.name });
  const created = new Date(file.created).toLocaleString("fr", { dateStyle: "medium", timeStyle: "short" });
  const digest = element("code", `${file.sha256.slice(0, 12)}…`, { title: file.sha256 });
  row.append(cell(link), cell(readableSize(file.size)), cell(created), cell(digest), cell(remove));
  return row;
}

async function refresh() {
  const files = await listFiles();
  part("files").replaceChildren(...files.map(fileRow));
  part("no-files").hidden = files.length > 0;
}

const SENTENCES = {
  sending: (news, file) => `${readableSize(news.sent)} sur ${readableSize(file.size)}`,
  paused: () => "En pause.",
  waiting: (news) => `${news.reason} Nouvel essai dans un instant.`,
  done: () => "Déposé.",
  refused: (news) => news.reason,
};

// The line of one file on its way, with its buttons.
function transferLine(file) {
  const line = element("li");
  const state = element("span", "Préparation…", { className: "state" });
  const bar = element("progress", "", { max: Math.max(file.size, 1), value: 0 });
  bar.setAttribute("aria-label", `Envoi de ${file.name}`);
  const pause = element("button", "Pause", { type: "button" });
  line.append(element("span", file.name), pause, bar, state);
  const transfer = new Transfer(file, user, (news) => {
    state.textContent = SENTENCES[news.state](news, file);
    bar.value = news.state === "done" ? bar.max : news.sent;
    line.className = news.state;
    pause.hidden = news.state === "done" || news.state === "refused";
    if (news.state === "done") attempt(refresh);
  });
  pause.addEventListener("click", () => {
    const goesOn = !transfer.paused;
    pause.textContent = goesOn ? "Reprendre" : "Pause";
    if (goesOn) transfer.pause();
    else transfer.run();
  });
  part("transfers").append(line);
  transfer.run();
}

function sendAll(files) {
  for (const file of files) transferLine(file);
}

part("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  attempt(async () => {
    show(await signIn(form.username.value, form.password.value));
    form.reset();
    await refresh();
  });
});

part("sign-out").addEventListener("click", () => attempt(async () => { await signOut(); show(null); }));

part("chosen").addEventListener("change", (event) => {
  sendAll(event.target.files);
  event.target.value = "";
});

const drop = part("drop");
drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  sendAll(event.dataTransfer.files);
});

attempt(async () => {
  const session = await currentSession();
  show(session);
  if (session) await refresh();
});
