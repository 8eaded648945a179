import { expect, test } from "vitest";
import { framesOf } from "./frames.ts";

test.each([
  ["    at f (/a/b.ts:3:9)", "f", "/a/b.ts"],
  ["    at /a/b.ts:3:9", "", "/a/b.ts"],
  ["    at async file:///a/b.ts:3:9", "", "/a/b.ts"],
  ["    at new A (file:///my%20lessons/%C3%BCber%20a.ts:3:9)", "new A", "/my lessons/über a.ts"],
  ["    at /my lessons (old)/#1 100% ?q.ts:3:9", "", "/my lessons (old)/#1 100% ?q.ts"],
  ["    at Object.f [as g] (/my lessons (old)/a.ts:3:9)", "Object.f [as g]", "/my lessons (old)/a.ts"],
  ["    at file:///a/b.ts?t=1:3:9", "", "/a/b.ts"],
  ["    at f (C:\\lessons one\\a.ts:3:9)", "f", "C:\\lessons one\\a.ts"],
  ["f@http://localhost/a.js:3:9", "", "http://localhost/a.js"],
])("finds the place in %j", (line, name, file) => {
  expect(framesOf(`Error: x\n${line}`)).toEqual([{ name, file, row: "3", column: "9" }]);
});

test.each([
  "    at node:internal/modules/esm/module_job:325:25",
  "    at async Promise.all (index 0)",
  "    at <anonymous>",
  "",
])("finds no file in %j", (line) => {
  expect(framesOf(line)).toEqual([]);
});
