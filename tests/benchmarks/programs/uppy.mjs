// Uppy's dashboard in a browser: adds a folder's files, and sends them where it is asked to, presigned.
// Arguments: the folder of node_modules, the browser, the folder of files; to send, the API's address, the key
// and the project besides. Prints JSON: seconds to add, the longest stall of the page in ms, seconds to send.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, executablePath, folder, base, key, project] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");
const dist = join(modules, "node_modules", "uppy", "dist");
// The sink and the API are other origins than the page.
const args = ["--no-sandbox", "--disable-web-security", "--disable-gpu"];
const browser = await chromium.launch({ executablePath, headless: false, args });
try {
  const page = await browser.newPage();
  await page.setContent("<input type=file multiple><div id=uppy></div>");
  await page.addStyleTag({ path: join(dist, "uppy.min.css") });
  await page.addScriptTag({ path: join(dist, "uppy.min.js") });
  await page.setInputFiles("input", readdirSync(folder).sort().map((name) => join(folder, name)));
  const told = await page.evaluate(inPage, base ? { base, key, project } : null);
  console.log(JSON.stringify(told));
} finally {
  await browser.close();
}

async function inPage(api) {
  const { Uppy, Dashboard, AwsS3 } = globalThis.Uppy;
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const ids = new Set();
  const post = async (path, body) => {
    const headers = { "X-Api-Key": api.key, "Idempotency-Key": `${Math.random()}${performance.now()}` };
    const how = { method: "POST", headers: { ...headers, "Content-Type": "application/json" } };
    const answer = await fetch(`${api.base}/v1/projects/${api.project}/media${path}`, {
      ...how,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const uploads = new Map();
  const finalizing = [];
  const uppy = new Uppy().use(Dashboard, { inline: true, target: "#uppy" }).use(AwsS3, {
    limit: 6,
    shouldUseMultipart: false,
    getUploadParameters: async (file) => {
      const kind = file.type.split("/")[0];
      const about = { kind, mimeType: file.type, filename: file.name, sizeBytes: file.size };
      const signed = await post("/presign", about);
      uploads.set(file.id, signed.uploadId);
      return { method: "PUT", url: signed.url, headers: signed.headers };
    },
  });
  uppy.on("upload-success", (file) => {
    const uploadId = uploads.get(file.id);
    finalizing.push(post("/finalize", { uploadId }).then(({ assetId }) => ids.add(assetId)));
  });

  let last = performance.now();
  let longest = 0;
  setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const files = [...document.querySelector("input").files];
  let began = performance.now();
  uppy.addFiles(files.map((data) => ({ name: data.name, type: data.type, data })));
  await painted();
  const added = (performance.now() - began) / 1000;
  await new Promise((done) => setTimeout(done, 100));
  if (uppy.getFiles().length !== files.length) throw new Error("not every file was added");
  if (!api) return { added, longest };

  began = performance.now();
  await uppy.upload();
  await Promise.all(finalizing);
  const sent = (performance.now() - began) / 1000;
  if (ids.size !== files.length) throw new Error(`${ids.size} assets of ${files.length} files`);
  return { added, longest, sent };
}
