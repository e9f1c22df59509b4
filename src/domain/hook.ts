import type { Workspace } from './contact.ts';
import type { Charset, Display, Fallback } from './display-name.ts';

export type ReplyFormat = 'text' | 'json' | 'ack' | 'gigaset' | 'empty';
export const REPLY_FORMAT_NAMES: readonly ReplyFormat[] = ['text', 'json', 'ack', 'gigaset', 'empty'];

/** What is kept of calls: all, no names and of outside numbers only a keyed hash, or nothing. */
export type CallLogMode = 'full' | 'hashed' | 'off';
export const CALL_LOG_MODES: readonly CallLogMode[] = ['full', 'hashed', 'off'];

/** The things a PBX can send, by the names the contract gives them. */
export type FieldName =
  'callId' | 'from' | 'to' | 'status' | 'statusDescription' | 'direction' | 'timestamp' | 'callerName';

/** What somebody has set on a webhook URL; null and empty mean the service's own settings. */
export interface HookSettings {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  /** The kind of PBX behind it, for people. */
  readonly pbx: string | null;
  readonly format: ReplyFormat;
  /** Which field each segment of a path-form URL holds, in order. */
  readonly path: readonly FieldName[];
  /** The PBX's own parameter names, where they are not among the known aliases. */
  readonly fields: Partial<Readonly<Record<FieldName, string>>>;
  readonly nameTemplate: string | null;
  readonly max: number | null;
  readonly charset: Charset | null;
  readonly fallback: Fallback | null;
  /** CIDR blocks or addresses that may call; everybody when empty. */
  readonly allow: readonly string[];
  /** Ask only these sources; all when null. */
  readonly sources: readonly string[] | null;
  readonly callLog: CallLogMode | null;
  readonly enabled: boolean;
}

/** One webhook URL: who may call it, how its PBX asks and how it wants to be answered. */
export interface Hook extends Pick<HookSettings, 'id' | 'token' | 'format' | 'path' | 'fields' | 'allow' | 'sources'> {
  readonly workspace: Workspace;
  readonly display: Display;
  readonly callLog: CallLogMode;
  readonly fallback: Fallback;
}
