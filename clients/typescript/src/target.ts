import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "./transport.js";

const DEFAULT_PORT = 50051;
const ADMIN = "admin";
const FORM = /^(?:(https?):\/\/)?(\[[0-9a-fA-F:.%]+\]|[^:/[\]]+)(?::(\d{1,5}))?\/?$/;

/** Which server is meant, and who calls it. What is not said is taken from the environment. */
export interface TargetOptions {
  /**
   * `HOST:PORT`, or `https://HOST:PORT` for TLS. Default: `LONGSHORE_SERVER`, the data folder's `endpoints.json`,
   * `127.0.0.1:50051`.
   */
  readonly server?: string | undefined;
  /** The account. Default: `LONGSHORE_USER`, `admin`. */
  readonly user?: string | undefined;
  /**
   * The password. Default: `LONGSHORE_PASSWORD`, the content of the file `LONGSHORE_PASSWORD_FILE`, the data folder's
   * `admin-password`, which is only ever sent to that folder's server. Without any, calls go out without a session.
   */
  readonly password?: string | undefined;
  /** Whether calls go out without a session, whatever password there may be. Default: no. */
  readonly anonymous?: boolean | undefined;
  /** A file with the certificates to trust for TLS, in PEM. Default: `LONGSHORE_CA`, those that Node trusts. */
  readonly caFile?: string | undefined;
  /**
   * The data folder of a server on this machine. Default: `LONGSHORE_DATA`, `$XDG_DATA_HOME/longshore`,
   * `~/.local/share/longshore`.
   */
  readonly dataFolder?: string | undefined;
}

/** What was found. */
export interface Target {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  /** `host:port` as people write it. */
  readonly server: string;
  readonly credentials: Credentials | undefined;
  readonly ca: Buffer | undefined;
}

/** Finds server and credentials. */
export async function findTarget(options: TargetOptions, environment: NodeJS.ProcessEnv): Promise<Target> {
  const folder =
    options.dataFolder ??
    said(environment.LONGSHORE_DATA) ??
    join(said(environment.XDG_DATA_HOME) ?? join(homedir(), ".local", "share"), "longshore");
  const local = await localUrl(folder);
  const named = options.server ?? said(environment.LONGSHORE_SERVER);
  const url = named === undefined ? (local ?? urlOf("127.0.0.1")) : urlOf(named);
  const user = options.user ?? said(environment.LONGSHORE_USER) ?? ADMIN;
  let password = options.password ?? (await namedPassword(environment));
  if (password === undefined && url === local && user === ADMIN) {
    password = said((await readable(join(folder, "admin-password")))?.trim());
  }
  const caFile = options.caFile ?? said(environment.LONGSHORE_CA);
  return {
    url,
    server: url.replace("http://", ""),
    credentials: password === undefined || options.anonymous === true ? undefined : { user, password },
    ca: caFile === undefined ? undefined : await readFile(caFile),
  };
}

/** Reads `HOST[:PORT]` with or without a scheme; an IPv6 address stands in brackets. */
export function urlOf(server: string): string {
  const [, scheme = "http", host, port = DEFAULT_PORT.toString()] = FORM.exec(server.trim()) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new Error(`server: ${server} (expected: HOST:PORT, such as 127.0.0.1:${DEFAULT_PORT.toString()})`);
  }
  return `${scheme}://${host}:${port}`;
}

async function localUrl(folder: string): Promise<string | undefined> {
  const endpoints = await readable(join(folder, "endpoints.json"));
  if (endpoints === undefined) {
    return undefined;
  }
  const { grpc } = JSON.parse(endpoints) as { grpc?: string };
  return grpc === undefined ? undefined : urlOf(grpc);
}

async function namedPassword(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = said(environment.LONGSHORE_PASSWORD_FILE);
  return (
    said(environment.LONGSHORE_PASSWORD) ?? (file === undefined ? undefined : (await readFile(file, "utf8")).trim())
  );
}

/** A file that is absent, or another user's, is no error. */
async function readable(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(() => undefined);
}

function said(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
