import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SignJWT } from "jose";
import { asProperties, asText } from "../local/provider/properties.ts";
import { existingTokenKey, TOKEN_ALGORITHM } from "./start/local-identity.ts";
import { localConfig } from "./start/stage-config.ts";

const USAGE = `Prints a token for the Lambda authorizer of the stage on this machine.

Usage: npm run token -- --subject <name> [--room <room> ...] [--expires <time>] [--folder <folder>]

  --subject <name>    who the bearer is (claim sub)
  --room <room>       a chat room that the bearer may enter; once for each (claim rooms)
  --expires <time>    how long it is good, as "8h" or "10 minutes" (default 8h)
  --folder <folder>   folder of the stage (default .local)
`;

try {
  process.stdout.write(`${await token(process.argv.slice(2))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function token(args: readonly string[]): Promise<string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      subject: { type: "string" },
      room: { type: "string", multiple: true, default: [] },
      expires: { type: "string", default: "8h" },
      folder: { type: "string", default: ".local" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return USAGE.trimEnd();
  if (values.subject === undefined) throw new Error("--subject: got nothing, allowed: a name");
  const key = await existingTokenKey(resolve(values.folder));
  if (key === undefined)
    throw new Error(`${values.folder} has no token key: start the stage once with \`npm start\``);
  const config = localConfig(resolve(import.meta.dirname, ".."), key);
  const authorization: unknown = JSON.parse(config["appsync-events:authorization"] ?? "{}");
  const { issuer, audience } = asProperties(asProperties(authorization).lambdaAuthorizer);
  return new SignJWT({ rooms: values.room })
    .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid: key.privateKey.kid ?? "" })
    .setSubject(values.subject)
    .setIssuer(asText(issuer))
    .setAudience(asText(audience))
    .setIssuedAt()
    .setExpirationTime(values.expires)
    .sign(key.privateKey);
}
