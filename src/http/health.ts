import { Router } from 'express';

export interface Health {
  /** Why a ring cannot be answered right now; undefined when it can. */
  whyNotReady(): string | undefined;
  /** What does not work beside that; undefined when all does. */
  warning(): string | undefined;
  /** Prometheus' text format. */
  metrics(): Promise<{ contentType: string; text: string }>;
}

/**
 * `/healthz`: the process lives; `/readyz`: it can answer a ring; `/metrics`. A service with a warning is ready: who takes it
 * out of service for that takes the names from the phones.
 */
export function healthRoutes(health: Health): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  router.get('/readyz', (_request, response) => {
    const reason = health.whyNotReady();
    const warning = health.warning();
    const ready = warning === undefined ? 'ok' : `ok, but ${warning}`;
    response
      .status(reason === undefined ? 200 : 503)
      .type('text/plain')
      .send(`${reason ?? ready}\n`);
  });
  router.get('/metrics', async (_request, response) => {
    const { contentType, text } = await health.metrics();
    response.setHeader('Content-Type', contentType);
    response.send(text);
  });
  return router;
}
