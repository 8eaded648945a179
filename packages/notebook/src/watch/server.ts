/// <reference types="node" />
import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A page that reloads when it changes, for the browser on this machine. */
export interface LivePage {
  /** Its address, which holds a secret. */
  readonly url: string;
  /** The script of the page and its secret, for `toHtml`. */
  readonly live: { readonly script: string; readonly nonce: string };
  /** Shows another page from now on. */
  readonly show: (html: string) => void;
  readonly close: () => Promise<void>;
}

/**
 * Serves one page on the loopback interface. It is found under a path that cannot be guessed, and only under the name
 * of this machine: a page from elsewhere in the same browser can neither read it nor, through a name that it makes
 * point here, ask for it. Nothing is read from the disk.
 */
export async function servePage(port = 0): Promise<LivePage> {
  const [token, nonce] = [randomBytes(24).toString("base64url"), randomBytes(18).toString("base64url")];
  const listeners = new Set<ServerResponse>();
  let [html, hosts]: [string, ReadonlySet<string>] = ["", new Set()];

  const server = createServer((request, response) => {
    const refusal = refuse(request, hosts, token);
    if (refusal !== null) {
      response.writeHead(refusal, { "content-type": "text/plain; charset=utf-8" }).end(`${refusal}\n`);
      return;
    }
    if (request.url === `/${token}/events`) {
      response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
      response.write(": listening\n\n");
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
      return;
    }
    response.writeHead(200, { ...HEADERS, "content-type": "text/html; charset=utf-8" });
    response.end(request.method === "HEAD" ? undefined : html);
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  hosts = new Set([`127.0.0.1:${own}`, `localhost:${own}`]);
  const script = `new EventSource("/${token}/events").addEventListener("reload",()=>location.reload());`;
  return {
    url: `http://127.0.0.1:${own}/${token}/`,
    live: { script, nonce },
    show: (page) => {
      html = page;
      for (const listener of listeners) listener.write("event: reload\ndata: now\n\n");
    },
    close: () =>
      new Promise((resolve) => {
        for (const listener of listeners) listener.end();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
};

/** Why a request is not answered, as a status. */
function refuse({ method, url, headers }: IncomingMessage, hosts: ReadonlySet<string>, token: string): number | null {
  if (!hosts.has(headers.host ?? "")) return 421;
  if (method !== "GET" && method !== "HEAD") return 405;
  const [, given = "", rest, ...more] = (url ?? "").split("/");
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) return 404;
  return more.length === 0 && (rest === "" || rest === "events") ? null : 404;
}
