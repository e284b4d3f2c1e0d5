import assert from "node:assert/strict";
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { type ConnectOptions, connect, type Longshore, SessionService } from "../src/index.js";
import { ErrorInfoSchema } from "../src/gen/google/rpc/error_details_pb.js";

/** A server in this process, whose services are what a test makes them. It can lose all of its connections at once. */
export class FakeServer implements AsyncDisposable {
  /** How often someone logged in. */
  logins = 0;
  private readonly server: Http2Server;
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly clients: Longshore[] = [];

  private constructor(routes: (router: ConnectRouter, server: FakeServer) => void) {
    const sessions = {
      login: () => ({ session: { uuid: `session-${(++this.logins).toString()}` } }),
      logout: () => ({}),
    };
    const handler = connectNodeAdapter({
      routes: (router) => {
        router.service(SessionService, sessions);
        routes(router, this);
      },
    });
    this.server = createServer(handler).on("session", (session) => {
      this.sessions.add(session);
      session.on("close", () => this.sessions.delete(session));
    });
  }

  static async start(routes: (router: ConnectRouter, server: FakeServer) => void): Promise<FakeServer> {
    const fake = new FakeServer(routes);
    await new Promise<void>((listening) => fake.server.listen(0, "127.0.0.1", listening));
    return fake;
  }

  /** A client of this server that gives up soon. */
  async client(options: ConnectOptions = {}): Promise<Longshore> {
    const { port } = this.server.address() as AddressInfo;
    const server = `127.0.0.1:${port.toString()}`;
    const client = await connect({ server, user: "admin", password: "secret", patienceMs: 5_000, ...options });
    this.clients.push(client);
    return client;
  }

  /** Resets every connection. */
  cut(): void {
    for (const session of this.sessions) {
      session.socket.resetAndDestroy();
    }
  }

  /** Fails a call as the server does for a session that it does not know, unless the call came with this one. */
  static expectSession(context: HandlerContext, session: string): void {
    if (context.requestHeader.get("authorization") !== `Bearer ${session}`) {
      throw failure("no such session", Code.Unauthenticated, "UNAUTHENTICATED");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    this.cut();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** An error as the server sends it. */
export function failure(
  message: string,
  code: Code,
  reason: string,
  metadata: Record<string, string> = {},
): ConnectError {
  return new ConnectError(message, code, undefined, [{ desc: ErrorInfoSchema, value: { reason, metadata } }]);
}

/** What a promise is rejected with, which must be of this kind. */
export async function rejection<T extends Error>(
  promise: Promise<unknown>,
  kind: abstract new (...args: never[]) => T,
): Promise<T> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert(thrown instanceof kind, `${String(thrown)} (expected: ${kind.name})`);
  return thrown;
}
