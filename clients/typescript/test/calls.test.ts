import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Code as ConnectCode, ConnectError } from "@connectrpc/connect";
import { Code, connect, ErrorCodeSchema, ImageService, LongshoreError, StateEvent } from "../src/index.js";
import { BadRequestSchema, ErrorInfoSchema } from "../src/gen/google/rpc/error_details_pb.js";
import { urlOf } from "../src/target.js";
import { FakeServer, failure, rejection } from "./fake-server.js";

test("an error tells code, reason, metadata, the chain of causes and the fields", async () => {
  await using server = await FakeServer.start((router) => {
    router.service(ImageService, {
      getImage: () => {
        throw new ConnectError("uuid: is wrong", ConnectCode.InvalidArgument, undefined, [
          { desc: ErrorInfoSchema, value: { reason: "INVALID_ARGUMENT", metadata: { field: "uuid" } } },
          { desc: ErrorCodeSchema, value: { code: "SYS.1007", cause: { code: "SYS.1000", details: "behind it" } } },
          { desc: BadRequestSchema, value: { fieldViolations: [{ field: "uuid", description: "is wrong" }] } },
        ]);
      },
    });
  });
  const client = await server.client();
  const error = await rejection(client.images.getImage({ uuid: "?" }), LongshoreError);
  assert.equal(error.message, "uuid: is wrong");
  assert.equal(error.code, Code.InvalidArgument);
  assert.equal(error.reason, "INVALID_ARGUMENT");
  assert.deepEqual(error.metadata, { field: "uuid" });
  assert.deepEqual(
    error.errors.map(({ code, details }) => [code, details]),
    [
      ["SYS.1007", ""],
      ["SYS.1000", "behind it"],
    ],
  );
  assert.deepEqual(error.violations, [{ field: "uuid", description: "is wrong" }]);
  assert.equal(error.lostContact, false);
});

test("calls share one login; a session that is not known any more is renewed once", async () => {
  let known = "session-1";
  await using server = await FakeServer.start((router) => {
    router.service(ImageService, {
      getImage: ({ uuid }, context) => {
        FakeServer.expectSession(context, known);
        return { image: { uuid } };
      },
    });
  });
  const client = await server.client();
  await Promise.all(["a", "b", "c"].map((uuid) => client.images.getImage({ uuid })));
  assert.equal(server.logins, 1);
  known = "session-2";
  assert.equal((await client.images.getImage({ uuid: "d" })).image?.uuid, "d");
  assert.equal(server.logins, 2);
  known = "none";
  const error = await rejection(client.images.getImage({ uuid: "e" }), LongshoreError);
  assert.equal(error.code, Code.Unauthenticated);
  assert.equal(server.logins, 3);
});

test("a change whose answer was lost is asked for again under the same request_id", async () => {
  const requestIds: string[] = [];
  await using server = await FakeServer.start((router, server) => {
    router.service(ImageService, {
      getImage: () => ({}),
      changeImageState: ({ requestId }) => {
        requestIds.push(requestId);
        if (requestIds.length === 1) {
          server.cut();
        }
        return { taskUuid: requestId };
      },
    });
  });
  const client = await server.client();
  await client.images.getImage({}); // a server that was never heard from is not waited for
  const { taskUuid } = await client.images.changeImageState({ uuid: "an image", stateEvent: StateEvent.DISABLE });
  assert.match(taskUuid, /^[0-9a-f]{32}$/);
  assert.deepEqual(requestIds, [taskUuid, taskUuid]);
});

test("a storage that does not answer is no lost server", async () => {
  await using server = await FakeServer.start((router) => {
    router.service(ImageService, {
      getImage: () => {
        throw failure("storage a does not answer", Code.Unavailable, "STORAGE_DISCONNECTED");
      },
    });
  });
  const client = await server.client();
  const error = await rejection(client.images.getImage({}), LongshoreError);
  assert.deepEqual([error.reason, error.lostContact], ["STORAGE_DISCONNECTED", false]);
});

test("where no server ever answered, a call fails at once", async () => {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => listener.once("listening", listening));
  const { port } = listener.address() as AddressInfo;
  await new Promise((closed) => listener.close(closed));
  const client = await connect({ server: `127.0.0.1:${port.toString()}`, anonymous: true });
  const error = await rejection(client.images.getImage({}), LongshoreError);
  assert.match(error.message, /^no server answers at 127\.0\.0\.1:/);
  assert.equal(error.lostContact, true);
});

test("a closed connection takes no calls", async () => {
  await using server = await FakeServer.start((router) => {
    router.service(ImageService, { getImage: () => ({}) });
  });
  const client = await server.client();
  await client.images.getImage({});
  await client.close();
  const error = await rejection(client.images.getImage({}), LongshoreError);
  assert.deepEqual([error.code, error.message], [Code.Canceled, "the connection was closed"]);
});

test("addresses have a port and a scheme", () => {
  assert.equal(urlOf("example.org"), "http://example.org:50051");
  assert.equal(urlOf("https://example.org:443"), "https://example.org:443");
  assert.equal(urlOf("[::1]:7"), "http://[::1]:7");
  assert.throws(() => urlOf("a:b:c"), /server: a:b:c \(expected: HOST:PORT/);
  assert.throws(() => urlOf("example.org:70000"), /expected: HOST:PORT/);
});
