import express, { type Express, type Request, type Response } from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A person in a CRM, as somebody typed them in. */
export interface CrmPerson {
  readonly id: number;
  readonly first: string;
  readonly infix?: string;
  readonly last: string;
  readonly company?: string;
  /** As typed, in any spelling. */
  readonly phone?: string;
  readonly mobile?: string;
  /** Milliseconds since 1970; an hour ago if not given. */
  readonly changedAt?: number;
}

/** What a CRM's server holds; a test changes it as a user of the CRM would. */
export interface CrmRecords {
  readonly people: ReadonlyMap<number, Required<CrmPerson>>;
  readonly deleted: ReadonlyMap<number, Required<CrmPerson>>;
  save(person: CrmPerson): void;
  remove(id: number): void;
}

interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Milliseconds since 1970, for a CRM that does not say it by Retry-After. */
  readonly busyUntil?: number;
}

/** A CRM on loopback, written from its documentation and strict about it. */
export interface CrmServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly records: CrmRecords;
  /** Every request, as `GET /path?query`. */
  readonly requests: readonly string[];
  /** What a client must not do and did: routes that do not exist, questions before the wait it was told is over. */
  readonly violations: readonly string[];
  /** The next so many requests are answered with this instead. */
  refuse(times: number, answer: Refusal): void;
  /** No more refusals. */
  forgive(): void;
  /** Whoever is logged in has to log in anew. */
  endSessions(): void;
  /** The CRM does not know any more what changed since the tokens it gave. */
  expireTokens(): void;
  close(): Promise<void>;
}

/** What only some CRMs have. */
type Expiry = Partial<Pick<CrmServer, 'endSessions' | 'expireTokens'>>;

/** Serves a CRM's routes over its records. `records` and `violate` are for them. */
export async function startCrmServer(
  install: (app: Express, records: CrmRecords, violate: (what: string) => void) => Expiry | undefined,
): Promise<CrmServer> {
  const app = express();
  const records = createRecords();
  const requests: string[] = [];
  const violations: string[] = [];
  const refusals: Refusal[] = [];
  let closed = { from: 0, until: 0 };
  app.disable('x-powered-by');
  app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: false }));
  app.use((request, response, next) => {
    requests.push(`${request.method} ${request.originalUrl}`);
    const now = Date.now();
    if (now > closed.from && now < closed.until) violations.push(`${request.path} before Retry-After was over`);
    const refusal = refusals.shift();
    if (refusal === undefined) return next();
    // Questions that were under way together are no fault.
    const { status, headers = {}, body = '', busyUntil } = refusal;
    closed = { from: now + 200, until: busyUntil ?? now + Number(headers['Retry-After'] ?? 0) * 1000 };
    return response.status(status).set(headers).send(body);
  });
  const { endSessions, expireTokens } = install(app, records, (what) => violations.push(what)) ?? {};
  app.use((request: Request, response: Response) => {
    violations.push(`${request.method} ${request.path} is no route`);
    response.status(404).json({ error: 'no such route' });
  });
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    records,
    requests,
    violations,
    refuse: (times, answer) => {
      for (let time = 0; time < times; time++) refusals.push(answer);
    },
    forgive: () => {
      refusals.length = 0;
    },
    endSessions: endSessions ?? (() => refuseToExpire('sessions')),
    expireTokens: expireTokens ?? (() => refuseToExpire('tokens')),
    close: () => closeServer(server),
  };
}

function refuseToExpire(what: string): never {
  throw new Error(`this CRM has no ${what}`);
}

const HOUR = 3_600_000;

function createRecords(): CrmRecords {
  const people = new Map<number, Required<CrmPerson>>();
  const deleted = new Map<number, Required<CrmPerson>>();
  return {
    people,
    deleted,
    save: (person) => {
      const blank = { infix: '', company: '', phone: '', mobile: '', changedAt: Date.now() - HOUR };
      people.set(person.id, { ...blank, ...person });
      deleted.delete(person.id);
    },
    remove: (id) => {
      const person = people.get(id);
      if (person !== undefined) deleted.set(id, { ...person, changedAt: Date.now() });
      people.delete(id);
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
