import { customVjp, makeProgram, mul, readTape, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { chart } from "./chart.ts";
import { graph } from "./kinds/graph.ts";
import { everyKind, kinds } from "./kinds/index.ts";
import { hostile } from "./testing/hostile.ts";
import { checkXml, textsOf } from "./testing/xml.ts";

/** A sample with all its texts replaced, the names of series and classes among them. */
function replaceTexts(value: unknown, text: (n: number) => string, counter = { n: 0 }): unknown {
  if (typeof value === "string") return text(counter.n++);
  if (Array.isArray(value)) return value.map((entry) => replaceTexts(entry, text, counter));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const { xScale, yScale, ...rest } = value as Record<string, unknown>;
  const entries = Object.entries(rest).map(([key, entry]) => {
    const named = key === "y" && typeof entry === "object" && !Array.isArray(entry);
    return [key, named ? replaceKeys(entry as object, text, counter) : replaceTexts(entry, text, counter)];
  });
  return { ...Object.fromEntries(entries), ...(xScale ? { xScale } : {}), ...(yScale ? { yScale } : {}) };
}

function replaceKeys(record: object, text: (n: number) => string, counter: { n: number }): object {
  return Object.fromEntries(Object.entries(record).map(([, entry]) => [text(counter.n++), entry]));
}

describe.each(everyKind)("untrusted text in %s", (_name, kind) => {
  test.each(hostile)("%j stays text", async (evil) => {
    const options = replaceTexts(Object.values(kind.samples)[0]!(), (n) => `${n}${evil}`);
    const made = chart(kind, { title: evil, ...(options as object) });
    const svg = await made.toSvg();
    checkXml(svg);
    expect(textsOf(svg).join("\n")).not.toMatch(/undefined|NaN|\[object/);
    // Of control characters a terminal sees the line break only.
    expect([...made.toText()].filter((c) => c !== "\n" && /\p{Cc}/u.test(c))).toEqual([]);
    expect((globalThis as { hacked?: boolean }).hacked).toBeUndefined();
  });
});

describe("untrusted text in graph", () => {
  // What a graph says comes from its title, the names of parameters, and the names of operations of a user's own.
  const square = (name: string) =>
    customVjp(
      Object.defineProperty((x: Tensor) => mul(x, x), "name", { value: name }),
      (x: Tensor) => [mul(x, x), x] as const,
      (x: Tensor, g: Tensor) => [mul(mul(2, x), g)] as const,
    );

  test.each(hostile)("%j stays text", async (evil) => {
    const cost = (params: Readonly<Record<string, Tensor>>) => square(evil)(params[evil]!);
    const drawn = [
      graph({ tape: readTape(cost)({ [evil]: tensor(3) }), title: evil }),
      graph({ program: makeProgram(square(evil))(tensor(3)), title: evil }),
    ];
    for (const made of drawn) {
      checkXml(await made.toSvg());
      expect([...made.toText()].filter((c) => c !== "\n" && /\p{Cc}/u.test(c))).toEqual([]);
    }
    expect((globalThis as { hacked?: boolean }).hacked).toBeUndefined();
  });
});

test.each(Object.getOwnPropertyNames(Object.prototype))("a series may be called %s", async (name) => {
  const svg = await chart(kinds.line, {
    y: Object.fromEntries([
      [name, [1, 2, 3]],
      ["b", [2, 3, 4]],
    ]),
  }).toSvg();
  checkXml(svg);
  expect(textsOf(svg).map((text) => text.replace("\u200b", ""))).toContain(name);
});
