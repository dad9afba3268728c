import type * as pulumi from "@pulumi/pulumi";
import { EVENT_API_NAME, EVENT_API_NAME_ALLOWED } from "../aws-facts/event-api-name.ts";
import { RETENTION_DAYS } from "../aws-facts/log-retention.ts";
import { oneOf, type Refusal } from "./component-error.ts";
import {
  authorizationRefusals,
  type EventApiAuthorization,
  type ResolvedAuthorization,
} from "./event-api-authorization.ts";
import type { Tags } from "./stage-tags.ts";

/** What an Event API logs, and for how long it is kept. */
export interface EventApiLogging {
  /** ALL, INFO and DEBUG write payloads and headers. @default ERROR */
  readonly level?: "ERROR" | "INFO" | "DEBUG" | "ALL";
  /** One of the periods of CloudWatch Logs. @default 30 */
  readonly retentionDays?: number;
  /** Key that CloudWatch Logs may use. @default CloudWatch Logs' own encryption */
  readonly kmsKeyArn?: pulumi.Input<string>;
}

/** A domain of your own in front of both endpoints. */
export interface EventApiDomain {
  readonly name: string;
  /** An ACM certificate in us-east-1, where CloudFront reads it. */
  readonly certificateArn: string;
}

/** Arguments of an Event API. */
export interface EventApiArgs {
  /** 1 to 50 letters, digits, spaces, hyphens and underscores. @default `<project>-<stage>` */
  readonly name?: string;
  /** @default nobody */
  readonly ownerContact?: string;
  /** @default IAM signatures for everything */
  readonly authorization?: EventApiAuthorization;
  /** @default errors, kept for 30 days */
  readonly logging?: EventApiLogging;
  /** @default the domain that AppSync gives */
  readonly domain?: EventApiDomain;
  /** @default none */
  readonly tags?: Tags;
  /** Day that decides which API keys exist. @default now */
  readonly today?: Date;
}

/** Everything that cannot work in an Event API's arguments. */
export function eventApiRefusals(
  { name, logging, domain }: EventApiArgs & { readonly name: string },
  authorization: ResolvedAuthorization,
  today: Date,
): Refusal[] {
  return [
    ...nameRefusals(name),
    ...authorizationRefusals(authorization, today),
    ...oneOf("logging.retentionDays", logging?.retentionDays, RETENTION_DAYS),
    ...domainRefusals(domain),
  ];
}

function nameRefusals(name: string): Refusal[] {
  if (new RegExp(EVENT_API_NAME).test(name)) {
    return [];
  }
  return [{ property: "name", got: name, allowed: EVENT_API_NAME_ALLOWED }];
}

function domainRefusals(domain: EventApiDomain | undefined): Refusal[] {
  if (domain === undefined || /^arn:[^:]+:acm:us-east-1:/.test(domain.certificateArn)) {
    return [];
  }
  const allowed = "the ARN of an ACM certificate in us-east-1";
  return [{ property: "domain.certificateArn", got: domain.certificateArn, allowed }];
}
