import type { PolicyResource } from "@pulumi/policy";
import type { JWK } from "jose";
import { type Attestation, readAttestation } from "../facts/attestation.ts";
import { codeBeforeHandler } from "../facts/code-before-handler.ts";
import {
  ATTESTATION_FILE,
  type FunctionPackage,
  functionPackage,
} from "../facts/function-package.ts";
import { propertiesOf } from "../facts/property.ts";
import { kept, otherCodeServed } from "../facts/served-version.ts";
import {
  ATTESTED_FUNCTION,
  CURRENT_CODE,
  HANDLER_ALONE,
  LIVE_ALIAS,
  OWN_FUNCTION,
  signedImage,
  signedPackage,
} from "../fixes/attestation.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { isSigned, signedText } from "./attestation-signature.ts";
import { differencesFrom } from "./attested-package.ts";
import { type HandlerUse, handlerUses, unusedClaims } from "./handler-uses.ts";
import { LITERAL, undecided } from "./wording.ts";

/** Layers that AWS publishes and that run no code of their own before the handler. */
const AWS_LAYERS = [
  // Powertools for AWS Lambda, "Install": Python and TypeScript.
  "arn:aws:lambda:*:017000801446:layer:AWSLambdaPowertoolsPythonV3-*",
  "arn:aws:lambda:*:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2",
  // CloudWatch guide, "Available versions of the Lambda Insights extension".
  "arn:aws:lambda:*:580247275435:layer:LambdaInsightsExtension*",
  // AWS Distro for OpenTelemetry, "Lambda"; CloudWatch guide, "Enable your applications on Lambda".
  "arn:aws:lambda:*:901920570463:layer:aws-otel-*",
  "arn:aws:lambda:*:615299751070:layer:AWSOpenTelemetryDistro*",
];

/** Variable for a signed attestation, or for one that the package cannot hold. */
const ATTESTATION_VARIABLE = "EVENT_ATTESTATION";

/** The code behind a namespace is what a build attested to validate that namespace's events. */
export const handlerAttestation = defineRule({
  name: "handler-attestation",
  description:
    "The function behind a channel namespace is the package that its build attested for it.",
  severity: "critical",
  framework: wellArchitected("SEC06-BP04"),
  tags: ["Lambda", "Supply chain", "Well-Architected: Security"],
  level: "mandatory",
  settings: {
    publicKeys: {
      type: "array",
      items: { type: "object" },
      default: [],
      description: "Public keys (JWK) of the builds that sign attestations",
    },
    requireSignature: {
      type: "boolean",
      default: false,
      description: "Accept signed attestations only, also where the package can be compared",
    },
    layers: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: AWS_LAYERS,
      description: "ARNs of layers that functions may have, without the version; * is a wildcard",
    },
    projectFolder: {
      type: "string",
      default: "",
      description:
        "Where relative paths of packages start; the folder that Pulumi runs in if empty",
    },
  },
  remediation:
    "Build the function with the event-handler component, or give its package an attestation.json " +
    "as docs/handler-attestation.md says.",
  check: async ({ facts, settings }) => {
    const folder = settings.projectFolder || (process.env.PWD ?? process.cwd());
    const keys = settings.publicKeys as readonly JWK[];
    const uses = handlerUses(facts);
    const judged = [...uses].map(async ([resource, use]) => {
      const contents = await functionPackage(resource, folder);
      const claim = await claimOf(resource, contents, keys);
      return [
        ...use.sources.flatMap((source) => served(facts.handlers, source, resource)),
        ...keptCode(resource),
        ...codeBeforeHandler(resource, settings.layers).map((each) =>
          finding(resource, { ...each, example: HANDLER_ALONE }),
        ),
        ...attested(resource, contents, claim, settings.requireSignature),
        ...("attestation" in claim ? namespaces(resource, use, claim.attestation) : []),
      ];
    });
    return dedupe([...(await Promise.all(judged)).flat(), ...(await unusedClaims(facts, uses))]);
  },
});

const WHY =
  "A function that lets every event through looks the same from outside, so events may reach subscribers unvalidated";

function finding(
  resource: PolicyResource,
  { found, fix, example = ATTESTED_FUNCTION }: Pick<Finding, "found" | "fix" | "example">,
): Finding {
  return { resource, found, why: WHY, fix, example };
}

function served(...args: Parameters<typeof otherCodeServed>): Finding[] {
  return otherCodeServed(...args).map((each) =>
    finding(each.resource, { ...each, example: LIVE_ALIAS }),
  );
}

/** Properties that hold a function's code, in either provider. */
const CODE_PROPERTIES = [
  "code",
  "imageUri",
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "sourceCodeHash",
];

function keptCode(resource: PolicyResource): Finding[] {
  return kept(resource, CODE_PROPERTIES).map((each) =>
    finding(resource, { ...each, example: CURRENT_CODE }),
  );
}

/** The attestation of a function, or what stands in its way. */
type Claim =
  | { readonly attestation: Attestation; readonly signed: boolean }
  | Pick<Finding, "found" | "fix" | "example">;

const BUILD =
  "build the function with the event-handler component, or let its build write the attestation " +
  "that docs/handler-attestation.md describes";

async function claimOf(
  resource: PolicyResource,
  contents: FunctionPackage,
  keys: readonly JWK[],
): Promise<Claim> {
  const variable = propertiesOf(resource).at("environment", "variables", ATTESTATION_VARIABLE);
  const given = variable.text();
  if (given.state === "unknown") {
    return { found: undecided(given.property), fix: LITERAL };
  }
  if (given.state === "known" && isSigned(given.value)) {
    const text = await signedText(given.value, keys);
    if (text !== undefined) {
      return read(text, true);
    }
    const fix = "sign the attestation with a key of the setting `publicKeys` of this rule";
    const found = `${ATTESTATION_VARIABLE} is not signed by a key that the pack knows`;
    return { found, fix, example: signedPackage };
  }
  const inPackage = contents.state === "readable" ? contents.attestation : undefined;
  const text = given.state === "known" ? given.value : inPackage;
  if (text !== undefined) {
    return read(text, false);
  }
  if (contents.state === "unknown") {
    return { found: undecided(contents.property), fix: LITERAL };
  }
  if (contents.state === "unreadable") {
    return uncomparable(contents);
  }
  return { found: `its package has no ${ATTESTATION_FILE}`, fix: BUILD };
}

function read(text: string, signed: boolean): Claim {
  const attestation = readAttestation(text);
  if (!("wrong" in attestation)) {
    return { attestation, signed };
  }
  return {
    found: `its attestation is not valid: ${attestation.wrong} is not as the format says`,
    fix: BUILD,
  };
}

function uncomparable({ found, kind }: { readonly found: string; readonly kind: string }) {
  return {
    found: `it is deployed from ${found}, which the pack cannot compare`,
    fix:
      "deploy an archive whose files are on this machine (relative paths start at the setting " +
      `projectFolder), or sign the attestation and set ${ATTESTATION_VARIABLE}, or exempt the function`,
    example: kind === "image" ? signedImage : signedPackage,
  };
}

/** What keeps a package from being what its attestation says. */
function attested(
  resource: PolicyResource,
  contents: FunctionPackage,
  claim: Claim,
  requireSignature: boolean,
): Finding[] {
  if (!("attestation" in claim)) {
    return [finding(resource, claim)];
  }
  if (!claim.signed && contents.state === "unreadable") {
    return [finding(resource, uncomparable(contents))];
  }
  if (!claim.signed && requireSignature) {
    const fix = `sign the attestation and set ${ATTESTATION_VARIABLE} of the function to it`;
    return [
      finding(resource, {
        found: "its attestation is not signed",
        fix,
        example: signedPackage,
      }),
    ];
  }
  if (contents.state === "unknown") {
    return [finding(resource, { found: undecided(contents.property), fix: LITERAL })];
  }
  const differences = differencesFrom(claim.attestation, resource, contents);
  return differences.map((each) => finding(resource, each));
}

function namespaces(
  resource: PolicyResource,
  use: HandlerUse,
  attestation: Attestation,
): Finding[] {
  return use.namespaces.flatMap((namespace) => {
    const name = propertiesOf(namespace).at("name").text();
    if (name.state === "known" && attestation.namespaces.includes(name.value)) {
      return [];
    }
    const other = `its attestation is for other namespaces than "${namespace.name}"`;
    const found = name.state === "known" ? other : undecided(`name of "${namespace.name}"`);
    const fix = "connect each namespace to the function that was built for it";
    return [finding(resource, { found, fix, example: OWN_FUNCTION })];
  });
}

/** Both sides of a namespace often share a function: its faults are told once. */
function dedupe(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.resource.urn} ${one.found}`, one])).values()];
}
