import { makeSafe, type Respell } from '../domain/display-name.ts';
import type { Answer } from './answer.ts';

/** What an unknown caller is shown as, made safe like any name; empty unless the hook wants something. */
export function renderFallback(
  answer: Pick<Answer, 'fallback' | 'number' | 'withheld' | 'callerName' | 'display'>,
  respell?: Respell,
): string {
  const { fallback } = answer;
  const texts = { empty: '', number: answer.withheld ? '' : answer.number, echo: answer.callerName };
  return makeSafe(fallback.kind === 'text' ? fallback.text : texts[fallback.kind], answer.display, respell);
}
