import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { Type } from "typebox";
import { EventPublisher } from "../../publisher/event-publisher.ts";
import type { PublishError, PublishRequestError } from "../../publisher/publish-error.ts";

interface Request {
  readonly path: string | undefined;
  readonly key: string | string[] | undefined;
  readonly body: { channel: string; events: string[] };
}

/** An HTTP endpoint that refuses events with `bad` in them, as AppSync words it. */
describe("the publisher", () => {
  const requests: Request[] = [];
  let server: Server;
  let endpoint = "";
  let status = 200;

  before(async () => {
    server = createServer(async (request, response) => {
      const body = (await json(request)) as Request["body"];
      requests.push({ path: request.url, key: request.headers["x-api-key"], body });
      const places = body.events.map((event, index) => ({ event, index }));
      const refused = places.filter(({ event }) => event.includes("bad"));
      const answer = {
        failed: refused.map(({ index }) => ({
          identifier: `id-${index}`,
          index,
          code: 400,
          message: "INVALID_EVENT - /text must be a string",
        })),
        successful: places
          .filter(({ event }) => !event.includes("bad"))
          .map(({ index }) => ({ identifier: `id-${index}`, index })),
      };
      const error = { errors: [{ errorType: "UnauthorizedException", message: "no" }] };
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(status === 200 ? answer : error));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const publisher = () =>
    new EventPublisher({ endpoint, authorization: async () => ({ "x-api-key": "da2-key" }) });

  test("sends events as JSON texts, five a request, with the authorization it was given", async () => {
    requests.length = 0;
    const accepted = await publisher().publish("/chat/rooms/lobby", [
      0,
      1,
      2,
      3,
      4,
      { text: "six" },
    ]);
    assert.deepEqual(
      accepted.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(
      requests.map(({ body }) => body.events),
      [["0", "1", "2", "3", "4"], ['{"text":"six"}']],
    );
    assert.deepEqual(
      [requests[0]?.path, requests[0]?.key, requests[0]?.body.channel],
      ["/event", "da2-key", "/chat/rooms/lobby"],
    );
  });

  test("throws when an event was refused, and tells which ones by place and code", async () => {
    const events = ["a", "b", "c", "d", "e", "bad"];
    await assert.rejects(publisher().publish("/a/b", events), (error: PublishError) => {
      assert.equal(error.name, "PublishError");
      assert.deepEqual(error.failed, [
        { index: 5, code: "INVALID_EVENT", reason: "/text must be a string" },
      ]);
      assert.equal(error.accepted.length, 5);
      assert.match(error.message, /^1 of 6 events to \/a\/b failed: \[5\] INVALID_EVENT: /);
      return true;
    });
  });

  test("throws when the request as a whole was refused or had no answer", async () => {
    status = 401;
    await assert.rejects(publisher().publish("/a/b", [1]), {
      name: "PublishRequestError",
      message: "publishing to /a/b failed: status 401, UnauthorizedException: no",
    });
    status = 200;
    const nowhere = new EventPublisher({ endpoint: "http://127.0.0.1:1", authorization: {} });
    await assert.rejects(nowhere.publish("/a/b", [1]), (error: PublishRequestError) => {
      assert.equal(error.message, "publishing to /a/b failed: no answer from the API");
      return error.cause instanceof Error;
    });
  });

  test("types the events of a channel by its schema", async () => {
    const lobby = publisher().channel("/chat/rooms/lobby", Type.Object({ text: Type.String() }));
    assert.equal((await lobby.publish({ text: "hello" })).length, 1);
    // @ts-expect-error the schema wants a text
    assert.equal((await lobby.publish({ text: 5 })).length, 1);
  });

  test("refuses an endpoint that is not a URL", () => {
    assert.throws(
      () => new EventPublisher({ endpoint: "not a host", authorization: {} }),
      TypeError,
    );
  });
});
