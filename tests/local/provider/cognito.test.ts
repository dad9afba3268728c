import assert from "node:assert/strict";
import { test } from "node:test";
import { ResourceRegistry } from "../../../local/provider/resource-registry.ts";
import { resourceType } from "../../../local/provider/resource-types.ts";
import { eventApisOf } from "../../../local/stage-model.ts";

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";

function created(type: string, inputs: Record<string, unknown>) {
  return resourceType(type).compute({
    urn: `urn:pulumi:local::test::${type}::users`,
    logicalName: "users",
    type,
    inputs,
    place: { accountId: "000000000000", region: "eu-west-1" },
  });
}

test("a user pool of the stack is an issuer that its API accepts tokens of", () => {
  const pool = created(POOL, { name: "users" });
  assert.match(pool.id, /^eu-west-1_[a-z0-9]{9}$/);
  const registry = new ResourceRegistry();
  const cognitoConfig = { userPoolId: pool.id, awsRegion: "eu-west-1" };
  const authProviders = [{ authType: "AMAZON_COGNITO_USER_POOLS", cognitoConfig }];
  registry.put({
    urn: "urn:pulumi:local::test::aws:appsync/api:Api::api",
    type: "aws:appsync/api:Api",
    id: "api1",
    inputs: { name: "events", eventConfig: { authProviders } },
    outputs: { apiId: "api1", apiArn: "arn:aws:appsync:eu-west-1:000000000000:apis/api1" },
  });
  const [provider] = eventApisOf(registry).get("api1")?.tokenProviders ?? [];
  assert.equal(provider?.issuer, `https://${pool.outputs.endpoint}`);
});

test("a client of a user pool has an id, and a secret only when it asks for one", () => {
  const client = created(CLIENT, { userPoolId: "eu-west-1_pool", name: "web" });
  assert.match(client.id, /^[a-z0-9]{26}$/);
  assert.deepEqual(client.outputs, { userPoolId: "eu-west-1_pool" });
  const { outputs } = created(CLIENT, { userPoolId: "eu-west-1_pool", generateSecret: true });
  assert.equal(String(outputs.clientSecret).length, 51);
});
