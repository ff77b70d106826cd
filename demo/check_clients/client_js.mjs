// Calls every status and instance method with GREEN-API's own client for JavaScript.
// Arguments: folder of the installed package, address of the simulator, instance id, token, a picture.
// Prints one JSON line for each call.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";

const [folder, url, idInstance, apiTokenInstance, picture] = process.argv.slice(2);
const CONTACT = "15550110000@c.us";
const PHONE = 15550100001;
// Longer than the simulator keeps a status in the queue.
const QUEUE_MS = 4000;

const { GreenApiClient } = createRequire(join(folder, "package.json"))("@green-api/whatsapp-api-client-js-v2");
const client = new GreenApiClient({ idInstance, apiTokenInstance });
// Its address cannot be configured.
client.client.defaults.baseURL = `${url}/waInstance${idInstance}`;
// Its logger writes each request, with the data, to the console.
for (const level of ["log", "debug", "info", "warn", "error"]) console[level] = () => undefined;

async function call(method, ...args) {
  let status;
  let result;
  const id = client.client.interceptors.response.use(
    (response) => {
      status = response.status;
      return response;
    },
    (error) => {
      status = error.response?.status;
      throw error;
    },
  );
  try {
    result = await client[method](...args);
  } catch (error) {
    result = error.message;
  }
  client.client.interceptors.response.eject(id);
  process.stdout.write(`${JSON.stringify({ method, status: status ?? null, result: result ?? null })}\n`);
  return result;
}

const name = basename(picture);
const file = new Blob([await readFile(picture)], { type: "image/jpeg" });

await call("sendTextStatus", { message: "Hello", backgroundColor: "#228B22", font: "SERIF", participants: [CONTACT] });
const { urlFile } = await call("uploadFile", file, name);
await call("sendMediaStatus", { urlFile, fileName: name, caption: "A picture" });
await call("sendVoiceStatus", { urlFile: `${url}/a.mp3`, fileName: "a.mp3", participants: [CONTACT] });
await call("showMessagesQueue");
await setTimeout(QUEUE_MS);
await call("clearMessagesQueue");
const listed = await call("getOutgoingStatuses", { minutes: 1440 });
await call("getIncomingStatuses", { minutes: 1440 });
await call("getStatusStatistic", { idMessage: listed.at(-1).idMessage });
await call("deleteStatus", { idMessage: listed[0].idMessage });
await call("getStateInstance");
await call("getWaSettings");
await call("getSettings");
await call("setSettings", { outgoingWebhook: "yes" });
await call("setProfilePicture", file);
await call("getContacts");
await call("getContactInfo", { chatId: CONTACT });
await call("getAvatar", { chatId: CONTACT });
await call("reboot");
await call("getQR");
await call("logout");
await call("getAuthorizationCode", PHONE);
