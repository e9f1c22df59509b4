import { randomBytes, randomUUID } from 'node:crypto';
import type { Config } from './config.ts';
import { AppError } from './domain/app-error.ts';
import { MAIN_WORKSPACE } from './domain/contact.ts';
import type { Hook, HookSettings } from './domain/hook.ts';
import type { HookRegistry } from './http/hook-registry.ts';
import { DEFAULT_PATH } from './pbx/path-form.ts';
import type { HookStore } from './store/hook-store.ts';

/** The webhook URLs: what was set of them is kept in `store`, what they come to is in force in `registry`. */
export interface Hooks {
  list(): readonly HookSettings[];
  /** Makes a hook, with a token of its own unless one is given. Throws AppError `conflict` for a token in use. */
  create(settings: Partial<HookSettings>): HookSettings;
  /** Throws AppError `not-found` or `conflict`. */
  update(id: string, change: Partial<HookSettings>): HookSettings;
  /** Throws AppError `not-found`, or `conflict` for the default hook. */
  delete(id: string): void;
}

const DEFAULT_ID = 'default';

export function openHooks(config: Config, defaultToken: string, store: HookStore, registry: HookRegistry): Hooks {
  const list = (): readonly HookSettings[] => {
    const kept = store.list(MAIN_WORKSPACE);
    const changed = kept.find(({ id }) => id === DEFAULT_ID);
    // The default hook's token is the configuration's, whatever else was changed of it.
    const first = { ...blank(DEFAULT_ID, defaultToken), ...changed, token: defaultToken };
    const others = kept.filter(({ id }) => id !== DEFAULT_ID);
    // What an earlier version has kept lacks the settings that have come since.
    return [first, ...others.map((hook) => Object.assign(blank(hook.id, hook.token), hook))];
  };
  const find = (id: string): HookSettings => {
    const hook = list().find((each) => each.id === id);
    if (!hook) throw new AppError('not-found', `There is no hook "${id}"; GET /api/v1/hooks lists them.`);
    return hook;
  };
  const save = (hook: HookSettings): HookSettings => {
    if (list().some(({ id, token }) => token === hook.token && id !== hook.id)) {
      throw new AppError('conflict', 'Another hook has this token.');
    }
    store.save(MAIN_WORKSPACE, hook);
    putInForce();
    return hook;
  };
  const putInForce = (): void => {
    const enabled = list().filter((hook) => hook.enabled);
    registry.replace(enabled.map((hook) => toHook(hook, config)));
  };

  putInForce();
  return {
    list,
    create: (settings) => save({ ...blank(randomUUID(), randomBytes(18).toString('base64url')), ...settings }),
    update: (id, change) => {
      if (id === DEFAULT_ID && change.token !== undefined) {
        throw new AppError('conflict', "The default hook's token is WEBHOOK_TOKEN; set that, or make another hook.");
      }
      return save({ ...find(id), ...change });
    },
    delete: (id) => {
      find(id);
      if (id === DEFAULT_ID) throw new AppError('conflict', 'The default hook stays; set "enabled" to false instead.');
      store.delete(MAIN_WORKSPACE, id);
      putInForce();
    },
  };
}

/** The hook that is there when nobody has set anything: all its settings are the configuration's. */
export function defaultHook(config: Config, token: string): Hook {
  return toHook(blank(DEFAULT_ID, token), config);
}

function blank(id: string, token: string): HookSettings {
  return {
    id,
    name: id,
    token,
    pbx: null,
    format: 'text',
    path: DEFAULT_PATH,
    fields: {},
    nameTemplate: null,
    max: null,
    charset: null,
    fallback: null,
    allow: [],
    sources: null,
    callLog: null,
    enabled: true,
  };
}

function toHook(settings: HookSettings, config: Config): Hook {
  const { id, token, format, path, fields, allow, sources } = settings;
  return {
    id,
    token,
    format,
    path,
    fields,
    allow,
    sources,
    workspace: MAIN_WORKSPACE,
    display: {
      template: settings.nameTemplate,
      max: settings.max ?? config.nameMax,
      charset: settings.charset ?? config.nameCharset,
    },
    fallback: settings.fallback ?? config.nameFallback,
    callLog: settings.callLog ?? config.callLog,
  };
}
