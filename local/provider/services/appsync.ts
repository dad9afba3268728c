import { CHANNEL_SEGMENT, CHANNEL_SEGMENT_ALLOWED } from "../../../aws-facts/channel-grammar.ts";
import { EVENT_API_NAME, EVENT_API_NAME_ALLOWED } from "../../../aws-facts/event-api-name.ts";
import {
  asProperties,
  asText,
  isUnknown,
  type Properties,
  UNKNOWN,
} from "../../../shared/properties.ts";
import { lowerCaseId } from "../aws-identifiers.ts";
import type { NewResource, Refusal, ResourceType } from "../resource-type.ts";

/** Days that a key lives when no date is given (AppSync API reference, CreateApiKey). */
const DEFAULT_KEY_DAYS = 7;
const HOUR_MS = 3_600_000;

/** AppSync API reference: DataSource `name`, ChannelNamespace `name`, Api `name`. */
const DATA_SOURCE_NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** ARN of an Event API (Developer Guide, IAM authorization). */
function apiArn({ place }: NewResource, apiId: string): string {
  return `arn:aws:appsync:${place.region}:${place.accountId}:apis/${apiId}`;
}

const api: ResourceType = {
  replaceOnChange: [],
  honoured: ["eventConfig", "name"],
  stored: ["ownerContact", "tags", "region"],
  compute(resource) {
    const apiId = lowerCaseId(26);
    const host = lowerCaseId(26);
    const { region } = resource.place;
    const dns = {
      HTTP: `${host}.appsync-api.${region}.amazonaws.com`,
      REALTIME: `${host}.appsync-realtime-api.${region}.amazonaws.com`,
    };
    const outputs = { apiId, apiArn: apiArn(resource, apiId), dns, xrayEnabled: false };
    return { id: apiId, outputs };
  },
  refusals: (inputs) => namePattern(inputs, new RegExp(EVENT_API_NAME), EVENT_API_NAME_ALLOWED),
};

const apiKey: ResourceType = {
  replaceOnChange: ["apiId"],
  honoured: ["apiId", "expires"],
  stored: ["description", "region"],
  compute({ inputs }) {
    const key = `da2-${lowerCaseId(26)}`;
    const expires = keyExpiry(inputs);
    return { id: `${asText(inputs.apiId)}:${key}`, outputs: { apiKeyId: key, key, expires } };
  },
  recompute: ({ inputs }) => ({
    expires: isUnknown(inputs.expires) ? UNKNOWN : keyExpiry(inputs),
  }),
};

/** AppSync rounds a key's expiry down to the hour (API reference, `expires`). */
function keyExpiry(inputs: Properties): string {
  const given = Date.parse(asText(inputs.expires));
  const time = Number.isNaN(given) ? Date.now() + DEFAULT_KEY_DAYS * 24 * HOUR_MS : given;
  return new Date(Math.floor(time / HOUR_MS) * HOUR_MS).toISOString().replace(".000Z", "Z");
}

const dataSource: ResourceType = {
  replaceOnChange: ["apiId", "name"],
  autoName: { property: "name", most: 64 },
  honoured: ["apiId", "name", "type", "lambdaConfig", "serviceRoleArn"],
  stored: ["description", "region"],
  compute(resource) {
    const { apiId, name } = resource.inputs;
    const arn = `${apiArn(resource, asText(apiId))}/datasources/${asText(name)}`;
    return { id: `${asText(apiId)}-${asText(name)}`, outputs: { arn } };
  },
  refusals: (inputs) =>
    namePattern(inputs, DATA_SOURCE_NAME, "letters, digits and underscores, no digit first"),
  unsupported: ({ type, serviceRoleArn }, registry) => {
    if (type !== "AWS_LAMBDA") {
      return [`data source type ${asText(type)}`];
    }
    const roles = registry.ofType("aws:iam/role:Role");
    if (roles.some(({ outputs }) => outputs.arn === serviceRoleArn)) {
      return [];
    }
    const role = asText(serviceRoleArn);
    return role === ""
      ? []
      : [`whether ${role}, which is not in this stack, may invoke the function`];
  },
};

const channelNamespace: ResourceType = {
  replaceOnChange: ["apiId", "name"],
  autoName: { property: "name", most: 50 },
  honoured: ["apiId", "name", "publishAuthModes", "subscribeAuthModes", "handlerConfigs"],
  stored: ["tags", "region"],
  compute(resource) {
    const { apiId, name } = resource.inputs;
    const arn = `${apiArn(resource, asText(apiId))}/channelNamespace/${asText(name)}`;
    return { id: `${asText(apiId)},${asText(name)}`, outputs: { channelNamespaceArn: arn } };
  },
  refusals: (inputs) => namePattern(inputs, CHANNEL_SEGMENT, CHANNEL_SEGMENT_ALLOWED),
  unsupported: (inputs) =>
    Object.entries(asProperties(inputs.handlerConfigs))
      .filter(([, config]) => asProperties(config).behavior === "CODE")
      .map(([side]) => `${side} with behavior CODE (APPSYNC_JS)`),
};

const domainName: ResourceType = {
  replaceOnChange: ["domainName", "certificateArn"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({
    id: asText(inputs.domainName),
    outputs: {
      appsyncDomainName: `d${lowerCaseId(13)}.cloudfront.net`,
      // CloudFront's one hosted zone (Route 53 API reference, AliasTarget).
      hostedZoneId: "Z2FDTNDATAQYW2",
    },
  }),
};

const domainNameApiAssociation: ResourceType = {
  replaceOnChange: ["domainName"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({ id: asText(inputs.domainName), outputs: {} }),
};

function namePattern(inputs: Properties, pattern: RegExp, allowed: string): Refusal[] {
  const { name } = inputs;
  if (typeof name !== "string" || isUnknown(name) || pattern.test(name)) {
    return [];
  }
  return [{ property: "name", reason: `got "${name}", allowed: ${allowed}` }];
}

/** AppSync's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:appsync/api:Api": api,
  "aws:appsync/apiKey:ApiKey": apiKey,
  "aws:appsync/dataSource:DataSource": dataSource,
  "aws:appsync/channelNamespace:ChannelNamespace": channelNamespace,
  "aws:appsync/domainName:DomainName": domainName,
  "aws:appsync/domainNameApiAssociation:DomainNameApiAssociation": domainNameApiAssociation,
};
