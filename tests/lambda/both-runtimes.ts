import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import type { FunctionSurroundings } from "../../local/functions/function-environment.ts";
import { LocalFunctions } from "../../local/functions/local-functions.ts";
import { InvocationError } from "../../local/model.ts";
import type { Answer, LambdaPlatform } from "./lambda-platform.ts";

/** What one event was answered, by the embedded stage and by AWS's runtime. */
export interface BothAnswers {
  readonly embedded: Answer;
  readonly lambda: Answer;
}

/** One function, deployed on the embedded stage and behind AWS's runtime. */
export class BothRuntimes {
  readonly lambda: LambdaPlatform;
  readonly #functionArn: string;
  readonly #embedded: LocalFunctions;
  readonly #folder: string;

  private constructor(
    lambda: LambdaPlatform,
    functionArn: string,
    embedded: LocalFunctions,
    folder: string,
  ) {
    this.lambda = lambda;
    this.#functionArn = functionArn;
    this.#embedded = embedded;
    this.#folder = folder;
  }

  /** Deploys a function on the embedded stage beside the platform that runs it already. */
  static async deploy(
    lambda: LambdaPlatform,
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
  ): Promise<BothRuntimes> {
    const folder = await mkdtemp(join(tmpdir(), "embedded-"));
    const embedded = new LocalFunctions({ ...surroundings, folder });
    try {
      await embedded.deploy(fn);
    } catch (error) {
      await Promise.all([embedded.close(), lambda.close()]);
      await rm(folder, { recursive: true });
      throw error;
    }
    return new BothRuntimes(lambda, fn.functionArn, embedded, folder);
  }

  /** Sends both the same event and gives their answers without what differs from call to call. */
  async ask(event: unknown): Promise<BothAnswers> {
    const [embedded, lambda] = await Promise.all([
      this.#askEmbedded(event),
      this.lambda.invoke(JSON.stringify(event)),
    ]);
    return { embedded: comparable(embedded), lambda: comparable(lambda) };
  }

  /**
   * Ends both and gives every line that the embedded stage wrote for a function; they are complete
   * only once it has ended.
   */
  async close(functionName?: string): Promise<readonly string[]> {
    await Promise.all([this.#embedded.close(), this.lambda.close()]);
    const lines =
      functionName === undefined
        ? []
        : (await readFile(join(this.#folder, "logs", `${functionName}.log`), "utf8")).split("\n");
    await rm(this.#folder, { recursive: true });
    return lines;
  }

  async #askEmbedded(event: unknown): Promise<Answer> {
    try {
      const { value } = await this.#embedded.invoke(this.#functionArn, event, "REQUEST_RESPONSE");
      return { value };
    } catch (error) {
      if (!(error instanceof InvocationError)) {
        throw error;
      }
      const [errorType = "", ...rest] = error.message.split(": ");
      return { errorType, errorMessage: rest.join(": ") };
    }
  }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** The emulator words a timeout as Lambda did before it named the request in every error. */
const OF_REQUEST = /RequestId: <id> Error: (?=Task timed out)/g;

function comparable(answer: Answer): Answer {
  const text = JSON.stringify(answer);
  return JSON.parse(
    text.replace(UUID, "<id>").replace(TIME, "<time>").replace(OF_REQUEST, ""),
  ) as Answer;
}
