import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fingerprint, forecast } from '../src/forecast.js';

const mongoUrl = inject('mongoUrl') ?? '';
const redisUrl = inject('redisUrl') ?? '';
const folder = mkdtempSync(join(tmpdir(), 'swap-the-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let inMemory: string;
beforeAll(async () => {
  const frame = await forecast('memory:');
  expect(frame.length).toBeGreaterThan(100);
  inMemory = await fingerprint(frame);
});

describe('one program, four stores, the same forecast bit for bit', () => {
  it('in one directory', async () => {
    expect(await fingerprint(await forecast(`sqlite:${folder}`))).toBe(inMemory);
  });

  it.skipIf(mongoUrl === '')('on MongoDB', async () => {
    const url = new URL(mongoUrl);
    url.pathname = `/swap-${randomUUID()}`;
    expect(await fingerprint(await forecast(url.href))).toBe(inMemory);
  });

  it.skipIf(redisUrl === '')('on Redis', async () => {
    expect(await fingerprint(await forecast(redisUrl))).toBe(inMemory);
  });
});
