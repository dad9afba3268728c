const ACCOUNT = "123456789012";
const REGION = "eu-west-1";

/** A text that only an update will know, as the engine writes it. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The outputs that AWS, and not the program, gives a resource.
 *
 * @param type The resource's type token; its last part decides.
 * @param seed Makes ids distinct, for example the resource's name.
 */
export function computedOutputs(
  type: string,
  seed: string,
): Record<string, string | Record<string, string>> {
  const kind = type.split(":").at(-1) ?? type;
  if (kind === "Api") {
    const apiId = `id${seed.replaceAll(/[^a-z0-9]/g, "")}`;
    const host = `${apiId}.appsync-api.${REGION}.amazonaws.com`;
    const dns = { HTTP: host, REALTIME: host.replace("-api", "-realtime-api") };
    return { apiId, apiArn: `arn:aws:appsync:${REGION}:${ACCOUNT}:apis/${apiId}`, dns };
  }
  if (kind === "Role") {
    return { arn: `arn:aws:iam::${ACCOUNT}:role/${seed}` };
  }
  if (kind === "Function") {
    return { arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${seed}`, version: "3" };
  }
  if (kind === "Alias") {
    return { arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:x:${seed}` };
  }
  return { arn: `arn:aws:${kind.toLowerCase()}:${REGION}:${ACCOUNT}:${kind}/${seed}` };
}
