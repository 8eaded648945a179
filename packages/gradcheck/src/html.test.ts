import { matmul, mean, type Tensor, tensor, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { backward, planted, twoLayers } from "./testing/twoLayers.ts";

const { loss, params, data } = twoLayers(6);
const { steps } = planted.find(({ name }) => name === "no f' in the hidden layer")!;
const result = compareGradients({ loss, params, data, hand: backward(steps), title: 'a <b> & "c"' });
const html = result.toHtml();

describe("the net of a report", () => {
  const { nodes, links } = result.net;

  test("goes from left to right: what is used stands before what uses it", () => {
    const column = new Map(nodes.map((node) => [node.id, node.column]));
    expect(links.length).toBeGreaterThan(8);
    for (const [from, to] of links) expect(column.get(from)!).toBeLessThan(column.get(to)!);
  });

  test("has a place of its own for every node", () => {
    const places = nodes.map(({ column, row }) => `${column}.${row}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test("shows where it first goes wrong, and what follows", () => {
    const verdict = (label: string) => nodes.find((node) => node.label === label)?.verdict;
    expect(verdict("a1 = sigmoid")).toBe("first");
    expect(verdict("z1 = add")).toBe("consequence");
    expect(verdict("a2 = sigmoid")).toBe("ok");
    expect(verdict("b1")).toBe("first");
    expect(verdict("W2")).toBe("ok");
    expect(nodes.find(({ kind }) => kind === "loss")?.shape).toEqual([]);
  });
});

test("a wrong gradient of weights alone spoils nothing before them", () => {
  const hand = backward({})(params, ...data);
  const transposed = compareGradients({ loss, params, data, hand: { ...hand, W2: transpose(hand.W2) } });
  expect(transposed.causes[0]!.quantity).toBe("W2");
  const verdict = (label: string) => transposed.net.nodes.find((node) => node.label === label)?.verdict;
  expect([verdict("W2"), verdict("a1 = sigmoid"), verdict("z1 = add"), verdict("W1")]).toEqual([
    "first",
    "ok",
    "ok",
    "ok",
  ]);
});

describe("the HTML page", () => {
  test("loads nothing from anywhere", () => {
    expect(html).not.toMatch(/\b(?:src|href)\s*=|@import|url\(|fetch\(|https?:/);
  });

  test("escapes what comes from outside", () => {
    expect(html).toContain("<title>Gradient check: a &lt;b&gt; &amp; &quot;c&quot;</title>");
    expect(html).not.toContain("a <b>");
    const W = tensor([[1, 2]]);
    const evil = compareGradients({
      loss: (p: Record<string, Tensor>) => mean(matmul(p["</script><img>"]!, tensor([1, 2]))),
      params: { "</script><img>": W },
      hand: { "</script><img>": W },
    });
    expect(evil.toHtml()).not.toContain("<img>");
    expect(evil.toHtml().match(/<\/script>/g)).toHaveLength(2);
  });

  test("holds the numbers of every entry as data", () => {
    const json = /<script type="application\/json" id="data">(.*)<\/script>/.exec(html)![1]!;
    const entries = JSON.parse(json) as { quantity: string; hand: number[]; tape: number[] }[];
    expect(entries.map(({ quantity }) => quantity)).toEqual(["b2", "W2", "b1", "W1"]);
    expect(entries[3]!.hand).toHaveLength(12);
  });

  test("follows the reader's choice of light or dark", () => {
    expect(html).toContain("prefers-color-scheme:dark");
  });
});
