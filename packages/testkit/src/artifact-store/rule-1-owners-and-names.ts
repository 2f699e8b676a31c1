import type { ArtifactOwner } from '@windrow/core';
import { expect, it } from 'vitest';
import { type ArtifactStoreRule, artifactStoreRule, text } from './bench.js';

const UNSAFE = [
  '',
  '.',
  '..',
  '/absolute',
  'a/../b',
  '../a',
  'a/./b',
  'a//b',
  'a/',
  'a\\b',
  'a\u0000b',
  'line\nbreak',
  'tab\t',
  '\u007f',
  `${'x'.repeat(256)}`,
  `a/${'é'.repeat(128)}`,
  '\ud800',
];

/** Names that some file system would fold together, refuse or take for something else. */
const ODD = [
  'a',
  'A',
  'a/b',
  'a/B',
  'a/b/c',
  'é',
  'e\u0301',
  'ﬁ',
  'fi',
  'K',
  '\u212a',
  'ß',
  'ss',
  'con',
  'nul.txt',
  'dot.',
  'space ',
  ' space',
  '.hidden',
  '..a',
  'a..',
  '%2e%2e',
  'a%2Fb',
  '~tmp',
  'x.tmp',
  '-rf',
  'ü𝄞/日本',
  '𝄞',
  '\uffee',
  'x'.repeat(255),
  `deep/${'y/'.repeat(20)}z`,
  '*?"<>|:',
];

export const ownersAndNames: ArtifactStoreRule = artifactStoreRule(
  'rule 1: an artifact is addressed by its owner and a name',
  (bench) => {
    it.each(UNSAFE.map((name) => [name]))('refuses the name %j everywhere', async (name) => {
      const owner = bench.owner();
      for (const call of [
        () => bench.store.put(owner, name, text('x')),
        () => bench.store.stat(owner, name),
        () => bench.store.touch(owner, name),
        () => bench.store.remove(owner, name),
        async () => {
          for await (const _ of bench.store.get(owner, name)) expect.unreachable('bytes came for an unsafe name');
        },
      ]) {
        await expect(call()).rejects.toMatchObject({ code: 'ARTIFACT_NAME', artifact: name });
      }
      expect(await bench.store.list(owner)).toEqual([]);
    });

    it('keeps names apart exactly, and lists them by code point', async () => {
      const owner = bench.owner();
      for (const name of ODD) await bench.store.put(owner, name, text(`content of ${name}`));
      for (const name of ODD) expect(await bench.text(owner, name)).toBe(`content of ${name}`);
      const listed = (await (await bench.open()).list(owner)).map(({ name }) => name);
      expect(listed).toEqual(ODD.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    });

    it('shares nothing between owners', async () => {
      const task = { kind: 'task', storeId: 's', pool: 'p', taskId: 't' } as const;
      const recorder = { kind: 'recorder', storeId: 's', experimentId: 'p', recorderId: 't' } as const;
      const owners: readonly ArtifactOwner[] = [
        task,
        { ...task, storeId: 'S' },
        { ...task, pool: 'p-t' },
        { ...task, pool: 'P' },
        { ...task, taskId: 'T' },
        { ...task, taskId: 'p.t' },
        { ...task, pool: 'p.p', taskId: 't' },
        recorder,
        { ...recorder, storeId: 'p', experimentId: 's' },
        { ...recorder, recorderId: 'e/../t' },
      ];
      for (const [i, owner] of owners.entries()) await bench.store.put(owner, 'same', text(`of ${i}`));
      for (const [i, owner] of owners.entries()) {
        expect(await bench.text(owner, 'same')).toBe(`of ${i}`);
        expect((await bench.store.list(owner)).map((info) => [info.owner, info.name])).toEqual([[owner, 'same']]);
      }
      await bench.store.remove(task);
      expect(await bench.store.list(task)).toEqual([]);
      for (const [i, owner] of owners.slice(1).entries()) expect(await bench.text(owner, 'same')).toBe(`of ${i + 1}`);
    });

    it('removes one or all of an owner’s, and what is not there', async () => {
      const owner = bench.owner();
      for (const name of ['a', 'a/b', 'c']) await bench.store.put(owner, name, text(name));
      await bench.store.remove(owner, 'a');
      await bench.store.remove(owner, 'never-there');
      expect((await bench.store.list(owner)).map(({ name }) => name)).toEqual(['a/b', 'c']);
      expect(await bench.store.stat(owner, 'a')).toBeUndefined();
      await bench.store.remove(owner);
      await bench.store.remove(owner);
      expect(await bench.store.list(owner)).toEqual([]);
      await expect(bench.bytes(owner, 'c')).rejects.toMatchObject({ code: 'ARTIFACT_MISSING', artifact: 'c' });
    });

    it('says what it lacks with reasons', () => {
      for (const reason of Object.values(bench.store.capabilities.lacks)) expect(reason.length).toBeGreaterThan(10);
    });
  },
);
