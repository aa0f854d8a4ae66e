/** How the phone's page asks: by XMLHttpRequest, which tells how much of a part has left. */
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type PhoneState = Schemas['PhoneState'];
export type PhoneFile = Schemas['PhoneFile'];
type Problem = Schemas['Problem'];

/** What came back. Status 0: nothing did. */
export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; problem: Problem | null };

const patience = 70_000;

/** Asks for one thing; never rejects. */
export function ask<T>(
  method: 'GET' | 'PUT',
  path: string,
  body: ArrayBuffer | null = null,
  sent: (bytes: number) => void = () => undefined,
): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const nothing = (): void => resolve({ ok: false, status: 0, problem: null });
    request.open(method, path);
    request.timeout = patience;
    request.upload.addEventListener('progress', (event) => sent(event.loaded));
    request.addEventListener('load', () => {
      const value = read(request.responseText);
      if (request.status === 200 && value !== null) resolve({ ok: true, value: value as T });
      else resolve({ ok: false, status: request.status, problem: problemIn(value) });
    });
    request.addEventListener('error', nothing);
    request.addEventListener('timeout', nothing);
    request.addEventListener('abort', nothing);
    request.send(body);
  });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemIn(value: unknown): Problem | null {
  return typeof value === 'object' && value !== null && 'message' in value ? (value as Problem) : null;
}
