// Builds dist/: the page, one script, one style sheet, the map's worker and the licences of both.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const modules = join(here, "node_modules");

/** Writes a file under a name that changes with its content. */
function hashed(stem, ending, text) {
  const mark = createHash("sha256").update(text).digest("hex").slice(0, 10).toUpperCase();
  const name = `${stem}-${mark}.${ending}`;
  writeFileSync(join(dist, name), text);
  return name;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const workerSource = readFileSync(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), "utf8");
const worker = hashed("worker", "js", workerSource.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));

const common = {
  bundle: true, minify: true, write: false, absWorkingDir: here, legalComments: "none",
  target: ["es2022"], logLevel: "warning",
};
const script = await build({
  ...common, entryPoints: ["src/main.ts"], format: "esm",
  define: { WORKER_FILE: JSON.stringify(worker) },
});
const style = await build({
  ...common, entryPoints: ["src/all.css"], loader: { ".svg": "dataurl" },
});
const names = {
  js: hashed("app", "js", script.outputFiles[0].text),
  css: hashed("app", "css", style.outputFiles[0].text),
};
const page = readFileSync(join(here, "src/index.html"), "utf8");
writeFileSync(join(dist, "index.html"), page.replace(/\{\{(\w+)\}\}/g, (_, name) => names[name]));
writeFileSync(join(dist, "favicon.svg"), readFileSync(join(here, "src/favicon.svg")));

/** Packages whose code is in the bundle: the dependencies, and theirs. */
function packages() {
  const found = new Map();
  const waiting = Object.keys(JSON.parse(readFileSync(join(here, "package.json"), "utf8")).dependencies);
  while (waiting.length > 0) {
    const name = waiting.pop();
    const folder = join(modules, name);
    if (found.has(name) || !existsSync(folder)) continue;
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    found.set(name, { about, folder });
    waiting.push(...Object.keys(about.dependencies ?? {}));
  }
  return [...found].filter(([name]) => !name.startsWith("@types/")).sort(([a], [b]) => (a < b ? -1 : 1));
}

const texts = packages().map(([name, { about, folder }]) => {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const text = files.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  return `${name} ${about.version} (${about.license ?? "?"})\n\n${text || "(no licence text in the package)"}`;
});
const rule = `\n\n${"-".repeat(78)}\n\n`;
const head = "Mapa zawiera kod tych pakietów. / The map contains code of these packages.";
writeFileSync(join(dist, "licencje.txt"), [head, ...texts].join(rule) + "\n");

for (const file of readdirSync(dist).sort()) {
  const { length } = readFileSync(join(dist, file));
  console.log(`dist/${basename(file)}  ${(length / 1024).toFixed(1)} kB`);
}
