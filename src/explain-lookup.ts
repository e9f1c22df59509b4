import { answerCall, type House } from './answer-call.ts';
import type { Hook } from './domain/hook.ts';
import type { TraceStep } from './domain/lookup-result.ts';
import { replyText } from './pbx/reply-text.ts';

/** One look-up from the number as somebody wrote it to the text a phone shows, with all that was asked on the way. */
export interface Explanation {
  readonly asked: string;
  /** The form the number is stored and asked by; null when it is withheld or no number. */
  readonly number: string | null;
  readonly e164: string | null;
  readonly steps: readonly TraceStep[];
  readonly found: boolean;
  readonly person: string | null;
  readonly company: string | null;
  readonly source: string | null;
  readonly contactUrl: string | null;
  /** Why this contact, or why none. */
  readonly reason: string;
  /** What the phone shows, a fallback included; empty for nothing. */
  readonly shown: string;
  readonly milliseconds: number;
}

/** Answers a number as a ringing phone would be answered, and keeps the trace. */
export async function explainLookup(asked: string, hook: Hook, house: House): Promise<Explanation> {
  const steps: TraceStep[] = [];
  const started = performance.now();
  const answer = await answerCall(nameLookup(asked), hook, hook.display, house, { askedAt: started, trace: steps });
  if (!answer) throw new Error('a plain name look-up always has an answer');
  const { canonical, e164, chosen, reason } = answer;
  return {
    asked,
    number: canonical ?? null,
    e164,
    steps,
    found: chosen !== undefined,
    person: chosen?.person ?? null,
    company: chosen?.company ?? null,
    source: chosen?.source ?? null,
    contactUrl: chosen?.contactUrl ?? null,
    reason,
    shown: replyText(answer).body,
    milliseconds: performance.now() - started,
  };
}

function nameLookup(from: string) {
  return {
    kind: 'name-lookup',
    callId: '',
    from,
    to: '',
    status: '',
    statusDescription: '',
    direction: '',
    timestamp: '',
    callerName: '',
  } as const;
}
