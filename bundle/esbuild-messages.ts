import { relative } from "node:path";
import type { BuildFailure, Message } from "esbuild";
import { HandlerBundleError } from "./handler-bundle-error.ts";
import { projectRoot } from "./project-paths.ts";

/** Whether an error is esbuild's report of a failed build. */
function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** A path as people read it: from the project's folder when it lies inside. */
export function readablePath(path: string): string {
  const inside = relative(projectRoot, path);
  return inside.startsWith("..") ? path : inside;
}

function line({ location, text }: Message, workingFolder: string): string {
  if (!location) {
    return text;
  }
  const path = readablePath(`${workingFolder}/${location.file}`.replaceAll("//", "/"));
  return `${path}:${location.line}:${location.column + 1}: ${text}`;
}

/** Turns a failed build into a HandlerBundleError with one line per fault; rethrows what is none. */
export function rethrowReadable(error: unknown, workingFolder: string): never {
  if (!isBuildFailure(error)) {
    throw error;
  }
  throw new HandlerBundleError(
    error.errors.map((message) => line(message, workingFolder)).join("\n"),
  );
}
