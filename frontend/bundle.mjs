// How esbuild bundles the source, for the build and for the unit tests.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const TRANSLATIONS = join(import.meta.dirname, "src", "translations");
const ENTRY_KEYS = [
  "name",
  "description",
  "tiles.name",
  "tiles.description",
  "activity.name",
  "activity.description",
  "insights.name",
  "insights.description",
  "dashboard",
  "reload",
];

const readTexts = async (language) => JSON.parse(await readFile(join(TRANSLATIONS, `${language}.json`), "utf8"));

const texts = {
  name: "texts",
  setup({ onLoad, onResolve }) {
    // As one object: the loader for JSON would export each key on its own.
    onLoad({ filter: /[\\/]translations[\\/].*\.json$/ }, async ({ path }) => ({
      contents: `export default ${await readFile(path, "utf8")}`,
      loader: "js",
    }));
    onResolve({ filter: /^entry-texts$/ }, () => ({ path: "entry-texts", namespace: "texts" }));
    onLoad({ filter: /.*/, namespace: "texts" }, async () => {
      const entryTexts = {};
      for (const file of (await readdir(TRANSLATIONS)).sort()) {
        const language = file.replace(".json", "");
        const all = await readTexts(language);
        entryTexts[language] = Object.fromEntries(ENTRY_KEYS.map((key) => [key, all[key]]));
      }
      return { contents: `export default ${JSON.stringify(entryTexts)}`, loader: "js" };
    });
  },
};

const compactStyles = {
  name: "compact styles",
  setup({ onLoad }) {
    // esbuild does not minify CSS inside of template literals.
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/\bcss`[^`]*`/g, (style) =>
        style.replace(/\/\*[^]*?\*\//g, "").replace(/\s+/g, " ").replace(/\s*([{};,])\s*/g, "$1"),
      ),
      loader: "ts",
    }));
  },
};

export const options = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  // Home Assistant's own pages run from Safari 15.4 on.
  target: "es2021",
  plugins: [texts, compactStyles],
  write: false,
};
