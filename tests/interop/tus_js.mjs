// Sends a file with tus-js-client: node tus_js.mjs SERVICE TOKEN FILE STORE [cut|terminate]
// "cut" breaks the connection in the middle, "terminate" then takes the upload back; without either, goes on where STORE
// says that it was. Prints one JSON object: { url, offsets: [byte where each piece begins], error: null or a status }.
import { createReadStream, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

const tus = createRequire(import.meta.url)("tus-js-client");
const [service, token, file, store, end] = process.argv.slice(2);
const size = statSync(file).size;
const offsets = [];
let isOver = false;

function finish(error = null) {
  if (isOver) return;
  isOver = true;
  console.log(JSON.stringify({ url: upload.url, offsets, error }));
}

async function maybeStop(sent) {
  if (!end || isOver || sent < size / 3) return;
  await upload.abort(end === "terminate");
  finish();
}

const upload = new tus.Upload(createReadStream(file), {
  endpoint: `${service}/files/`,
  chunkSize: 1024 * 1024,
  uploadSize: size,
  headers: { Authorization: `Bearer ${token}` },
  metadata: { filename: basename(file), filetype: "text/plain" },
  retryDelays: null,
  urlStorage: new tus.FileUrlStorage(store),
  fingerprint: async () => `${file}-${size}`,
  onBeforeRequest: (request) => {
    if (request.getMethod() === "PATCH") offsets.push(Number(request.getHeader("Upload-Offset")));
  },
  onProgress: maybeStop,
  onSuccess: () => finish(),
  onError: (error) => finish(error.originalResponse?.getStatus() ?? String(error)),
});
const previous = await upload.findPreviousUploads();
if (previous.length > 0) upload.resumeFromPreviousUpload(previous[0]);
upload.start();
