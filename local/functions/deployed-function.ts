/** A function as Lambda holds it: what the embedded stage needs to run it. */
export interface DeployedFunction {
  readonly functionArn: string;
  readonly functionName: string;
  /** Folder with the deployed code. */
  readonly codeFolder: string;
  /** Lambda's handler setting, `<file without ending>.<export>`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Memory in MB. */
  readonly memorySize: number;
  /** Seconds that one invocation may take. */
  readonly timeoutSeconds: number;
  /** Invocations at once; none when left out. 0 refuses every invocation, as on AWS. */
  readonly reservedConcurrentExecutions?: number;
  /** CloudWatch log group, shown to the function in its environment. */
  readonly logGroup: string;
  /** Set when the runtime writes JSON lines; the least level that it writes. @default text lines */
  readonly logging?: { readonly applicationLogLevel: string };
}
