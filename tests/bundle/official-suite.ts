import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TSchema } from "typebox";

/** A group of the official JSON Schema test suite: a schema with values and their verdicts. */
export interface SuiteGroup {
  readonly file: string;
  readonly description: string;
  readonly schema: TSchema;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** The Go module of the Pulumi CLI's build, whose go.sum pins what is downloaded here. */
const pinnedModule = fileURLToPath(new URL("../../cli/engine/pulumi-cli", import.meta.url));

/**
 * Packages on npm carry the suite as a git dependency or not at all. This Go module, which the
 * Pulumi CLI needs anyway, has all of it in its test data.
 */
const carrier = "github.com/santhosh-tekuri/jsonschema/v5@v5.0.0";
const suiteFolder = "testdata/JSON-Schema-Test-Suite@ab0b1ae/tests/draft2020-12";

/** Reads the required cases of draft 2020-12. Throws when Go or the module cannot be had. */
export const readOfficialSuite = async (): Promise<SuiteGroup[]> => {
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", carrier], {
    cwd: pinnedModule,
  });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const folder = join(Dir, suiteFolder);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  const groups = await Promise.all(
    files.map(async (file): Promise<SuiteGroup[]> => {
      const read: Omit<SuiteGroup, "file">[] = JSON.parse(
        await readFile(join(folder, file), "utf8"),
      );
      return read.map((group) => ({ ...group, file }));
    }),
  );
  return groups.flat();
};
