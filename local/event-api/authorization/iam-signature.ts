import { createHash, timingSafeEqual } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { EventApi, IamPrincipal } from "../../model.ts";
import { badRequest, notAuthorized, signatureMismatch } from "../request-error.ts";
import type { AuthorizationRequest } from "./credential.ts";
import type { IamIdentity } from "./identity.ts";

/** Milliseconds that a signature's date may be off (IAM guide, Signature Version 4). */
const MAXIMUM_CLOCK_SKEW_MS = 5 * 60 * 1000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/appsync\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

interface Signature {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(text: string): Signature {
  const [, accessKeyId, day, region, signedHeaders, signature] = AUTHORIZATION.exec(text) ?? [];
  if (!accessKeyId || !day || !region || !signedHeaders || !signature) {
    throw badRequest("The authorization is not a Signature Version 4 of the service appsync.");
  }
  return { accessKeyId, day, region, signedHeaders: signedHeaders.split(";"), signature };
}

function signingDate(request: AuthorizationRequest, day: string): Date {
  const text = request.credential["x-amz-date"] ?? "";
  const [, ...parts] = DATE.exec(text) ?? [];
  const [year, month, date, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time)) {
    throw badRequest("x-amz-date is missing or no date like 20260101T000000Z.");
  }
  if (!text.startsWith(day)) {
    throw signatureMismatch();
  }
  if (Math.abs(request.now - time) > MAXIMUM_CLOCK_SKEW_MS) {
    throw notAuthorized();
  }
  return new Date(time);
}

/**
 * The headers that were signed, as they arrived. The body's hash is always our own: a client that
 * signs `x-amz-content-sha256` can only match when it states the true one.
 */
function headersToSign(request: AuthorizationRequest, signed: readonly string[]) {
  const headers: Record<string, string> = {};
  for (const name of signed) {
    const value = request.credential[name];
    if (value === undefined) {
      throw signatureMismatch();
    }
    headers[name] = value;
  }
  headers["x-amz-content-sha256"] = createHash("sha256").update(request.signedBody()).digest("hex");
  return headers;
}

async function sign(
  request: AuthorizationRequest,
  principal: IamPrincipal,
  claimed: Signature,
  date: Date,
): Promise<string> {
  const signer = new SignatureV4({
    service: "appsync",
    region: claimed.region,
    credentials: principal,
    sha256: Sha256,
    applyChecksum: false,
  });
  const headers = headersToSign(request, claimed.signedHeaders);
  const unsigned = Object.keys(headers).filter((name) => !claimed.signedHeaders.includes(name));
  const signed = await signer.sign(
    {
      method: "POST",
      protocol: "https:",
      hostname: request.credential.host ?? "",
      path: "/event",
      headers,
    },
    {
      signingDate: date,
      signableHeaders: new Set(claimed.signedHeaders),
      unsignableHeaders: new Set(unsigned),
    },
  );
  return AUTHORIZATION.exec(signed.headers.authorization ?? "")?.[5] ?? "";
}

/**
 * Verifies a Signature Version 4 by making it again and comparing in constant time. The signature
 * must cover the host of the HTTP endpoint; over a WebSocket it covers `POST /event` with the
 * operation's JSON as body. Throws RequestError.
 */
export async function verifySignature(
  api: EventApi,
  principals: readonly IamPrincipal[],
  request: AuthorizationRequest,
): Promise<IamIdentity> {
  const claimed = parseAuthorization(request.credential.authorization ?? "");
  const date = signingDate(request, claimed.day);
  const host = request.credential.host;
  if (host === undefined || !claimed.signedHeaders.includes("host")) {
    throw badRequest("The signature does not cover the header host.");
  }
  if (!request.httpHosts.includes(host) || claimed.region !== api.region) {
    throw notAuthorized();
  }
  const principal = principals.find(({ accessKeyId }) => accessKeyId === claimed.accessKeyId);
  if (principal === undefined) {
    throw notAuthorized();
  }
  const sessionToken = request.credential["x-amz-security-token"];
  if (sessionToken !== principal.sessionToken) {
    throw notAuthorized();
  }
  const expected = await sign(request, principal, claimed, date);
  const matches =
    expected.length === claimed.signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(claimed.signature));
  if (!matches) {
    throw signatureMismatch();
  }
  return {
    accountId: api.accountId,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp: [request.sourceIp],
    username: principal.username,
    userArn: principal.userArn,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  };
}
