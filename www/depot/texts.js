// How the page writes things. Texts of strangers (names of files) are only ever put into the page as text.

export function element(name, text = "", properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, properties);
}

// What a button is about is said to who cannot see the line in which it stands.
export function button(text, about, action) {
  const made = element("button", text, { type: "button" });
  made.setAttribute("aria-label", `${text} : ${about}`);
  made.addEventListener("click", action);
  return made;
}

export function readableSize(bytes) {
  const units = [bytes < 2 ? "octet" : "octets", "Kio", "Mio", "Gio"];
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; ++unit) bytes /= 1024;
  return `${bytes.toLocaleString("fr", { maximumFractionDigits: 1 })}\u00a0${units[unit]}`;
}

// The service writes for terminals; here, French punctuation does not begin a line, and apostrophes are curved.
export function typeset(sentence) {
  return sentence.replace(/ ([:;!?»])/g, "\u00a0$1").replace(/« /g, "«\u00a0").replace(/(\p{L})'(?=\p{L})/gu, "$1’");
}
