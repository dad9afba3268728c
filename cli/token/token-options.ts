import { parseArgs } from "node:util";

/** Modes that the stage on this machine makes tokens for. */
const MODES = ["lambda", "cognito", "oidc"] as const;

/** What `npm run token` was asked for. */
export interface TokenOptions {
  readonly mode: (typeof MODES)[number];
  readonly subject: string;
  readonly rooms: readonly string[];
  readonly groups: readonly string[];
  /** Client id; undefined for one that the provider accepts. */
  readonly client: string | undefined;
  /** Kind of a Cognito token. */
  readonly use: "id" | "access";
  /** Further claims, which replace those of the same name. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly expires: string;
  readonly folder: string;
}

/** What `npm run token -- --help` prints. */
export const TOKEN_USAGE = `Prints a token that the stage on this machine accepts.

Usage: npm run token -- --subject <name> [--mode <mode>] [options]

  --mode <mode>         lambda: for the Lambda authorizer (default); cognito: of the stage's user
                        pool; oidc: of its OpenID Connect provider
  --subject <name>      who the bearer is (claim sub)
  --room <room>         a chat room that the bearer may enter; once for each (claim rooms)
  --group <group>       a group of the user, with --mode cognito; once for each
  --client <id>         client id (default: one that the provider accepts)
  --use <use>           with --mode cognito: access (default, what Amplify sends) or id
  --claim <name=value>  a further claim; a value that is JSON is read as JSON, any other as text
  --expires <time>      how long it is good, as "8h" or "10 minutes" (default 8h)
  --folder <folder>     folder of the stage (default .local)
`;

/** Reads the arguments; undefined when help is asked for. Throws an Error that names the argument. */
export function tokenOptions(args: readonly string[]): TokenOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mode: { type: "string", default: "lambda" },
      subject: { type: "string" },
      room: { type: "string", multiple: true, default: [] },
      group: { type: "string", multiple: true, default: [] },
      client: { type: "string" },
      use: { type: "string" },
      claim: { type: "string", multiple: true, default: [] },
      expires: { type: "string", default: "8h" },
      folder: { type: "string", default: ".local" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const { subject, client, expires, folder } = values;
  const mode = MODES.find((name) => name === values.mode);
  if (mode === undefined) {
    throw new Error(`--mode: got "${values.mode}", allowed: ${MODES.join(", ")}`);
  }
  if (subject === undefined || subject === "") {
    throw new Error("--subject: got nothing, allowed: a name");
  }
  if (mode !== "cognito" && (values.group.length > 0 || values.use !== undefined)) {
    throw new Error(`--group and --use are of --mode cognito, got --mode ${mode}`);
  }
  if (mode === "lambda" && client !== undefined) {
    throw new Error("--client is of --mode cognito and oidc, got --mode lambda");
  }
  const { use = "access" } = values;
  if (use !== "access" && use !== "id") {
    throw new Error(`--use: got "${use}", allowed: access, id`);
  }
  const claims = Object.fromEntries(values.claim.map(claim));
  const { room: rooms, group: groups } = values;
  return { mode, subject, rooms, groups, client, use, claims, expires, folder };
}

function claim(text: string): readonly [string, unknown] {
  const [name = "", ...value] = text.split("=");
  if (name === "" || value.length === 0) {
    throw new Error(`--claim: got "${text}", allowed: <name>=<value>`);
  }
  return [name, jsonOrText(value.join("="))];
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
