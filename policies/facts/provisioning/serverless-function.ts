import { isObject, type Template } from "./read-template.ts";

const TRANSFORM = "AWS::Serverless-2016-10-31";

/**
 * Returns the resources that a template declares, with each `AWS::Serverless::Function` replaced by
 * the function, role and alias that AWS SAM makes of it (SAM specification, "AWS::Serverless::Function"
 * and "Generated CloudFormation resources"). Event sources and other types stay as they are.
 */
export function declaredResources(template: Template): Readonly<Record<string, unknown>> {
  const declared = isObject(template.Resources) ? template.Resources : {};
  if (![template.Transform].flat().includes(TRANSFORM)) {
    return declared;
  }
  const globals = isObject(template.Globals) ? template.Globals.Function : undefined;
  return Object.fromEntries(
    Object.entries(declared).flatMap(([id, resource]) =>
      isObject(resource) && resource.Type === "AWS::Serverless::Function"
        ? generated(id, resource, isObject(globals) ? globals : {})
        : [[id, resource]],
    ),
  );
}

function generated(
  id: string,
  resource: Readonly<Record<string, unknown>>,
  globals: Readonly<Record<string, unknown>>,
): [string, unknown][] {
  const own = isObject(resource.Properties) ? resource.Properties : {};
  const { InlineCode, ImageUri, CodeUri, Policies, Tags, Tracing, AutoPublishAlias, ...rest } =
    merged(globals, own);
  const roleId = `${id}Role`;
  const properties = {
    ...rest,
    Role: rest.Role ?? { "Fn::GetAtt": [roleId, "Arn"] },
    Code: codeOf(InlineCode, ImageUri, CodeUri),
    ...(Tags === undefined ? {} : { Tags: listOf(Tags) }),
    ...(Tracing === undefined ? {} : { TracingConfig: { Mode: Tracing } }),
  };
  const lambda = { ...resource, Type: "AWS::Lambda::Function", Properties: properties };
  const made: [string, unknown][] = [[id, lambda]];
  if (rest.Role === undefined) {
    made.push([roleId, { ...resource, Type: "AWS::IAM::Role", Properties: roleOf(Policies) }]);
  }
  if (AutoPublishAlias !== undefined) {
    // Under the name by which the template refers to it: `!Ref Function.Alias`.
    const alias = { FunctionName: { Ref: id }, FunctionVersion: { "Fn::GetAtt": [id, "Version"] } };
    made.push([`${id}.Alias`, { ...resource, Type: "AWS::Lambda::Alias", Properties: alias }]);
  }
  return made;
}

/** SAM merges the maps of Globals with those of a function, and adds lists together. */
function merged(
  globals: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...globals };
  for (const [key, value] of Object.entries(own)) {
    const before = result[key];
    if (Array.isArray(before) && Array.isArray(value)) {
      result[key] = [...before, ...value];
    } else if (isMap(before) && isMap(value)) {
      result[key] = merged(before, value);
    } else {
      result[key] = value;
    }
  }
  return result;
}

/** An object that calls an intrinsic function. */
function isCall(value: unknown): boolean {
  return isObject(value) && Object.keys(value).some((key) => /^(?:Fn::|Ref$)/.test(key));
}

/** An object that is not a call of an intrinsic function. */
function isMap(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !isCall(value);
}

function codeOf(inline: unknown, image: unknown, uri: unknown): unknown {
  if (inline !== undefined) {
    return { ZipFile: inline };
  }
  return image === undefined ? { S3Key: uri ?? "" } : { ImageUri: image };
}

function listOf(tags: unknown): unknown {
  if (!isMap(tags)) {
    return tags;
  }
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/**
 * Policies by name are AWS's own, and references lead to managed policies; SAM's policy templates name
 * one resource each.
 */
function roleOf(policies: unknown): unknown {
  const list = policies === undefined ? [] : [policies].flat();
  const documents = list.filter((policy) => isObject(policy) && "Statement" in policy);
  const names = list.filter((policy) => typeof policy === "string" || isCall(policy));
  return {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "lambda.amazonaws.com" },
        },
      ],
    },
    ManagedPolicyArns: names.map((name) =>
      typeof name !== "string" || name.startsWith("arn:")
        ? name
        : `arn:aws:iam::aws:policy/${name}`,
    ),
    Policies: documents.map((PolicyDocument, at) => ({ PolicyName: String(at), PolicyDocument })),
  };
}
