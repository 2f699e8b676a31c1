import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArtifactNameError } from '../errors/artifact-errors.js';
import { assertArtifactName, ownerKey, ownerLabel } from './artifact-name.js';
import type { ArtifactOwner } from './artifact-store.js';

describe('artifact rule 1: names', () => {
  it.each([
    'a',
    'a/b/c',
    'sig_analysis/ic',
    'Übung – 1.arrow',
    '...',
    '.hidden',
    'a b',
    'x'.repeat(255),
    'ä'.repeat(127),
  ])('takes %j', (name) => {
    expect(() => assertArtifactName(name)).not.toThrow();
  });

  it.each([
    ['', 'it is empty'],
    ['/a', 'it is an absolute path; leave the leading slash out'],
    ['a/', 'it has an empty part (two slashes in a row, or one at the end)'],
    ['a//b', 'it has an empty part'],
    ['..', '.. is no part of a name'],
    ['a/../b', '.. is no part of a name'],
    ['./a', '. is no part of a name'],
    ['a\\b', 'it has a backslash; separate parts by /'],
    ['a\nb', 'it has a control character'],
    ['a\0', 'it has a control character'],
    ['a\u0085', 'it has a control character'],
    ['x'.repeat(256), 'a part has more than 255 bytes'],
    ['ä'.repeat(128), 'a part has more than 255 bytes'],
    [`${'x/'.repeat(512)}x`, 'it has more than 1024 bytes'],
    ['\ud800', 'it has half a surrogate pair'],
    [5 as unknown as string, 'it is no string'],
  ])('refuses %j', (name, reason) => {
    expect(() => assertArtifactName(name)).toThrow(ArtifactNameError);
    expect(() => assertArtifactName(name)).toThrow(`cannot name an artifact: ${reason}`);
  });
});

describe('artifact rule 1: owners', () => {
  const task: ArtifactOwner = { kind: 'task', storeId: 's', pool: 'p', taskId: 't' };
  const recorder: ArtifactOwner = { kind: 'recorder', storeId: 's', experimentId: 'p', recorderId: 't' };

  it('are named in messages', () => {
    expect(ownerLabel(task)).toBe('task t of pool "p"');
    expect(ownerLabel(recorder)).toBe('recorder t');
  });

  it('have one key each, whatever the order of their fields and whatever their ids contain', () => {
    expect(ownerKey({ taskId: 't', pool: 'p', storeId: 's', kind: 'task' })).toBe(ownerKey(task));
    expect(ownerKey(recorder)).not.toBe(ownerKey(task));
    const part = fc.string({ maxLength: 4 });
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
        const owner = ([storeId, pool, taskId]: typeof a): ArtifactOwner => ({ kind: 'task', storeId, pool, taskId });
        expect(ownerKey(owner(a)) === ownerKey(owner(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});
