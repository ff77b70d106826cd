// Builds the dashboard module. With --check, tells whether the committed files are what a build makes, and small enough.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";

import { options } from "./bundle.mjs";

const FOLDER = join(import.meta.dirname, "..", "custom_components", "green_api", "frontend", "dist");
// What one dashboard may load in one language, compressed with gzip.
const LIMIT = 60_000;
const LICENSES = "LICENSES.txt";
const CHECK = process.argv.includes("--check");

const common = { ...options, minify: true, outdir: FOLDER, metafile: true };
const chunks = await build({
  ...common,
  entryPoints: { cards: "src/cards.ts" },
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  splitting: true,
});
const cards = chunks.outputFiles.map(({ path }) => basename(path)).find((name) => name.startsWith("cards-"));
// The entry is built apart, as one file without imports, because every page of Home Assistant loads it.
const entry = await build({
  ...common,
  entryPoints: { "green-api": "src/index.ts" },
  plugins: [
    {
      name: "cards",
      setup({ onResolve }) {
        onResolve({ filter: /^\.\/cards$/ }, () => ({ path: `./${cards}`, external: true }));
      },
    },
    ...options.plugins,
  ],
});
const modules = new Map(
  [...entry.outputFiles, ...chunks.outputFiles].map(({ path, contents }) => [basename(path), Buffer.from(contents)]),
);

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Return the files that come with the chunk of a source file, itself included: what it imports at once. */
function filesOf(source) {
  const { outputs } = chunks.metafile;
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: imported, kind } of outputs[path].imports) if (kind === "import-statement") add(imported);
  };
  add(Object.keys(outputs).find((path) => outputs[path].entryPoint === source));
  return [...found].map((path) => basename(path));
}

/** Return the licenses of what is bundled, once for all packages that have the same. */
async function licenses() {
  const read = (name, file) => readFile(join(import.meta.dirname, "node_modules", name, file), "utf8");
  const names = new Set();
  for (const { inputs } of [entry, chunks].flatMap(({ metafile }) => Object.values(metafile.outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
      if (name && bytesInOutput > 0) names.add(name);
    }
  }
  const packages = new Map();
  for (const name of [...names].sort()) {
    const { version, license } = JSON.parse(await read(name, "package.json"));
    let text = (await read(name, "LICENSE")).trim();
    // It only names its license, which is TypeScript's, too.
    if (name === "@mdi/js") text += `\n\n${(await read("typescript", "LICENSE")).trim()}`;
    packages.set(text, [...(packages.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const parts = [...packages].map(([text, titles]) => `${titles.join("\n")}\n\n${text}\n`);
  const intro = "The modules in this folder contain parts of these packages, under the licenses that follow.\n";
  return [intro, ...parts].join(`\n${"-".repeat(80)}\n\n`);
}

const compressedSize = (name) => gzipSync(modules.get(name), { level: 9 }).length;
const languages = Object.entries(chunks.metafile.outputs)
  .filter(([, { inputs }]) => Object.keys(inputs).some((input) => input.startsWith("src/translations/")))
  .map(([path]) => basename(path));
// The dialogs come when they are opened.
const loaded = new Set(["green-api.js", ...["src/cards.ts", "src/insights-card.ts", "src/contacts-row.ts"].flatMap(filesOf)]);
const size = [...loaded].reduce((sum, name) => sum + compressedSize(name), Math.max(...languages.map(compressedSize)));
if (size > LIMIT) fail(`A dashboard loads ${size} bytes; the limit is ${LIMIT}.`);

const notices = await licenses();
if (CHECK) {
  const committed = new Set(await readdir(FOLDER).catch(() => []));
  const outdated = (name) => fail(`dist/${name} is not what a build makes: run \`npm run build\` in frontend/ and commit the result.`);
  for (const [name, module] of modules) {
    // Other versions of the compressors make other bytes, so that what they unpack to is compared.
    for (const [suffix, unpack] of [["", (file) => file], [".gz", gunzipSync], [".br", brotliDecompressSync]]) {
      if (!committed.delete(name + suffix)) outdated(name + suffix);
      if (!unpack(await readFile(join(FOLDER, name + suffix))).equals(module)) outdated(name + suffix);
    }
  }
  if (!committed.delete(LICENSES) || (await readFile(join(FOLDER, LICENSES), "utf8")) !== notices) outdated(LICENSES);
  for (const name of committed) outdated(name);
} else {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER);
  await writeFile(join(FOLDER, LICENSES), notices);
  for (const [name, module] of modules) {
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: module.length };
    await writeFile(join(FOLDER, name), module);
    await writeFile(join(FOLDER, `${name}.gz`), gzipSync(module, { level: 9 }));
    await writeFile(join(FOLDER, `${name}.br`), brotliCompressSync(module, { params }));
  }
}
console.log(`${modules.size} modules; a dashboard loads ${size} bytes in one language, compressed (limit ${LIMIT})`);
