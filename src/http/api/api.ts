import { Router, type RequestHandler } from 'express';
import { AppError } from '../../domain/app-error.ts';
import { requireAdmin } from './authenticate.ts';
import { callsRoutes, type CallsParts } from './calls-routes.ts';
import { hooksRoutes, type HooksParts } from './hooks-routes.ts';
import { noSuchRoute, problemHandler } from './problem.ts';
import { sourcesRoutes, type SourcesParts } from './sources-routes.ts';

export interface ApiParts {
  readonly adminToken: string;
  /** The trace of one look-up, as a document. */
  explain(number: string): Promise<object>;
  readonly sources: SourcesParts;
  readonly hooks: HooksParts;
  readonly calls: CallsParts;
  /** Live calls. */
  readonly events: RequestHandler;
  reportFailure(error: unknown): void;
}

/** `/api/v1`: everything a person can set or see. */
export function apiRoutes(parts: ApiParts): Router {
  const router = Router();
  router.use(requireAdmin(parts.adminToken));
  router.get('/lookup', async (request, response) => {
    const { number } = request.query;
    if (typeof number !== 'string') throw new AppError('invalid', 'Which number? GET /api/v1/lookup?number=0612345678');
    response.json(await parts.explain(number));
  });
  router.use('/sources', sourcesRoutes(parts.sources));
  router.use('/hooks', hooksRoutes(parts.hooks));
  router.use(callsRoutes(parts.calls));
  router.get('/events', parts.events);
  router.use(noSuchRoute);
  router.use(problemHandler(parts.reportFailure));
  return router;
}
