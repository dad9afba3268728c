import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { getCallSites } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { isOfProgram, type SourcePosition } from "../policies/source-position.ts";

/** Frames between a `new` in a program and the program's first line; Node.js gives no more than 200. */
const FRAMES = 200;

/**
 * Collects where a program declares its resources. The engine's events of a preview do not say it.
 */
export class ResourcePositions {
  readonly #root: string;
  readonly #positions = new Map<string, readonly SourcePosition[]>();

  /** @param root Folder of the repository; resources that are declared outside have no position. */
  constructor(root: string) {
    this.#root = root;
  }

  /** The program, with the place of every resource looked up when it is registered. */
  watch(program: PulumiFn): PulumiFn {
    return async () => {
      pulumi.runtime.registerStackTransformation(({ resource }) => {
        const frames = this.#frames();
        // The constructor that called this sets the URN before it returns.
        queueMicrotask(() => {
          resource.urn?.apply((urn) => this.#positions.set(urn, frames));
        });
        return undefined;
      });
      return await program();
    };
  }

  /** Where the program declares a resource: the `new` itself. */
  of(urn: string): SourcePosition | undefined {
    return this.callsTo(urn)[0];
  }

  /** The calls in the program that led to a resource, the innermost first. */
  callsTo(urn: string): readonly SourcePosition[] {
    return this.#positions.get(urn) ?? [];
  }

  #frames(): readonly SourcePosition[] {
    return getCallSites(FRAMES).flatMap(
      ({ scriptName, lineNumber: line, columnNumber: column }) => {
        const path = scriptName.startsWith("file:") ? fileURLToPath(scriptName) : scriptName;
        if (!isAbsolute(path)) {
          return [];
        }
        const file = relative(this.#root, path).split(sep).join("/");
        return isOfProgram(file) && !file.startsWith("../") ? [{ file, line, column }] : [];
      },
    );
  }
}
