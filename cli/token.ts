import { localToken } from "./token/local-token.ts";
import { TOKEN_USAGE, tokenOptions } from "./token/token-options.ts";

/** Exit status of a command that was called with arguments that make no sense. */
const USAGE_STATUS = 2;

try {
  const options = tokenOptions(process.argv.slice(2));
  process.stdout.write(options === undefined ? TOKEN_USAGE : `${await localToken(options)}\n`);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n\n${TOKEN_USAGE}`);
  process.exitCode = USAGE_STATUS;
}
