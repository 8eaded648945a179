import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { request } from "node:http";
import { afterAll, describe, expect, test } from "vitest";
import { command, IMPORT, makeFolder } from "../testing/folder.ts";
import { filesOf } from "./imports.ts";
import { servePage } from "./server.ts";

const folder = makeFolder();
afterAll(folder.remove);

/** What a server answers. */
function ask(
  url: string,
  { path, host, method = "GET" }: { path?: string; host?: string; method?: string } = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  const { hostname, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request(
      { hostname, port, path: path ?? pathname, method, headers: host === undefined ? {} : { host } },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.on("end", () => resolve({ status: response.statusCode!, body, headers: response.headers }));
      },
    );
    asked.on("error", reject).end();
  });
}

describe("the server of a live page", () => {
  test("shows it to whoever knows the secret, and is bound to this machine", async () => {
    const page = await servePage();
    page.show("<p>hello</p>");
    const { hostname, pathname } = new URL(page.url);
    expect(hostname).toBe("127.0.0.1");
    expect(pathname.length).toBeGreaterThan(30);
    const { status, body, headers } = await ask(page.url);
    expect([status, body]).toEqual([200, "<p>hello</p>"]);
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect((await ask(page.url, { method: "HEAD" })).body).toBe("");
    await page.close();
  });

  test("has another secret each time", async () => {
    const [a, b] = [await servePage(), await servePage()];
    expect(new URL(a.url).pathname).not.toBe(new URL(b.url).pathname);
    expect(a.live.nonce).not.toBe(b.live.nonce);
    await Promise.all([a.close(), b.close()]);
  });

  test("answers nobody who comes under another name", async () => {
    const page = await servePage();
    const { port } = new URL(page.url);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1:1`, `localhost.evil:${port}`]) {
      expect((await ask(page.url, { host })).status).toBe(421);
    }
    expect((await ask(page.url, { host: `localhost:${port}` })).status).toBe(200);
    await page.close();
  });

  test("knows no other path, and reads no file", async () => {
    const page = await servePage();
    const own = new URL(page.url).pathname;
    for (const path of [
      "/",
      "/x/",
      "//",
      own.slice(0, -1),
      `${own}package.json`,
      `${own}../../package.json`,
      `${own}%2e%2e/x`,
      `${own}events/x`,
      `/${"a".repeat(32)}/`,
      `${own}?x`,
      "/../../etc/passwd",
    ]) {
      expect([path, (await ask(page.url, { path })).status]).toEqual([path, 404]);
    }
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect((await ask(page.url, { method })).status).toBe(405);
    await page.close();
  });

  test("tells its readers to reload", async () => {
    const page = await servePage();
    const events = fetch(`${page.url}events`).then(async (response) => {
      expect(response.headers.get("content-type")).toBe("text/event-stream");
      const reader = response.body!.getReader();
      let text = "";
      while (!text.includes("event: reload")) text += new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();
      return text;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    page.show("new");
    expect(await events).toMatch(/event: reload\ndata: now\n\n$/);
    await page.close();
  });
});

test("a script is watched with the files that it imports", () => {
  const main = folder.write(
    "main.ts",
    "import { a } from './lib/a.ts';",
    'import "./gone.ts";',
    'import fs from "node:fs";',
  );
  folder.write("lib/a.ts", 'export * from "./b.js";', 'export { c } from "../main.ts";');
  folder.write("lib/b.ts", "export const b = 1;");
  expect(filesOf(main).map((file) => file.slice(folder.path.length))).toEqual(["/main.ts", "/lib/a.ts", "/lib/b.ts"]);
});

describe("wengert run --watch", () => {
  let child: ChildProcess | undefined;
  afterAll(() => child?.kill("SIGKILL"));

  test("runs again when the script or what it imports is saved, and ends at Ctrl-C", async () => {
    folder.write("value.ts", "export const value = 1;");
    const path = folder.write(
      "live.ts",
      "// %%",
      IMPORT,
      'import { value } from "./value.ts";',
      "say(`value ${value}`);",
    );
    child = spawn(process.execPath, command(["run", path, "--watch"]), { cwd: folder.path });
    let out = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    const seen = async (text: string, count = 1): Promise<void> => {
      const until = Date.now() + 20_000;
      while (out.split(text).length - 1 < count) {
        if (Date.now() > until) throw new Error(`never printed ${text} ${count} times:\n${out}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await seen("watching ");
    const [url] = /http:\S+/.exec(out)!;
    expect((await ask(url)).body).toMatch(/value 1[\s\S]*new EventSource/);

    folder.write("value.ts", "export const value = 2;");
    await seen("watching ", 2);
    expect((await ask(url)).body).toContain("value 2");

    folder.write("live.ts", "// %%", "const = broken");
    await seen("watching ", 3);
    expect((await ask(url)).body).toMatch(/live\.ts:2: Expected identifier/);

    // As editors do that write another file and give it the name.
    rmSync(path);
    folder.write("live.ts", "// %%", IMPORT, "check('three', false);");
    await seen("FAILED  three  (line 3)");
    await seen("watching ", 4);
    expect((await ask(url)).body).toContain('class="summary bad"');

    const ended = new Promise((resolve) => child!.once("exit", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    await expect(ask(url)).rejects.toThrow(/ECONNREFUSED/);
  }, 90_000);
});
