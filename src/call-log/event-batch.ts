import { deserialize, serialize } from 'node:v8';
import type { ReceivedEvent } from '../calls/event-facts.ts';
import type { CallEventKind } from '../domain/call-event.ts';

/** Longer texts are no numbers and no ids: what follows is never looked at. */
const LONGEST_TEXT = 256;

type Cell = string | number | boolean | null;
const CELLS = 14;

/** Events as bytes: the cheapest way to hand many to another thread, and they hold on to no larger text. */
export function packEvents(events: readonly ReceivedEvent[]): Uint8Array {
  const cells: Cell[] = [];
  for (const { receivedAt, workspace, hashed, event, told } of events) {
    cells.push(
      receivedAt,
      workspace,
      hashed,
      event.kind,
      event.callId.slice(0, LONGEST_TEXT),
      event.from.slice(0, LONGEST_TEXT),
      event.to.slice(0, LONGEST_TEXT),
      event.direction.slice(0, LONGEST_TEXT),
      event.timestamp.slice(0, LONGEST_TEXT),
      told !== null,
      told?.name ?? null,
      told?.source ?? null,
      told?.contactUrl ?? null,
      told?.unnamed ?? null,
    );
  }
  return serialize(cells);
}

/** What `packEvents` packed. */
export function unpackEvents(packed: Uint8Array): ReceivedEvent[] {
  const cells = deserialize(packed) as Cell[];
  const text = (at: number): string => cells[at] as string;
  const optional = (at: number): string | null => cells[at] as string | null;
  const events: ReceivedEvent[] = [];
  for (let at = 0; at < cells.length; at += CELLS) {
    events.push({
      receivedAt: cells[at] as number,
      workspace: text(at + 1),
      hashed: cells[at + 2] as boolean,
      event: {
        kind: cells[at + 3] as CallEventKind,
        callId: text(at + 4),
        from: text(at + 5),
        to: text(at + 6),
        direction: text(at + 7),
        timestamp: text(at + 8),
      },
      told: cells[at + 9]
        ? {
            name: optional(at + 10),
            source: optional(at + 11),
            contactUrl: optional(at + 12),
            unnamed: optional(at + 13),
          }
        : null,
    });
  }
  return events;
}
