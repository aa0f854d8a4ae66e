/** The client of the desk's routes, which only a desk loads. */
import createClient from 'openapi-fetch';
import { patiently } from './client';
import type { paths } from './schema';

export const client = createClient<paths>({ baseUrl: '/', fetch: patiently });
