import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { fileAt } from "../../engine/git-file.ts";
import { EXEMPTION_COMPONENT } from "../../policies/exemption-component.ts";
import { resourceName } from "../policies/policy-report.ts";
import { displayPosition, type SourcePosition } from "../policies/source-position.ts";
import type { Lowered } from "./lowered-guard.ts";

/** An exemption that the program declares by `exempt()`. */
export interface ProgramExemption {
  /** What it was told, and the URN of the resource. */
  readonly record: Readonly<Record<string, unknown>>;
  /** The calls in the program that led to it, the innermost first. */
  readonly calls: readonly SourcePosition[];
}

/** The exemption that a program declares with the resource of an event, if it is one. */
export function programExemption(
  { resourcePreEvent }: EngineEvent,
  callsTo: (urn: string) => readonly SourcePosition[],
): ProgramExemption[] {
  const { type, urn, new: after } = resourcePreEvent?.metadata ?? {};
  if (type !== EXEMPTION_COMPONENT || urn === undefined || after === undefined) {
    return [];
  }
  return [{ record: after.inputs ?? {}, calls: callsTo(urn) }];
}

/**
 * Returns the exemptions of a program that a change may have brought: those that are declared, or led to,
 * by a file that differs from the commit's. All of them when there is no commit to compare with.
 *
 * @param root Folder of the repository.
 * @throws GitError if git finds no such commit.
 */
export async function loweredByProgram(
  root: string,
  against: string | undefined,
  exemptions: readonly ProgramExemption[],
): Promise<Lowered[]> {
  const lowered = exemptions.map(async (exemption) => {
    const isOld = against !== undefined && (await isUnchanged(root, against, exemption.calls));
    return isOld ? [] : [asLowered(exemption)];
  });
  return (await Promise.all(lowered)).flat();
}

async function isUnchanged(
  root: string,
  against: string,
  calls: readonly SourcePosition[],
): Promise<boolean> {
  const files = [...new Set(calls.map(({ file }) => file))];
  const same = files.map(async (file) => {
    const before = await fileAt(root, against, file);
    return before === (await readFile(join(root, file), "utf8"));
  });
  return files.length > 0 && (await Promise.all(same)).every(Boolean);
}

function asLowered({ record, calls: [call] }: ProgramExemption): Lowered {
  const text = (key: string): string => [record[key] ?? "nothing"].flat().map(String).join(" or ");
  const finding = record.finding === undefined ? "the one finding" : text("finding");
  const place = call === undefined ? "" : ` (${displayPosition(call)})`;
  return {
    what: "exemption in the program",
    subject: text("rule"),
    detail:
      `${resourceName(text("resource"))}: ${finding}; until ${text("expires")}, ` +
      `owner ${text("owner")}: ${text("reason")}${place}`,
  };
}
