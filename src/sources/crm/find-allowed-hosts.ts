import { AppError } from '../../domain/app-error.ts';
import type { AllowedHosts } from '../connector/address-guard.ts';
import type { Connector } from './parse-connector.ts';
import { createRedactor } from '../connector/redactor.ts';
import type { ResolvedSettings } from '../connector/resolve-settings.ts';
import { renderUrlText, type Template } from './template.ts';

/**
 * The hosts a connector names: under `hosts` and `privateHosts`, and in its base URL and those of its auth. A URL that
 * begins with what a login captures names none. Throws AppError `invalid` for an address that is no URL.
 */
export async function findAllowedHosts(
  connector: Connector,
  { settings, secrets }: ResolvedSettings,
): Promise<AllowedHosts> {
  const { auth } = connector;
  const own = [connector.baseUrl, 'tokenUrl' in auth ? auth.tokenUrl : undefined];
  const templates = own.filter((template) => template !== undefined).filter((template) => !usesCaptured(template));
  const named = await Promise.all(
    templates.map(async (template) => {
      const text = await renderUrlText(template, { settings, secrets });
      if (URL.canParse(text)) return new URL(text).host;
      const shown = createRedactor(Object.values(secrets)).redact(text);
      throw new AppError('invalid', `${connector.name} has an address that is no URL: ${shown}`);
    }),
  );
  return { hosts: [...connector.hosts, ...named], privateHosts: connector.privateHosts };
}

function usesCaptured({ parts }: Template): boolean {
  return parts.some((part) => typeof part !== 'string' && part.source.includes('$captured'));
}
