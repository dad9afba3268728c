import type { PolicyResource } from "@pulumi/policy";
import { type Property, propertiesOf } from "./property.ts";

/** Something that runs other code than the attested handler, in its place or before it. */
export interface CodeBeforeHandler {
  readonly found: string;
  readonly fix: string;
}

/**
 * Environment variables by which a runtime runs or loads other code: Lambda's wrapper scripts
 * (Lambda guide, "Modifying the runtime environment"), the dynamic linker's (ld.so(8)), OpenSSL's,
 * the shell's, and those of the languages' own runtimes.
 */
const LOADERS: readonly RegExp[] = [
  /^AWS_LAMBDA_(EXEC_WRAPPER|RUNTIME_API|NODEJS_USE_ALTERNATIVE_CLIENT_1)$/,
  /^(LD_|GCONV_PATH$|OPENSSL_|SSL_CONF|BASH_ENV$|ENV$|SHELLOPTS$|PATH$)/,
  /^NODE_(OPTIONS|PATH|REPL_EXTERNAL_MODULE|COMPILE_CACHE)$/,
  /^PYTHON/,
  /^(JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH)$/,
  /^(RUBYOPT|RUBYLIB|GEM_HOME|GEM_PATH|BUNDLE_)/,
  /^(DOTNET_|CORECLR_|COMPLUS_)/,
];

/** Values that load nothing, for those of the variables that teams use every day. */
const HARMLESS: Readonly<Record<string, RegExp>> = {
  NODE_OPTIONS:
    /^\s*(--(enable-source-maps|no-warnings|trace-warnings|max-(old-space|semi-space|http-header)-size=\d+|stack-trace-limit=\d+|dns-result-order=\w+|disable-warning=[\w:]+)(\s+|$))*$/,
  JAVA_TOOL_OPTIONS:
    /^\s*(-X(X:[+-]TieredCompilation|X:TieredStopAtLevel=\d|m[sx]\d+[kmg])(\s+|$))*$/,
  // What the function itself compiled: nothing else writes there.
  NODE_COMPILE_CACHE: /^\/tmp(\/|$)/,
  PYTHONUNBUFFERED: /^/,
  PYTHONDONTWRITEBYTECODE: /^/,
  PYTHONHASHSEED: /^/,
  PYTHONUTF8: /^/,
};

/**
 * What runs before a function's handler or in its place: variables that load code, layers that
 * nobody vouches for, a command of an image.
 *
 * @param layers ARNs of layers that may be used, without their version; `*` stands for any text
 * between two colons.
 */
export function codeBeforeHandler(
  resource: PolicyResource,
  layers: readonly string[],
): CodeBeforeHandler[] {
  return [
    ...variables(propertiesOf(resource)),
    ...layerFaults(propertiesOf(resource).at("layers"), layers),
    ...imageCommand(propertiesOf(resource).at("imageConfig")),
  ];
}

/** What the layers of AWS's distribution of OpenTelemetry want as a wrapper, and these layers. */
const TELEMETRY_WRAPPER = /^\/opt\/otel-(?:handler|instrument)$/;
const TELEMETRY_LAYER = /:layer:(?:aws-otel-|AWSOpenTelemetryDistro)/;

function variables(resource: Property): CodeBeforeHandler[] {
  const environment = resource.at("environment", "variables");
  const names = environment.keys();
  if (names.state === "absent") {
    return [];
  }
  if (names.state === "unknown") {
    const found = `${environment.path} is not known until the update`;
    return [{ found, fix: "give the variables their names in the program" }];
  }
  return names.value
    .filter((name) => loads(environment.at(name), name))
    .filter((name) => !isOfLayer(environment.at(name), name, resource.at("layers")))
    .map(loader);
}

function loader(name: string): CodeBeforeHandler {
  return {
    found: `environment.variables.${name} can run other code than the handler`,
    fix: `remove ${name} from the function's environment`,
  };
}

function loads(variable: Property, name: string): boolean {
  if (!LOADERS.some((each) => each.test(name))) {
    return false;
  }
  const value = variable.text();
  if (value.state === "absent") {
    return false;
  }
  return value.state === "unknown" || HARMLESS[name]?.test(value.value) !== true;
}

/** A wrapper that comes with a layer, which has to be allowed by itself: nothing else writes to /opt. */
function isOfLayer(variable: Property, name: string, layers: Property): boolean {
  const value = variable.text();
  const items = layers.texts();
  return (
    name === "AWS_LAMBDA_EXEC_WRAPPER" &&
    value.state === "known" &&
    TELEMETRY_WRAPPER.test(value.value) &&
    items.state === "known" &&
    items.value.some((item) => item.state === "known" && TELEMETRY_LAYER.test(item.value))
  );
}

function layerFaults(property: Property, allowed: readonly string[]): CodeBeforeHandler[] {
  const items = property.items();
  if (items.state === "absent") {
    return [];
  }
  const fix =
    "put its files into the attested package, or list its ARN in the setting `layers` of this rule";
  if (items.state === "unknown") {
    return [{ found: "layers are not known until the update", fix }];
  }
  return items.value
    .filter((item) => !isAllowed(item, allowed))
    .map(({ path }) => ({ found: `${path} is a layer that nobody attested`, fix }));
}

function isAllowed(item: Property, allowed: readonly string[]): boolean {
  const arn = item.text();
  if (arn.state !== "known") {
    return false;
  }
  const unversioned = arn.value.replace(/:\d+$/, "");
  return allowed.some((pattern) => matches(unversioned, pattern));
}

function matches(arn: string, pattern: string): boolean {
  const parts = arn.split(":");
  const wanted = pattern.split(":");
  return parts.length === wanted.length && wanted.every((each, at) => fits(parts[at] ?? "", each));
}

function fits(part: string, wanted: string): boolean {
  const [start = "", end] = wanted.split("*", 2);
  if (end === undefined) {
    return part === wanted;
  }
  return part.length >= start.length + end.length && part.startsWith(start) && part.endsWith(end);
}

function imageCommand(property: Property): CodeBeforeHandler[] {
  if (property.state === "absent") {
    return [];
  }
  const found = "imageConfig runs another command than the image's own";
  return [{ found, fix: "remove imageConfig and set the command in the image" }];
}
