// Modules of the source, without a browser: what they need of one is made up.
import { build } from "esbuild";

globalThis.window = globalThis;
globalThis.HTMLElement ??= class {};
globalThis.document ??= { querySelector: () => null, documentElement: { lang: "en" } };

export async function load(name) {
  const { outputFiles } = await build({
    absWorkingDir: new URL("../..", import.meta.url).pathname,
    entryPoints: [`src/${name}.ts`],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

export function status(values = {}) {
  return {
    status_id: "A",
    type: "image",
    state: "sent",
    text: null,
    caption: null,
    posted_at: 1000,
    expires_at: 87400,
    steps: [["sent", 1000]],
    counts: [],
    views: null,
    delivered_to: null,
    background_color: null,
    font: null,
    mime_type: null,
    sent_by_api: null,
    thumbnail: null,
    media: null,
    ...values,
  };
}
