// Starts a demo for the tests: Home Assistant and the simulator, on free ports and in a temporary folder.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = join(import.meta.dirname, "..", "..", "..");
const START_MS = 180_000;

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), "green-api-frontend-"));
  const port = await freePort();
  const child = spawn(
    join(REPOSITORY, ".venv", "bin", "python"),
    ["-m", "demo", "--data", join(folder, "data"), "--port", String(port)],
    // Uploads to Home Assistant are in a folder of the temporary one.
    { cwd: REPOSITORY, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TMPDIR: folder } },
  );
  let output = "";
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
      await ended;
      clearTimeout(timer);
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await new Promise((ready, fail) => {
      const timer = setTimeout(() => fail(new Error(`The demo is not ready.\n${output}`)), START_MS);
      const listen = (data) => {
        output += data;
        if (output.includes("Ready:")) {
          clearTimeout(timer);
          ready();
        }
      };
      child.stdout.on("data", listen);
      child.stderr.on("data", listen);
      child.once("exit", () => {
        clearTimeout(timer);
        fail(new Error(`The demo ended.\n${output}`));
      });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const api = /API address\s+(\S+)/.exec(output)[1];
  return { url: `http://127.0.0.1:${port}`, api, folder, stop };
}

/** Send a request to the simulator's admin API. */
export async function admin(api, method, path, body) {
  const response = await fetch(`${api}/admin${path}`, { method, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Return a token that is obviously not a real one. */
export function fakeToken(number) {
  return "c0ffee".repeat(8).slice(0, 46) + number.toString(16).padStart(4, "0");
}
