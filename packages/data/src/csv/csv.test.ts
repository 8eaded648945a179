import { columnStack, isTensor } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOrRefuse } from "../formats/testing/hostile.ts";
import { parseCsv } from "./csv.ts";

fc.configureGlobal({ seed: 42 });

test("an option that others have is refused with the name that it has here", () => {
  expect(() => parseCsv("a\n1", { columns: { a: "number" }, sep: ";" } as never)).toThrow(/here it is delimiter/);
});

describe("a CSV text", () => {
  test("gives its columns, each as what it holds", () => {
    const text = `# measured by hand
height,alive,rings,species,note
1.5,true,12,oak,"old, with a ""hole"""
-2e-3,0,0,fern,
+.5,TRUE,-7,oak,"two
lines"
`;
    const table = parseCsv(text, {
      columns: { height: "number", alive: "boolean", rings: "integer", species: "class", note: "string" },
    });
    expect([table.height.dtype, table.height.toArray()]).toEqual(["float64", [1.5, -0.002, 0.5]]);
    expect([table.alive.dtype, table.alive.toArray()]).toEqual(["bool", [true, false, true]]);
    expect([table.rings.dtype, table.rings.toArray()]).toEqual(["int32", [12, 0, -7]]);
    expect([table.species.labels.toArray(), table.species.classes]).toEqual([
      [1, 0, 1],
      ["fern", "oak"],
    ]);
    expect(table.note).toEqual(['old, with a "hole"', "", "two\nlines"]);
  });

  test("is read with every end of line, a byte order mark, blank lines and other delimiters", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = ["\uFEFFa;b", "1;2", "", "  ", "3;4"].join(end);
      const { a, b } = parseCsv(text, { columns: { a: "number", b: "number" }, delimiter: ";" });
      expect(columnStack([a, b]).toArray()).toEqual([
        [1, 2],
        [3, 4],
      ]);
    }
  });

  test("without a line of names takes them from the caller", () => {
    const { y } = parseCsv("1,2\n3,4", { columns: { y: "integer" }, header: ["x", "y"] });
    expect(y.toArray()).toEqual([2, 4]);
  });

  test("has NaN where a number is missing, if that is said", () => {
    const { x } = parseCsv("x,y\n1,a\nNA,b\n,c\nnan,d\n-inf,e", { columns: { x: "number" }, missing: ["", "NA"] });
    expect(x.toArray()).toEqual([1, Number.NaN, Number.NaN, Number.NaN, Number.NEGATIVE_INFINITY]);
  });

  test("without rows gives empty columns", () => {
    const { x, c } = parseCsv("x,c\n", { columns: { x: "number", c: "class" } });
    expect([x.shape, c.labels.shape, c.classes]).toEqual([[0], [0], []]);
  });

  test("gives back the numbers that were written", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noDefaultInfinity: true, noNaN: true })), (numbers) => {
        const { x } = parseCsv(`x\n${numbers.join("\n")}\n`, { columns: { x: "number" } });
        expect(x.toArray()).toEqual(numbers.map((value) => value + 0));
      }),
    );
  });

  test("gives back the texts that were written in quotes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (texts) => {
        const rows = texts.map((text) => `"${text.replaceAll('"', '""')}",0`);
        const { s } = parseCsv(`s,x\n${rows.join("\n")}`, { columns: { s: "string" }, comment: "" });
        expect(s).toEqual(texts);
      }),
    );
  });

  test("of any characters is read or refused, never anything else", () => {
    const piece = fc.constantFrom("a", "b", ",", "\n", "\r", '"', "1", "#", ".", " ", "e");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = new TextEncoder().encode(`a,b\n${pieces.join("")}`);
        const table = readOrRefuse(
          (b) => parseCsv(new TextDecoder().decode(b), { columns: { a: "number", b: "string" } }),
          text,
        );
        if (table !== null) expect(isTensor(table.a)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a mistake in a CSV text is named with its line:", () => {
  const read = (text: string, options = {}) => parseCsv(text, { columns: { x: "number" }, ...options });

  test("a cell that is no number", () => {
    expect(() => read('x,y\n1,a\n# remark\n\n"2","b\nc"\nn/a,d')).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: line 7, column "x": expected a number
        got  "n/a"
        hint pass { missing: ["n/a"] } if it says that the number is missing]
    `);
    expect(() => read("x\n1\n3,5", { delimiter: ";" })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: line 3, column "x": expected a number
        got  "3,5"
        hint numbers have a decimal point]
    `);
    expect(() => read("x,y\n,1")).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: line 2, column "x": expected a number
        got  ""
        hint pass { missing: [""] } to read empty cells as NaN]
    `);
    expect(() => read("x\n0x10")).toThrow(/line 2, column "x": expected a number/);
    expect(() => read("x\n1 2")).toThrow(/expected a number/);
  });

  test("cells that are not of another kind", () => {
    expect(() => parseCsv("x\n2147483648", { columns: { x: "integer" } })).toThrow(/a whole number of 32 bits/);
    expect(() => parseCsv("x\n1.0", { columns: { x: "integer" } })).toThrow(/a whole number of 32 bits/);
    expect(() => parseCsv("x\nyes", { columns: { x: "boolean" } })).toThrow(/expected true or false/);
    expect(() => parseCsv("x,y\n,1", { columns: { x: "class" } })).toThrow(/expected the name of a class/);
    expect(() => parseCsv("x\n1", { columns: { x: "float" as never } })).toThrow(/no kind "float"/);
  });

  test("a row of another length", () => {
    expect(() => read("x,y\n1,2\n1,2,3")).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: line 3 has 3 cells for 2 columns
        got  "1", "2", "3"
        hint cells that hold the delimiter are put in quotes; lines that are no data begin with #]
    `);
  });

  test("a quote that is not closed, which would swallow the lines after it", () => {
    expect(() => read('x,y\n1,"2\n3,4\n5,6')).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: a quote on line 2 is not closed
        hint inside quotes a quote is written twice, ""]
    `);
    expect(() => read('x,y\r\n"1","a\r\nb"\r\n"2,""4\r\n')).toThrow(/a quote on line 4 is not closed/);
    expect(read('x,y\n1,5" pipe\n2,"6"" pipe"').x.toArray()).toEqual([1, 2]);
  });

  test("a column that is not there", () => {
    expect(() => read("X,y\n1,2")).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: there is no column "x"
        got  "X", "y"
        hint names are compared letter by letter]
    `);
    expect(() => read("x;y\n1;2")).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: parseCsv: there is no column "x"
        got  "x;y"
        hint pass { delimiter: ";" }]
    `);
    expect(() => read("1.5,2\n3,4")).toThrow(/the first line looks like data/);
    expect(() => read("")).toThrow(/no column "x"\n {2}got {2}an empty text/);
    expect(() => read("x,x\n1,2")).toThrow(/two columns "x"/);
  });

  test("no columns, which untyped code may have", () => {
    expect(() => parseCsv("x\n1", {} as never)).toThrow(/it has to be said which columns are read/);
    expect(() => parseCsv("x\n1", undefined as never)).toThrow(/it has to be said which columns are read/);
  });

  test("bytes in place of a text", () => {
    expect(() => read(new Uint8Array(3) as never)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: parseCsv: a CSV file is text
        got  bytes
        hint new TextDecoder().decode(bytes)]
    `);
    expect(() => read("x\n1", { delimiter: "" })).toThrow(/the delimiter is one character/);
  });
});
