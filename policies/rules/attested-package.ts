import type { PolicyResource } from "@pulumi/policy";
import type { Attestation } from "../facts/attestation.ts";
import type { FunctionPackage } from "../facts/function-package.ts";
import { propertiesOf } from "../facts/property.ts";
import { undecided } from "./wording.ts";

/** A difference between what was attested and what is deployed. */
export interface Difference {
  readonly found: string;
  readonly fix: string;
}

const REBUILD = "build the package again, so that code and attestation are made together";

/** The file that holds a package's JSON Schemas; its digest is the attested `schemasDigest`. */
const SCHEMAS_FILE = "schemas.json";

/** How a function that is deployed differs from what its build attested. */
export function differencesFrom(
  attestation: Attestation,
  resource: PolicyResource,
  contents: FunctionPackage,
): Difference[] {
  if (contents.state === "unreadable" && contents.kind === "image") {
    return imageDigest(attestation, resource);
  }
  const entry = [...handler(attestation, resource), ...runtime(attestation, resource)];
  if (contents.state === "unreadable") {
    return [...entry, ...sourceCodeHash(attestation, resource)];
  }
  if (contents.state === "unknown") {
    return entry;
  }
  const compared = [...entry, ...files(attestation, contents.digests)];
  return contents.inline ? compared : [...compared, ...schemas(attestation)];
}

function files(attestation: Attestation, deployed: ReadonlyMap<string, string>): Difference[] {
  const attested = new Map(Object.entries(attestation.files));
  const changed = [...deployed].filter(([path, digest]) => attested.get(path) !== digest);
  const missing = [...attested.keys()].filter((path) => !deployed.has(path));
  const found = [
    ...changed.map(([path]) =>
      attested.has(path)
        ? `${path} of the package is not the file that was attested`
        : `${path} of the package is not attested`,
    ),
    ...missing.map((path) => `${path} was attested and is not in the package`),
  ];
  const [first, ...others] = found.sort();
  if (first === undefined) {
    return [];
  }
  const more =
    others.length > 0 ? `, and ${others.length} more such file${others.length > 1 ? "s" : ""}` : "";
  return [{ found: `${first}${more}`, fix: REBUILD }];
}

function schemas({ files: attested, schemasDigest }: Attestation): Difference[] {
  if (attested[SCHEMAS_FILE] === schemasDigest) {
    return [];
  }
  const found = `schemasDigest of the attestation is not the digest of the package's ${SCHEMAS_FILE}`;
  return [{ found, fix: REBUILD }];
}

function handler(attestation: Attestation, resource: PolicyResource): Difference[] {
  return setting(resource, "handler", (value) => value === attestation.handler);
}

function runtime(attestation: Attestation, resource: PolicyResource): Difference[] {
  return setting(resource, "runtime", (value) => value.startsWith(attestation.runtime));
}

function setting(
  resource: PolicyResource,
  name: string,
  accepts: (value: string) => boolean,
): Difference[] {
  const value = propertiesOf(resource).at(name).text();
  if (value.state === "known" && accepts(value.value)) {
    return [];
  }
  const found =
    value.state === "unknown"
      ? undecided(value.property)
      : `${name} is not the one that was attested`;
  return [{ found, fix: `set ${name} to what the attestation says` }];
}

/** The hash that the program gives, and the one that Lambda reports once the function exists. */
function sourceCodeHash(attestation: Attestation, resource: PolicyResource): Difference[] {
  const given = propertiesOf(resource).at("sourceCodeHash").text();
  const reported = propertiesOf(resource).at("codeSha256").text();
  const hashes = [given, reported].flatMap((fact) => (fact.state === "known" ? [fact.value] : []));
  const { sourceCodeHash: attested } = attestation;
  if (hashes.length === 0) {
    const fix = "set sourceCodeHash to the one in the signed attestation";
    return [{ found: undecided("sourceCodeHash"), fix }];
  }
  if (attested !== undefined && hashes.every((hash) => hash === attested)) {
    return [];
  }
  return [{ found: "the package's hash is not the one that was attested", fix: REBUILD }];
}

function imageDigest(attestation: Attestation, resource: PolicyResource): Difference[] {
  const properties = propertiesOf(resource);
  const own = properties.at("imageUri");
  const uri = (own.state === "absent" ? properties.at("code", "imageUri") : own).text();
  const digest = uri.state === "known" ? uri.value.split("@")[1] : undefined;
  if (digest !== undefined && digest === attestation.image) {
    return [];
  }
  const fix = "name the image by the attested digest: <repository>@sha256:<64 hex digits>";
  if (uri.state === "unknown") {
    return [{ found: undecided("imageUri"), fix }];
  }
  const found =
    digest === undefined
      ? "imageUri names the image by a tag, which can move"
      : "imageUri names another image than was attested";
  return [{ found, fix }];
}
