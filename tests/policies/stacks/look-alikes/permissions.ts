import { type Blueprint, jsonText, ref, type Value } from "../blueprint.ts";
import { declare, TAGS } from "../compliant.ts";
import { by, type LookAlike, set } from "./look-alike.ts";

function broad(program: Blueprint, known?: "update") {
  return by("iam-no-wildcards", program, known);
}

const table = declare("aws:dynamodb/table:Table", { name: "orders", tags: TAGS });
const ADMINISTRATORS = "arn:aws:iam::aws:policy/AdministratorAccess";
function may(Action: string, Resource: Value) {
  return set(
    "function-policy",
    ["policy"],
    JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }),
  );
}

const onAll = [
  { Effect: "Allow", Action: "dynamodb:PutItem", Resource: [ref("table", "arn"), "*"] },
];

/** Permissions that look narrow and reach everything. */
export const permissions: Readonly<Record<string, LookAlike>> = {
  "a role with a managed policy of administrators": broad(
    set("function-role", ["managedPolicyArns"], [ADMINISTRATORS]),
  ),
  "a list of a role's only policies with one of administrators": broad({
    ...may("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"),
    list: declare("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", {
      roleName: ref("function-role", "name"),
      policyArns: [ADMINISTRATORS],
    }),
  }),
  "any resource by the beginning of an ARN": broad(may("dynamodb:PutItem", "arn:*")),
  "any resource by two stars": broad(may("dynamodb:PutItem", "**")),
  "any resource of a service": broad(may("dynamodb:PutItem", "arn:aws:dynamodb:*")),
  "any resource of a service, spelled out": broad(
    may("dynamodb:PutItem", "arn:aws:dynamodb:*:*:**"),
  ),
  "any object in any bucket": broad(may("s3:GetObject", "arn:aws:s3:::*/*")),
  "actions by question marks": broad(
    may("dynamodb:Put????", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"),
  ),
  "a star beside an ARN that is not known yet": broad({
    ...set("function-policy", ["policy"], { Statement: onAll }),
    table,
  }),
  "a star in a text beside an ARN that is not known yet": broad(
    { ...set("function-policy", ["policy"], jsonText({ Statement: onAll })), table },
    "update",
  ),
};
