import express from 'express';
import { createServer } from 'node:http';
import { FIXED_NAME, announcePort } from './baseline.ts';

/** Express with its default settings and one route, as its documentation shows it. */
const app = express();
app.get('/w/:token', (_request, response) => {
  response.send(FIXED_NAME);
});
announcePort(createServer(app).listen(0, '127.0.0.1'));
