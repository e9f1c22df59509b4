import { join } from 'node:path';
import { parseConfig, type Config } from '../config.ts';
import { openConnectors, type Connectors } from '../connectors/connectors.ts';
import { createLog } from '../create-log.ts';
import { keptToken } from '../kept-token.ts';
import { createSeal } from '../seal.ts';
import type { Environment } from '../setting-reader.ts';
import { applySpooledSync } from '../connectors/spooled-sync.ts';
import type { ContactStore } from '../store/contact-store.ts';
import { openSettingsDatabase } from '../store/settings-database.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { openTokenTable } from '../store/token-table.ts';

/** Does a command's work with the connectors opened in this process, and closes all behind it. */
export async function withConnectors<T>(
  environment: Environment,
  work: (parts: { config: Config; store: ContactStore; connectors: Connectors }) => Promise<T>,
  // Who asks about one connector is told of its mistakes anyway, and need not hear of others'.
  log = createLog('silent'),
): Promise<T> {
  const config = parseConfig(environment);
  const store = openSqliteStore(config.dataDir);
  const settings = openSettingsDatabase(config.dataDir);
  const connectors = await openConnectors({
    directory: config.connectorsDir,
    store,
    writer: { applySync: (spooled) => applySpooledSync(store, spooled), recordError: store.recordError },
    tokenTable: openTokenTable(settings),
    seal: createSeal(config.secretKey ?? keptToken(config.dataDir, 'secret-key')),
    readVariable: (name) => environment[name],
    country: config.country,
    spoolDir: join(config.dataDir, 'uploads'),
    log,
    changed: () => {},
  });
  try {
    return await work({ config, store, connectors });
  } finally {
    connectors.close();
    settings.close();
    await store.close();
  }
}
