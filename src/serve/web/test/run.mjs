// Unit tests of the pure functions; with ZASIEG_URL also the page in Chromium against that server.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(here, "..", "node_modules", ".unit-"));
const units = readdirSync(join(here, "unit")).filter((name) => name.endsWith(".test.ts"));
let status = 1;
try {
  // Node 18 reads no TypeScript.
  await build({
    entryPoints: units.map((name) => join(here, "unit", name)), outdir: out, outExtension: { ".js": ".mjs" },
    bundle: true, platform: "node", format: "esm", logLevel: "warning",
  });
  const files = units.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  if (process.env.ZASIEG_URL) files.push(join(here, "e2e", "page.test.mjs"));
  else console.log("ZASIEG_URL is not set: the page is not tested in a browser");
  status = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(status);
