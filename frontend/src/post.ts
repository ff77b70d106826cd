/** Posts a draft: a text with the action, a file through Home Assistant's own upload. */

import { DOMAIN } from "./constants";
import { MAX_FILE_MB, fileName, type Draft } from "./draft";
import type { Translate } from "./i18n";
import type { HomeAssistant } from "./types";

const UPLOAD = "file_upload";
/** Names with "~" or ".." are refused, so that this one is used for all; the real one goes with the command. */
const UPLOAD_NAME = "upload";
/** An upload that is nearly done is removed when it has arrived: Home Assistant keeps one that ends before its answer. */
const NEARLY_DONE = 1_048_576;

export interface Posted {
  contacts_left_out?: number;
}

/** An error with the key of its text. */
export class PostError extends Error {
  constructor(readonly key: string) {
    super(key);
  }
}

export class Cancelled extends Error {}

/** Post a draft. The caller makes sure that a draft is posted once. */
export async function post(hass: HomeAssistant, account: string, draft: Draft, changed: () => void): Promise<Posted> {
  const { kind, text, background, font, caption } = draft;
  const sending = draft.sending!;
  if (!hass.connection.connected) throw new PostError("compose.error.offline");
  const recipients = draft.everybody ? {} : { participants: draft.people.map(({ id }) => id) };
  if (kind === "text") {
    const { response } = await hass.callWS<{ response: Posted }>({
      type: "call_service",
      domain: DOMAIN,
      service: "send_text_status",
      service_data: { config_entry_id: account, message: text, background_color: background, font: font.toLowerCase(), ...recipients },
      return_response: true,
    });
    return response;
  }
  const file = draft.files[kind]!;
  const file_id = await upload(hass, file, sending.controller.signal, (progress) => {
    sending.progress = progress;
    changed();
  });
  sending.phase = "publishing";
  changed();
  return hass.callWS<Posted>({
    type: `${DOMAIN}/post_file`,
    config_entry_id: account,
    file_id,
    file_name: fileName(file),
    kind,
    ...(kind === "media" && caption.trim() ? { caption } : {}),
    ...recipients,
  });
}

/** Upload a file to Home Assistant and return its id. A cancelled upload leaves nothing there. */
async function upload(hass: HomeAssistant, file: File, signal: AbortSignal, onProgress: (progress: number) => void): Promise<string> {
  await file.slice(0, 1).arrayBuffer().catch(() => {
    throw new PostError("compose.error.unreadable");
  });
  if (hass.auth.expired) {
    await hass.auth.refreshAccessToken().catch(() => {
      throw new PostError("compose.error.lost_upload");
    });
  }
  if (signal.aborted) throw new Cancelled();
  const file_id = await new Promise<string>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, UPLOAD_NAME);
    let loaded = 0;
    request.upload.onprogress = (event) => {
      loaded = event.loaded;
      onProgress(Math.min(1, event.loaded / event.total));
    };
    signal.addEventListener("abort", () => {
      if (loaded < file.size - NEARLY_DONE) request.abort();
    });
    request.onabort = () => reject(new Cancelled());
    request.onerror = () => reject(new PostError("compose.error.lost_upload"));
    request.onload = () => {
      if (request.status === 413) reject(new PostError("compose.error.proxy"));
      else if (request.status !== 200) reject(new PostError("compose.error.upload"));
      else resolve((JSON.parse(request.responseText) as { file_id: string }).file_id);
    };
    request.open("POST", `${hass.auth.data.hassUrl}/api/${UPLOAD}`);
    request.setRequestHeader("Authorization", `Bearer ${hass.auth.accessToken}`);
    request.send(form);
  });
  if (!signal.aborted && hass.connection.connected) return file_id;
  await hass.callApi("DELETE", UPLOAD, { file_id }).catch(() => undefined);
  throw signal.aborted ? new Cancelled() : new PostError("compose.error.offline");
}

interface ServerError {
  code?: string | number;
  message?: string;
  translation_key?: string;
  translation_placeholders?: Record<string, string>;
}

/** Return what went wrong, in the user's language. */
export async function explain(hass: HomeAssistant, t: Translate, error: unknown): Promise<string> {
  if (error instanceof PostError) return t(error.key, { limit: MAX_FILE_MB });
  const { code, message, translation_key, translation_placeholders } = Object(error) as ServerError;
  // A number is a lost connection: what was asked may have happened.
  if (typeof error === "number" || typeof code === "number") return t("compose.error.lost");
  if (code === "unauthorized") return t("compose.error.unauthorized");
  if (translation_key !== undefined) {
    const localize = (await hass.loadBackendTranslation?.("exceptions", DOMAIN)) ?? hass.localize;
    const text = localize(`component.${DOMAIN}.exceptions.${translation_key}.message`, translation_placeholders);
    if (text) return text;
  }
  return message || t("compose.error.unknown");
}
