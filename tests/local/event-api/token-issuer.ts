import { once } from "node:events";
import { createServer } from "node:http";
import type { TestContext } from "node:test";
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from "jose";

/** Claims of a token; undefined leaves one out. */
type Claims = Readonly<Record<string, unknown>>;

/** A key of an issuer and the tokens that it signs. */
export class TestKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly publicKeys: JSONWebKeySet;
  readonly #privateKey: CryptoKey;

  private constructor(kid: string, algorithm: string, key: CryptoKey, publicKeys: JSONWebKeySet) {
    this.kid = kid;
    this.algorithm = algorithm;
    this.#privateKey = key;
    this.publicKeys = publicKeys;
  }

  static async make(kid: string, algorithm = "RS256"): Promise<TestKey> {
    const { publicKey, privateKey } = await generateKeyPair(algorithm);
    const keys = [{ ...(await exportJWK(publicKey)), kid, alg: algorithm }];
    return new TestKey(kid, algorithm, privateKey, { keys });
  }

  /** A token that is good for an hour, unless the claims say something else. */
  sign(claims: Claims, header: { kid?: string } = { kid: this.kid }): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ sub: "alice", iat: now, exp: now + 3_600, ...claims })
      .setProtectedHeader({ alg: this.algorithm, ...header })
      .sign(this.#privateKey);
  }
}

/** An OpenID Connect provider with a discovery document, whose keys a test may exchange. */
export async function serveIssuer(context: TestContext, keys: JSONWebKeySet) {
  const issuer = { url: "", stated: "", keys, requests: [] as string[] };
  const server = createServer(({ url = "" }, response) => {
    issuer.requests.push(url);
    const document = { issuer: issuer.stated, jwks_uri: `${issuer.url}/keys` };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(url === "/keys" ? issuer.keys : document));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) {
    throw new Error("no port");
  }
  issuer.url = `http://127.0.0.1:${address.port}`;
  issuer.stated = issuer.url;
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return issuer;
}
