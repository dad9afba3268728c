import { statSync } from "node:fs";
import { join } from "node:path";
import { isOfProgram, type SourcePosition } from "../policies/source-position.ts";
import type { StateResource } from "./exported-state.ts";

/**
 * Returns where a program declares the resources of a state, by URN.
 *
 * The engine keeps the position of each `new` in a state, relative to the folder in which it was deployed,
 * which need not be this one: a position counts when the repository has a file of that path. Its line is
 * that of the program that was deployed last.
 *
 * @param root Folder of the repository.
 */
export function statePositions(
  root: string,
  resources: readonly StateResource[],
): ReadonlyMap<string, SourcePosition> {
  const positions = new Map<string, SourcePosition>();
  for (const { urn, sourcePosition, stackTrace } of resources) {
    const frames = Array.isArray(stackTrace) ? stackTrace.map(positionOf) : [];
    for (const frame of [sourcePosition, ...frames]) {
      const position = typeof frame === "string" ? inRepository(root, frame) : undefined;
      if (position === undefined) {
        continue;
      }
      positions.set(urn, position);
      break;
    }
  }
  return positions;
}

function positionOf(frame: unknown): unknown {
  return typeof frame === "object" && frame !== null
    ? Reflect.get(frame, "sourcePosition")
    : undefined;
}

/**
 * `project:///components/web-acl.ts#12,3`, or, from a program of ECMAScript modules, whose frames are
 * URLs that the SDK takes for paths, `project:///file:/home/ci/repository/components/web-acl.ts#12,3`.
 */
function inRepository(root: string, position: string): SourcePosition | undefined {
  if (!URL.canParse(position)) {
    return undefined;
  }
  const { pathname, hash } = new URL(position);
  const [line, column] = hash.slice(1).split(",").map(Number);
  if (line === undefined || !Number.isInteger(line) || line < 1) {
    return undefined;
  }
  const file = fileBelow(root, decoded(pathname).split("/"));
  if (file === undefined) {
    return undefined;
  }
  return { file, line, ...(column !== undefined && column > 0 ? { column } : {}) };
}

/** The longest end of a path that is a file of the repository. */
function fileBelow(root: string, segments: readonly string[]): string | undefined {
  if (segments.includes("node_modules") || segments.includes("..")) {
    return undefined;
  }
  for (const start of segments.keys()) {
    const file = segments.slice(start).join("/");
    if (file === "" || file.startsWith("/") || !isFile(join(root, file))) {
      continue;
    }
    return isOfProgram(file) ? file : undefined;
  }
  return undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
