import { parseConfig, type Config } from '../config.ts';
import { createLog } from '../create-log.ts';
import { AppError } from '../domain/app-error.ts';
import { startService, type Service } from '../service.ts';
import type { Command } from './command.ts';

/** Serves until the process is told to stop by SIGTERM or SIGINT. */
export const serve: Command = async (args, readEnvironment) => {
  if (args.length > 0) {
    throw new AppError('invalid', 'serve takes no arguments: its settings come from the environment and from .env.');
  }
  const environment = readEnvironment();
  const config = parseConfig(environment);
  const log = createLog(config.logLevel);
  const service = await startService(config, (name) => environment[name], log);
  process.stdout.write(welcome(service, config));
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT']) process.once(name, resolve);
  });
  log.info({ signal }, 'stopping');
  await service.close();
  return 0;
};

function welcome({ publicUrl, webhookToken, adminToken }: Service, config: Config): string {
  const hook = `${publicUrl}/w/${webhookToken}`;
  const query =
    'callid={calluniqueid}&callfrom={callfrom}&callto={callto}&status={status}&status_desc={status_desc}' +
    '&direction={direction}&timestamp={timestamp}';
  // A token that somebody set is known to them, and does not belong on a screen.
  const key = config.adminToken === undefined ? adminToken : 'the ADMIN_TOKEN you have set';
  return `ringname answers at ${publicUrl}

Paste one of these into the PBX as its webhook URL:
  ${hook}?${query}
  ${hook}/{calluniqueid}/{callfrom}/{callto}/{status}/{status_desc}/{direction}/{timestamp}

Try it:
  curl '${hook}?callfrom=31612345678&status_desc=INCOMING_RINGING'

Contacts are read from ${config.contactsDir}; tokens that were not set are kept in ${config.dataDir}.
Admin API: ${publicUrl}/api/v1, with the header "Authorization: Bearer ${key}"
`;
}
