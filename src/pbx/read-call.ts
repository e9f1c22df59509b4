import type { CallEvent } from '../domain/call-event.ts';
import type { Hook } from '../domain/hook.ts';
import { kindOfEvent } from './event-words.ts';
import { createFields, fillFields } from './fields.ts';
import { fillFromPath } from './path-form.ts';
import { parseBody, parseQuery } from './read-query.ts';
import { restoreUtf8 } from './url-text.ts';

/** A request as it came over the wire, with nothing decoded. */
export interface CallRequest {
  /** What stands behind the token, from its `/` on; empty when nothing does. */
  readonly path: string;
  /** What stands behind the `?`. */
  readonly query: string;
  /** The text of the body; empty when there is none. */
  readonly body: string;
}

/** What a PBX reports or asks with a request. Takes anything, never throws; path counts before query before body. */
export function readCall(request: CallRequest, hook: Pick<Hook, 'path' | 'fields'>): CallEvent {
  const fields = createFields();
  if (request.path !== '') fillFromPath(fields, restoreUtf8(request.path), hook.path);
  if (request.query !== '') fillFields(fields, parseQuery(restoreUtf8(request.query)), hook.fields);
  if (request.body !== '') fillFields(fields, parseBody(request.body), hook.fields);
  const { callId, from, to, status, statusDescription, direction, timestamp, callerName } = fields;
  const kind = kindOfEvent(statusDescription, status, direction);
  return { kind, callId, from, to, status, statusDescription, direction, timestamp, callerName };
}
