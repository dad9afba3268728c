import type { FixExample } from "../fix-example.ts";

/** A function whose package holds what its build attested. */
export const ATTESTED_FUNCTION: FixExample = {
  aws: `new aws.lambda.Function("<name>", {
  role: role.arn,
  runtime: "nodejs24.x",
  handler: "index.handler",
  publish: true,
  code: new pulumi.asset.FileArchive("build/orders"), // with attestation.json, from the same build
});`,
  components: `const bundle = await bundleHandler("handlers/orders"); // attests what it builds
new EventHandler("orders", { eventApi, bundle });`,
};

/** A namespace that is wired to the function that was built for it. */
export const OWN_FUNCTION: FixExample = {
  aws: `const dataSource = new aws.appsync.DataSource("orders", {
  apiId: api.apiId,
  name: "orders",
  type: "AWS_LAMBDA",
  lambdaConfig: { functionArn: ordersAlias.arn }, // whose attestation.json names "orders"
  serviceRoleArn: role.arn,
});
const integration = { dataSourceName: dataSource.name }; // of namespace "orders"`,
  components: `const bundle = await bundleHandler("handlers/orders"); // the folder is the namespace's name
const handler = new EventHandler("orders", { eventApi, bundle });
new ChannelNamespace("orders", { eventApi, handler });`,
};

/** An alias that follows what the function publishes. */
export const LIVE_ALIAS: FixExample = {
  aws: `const live = new aws.lambda.Alias("orders", {
  name: "live",
  functionName: lambda.name, // of a function with publish: true
  functionVersion: lambda.version,
});
const lambdaConfig = { functionArn: live.arn }; // of the data source`,
  components: `const handler = new EventHandler("orders", { eventApi, bundle }); // publishes, and moves its alias
new ChannelNamespace("orders", { eventApi, handler });`,
};

/** A function whose code no option keeps back. */
export const CURRENT_CODE: FixExample = {
  aws: `new aws.lambda.Function("<name>", { role: role.arn, publish: true, code }, {
  ignoreChanges: [], // none of code, imageUri, s3Bucket, s3Key, sourceCodeHash
});`,
  components: `new EventHandler("orders", { eventApi, bundle }); // without ignoreChanges`,
};

/** A function that runs nothing before its handler. */
export const HANDLER_ALONE: FixExample = {
  aws: `new aws.lambda.Function("<name>", {
  role: role.arn,
  code,
  environment: { variables: { LOG_LEVEL: "INFO" } }, // nothing that loads code, such as NODE_OPTIONS
  layers: [], // or those of the setting layers
});`,
  components: `new EventHandler("orders", { eventApi, bundle, environment: { LOG_LEVEL: "INFO" } });`,
  packConfiguration: `{ "handler-attestation": { "layers": ["arn:aws:lambda:*:123456789012:layer:tracing"] } }`,
};

const PUBLIC_KEYS = `{ "handler-attestation": { "publicKeys": [{ "kty": "EC", "crv": "P-256", "x": "...", "y": "..." }] } }`;

/** A function whose attestation is signed, as its package in S3 cannot be compared. */
export const signedPackage: FixExample = {
  aws: `new aws.lambda.Function("<name>", {
  role: role.arn,
  s3Bucket: "packages",
  s3Key: "orders.zip",
  sourceCodeHash: "<SHA-256 of the package in Base64>", // the one in the attestation
  environment: { variables: { EVENT_ATTESTATION: signedByTheBuild } }, // a compact JWS
});`,
  components: `new EventHandler("orders", { eventApi, bundle, signedAttestation: signedByTheBuild });`,
  packConfiguration: PUBLIC_KEYS,
};

/** A function whose attestation is signed, as its image cannot be compared. */
export const signedImage: FixExample = {
  aws: `new aws.lambda.Function("<name>", {
  role: role.arn,
  packageType: "Image",
  imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:<64 hex digits>",
  environment: { variables: { EVENT_ATTESTATION: signedByTheBuild } }, // a compact JWS
});`,
  components: `new EventHandler("orders", { eventApi, bundle, signedAttestation: signedByTheBuild });`,
  packConfiguration: PUBLIC_KEYS,
};
