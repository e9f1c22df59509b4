import { Router } from 'express';

export interface Health {
  /** Why a ring cannot be answered right now; undefined when it can. */
  whyNotReady(): string | undefined;
  /** Prometheus' text format. */
  metrics(): Promise<{ contentType: string; text: string }>;
}

/** `/healthz`: the process lives; `/readyz`: it can answer a ring; `/metrics`. */
export function healthRoutes(health: Health): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok\n');
  });
  router.get('/readyz', (_request, response) => {
    const reason = health.whyNotReady();
    response
      .status(reason === undefined ? 200 : 503)
      .type('text/plain')
      .send(`${reason ?? 'ok'}\n`);
  });
  router.get('/metrics', async (_request, response) => {
    const { contentType, text } = await health.metrics();
    response.setHeader('Content-Type', contentType);
    response.send(text);
  });
  return router;
}
