import type { ArtifactStore, ExperimentStore } from '@windrow/core';

/** What a child may ask of the worker's experiment store, beside `beginRecorder`: everything but closing it. */
export const EXPERIMENT_METHODS: readonly Exclude<keyof ExperimentStore, 'capabilities' | 'close' | 'beginRecorder'>[] =
  [
    'identity',
    'getOrCreate',
    'get',
    'list',
    'rename',
    'delete',
    'restore',
    'purge',
    'createRecorder',
    'getRecorder',
    'listRecorders',
    'setStatus',
    'logParams',
    'logMetrics',
    'metricSeries',
    'setTags',
    'deleteTags',
    'deleteRecorder',
    'restoreRecorder',
    'purgeRecorder',
    'now',
  ];

/** And of its artifact store, beside `put` and `get`, whose bytes go piece by piece. */
export const ARTIFACT_METHODS: readonly Exclude<keyof ArtifactStore, 'capabilities' | 'close' | 'put' | 'get'>[] = [
  'stat',
  'list',
  'touch',
  'remove',
  'owners',
  'now',
];

/** Bytes of one message; one piece is under way at a time, so neither side ever holds more of a stream. */
export const PIECE_BYTES: number = 256 * 1024;
