import { AppError } from '../../domain/app-error.ts';
import type { Secret, Setting } from './connector-values.ts';

/** Looks a variable up where the service keeps them; undefined for one that is not set. */
export type ReadVariable = (name: string) => string | undefined;

/** The part of a connector that says what it needs of its surroundings. */
interface Needs<SettingName extends string = string, SecretName extends string = string> {
  readonly name: string;
  readonly settings: Readonly<Record<SettingName, Setting>>;
  readonly secrets: Readonly<Record<SecretName, Secret>>;
}

/** A `${env:NAME}` of a connector. */
export interface ConnectorVariable {
  readonly name: string;
  readonly secret: boolean;
  /** The connector cannot be opened without it. */
  readonly required: boolean;
}

/** What a person has to set before the connector can be used. */
export function variablesOf(connector: Needs): ConnectorVariable[] {
  const settings = Object.values<Setting>(connector.settings).flatMap((setting) =>
    'variable' in setting ? [{ name: setting.variable, secret: false, required: setting.fallback === undefined }] : [],
  );
  const secrets = Object.values<Secret>(connector.secrets).map(({ variable }) => ({
    name: variable,
    secret: true,
    required: true,
  }));
  return [...settings, ...secrets];
}

/** The values behind a connector's settings and secrets, by their names in the file. */
export type ResolvedSettings<SettingName extends string = string, SecretName extends string = string> = {
  readonly settings: Readonly<Record<SettingName, string>>;
  readonly secrets: Readonly<Record<SecretName, string>>;
};

/** Throws AppError `invalid` naming every variable that is not set. */
export function resolveSettings<SettingName extends string, SecretName extends string>(
  connector: Needs<SettingName, SecretName>,
  read: ReadVariable,
): ResolvedSettings<SettingName, SecretName> {
  const missing = variablesOf(connector).filter(({ name, required }) => required && !read(name));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new AppError('invalid', `${connector.name} needs ${names}: set ${missing.length > 1 ? 'them' : 'it'} first`);
  }
  return {
    settings: mapValues(connector.settings, (setting) => resolve(setting, read)),
    secrets: mapValues(connector.secrets, ({ variable }) => read(variable) ?? ''),
  };
}

function resolve(setting: Setting, read: ReadVariable): string {
  return 'value' in setting ? setting.value : read(setting.variable) || (setting.fallback ?? '');
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  map: (value: From) => To,
): Record<Key, To> {
  const mapped = Object.entries<From>(record).map(([key, value]) => [key, map(value)]);
  return Object.fromEntries(mapped) as Record<Key, To>;
}
