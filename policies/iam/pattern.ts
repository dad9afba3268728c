/**
 * Whether a text matches a pattern of a policy, in which `*` stands for any characters and `?` for
 * one (IAM user guide, "IAM JSON policy elements: Resource").
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) {
    return pattern === text;
  }
  const source = pattern
    .split(/([*?])/)
    .map((part) => {
      if (part === "*") {
        return ".*";
      }
      return part === "?" ? "." : part.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** An ARN whose region or account may not be known yet. */
export interface OpenArn {
  readonly service: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Everything after the account. */
  readonly resource: string;
}

/** Whether an ARN matches a pattern; parts that are not known yet may be what the pattern says. */
export function matchesArn(pattern: string, arn: OpenArn): boolean {
  const [, partition, , region, account] = pattern.split(":");
  const text = [
    "arn",
    partition === undefined || partition.includes("*") ? "aws" : partition,
    arn.service,
    arn.region ?? concrete(region),
    arn.account ?? concrete(account),
    arn.resource,
  ].join(":");
  return matchesPattern(pattern, text);
}

function concrete(part: string | undefined): string {
  return part === undefined || part === "" || /[*?]/.test(part) ? "any" : part;
}
