// Builds the dashboard module, or, with --check, tells whether the committed one is what a build makes and small enough.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const TARGET = new URL("../custom_components/green_api/frontend/green-api.js", import.meta.url);
const LIMIT = 60 * 1024;

const { outputFiles } = await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ["src/index.ts"],
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  minify: true,
  target: "es2022",
  write: false,
  plugins: [
    {
      name: "one line of style",
      setup({ onLoad }) {
        // Styles are written to be read; browsers do without the white space.
        onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
          contents: (await readFile(path, "utf8")).replace(/\bcss`[^`]*`/g, (style) =>
            style.replace(/\/\*[^]*?\*\//g, "").replace(/\s+/g, " ").replace(/\s*([{};,])\s*/g, "$1"),
          ),
          loader: "ts",
        }));
      },
    },
  ],
});
const built = Buffer.from(outputFiles[0].contents);
const size = gzipSync(built, { level: 9 }).length;
const told = `green-api.js: ${built.length} bytes, ${size} compressed (limit ${LIMIT})`;

if (size > LIMIT) {
  console.error(`${told}: too large`);
  process.exit(1);
}
if (process.argv.includes("--check")) {
  const committed = await readFile(TARGET).catch(() => Buffer.alloc(0));
  if (!committed.equals(built)) {
    console.error("green-api.js is not what a fresh build makes: run `npm run build` in frontend/ and commit it.");
    process.exit(1);
  }
} else {
  await writeFile(TARGET, built);
}
console.log(told);
