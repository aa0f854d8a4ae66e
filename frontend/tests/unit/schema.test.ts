/** The client's types are those of the engine's own description. */
import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

const api = new URL('../../src/api/', import.meta.url);

test('schema.d.ts is fresh: else `npm run api`', async () => {
  const written = readFileSync(new URL('schema.d.ts', api), 'utf8');
  const made = astToString(await openapiTS(new URL('openapi.json', api)));
  expect(written).toContain(made.trim());
});
