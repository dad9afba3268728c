import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const requirements = fileURLToPath(new URL("focus-validator.requirements.txt", import.meta.url));
const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));

/** The official validator, ready to run. */
export interface FocusValidator {
  readonly python: string;
  /** Where its package is: it reads some of its files relative to this folder. */
  readonly folder: string;
}

/** Ids of the rules of FOCUS, by what the validator says of a file. */
export interface FocusVerdict {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

// Event APIs have neither, so that the rules about them do not apply. Two of those rules cannot be
// met by rows without them either: CommitmentDiscountStatus-C-004-C asks for a status where the id is
// null, and the validator reads CapacityReservationStatus-C-004-C without its condition.
const NOT_APPLICABLE = ["COMMITMENT_DISCOUNT_SUPPORTED", "CAPACITY_RESERVATION_SUPPORTED"];

/**
 * Installs the validator from PyPI into `node_modules/.cache`, once for each list of requirements.
 * Returns the reason as text where this machine cannot: no Python, no module venv, or no PyPI.
 */
export async function focusValidator(): Promise<FocusValidator | string> {
  const version = await pythonVersion();
  if (version === undefined) {
    return "needs python3, 3.11 or newer";
  }
  const key = createHash("sha256")
    .update(version)
    .update(await readFile(requirements));
  const home = join(cache, `focus-validator-${key.digest("hex").slice(0, 12)}`);
  const installed = join(home, "installed");
  const python = join(home, "bin", "python");
  try {
    if (!(await exists(installed))) {
      await rm(home, { recursive: true, force: true });
      await run("python3", ["-m", "venv", home]);
      const options = ["--quiet", "--disable-pip-version-check", "--no-deps"];
      // The package names Python 3.12 as its least version, which its code at this version does not need.
      const listed = ["--ignore-requires-python", "--requirement", requirements];
      await run(python, ["-m", "pip", "install", ...options, ...listed], { timeout: 600_000 });
      await writeFile(installed, version);
    }
    const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
    return { python, folder: (await run(python, ["-c", where])).stdout.trim() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return `the validator could not be installed from PyPI: ${text.trim().split("\n").at(-1)}`;
  }
}

/** What the validator says of a CSV file by the rules of a version of FOCUS. */
export async function validateFocus(
  validator: FocusValidator,
  file: string,
  version: string,
): Promise<FocusVerdict> {
  const rules = ["--validate-version", version, "--block-download"];
  criteria ??= applicableCriteria(validator, rules);
  const asked = [...rules, "--applicability-criteria", (await criteria).join(",")];
  const printed = await main(validator, [...asked, "--data-file", file]);
  const ids = (verdict: string) =>
    [...printed.matchAll(new RegExp(`^\\S+ (\\S+): ${verdict}\\b`, "gm"))].map(
      ([, id]) => id ?? "",
    );
  return { passed: ids("PASS"), failed: ids("FAIL"), skipped: ids("SKIPPED") };
}

// Python takes seconds to start, and the criteria are the same for every file.
let criteria: Promise<string[]> | undefined;

async function applicableCriteria(validator: FocusValidator, rules: string[]): Promise<string[]> {
  const known = await main(validator, [...rules, "--show-applicability-criteria"]);
  return [...known.matchAll(/^([A-Z_]+)\t/gm)]
    .map(([, criterion]) => criterion ?? "")
    .filter((criterion) => !NOT_APPLICABLE.includes(criterion));
}

async function main({ python, folder }: FocusValidator, args: readonly string[]): Promise<string> {
  const { stdout } = await run(python, ["-m", "focus_validator.main", ...args], {
    cwd: folder,
    env: { ...process.env, PYTHONUTF8: "1" },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 300_000,
  });
  return stdout;
}

/** Version of `python3` where it is at least 3.11, which the packages need. */
async function pythonVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run("python3", ["--version"]);
    const [, major, minor] = /^Python (\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) === 3 && Number(minor) >= 11 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
