// Loads a module of the source in Node.js, with the few browser globals that it needs.
import { build } from "esbuild";

import { options } from "../../bundle.mjs";

globalThis.window = globalThis;

export async function load(name) {
  const { outputFiles } = await build({ ...options, entryPoints: [`src/${name}.ts`] });
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
    state_history: [["sent", 1000]],
    view_history: [],
    views: null,
    complete: false,
    delivered_to: null,
    background_color: null,
    font: null,
    mime_type: null,
    sent_by_api: null,
    failure_reason: null,
    deleted: false,
    thumbnail_url: null,
    media_url: null,
    ...values,
  };
}
