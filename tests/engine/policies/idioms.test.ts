import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Blueprint, change, without } from "../../policies/stacks/blueprint.ts";
import { compliant, TAGS } from "../../policies/stacks/compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

const tagged = Object.entries(compliant).flatMap(([name, { properties }]) =>
  properties.tags === undefined ? [] : [name],
);
const untagged = tagged.reduce<Blueprint>(
  (program, name) => change(program, name, ["tags"], undefined),
  compliant,
);

/** A component as a platform team publishes it: everything below it, by its own provider. */
class Platform extends pulumi.ComponentResource {
  constructor(prefix: string, options: pulumi.ComponentResourceOptions) {
    super("platform:index:Events", `${prefix}platform`, {}, options);
    register(compliant, prefix, () => ({ parent: this }));
  }
}

function provider(name: string): aws.Provider {
  return new aws.Provider(name, {
    region: "eu-west-1",
    allowedAccountIds: ["123456789012"],
    defaultTags: { tags: TAGS },
  });
}

/** What a transform of the whole stack gives the resources of one program. */
function transformAll(
  prefix: string,
  change: (name: string, properties: Record<string, unknown>) => Record<string, unknown>,
): void {
  pulumi.runtime.registerResourceTransform(({ name, props, opts }) =>
    name.startsWith(prefix) ? { props: change(name.slice(prefix.length), props), opts } : undefined,
  );
}

/** The function's policy by `getPolicyDocumentOutput`, over a table that the stack makes. */
function documentOf(...more: readonly string[]) {
  return (prefix: string): void => {
    register(without(compliant, "function-policy"), prefix);
    const table = new aws.dynamodb.Table(`${prefix}table`, {
      name: "orders",
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      tags: TAGS,
    });
    const document = aws.iam.getPolicyDocumentOutput({
      statements: [
        { effect: "Allow", actions: ["dynamodb:PutItem"], resources: [table.arn, ...more] },
      ],
    });
    new aws.iam.RolePolicy(`${prefix}function-policy`, {
      role: "orders-role",
      policy: document.json,
    });
  };
}

/** Programs in the idioms of Pulumi, by the prefix of their resources. */
const passing: Readonly<Record<string, (prefix: string) => void>> = {
  "tags by the provider": (prefix) => {
    const own = provider(`${prefix}aws`);
    register(untagged, prefix, () => ({ provider: own }));
  },
  "tags by a transform of the stack": (prefix) => {
    transformAll(prefix, (name, properties) =>
      tagged.includes(name) ? { ...properties, tags: TAGS } : properties,
    );
    register(untagged, prefix);
  },
  "options that change nothing of the guards": (prefix) =>
    register(compliant, prefix, (name) => ({
      protect: name === "api",
      retainOnDelete: true,
      ignoreChanges: ["tags"],
      aliases: [{ name: `${prefix}old-${name}` }],
      customTimeouts: { create: "10m" },
      deleteBeforeReplace: true,
    })),
  "a component of another team, by a provider of its own": (prefix) => {
    new Platform(prefix, { providers: [provider(`${prefix}aws`)] });
  },
  "secrets in the environment of the function": (prefix) => {
    const environment = { variables: { TOKEN: pulumi.secret("correct-horse") } };
    transformAll(prefix, (name, properties) =>
      name === "function" ? { ...properties, environment } : properties,
    );
    register(compliant, prefix);
  },
  "a policy document by getPolicyDocumentOutput": documentOf(),
};

function prefixOf(at: number): string {
  return `i${at}-`;
}

async function program(): Promise<void> {
  for (const [at, declare] of Object.values(passing).entries()) {
    declare(prefixOf(at));
  }
}

function found({ reported }: Outcome, level: string): string[] {
  return reported
    .filter((one) => one.level === level)
    .map(({ policy, resource, message }) => `${policy} ${resource}: ${message.split("\n", 1)}`);
}

describe("programs in the idioms of Pulumi", () => {
  const open: EngineRun[] = [];
  let run: EngineRun;
  before(async () => {
    run = await openEngine();
    open.push(run);
  });
  after(async () => {
    await Promise.all(open.map((one) => one.close()));
  });

  test(`pass at all three moments: ${Object.keys(passing).join("; ")}`, async () => {
    const moments = [
      await run.preview(program),
      await run.update(program),
      await run.preview(program),
    ];
    for (const outcome of moments) {
      assert.deepEqual(found(outcome, "mandatory"), []);
      assert.ok(outcome.succeeded, outcome.output);
      assert.ok(!outcome.output.includes("correct-horse"));
    }
    // What the document holds is known once the table exists, and was said to be open before.
    const [first, , last] = moments.map((outcome) => found(outcome, "advisory").join("\n"));
    assert.match(first ?? "", /iam-no-wildcards i5-function-policy: .*not known until the update/);
    assert.doesNotMatch(last ?? "", /iam-no-wildcards/);
  });

  test("are refused as soon as a document by getPolicyDocumentOutput shows its wildcard", async () => {
    const broad = await openEngine();
    open.push(broad);
    const wide = async (): Promise<void> => documentOf("*")("w-");
    const refusal = /iam-no-wildcards w-function-policy: .*Resource has a wildcard/;
    assert.deepEqual(found(await broad.preview(wide), "mandatory"), []);
    for (const outcome of [await broad.update(wide), await broad.preview(wide)]) {
      assert.match(found(outcome, "mandatory").join("\n"), refusal);
    }
  });
});
