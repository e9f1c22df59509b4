import { renderName, type Display, type Respell } from '../domain/display-name.ts';
import type { Answer, AnswerContact } from './answer.ts';
import { renderFallback } from './render-fallback.ts';

/** One contact's name as the phone shows it; empty when nothing of it can be shown. */
export function nameOf(contact: AnswerContact, display: Display, respell?: Respell): string {
  const template = display.template ?? contact.template;
  return renderName(contact, template === display.template ? display : { ...display, template }, respell);
}

/** What the phone shows: the chosen contact's name, or else the fallback; empty when there is neither. */
export function shownText(answer: Answer, respell?: Respell): string {
  const name = answer.chosen && respell ? nameOf(answer.chosen, answer.display, respell) : answer.name;
  return name || renderFallback(answer, respell);
}
