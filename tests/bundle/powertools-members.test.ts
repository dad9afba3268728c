import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { builtinNames } from "../../bundle/builtin-names.ts";
import { bundleSections } from "../../bundle/bundle-sections.ts";
import { powertoolsMembers } from "../../bundle/powertools-members.ts";

const logger = "node_modules/@aws-lambda-powertools/logger/lib/esm/Logger.js";
const text = `class Logger {
  level = 1;
  constructor() { this.setOptions(); }
  setOptions() { this.options = { sampling: 1 }; }
  createChild() { return this.createLogger(); }
  createLogger() { return new Logger(); }
  sampling() {}
  addContext() {}
  toString() { return "flushBuffer"; }
  flushBuffer() {}
  static isLevel() {}
}`;

const membersWith = (handler: string) =>
  powertoolsMembers(
    [
      { path: logger, text },
      { path: "handlers/chat/index.ts", text: handler },
    ],
    builtinNames([]),
  );

describe("members of Powertools' classes", () => {
  it("are unused when nothing calls them, or only what nothing calls", () => {
    const { unused } = membersWith("new Logger().addContext()");
    assert.deepEqual([...unused].sort(), ["createChild", "createLogger", "isLevel"]);
  });

  it("are kept when any other file has their name, in whatever way", () => {
    for (const handler of ["logger.createChild()", 'logger["createChild"]', "({ createChild })"]) {
      const { unused, inner } = membersWith(handler);
      assert.ok(!unused.has("createChild") && !inner.has("createChild"), handler);
      assert.ok(!unused.has("createLogger"), handler);
    }
  });

  it("are left alone when a key or a text of Powertools', or JavaScript, has their name", () => {
    const { unused, inner } = membersWith("");
    for (const name of ["sampling", "flushBuffer", "toString"]) {
      assert.ok(!unused.has(name) && !inner.has(name), name);
    }
  });

  it("are inner when only Powertools names them", () => {
    assert.deepEqual([...membersWith("").inner], ["level", "setOptions"]);
  });

  it("of any other package are not looked at", () => {
    const section = { path: "node_modules/other/index.js", text };
    const { unused, inner } = powertoolsMembers([section], builtinNames([]));
    assert.deepEqual([...unused, ...inner], []);
  });
});

describe("names of JavaScript and Node", () => {
  it("are those of globals, of what they make, and of the modules that are asked for", () => {
    const names = builtinNames(["node:async_hooks"]);
    for (const name of ["toJSON", "getStore", "log", "hasOwn", "replaceAll", "then"]) {
      assert.ok(names.has(name), name);
    }
    assert.ok(!builtinNames([]).has("getStore"));
  });
});

describe("sections of a bundle", () => {
  it("begin at the path of a file that the bundle is made from, and at no other comment", () => {
    const code =
      "var a;\n// src/one.ts\nfirst();\n// a remark\nsecond();\n  // src/two.ts\nthird();";
    assert.deepEqual(bundleSections(code, new Set(["src/one.ts", "src/two.ts"])), [
      { path: "", text: "var a;" },
      { path: "src/one.ts", text: "first();\n// a remark\nsecond();" },
      { path: "src/two.ts", text: "third();" },
    ]);
  });
});
