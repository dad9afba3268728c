import { access, mkdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";

/** A part of the state that a user can put aside, with its files and what is lost without them. */
interface Part {
  readonly paths: readonly string[];
  readonly lost: string;
}

/** The parts of the stage's folder that hold something which is not made anew at every start. */
export const STATE_PARTS = {
  "iam-principal": {
    paths: ["iam-principal.json", "credentials"],
    lost: "the IAM credentials of this stage; clients must read the new ones from `credentials`",
  },
  "token-key": {
    paths: ["token-key.json"],
    lost: "the key of tokens; those that `npm run token` printed are refused from then on",
  },
  "issuer-key": {
    paths: ["issuer-key.json"],
    lost: "the key of the local token issuer; tokens of users that it signed are refused from then on",
  },
  tables: { paths: ["dynamodb"], lost: "the items of every table" },
  deployment: {
    paths: ["pulumi"],
    lost: "what is deployed, which is deployed anew with a new API and a new API key; tables stay",
  },
} as const satisfies Readonly<Record<string, Part>>;

/** Name of a part, as `--reset` takes it. */
export type StatePart = keyof typeof STATE_PARTS;

/** Whether a text is the name of a part. */
export function isStatePart(name: string): name is StatePart {
  return Object.hasOwn(STATE_PARTS, name);
}

/** Thrown for a file that cannot be used; the message says what is lost and how to mend it. */
export class StateError extends Error {
  constructor(path: string, fault: string, part: StatePart) {
    super(
      `${path} is damaged: ${fault}. Nothing was changed.\n` +
        `Fix: restore the file, or run \`npm start -- --reset ${part}\`, which keeps it aside ` +
        `and loses ${STATE_PARTS[part].lost}.`,
    );
    this.name = "StateError";
  }
}

/** A new folder for what is put aside now, `removed/<date and time>`; it is not made yet. */
export function removedFolder(folder: string, now = new Date()): string {
  return join(folder, "removed", now.toISOString().replaceAll(":", "-"));
}

/** Moves parts of the state aside. Returns a line for each file that was there. */
export async function resetParts(folder: string, parts: readonly StatePart[]): Promise<string[]> {
  const aside = removedFolder(folder);
  const lines: string[] = [];
  for (const path of parts.flatMap((part) => STATE_PARTS[part].paths)) {
    const file = join(folder, path);
    if (!(await exists(file))) {
      continue;
    }
    await mkdir(aside, { recursive: true, mode: 0o700 });
    await rename(file, join(aside, basename(path)));
    lines.push(`${file} was put aside as ${join(aside, basename(path))}.`);
  }
  return lines;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
