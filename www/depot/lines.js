// The files on their way: a line for each, with its bar and its buttons.
import { button, element, readableSize, typeset } from "./texts.js";
import { Transfer } from "./transfer.js";

const SENTENCES = {
  queued: () => "Attend son tour.",
  preparing: () => "Préparation…",
  sending: ({ sent }, file) => `${readableSize(sent)} sur ${readableSize(file.size)}`,
  checking: () => "Tout est envoyé ; le service examine le fichier…",
  waiting: ({ reason }) => `${reason} Nouvel essai dans un instant.`,
  paused: ({ sent, reason }, file) => `${reason} En pause, à ${readableSize(sent)} sur ${readableSize(file.size)}.`.trim(),
  "signed-out": () => "En pause : connectez-vous de nouveau, puis reprenez.",
  done: () => "Déposé.",
  refused: ({ reason }) => `Refusé : ${reason}`,
};

export class Lines {
  // `changed` is called with each state of a file, and its name.
  constructor(list, changed) {
    this.list = list;
    this.changed = changed;
    this.transfers = new Map();
  }

  // The same file once only.
  add(file, user) {
    const line = this.makeLine(file);
    const transfer = new Transfer(file, user, (news) => this.show(line, transfer, news));
    const before = this.transfers.get(transfer.key);
    if (before && !before.transfer.isOver) return;
    before?.line.remove();
    this.transfers.set(transfer.key, { transfer, line });
    line.pause.addEventListener("click", () => (transfer.isPaused ? transfer.run() : transfer.pause()));
    line.end.addEventListener("click", () => this.drop(line, transfer));
    this.list.append(line);
    transfer.run();
  }

  // Nobody is signed in any more, or somebody else is.
  clear() {
    for (const { transfer } of this.transfers.values()) {
      if (!transfer.isOver) transfer.pause();
    }
    this.transfers.clear();
    this.list.replaceChildren();
  }

  makeLine(file) {
    const line = element("li");
    const parts = {
      pause: button("Pause", file.name, () => {}),
      end: button("Abandonner", file.name, () => {}),
      bar: element("progress", "", { max: Math.max(file.size, 1), value: 0 }),
      state: element("span", "", { className: "state" }),
    };
    parts.bar.setAttribute("aria-label", `Envoi de ${file.name}`);
    line.append(element("span", file.name, { className: "name" }), parts.pause, parts.end, parts.bar, parts.state);
    return Object.assign(line, parts);
  }

  show(line, transfer, news) {
    const { file } = transfer;
    line.className = news.state;
    line.state.textContent = typeset(SENTENCES[news.state](news, file));
    line.bar.value = news.state === "done" ? line.bar.max : news.sent;
    line.bar.hidden = transfer.isOver;
    line.pause.hidden = transfer.isOver;
    this.name(line.pause, transfer.isPaused ? "Reprendre" : "Pause", file);
    this.name(line.end, transfer.isOver ? "Retirer" : "Abandonner", file);
    this.changed(news, file);
  }

  name(made, text, file) {
    if (made.textContent === text) return;
    made.textContent = text;
    made.setAttribute("aria-label", `${text} : ${file.name}`);
  }

  drop(line, transfer) {
    if (!transfer.isOver) transfer.abandon();
    this.transfers.delete(transfer.key);
    (line.nextElementSibling ?? line.previousElementSibling)?.end.focus();
    line.remove();
  }
}
