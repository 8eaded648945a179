import { afterEach, expect, test, vi } from "vitest";
import { displayInJupyter } from "./jupyter.ts";
import { show } from "./show.ts";

const holder = globalThis as { Deno?: unknown };
afterEach(() => {
  delete holder.Deno;
  vi.restoreAllMocks();
});

const svg = "<svg/>";
const chart = (toSvg: () => Promise<string>) => ({ title: "t", toText: () => "text", toSvg });

test("elsewhere than in Deno's kernel a chart is its text", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  show(chart(() => Promise.reject(new Error("is not drawn"))));
  expect(log.mock.calls.join()).toMatch(/text$/);
  holder.Deno = {};
  expect(
    displayInJupyter(
      "text",
      chart(async () => svg),
    ),
  ).toBe(false);
});

test("in Deno's kernel the text is there at once and the picture takes its place", async () => {
  const sent: [string, { data: object; transient: { display_id: string } }][] = [];
  holder.Deno = { jupyter: { broadcast: async (...message: (typeof sent)[0]) => void sent.push(message) } };
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  show(chart(async () => svg));
  expect(sent.map(([type]) => type)).toEqual(["display_data"]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sent.map(([type]) => type)).toEqual(["display_data", "update_display_data"]);
  expect(sent[1]![1].data).toEqual({ "text/plain": expect.stringMatching(/text$/), "image/svg+xml": svg });
  expect(sent[1]![1].transient).toEqual(sent[0]![1].transient);
  expect(log).not.toHaveBeenCalled();
});

test("a picture that cannot be drawn leaves its text", async () => {
  const sent: string[] = [];
  holder.Deno = { jupyter: { broadcast: async (type: string) => void sent.push(type) } };
  expect(
    displayInJupyter(
      "text",
      chart(() => Promise.reject(new Error("no ink"))),
    ),
  ).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sent).toEqual(["display_data"]);
});
