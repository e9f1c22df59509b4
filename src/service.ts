import { join } from 'node:path';
import express, { type Express, type Router } from 'express';
import type { Logger } from 'pino';
import { answerCall, type House } from './answer-call.ts';
import { openCallLog } from './call-log/call-log.ts';
import { callLogMetrics } from './call-log/call-log-metrics.ts';
import { callLogSettings } from './call-log/settings.ts';
import type { Config } from './config.ts';
import { openConnectors } from './connectors/connectors.ts';
import { openContactSources } from './contacts/contact-sources.ts';
import { MAIN_WORKSPACE } from './domain/contact.ts';
import { explainLookup } from './explain-lookup.ts';
import { defaultHook, openHooks } from './hooks.ts';
import { apiRoutes } from './http/api/api.ts';
import { openApiRoute } from './http/api/openapi.ts';
import { createEventStream } from './http/api/event-stream.ts';
import { authorizationRoutes } from './http/authorization.ts';
import { createHttpServer } from './http/create-server.ts';
import { healthRoutes } from './http/health.ts';
import { createHookRegistry } from './http/hook-registry.ts';
import { closeServer, listen } from './http/listen.ts';
import { createMayCall } from './http/may-call.ts';
import { createWebhook, type WebhookParts } from './http/webhook.ts';
import { keptToken } from './kept-token.ts';
import { firstOf, firstOfAll } from './lookup/ask-in-order.ts';
import { cached } from './lookup/cached.ts';
import { directoryLookup } from './lookup/directory-lookup.ts';
import { liveLookup } from './lookup/live-lookup.ts';
import { orLastKnown } from './lookup/or-last-known.ts';
import { within } from './lookup/within.ts';
import type { ReadVariable } from './sources/connector/resolve-settings.ts';
import { createSeal } from './seal.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openHookStore } from './store/hook-store.ts';
import { lockDataDir } from './store/lock-data-dir.ts';
import { openSettingsDatabase } from './store/settings-database.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { openTokenTable } from './store/token-table.ts';
import { startWriter } from './contacts/writer-thread.ts';

export interface Service {
  /** What a PBX calls, as in http://127.0.0.1:8080. */
  readonly publicUrl: string;
  readonly webhookToken: string;
  readonly adminToken: string;
  /** Finishes what is being answered, writes what was recorded, then closes the stores. */
  close(): Promise<void>;
}

/** Of several connectors the first in order is waited for during this share of the deadline; then any name is better. */
const PATIENCE = 0.75;

/** How often to look whether the contacts have changed, so that what was cached is dropped. */
const VERSION_POLL_MS = 200;

/** Makes each part once and hands it to those who need it. Resolves when a ring can be answered. */
export async function startService(config: Config, readVariable: ReadVariable, log: Logger): Promise<Service> {
  const unlock = lockDataDir(config.dataDir);
  const webhookToken = config.webhookToken ?? keptToken(config.dataDir, 'webhook-token');
  const adminToken = config.adminToken ?? keptToken(config.dataDir, 'admin-token');
  const secretKey = config.secretKey ?? keptToken(config.dataDir, 'secret-key');
  const metrics = createMetrics();
  const store = openSqliteStore(config.dataDir);
  const settings = openSettingsDatabase(config.dataDir);

  const writer = startWriter(config.dataDir);
  const limits = cacheLimits(config);
  const directory = cached(directoryLookup(store), limits, { onHit: metrics.countCacheHit });
  const changed = directory.clear;
  const connectors = await openConnectors({
    directory: config.connectorsDir,
    store,
    writer,
    tokenTable: openTokenTable(settings),
    seal: createSeal(secretKey),
    readVariable,
    country: config.country,
    spoolDir: join(config.dataDir, 'uploads'),
    log,
    changed,
  });
  // With a cache for each, what one says too late for this ring is there at the next, whoever was shown meanwhile.
  const live = connectors.live.map((source) => {
    const shownAs = `cache of ${source.name}`;
    return cached(orLastKnown(liveLookup(source), limits.entries), limits, { shownAs }).lookup;
  });
  // Without connectors nothing may stand behind the contacts: even asking nobody costs something for each ring.
  const crm = live.length === 0 ? [] : [firstOfAll(live, config.lookupDeadlineMs * PATIENCE)];
  const lookup = metrics.measured(within(config.lookupDeadlineMs, firstOf([directory.lookup, ...crm])));
  const house: House = { lookup, country: config.country, nameTemplate: config.nameTemplate };
  const stopWatching = onChange(store.version, changed);
  const callLog = openCallLog(callLogSettings(config, secretKey), log);
  metrics.register(callLogMetrics(callLog));
  const sources = openContactSources(config, { store, settings, writer, connectors, log, changed });

  const reportFailure = (error: unknown): void => log.error({ err: error }, 'a request failed');
  const registry = createHookRegistry();
  const hooks = openHooks(config, webhookToken, openHookStore(settings), registry);
  const webhook = createWebhook({
    findHook: registry.find,
    mayCall: createMayCall(config.trustProxy),
    answer: answerAndCount(house, metrics, log),
    record: callLog.record,
    reportFailure,
    // The other half is for the look-up.
    bodyPatienceMs: config.lookupDeadlineMs / 2,
  });

  const events = createEventStream(callLog);
  let notReady: string | undefined = 'the contacts are being read for the first time';
  const api = apiRoutes({
    adminToken,
    explain: (number) => explainLookup(number, defaultHook(config, webhookToken), house),
    sources: { ...sources, callbackUrl: () => `${publicUrl()}/oauth/callback` },
    hooks: { ...hooks, urlOf: (token) => `${publicUrl()}/w/${token}` },
    calls: { ...callLog, timeZone: config.timezone, country: config.country },
    events: events.handler,
    reportFailure,
  });
  const health = healthRoutes({
    whyNotReady: () => notReady,
    warning: () => {
      const reason = callLog.whyNotWriting();
      return reason === undefined ? undefined : `calls are not being written: ${reason}`;
    },
    metrics: metrics.expose,
  });
  const app = createApp(health, authorizationRoutes(connectors.finishAuthorization), api);
  const server = createHttpServer(app, webhook);
  const url = await listen(server, config.port, config.host);
  const publicUrl = (): string => config.publicUrl ?? url;

  // With contacts of an earlier run a ring is answered at once; without any, it is worth waiting for the first ones.
  const stored = await store.listSources(MAIN_WORKSPACE);
  if (stored.every(({ contacts }) => contacts === 0)) await sources.firstScan;
  notReady = undefined;
  connectors.schedule();

  return {
    publicUrl: publicUrl(),
    webhookToken,
    adminToken,
    close: async () => {
      events.close();
      await closeServer(server);
      await callLog.close();
      stopWatching();
      connectors.close();
      sources.close();
      await writer.close();
      await store.close();
      settings.close();
      metrics.close();
      unlock();
    },
  };
}

function cacheLimits({ cacheEntries, cacheSeconds, cacheUnknownSeconds }: Config) {
  return { entries: cacheEntries, foundMs: cacheSeconds * 1000, unknownMs: cacheUnknownSeconds * 1000 };
}

function createApp(health: Router, authorization: Router, api: Router): Express {
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  return app.use(health).use(openApiRoute()).use('/oauth', authorization).use('/api/v1', api);
}

/** Calls `changed` after the version has changed; gives the function that ends it. */
function onChange(version: () => number, changed: () => void): () => void {
  let seen = version();
  const timer = setInterval(() => {
    const now = version();
    if (now !== seen) changed();
    seen = now;
  }, VERSION_POLL_MS);
  return () => clearInterval(timer);
}

/** Past this many, words of unknown events come from somebody who is playing. */
const MOST_UNKNOWN_EVENTS = 100;

/** `answerCall` for the webhook: counts the phones that get no name, and logs each unknown event once. */
function answerAndCount(house: House, metrics: Metrics, log: Logger): WebhookParts['answer'] {
  const unknownEvents = new Set<string>();
  return async (call, hook, display, askedAt) => {
    if (call.kind === 'unknown' && unknownEvents.size < MOST_UNKNOWN_EVENTS) {
      const event = call.statusDescription.replace(/[^A-Za-z _.-]/g, '?').slice(0, 40);
      if (!unknownEvents.has(event)) log.warn({ hook: hook.id, event }, 'an event nobody has taught us; it is ignored');
      unknownEvents.add(event);
    }
    const answer = await answerCall(call, hook, display, house, { askedAt });
    if (answer?.unnamed) metrics.countUnnamed(answer.unnamed);
    return answer;
  };
}
