import { Router } from 'express';
import { AppError } from '../domain/app-error.ts';

/**
 * `/oauth/callback`: where a person comes back to who was at a CRM's page to let a connector in. `finish` gives the
 * connector's name.
 */
export function authorizationRoutes(finish: (state: string, code: string) => Promise<string>): Router {
  const router = Router();
  router.get('/callback', async (request, response) => {
    const { state, code, error } = request.query;
    response.type('text/plain').set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    try {
      if (typeof state !== 'string' || typeof code !== 'string') {
        const reason = typeof error === 'string' ? `: it said ${error.slice(0, 100)}` : '';
        throw new AppError('invalid', `The CRM did not let the connector in${reason}.`);
      }
      response.send(`The connector "${await finish(state, code)}" is let in. This page can be closed.\n`);
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure;
      response.status(400).send(`${failure.message}\n`);
    }
  });
  return router;
}
